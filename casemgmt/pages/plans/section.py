"""The part of the case file about plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from plans.models import Plan, PlanAction, PlanReview, PlanVersion, VersionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from offenders.models import Offender
    from scheduling.presentation import DescribedItem


def plan_section(offender: Offender, due: Iterable[DescribedItem], today: date) -> dict[str, Any]:
    """The plans in use with the state of their latest version, what is open in them, the next
    review, and the last approvals and reviews. Two queries.

    due: the open due items of the case, as the reader sees them.
    """
    plans: dict[int, dict[str, Any]] = {}
    versions = (
        PlanVersion.objects.filter(plan__in=Plan.objects.in_use().filter(offender=offender))
        .select_related("plan")
        .annotate(open_actions=_unfinished(), overdue_actions=_unfinished(due_on__lt=today))
        .order_by("-plan__begun_on", "plan_id", "number")
    )
    for version in versions:
        row = plans.setdefault(
            version.plan_id, {"plan": version.plan, "approved": None, "open": None}
        )
        row["actions"] = {"open": version.open_actions, "overdue": version.overdue_actions}
        row["approved" if version.status == VersionStatus.APPROVED else "open"] = version
    return {
        "plans": list(plans.values()),
        "next_review": next((item for item in due if item.action == "review"), None),
        "reviews": list(
            PlanReview.objects.standing()
            .filter(offender=offender)
            .select_related("done_by", "record")
            .order_by("-done_on", "-pk")[:4]
        ),
    }


def _unfinished(**which: Any) -> Coalesce:
    """How many actions of the plan are open; beside each of its versions."""
    counted = (
        PlanAction.objects.unfinished()
        .filter(version__plan=OuterRef("plan"), **which)
        .order_by()
        .values("version__plan")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
