"""Needs for which nobody is referred: of the plan in use, else of the newest assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max

from offenders.models import Offender
from offenders.program_lists import NeedToMeet, elevated_domains, met_needs, standing_risk
from plans.models import Need, PlanVersion

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def needs_without_referral(people: QuerySet[Any], on: date) -> list[NeedToMeet]:
    """Needs that no referral and no program under way addresses. OP-060101, II.F.

    A person with an approved plan in use has the needs of its newest approved version; anybody
    else the elevated domains of the newest assessment.
    """
    found = {person.pk: person for person in people}
    planned = _needs_of_plans(list(found))
    assessed = _needs_of_assessments([pk for pk in found if pk not in planned], on)
    met = met_needs(list(found), on)
    return [
        NeedToMeet(found[pk], need, why)
        for pk in sorted(found, key=lambda pk: found[pk].sort_name)
        for need, why in planned.get(pk, []) or assessed.get(pk, [])
        if need.casefold() not in met.get(pk, set())
    ]


def needs_of(offender: Offender, on: date) -> list[NeedToMeet]:
    """The same for one person."""
    return needs_without_referral(Offender.objects.filter(pk=offender.pk), on)


def _needs_of_plans(offender_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    newest = (
        PlanVersion.objects.approved()
        .filter(plan__offender_id__in=offender_ids, plan__ended_on=None)
        .order_by()
        .values("plan_id")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    needs: dict[int, list[tuple[str, str]]] = {}
    rows = (
        Need.objects.filter(version__in=newest)
        .select_related("version__plan")
        .order_by("-driver", "position", "pk")
    )
    for need in rows:
        why = "Driver in the plan" if need.driver else "In the plan"
        listed = needs.setdefault(need.version.plan.offender_id, [])
        if need.domain.casefold() not in {name.casefold() for name, _ in listed}:
            listed.append((need.domain, why))
    return needs


def _needs_of_assessments(offender_ids: list[int], on: date) -> dict[int, list[tuple[str, str]]]:
    newest: dict[int, Any] = {}
    rows = (
        standing_risk(on)
        .filter(offender_id__in=offender_ids)
        .exclude(domain_scores={})
        .select_related("instrument")
        .prefetch_related("instrument__domains")
    )
    for found in rows:
        newest.setdefault(found.offender_id, found)
    return {
        pk: [
            (name, f"{found.instrument.code} of {found.assessed_on.day} {found.assessed_on:%b %Y}")
            for name in elevated_domains(found)
        ]
        for pk, found in newest.items()
    }
