"""Which plan may be begun: OMP1 to OMP4 in order, and what a return to prison changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.errors import RuleViolation
from offenders.models import Movement, MovementKind
from offenders.models.custody import DEPARTURE_KINDS
from plans.models import OMP_STAGES, Plan, PlanKind, PlanVersion, VersionStatus

if TYPE_CHECKING:
    from datetime import date

    from offenders.models import Offender

CITE = "TPC Case Management, 3"


def returned_on(offender: Offender, since: date) -> date | None:
    """The day on which the person came back into custody after leaving it on or after `since`;
    None for somebody who stayed, or who has not come back."""
    moves = Movement.objects.standing().filter(offender=offender)
    left = moves.filter(kind__in=DEPARTURE_KINDS, occurred_on__gte=since).order_by("occurred_at")
    first = left.first()
    if first is None:
        return None
    back = moves.filter(kind=MovementKind.ARRIVAL, occurred_at__gt=first.occurred_at)
    return back.order_by("-occurred_at").values_list("occurred_on", flat=True).first()


def plans_that_end(offender: Offender, kind: str) -> list[Plan]:
    """The plans that a new one of that kind takes the place of, because the person came back to
    prison since they were begun. Raises RuleViolation when the new plan may not be begun."""
    in_use = Plan.objects.in_use().filter(offender=offender)
    same = in_use.filter(kind=kind).first()
    if kind not in OMP_STAGES:
        if same is None:
            return []
        if returned_on(offender, same.begun_on) is None:
            raise RuleViolation("There is one in use. Make a new version of it.", field="kind")
        return [same]
    stages = list(in_use.filter(kind__in=OMP_STAGES))
    latest = max(stages, key=lambda plan: plan.kind, default=None)
    back_on = returned_on(offender, latest.begun_on) if latest else None
    if kind == PlanKind.OMP1:
        if latest is not None and back_on is None:
            raise RuleViolation(
                f"{latest.get_kind_display()} is in use. A new OMP1 begins with a return to "
                "prison; until then make a new version.",
                field="kind",
                cite=CITE,
            )
        return stages
    if latest is not None and back_on is not None:
        raise RuleViolation(
            "The person has come back to prison since: begin a new OMP1.", field="kind", cite=CITE
        )
    before = OMP_STAGES[OMP_STAGES.index(PlanKind(kind)) - 1]
    if latest is not None and latest.kind >= kind:
        raise RuleViolation(
            f"{latest.get_kind_display()} is in use already. Make a new version of it.",
            field="kind",
            cite=CITE,
        )
    if latest is None or latest.kind != before or not _approved(latest):
        raise RuleViolation(
            f"{before.label} comes first: it is not approved yet.", field="kind", cite=CITE
        )
    return []


def stage_before(offender: Offender, kind: str) -> PlanVersion | None:
    """The latest approved version of the stage that a later stage goes on from."""
    if kind not in OMP_STAGES[1:]:
        return None
    before = OMP_STAGES[OMP_STAGES.index(PlanKind(kind)) - 1]
    return (
        PlanVersion.objects.approved()
        .filter(plan__offender=offender, plan__kind=before, plan__ended_on=None)
        .order_by("-number")
        .first()
    )


def _approved(plan: Plan) -> bool:
    return plan.versions.filter(status=VersionStatus.APPROVED).exists()
