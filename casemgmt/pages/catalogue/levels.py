"""The levels of an instrument from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.catalogue.changing import row_errors
from offenders.forms.catalogue import LevelRows, LevelsForm
from offenders.models import Instrument
from offenders.services import set_levels

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("catalogue", "update")
@require_http_methods(["GET", "POST"])
def set_new_levels(request: SignedInRequest, pk: int) -> HttpResponse:
    """Levels that hold from a day on; what was assessed before keeps its level."""
    instrument = get_or_refuse(Instrument.objects.all(), pk=pk)
    assert isinstance(instrument, Instrument)
    today = clock.today()
    form = LevelsForm(request.POST or None)
    rows: Any = LevelRows(
        request.POST or None,
        prefix="levels",
        initial=[
            {
                "level": band.level,
                "lowest": band.lowest_score,
                "highest": band.highest_score,
                "group": band.group,
            }
            for band in instrument.bands.in_force_on(today).order_by("lowest_score")
        ],
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        bands = [one for one in (row.band() for row in rows) if one is not None]
        try:
            set_levels(instrument, request.user, from_on=form.cleaned_data["from_on"], bands=bands)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "The levels are set.")
            return redirect("pages:catalogue")
    wrong = bool(form.errors) or (rows.is_bound and not rows.is_valid())
    return render(
        request,
        "pages/catalogue/form.html",
        {
            "form": form,
            "rows": rows,
            "title": f"Levels of {instrument.code}",
            "row": instrument,
            "kind": "levels",
            "more": row_errors(rows),
        },
        status=422 if wrong else 200,
    )
