"""Other days than today: the next 90, and a past one as it stood."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from agency.models import AuditEvent
from casenotes.models import NoteType
from casenotes.services import record_note
from scheduling import forecast, past
from scheduling.flags import flag_overdue

TODAY = date(2026, 11, 23)


def log(office, on, text="Spoke with him on the unit."):
    return record_note(
        office.ashby,
        office.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(on.year, on.month, on.day, 15, tzinfo=UTC),
        text=text,
    )


def notes_ahead(office):
    return [
        one.due_on
        for one in forecast.expected_of([office.okafor.pk], TODAY)
        if one.standard == "OK.MONTHLY_NOTE"
    ]


# ---- The next 90 days ----------------------------------------------------------------------------


def test_a_monthly_note_is_expected_at_the_end_of_each_month_of_the_next_90_days(office):
    assert notes_ahead(office)[-3:] == [date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)]


def test_a_note_that_is_made_is_expected_no_longer(office):
    log(office, TODAY)
    assert date(2026, 11, 30) not in notes_ahead(office)


def test_weeks_run_from_monday_to_sunday_and_the_last_ends_on_the_ninetieth_day():
    weeks = forecast.by_week([], date(2026, 11, 25))
    assert (weeks[0].first, weeks[0].last) == (date(2026, 11, 25), date(2026, 11, 29))
    assert (weeks[1].first, weeks[1].last) == (date(2026, 11, 30), date(2026, 12, 6))
    assert weeks[-1].last == date(2027, 2, 23)


def test_what_is_overdue_already_is_named_and_in_no_week(office):
    expected = forecast.expected_of([office.okafor.pk], TODAY)
    overdue = [one for one in expected if one.overdue]
    assert overdue
    assert sum(week.number for week in forecast.by_week(expected, TODAY)) == len(expected) - len(
        overdue
    )


def test_an_officer_sees_the_own_weeks_and_each_number_leads_to_its_list(office, sign_in):
    text = sign_in(office.okafor).get(reverse("pages:forecast")).content.decode()
    assert "Your next 90 days" in text
    for anchor in re.findall(r'href="#(week-\d+)"', text):
        assert f'id="{anchor}"' in text
    assert office.ashby.sort_name in text


def test_a_supervisor_compares_officers_and_the_numbers_add_up(office, sign_in):
    page = sign_in(office.lindqvist).get(reverse("pages:forecast-officers"))
    rows = page.context["rows"]
    assert {row.officer.user for row in rows} >= {
        office.okafor,
        office.reyes,
    }
    for row in rows:
        assert row.total == sum(week.number for week, _ in row.weeks)
    assert page.context["total"] == sum(row.total for row in rows)


def test_a_stranger_does_not_find_an_officers_forecast(office, sign_in):
    address = reverse("pages:forecast-officer", args=[office.okafor.pk])
    assert sign_in(office.marsh_boss).get(address).status_code == 404
    assert sign_in(office.lindqvist).get(address).status_code == 200


# ---- A past day ----------------------------------------------------------------------------------


def at(day, hour=18):
    return f"{day}T{hour:02d}:00+00:00"


def november_note(office, on):
    (found,) = (
        one
        for one in past.as_it_stood(office.ashby, on, office.redbud)
        if one.standard == "OK.MONTHLY_NOTE" and one.due_on == date(2026, 11, 30)
    )
    return found


def test_a_past_day_shows_what_was_known_then_and_not_what_was_recorded_since(
    office, on_day, sign_in
):
    on_day(at("2026-12-02"))
    flag_overdue()
    on_day(at("2026-12-05"))
    log(office, date(2026, 11, 20))
    assert november_note(office, date(2026, 11, 30)).status == "due"
    then = november_note(office, date(2026, 12, 2))
    assert (then.status, then.flagged_on, then.changed_since) == (
        "overdue",
        date(2026, 12, 2),
        True,
    )
    assert november_note(office, date(2026, 12, 5)).status == "done"

    on_day(at("2026-12-06"))
    page = sign_in(office.okafor).get(
        reverse("pages:past-day", args=[office.ashby.pk]), {"on": "2026-12-02"}
    )
    assert [fact.on for fact in page.context["later"]] == [date(2026, 11, 20)]
    assert "Changed since" in page.content.decode()


def test_the_same_day_gives_the_same_answer_whenever_it_is_asked_for(office, on_day):
    on_day(at("2026-12-02"))
    before = past.as_it_stood(office.ashby, date(2026, 11, 25), office.redbud)
    log(office, date(2026, 11, 20))
    on_day(at("2027-03-01"))
    after = past.as_it_stood(office.ashby, date(2026, 11, 25), office.redbud)
    assert [(one.item_id, one.due_on, one.status, one.because) for one in after] == [
        (one.item_id, one.due_on, one.status, one.because) for one in before
    ]


def test_a_day_ends_at_midnight_at_the_facility(office, on_day):
    # 23:30 in Chicago on the 5th is the 6th in Greenwich.
    on_day("2026-12-06T05:30+00:00")
    log(office, date(2026, 11, 20))
    assert november_note(office, date(2026, 12, 4)).status == "overdue"
    assert november_note(office, date(2026, 12, 5)).status == "done"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2026-11-23", "That day has not ended yet"),
        ("2027-01-01", "That day has not ended yet"),
        ("31.10.2026", "Write the day as year, month and day"),
        ("", "Say which day"),
    ],
)
def test_a_day_that_cannot_be_shown_is_refused_and_stays_in_the_field(
    office, sign_in, given, words
):
    page = sign_in(office.okafor).get(
        reverse("pages:past-day", args=[office.ashby.pk]), {"on": given}
    )
    text = page.content.decode()
    assert words in text
    assert f'value="{given}"' in text or not given


def test_facts_that_a_reader_may_not_see_are_not_among_those_recorded_later(
    office, on_day, sign_in
):
    on_day(at("2026-12-05"))
    record_note(
        office.ashby,
        office.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 20, 18, tzinfo=UTC),
        text="For few eyes.",
        confidential=True,
    )
    address = reverse("pages:past-day", args=[office.ashby.pk])
    page = sign_in(office.marrow).get(address, {"on": "2026-12-01"})
    assert page.context["later"] == []
    page = sign_in(office.okafor).get(address, {"on": "2026-12-01"})
    assert len(page.context["later"]) == 1


def test_a_look_at_a_past_day_is_on_record_with_the_day(office, sign_in):
    sign_in(office.okafor).get(
        reverse("pages:past-day", args=[office.ashby.pk]), {"on": "2026-11-20"}
    )
    event = AuditEvent.objects.latest("pk")
    assert event.details["past_day"] == "2026-11-20"
