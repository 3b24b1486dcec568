"""Reading the plans of a case, and beginning one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.duties import open_items
from casemgmt.pages.plans.common import (
    kinds_in_use,
    may_prepare,
    place_of,
    plans_for,
    reviews_of,
)
from offenders.models import Offender
from plans import focus
from plans.content import TEXTS, content_of
from plans.differences import differences
from plans.forms import StartPlanForm
from plans.models import OMP_STAGES, Plan, PlanKind, PlanReview, PlanVersion, VersionStatus
from plans.services import start_plan
from plans.services.drafting import kinds_to_begin
from scheduling import policies

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest
    from plans.content import Content
    from scheduling.presentation import DescribedItem

WITH_ROWS = (
    "needs",
    "goals__need",
    "interventions__need",
    "actions__owner",
    "actions__goal",
    "agreements__recorded_by",
    "handovers__recorded_by",
)


@governed_by("plan", "read")
@require_GET
def plans(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every plan of a person: those in use first, then what ended."""
    user = request.user
    offender = get_or_refuse(Offender.objects.in_scope(user, "plan", "read"), pk=pk)
    assert isinstance(offender, Offender)
    today = clock.today(place_of(offender, user))
    audit.record(AuditEventType.READ, offender, details={"part": "plans"})
    rows = (
        Plan.objects.filter(offender=offender)
        .prefetch_related(Prefetch("versions", PlanVersion.objects.order_by("number")))
        .order_by("-begun_on", "-pk")
    )
    recorded = (
        PlanReview.objects.standing()
        .filter(offender=offender)
        .select_related("done_by", "version", "record")
        .order_by("-done_on", "-pk")
    )
    return render(
        request,
        "pages/plans/plans.html",
        {
            "offender": offender,
            "today": today,
            "in_use": [plan for plan in rows if plan.ended_on is None],
            "ended": [plan for plan in rows if plan.ended_on is not None],
            "reviews": recorded,
            "may_begin": _may(user, "create", offender),
            "may_review": Offender.objects.in_scope(user, "plan_review", "create")
            .filter(pk=pk)
            .exists(),
        },
    )


@governed_by("plan", "create")
@require_http_methods(["GET", "POST"])
def plan_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a plan; it opens as a draft."""
    user = request.user
    people = Offender.objects
    offender = get_or_refuse(people.in_scope(user, "plan", "create"), people.known_to(user), pk=pk)
    assert isinstance(offender, Offender)
    wanted = [kind for kind in kinds_in_use() if may_prepare(user, kind)]
    possible = set(kinds_to_begin(offender))
    kinds = [kind for kind in wanted if kind in possible]
    form = StartPlanForm(
        request.POST or None, kinds=kinds, initial={"kind": kinds[0] if kinds else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = start_plan(offender, user, kind=form.cleaned_data["kind"])
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "The draft is begun.")
            return redirect("pages:plan-edit", pk=version.pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": "plan-new"})
    return render(
        request,
        "pages/plans/new.html",
        {"offender": offender, "form": form, "kinds": kinds},
        status=422 if form.errors else 200,
    )


@governed_by("plan", "read")
@require_GET
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """One plan: the version asked for, by default the approved one, and how it came about."""
    user = request.user
    found = get_or_refuse(plans_for(user, "read"), pk=pk)
    assert isinstance(found, Plan)
    place = place_of(found.offender, user)
    today = clock.today(place)
    versions = list(
        found.versions.select_related("prepared_by", "approved_by", "assessment__instrument")
        .prefetch_related(*WITH_ROWS)
        .order_by("number")
    )
    version = chosen_version(versions, request.GET.get("version", ""))
    audit.record(AuditEventType.READ, version, details={"number": version.number})
    with timezone.override(clock.zone(place)):
        return render(
            request,
            "pages/plans/plan.html",
            {
                "plan": found,
                "offender": found.offender,
                "today": today,
                "is_omp": found.kind in OMP_STAGES,
                "history": history_of(versions, found.kind),
                "reviews": reviews_of(found),
                "next_review": _next_review(user, found, today),
                **shown(version, today),
                **_permissions(user, found, version, versions),
            },
        )


def _next_review(user: User, plan: Plan, today: date) -> DescribedItem | None:
    """The first open duty to approve or review a plan of this kind."""
    duties = policies.in_force().duties()
    for item in open_items(user, plan.offender, today):
        duty = duties.get(item.item.standard)
        if item.action == "review" and getattr(duty, "plan", "") == plan.kind:
            return item
    return None


def chosen_version(versions: list[PlanVersion], asked: str) -> PlanVersion:
    """The version of that number; else the latest approved one; else the draft."""
    numbered = {str(version.number): version for version in versions}
    approved = [v for v in versions if v.status == VersionStatus.APPROVED]
    return numbered.get(asked) or (approved or versions)[-1]


def shown(version: PlanVersion, today: date) -> dict[str, Any]:
    """What a version says, and what the register asks of it."""
    assessment = focus.latest_assessment(version.plan.offender)
    texts = TEXTS[version.plan.kind]
    return {
        "version": version,
        "texts": [(label, getattr(version, name)) for name, label in texts.items()],
        "focus": focus.focus_of(content_of(version), assessment),
        "currency": focus.currency_of(
            version if version.status == VersionStatus.APPROVED else None, assessment, today
        ),
        "assessment": assessment,
        "answer": version.agreements.all()[len(version.agreements.all()) - 1]
        if version.agreements.all()
        else None,
    }


def history_of(versions: list[PlanVersion], kind: str) -> list[dict[str, Any]]:
    """Each version with what changed since the one before, in words; the newest first."""
    rows: list[dict[str, Any]] = []
    before: Content | None = None
    for version in versions:
        content = content_of(version)
        rows.append(
            {
                "version": version,
                "changes": differences(before, content, kind) if before is not None else None,
            }
        )
        before = content
    return rows[::-1]


def _may(user: User, action: str, offender: Offender) -> bool:
    return Offender.objects.in_scope(user, "plan", action).filter(pk=offender.pk).exists()


def _permissions(
    user: User, plan: Plan, version: PlanVersion, versions: list[PlanVersion]
) -> dict[str, Any]:
    """Which buttons there are. The services say no all the same."""
    in_use = plan.ended_on is None
    update = _may(user, "update", plan.offender)
    writes = update and may_prepare(user, plan.kind) and in_use
    is_open = any(v.status != VersionStatus.APPROVED for v in versions)
    approved = version.status == VersionStatus.APPROVED
    own = plan.kind == PlanKind.IMP and user.pk in {version.prepared_by_id, version.submitted_by_id}
    return {
        "may_edit": writes and version.status == VersionStatus.DRAFT,
        "may_begin_version": writes and not is_open and approved,
        "may_decide": version.status == VersionStatus.SUBMITTED
        and not own
        and _may(user, "approve", plan.offender),
        "may_answer": update and version.status != VersionStatus.DRAFT,
        "may_hand_over": update and approved and in_use and plan.kind in OMP_STAGES,
        "may_settle": update and approved and in_use,
        "may_review": approved
        and in_use
        and Offender.objects.in_scope(user, "plan_review", "create")
        .filter(pk=plan.offender_id)
        .exists(),
        "open_version": next((v for v in versions if v.status != VersionStatus.APPROVED), None),
    }
