"""What stands in a report: which days, in which order, and what is left out."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agency.models import Posting, User
from agency.roles import Role
from casemgmt.printing.content import Period, Withheld
from casemgmt.printing.counting import count_for
from casemgmt.printing.gather import gather, printable_people
from casenotes.checklists import PRIMARY_CHECKS
from casenotes.services import Answer, add_amendment, sign_report
from offenders.services import record_movement, record_release_dates
from tests.printing.conftest import CHICAGO

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def report(cast):
    """Gather Ashby's report for the records administrator."""

    def gathered(period=None, reader=None):
        return gather(
            cast.ashby,
            reader or cast.tran,
            period or Period(None, date(2026, 11, 23)),
            cast.redbud,
        )

    return gathered


def texts(report) -> list[str]:
    return [entry.text for entry in report.notes]


def test_the_last_minute_of_the_last_day_is_in_and_the_next_minute_is_not(wrote, report):
    wrote("2026-02-28T23:59", "before")
    wrote("2026-03-01T00:00", "first minute")
    wrote("2026-03-31T23:59", "last minute")
    wrote("2026-04-01T00:00", "after")
    assert texts(report(MARCH)) == ["first minute", "last minute"]


def test_a_day_is_a_day_on_the_wall_where_it_happened(cast, wrote, report):
    record_movement(
        cast.ashby,
        None,
        kind="transfer",
        facility=cast.saltbush,
        unit=cast.saltbush_unit,
        permanent=False,
        occurred_at=datetime(2026, 9, 15, 12, 0, tzinfo=CHICAGO),
    )
    # In Chicago it is half past midnight on 1 October, in Denver still 30 September.
    wrote("2026-10-01T00:30", "late in September", by=cast.marsh_coordinator)
    assert report(Period(date(2026, 10, 1), date(2026, 10, 31))).entries == ()
    (entry,) = report(Period(date(2026, 9, 1), date(2026, 9, 30))).entries
    assert (entry.time_zone, entry.place) == ("America/Denver", "Saltbush Prison")


def test_entries_stand_in_the_order_in_which_they_happened_not_were_recorded(wrote, report):
    wrote("2026-10-09T14:15", "second")
    wrote("2026-10-21T10:05", "third")
    wrote("2026-10-02T09:40", "first")
    assert texts(report()) == ["first", "second", "third"]


def test_contact_reports_stand_among_the_notes_with_answers_and_actions(cast, wrote, report):
    wrote("2026-10-02T09:40", "before it")
    wrote("2026-10-21T10:05", "after it")
    answers = {check.code: Answer(yes=True, comment="Is so.") for check in PRIMARY_CHECKS}
    answers["work_education"] = Answer(
        yes=False,
        comment="None yet.",
        action="Ask for a place",
        action_by="L. Reyes",
        action_due_on=date(2026, 12, 1),
    )
    contact = sign_report(
        cast.ashby,
        cast.okafor,
        kind="primary",
        interview_at=datetime(2026, 10, 9, 10, 0, tzinfo=CHICAGO),
        answers=answers,
        summary="In all, settled.",
    )
    first, middle, last = report().entries
    assert (first.text, middle.id, last.text) == ("before it", contact.pk, "after it")
    assert [answer.name for answer in middle.answers] == [check.name for check in PRIMARY_CHECKS]
    refused = middle.answers[3]
    assert (refused.yes, refused.action, refused.action_by) == (
        False,
        "Ask for a place",
        "L. Reyes",
    )
    assert middle.late, "signed in November, the interview was in October"


def test_amendments_stand_under_their_note_in_the_order_they_were_made(cast, wrote, report, on_day):
    note = wrote("2026-10-09T14:15", "Out of place during the 14:00 count.")
    add_amendment(cast.okafor, note=note, kind="error_reported", text="It was at 13:30.")
    on_day("2026-11-23T17:00+00:00")
    add_amendment(cast.okafor, note=note, text="His sister called.")
    (entry,) = report().entries
    assert [(a.kind, a.text) for a in entry.additions] == [
        ("Error reported", "It was at 13:30."),
        ("More details added", "His sister called."),
    ]


def test_withheld_notes_are_a_day_and_a_number_and_nothing_else(wrote, report):
    wrote("2026-10-02T09:00", "open")
    wrote("2026-10-02T08:00", "secret one", confidential=True)
    wrote("2026-10-02T18:00", "secret two", confidential=True)
    wrote("2026-10-09T10:00", "secret three", confidential=True)
    gathered = report()
    assert gathered.entries[1:] == (
        Withheld(date(2026, 10, 2), 2),
        Withheld(date(2026, 10, 9), 1),
    )
    assert gathered.withheld_count == 3
    assert "secret" not in repr(gathered)


def test_the_author_is_printed_as_they_were_then(cast, wrote, report):
    wrote("2026-10-02T09:40", "by Okafor")
    User.objects.filter(pk=cast.okafor.pk).update(family_name="Newname")
    Posting.objects.filter(user=cast.okafor).update(role=Role.SUPERVISOR)
    (entry,) = report().entries
    assert (entry.author_name, entry.author_role) == ("Ada Okafor", "Case manager")


def test_the_identity_is_that_of_today(cast, wrote, report):
    record_release_dates(
        cast.ashby,
        cast.tran,
        start_on=date(2020, 1, 1),
        eed=date(2028, 8, 22),
        edr=None,
        srd=date(2030, 1, 1),
        recorded_on=date(2026, 11, 1),
    )
    person = report().person
    assert person.sort_name == "ASHBY, Terrell Dean"
    assert person.location == "Unit B, Redbud Correctional Center"
    assert person.officer == "Ada Okafor"
    assert person.release_dates == (
        ("Earliest eligibility", date(2028, 8, 22)),
        ("Statutory review", date(2030, 1, 1)),
    )


def test_the_preview_counts_what_the_report_holds(cast, wrote, report):
    wrote("2026-10-02T09:00", "open")
    wrote("2026-10-03T09:00", "open too")
    wrote("2026-10-04T09:00", "secret", confidential=True)
    wrote("2026-03-04T09:00", "long ago")
    since_autumn = Period(date(2026, 9, 1), date(2026, 11, 23))
    counts = count_for([cast.ashby.pk, cast.mabry.pk], cast.tran, since_autumn)
    gathered = report(since_autumn)
    found = counts[cast.ashby.pk]
    assert (found.notes, found.reports, found.withheld) == (2, 0, 1)
    assert (len(gathered.notes), gathered.withheld_count) == (2, 1)
    assert not counts[cast.mabry.pk].anything


def test_only_records_administrators_print_and_only_people_held_at_their_facility(cast):
    for name, user in cast.users.items():
        reached = {person.family_name for person in printable_people(user)}
        expected = {
            "tran": {"Ashby", "Mabry", "Vann"},
            "marsh_records": {"Nalder"},
        }.get(name, set())
        assert reached == expected, name


def test_gathering_takes_as_many_queries_for_forty_notes_as_for_two(cast, wrote, report):
    def queries():
        reader = User.objects.get(pk=cast.tran.pk)
        with CaptureQueriesContext(connection) as captured:
            report(reader=reader)
        return len(captured)

    for day in (1, 2):
        add_amendment(cast.okafor, note=wrote(f"2026-10-0{day}T09:00", "x"), text="more")
    few = queries()
    for minute in range(40):
        add_amendment(cast.okafor, note=wrote(f"2026-10-05T09:{minute:02}", "x"), text="more")
    assert queries() == few


def test_the_fingerprint_follows_the_record_and_nothing_else(cast, wrote, report, on_day):
    note = wrote("2026-10-02T09:40", "text")
    before = report().fingerprint()
    on_day("2026-11-23T18:00+00:00")
    assert report().fingerprint() == before
    add_amendment(cast.okafor, note=note, text="More.")
    amended = report().fingerprint()
    assert amended != before
    wrote("2026-10-03T09:40", "secret", confidential=True)
    assert report().fingerprint() not in {before, amended}
