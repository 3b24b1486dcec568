"""After a conference: the officer's acknowledgement, coaching, and the monthly figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, User
from agency.templatetags.words import month as month_in_words
from agency.viewtools import get_or_refuse
from casemgmt.pages.conferences.one import find
from casemgmt.pages.recording import saved_by
from casemgmt.pages.whereabouts import own_facility
from conferences.forms.conferences import (
    AcknowledgeForm,
    CoachingCheckForm,
    CoachingForm,
    StatisticsForm,
)
from conferences.models import CoachingItem, StatisticalReview
from conferences.of_officers import officers_in_scope
from conferences.services.following import (
    acknowledge_evaluation,
    agree_coaching,
    check_coaching,
    review_statistics,
)
from offenders.queries import loads_of
from scheduling import rates
from scheduling.policy.dates import add_months, month_end

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

MONTHS_OFFERED = 6


@governed_by("conference", Action.SIGN)
@require_http_methods(["GET", "POST"])
def acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer says that the evaluation was read."""
    one = find(request.user, pk, Action.SIGN)
    evaluation = getattr(one, "evaluation", None)
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)

    def save(said: dict[str, Any]) -> None:
        if evaluation is None:
            raise RuleViolation("The evaluation is not shared yet.")
        acknowledge_evaluation(evaluation, request.user, **said)

    if saved_by(request, form, save):
        messages.success(request, "You have acknowledged the evaluation.")
        return redirect("pages:conference", pk=one.pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, one, details={"form": "acknowledge"})
    shared = evaluation is not None and evaluation.recorded_at is not None
    return render(
        request,
        "pages/conferences/acknowledge.html",
        {"conference": one, "evaluation": evaluation if shared else None, "form": form},
        status=422 if form.errors else 200,
    )


@governed_by("conference", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def coaching(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look at how coaching goes: set the next check or close it."""
    item = get_or_refuse(
        CoachingItem.objects.in_scope(request.user, Action.UPDATE).select_related(
            "officer", "agreed_by"
        ),
        CoachingItem.objects.visible_to(request.user),
        pk=pk,
    )
    assert isinstance(item, CoachingItem)
    today = clock.today(own_facility(request.user))
    form = CoachingCheckForm(
        request.POST or None,
        initial={"checked_on": today, "next_check_on": add_months(today, 1)},
    )

    def save(said: dict[str, Any]) -> None:
        if said["checked_on"] > today:
            raise RuleViolation("This lies in the future.", field="checked_on")
        check_coaching(item, request.user, **said)

    if saved_by(request, form, save):
        messages.success(request, "The check is kept.")
        return redirect(_back(item))
    if request.method == "GET":
        audit.record(AuditEventType.READ, item, details={"officer": item.officer_id})
    return render(
        request,
        "pages/conferences/coaching.html",
        {
            "item": item,
            "checks": item.checks.select_related("checked_by"),
            "form": form,
            "today": today,
            "back": _back(item),
        },
        status=422 if form.errors else 200,
    )


def _back(item: CoachingItem) -> str:
    if item.conference_id:
        return reverse("pages:conference", args=[item.conference_id])
    return reverse("pages:conferences")


def _officer(request: SignedInRequest, pk: int) -> User:
    found = officers_in_scope(request.user, Action.CREATE).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@governed_by("conference", Action.CREATE)
@require_http_methods(["GET", "POST"])
def coaching_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree on coaching between conferences."""
    officer = _officer(request, pk)
    today = clock.today(own_facility(request.user))
    form = CoachingForm(request.POST or None, initial={"next_check_on": add_months(today, 1)})
    if saved_by(
        request, form, lambda said: agree_coaching(officer, request.user, agreed_on=today, **said)
    ):
        messages.success(request, "The coaching is agreed, and its next check will fall due.")
        return redirect("pages:conferences")
    if request.method == "GET":
        audit.record(
            AuditEventType.READ,
            object_type="coachingitem",
            details={"form": "coaching-new", "officer": officer.pk},
        )
    return render(
        request,
        "pages/conferences/simple.html",
        {
            "form": form,
            "title": f"Agree on coaching with {officer.full_name}",
            "intro": "It stays open until it is closed, and goes on to the next conference.",
            "button": "Agree",
            "back": reverse("pages:conferences"),
        },
        status=422 if form.errors else 200,
    )


@governed_by("conference", Action.CREATE)
@require_http_methods(["GET", "POST"])
def statistics(request: SignedInRequest, pk: int) -> HttpResponse:
    """Review an officer's figures of one month (1.17, introduction)."""
    officer = _officer(request, pk)
    today = clock.today(own_facility(request.user))
    this_month = today.replace(day=1)
    months = [add_months(this_month, -back) for back in range(MONTHS_OFFERED)]
    reviewed = {
        review.month: review
        for review in StatisticalReview.objects.filter(officer=officer).select_related(
            "reviewed_by"
        )
    }
    rows = [
        {
            "month": month,
            "figures": figures_of(officer, month, today),
            "review": reviewed.get(month),
        }
        for month in months
    ]
    choices = [
        (month.isoformat(), month_in_words(month)) for month in months if month not in reviewed
    ]
    last = add_months(this_month, -1)
    form = StatisticsForm(request.POST or None, months=choices, initial={"month": last.isoformat()})

    def save(said: dict[str, Any]) -> None:
        month = next(m for m in months if m.isoformat() == said["month"])
        review_statistics(
            officer,
            request.user,
            month=month,
            figures=figures_of(officer, month, today),
            today=today,
            comment=said["comment"],
        )

    if saved_by(request, form, save):
        messages.success(request, "The figures are recorded as reviewed.")
        return redirect("pages:officer-statistics", pk=officer.pk)
    if request.method == "GET":
        audit.record(
            AuditEventType.READ,
            object_type="statisticalreview",
            object_id=str(officer.pk),
            details={"form": "statistics", "officer": officer.pk},
        )
    return render(
        request,
        "pages/conferences/statistics.html",
        {"officer": officer, "rows": rows, "form": form if choices else None, "today": today},
        status=422 if form.errors else 200,
    )


def figures_of(officer: User, month: date, today: date) -> dict[str, Any]:
    """The month's figures: cases on its last day (or today), and how much was done in time."""
    last = min(month_end(month), today)
    facilities = [p.facility_id for p in officer.postings.all() if p.facility_id]
    items = rates.items_owed_by([officer.pk], facilities)
    counts = rates.counts_by_officer(
        items, today, rates.Window(month, last), rates.note_standards()
    ).get(officer.pk, rates.Counts())
    return {
        "cases": loads_of([officer.pk], last).get(officer.pk, 0),
        "due": counts.rated,
        "on_time": counts.on_time,
    }
