"""The reviews file, and the approval of the plan in the offenders file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgmt.importing.saver import Saver, differing
from plans.models import PlanKind, PlanReview, ReviewKind

if TYPE_CHECKING:
    from datetime import date

    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row

#: How the source of an approval ends that the offenders file made, so that the same column can
#: move or clear it.
BY_THE_COLUMN = ", offenders"


def import_reviews(batch: Batch) -> None:
    """Add and change reviews and approvals."""
    column = any("imp_approved_on" in r.values for p in batch for r in p.rows["offenders"])
    if not column and not batch.has_rows("reviews"):
        for person in batch.known():
            _count_identity(batch.context, person, changed=False)
        return
    context = batch.context
    stored = batch.by_person(PlanReview.objects.filter(offender_id__in=batch.pks()).order_by("pk"))
    saver = Saver(context, PlanReview)
    for person in batch.known():
        mine = stored[person.pk]
        sent: list[PlanReview] = []
        for row in person.rows["reviews"]:
            _review(context, person, row, mine, sent, saver)
        person.drop_refused("reviews")
        _approval(context, person, [*mine, *sent], saver)
    # One standing row for each day: what is withdrawn makes room for what is new.
    new, saver.new = saver.new, []
    saver.write()
    saver.new, saver.changed = new, {}
    saver.write()


def _review(
    context: Context,
    person: Person,
    row: Row,
    mine: list[PlanReview],
    sent: list[PlanReview],
    saver: Saver,
) -> None:
    values = row.values
    by = context.user_of(row, "by", values.get("by"))
    if values["done_on"] > context.today():
        context.refuse(row, "done_on", "It lies in the future.")
    if row.refused:
        return
    stored = _find(mine, values["plan"], values["kind"], values["done_on"])
    wanted: dict[str, Any] = {}
    if "by" in values:
        wanted["done_by_id"] = by.pk if by else None
    if "resets_cycle" in values:
        # Only a review can start the cycle anew (R16).
        wanted["resets_cycle"] = bool(values["resets_cycle"]) and (
            values["kind"] == ReviewKind.REVIEWED
        )
    if stored is not None:
        # A review that somebody withdrew here stays so, however often it is sent.
        differences = differing(stored, wanted) if stored.withdrawn_at is None else {}
        if differences:
            saver.change(stored, differences)
        person.count(context, row, changed=bool(differences))
        return
    review = PlanReview(
        offender_id=person.pk,
        plan=values["plan"],
        kind=values["kind"],
        done_on=values["done_on"],
        recorded_at=context.now,
        recorded_by=context.by,
        source=context.source,
        **wanted,
    )
    saver.new.append(review)
    sent.append(review)
    person.count(context, row, new=True)


def _find(reviews: list[PlanReview], plan: str, kind: str, on: date) -> PlanReview | None:
    """The review of that day: one that stands, else one that was withdrawn here."""
    same = [r for r in reviews if (r.plan, r.kind, r.done_on) == (plan, kind, on)]
    same = [r for r in same if r.withdrawn_at is None or not r.source.endswith(BY_THE_COLUMN)]
    return min(same, key=lambda r: (r.withdrawn_at is not None, r.pk or 0), default=None)


def _approval(context: Context, person: Person, reviews: list[PlanReview], saver: Saver) -> None:
    """Make the approval that the offenders file names the one that stands."""
    rows = [row for row in person.rows["offenders"] if "imp_approved_on" in row.values]
    if not rows:
        _count_identity(context, person, changed=False)
        return
    wanted = rows[0].values["imp_approved_on"]
    approvals = [
        r
        for r in reviews
        if (r.plan, r.kind) == (PlanKind.IMP, ReviewKind.APPROVED) and r.withdrawn_at is None
    ]
    there = any(r.done_on == wanted for r in approvals)
    named_by_rows = {
        row.values["done_on"]
        for row in person.rows["reviews"]
        if (row.values["plan"], row.values["kind"]) == (PlanKind.IMP, ReviewKind.APPROVED)
    }
    outdated = [
        r
        for r in approvals
        if r.pk and r.source.endswith(BY_THE_COLUMN) and r.done_on not in {wanted, *named_by_rows}
    ]
    for review in outdated:
        saver.change(review, {"withdrawn_at": context.now})
    adds = wanted is not None and not there
    if adds:
        old = next((r for r in outdated if not hasattr(r, "correction")), None)
        saver.new.append(
            PlanReview(
                offender_id=person.pk,
                plan=PlanKind.IMP,
                kind=ReviewKind.APPROVED,
                done_on=wanted,
                recorded_at=context.now,
                recorded_by=context.by,
                corrects=old,
                origin_id=old.origin_id_or_own if old else None,
                source=context.source + BY_THE_COLUMN,
            )
        )
    _count_identity(context, person, changed=adds or bool(outdated))


def _count_identity(context: Context, person: Person, *, changed: bool) -> None:
    """Count a row of the offenders file of which nothing else differed."""
    for row in person.rows["offenders"]:
        if not row.values["_differs"]:
            person.count(context, row, changed=changed)
        elif changed:
            person.changes["offenders"] = 1
