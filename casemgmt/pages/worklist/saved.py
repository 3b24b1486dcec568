"""A row after its note was saved: in place, with the date to which its duty moved."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse

from agency import clock
from agency.templatetags.words import long_day
from agency.viewtools import signed_in
from casemgmt.pages.draft_list import drafts_of
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.worklist.around import tabs
from casemgmt.pages.worklist.counting import Choice, counts_of
from casemgmt.pages.worklist.rows import items_of, rows_from, with_the_case
from scheduling.models import DueItem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from offenders.models import Offender


def saved_row(
    request: HttpRequest, offender: Offender, row: str, *, go_on: bool, said: str
) -> HttpResponse:
    """The row in place, with the date to which its duty moved; the tabs counted anew.

    row: the id of the row on the page, "row-12" for the due item 12.
    """
    user = signed_in(request)
    place = own_facility(user)
    today = clock.today(place)
    match = re.fullmatch(r"row-(\d{1,18})", row)
    item_id = int(match[1]) if match else 0
    before = DueItem.objects.filter(pk=item_id, offender=offender)
    mine = items_of(user).filter(offender=offender)
    candidates = list(with_the_case(mine | before, user, today).order_by("due_on", "pk"))
    old = next((item for item in candidates if item.pk == item_id), None)
    shown = old
    done = ""
    if old is not None and not old.is_open:
        shown = next(
            (i for i in candidates if i.is_open and i.standard == old.standard),
            next((i for i in candidates if i.is_open), old),
        )
    drafts = {draft.key for draft in drafts_of(user)}
    rows, _ = rows_from([item for item in (old, shown) if item is not None], user, today, drafts)
    if rows and old is not None and not old.is_open:
        done = f"{rows[0].duty} done"
        said = f"{said} {rows[0].duty} is done."
        if shown is not old and shown is not None and shown.due_on:
            said = f"{said} {rows[-1].duty} is due {long_day(shown.due_on)}."
    address = urlsplit(request.headers.get("HX-Current-URL", ""))
    query = QueryDict(address.query if address.path == reverse("pages:worklist") else "")
    choice = Choice.from_query(query)
    counts = counts_of(items_of(user), choice, today)
    response = render(
        request,
        "pages/worklist/saved_row.html",
        {
            "rows": [replace(rows[-1], dom_id=row, saved=done)] if rows else [],
            "tabs": tabs(query, counts, choice),
            "said": said,
            "today": today,
            "back": quote(_back_to(address.path, query), safe=""),
        },
    )
    response["HX-Retarget"] = f"#{row}" if match else "closest tr"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger-After-Settle"] = json.dumps({"panel-done": {"row": row, "next": go_on}})
    return response


def _back_to(path: str, query: QueryDict) -> str:
    list_address = reverse("pages:worklist")
    return f"{list_address}?{query.urlencode()}" if path == list_address and query else list_address
