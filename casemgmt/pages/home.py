"""Where a signed-in person starts, and whether the product is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agency.access import for_everyone_signed_in, public
from agency.roles import Role
from agency.viewtools import signed_in
from casemgmt.context import navigation
from casemgmt.pages.draft_list import drafts_of, warnings_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agency.models import User

#: Whose work does not start on the first place that they may open.
HOME_OF = {
    Role.SUPERVISOR: "pages:officers",
    Role.UNIT_MANAGER: "pages:officers",
    Role.COORDINATOR: "pages:allocation",
    Role.RECORDS_ADMINISTRATOR: "pages:prints",
    Role.POLICY_OFFICER: "pages:standards",
    Role.AGENCY_ADMINISTRATOR: "pages:people",
    Role.AUDITOR: "pages:audit",
}


@for_everyone_signed_in("Leads to the first page of one's own roles and shows nothing.")
def home(request: HttpRequest) -> HttpResponse:
    """The page of the person's role, else the first place that their roles open.

    Who starts elsewhere than on the worklist, which says so itself, is told there of drafts that
    wait: a note of a month that ends, or one that is about to be discarded.
    """
    user = signed_in(request)
    start = _start_of(user, request.path)
    if start != reverse("pages:worklist"):
        for words in warnings_of(drafts_of(user)):
            messages.warning(request, f"{words} See your drafts.")
    return redirect(start) if start else render(request, "pages/nothing_open.html")


def _start_of(user: User, path: str) -> str:
    for posting in user.current_postings():
        if posting.role in HOME_OF:
            return reverse(HOME_OF[Role(posting.role)])
    places = navigation(user, path)
    return places[0].url if places else ""


@public("Load balancers ask it; it tells nothing but up or down.")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
