"""What every page knows: the agency, the day, who is signed in, where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from agency import clock, sessions
from agency.access import Action, Scope, may, scopes_of
from agency.models.organisation import agency_of_request

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agency.models import User


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One place in the top bar. `current` marks where the reader is."""

    label: str
    url: str
    current: bool


#: Label, URL name, and the cell of the access table that opens it.
PLACES: list[tuple[str, str, str, Action]] = [
    ("Worklist", "pages:worklist", "worklist", Action.READ),
    ("Officers", "pages:officers", "caseload", Action.READ),
    ("Caseload list", "pages:caseload-list", "caseload_list", Action.CREATE),
    ("Caseload lists", "pages:caseload-lists", "caseload_list", Action.SIGN),
    ("Allocation", "pages:allocation", "assignment", Action.ALLOCATE),
    ("Case files", "pages:search", "search", Action.READ),
    ("Exemptions", "pages:exemptions", "exemption", Action.UPDATE),
    ("Findings", "pages:findings", "finding", Action.READ),
    ("Arrivals", "pages:reception", "reception", Action.CREATE),
    ("Printing", "pages:prints", "print", Action.READ),
    ("People", "pages:people", "account", Action.READ),
    ("Places", "pages:places", "place", Action.READ),
    ("Imports", "pages:imports", "import", Action.READ),
    ("Audit", "pages:audit", "audit_log", Action.READ),
]


def navigation(user: User, path: str) -> list[NavigationItem]:
    """The places that the user's roles open, the longest match of `path` being the current one.

    What is one's own alone (one's own acts) is reached from the person's menu instead.
    """
    items = [
        (label, reverse(name))
        for label, name, object_, action in PLACES
        if any(scope != Scope.AUTHORED for _, scope in scopes_of(user, object_, action))
    ]
    here = max((url for _, url in items if path.startswith(url)), key=len, default="")
    return [NavigationItem(label, url, url == here) for label, url in items]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    agency = agency_of_request.get()
    context: dict[str, Any] = {"agency": agency, "training_today": settings.TRAINING_TODAY}
    user = getattr(request, "user", None)
    if agency is None or user is None or not user.is_authenticated:
        return context
    postings = user.current_postings()
    posting = postings[0] if postings else None
    place = posting.facility if posting else None
    context.update(
        user=user,
        today=clock.today(place),
        place=place,
        current_posting=posting,
        may_search=may(user, "search", Action.READ),
        navigation=navigation(user, request.path),
        session_ends_in=max(1, sessions.seconds_left(request.session)),
    )
    return context
