"""The case file, and the little of it that people see who may not read the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType
from agency.roles import Role
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.case_file.around import whole_file
from casemgmt.pages.case_file.forms import ReasonForm
from casemgmt.pages.case_file.known import with_what_a_further_page_asks, with_what_is_known
from casemgmt.pages.case_file.reasons import ask_why, reason_in_force
from casemgmt.pages.recording import may_about
from casemgmt.pages.timeline import SOURCES, Filters, Panel, Timeline, kind_chips, names_in
from casemgmt.pages.timeline.listing import records_shown
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.models import Draft
from offenders.models import Offender

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from casemgmt.pages.timeline.entries import Entry


@governed_by("offender", "read_minimal")
@require_GET
def case_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for those who read the case; name, number and location for those who know the
    person; a question for an auditor who has not said why."""
    user = signed_in(request)
    further = bool(request.htmx) and request.GET.get("part") == "timeline"  # type: ignore[attr-defined]
    asked = with_what_a_further_page_asks if further else with_what_is_known
    offender = get_or_refuse(asked(user, Offender.objects.known_to(user)), pk=pk)
    assert isinstance(offender, Offender)
    if not offender.readable:  # type: ignore[attr-defined]
        if user.has_role(Role.AUDITOR):
            return ask_why(request, offender, ReasonForm())
        if user.has_role(Role.PARTNER) and may_about(user, offender, "partner_case", "read"):
            return redirect("pages:partner-case", pk=pk)
        return _minimal(request, offender)
    where = whereabouts_of(offender)
    place = where.facility or own_facility(user)
    today = clock.today(place)
    timeline = Timeline(user, offender, place, Filters.read(request.GET))
    shown = _timeline(request, timeline, counted=not further)
    _record_reading(timeline, shown["entries"], reason_in_force(user, offender))
    context = {"offender": offender, "today": today, "place": place, **shown}
    with timezone.override(clock.zone(place)):
        if further:
            return render(request, "pages/case_file/_entries.html", context)
        if request.htmx and request.htmx.target == "timeline":  # type: ignore[attr-defined]
            return render(request, "pages/case_file/_timeline.html", context)
        return render(
            request,
            "pages/case_file/case_file.html",
            context | whole_file(request, offender, where, today),
        )


def _timeline(request: HttpRequest, timeline: Timeline, *, counted: bool) -> dict[str, Any]:
    """What the timeline's template shows. counted: with how much there is of each kind."""
    offender = timeline.offender
    here = reverse("pages:case-file", args=[offender.pk])
    filters = timeline.filters
    opened = "filters" in request.GET or filters.beyond_words
    panel = Panel(filters, here, "timeline", request.GET, opened=opened)
    if opened:
        panel.names = names_in(timeline.reach, offender.pk)
    entries, earlier = timeline.page(request.GET.get("before", ""))
    counts = {source.key: getattr(offender, f"count_{source.key}", 0) for source in SOURCES}
    counts["mine"] = getattr(offender, "count_mine", 0)
    if counted:
        counts["notes"] = timeline.number_of_notes()
    may_search = may(timeline.user, "note", "read")
    return {
        "entries": entries,
        "earlier": panel.address(before=earlier) if earlier else "",
        "earlier_part": panel.address(before=earlier, part="timeline") if earlier else "",
        "ask_who_read": offender.may_ask_who_read,  # type: ignore[attr-defined]
        "reports_errors": may(timeline.user, "record_error", "create"),
        "later_shown": "before" in request.GET,
        "panel": panel,
        "chips": kind_chips(panel, counts),
        "total": sum(counts[source.key] for source in SOURCES),
        "search_all_url": f"{reverse('pages:note-search')}?{urlencode({'q': panel.text})}"
        if may_search and panel.text
        else "",
        "here": here,
    }


def _record_reading(timeline: Timeline, entries: list[Entry], reason: str) -> None:
    """One event: the file was read, or searched, and which notes and reports were shown."""
    asked = timeline.filters.for_the_log()
    audit.record(
        AuditEventType.SEARCHED if timeline.filters.search else AuditEventType.READ,
        timeline.offender,
        reason=reason,
        details={**asked, **records_shown(entries)},
    )


def _minimal(request: HttpRequest, offender: Offender) -> HttpResponse:
    """Name, number and location; and, for those who write, the form and what they wrote."""
    user = signed_in(request)
    where = whereabouts_of(offender)
    place = where.facility or own_facility(user)
    timeline = Timeline(user, offender, place, Filters(show="mine"))
    entries, earlier = timeline.page(request.GET.get("before", ""))
    details = {"extent": "minimal", **records_shown(entries)}
    audit.record(AuditEventType.READ, offender, details=details)
    here = reverse("pages:case-file", args=[offender.pk])
    with timezone.override(clock.zone(place)):
        return render(
            request,
            "pages/case_file/minimal.html",
            {
                "offender": offender,
                "where": where,
                "entries": entries,
                "earlier": f"{here}?{urlencode({'before': earlier})}#timeline" if earlier else "",
                "earlier_part": "",
                "reports_errors": may(user, "record_error", "create"),
                "may_log": offender.may_log,  # type: ignore[attr-defined]
                "draft": Draft.objects.of(user).filter(offender=offender, form="note").first(),
                "today": clock.today(place),
                "here": here,
            },
        )
