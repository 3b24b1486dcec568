"""Contact standards: what holds, what held, what comes; add one, replace one, end one.

PRO-021. The numbers are not in the policy's text; they are the agency's own data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.recording import saved_by
from casenotes.models import ContactMode
from conferences.forms.contact_standards import ContactStandardForm, EndForm, NumbersForm
from conferences.models import ContactStandard
from conferences.services.contact_standards import (
    add_contact_standard,
    end_contact_standard,
    replace_contact_standard,
    take_back_contact_standard,
)
from offenders.models import InstrumentBand, InstrumentKind

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: Ways in which a contact is made: a note without any is none.
MODES = [(mode.value, mode.label) for mode in ContactMode if mode != ContactMode.NONE]


@dataclass(frozen=True, slots=True)
class Row:
    """One standard. state: "now", "later" or "ended"."""

    standard: ContactStandard
    modes: str
    state: str


@governed_by("contact_standard", Action.READ)
@require_GET
def contact_standards(request: SignedInRequest) -> HttpResponse:
    """Every number by risk level: those in force and to come, then those that ended."""
    today = clock.today()
    rows = [_row(one, today) for one in ContactStandard.objects.all()]
    audit.record(
        AuditEventType.LISTED, object_type="contact_standard", details={"shown": len(rows)}
    )
    return render(
        request,
        "pages/contact_standards/list.html",
        {
            "rows": [row for row in rows if row.state != "ended"],
            "ended": [row for row in rows if row.state == "ended"],
            "without": sorted(
                _known_levels() - {row.standard.risk_level for row in rows if row.state == "now"}
            ),
            "may_change": may(request.user, "contact_standard", Action.UPDATE),
            "may_add": may(request.user, "contact_standard", Action.CREATE),
        },
    )


def _row(standard: ContactStandard, today: date) -> Row:
    labels = dict(MODES)
    ended = standard.until_on is not None and standard.until_on < today
    return Row(
        standard,
        ", ".join(labels.get(mode, mode).lower() for mode in standard.modes),
        "ended" if ended else "later" if standard.from_on > today else "now",
    )


def _known_levels() -> set[str]:
    return set(
        InstrumentBand.objects.filter(instrument__kind=InstrumentKind.RISK_AND_NEEDS).values_list(
            "level", flat=True
        )
    )


@governed_by("contact_standard", Action.CREATE)
@require_http_methods(["GET", "POST"])
def contact_standard_new(request: SignedInRequest) -> HttpResponse:
    """Ask for contacts at a level that has no number for them on those days."""
    levels = sorted(
        _known_levels() | set(ContactStandard.objects.values_list("risk_level", flat=True))
    )
    form = ContactStandardForm(
        request.POST or None, levels=levels, modes=MODES, initial={"from_on": clock.today()}
    )
    if saved_by(request, form, lambda said: add_contact_standard(request.user, **said)):
        messages.success(request, "The contact standard is kept.")
        return redirect("pages:contact-standards")
    return render(
        request,
        "pages/contact_standards/form.html",
        {
            "form": form,
            "title": "Add a contact standard",
            "button": "Add the standard",
            "no_levels": not levels,
        },
        status=422 if form.errors else 200,
    )


@governed_by("contact_standard", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contact_standard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other numbers from a day on, a last day, or taking back what has not begun; its history."""
    row = get_or_refuse(ContactStandard.objects.all(), pk=pk)
    assert isinstance(row, ContactStandard)
    today = clock.today()
    act = request.POST.get("act", "")
    numbers = ("minimum", "per", "modes", "person_seen", "substitutable")
    form = NumbersForm(
        request.POST if act == "replace" else None,
        modes=MODES,
        initial={name: getattr(row, name) for name in numbers},
    )
    end = EndForm(
        request.POST if act == "end" else None,
        prefix="end",
        initial={"until_on": row.until_on or today},
    )
    done = ""
    if saved_by(request, form, lambda said: replace_contact_standard(row, request.user, **said)):
        done = "The new number is kept; the old one ends the day before."
    elif saved_by(request, end, lambda said: end_contact_standard(row, request.user, **said)):
        done = "The last day is kept."
    elif act == "take_back":
        try:
            take_back_contact_standard(row, request.user)
            done = "Taken back."
        except RuleViolation as violation:
            end.cleaned_data = {}
            add_violation(end, violation)
    if done:
        messages.success(request, done)
        return redirect("pages:contact-standards")
    if request.method == "GET":
        audit.record(AuditEventType.READ, row)
    return render(
        request,
        "pages/contact_standards/one.html",
        {
            "row": _row(row, today),
            "form": form,
            "end": end,
            "history": row.history.select_related("history_user").order_by("-history_date"),
        },
        status=422 if form.errors or end.errors else 200,
    )
