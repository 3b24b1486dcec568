"""The rows of the allocation page: who waits, since when, until when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from agency import clock
from casemgmt.pages.whereabouts import own_facility
from offenders.models import Placement
from offenders.queries import (
    RECENT,
    Officer,
    excluded_officers,
    facilities_of,
    officers_at,
    previous_officers,
    without_officer,
)
from offenders.recommend import Candidate, Suggestion, Waiting, recommend
from plans.models import PlanKind, PlanReview, ReviewKind
from scheduling import policies
from scheduling.models import DueItem
from scheduling.policy.shapes import Deadline

if TYPE_CHECKING:
    from agency.models import User
    from scheduling.policy.shapes import Duty


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A person placed here for good without an officer.

    item: the open duty to allocate, where the policies have one. limit: days that it leaves, None
    where it leaves no number of days.
    """

    placement: Placement
    suggestion: Suggestion
    officer: Officer | None
    item: DueItem | None
    limit: int | None
    plan_approved_on: date | None
    last_officer_until: date | None
    today: date

    @property
    def days_waiting(self) -> int:
        """Days since the arrival, or since the last officer's last day; that day itself is 0."""
        since = max(self.placement.arrived_on, self.last_officer_until or date.min)
        return (self.today - since).days

    @property
    def clock_day(self) -> int | None:
        """The day of the clock that today is, None where no clock runs."""
        if self.item is None or self.item.due_on is None or self.limit is None:
            return None
        return self.limit - (self.item.due_on - self.today).days


@dataclass(frozen=True, slots=True)
class Queue:
    """Everybody who waits in one's reach, the officers there, and what the policies ask."""

    rows: list[WaitingRow]
    officers: list[Officer]
    duty: Duty | None
    today: date

    @property
    def has_clock(self) -> bool:
        """Whether a policy in force limits the days until an officer is named."""
        return self.duty is not None

    @property
    def limit(self) -> int | None:
        """The days that the policy leaves."""
        return limit_of(self.duty)

    @property
    def asks_for_plan(self) -> bool:
        """Whether the clock waits for an approved plan."""
        return isinstance(self.duty, Deadline) and "initial_plan_approved" in self.duty.after

    @property
    def unplaced(self) -> list[WaitingRow]:
        """Those for whom nobody can be suggested."""
        return [row for row in self.rows if row.officer is None]


def limit_of(duty: Duty | None) -> int | None:
    """The number of days of a deadline, None where it is none or has no days."""
    within = duty.within if isinstance(duty, Deadline) else None
    return within.days if within is not None and within.days else None


def allocation_duty() -> Duty | None:
    """The duty to name an officer, where a policy in force has one."""
    return next((d for d in policies.in_force().duties().values() if d.action == "allocate"), None)


def queue_of(user: User, unit: int | None = None) -> Queue:
    """The people who wait for an officer, soonest due first, then longest here.

    A fixed number of queries whatever the number of people.
    """
    today = clock.today(own_facility(user))
    duty = allocation_duty()
    placements = list(without_officer(user, today))
    ids = [placement.offender_id for placement in placements]
    items: dict[int, DueItem] = {}
    if duty is not None:
        items = {
            item.offender_id: item
            for item in DueItem.objects.on_lists()
            .active()
            .filter(standard=duty.code, offender_id__in=ids)
            .order_by("-due_on", "-pk")
        }
    approved: dict[int, date] = dict(
        PlanReview.objects.standing()
        .filter(offender_id__in=ids, plan=PlanKind.IMP, kind=ReviewKind.APPROVED)
        .order_by("-done_on")
        .values_list("offender_id", "done_on")
    )
    last_officer = {
        offender: links[0][1] for offender, links in previous_officers(ids, today).items()
    }
    officers = officers_at(facilities_of(user, "assignment", "allocate"), today)
    placements.sort(key=lambda p: _urgency(p, items.get(p.offender_id)))
    suggestions = suggestions_for(placements, officers, today)
    by_id = {officer.user.pk: officer for officer in officers}
    rows = [
        WaitingRow(
            placement,
            suggestions[placement.offender_id],
            by_id.get(suggestions[placement.offender_id].officer or 0),
            items.get(placement.offender_id),
            limit_of(duty),
            approved.get(placement.offender_id),
            last_officer.get(placement.offender_id),
            today,
        )
        for placement in placements
        if unit is None or placement.unit_id == unit
    ]
    return Queue(rows, officers, duty, today)


def _urgency(placement: Placement, item: DueItem | None) -> tuple[bool, str, date, int]:
    due = item.due_on.isoformat() if item is not None and item.due_on else ""
    return (not due, due, placement.arrived_on, placement.pk)


def suggestions_for(
    placements: list[Placement], officers: list[Officer], today: date
) -> dict[int, Suggestion]:
    """Whom to suggest for each placed person; two queries.

    Nobody who leaves within the next 30 days: the case would have to be passed on again.
    """
    officers = [officer for officer in officers if officer.stays_beyond(today + RECENT)]
    ids = [placement.offender_id for placement in placements]
    previous = previous_officers(ids, today)
    excluded = excluded_officers(ids)
    return recommend(
        [
            Waiting(
                id=placement.offender_id,
                facility=placement.facility_id,
                unit=placement.unit_id,
                unit_name=placement.unit.name if placement.unit else "",
                previous=tuple(previous.get(placement.offender_id, ())),
                excluded=frozenset(excluded.get(placement.offender_id, ())),
            )
            for placement in placements
        ],
        [
            Candidate(
                id=officer.user.pk,
                facility=officer.posting.facility_id or 0,
                unit=officer.posting.unit_id,
                load=officer.load,
                capacity=officer.capacity,
            )
            for officer in officers
        ],
    )
