"""The ten days of the notice (PRO-006, M6; edge cases 46 to 49)."""

from __future__ import annotations

from datetime import date, time

import pgtrigger
import pytest
from django.core import mail

from agency import jobs
from agency.errors import RuleViolation
from agency.models import AuditEvent
from conferences.models import Conference, ConferenceNotice
from conferences.notice_clock import notice_clock
from conferences.services.appointments import cancel_conference, reschedule_conference
from tests.conferences.conftest import NOTHING


@pytest.mark.parametrize("noticed", ["2026-11-09T15:00+00:00", "2026-11-11T05:30+00:00"])
def test_a_notice_ten_days_ahead_or_more_is_accepted(cast, set_for, on_day, noticed):
    """The second moment is half past eleven in the evening of the tenth, in Chicago."""
    on_day(noticed)
    assert set_for("2026-11-20").scheduled_on == date(2026, 11, 20)


@pytest.mark.parametrize("noticed", ["2026-11-11T06:30+00:00", "2026-11-11T15:00+00:00"])
def test_a_notice_nine_days_ahead_is_refused_with_the_earliest_day(cast, set_for, on_day, noticed):
    on_day(noticed)
    with pytest.raises(RuleViolation) as refused:
        set_for("2026-11-20")
    assert refused.value.reason == (
        "The notice would go out only 9 days before, and it has to be sent at least 10 calendar "
        "days ahead. The earliest day is Sat 21 Nov 2026."
    )
    assert refused.value.field == "on"
    assert not Conference.objects.exists()
    assert not ConferenceNotice.objects.exists()


def test_days_are_counted_on_the_calendar_through_a_clock_change(cast, set_for, on_day):
    """From the evening of 26 October to the morning of 5 November are 10 days, not 240 hours;
    clocks go back on 1 November."""
    on_day("2026-10-26T23:00+00:00")
    assert set_for("2026-11-05", at="08:00").scheduled_on == date(2026, 11, 5)
    on_day("2026-10-27T05:30+00:00")
    with pytest.raises(RuleViolation, match="only 9 days before"):
        set_for("2026-11-05", officer=cast.reyes, at="23:00")


def test_nobody_may_skip_the_notice_or_set_a_second_conference_that_day(cast, set_for):
    set_for("2026-12-03")
    with pytest.raises(RuleViolation, match="Ada Okafor has a conference on Thu 3 Dec 2026"):
        set_for("2026-12-03", at="15:00")
    with pytest.raises(RuleViolation, match="That is today"):
        set_for("2026-11-23")
    with pytest.raises(RuleViolation, match="Nobody holds a conference with themselves"):
        set_for("2026-12-04", supervisor=cast.okafor)


def test_an_officer_without_an_address_cannot_be_noticed(cast, set_for):
    cast.okafor.email = ""
    cast.okafor.save()
    with pytest.raises(RuleViolation, match="no e-mail address"):
        set_for("2026-12-03")


def test_a_time_that_the_clocks_skip_is_refused(cast, set_for, on_day):
    on_day("2027-03-01T15:00+00:00")
    with pytest.raises(RuleViolation, match="skip 02:30"):
        set_for("2027-03-14", at="02:30")


def test_the_notice_counts_from_the_day_on_which_it_left(cast, set_for, on_day):
    conference = set_for("2026-12-03")
    assert conference.noticed_on is None
    assert notice_clock(conference, date(2026, 11, 23)).kind == "soon"
    on_day("2026-11-24T15:00+00:00")  # nothing could be sent before
    jobs.run_open_jobs()
    assert conference.noticed_on == date(2026, 11, 24)
    late = notice_clock(conference, date(2026, 11, 24))
    assert (late.is_short, late.days) == (True, 9)
    assert "9 days ahead: 1 short" in late.words


def moved(conference, by, day, at="09:00"):
    reschedule_conference(
        conference, by, on=date.fromisoformat(day), at=time.fromisoformat(at), preparation=NOTHING
    )
    jobs.run_open_jobs()
    conference.refresh_from_db()
    return conference


def test_moved_later_the_notice_stands_and_the_change_is_mailed(cast, sent, on_day):
    conference = sent("2026-12-03")
    on_day("2026-12-01T15:00+00:00")
    moved(conference, cast.lindqvist, "2026-12-04")
    assert conference.noticed_on == date(2026, 11, 23)
    assert [n.kind for n in conference.notices.all()] == ["notice", "change"]
    assert mail.outbox[-1].subject == "Caseload conference moved to 4 December 2026"
    assert "SEQUENCE:1" in mail.outbox[-1].alternatives[0].content


def test_moved_earlier_it_needs_a_new_notice_of_ten_days(cast, sent, on_day):
    conference = sent("2026-12-10")
    on_day("2026-11-25T15:00+00:00")
    with pytest.raises(RuleViolation, match="earliest day is Sat 5 Dec 2026"):
        moved(conference, cast.lindqvist, "2026-12-04")
    moved(conference, cast.lindqvist, "2026-12-05")
    assert conference.noticed_on == date(2026, 11, 25)
    assert [n.kind for n in conference.notices.all()] == ["notice", "notice"]


def test_another_time_on_the_same_day_is_a_change_and_nothing_is_no_move(cast, sent, on_day):
    conference = sent("2026-12-03")
    on_day("2026-12-02T15:00+00:00")
    moved(conference, cast.lindqvist, "2026-12-03", at="14:00")
    assert conference.noticed_on == date(2026, 11, 23)
    with pytest.raises(RuleViolation, match="set already"):
        moved(conference, cast.lindqvist, "2026-12-03", at="14:00")


def test_moved_before_the_notice_left_only_the_new_one_is_sent(cast, set_for):
    conference = set_for("2026-12-03")
    moved(conference, cast.lindqvist, "2026-12-08")
    assert [n.kind for n in conference.notices.all()] == ["notice", "notice"]
    assert [m.subject for m in mail.outbox] == ["Caseload conference on 8 December 2026"]


def test_called_off_the_calendar_is_told_once_it_had_been_told_of_it(cast, sent, set_for):
    told = sent("2026-12-03")
    cancel_conference(told, cast.lindqvist, reason="Training that day")
    untold = set_for("2026-12-04")
    cancel_conference(untold, cast.lindqvist, reason="Set twice")
    jobs.run_open_jobs()
    assert [m.subject for m in mail.outbox] == [
        "Caseload conference on 3 December 2026",
        "Caseload conference on 3 December 2026 called off",
    ]
    assert "Training that day" not in mail.outbox[-1].body
    with pytest.raises(RuleViolation, match="held or called off"):
        moved(told, cast.lindqvist, "2026-12-15")


def test_a_conference_counts_for_the_quarter_of_its_day_whoever_holds_it(cast, sent):
    """Edge cases 48 and 49."""
    last = Conference(scheduled_on=date(2027, 3, 31))
    first = Conference(scheduled_on=date(2027, 4, 1))
    assert (last.quarter, first.quarter) == ((2027, 1), (2027, 2))
    for boss in (cast.lindqvist, cast.marsh_boss):
        day = "2026-12-03" if boss == cast.lindqvist else "2026-12-04"
        sent(day, supervisor=boss)
    counted = Conference.objects.filter(officer=cast.okafor)
    assert {one.quarter for one in counted} == {(2026, 4)}


def test_setting_a_conference_leaves_one_event_without_words(cast, set_for):
    conference = set_for("2026-12-03")
    event = AuditEvent.objects.get(object_type="conference", object_id=str(conference.pk))
    assert (event.type, event.actor_id) == ("created", cast.lindqvist.pk)
    assert event.details == {"officer": cast.okafor.pk, "on": "2026-12-03"}


def test_a_conference_without_any_notice_says_until_when_one_can_be_sent(cast, set_for):
    with pgtrigger.ignore():
        conference = set_for("2026-12-03")
        ConferenceNotice.objects.filter(conference=conference).delete()
    conference = Conference.objects.get(pk=conference.pk)
    clock = notice_clock(conference, date(2026, 11, 23))
    assert (clock.kind, clock.words) == ("soon", "No notice yet, last day Mon 23 Nov 2026")
    assert notice_clock(conference, date(2026, 11, 24)).words == "Notice not sent, and late"
