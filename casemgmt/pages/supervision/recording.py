"""Recording and changing terms of supervision and bookings; saying that one never was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from casemgmt.pages.recording import (
    person_to_record,
    record_to_change,
    recording_page,
    saved_by,
)
from casemgmt.pages.whereabouts import own_facility
from offenders.forms import WithdrawForm
from offenders.forms.supervision import BookingForm, TermChangeForm, TermForm
from offenders.models import CustodyBooking, SupervisionTerm
from offenders.services import (
    record_booking,
    record_term,
    update_booking,
    update_term,
    withdraw_supervision,
)
from offenders.services.supervision import BOOKING_FIELDS, TERM_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

BACK = "pages:supervision"


@governed_by("supervision", "create")
@require_http_methods(["GET", "POST"])
def term_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """A time under supervision begins."""
    offender = person_to_record(request.user, "supervision", pk)
    form = TermForm(
        request.POST or None, initial={"from_on": clock.today(own_facility(request.user))}
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_term(offender, request.user, **said),
        title="Record a term of supervision",
        button="Record the term",
        saved="The term is recorded.",
        back=BACK,
    )


@governed_by("supervision", "create")
@require_http_methods(["GET", "POST"])
def booking_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """A person under supervision is held elsewhere."""
    offender = person_to_record(request.user, "supervision", pk)
    form = BookingForm(
        request.POST or None, initial={"booked_on": clock.today(own_facility(request.user))}
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_booking(offender, request.user, **said),
        title="Record custody elsewhere",
        button="Record the booking",
        saved="The booking is recorded.",
        intro="The booking type may follow; until it is completed, the case is listed for it.",
        back=BACK,
    )


@governed_by("supervision", "update")
@require_http_methods(["GET", "POST"])
def term_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change or end a term, add and end its conditions."""
    rows = SupervisionTerm.objects.standing().select_related("offender")
    term = record_to_change(request.user, "supervision", rows, pk)
    assert isinstance(term, SupervisionTerm)
    today = clock.today(own_facility(request.user))
    never = request.POST.get("act") == "withdraw"
    form = TermChangeForm(
        None if never else request.POST or None,
        held=term.conditions.filter(Q(until_on=None) | Q(until_on__gte=today)),
        initial={name: getattr(term, name) for name in TERM_FIELDS} | {"conditions_from": today},
    )
    return _change_page(
        request,
        term,
        form,
        lambda said: update_term(term, request.user, **form.facts()),
        title=f"{term.get_kind_display()} since {term.from_on:%-d %b %Y}",
    )


@governed_by("supervision", "update")
@require_http_methods(["GET", "POST"])
def booking_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Complete the booking type, plan or record the release."""
    rows = CustodyBooking.objects.standing().select_related("offender")
    booking = record_to_change(request.user, "supervision", rows, pk)
    assert isinstance(booking, CustodyBooking)
    never = request.POST.get("act") == "withdraw"
    form = BookingForm(
        None if never else request.POST or None,
        initial={name: getattr(booking, name) for name in BOOKING_FIELDS},
    )
    return _change_page(
        request,
        booking,
        form,
        lambda said: update_booking(booking, request.user, **said),
        title=f"Held at {booking.place} since {booking.booked_on:%-d %b %Y}",
    )


def _change_page(
    request: SignedInRequest,
    record: SupervisionTerm | CustodyBooking,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    *,
    title: str,
) -> HttpResponse:
    """The form of the change, and below it the way to say that the record never was."""
    never = request.POST.get("act") == "withdraw"
    withdrawal = WithdrawForm(request.POST if never else None, prefix="never")
    if never and saved_by(
        request,
        withdrawal,
        lambda said: withdraw_supervision(record, request.user, reason=said["reason"]),
    ):
        messages.success(request, "Withdrawn. The entry stays in the list, marked as withdrawn.")
        return redirect(BACK, pk=record.offender_id)
    return recording_page(
        request,
        record.offender,
        form,
        save,
        title=title,
        button="Save",
        saved="Saved.",
        back=BACK,
        about=record,
        second={
            "form": withdrawal,
            "title": "It never was",
            "button": "Withdraw the entry",
            "act": "withdraw",
        },
    )
