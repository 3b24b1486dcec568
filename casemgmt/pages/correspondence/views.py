"""Letters by state, a new one, one opened with its versions and steps, and the acts on it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.forms.correspondence import LetterForm, SignatureForm, StepForm, VersionForm
from casenotes.models import Letter, LetterAct, LetterState
from casenotes.services.correspondence import (
    CONTROLS,
    STEPS,
    newest_version,
    prepare_letter,
    take_step,
    write_version,
)
from offenders.models import Offender

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from agency.models import User

ROWS_ON_A_PAGE = 50

#: Open letters first, in the order in which they go on.
OPEN = (LetterState.CHECKING, LetterState.RETURNED, LetterState.PASSED, LetterState.DRAFT)

#: What the buttons say, in this order, and which cell of the access table opens each.
ACTS = (
    (LetterAct.SUBMITTED, "Give to quality control", Action.UPDATE),
    (LetterAct.PASSED, "Pass it on for signature", Action.APPROVE),
    (LetterAct.RETURNED, "Return it", Action.APPROVE),
    (LetterAct.SIGNED, "Record the signature", Action.SIGN),
    (LetterAct.WITHDRAWN, "Do not send it", Action.UPDATE),
)
CELLS = {act: action for act, _, action in ACTS}


@governed_by("correspondence", "read")
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The letters in one's reach, by state."""
    user = signed_in(request)
    visible = Letter.objects.visible_to(user)
    counts = dict(visible.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    shown = (
        visible.filter(state=state)
        if state in LetterState.values
        else visible.filter(state__in=OPEN)
    )
    page = Paginator(
        shown.select_related("offender", "prepared_by").order_by("prepared_at", "pk"),
        ROWS_ON_A_PAGE,
    ).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED, object_type="letter", details={"shown": len(page), "state": state}
    )
    here = reverse("pages:letters")
    tabs = [
        {
            "label": "Open",
            "url": here,
            "count": sum(counts.get(one, 0) for one in OPEN),
            "current": state not in LetterState.values,
        }
    ]
    tabs += [
        {
            "label": LetterState(one).label,
            "url": f"{here}?state={one.value}",
            "count": counts.get(one, 0),
            "current": state == one.value,
        }
        for one in (*OPEN, LetterState.SIGNED, LetterState.WITHDRAWN)
    ]
    return render(
        request,
        "pages/correspondence/letters.html",
        {"page": page, "tabs": tabs, "today": clock.today(own_facility(user))},
    )


@governed_by("correspondence", "create")
@require_http_methods(["GET", "POST"])
def letter_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a letter about a person for the Warden's signature."""
    user = signed_in(request)
    people = Offender.objects
    offender = get_or_refuse(
        people.in_scope(user, "correspondence", Action.CREATE), people.known_to(user), pk=pk
    )
    assert isinstance(offender, Offender)
    facility = whereabouts_of(offender).facility or own_facility(user)
    form = LetterForm(request.POST or None, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and facility is not None:
        try:
            made = prepare_letter(offender, user, facility=facility, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(
                request, "Kept as a draft. Give it to quality control when it is done."
            )
            return redirect("pages:letter", pk=made.pk)
    elif request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": "letter"})
    return render(
        request,
        "pages/correspondence/new.html",
        {"offender": offender, "form": form},
        status=422 if form.errors else 200,
    )


@governed_by("correspondence", "read")
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: its newest text, what was said of it, and what may be done now."""
    found = get_or_refuse(Letter.objects.visible_to(signed_in(request)), pk=pk)
    assert isinstance(found, Letter)
    audit.record(AuditEventType.READ, found)
    return _page(request, found)


@governed_by("correspondence", "update")
@require_POST
def letter_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Write another version, or take the step that the button names."""
    user = signed_in(request)
    found = get_or_refuse(
        Letter.objects.in_scope(user, Action.UPDATE), Letter.objects.visible_to(user), pk=pk
    )
    assert isinstance(found, Letter)
    form: forms.Form
    act = request.POST.get("act", "")
    if act not in LetterAct.values:
        form = VersionForm(request.POST)
    else:
        if not Letter.objects.in_scope(user, CELLS[LetterAct(act)]).filter(pk=pk).exists():
            raise PermissionDenied
        form = (SignatureForm if act == LetterAct.SIGNED else StepForm)(request.POST)
    if form.is_valid():
        try:
            if isinstance(form, VersionForm):
                write_version(found, user, **form.cleaned_data)
            else:
                take_step(found, user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:letter", pk=pk)
    return _page(request, found, form, status=422)


def _page(
    request: HttpRequest, found: Letter, sent: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    newest = newest_version(found)
    writes = found.state in {LetterState.DRAFT, LetterState.RETURNED} and _may(
        user, found, Action.UPDATE
    )
    version_form = sent if isinstance(sent, VersionForm) else None
    if writes and version_form is None:
        version_form = VersionForm(initial={"text": newest.text, "seen": newest.number})
    return render(
        request,
        "pages/correspondence/letter.html",
        {
            "offender": found.offender,
            "letter": found,
            "newest": newest,
            "versions": found.versions.prefetch_related("steps").order_by("-number"),
            "version_form": version_form,
            "acts": _acts(user, found, newest.author_id, sent),
            "own": newest.author_id == user.pk and found.state == LetterState.CHECKING,
            "zone": clock.zone(found.facility),
            "today": clock.today(found.facility),
        },
        status=status,
    )


def _acts(
    user: User, found: Letter, author_id: int, sent: forms.Form | None
) -> list[dict[str, Any]]:
    """What the reader may do with the letter now, each with its form."""
    acts = []
    for act, words, action in ACTS:
        if found.state not in STEPS[act][0] or not _may(user, found, action):
            continue
        if act in CONTROLS and author_id == user.pk:
            continue
        form: forms.Form = (SignatureForm if act == LetterAct.SIGNED else StepForm)(
            initial={"act": act.value}, auto_id=f"id_{act.value}_%s"
        )
        if isinstance(sent, StepForm) and sent.data.get("act") == act.value:
            form = sent
        acts.append(
            {
                "code": act.value,
                "words": words,
                "form": form,
                "remark": act not in {LetterAct.SUBMITTED, LetterAct.SIGNED},
                "primary": act in {LetterAct.SUBMITTED, LetterAct.PASSED, LetterAct.SIGNED},
            }
        )
    return acts


def _may(user: User, found: Letter, action: Action) -> bool:
    return Letter.objects.in_scope(user, action).filter(pk=found.pk).exists()
