"""The roster, the hours, and the days without a coordinator."""

from __future__ import annotations

from datetime import date, time

import pytest

from agency.errors import RuleViolation
from agency.events import subjects_changed
from casemgmt.pages.meetings.coverage import days_wanted, week_of
from casemgmt.pages.meetings.post import gaps, post_of
from conferences.models import CoverageDay
from conferences.services.coverage import assign_hours, hours_on, save_week

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
D = date.fromisoformat


def test_a_week_is_made_to_say_what_was_ticked_and_no_more(cast):
    heard = []

    def hear(subject, ids, **_):
        heard.append((subject, ids))

    pk = cast.okafor.pk
    both = {pk, cast.reyes.pk}
    save_week(
        cast.redbud,
        cast.strand,
        first_on=MONDAY,
        staff=both,
        covered={(pk, MONDAY), (cast.reyes.pk, D("2026-11-24")), (pk, D("2026-11-30"))},
    )
    subjects_changed.connect(hear)
    try:
        # Reyes is not on this page, so her day stays; a day of another week is not taken.
        changes = save_week(
            cast.redbud,
            cast.strand,
            first_on=MONDAY,
            staff={pk},
            covered={(pk, D("2026-11-25")), (cast.marsh.pk, MONDAY)},
        )
        again = save_week(
            cast.redbud,
            cast.strand,
            first_on=MONDAY,
            staff={pk},
            covered={(pk, D("2026-11-25"))},
        )
    finally:
        subjects_changed.disconnect(hear)
    assert (changes, again) == ((1, 1), (0, 0))
    assert heard == [("facility", [cast.redbud.pk])]
    kept = {(row.staff_id, str(row.on)) for row in CoverageDay.objects.all()}
    assert kept == {(cast.reyes.pk, "2026-11-24"), (pk, "2026-11-25")}
    assert CoverageDay.history.filter(history_type="-").count() == 1


def test_new_hours_end_the_earlier_ones_the_day_before(cast):
    day = (time(8), time(16, 30))
    assign_hours(
        cast.okafor, cast.redbud, cast.strand, from_on=D("2026-01-05"), hours={0: day, 1: day}
    )
    assign_hours(cast.okafor, cast.redbud, cast.strand, from_on=D("2026-11-02"), hours={4: day})
    assert [h.weekday for h in hours_on(cast.okafor, cast.redbud, D("2026-11-01"))] == [0, 1]
    assert [h.weekday for h in hours_on(cast.okafor, cast.redbud, D("2026-11-02"))] == [4]
    with pytest.raises(RuleViolation) as refused:
        assign_hours(cast.okafor, cast.redbud, cast.strand, from_on=D("2026-10-01"), hours={4: day})
    assert refused.value.field == "from_on"
    with pytest.raises(RuleViolation, match="at least one day"):
        assign_hours(cast.okafor, cast.redbud, cast.strand, from_on=D("2026-12-01"), hours={})


def test_the_policy_in_force_wants_five_days_of_a_week_that_starts_as_the_agency_says(cast):
    assert days_wanted() == 5
    assert week_of(D("2026-11-29")) == MONDAY
    cast.agency.settings = {"policy": {"week_starts_on": 7}}
    cast.agency.save()
    assert week_of(D("2026-11-28")) == D("2026-11-22")


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([("2026-01-01", None)], []),
        ([], [("2026-01-01", None)]),
        ([("2026-01-01", "2026-03-31"), ("2026-04-01", None)], []),
        ([("2026-01-01", "2026-03-31"), ("2026-04-02", None)], [("2026-04-01", "2026-04-01")]),
        (
            [("2026-02-01", "2026-06-30"), ("2026-03-01", "2026-04-30")],
            [("2026-07-01", None), ("2026-01-01", "2026-01-31")],
        ),
        ([("2026-01-01", "2026-11-23")], []),
        ([("2026-01-01", "2026-11-22")], [("2026-11-23", None)]),
    ],
)
def test_days_without_a_coordinator_are_the_days_that_no_posting_covers(spans, found):
    given = [(D(first), D(last) if last else None) for first, last in spans]
    shown = [
        (str(gap.from_on), str(gap.until_on) if gap.until_on else None)
        for gap in gaps(given, D("2026-01-01"), MONDAY)
    ]
    assert shown == found


def test_the_post_shows_who_holds_it_and_when_an_assistant_is_appropriate(cast):
    post = post_of(cast.redbud, MONDAY)
    assert ([p.user for p in post.today], post.gaps, post.population) == ([cast.strand], [], 3)
    assert not post.wants_assistant
    cast.agency.settings = {"assistant_coordinator_above": 2}
    cast.agency.save()
    assert post_of(cast.redbud, MONDAY).wants_assistant
    cast.strand.postings.update(until_on=D("2026-11-20"))
    vacant = post_of(cast.redbud, MONDAY)
    assert (vacant.today, [str(gap.from_on) for gap in vacant.gaps]) == ([], ["2026-11-21"])
