"""Adding to the agency's own lists and changing what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, User
from agency.roles import Role
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.catalogue.history import history_of
from casemgmt.pages.recording import saved_by
from casenotes.forms.behaviour import LevelForm
from casenotes.forms.note_types import NoteTypeForm, last_of, neighbour_before
from casenotes.models import NoteType, ResponseLevel
from casenotes.services.behaviour import save_level
from casenotes.services.note_types import save_note_type
from offenders.forms.catalogue import (
    DomainRows,
    InstrumentForm,
    MembershipForm,
    OrganisationForm,
    ProgramForm,
    QualificationForm,
)
from offenders.forms.sharing import EndMembershipForm
from offenders.models import Instrument, Organisation, OrganisationMember, Program
from offenders.services import (
    add_organisation_member,
    end_organisation_member,
    record_qualification,
    save_instrument,
    save_organisation,
    save_program,
)

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

Row = Organisation | Program | Instrument | ResponseLevel | NoteType

#: By the word in the address: what a row is, the form that asks for it, and its name in titles.
KINDS: dict[str, tuple[type[Row], type[forms.Form], str]] = {
    "organisation": (Organisation, OrganisationForm, "an organisation"),
    "program": (Program, ProgramForm, "a program"),
    "instrument": (Instrument, InstrumentForm, "an instrument"),
    "response": (ResponseLevel, LevelForm, "a level of response"),
    "note-type": (NoteType, NoteTypeForm, "a type of note"),
}


@governed_by("catalogue", "create")
@require_http_methods(["GET", "POST"])
def catalogue_new(request: SignedInRequest, kind: str) -> HttpResponse:
    """Add an organisation, a program, an instrument, a level of response or a type of note."""
    return _page(request, kind, None)


@governed_by("catalogue", "update")
@require_http_methods(["GET", "POST"])
def catalogue_change(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Change one."""
    if kind not in KINDS:
        raise Http404
    row: Any = get_or_refuse(KINDS[kind][0].objects.all(), pk=pk)
    return _page(request, kind, row)


def _page(request: SignedInRequest, kind: str, row: Row | None) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    _, form_class, name = KINDS[kind]
    form = form_class(request.POST or None, initial=_now(row, form_class))
    rows = None
    if kind == "instrument":
        rows = DomainRows(
            request.POST or None,
            prefix="domains",
            initial=[
                {"code": d.code, "name": d.name, "maximum": d.maximum, "dynamic": d.dynamic}
                for d in row.domains.all()
            ]
            if isinstance(row, Instrument)
            else [],
        )
    if request.method == "POST" and form.is_valid() and (rows is None or rows.is_valid()):
        try:
            _save(request.user, kind, row, form.cleaned_data, rows)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "Saved.")
            return redirect("pages:catalogue")
    wrong = bool(form.errors) or (rows is not None and rows.is_bound and not rows.is_valid())
    return render(
        request,
        "pages/catalogue/form.html",
        {
            "form": form,
            "rows": rows,
            "title": f"Change {row}" if row is not None else f"Add {name}",
            "row": row,
            "kind": kind,
            "more": row_errors(rows),
            "history": history_of(row) if isinstance(row, NoteType) else [],
        },
        status=422 if wrong else 200,
    )


def _now(row: Row | None, form_class: type[forms.Form]) -> dict[str, Any]:
    """How the form starts; by name only, so that nothing else of a row can be asked for."""
    if row is None:
        return {"after": last_of()} if form_class is NoteTypeForm else {}
    computed = {"domains", "after"}
    start = {name: getattr(row, name) for name in form_class.base_fields if name not in computed}
    if isinstance(row, NoteType):
        start["after"] = neighbour_before(row)
    if isinstance(row, Program):
        start["domains"] = list(row.domains.all())
    return start


def _save(user: User, kind: str, row: Any, said: dict[str, Any], rows: Any) -> None:
    if kind == "note-type":
        save_note_type(user, row, **said)
    elif kind == "organisation":
        save_organisation(user, row, **said)
    elif kind == "program":
        save_program(user, row, **said)
    elif kind == "response":
        save_level(user, row, **said)
    else:
        domains = [one for one in (form.domain() for form in rows) if one is not None]
        save_instrument(user, row, domains=domains, **said)


def row_errors(rows: Any) -> list[tuple[str, str]]:
    """What is wrong with the rows, each with the field to go to."""
    if rows is None or not rows.is_bound:
        return []
    return [
        (f"Row {number}: {error}", f"id_{form.prefix}-{next(iter(form.fields))}")
        for number, form in enumerate(rows, start=1)
        for errors in form.errors.values()
        for error in errors
    ]


# ---- Who works for an organisation -----------------------------------------------------------


@governed_by("catalogue", "update")
@require_http_methods(["GET", "POST"])
def members(request: SignedInRequest, pk: int) -> HttpResponse:
    """The partners' accounts that belong to an organisation: added, and ended by a last day."""
    organisation = get_or_refuse(Organisation.objects.all(), pk=pk)
    assert isinstance(organisation, Organisation)
    today = clock.today()
    partners = User.objects.filter(postings__role=Role.PARTNER, is_active=True).distinct()
    ending = request.POST.get("member", "")
    form = MembershipForm(
        None if ending else request.POST or None, partners=partners, initial={"from_on": today}
    )
    if saved_by(
        request, form, lambda said: add_organisation_member(organisation, request.user, **said)
    ):
        messages.success(request, "Added.")
        return redirect("pages:catalogue-members", pk=pk)
    end = EndMembershipForm(
        request.POST if ending else None, prefix="end", initial={"until_on": today}
    )
    if ending:
        member = get_or_refuse(
            OrganisationMember.objects.filter(organisation=organisation),
            pk=int(ending) if ending.isdecimal() and len(ending) < 19 else 0,
        )
        assert isinstance(member, OrganisationMember)
        if saved_by(
            request, end, lambda said: end_organisation_member(member, request.user, **said)
        ):
            messages.success(request, "Saved.")
            return redirect("pages:catalogue-members", pk=pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, organisation, details={"part": "people"})
    return render(
        request,
        "pages/catalogue/members.html",
        {
            "organisation": organisation,
            "form": form,
            "end": end,
            "members": organisation.members.select_related("user").order_by("-from_on"),
            "today": today,
        },
        status=422 if form.errors or end.errors else 200,
    )


# ---- Who may use an instrument ---------------------------------------------------------------


@governed_by("catalogue", "create")
@require_http_methods(["GET", "POST"])
def qualification_new(request: SignedInRequest) -> HttpResponse:
    """Somebody is trained to use an instrument."""
    people = User.objects.filter(
        Q(postings__role__in=[Role.ASSESSMENT_OFFICER, Role.CASE_OFFICER, Role.COORDINATOR]),
        is_active=True,
    ).distinct()
    form = QualificationForm(
        request.POST or None, people=people, initial={"from_on": clock.today()}
    )

    def save(said: dict[str, Any]) -> None:
        record_qualification(said.pop("staff"), request.user, **said)

    if saved_by(request, form, save):
        messages.success(request, "The qualification is recorded.")
        return redirect("pages:catalogue")
    return render(
        request,
        "pages/catalogue/form.html",
        {"form": form, "title": "Record a qualification", "kind": "qualification"},
        status=422 if form.errors else 200,
    )
