"""Where signed paper is, and the files that go with a person who is transferred."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.form_fields import Day
from agency.models import Agency, AuditEventType, Facility
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.access_requests.common import today_for
from casemgmt.printing.filing import file_place
from casenotes.forms.access_requests import PaperForm
from casenotes.models import FileStep, GoingFile, PrintedReport, TransferFile
from casenotes.services.custody_of_paper import (
    going_files,
    record_paper_location,
    tick_file,
    transfers_between,
)
from offenders.models import Offender

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

#: How far back a transfer stays on the list while files of it are open.
LOOKS_BACK = timedelta(days=365)


@governed_by("paper", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every print of a person that may lie in a file, with where it has been; add where it is."""
    user = request.user
    people = Offender.objects
    offender = get_or_refuse(
        people.in_scope(user, "paper", Action.UPDATE), people.known_to(user), pk=pk
    )
    assert isinstance(offender, Offender)
    prints = PrintedReport.objects.filter(offender=offender, for_file=True)
    form = PaperForm(
        request.POST or None,
        prints=prints,
        initial={
            "report": request.GET.get("report", ""),
            "moved_on": today_for(user),
            "form_key": uuid.uuid4(),
        },
    )
    if request.method == "POST":
        if form.is_valid():
            said = form.cleaned_data | {"original": form.cleaned_data["original"] == "yes"}
            try:
                row = record_paper_location(said.pop("report"), user, **said)
            except RuleViolation as violation:
                add_violation(form, violation)
            else:
                where = row.get_place_display().lower()
                messages.success(request, f"{row.report.serial}: {where}.")
                return redirect("pages:paper", pk=pk)
    else:
        audit.record(AuditEventType.READ, offender, object_type="paper")
    rows = prints.select_related("filing", "facility").prefetch_related("locations")
    return render(
        request,
        "pages/access_requests/paper.html",
        {
            "offender": offender,
            "rows": [{"report": row, "locations": list(row.locations.all())} for row in rows],
            "form": form,
            "place": file_place(Agency.current()).section,
        },
        status=422 if form.errors else 200,
    )


class TickForm(forms.Form):
    """One tick of the checklist of a transfer."""

    stay = forms.IntegerField(min_value=1)
    file = forms.ChoiceField(choices=GoingFile.choices)
    step = forms.ChoiceField(choices=FileStep.choices)
    done_on = Day(label="On")


@governed_by("transfer_file", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def transfer_files(request: SignedInRequest) -> HttpResponse:
    """Transfers from and to one's facilities with files of which something is still to be said."""
    user = request.user
    here = _facilities(user)
    today = today_for(user)
    stays = transfers_between(list(here), _since(today))
    if request.method == "POST":
        form = TickForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Say on which day.")
            return redirect("pages:transfer-files")
        said = form.cleaned_data
        stay: Any = get_or_refuse(stays, pk=said["stay"])
        try:
            tick = tick_file(
                stay, user, file=said["file"], step=said["step"], done_on=said["done_on"]
            )
        except RuleViolation as violation:
            messages.error(request, violation.reason)
        else:
            messages.success(request, f"{tick}, {stay.offender.sort_name}.")
        return redirect("pages:transfer-files")
    everything = request.GET.get("show") == "all"
    rows = _checklists(list(stays), here)
    opened = [row for row in rows if row["open"]]
    audit.record(
        AuditEventType.LISTED,
        object_type="transfer_file",
        details={"open": len(opened), "shown": len(rows if everything else opened)},
    )
    return render(
        request,
        "pages/access_requests/transfer_files.html",
        {
            "rows": rows if everything else opened,
            "open": len(opened),
            "all": len(rows),
            "everything": everything,
            "today": today,
        },
    )


def _facilities(user: User) -> dict[int, str]:
    return {
        posting.facility_id: posting.facility.name
        for posting in user.current_postings()
        if posting.facility is not None and posting.facility_id is not None
    }


def _since(today: date) -> date:
    live = Agency.current().live_from
    back = today - LOOKS_BACK
    return max(live, back) if live else back


def _checklists(stays: list[Any], here: dict[int, str]) -> list[dict[str, Any]]:
    """Each transfer with its three files and what the reader may say of them: three queries."""
    names = dict(
        Facility.objects.filter(pk__in=[stay.sent_from_id for stay in stays]).values_list(
            "pk", "name"
        )
    )
    ticks: dict[int, list[TransferFile]] = {}
    for tick in TransferFile.objects.filter(movement__in=[stay.arrival_id for stay in stays]):
        ticks.setdefault(tick.movement_id, []).append(tick)
    rows = []
    for stay in stays:
        files = going_files(ticks.get(stay.arrival_id, []))
        rows.append(
            {
                "stay": stay,
                "sent_from": names[stay.sent_from_id],
                "sends": stay.sent_from_id in here,
                "receives": stay.facility_id in here,
                "files": files,
                "open": any(file.is_open for file in files),
            }
        )
    return rows


def open_transfer_files(user: User) -> int:
    """How many transfers wait for a word of the user's facilities about files."""
    here = _facilities(user)
    stays = list(transfers_between(list(here), _since(clock.today())))
    return sum(row["open"] for row in _checklists(stays, here))
