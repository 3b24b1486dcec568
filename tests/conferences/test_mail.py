"""What the notice says and carries (PRO-006 to PRO-014)."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar

from agency import jobs
from agency.models import Job, JobState
from casemgmt.conferencing.readiness import prepare
from conferences.checks import REMINDERS, REMINDERS_VERSION
from conferences.models import ConferenceNotice
from conferences.services.appointments import cancel_conference
from conferences.services.notices import send_again
from tests.cast import TODAY


def test_the_notice_says_when_where_what_to_prepare_and_names_nobody(cast, assessed, sent):
    assessed(25, 4)
    conference = sent("2026-12-03", at="13:30", preparation=prepare(cast.okafor, TODAY))
    message = mail.outbox[0]
    assert message.to == ["okafor@x.test"]
    assert message.reply_to == ["lindqvist@x.test"]
    assert "Thursday 3 December 2026, 13:30 (America/Chicago), 60 minutes" in message.body
    for reminder in REMINDERS:
        assert reminder in message.body
    assert "Your caseload today: 3 cases." in message.body
    assert "1 low or med/low case, 0 with a temporary override" in message.body
    assert f"/conferences/{conference.pk}" in message.body
    for name in ("Ashby", "ASHBY", "744106", "Case1", "Case2"):
        assert name not in message.body
    notice = ConferenceNotice.objects.get()
    assert (notice.address, notice.body) == ("okafor@x.test", message.body)
    assert notice.reminders_version == REMINDERS_VERSION
    assert notice.sent_at == datetime.fromisoformat("2026-11-23T16:00+00:00")


def test_the_invitation_can_be_read_by_a_calendar(cast, sent):
    conference = sent("2026-12-03", at="13:30")
    alternative = mail.outbox[0].alternatives[0]
    assert alternative.mimetype == "text/calendar; method=REQUEST"
    assert mail.outbox[0].attachments[0].filename == "conference.ics"
    calendar = Calendar.from_ical(alternative.content)
    assert calendar["method"] == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == f"conference-{conference.uid}@casemgmt"
    assert event["sequence"] == 0
    assert event.decoded("dtstart") == datetime(
        2026, 12, 3, 13, 30, tzinfo=ZoneInfo("America/Chicago")
    )
    assert event["dtstart"].params["tzid"] == "America/Chicago"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["America/Chicago"]
    assert event["attendee"] == "mailto:okafor@x.test"
    assert event["organizer"] == "mailto:lindqvist@x.test"


def test_the_message_that_leaves_is_a_calendar_message(cast, sent):
    sent("2026-12-03")
    raw = mail.outbox[0].message()
    (part,) = [part for part in raw.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert Calendar.from_ical(part.get_payload(decode=True))["method"] == "REQUEST"


def test_a_cancellation_takes_the_same_event_out_of_the_calendar(cast, sent):
    conference = sent("2026-12-03")
    cancel_conference(conference, cast.lindqvist, reason="Training")
    jobs.run_open_jobs()
    calendar = Calendar.from_ical(mail.outbox[1].alternatives[0].content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "CANCEL"
    assert event["uid"] == f"conference-{conference.uid}@casemgmt"
    assert (event["sequence"], event["status"]) == (1, "CANCELLED")


def test_a_job_that_runs_twice_sends_one_message(cast, sent):
    sent("2026-12-03")
    Job.objects.filter(kind="conference_notice").update(state=JobState.WAITING)
    jobs.run_open_jobs()
    assert len(mail.outbox) == 1


def test_what_the_mail_server_refuses_is_not_sent_and_can_be_sent_again(
    cast, set_for, on_day, monkeypatch
):
    def refuse(*_args, **_more):
        raise SMTPServerDisconnected

    conference = set_for("2026-12-10")
    with monkeypatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", refuse)
        for hour in (16, 17, 18, 19):
            on_day(f"2026-11-23T{hour}:30+00:00")
            jobs.run_open_jobs()
    notice = conference.notices.get()
    assert notice.sent_at is None
    assert notice.job.state == JobState.FAILED
    on_day("2026-11-25T15:00+00:00")
    send_again(notice, cast.lindqvist)
    jobs.run_open_jobs()
    notice.refresh_from_db()
    assert notice.sent_on.isoformat() == "2026-11-25"
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("field", ["body", "address", "scheduled_for"])
def test_what_was_written_is_never_changed(cast, sent, field):
    from django.db import InternalError, transaction

    conference = sent("2026-12-03")
    other = {"body": "x", "address": "y@x.test", "scheduled_for": "2026-12-09T15:00+00:00"}
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        conference.notices.update(**{field: other[field]})
