"""The pregnancy notification of OP-060101, II.L, where the agency's standards ask for it.

The screen of the call is read out to somebody outside. It shows the four things that may be told
and nothing else of the record; everything around it is kept away from that page.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.forms import CallForm, FilingForm, ReceiptForm, WithdrawalForm, now_on_the_wall
from casenotes.hotline import hotline
from casenotes.models import PregnancyNotice
from casenotes.services import (
    file_pregnancy_form,
    receive_pregnancy_form,
    record_pregnancy_call,
    withdraw_pregnancy_notice,
)
from casenotes.services.pregnancy import IN_THE_LOG
from offenders.models import Offender, Sex
from scheduling import policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from agency.models import Facility


def is_asked_for() -> bool:
    """Whether a standard in force here asks for the notification."""
    return any(duty.action == "pregnancy_notice" for duty in policies.in_force().duties().values())


def _person(request: HttpRequest, action: str, pk: int) -> Offender:
    """The person, for who may do `action`; not found where no standard asks for it."""
    user = signed_in(request)
    people = Offender.objects
    known = people.known_to(user) if action != "read" else None
    offender = get_or_refuse(people.in_scope(user, "pregnancy", action), known, pk=pk)
    assert isinstance(offender, Offender)
    if not is_asked_for():
        raise Http404
    return offender


def _place(request: HttpRequest, offender: Offender) -> Facility | None:
    """Whose clocks are meant."""
    return whereabouts_of(offender).facility or own_facility(signed_in(request))


def _was_read(offender: Offender) -> None:
    """More people read the log than may know of a pregnancy, so it does not say which part."""
    audit.record(AuditEventType.READ, offender, details={"form": IN_THE_LOG})


@governed_by("pregnancy", "read")
@require_GET
def pregnancy(request: HttpRequest, pk: int) -> HttpResponse:
    """What was received, told, noted and filed; for the officer and the coordinator."""
    user = signed_in(request)
    offender = _person(request, "read", pk)
    place = _place(request, offender)
    notices = PregnancyNotice.objects.visible_to(user).filter(offender=offender)
    _was_read(offender)
    return render(
        request,
        "pages/pregnancy/pregnancy.html",
        {
            "offender": offender,
            "notices": notices.select_related(
                "note", "disclosure", "document", "facility", "withdrawn_by"
            ),
            "may_act": Offender.objects.in_scope(user, "pregnancy", "update")
            .filter(pk=pk)
            .exists(),
            "waits": _waiting(offender) is not None,
            "hotline": hotline(),
            "today": clock.today(place),
            "zone": clock.zone(place),
        },
    )


@governed_by("pregnancy", "create")
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer received the form copy: the thirty days begin."""
    user = signed_in(request)
    offender = _person(request, "create", pk)
    today = clock.today(_place(request, offender))
    form = ReceiptForm(
        request.POST or None, initial={"received_on": today, "form_key": uuid.uuid4()}
    )
    line = hotline()
    return _ask(
        request,
        offender,
        form,
        lambda said: receive_pregnancy_form(offender, user, **said),
        title="Pregnancy form received",
        button="Record receipt",
        saved="Received. The notification is on your worklist with its date.",
        intro=(
            f"A copy of {line.form_code}, “{line.form_title}”. Only its day is kept, "
            "nothing of what it says."
        ),
        warning=(
            "The record says that this person is male. Compare the number on the form."
            if offender.sex == Sex.MALE
            else ""
        ),
    )


@governed_by("pregnancy", "update")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen of the call. OP-060101, II.L.1: "No other information will be provided"."""
    user = signed_in(request)
    offender = _person(request, "update", pk)
    notice = _waiting(offender)
    if notice is None:
        _was_read(offender)
        messages.info(request, "No call waits to be made.")
        return redirect("pages:pregnancy", pk=pk)
    place = _place(request, offender)
    if request.method == "POST":
        form = CallForm(request.POST, place=place)
        if form.is_valid():
            said = form.cleaned_data
            try:
                record_pregnancy_call(
                    notice,
                    user,
                    called_at=said["happened_at"],
                    operator_name=said["operator_name"],
                    housing_location=said["housing_location"],
                    filed_on=clock.today(place) if said["filed_today"] else None,
                    form_key=said["form_key"],
                )
            except RuleViolation as violation:
                add_violation(form, violation)
            else:
                filed = " and the filing" if said["filed_today"] else ""
                messages.success(
                    request, f"The call, its case note, the disclosure{filed} are on record."
                )
                return redirect("pages:pregnancy", pk=pk)
    else:
        moment = now_on_the_wall(place)
        form = CallForm(
            initial={
                "called_on": moment.date(),
                "called_time": moment.time(),
                "form_key": uuid.uuid4(),
            },
            place=place,
        )
        _was_read(offender)
    return render(
        request,
        "pages/pregnancy/call.html",
        {
            "first_name": offender.given_names.split()[0] if offender.given_names.split() else "",
            "last_name": offender.family_name,
            "number": offender.number,
            "facility": whereabouts_of(offender).facility,
            "hotline": hotline(),
            "form": form,
            "leave": pk,
        },
        status=422 if form.errors else 200,
    )


@governed_by("pregnancy", "update")
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day the form copy was filed. OP-060101, II.L.3."""
    user = signed_in(request)
    offender = _person(request, "update", pk)
    notice = PregnancyNotice.objects.standing().filter(offender=offender, filed_on=None).last()
    if notice is None:
        _was_read(offender)
        messages.info(request, "No form waits to be filed.")
        return redirect("pages:pregnancy", pk=pk)
    today = clock.today(_place(request, offender))
    line = hotline()
    return _ask(
        request,
        offender,
        FilingForm(request.POST or None, initial={"filed_on": today}),
        lambda said: file_pregnancy_form(notice, user, **said),
        title=f"File {line.form_code}",
        button="Filed",
        saved=f"Filed in {line.section}.",
        intro=f"The copy of “{line.form_title}” goes into {line.section} of the field record.",
    )


@governed_by("pregnancy", "update")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a receipt that was recorded of the wrong person, before the call."""
    user = signed_in(request)
    offender = _person(request, "update", pk)
    notice = _waiting(offender)
    if notice is None:
        _was_read(offender)
        messages.info(request, "No receipt is waiting that could be withdrawn.")
        return redirect("pages:pregnancy", pk=pk)
    return _ask(
        request,
        offender,
        WithdrawalForm(request.POST or None),
        lambda said: withdraw_pregnancy_notice(notice, user, reason=said["withdrawal_reason"]),
        title="Withdraw a receipt",
        button="Withdraw",
        saved="The receipt is withdrawn. Its dates are gone from the worklist.",
        intro="For a form that was recorded of the wrong person.",
    )


def _waiting(offender: Offender) -> PregnancyNotice | None:
    """The receipt whose call is still to be made."""
    return PregnancyNotice.objects.standing().filter(offender=offender, notified_at=None).first()


def _ask(
    request: HttpRequest,
    offender: Offender,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    **words: str,
) -> HttpResponse:
    """A short form, saved by one service; then the page of the notification."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, words["saved"])
            return redirect("pages:pregnancy", pk=offender.pk)
    if request.method == "GET":
        _was_read(offender)
    return render(
        request,
        "pages/pregnancy/ask.html",
        {"offender": offender, "form": form, **words},
        status=422 if form.errors else 200,
    )
