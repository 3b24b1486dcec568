"""A preview says what really happens, and nothing happens while it is worked out."""

from __future__ import annotations

from datetime import date

import pytest

from agency import jobs
from agency.models import Job, JobState
from offenders.services import assign_officer
from scheduling import policies, what_if
from scheduling.models import DueItem, PreviewChange, Transition
from scheduling.services import activations
from tests.policy_pages.conftest import SECOND_REPORT

FIRST_DAY = date(2026, 12, 1)
AT_NOON = "2026-12-01T18:00+00:00"

#: What an edition can do to items that are open: move them, make them late, add and take away.
CHANGES = {
    "sooner": [("within       = { days = 14 }", "within       = { days = 3 }")],
    "later": [("within       = { days = 14 }", "within       = { days = 30 }")],
    "oftener": [("every = { months = 6 }", "every = { months = 4 }")],
    "one more": [SECOND_REPORT],
    "one fewer": [('code         = "WA.PRIMARY"', 'code         = "WA.FIRST"')],
    "nothing": [('title        = "Case', 'title        = "The Case')],
}


@pytest.fixture
def busy(office):
    """Three more allocations, so that reports are open on the first day."""
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 11, 20))
    return office


def open_items(on: date) -> dict[str, tuple[date | None, bool]]:
    """Open items by occurrence: the day, and whether it is late then."""
    items = DueItem.objects.open().filter(before_go_live=False)
    late = set(items.overdue(on).values_list("pk", flat=True))
    return {item.occurrence: (item.due_on, item.pk in late) for item in items}


def recompute_all() -> None:
    from scheduling.sweep import recompute_everyone

    recompute_everyone()


@pytest.mark.parametrize("name", CHANGES)
def test_the_figures_are_what_an_activation_does(busy, edition, proposed, on_day, name):
    row = proposed(edition(*CHANGES[name], carries=name != "nothing"), from_on=FIRST_DAY)
    figures = row.preview.figures["first_day"]

    on_day(AT_NOON)
    recompute_all()
    before = open_items(FIRST_DAY)
    on_day("2026-11-23T16:05+00:00")
    activations.approve(row, busy.brandt, reason="Agreed.")
    on_day(AT_NOON)
    jobs.run_open_jobs()
    recompute_all()
    after = open_items(FIRST_DAY)

    gained, lost = after.keys() - before.keys(), before.keys() - after.keys()
    both = after.keys() & before.keys()
    expected = {
        "gained": len(gained),
        "lost": len(lost),
        "moved": sum(1 for key in both if before[key][0] != after[key][0]),
        "overdue": sum(
            1 for key, (_, late) in after.items() if late and not before.get(key, (None, False))[1]
        ),
    }
    assert {kind: figures.get(kind, {}).get("items", 0) for kind in expected} == expected
    if name != "nothing":
        assert sum(expected.values()) > 0
    for kind, number in expected.items():
        rows = PreviewChange.objects.filter(preview=row.preview, reach="first_day", change=kind)
        assert sum(one.items for one in rows) == number


def test_nothing_is_written(busy, edition, previewed):
    items = list(DueItem.objects.order_by("pk").values())
    told = Transition.objects.count()
    in_force = policies.in_force()
    previewed(edition(*CHANGES["sooner"], carries=True), from_on=FIRST_DAY)
    assert list(DueItem.objects.order_by("pk").values()) == items
    assert Transition.objects.count() == told
    assert policies.in_force() is in_force


def test_only_the_place_chosen_is_touched(busy, edition, previewed):
    preview = previewed(
        edition(*CHANGES["sooner"], carries=True), from_on=FIRST_DAY, facility=busy.redbud
    )
    assert preview.figures["cases"] == 3
    people = set(preview.changes.values_list("offender__number", flat=True))
    assert busy.nalder.number not in people
    assert {row.facility_id for row in preview.changes.all()} <= {busy.redbud.pk}


def test_the_year_holds_what_begins_after_the_first_day(busy, edition, previewed):
    often = ("every = { months = 6 }", "every = { months = 2 }")
    figures = previewed(edition(often), from_on=FIRST_DAY).figures
    assert figures["year"]["moved"]["items"] > figures["first_day"]["moved"]["items"] > 0
    assert figures["year"]["moved"]["median_days"] < 0


def test_a_cancelled_preview_leaves_no_rows(busy, edition):
    preview = what_if.start_preview(
        edition(*CHANGES["sooner"], carries=True), busy.quist, from_on=FIRST_DAY
    )
    Job.objects.filter(pk=preview.job_id).update(cancel_requested=True)
    jobs.run_open_jobs()
    preview.job.refresh_from_db()
    assert preview.job.state == JobState.CANCELLED
    assert not preview.changes.exists()


def test_a_second_run_adds_nothing(busy, edition, previewed):
    preview = previewed(edition(*CHANGES["sooner"], carries=True), from_on=FIRST_DAY)
    number = preview.changes.count()
    figures = preview.figures
    preview.finished_at = None
    preview.save()
    what_if.work_out(jobs.JobRun(preview.job))
    preview.refresh_from_db()
    assert (preview.changes.count(), preview.figures) == (number, figures)


def test_queries_do_not_grow_with_what_is_compared(busy, edition, django_assert_max_num_queries):
    preview = what_if.start_preview(
        edition(*CHANGES["sooner"], carries=True), busy.quist, from_on=FIRST_DAY
    )
    with django_assert_max_num_queries(200):
        what_if.work_out(jobs.JobRun(preview.job))
