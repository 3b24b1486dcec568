"""Recording one thing about a person: fetch and authorise, ask, save by one service, go back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from agency import audit
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.db.models import Model, QuerySet
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest


def person_to_read(user: User, object_: str, pk: int) -> Offender:
    """The person, when `user` may read their `object_`."""
    return get_or_refuse(Offender.objects.in_scope(user, object_, "read"), pk=pk)  # type: ignore[return-value]


def person_to_record(user: User, object_: str, pk: int) -> Offender:
    """The person, when `user` may add to their `object_`; who knows them is told "not allowed"."""
    people = Offender.objects
    return get_or_refuse(  # type: ignore[return-value]
        people.in_scope(user, object_, "create"), people.known_to(user), pk=pk
    )


def record_to_change(
    user: User, object_: str, rows: QuerySet[Any], pk: int, *, person: str = "offender"
) -> Any:
    """The row, when `user` may change such a thing of its person; a reader is told "not allowed".

    person: the path from the row to its offender.
    """
    people = Offender.objects
    return get_or_refuse(
        rows.filter(**{f"{person}__in": people.in_scope(user, object_, "update").values("pk")}),
        rows.filter(**{f"{person}__in": people.in_scope(user, object_, "read").values("pk")}),
        pk=pk,
    )


def may_about(user: User, offender: Offender, object_: str, action: str) -> bool:
    """Whether `user` may do `action` to `object_` of this person."""
    return Offender.objects.in_scope(user, object_, action).filter(pk=offender.pk).exists()


def saved_by(
    request: SignedInRequest, form: forms.BaseForm, save: Callable[[dict[str, Any]], object]
) -> bool:
    """Whether the form that was sent is valid and its service took it; else it says why not.

    save: called with what the form says. Where a page needs what the service made, it calls the
    service itself and shows a RuleViolation with `add_violation`.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save(form.cleaned_data)
    except RuleViolation as violation:
        add_violation(form, violation)
        return False
    return True


def recording_page(
    request: SignedInRequest,
    offender: Offender,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    *,
    title: str,
    button: str,
    saved: str,
    back: str,
    intro: str = "",
    notes: list[str] | None = None,
    about: Model | None = None,
    template: str = "pages/recording/form.html",
    **context: Any,
) -> HttpResponse:
    """Ask, save, and go back to `back`, the name of a page about the person.

    about: the record that is changed, for the audit log; by default the person. notes: sentences
    above the form (what to know, never what was typed).
    """
    address = reverse(back, args=[offender.pk])
    if saved_by(request, form, save):
        messages.success(request, saved)
        return redirect(address)
    if request.method == "GET":
        match = request.resolver_match
        details = {"form": match.url_name if match else ""}
        audit.record(
            AuditEventType.READ, about or offender, offender_id=offender.pk, details=details
        )
    return render(
        request,
        template,
        {
            "offender": offender,
            "form": form,
            "title": title,
            "button": button,
            "intro": intro,
            "notes": notes or [],
            "back": address,
            **context,
        },
        status=422 if form.errors else 200,
    )
