"""What holds the closing of one charge, and the two ways on: ask for it, or say why without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.closing import without_summary
from casemgmt.pages.closing.forms import LetCloseForm
from casemgmt.pages.whereabouts import own_facility
from casenotes.models import CaseNote, ClosedWithout, SummaryRequest
from casenotes.services.closing import ask_for_summary, close_without, summaries_of
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from agency.models import User


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in the way of closing a charge on a day.

    missing: a summary is asked for and nothing lets it close. write_url: where the reader writes
    it, being the officer whose charge it is; "" for others.
    """

    assignment: CaseAssignment
    missing: bool
    summary: CaseNote | None
    without: ClosedWithout | None
    request: SummaryRequest | None
    write_url: str
    page_url: str


def held(user: User, assignment: CaseAssignment, on: date) -> Held:
    """The state of one charge that `user` is about to close."""
    is_own = assignment.officer_id == user.pk
    reach = Offender.objects.in_scope(user, "closing", Action.CREATE)
    return Held(
        assignment,
        assignment.pk in without_summary([assignment], on),
        summaries_of([assignment.pk]).get(assignment.pk),
        ClosedWithout.objects.filter(assignment=assignment).first(),
        SummaryRequest.objects.filter(assignment=assignment).first(),
        reverse("pages:summary-new", args=[assignment.offender_id]) if is_own else "",
        reverse("pages:closing", args=[assignment.pk])
        if reach.filter(pk=assignment.offender_id).exists()
        else "",
    )


@governed_by("closing", "create")
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """One charge: its summary, whether it was asked for, and why it may be closed without."""
    user = signed_in(request)
    links = CaseAssignment.objects.standing().select_related("offender", "officer")
    people = Offender.objects
    link = get_or_refuse(
        links.filter(offender__in=people.in_scope(user, "closing", Action.CREATE).values("pk")),
        links.filter(offender__in=people.visible_to(user).values("pk")),
        pk=pk,
    )
    assert isinstance(link, CaseAssignment)
    today = clock.today(own_facility(user))
    form = LetCloseForm(request.POST if "let_close" in request.POST else None)
    if request.method == "POST":
        try:
            if _done(request, user, link, form):
                return redirect("pages:closing", pk=pk)
        except RuleViolation as violation:
            if form.is_bound:
                add_violation(form, violation)
            else:
                messages.error(request, violation.reason)
                return redirect("pages:closing", pk=pk)
    else:
        audit.record(AuditEventType.READ, link)
    until = link.until_on
    return render(
        request,
        "pages/closing/closing.html",
        {
            "offender": link.offender,
            "link": link,
            "held": held(user, link, until or today),
            "ended": until is not None and until < today,
            "form": form,
            "today": today,
        },
        status=422 if form.errors else 200,
    )


def _done(request: HttpRequest, user: User, link: CaseAssignment, form: LetCloseForm) -> bool:
    """Whether something was recorded."""
    if not form.is_bound:
        ask_for_summary(link, user)
        messages.success(request, f"{link.officer} is asked for the termination summary.")
        return True
    if not form.is_valid():
        return False
    said = form.cleaned_data["without"]
    close_without(link, user, why=said.why, reason=said.reason)
    messages.success(request, "Recorded. The charge can be closed; the summary stays owed.")
    return True
