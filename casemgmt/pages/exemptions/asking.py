"""Asking for an exemption, from a due item or from the case file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.exemptions.forms import AskForm
from offenders.models import Offender
from scheduling import policies
from scheduling.models import DueItem, Exemption
from scheduling.models.exemptions import approving_authority, subjects_in_scope
from scheduling.services.exemptions import ask_exemption, column_of, facility_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from scheduling.services.exemptions import Subject


@governed_by("exemption", "create")
@require_http_methods(["GET", "POST"])
def from_due_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an exemption from the duty of one due item, or from more."""
    user = signed_in(request)
    item = get_or_refuse(
        DueItem.objects.filter(subjects_in_scope(user, "create")),
        DueItem.objects.visible_to(user),
        pk=pk,
    )
    assert isinstance(item, DueItem)
    subject = item.offender or item.officer or item.facility_subject or item.unit_subject
    if subject is None:
        raise Http404
    return _ask(request, subject, item.standard)


@governed_by("exemption", "create")
@require_http_methods(["GET", "POST"])
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an exemption of a case, from its file."""
    user = signed_in(request)
    person = get_or_refuse(
        Offender.objects.in_scope(user, "exemption", "create"),
        Offender.objects.known_to(user),
        pk=pk,
    )
    assert isinstance(person, Offender)
    return _ask(request, person, "")


def _ask(request: HttpRequest, subject: Subject, duty: str) -> HttpResponse:
    user = signed_in(request)
    if subject == user:
        raise PermissionDenied
    today = clock.today(facility_of(subject))
    duties = duties_of(subject)
    form = AskForm(
        request.POST or None,
        duties=duties,
        initial={"from_on": today, "standards": [duty] if duty in duties else []},
    )
    if request.method == "POST" and form.is_valid():
        try:
            exemption = ask_exemption(subject, user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "Asked for. It counts once somebody else has approved it.")
            return redirect("pages:exemption", pk=exemption.pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, subject, details={"form": "exemption-new"})
    person = subject if isinstance(subject, Offender) else None
    return render(
        request,
        "pages/exemptions/ask.html",
        {
            "form": form,
            "subject": subject,
            "offender": person,
            "wanted": approving_authority(Agency.current()),
            "standing": Exemption.objects.filter(**{column_of(subject): subject}).not_over(today),
            "today": today,
        },
        status=422 if form.errors else 200,
    )


def duties_of(subject: Subject) -> dict[str, str]:
    """The duties that were ever computed for a subject and are still in force, by code."""
    known = policies.in_force().duties()
    owed = (
        DueItem.objects.standing()
        .filter(**{column_of(subject): subject})
        .order_by()
        .values_list("standard", flat=True)
        .distinct()
    )
    return {code: known[code].name for code in owed if code in known}
