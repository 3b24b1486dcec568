"""The worklist: who is overdue, who is due, who is on hold, each with why and one action."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType
from agency.templatetags.words import long_day, table_day
from agency.viewtools import signed_in
from casemgmt.pages.at_a_glance import AtAGlance, at_a_glance, new_cases_of
from casemgmt.pages.closing.handed import news_of_closings
from casemgmt.pages.draft_list import drafts_of, warnings_of
from casemgmt.pages.duties import address
from casemgmt.pages.errors_in_records.news import news_of_errors
from casemgmt.pages.findings.pages import cases_with_findings
from casemgmt.pages.own_duties import own_duties
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.worklist_rows import (
    GROUP_NAMES,
    ROWS_ON_A_PAGE,
    TABS,
    Choice,
    Counts,
    Row,
    counts_of,
    items_of,
    page_of,
    rows_from,
    with_the_case,
)
from scheduling.models import DueItem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agency.models import User
    from offenders.models import Offender

NEWS_FOR = timedelta(days=14)
NEWS_SHOWN = 8
WORKING_DAYS_SHOWN = 10
MANY_ON_ONE_DAY = 8


class CountedPaginator(Paginator):
    """Pages of a list whose length is known already, so that nothing is counted twice."""

    def __init__(self, rows: Any, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count


@governed_by("worklist", "read")
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """One's own open duties, in the order of urgency."""
    user = signed_in(request)
    place = own_facility(user)
    today = clock.today(place)
    choice = Choice.from_query(request.GET)
    known = at_a_glance(user, today, since=clock.now() - NEWS_FOR)
    items = items_of(user)
    counts = counts_of(items, choice, today)
    drafts = drafts_of(user) if known.drafts else []
    paginator = CountedPaginator(
        page_of(items, user, choice, today), ROWS_ON_A_PAGE, counts.tabs[choice.tab]
    )
    page = paginator.get_page(choice.page)
    rows, names = rows_from(
        page.object_list,
        user,
        today,
        {draft.key for draft in drafts},
        counts.duties,
    )
    news = _news(user, place, known)
    audit.record(
        AuditEventType.LISTED,
        object_type="worklist",
        facility_id=place.pk if place else None,
        details={"shown": len(rows), "tab": choice.tab, "filtered": choice.is_filtered},
    )
    return render(
        request,
        "pages/worklist/worklist.html",
        {
            "choice": choice,
            "sort": choice.sort,
            "counts": counts,
            "tabs": _tabs(request.GET, counts, choice),
            "groups": _groups(rows, counts, choice),
            "page": page,
            "duties": sorted(names.items(), key=lambda duty: duty[1]),
            "cases": known.cases,
            "own": own_duties(user, today),
            "findings": cases_with_findings(user).count() if may(user, "finding", "read") else 0,
            "bars": _bars(counts, today),
            "most": max(counts.days.values(), default=0),
            "advice": _advice(counts, today),
            "drafts": drafts,
            "draft_warnings": warnings_of(drafts),
            "may_log": may(user, "note", "create"),
            "news": news[:NEWS_SHOWN],
            "more_news": len(news) > NEWS_SHOWN,
            "first_note": next((row for row in rows if row.in_place), None),
            "open_note": request.GET.get("note", ""),
            "today": today,
            "back": quote(request.get_full_path(), safe=""),
        },
    )


# ---- What stands around the rows ---------------------------------------------------------------


def _tabs(query: QueryDict, counts: Counts, choice: Choice) -> list[dict[str, Any]]:
    tabs = []
    for key, name in TABS:
        kept = query.copy()
        for gone in ("page", "note", "tab"):
            kept.pop(gone, None)
        if key != "all":
            kept["tab"] = key
        address = reverse("pages:worklist")
        tabs.append(
            {
                "label": name,
                "url": f"{address}?{kept.urlencode()}" if kept else address,
                "count": counts.tabs[key],
                "current": choice.tab == key,
                "over": key == "overdue",
            }
        )
    return tabs


def _groups(rows: list[Row], counts: Counts, choice: Choice) -> list[dict[str, Any]]:
    """Rows under their headings in the order of urgency; in any other order just the rows."""
    if choice.sort.removeprefix("-") != "due":
        return [{"name": "", "count": 0, "key": "", "rows": rows}] if rows else []
    groups: list[dict[str, Any]] = []
    for row in rows:
        if not groups or groups[-1]["key"] != row.group:
            groups.append(
                {
                    "key": row.group,
                    "name": GROUP_NAMES[row.group],
                    "count": counts.groups.get(row.group, 0),
                    "rows": [],
                }
            )
        groups[-1]["rows"].append(row)
    return groups


def _working_days(counts: Counts, today: date) -> list[date]:
    """Ten working days from today, and days off between them on which something is due."""
    days, day = [], today
    working = 0
    while working < WORKING_DAYS_SHOWN:
        if day.weekday() < 5:
            working += 1
            days.append(day)
        elif counts.days.get(day):
            days.append(day)
        day += timedelta(days=1)
    return days


def _bars(counts: Counts, today: date) -> list[dict[str, Any]]:
    """The next ten working days as bars, each number a link to the rows that it counts."""
    bars: list[dict[str, Any]] = []
    month = today.month
    for day in _working_days(counts, today):
        label = str(day.day) if day.month == month else f"{day.day} {day:%b}"
        month = day.month
        number = counts.days.get(day, 0)
        bars.append(
            {
                "weekday": f"{day:%a}",
                "label": label,
                "count": number,
                "overdue": counts.overdue if day == today else 0,
                "url": f"{reverse('pages:worklist')}?day={day.isoformat()}" if number else "",
                "is_today": day == today,
            }
        )
    return bars


def _advice(counts: Counts, today: date) -> str:
    """What a crowded day means for each day until then."""
    days = [day for day in _working_days(counts, today) if day > today]
    crowded = max(days, key=lambda day: counts.days.get(day, 0), default=None)
    number = counts.days.get(crowded, 0) if crowded else 0
    if crowded is None or number < MANY_ON_ONE_DAY:
        return ""
    left = sum(1 for day in _working_days(counts, today) if day <= crowded and day.weekday() < 5)
    each = -(-number // max(left, 1))
    return f"{number} fall due on {table_day(crowded, today)}: about {each} a day from today."


def _news(user: User, place: Any, known: AtAGlance) -> list[dict[str, Any]]:
    """Summaries to read or to write, errors, and cases that others gave the user of late.

    One case more than is shown, so that the page knows whether there are more.
    """
    zone = clock.zone(place)
    today = clock.today(place)
    news = news_of_closings(user, today) if known.closings else []
    if known.errors:
        news += news_of_errors(user, today)
    if not known.new_cases:
        return news
    given = new_cases_of(user.pk, clock.now() - NEWS_FOR).select_related("offender")
    for link in given[: NEWS_SHOWN + 1]:
        local = link.recorded_at.astimezone(zone)
        news.append(
            {
                "words": f"{link.offender.sort_name} is now yours",
                "url": address("case-file", link.offender_id),
                "when": f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b}",
            }
        )
    return news


# ---- A row after its note was saved ------------------------------------------------------------


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
            "tabs": _tabs(query, counts, choice),
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
