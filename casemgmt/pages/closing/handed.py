"""A termination summary as the next officer gets it, until it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from agency.templatetags.words import short_day
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.closing import asked_anywhere
from casemgmt.pages.closing.forms import HandOverForm
from casemgmt.pages.writing import way_back
from casenotes.forms import SummaryForm
from casenotes.models import CaseNote, ClosedWithout
from casenotes.services.closing import acknowledge_summary, requests_to, unread_summaries
from casenotes.services.notes import TERMINATION_SUMMARY

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from agency.models import User
    from offenders.models import Offender
    from scheduling.models import DueItem


@governed_by("note", "read")
@require_http_methods(["GET", "POST"])
def handed_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a termination summary by its four parts, and say that one has read it."""
    user = signed_in(request)
    notes = CaseNote.objects.visible_to(user).standing().filter(type__code=TERMINATION_SUMMARY)
    note = get_or_refuse(
        notes.select_related("offender", "facility", "type", "assignment_ended"), pk=pk
    )
    assert isinstance(note, CaseNote)
    back = way_back(request, reverse("pages:case-file", args=[note.offender_id]))
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acknowledge_summary(note, user, handed_to=form.cleaned_data["handed_to"])
        messages.success(request, "Recorded.")
        return redirect(back)
    audit.record(AuditEventType.READ, note)
    context = {
        "offender": note.offender,
        "note": note,
        "parts": parts_of(note.text),
        "receipts": note.receipts.all(),
        "unread": unread_summaries(user, clock.today(note.facility)).filter(pk=pk).exists(),
        "form": form,
        "zone": clock.zone(note.facility),
        "today": clock.today(note.facility),
        "back": back,
    }
    return render(request, "pages/closing/summary.html", context)


def parts_of(text: str) -> list[tuple[str, str]]:
    """The parts under their headings; a text that was not written by the form is one part."""
    headings = [heading for _, heading in SummaryForm.HEADINGS]
    parts: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        expected = headings[len(parts)] if len(parts) < len(headings) else None
        if line == expected:
            parts.append((line, []))
        elif parts:
            parts[-1][1].append(line)
        else:
            return [("Summary", text)]
    return [(heading, "\n".join(lines).strip()) for heading, lines in parts]


def news_of_closings(user: User, today: date) -> list[dict[str, Any]]:
    """For the inbox: summaries to read on cases that came over, and those asked of oneself."""
    if not asked_anywhere():
        return []
    unread = unread_summaries(user, today).select_related("offender").order_by("-recorded_at")
    return [
        {
            "words": f"Termination summary from {note.author_name}: {note.offender.sort_name}",
            "url": reverse("pages:summary", args=[note.pk]),
            "when": short_day(note.recorded_on, today),
        }
        for note in unread
    ] + [
        {
            "words": f"{asked.asked_by_name} asks for the termination summary on "
            f"{asked.offender.sort_name}",
            "url": reverse("pages:summary-new", args=[asked.offender_id]),
            "when": short_day(asked.asked_at, today),
        }
        for asked in requests_to(user.pk)
    ]


def without_of(item: DueItem) -> ClosedWithout | None:
    """That the charge whose summary is owed was closed without it."""
    named = item.occurrence.rpartition("/")[2]
    kind, _, pk = named.partition(":")
    if kind != "assignment" or not pk.isdecimal() or item.offender_id is None:
        return None
    rows = ClosedWithout.objects.filter(offender_id=item.offender_id, assignment_id=int(pk))
    return rows.select_related("assignment__officer").first()


def closings_of(user: User, offender: Offender, today: date) -> dict[str, Any]:
    """For the case file: the summary that waits to be read, and charges closed without one."""
    if not asked_anywhere():
        return {}
    written = CaseNote.objects.standing().filter(
        offender=offender, type__code=TERMINATION_SUMMARY, assignment_ended__isnull=False
    )
    return {
        "summary_to_read": unread_summaries(user, today).filter(offender=offender).first(),
        "closed_without": ClosedWithout.objects.filter(offender=offender)
        .exclude(assignment__in=written.values("assignment_ended"))
        .select_related("assignment__officer"),
    }
