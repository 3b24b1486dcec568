"""Search notes: everybody whose notes or reports one reads, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType, Posting, User
from casemgmt.pages.note_search.finding import find
from casemgmt.pages.timeline.entries import SOURCES
from casemgmt.pages.timeline.filters import Filters
from casemgmt.pages.timeline.listing import records_shown
from casemgmt.pages.timeline.panel import Names, Panel
from casemgmt.pages.whereabouts import own_facility
from casenotes.models import CaseNote, ContactReport
from casenotes.reach import reach_of
from offenders.models import Offender

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from casemgmt.pages.timeline.entries import Entry

#: Colleagues offered as authors; more do not fit into a list that one picks from.
MOST_AUTHORS = 300


@governed_by("note", "read")
@require_GET
def note_search(request: SignedInRequest) -> HttpResponse:
    """Notes and reports with these words, of everybody within the reader's reach."""
    user = request.user
    filters = Filters.read(request.GET)
    place = own_facility(user)
    reach = reach_of(user)
    entries, earlier = find(user, reach, filters, clock.zone(place), request.GET.get("before", ""))
    people = _people(entries)
    audit.record(
        AuditEventType.SEARCHED if filters.search else AuditEventType.LISTED,
        object_type="note_search",
        details={
            **filters.for_the_log(),
            "shown": len(entries),
            "people": sorted(people),
            **records_shown(entries),
        },
    )
    here = reverse("pages:note-search")
    opened = "filters" in request.GET or filters.beyond_words
    panel = Panel(filters, here, "found", request.GET, opened=opened)
    if opened:
        panel.names = _names(user)
    by_name = f"{reverse('pages:search')}?{urlencode({'q': panel.text})}"
    with timezone.override(clock.zone(place)):
        return render(
            request,
            "pages/note_search/note_search.html",
            {
                "panel": panel,
                "kinds": _kinds(panel),
                "found": [
                    {
                        "entry": entry,
                        "person": people[entry.offender_id],
                        "url": _address(entry, panel.text, people[entry.offender_id]),
                    }
                    for entry in entries
                ],
                "earlier": panel.address(before=earlier) if earlier else "",
                "later_shown": "before" in request.GET,
                "number_of_people": len(reach.people(CaseNote) | reach.people(ContactReport)),
                "by_name_url": by_name if panel.text and may(user, "search", "read") else "",
            },
        )


def _people(entries: list[Entry]) -> dict[int, Offender]:
    """The people of the cards; who reads a record knows whose it is."""
    return Offender.objects.in_bulk({entry.offender_id for entry in entries})


def _address(entry: Entry, text: str, person: Offender) -> str:
    """Where the record stands in its timeline: that day's entries, with the same words."""
    day = entry.happened_on.isoformat()
    asked = {"q": text} if text else {}
    asked |= {"show": SOURCES[entry.rank].key, "from_on": day, "until_on": day}
    here = reverse("pages:case-file", args=[person.pk])
    return f"{here}?{urlencode(asked)}#{entry.anchor}"


def _kinds(panel: Panel) -> list[dict[str, object]]:
    """Notes, reports, what one wrote oneself."""
    show = panel.filters.show
    wanted = [("", "All"), ("notes", "Notes"), ("reports", "Reports"), ("mine", "Mine")]
    return [
        {"name": name, "url": panel.address(show=key), "current": show == key}
        for key, name in wanted
    ]


def _names(user: User) -> Names:
    """Colleagues and facilities that can be chosen: those of the reader's own postings."""
    facilities = {
        posting.facility_id: posting.facility.name
        for posting in user.current_postings()
        if posting.facility is not None and posting.facility_id is not None
    }
    here = Posting.objects.holding_on(clock.today()).filter(facility_id__in=list(facilities))
    colleagues = User.objects.filter(pk__in=here.values("user_id")).order_by(
        "family_name", "given_names"
    )
    names = Names()
    names.authors = {person.pk: person.full_name for person in colleagues[:MOST_AUTHORS]}
    names.facilities = {pk: name for pk, name in facilities.items() if pk is not None}
    return names
