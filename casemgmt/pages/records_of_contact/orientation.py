"""Recording the facility or unit orientation of somebody newly assigned."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.kept_form import KeptForm
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casemgmt.pages.writing import way_back
from casenotes.forms import OrientationForm, now_on_the_wall
from casenotes.models import Orientation, OrientationLevel
from casenotes.services import record_orientation
from offenders.models import Offender

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("note", "create")
@require_http_methods(["GET", "POST"])
def orientation_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was explained, and how the person acknowledged it. OP-060101, II.C."""
    user = request.user
    people = Offender.objects
    offender = get_or_refuse(people.in_scope(user, "note", "create"), people.known_to(user), pk=pk)
    assert isinstance(offender, Offender)
    place = whereabouts_of(offender).facility or own_facility(user)
    kept = KeptForm(request, offender, "orientation")
    if request.method == "POST":
        form = OrientationForm(request.POST, place=place)
        if form.is_valid():
            said = form.cleaned_data
            try:
                held = record_orientation(
                    offender,
                    user,
                    level=said["level"],
                    occurred_at=said["happened_at"],
                    programs=said["programs"].splitlines(),
                    acknowledgement=said["acknowledgement"],
                    refusal_reason=said["refusal_reason"],
                    text=said["text"],
                    form_key=said["form_key"],
                )
            except RuleViolation as violation:
                add_violation(form, violation)
            else:
                kept.forget()
                messages.success(request, f"{held.get_level_display()} recorded.")
                known = people.known_to(user).filter(pk=pk).exists()
                home = redirect("pages:case-file", pk=pk) if known else redirect("pages:home")
                return redirect(way_back(request, home.url))
    else:
        moment = now_on_the_wall(place)
        held_before = Orientation.objects.visible_to(user).filter(
            offender=offender, level=OrientationLevel.FACILITY, facility=place
        )
        level = OrientationLevel.UNIT if held_before.exists() else OrientationLevel.FACILITY
        form = OrientationForm(
            initial=kept.initial(
                OrientationForm,
                {
                    "level": level,
                    "occurred_on": moment.date(),
                    "occurred_time": moment.time(),
                    "acknowledgement": "signed",
                    "form_key": uuid.uuid4(),
                },
            ),
            place=place,
        )
        audit.record(AuditEventType.READ, offender, details={"form": "orientation"})
    return render(
        request,
        "pages/records_of_contact/orientation.html",
        {
            **kept.context(),
            "offender": offender,
            "form": form,
            "back": way_back(request, ""),
        },
        status=422 if form.errors else 200,
    )
