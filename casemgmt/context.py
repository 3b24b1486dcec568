"""What every page knows: the agency, the day, who is signed in, where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from agency import clock, sessions
from agency.access import Action, Scope, may, scopes_of
from agency.models.organisation import agency_of_request
from agency.roles import Role
from casenotes.services.risk_alerts import waiting_for
from offenders.sharing import REDISCLOSURE_NOTICE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agency.models import Agency, User


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
    ("Conferences", "pages:conferences", "conference", Action.READ),
    ("Caseload lists", "pages:caseload-lists", "caseload_list", Action.SIGN),
    ("Warrant requests", "pages:warrants", "warrant_request", Action.SIGN),
    ("Allocation", "pages:allocation", "assignment", Action.ALLOCATE),
    ("Case files", "pages:search", "search", Action.READ),
    ("Programs", "pages:program-lists", "program", Action.READ),
    ("Shared with you", "pages:partner-people", "partner_case", Action.READ),
    ("Inquiries", "pages:inquiries", "inquiry", Action.READ),
    ("Alerts", "pages:risk-alerts", "risk_alert", Action.READ),
    ("Covers", "pages:covers", "cover", Action.READ),
    ("Exemptions", "pages:exemptions", "exemption", Action.UPDATE),
    ("Population", "pages:population", "population", Action.READ),
    ("Findings", "pages:findings", "finding", Action.READ),
    ("Errors", "pages:errors", "record_error", Action.APPROVE),
    ("Correspondence", "pages:letters", "correspondence", Action.READ),
    ("Arrivals", "pages:reception", "reception", Action.CREATE),
    ("Meetings", "pages:meetings", "meeting", Action.READ),
    ("Procedures", "pages:revisions", "revision", Action.READ),
    ("Compliance", "pages:compliance", "compliance", Action.READ),
    ("Printing", "pages:prints", "print", Action.READ),
    ("Access requests", "pages:access-requests", "access_request", Action.SIGN),
    ("Files of transfers", "pages:transfer-files", "transfer_file", Action.UPDATE),
    ("Standards", "pages:standards", "standard", Action.READ),
    ("People", "pages:people", "account", Action.READ),
    ("Places", "pages:places", "place", Action.READ),
    ("Delegates", "pages:delegates", "delegate", Action.UPDATE),
    ("Catalogue", "pages:catalogue", "catalogue", Action.READ),
    ("Settings", "pages:settings", "setting", Action.UPDATE),
    ("Imports", "pages:imports", "import", Action.READ),
    ("Audit", "pages:audit", "audit_log", Action.READ),
]

#: Places that mean something only where a policy is followed, by URL name: that policy's pack.
ONLY_UNDER = {
    "pages:conferences": "us-ca-slo/1.17",
    "pages:warrants": "us-ca-slo/1.17",
    "pages:population": "us-bop/3510.08",
    "pages:letters": "us-bop/3510.08",
}

#: Places that are a tab of another one for whoever opens that, by URL name.
TAB_OF = {"pages:revisions": "pages:meetings"}


def navigation(user: User, path: str) -> list[NavigationItem]:
    """The places that the user's roles open, the longest match of `path` being the current one.

    What is one's own alone (one's own acts) is reached from the person's menu instead.
    """
    agency = agency_of_request.get()
    followed = agency.standards if agency else []
    opened = {
        name: label
        for label, name, object_, action in PLACES
        if ONLY_UNDER.get(name) in (None, *followed)
        and any(scope != Scope.AUTHORED for _, scope in scopes_of(user, object_, action))
    }
    items = [
        (label, reverse(name)) for name, label in opened.items() if TAB_OF.get(name) not in opened
    ]
    here = max((url for _, url in items if path.startswith(url)), key=len, default="")
    return [NavigationItem(label, url, url == here) for label, url in items]


#: How many letters stand beside one another in the top bar of a desk's screen; the gap between
#: two places is as wide as GAP of them.
BAR_LETTERS, GAP = 72, 3


def bar_and_more(items: list[NavigationItem]) -> tuple[list[NavigationItem], list[NavigationItem]]:
    """The places that fit beside one another, and those behind "More", in the same order."""
    widths = [len(item.label) + GAP for item in items]
    if sum(widths) <= BAR_LETTERS:
        return items, []
    room = BAR_LETTERS - len("More") - GAP
    fitting = 0
    while fitting < len(items) and widths[fitting] <= room:
        room -= widths[fitting]
        fitting += 1
    return items[:fitting], items[fitting:]


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
    places = navigation(user, request.path)
    bar, more = bar_and_more(places)
    context.update(
        user=user,
        today=clock.today(place),
        place=place,
        current_posting=posting,
        may_search=may(user, "search", Action.READ),
        alerts_waiting=waiting_for(user),
        navigation=places,
        navigation_bar=bar,
        navigation_more=more,
        navigation_elsewhere=any(item.current for item in more),
        redisclosure_notice=_redisclosure_notice(user, agency),
        session_ends_in=max(1, sessions.seconds_left(request.session)),
    )
    return context


def _redisclosure_notice(user: User, agency: Agency) -> str:
    """What stands on every page that a partner sees; "" for everybody else."""
    if not user.has_role(Role.PARTNER):
        return ""
    return str(agency.setting("redisclosure_notice", REDISCLOSURE_NOTICE))
