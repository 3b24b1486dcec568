"""What the pages of one request have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agency import clock
from agency.access import Action
from agency.models import Agency
from agency.viewtools import get_or_refuse
from casemgmt.disclosing.held import SECTIONS
from casemgmt.pages.whereabouts import own_facility
from casenotes.forms.access_requests import route_choices
from casenotes.models import AccessRequest, AccessStage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import User
    from casemgmt.disclosing.content import Piece

#: How a stage looks: the status badge's state and icon.
LOOKS = {
    AccessStage.TO_REDACT: ("upcoming", "open-diamond"),
    AccessStage.TO_CHECK: ("upcoming", "open-diamond"),
    AccessStage.TO_DECIDE: ("upcoming", "open-diamond"),
    AccessStage.TO_GIVE: ("upcoming", "open-diamond"),
    AccessStage.DONE: ("done", "tick"),
    AccessStage.REFUSED: ("cancelled", "slash"),
    AccessStage.REDIRECTED: ("superseded", "arrow"),
}


def request_to(user: User, action: Action, pk: int) -> AccessRequest:
    """The request, when `user` may do that to it; who may only read it is told "not allowed"."""
    rows = AccessRequest.objects.with_stage().select_related("offender", "facility", "decision")
    return get_or_refuse(  # type: ignore[return-value]
        rows.in_scope(user, action), rows.visible_to(user), pk=pk
    )


def may_do(user: User, found: AccessRequest, action: Action) -> bool:
    """Whether `user` may do that to this request."""
    return AccessRequest.objects.in_scope(user, action).filter(pk=found.pk).exists()


def today_for(user: User) -> date:
    """The day where the reader works."""
    return clock.today(own_facility(user))


def route_in_words(found: AccessRequest) -> str:
    """Which way a request goes, in the words of the agency's policy."""
    return dict(route_choices(Agency.current()))[found.route]


def by_section(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """Sections that hold anything: key, heading, about and how many entries."""
    counted: dict[str, int] = {}
    for piece in pieces:
        counted[piece.section] = counted.get(piece.section, 0) + 1
    return [
        {"key": key, "heading": heading, "about": about, "count": counted[key]}
        for key, heading, about in SECTIONS
        if key in counted
    ]
