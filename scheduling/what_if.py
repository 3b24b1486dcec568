"""What an edition would change, on the real caseload, before it is in force. Writes no due item.

Every subject is gathered once and judged twice as of the first day: under what is in force, and
with the proposal in its place. Obligations are paired by occurrence, so an item that moves is one
item. Twice again with a horizon, because an item that has begun usually keeps its edition and the
difference shows in what begins later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.urls import reverse

from agency import audit, clock, jobs
from agency.models import Agency, AuditEventType
from scheduling import policies, taking_effect
from scheduling.gather import gather, gather_others
from scheduling.models import Change, Preview, PreviewChange, Reach
from scheduling.policy.dates import add_months
from scheduling.refs import pk_of
from scheduling.services.activations import check_scope
from scheduling.services.drafts import refuse_a_number_in_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agency.models import Facility, Unit, User
    from scheduling.engine.results import Obligation
    from scheduling.gather import Gathered
    from scheduling.models import PolicyEdition

KIND = "policy_preview"
LOOKS_AHEAD_MONTHS = 12
#: An item that moves across the end of the year is still one item, if by no more than this.
MARGIN_MONTHS = 12
KEEP_ROWS_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of one duty of one subject, as a `PreviewChange` keeps it."""

    change: Change
    standard: str
    facility: int | None
    officer: int | None
    before_on: date | None
    after_on: date | None
    items: int = 1


def compare(
    before: Iterable[Obligation], after: Iterable[Obligation], first_day: date
) -> Iterator[Difference]:
    """The differences between what would be stored on that day under the two.

    gained, lost: an item that is open under one only. moved: open under both on other days.
    overdue: late on the first day, and not late otherwise.
    """
    old = {obligation.occurrence: obligation for obligation in before}
    new = {obligation.occurrence: obligation for obligation in after}
    for occurrence in sorted(old.keys() | new.keys()):
        was, becomes = old.get(occurrence), new.get(occurrence)
        was_open = was is not None and was.is_open
        is_open = becomes is not None and becomes.is_open
        if is_open and not was_open:
            yield _difference(Change.GAINED, was, becomes)
        elif was_open and not is_open:
            yield _difference(Change.LOST, was, becomes)
        elif was is not None and becomes is not None and is_open and was.due_on != becomes.due_on:
            yield _difference(Change.MOVED, was, becomes)
        if _late(becomes, first_day) and not _late(was, first_day):
            yield _difference(Change.OVERDUE, was, becomes)


def _late(obligation: Obligation | None, on: date) -> bool:
    return (
        obligation is not None
        and obligation.is_open
        and not obligation.on_hold
        and obligation.due_on is not None
        and obligation.due_on < on
    )


def _difference(change: Change, was: Obligation | None, becomes: Obligation | None) -> Difference:
    shown = becomes if becomes is not None else was
    assert shown is not None
    return Difference(
        change,
        shown.standard,
        pk_of(shown.facility),
        pk_of(shown.officer),
        was.due_on if was is not None else None,
        becomes.due_on if becomes is not None else None,
    )


def by_duty(differences: Iterable[Difference]) -> list[Difference]:
    """One for each duty and kind of change: the first of them, with how many there are."""
    found: dict[tuple[str, str], Difference] = {}
    for one in differences:
        key = (one.change, one.standard)
        known = found.get(key)
        earliest = one if known is None or _day(one) < _day(known) else known
        count = one.items + (known.items if known is not None else 0)
        found[key] = Difference(
            earliest.change,
            earliest.standard,
            earliest.facility,
            earliest.officer,
            earliest.before_on,
            earliest.after_on,
            count,
        )
    return list(found.values())


def _day(one: Difference) -> date:
    return min(day for day in (one.before_on, one.after_on, date.max) if day is not None)


@transaction.atomic
def start_preview(
    edition: PolicyEdition,
    by: User,
    *,
    from_on: date,
    until_on: date | None = None,
    facility: Facility | None = None,
    unit: Unit | None = None,
) -> Preview:
    """Queue the calculation. Raises RuleViolation for a place or day that it could not have."""
    check_scope(edition, from_on, until_on, facility, unit)
    refuse_a_number_in_use(edition)
    policies.in_force_with(
        edition,
        from_on,
        until_on,
        facility.pk if facility is not None else None,
        unit.pk if unit is not None else None,
    )
    preview = Preview.objects.create(
        edition=edition,
        facility=facility,
        unit=unit,
        from_on=from_on,
        until_on=until_on,
        requested_by=by,
    )
    preview.job = jobs.enqueue(KIND, {"preview": preview.pk}, requested_by=by)
    preview.save(update_fields=["job"])
    audit.record(
        AuditEventType.CREATED,
        preview,
        actor=by,
        details={"edition": edition.pk, "from_on": from_on.isoformat()},
    )
    return preview


@jobs.handles(KIND)
def work_out(run: jobs.JobRun) -> dict[str, Any]:
    """Fill a preview, some cases at a time; a second run begins anew."""
    preview = Preview.objects.select_related("edition", "facility", "unit").get(
        pk=run.arguments["preview"]
    )
    url = reverse("pages:what-if", args=[preview.pk])
    if preview.finished_at is not None:
        return {"url": url}
    started = clock.now()
    delete_old_rows()
    preview.changes.all().delete()
    try:
        totals = _Comparison(preview).run_through(run)
    except jobs.JobCancelled:
        preview.changes.all().delete()
        raise
    preview.figures = totals | figures_of(preview)
    preview.finished_at = clock.now()
    preview.seconds = round((preview.finished_at - started).total_seconds(), 1)
    preview.save(update_fields=["figures", "finished_at", "seconds"])
    return {"url": url, "cases": totals["cases"]}


@dataclass
class _Comparison:
    """One preview being worked out. Holds one batch at a time, whatever the population."""

    preview: Preview
    rows: list[PreviewChange] = field(default_factory=list)

    def __post_init__(self) -> None:
        preview = self.preview
        self.first_day = preview.from_on
        self.last_day = add_months(preview.from_on, LOOKS_AHEAD_MONTHS)
        self.horizon = add_months(self.last_day, MARGIN_MONTHS)
        self.live_from = Agency.current().live_from
        self.now = policies.in_force()
        self.then = policies.in_force_with(
            preview.edition, preview.from_on, preview.until_on, preview.facility_id,
            preview.unit_id,
        )  # fmt: skip

    def run_through(self, run: jobs.JobRun) -> dict[str, Any]:
        """Compare everything that the edition can reach; how many cases that were."""
        people = taking_effect.cases_reached(self.preview.facility_id, self.preview.unit_id)
        total = people.count()
        run.progress(0, total)
        done = 0
        for ids in taking_effect.in_batches(people):
            for case in gather(ids):
                self.add(case, offender=case.pk)
            done += len(ids)
            self.write()
            run.progress(done, total)
        others = 0
        for subject, ids in taking_effect.others_reached(
            self.preview.facility_id, self.preview.unit_id
        ):
            for one in gather_others(subject, ids):
                self.add(one)
            others += len(ids)
            self.write()
            run.progress(done, total)
        return {"cases": done, "others": others}

    def add(self, subject: Gathered, offender: int | None = None) -> None:
        """Compare one subject on the first day and over the year."""
        first = list(
            compare(self._owed(self.now, subject), self._owed(self.then, subject), self.first_day)
        )
        year = by_duty(
            one
            for one in compare(
                self._owed(self.now, subject, self.horizon),
                self._owed(self.then, subject, self.horizon),
                self.first_day,
            )
            if one.change != Change.OVERDUE and _day(one) <= self.last_day
        )
        home = subject.facility.pk if subject.facility is not None else None
        for reach, found in ((Reach.FIRST_DAY, first), (Reach.YEAR, year)):
            for one in found:
                self.rows.append(
                    PreviewChange(
                        preview=self.preview,
                        reach=reach,
                        change=one.change,
                        offender_id=offender,
                        facility_id=one.facility or home,
                        officer_id=one.officer,
                        standard=one.standard,
                        items=one.items,
                        before_on=one.before_on,
                        after_on=one.after_on,
                    )
                )

    def _owed(
        self, governing: policies.InForce, subject: Gathered, horizon: date | None = None
    ) -> list[Obligation]:
        """What is on lists: not what was due before the agency went live."""
        answer = policies.assess(governing, subject.facts, self.first_day, horizon=horizon)
        return [
            obligation
            for obligation in answer.obligations
            if self.live_from is None
            or obligation.due_on is None
            or obligation.due_on >= self.live_from
        ]

    def write(self) -> None:
        """Keep what one batch found."""
        PreviewChange.objects.bulk_create(self.rows, batch_size=1000)
        self.rows = []


def delete_old_rows() -> int:
    """Forget the cases of previews that are old and beside no proposal; their totals stay."""
    old = Preview.objects.filter(
        requested_at__lt=clock.now() - KEEP_ROWS_FOR,
        rows_deleted_at=None,
        finished_at__isnull=False,
        activations=None,
    )
    number = 0
    for preview in old:
        preview.changes.all().delete()
        preview.rows_deleted_at = clock.now()
        preview.save(update_fields=["rows_deleted_at"])
        number += 1
    return number


_FIGURES = """
SELECT reach, change,
       count(DISTINCT offender_id),
       sum(items),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY after_on - before_on)
FROM scheduling_previewchange
WHERE preview_id = %s
GROUP BY reach, change
"""


def figures_of(preview: Preview) -> dict[str, Any]:
    """The totals by reach and change: cases, items, and the median days by which dates move."""
    figures: dict[str, Any] = {reach: {} for reach in Reach.values}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [preview.pk])
        for reach, change, cases, items, median in cursor.fetchall():
            figures[reach][change] = {
                "cases": cases,
                "items": int(items),
                "median_days": round(median) if median is not None else None,
            }
    return figures
