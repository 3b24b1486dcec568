"""Where a signed-in person starts, and whether the product is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agency.access import for_everyone_signed_in, public
from agency.roles import Role
from agency.viewtools import signed_in
from casemgmt.context import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

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
    """The page of the person's role, else the first place that their roles open."""
    user = signed_in(request)
    for posting in user.current_postings():
        if posting.role in HOME_OF:
            return redirect(HOME_OF[Role(posting.role)])
    places = navigation(user, request.path)
    if places:
        return redirect(places[0].url)
    return render(request, "pages/nothing_open.html")


@public("Load balancers ask it; it tells nothing but up or down.")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
