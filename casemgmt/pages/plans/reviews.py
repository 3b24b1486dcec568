"""Recording approvals and reviews of plans, reading them, approving them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, User
from agency.roles import Role
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.plans.common import kinds_in_use, place_of, plans_to_review, posted_at
from offenders.models import Offender
from plans.forms import PlanReviewForm, ReviewDecisionForm
from plans.forms.reviews import LOOKED_AT
from plans.models import Plan, PlanKind, PlanReview, ReviewDecision, ReviewKind
from plans.services import approve_review, record_review, withdraw_review
from plans.services.reviews import current_version

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("plan_review", "create")
@require_http_methods(["GET", "POST"])
def plan_review_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that a plan was approved or reviewed; the contact cycle follows."""
    user = request.user
    people = Offender.objects
    offender = get_or_refuse(
        people.in_scope(user, "plan_review", "create"), people.known_to(user), pk=pk
    )
    assert isinstance(offender, Offender)
    place = place_of(offender, user)
    allowed = plans_to_review(user)
    plan = _asked(request, "plan", allowed, _usual(offender, allowed))
    written_here = current_version(offender, plan) is not None
    kind = _asked(request, "kind", ReviewKind.values, _usual_kind(offender, plan))
    if written_here:
        kind = request.POST.get("kind", ReviewKind.REVIEWED.value)
    form = PlanReviewForm(
        request.POST or None,
        shown=plan,
        kind=kind,
        plans=allowed,
        assessment_officers=posted_at(place, Role.ASSESSMENT_OFFICER),
        case_officers=_case_officers(offender, place, clock.today(place)),
        initial={"plan": plan, "kind": kind, **_initial(user, offender, clock.today(place))},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            review = record_review(
                offender,
                user,
                plan=said["plan"],
                kind=said["kind"],
                done_on=said["done_on"],
                resets_cycle=said.get("resets_cycle", False),
                details=form.details(),
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return _recorded(request, review, offender)
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": "plan-review-new"})
    return render(
        request,
        "pages/plans/review_new.html",
        {
            "offender": offender,
            "form": form,
            "plan": plan,
            "plan_name": PlanKind(plan).label,
            "kind": kind,
            "plans": [(k, PlanKind(k).label) for k in allowed if k in kinds_in_use() or k == plan],
            "kinds": ReviewKind.choices if not written_here else [],
            "being_written": Plan.objects.in_use().filter(offender=offender, kind=plan).first(),
            "looked_at": [form[name] for name in LOOKED_AT[plan] if name in form.fields],
            "today": clock.today(place),
        },
        status=422 if form.errors else 200,
    )


def _asked(request: SignedInRequest, name: str, known: list[str], otherwise: str) -> str:
    asked = request.POST.get(name) or request.GET.get(name, "")
    return asked if asked in known else otherwise


def _usual(offender: Offender, allowed: list[str]) -> str:
    """The plan that is in use, else the first that the agency uses."""
    used = list(
        Plan.objects.in_use()
        .filter(offender=offender)
        .order_by("-begun_on")
        .values_list("kind", flat=True)
    )
    wanted = [kind for kind in (*used, *kinds_in_use(), *PlanKind.values) if kind in allowed]
    return wanted[0]


def _usual_kind(offender: Offender, plan: str) -> str:
    if plan == PlanKind.ACCOUNTABILITY:
        return ReviewKind.REVIEWED
    started = PlanReview.objects.standing().filter(offender=offender, plan=plan).exists()
    return ReviewKind.REVIEWED if started else ReviewKind.APPROVED


def _case_officers(offender: Offender, place: Any, today: date) -> Any:
    """Officers of the place, and whoever holds the case."""
    people = posted_at(place, Role.CASE_OFFICER)
    held = offender.current_assignment(today)
    return (people | User.objects.filter(pk=held.officer_id)).distinct() if held else people


def _initial(user: User, offender: Offender, today: date) -> dict[str, Any]:
    held = offender.current_assignment(today)
    return {
        "done_on": today,
        "assessment_officer": user.pk if user.has_role(Role.ASSESSMENT_OFFICER) else None,
        "case_officer": held.officer_id if held else None,
    }


def _recorded(request: SignedInRequest, review: PlanReview, offender: Offender) -> HttpResponse:
    said = "Recorded. The dates that follow from it have moved."
    record = getattr(review, "record", None)
    if record is not None and record.decision == ReviewDecision.CHANGE and review.version_id:
        said += " The plan is to be changed: begin its new version."
    messages.success(request, said)
    if review.version is not None:
        return redirect("pages:plan", pk=review.version.plan_id)
    return redirect("pages:case-file", pk=offender.pk)


@governed_by("plan_review", "read")
@require_GET
def plan_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was looked at and said at one review."""
    user = request.user
    review = get_or_refuse(_reviews().visible_to(user), pk=pk)
    assert isinstance(review, PlanReview)
    audit.record(AuditEventType.READ, review)
    place = place_of(review.offender, user)
    with timezone.override(clock.zone(place)):
        return render(
            request, "pages/plans/review.html", _context(user, review, clock.today(place))
        )


@governed_by("plan", "approve")
@require_http_methods(["GET", "POST"])
def plan_review_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve a review, or say that it was recorded by mistake."""
    user = request.user
    review = get_or_refuse(
        _reviews().in_scope(user, "approve", "plan"), _reviews().visible_to(user), pk=pk
    )
    assert isinstance(review, PlanReview)
    today = clock.today(place_of(review.offender, user))
    form = ReviewDecisionForm(request.POST or None, initial={"approved_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["decision"] == "approve":
                approve_review(review, user, approved_on=form.cleaned_data["approved_on"])
                messages.success(request, "The review is approved.")
                return redirect("pages:plan-review", pk=pk)
            withdraw_review(review, user)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "Marked as recorded by mistake. The dates have moved.")
            return redirect("pages:plans", pk=review.offender_id)
    if request.method == "GET":
        audit.record(AuditEventType.READ, review, details={"form": "plan-review-decide"})
    return render(
        request,
        "pages/plans/review.html",
        {**_context(user, review, today), "form": form},
        status=422 if form.errors else 200,
    )


def _reviews() -> Any:
    return PlanReview.objects.standing().select_related(
        "offender",
        "done_by",
        "version__plan",
        "record__assessment_officer",
        "record__case_officer",
        "record__approved_by",
    )


def _context(user: User, review: PlanReview, today: date) -> dict[str, Any]:
    record = getattr(review, "record", None)
    may = Offender.objects.in_scope(user, "plan", "approve").filter(pk=review.offender_id)
    return {
        "review": review,
        "record": record,
        "offender": review.offender,
        "today": today,
        "said": [
            (label, getattr(record, name))
            for name, label in SAID.items()
            if record and getattr(record, name)
        ],
        "may_decide": may.exists(),
    }


#: What a review may have said, in the order of its page.
SAID = {
    "behaviour": "Behaviour",
    "participation": "Programs, work and education",
    "living": "Hygiene and housing",
    "progress": "Progress with needs and goals",
    "own_comment": "The person’s own comment",
    "decision_note": "What is to be changed, or the outcome",
}
