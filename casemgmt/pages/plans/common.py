"""Who may do what with which plan, and who may owe an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency import clock
from agency.models import Agency, Posting, User
from agency.roles import Role
from agency.viewtools import get_or_refuse
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.models import Offender
from plans.models import OMP_STAGES, Plan, PlanKind, PlanReview, PlanVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from agency.models import Facility

#: The plans that the policies of each jurisdiction speak of.
KINDS_OF_POLICIES = {
    "us-ok": (PlanKind.ACCOUNTABILITY,),
    "us-bop": (PlanKind.ACCOUNTABILITY,),
    "au-wa": (PlanKind.IMP,),
    "us-ca-slo": (PlanKind.CASE_PLAN,),
    "tpc": OMP_STAGES,
}


def kinds_in_use() -> list[str]:
    """The kinds of plan that the agency uses: its setting `plan_kinds`, else those of its
    standards, else all."""
    agency = Agency.current()
    chosen = [kind for kind in agency.setting("plan_kinds", []) if kind in PlanKind.values]
    if not chosen:
        named = {
            kind.value
            for code in agency.standards
            for kind in KINDS_OF_POLICIES.get(str(code).split("/")[0], ())
        }
        chosen = [kind for kind in PlanKind.values if kind in named]
    return chosen or list(PlanKind.values)


def may_prepare(user: User, kind: str) -> bool:
    """Whether the user writes plans of that kind at all.

    COPP 10.3, Introduction: the IMP is developed by an Assessment Officer. Officers write the
    accountability plan (OP-060101, II.A), the case plan (1.17, General Procedure) and the
    offender management plan (TPC, 3).
    """
    return kind != PlanKind.IMP or user.has_role(Role.ASSESSMENT_OFFICER)


def plans_for(user: User, action: str) -> QuerySet[Plan]:
    """The plans with which the user may do that."""
    return Plan.objects.in_scope(user, action).select_related("offender")


def version_for(user: User, action: str, pk: int) -> PlanVersion:
    """One version, when the user may do that with its plan; else not found, or not allowed."""
    versions = PlanVersion.objects.select_related("plan__offender")
    found = get_or_refuse(
        versions.filter(plan__in=Plan.objects.in_scope(user, action)),
        versions.visible_to(user),
        pk=pk,
    )
    assert isinstance(found, PlanVersion)
    return found


def place_of(offender: Offender, user: User) -> Facility | None:
    """Whose clocks are meant."""
    return whereabouts_of(offender).facility or own_facility(user)


def posted_at(place: Facility | None, *roles: Role) -> QuerySet[User]:
    """Who works at the facility today, in one of the roles or in any."""
    postings = Posting.objects.holding_on(clock.today(place)).filter(facility=place)
    if roles:
        postings = postings.in_roles(roles)
    return User.objects.filter(is_active=True, pk__in=postings.values("user")).order_by(
        "family_name", "given_names"
    )


def staff_to_choose(place: Facility | None, kept: Iterable[int | None]) -> list[tuple[int, str]]:
    """Those who may owe an action: the staff of the place, and whoever owes one already."""
    people = posted_at(place) | User.objects.filter(pk__in=[pk for pk in kept if pk])
    return [(user.pk, user.full_name) for user in people.distinct()]


def plans_to_review(user: User) -> list[str]:
    """The kinds of plan whose approval or review the user records.

    An officer reviews the accountability plan (OP-060101) and updates the offender management
    plan (TPC, 3); the IMP is approved and reviewed by assessment officers and coordinators.
    """
    if user.has_role(Role.ASSESSMENT_OFFICER, Role.COORDINATOR):
        return list(PlanKind.values)
    return [kind for kind in PlanKind.values if kind != PlanKind.IMP]


def reviews_of(plan: Plan) -> QuerySet[PlanReview]:
    """What was approved and reviewed of a plan, the latest first."""
    return (
        PlanReview.objects.standing()
        .filter(version__plan=plan)
        .select_related("done_by", "record")
        .order_by("-done_on", "-pk")
    )
