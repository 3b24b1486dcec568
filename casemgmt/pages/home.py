"""Where a signed-in person starts, and whether the product is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agency.access import for_everyone_signed_in, public
from casemgmt.context import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest


@for_everyone_signed_in("Leads to the first page of one's own roles and shows nothing.")
def home(request: HttpRequest) -> HttpResponse:
    """The first place that the person's roles open."""
    places = navigation(request.user, request.path)
    if places:
        return redirect(places[0].url)
    return render(request, "pages/nothing_open.html")


@public("Load balancers ask it; it tells nothing but up or down.")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
