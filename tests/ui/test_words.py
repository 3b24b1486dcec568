"""The agency's words, and dates as people say them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Thing
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from agency.templatetags import words

TODAY = dt.date(2026, 11, 23)
OKLAHOMA = Thing(terms={"offender": "inmate", "offender_plural": "inmates"})


def rendered(source: str, agency=OKLAHOMA, **context) -> str:
    template = Template("{% load words %}" + source)
    return template.render(Context({"agency": agency, "today": TODAY, **context}))


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ('{% term "offender" %}', "inmate"),
        ('{% term "offender" plural=True %}', "inmates"),
        ('{% term "offender" plural=True cap=True %}', "Inmates"),
        ('{% term "case_officer" cap=True %}', "Case officer"),
        ('{% term "facility" plural=True %}', "facilities"),
    ],
)
def test_a_term_is_the_agencys_word_or_else_the_neutral_one(tag, word):
    assert rendered(tag) == word


def test_an_agency_without_words_of_its_own_says_person_and_people():
    assert rendered('{% term "offender" %}', agency=Thing(terms={})) == "person"
    assert rendered('{% term "offender" plural=True %}', agency=Thing(terms={})) == "people"


def test_a_missing_plural_is_made_from_the_agencys_singular():
    agency = Thing(terms={"offender": "probationer"})
    assert rendered('{% term "offender" plural=True %}', agency=agency) == "probationers"


def test_a_term_cannot_carry_markup_into_a_page():
    agency = Thing(terms={"offender": "<b>x</b>"})
    assert rendered('{% term "offender" %}', agency=agency) == "&lt;b&gt;x&lt;/b&gt;"


def test_a_role_is_called_as_the_agency_calls_it():
    agency = Thing(terms={"case_officer": "case manager"})
    posting = Thing(role="case_officer", get_role_display=lambda: "Case officer")
    assert rendered("{% role_word posting %}", agency=agency, posting=posting) == "Case manager"
    assert rendered("{% role_word posting %}", posting=posting) == "Case officer"


def test_dates_are_said_in_one_way_each():
    on = dt.date(2026, 11, 23)
    assert words.day(on) == "Mon 23 Nov 2026"
    assert words.long_day(on) == "Monday 23 November 2026"
    assert words.table_day(on, TODAY) == "Mon 23 Nov"
    assert words.month(on) == "November 2026"


def test_the_year_is_left_out_only_when_it_is_this_year():
    assert words.short_day(dt.date(2026, 1, 3), TODAY) == "3 Jan"
    assert words.short_day(dt.date(2025, 12, 31), TODAY) == "31 Dec 2025"
    assert words.short_day(dt.date(2026, 1, 3)) == "3 Jan 2026"


@pytest.mark.parametrize("say", [words.day, words.long_day, words.short_day, words.month])
def test_no_date_is_said_with_nothing(say):
    assert say(None) == ""
    assert say("") == ""


def test_a_moment_is_said_in_the_facilitys_zone():
    at = dt.datetime(2026, 10, 26, 19, 10, tzinfo=dt.UTC)
    assert words.moment(at, "America/Chicago") == "Mon 26 Oct 2026, 14:10"
    assert words.moment(at, ZoneInfo("Australia/Perth")) == "Tue 27 Oct 2026, 03:10"
    assert words.clock_time(at, "America/Chicago") == "14:10"
    assert words.moment(None) == ""


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (dt.date(2026, 11, 17), "Overdue 6 days"),
        (dt.date(2026, 11, 22), "Overdue 1 day"),
        (dt.date(2026, 11, 23), "Due today"),
        (dt.date(2026, 11, 24), "Due tomorrow"),
        (dt.date(2026, 11, 26), "Due in 3 days"),
    ],
)
def test_an_open_item_is_said_by_the_days_that_are_left(due_on, said):
    assert words.relative_due(due_on, TODAY) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (dt.date(2026, 11, 23), dt.date(2028, 9, 9), "1 year 9 months 17 days"),
        (dt.date(2026, 11, 23), dt.date(2027, 11, 23), "1 year"),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 24), "1 day"),
        (dt.date(2024, 1, 31), dt.date(2024, 2, 29), "1 month"),
        (dt.date(2024, 1, 31), dt.date(2024, 3, 1), "1 month 1 day"),
        (dt.date(2024, 12, 31), dt.date(2025, 1, 30), "30 days"),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 23), "ends today"),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 20), "ended 3 days ago"),
    ],
)
def test_the_time_left_is_counted_in_calendar_years_months_and_days(start, end, said):
    assert words.span_left(end, start) == said


def test_an_age_changes_on_the_birthday():
    assert words.age_on(dt.date(1992, 11, 24), TODAY) == 33
    assert words.age_on(dt.date(1992, 11, 23), TODAY) == 34
    assert words.age_on(None, TODAY) == ""
