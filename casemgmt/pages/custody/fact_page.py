"""The one page on which a fact about a person's custody is asked for and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from agency import audit
from agency.models import AuditEventType
from casemgmt.pages.recording import saved_by
from offenders.models import MovementKind, Offender

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.closing.held import Held
    from casemgmt.pages.signed_in import SignedInRequest


def fact_page(
    request: SignedInRequest,
    offender: Offender,
    form: forms.BaseForm,
    save: Callable[[], object],
    *,
    title: str,
    button: str,
    saved: str,
    intro: str = "",
    kinds: tuple[MovementKind, ...] = (),
    kind: MovementKind | None = None,
    held: Held | None = None,
    owes: str = "",
) -> HttpResponse:
    """Ask, save by one service, and go back to what the change is seen in.

    Where the change took the person out of one's reach, back to the arrivals. held: what stands in
    the way of closing a charge. owes: the officer whose termination summary a movement leaves owed.
    """
    if saved_by(request, form, lambda _: save()):
        messages.success(request, saved)
        if Offender.objects.visible_to(request.user).filter(pk=offender.pk).exists():
            return redirect("pages:custody", pk=offender.pk)
        return redirect("pages:home")
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": title})
    return render(
        request,
        "pages/custody/fact.html",
        {
            "offender": offender,
            "form": form,
            "title": title,
            "button": button,
            "intro": intro,
            "kinds": [(one.value, one.label) for one in kinds],
            "kind": kind,
            "held": held,
            "owes": owes,
            "readable": Offender.objects.visible_to(request.user).filter(pk=offender.pk).exists(),
        },
        status=422 if form.errors else 200,
    )
