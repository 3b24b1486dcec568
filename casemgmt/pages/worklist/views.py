"""The worklist: who is overdue, who is due, who is on hold, each with why and one action."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType
from agency.viewtools import signed_in
from casemgmt.pages.closing.handed import news_of_closings
from casemgmt.pages.draft_list import drafts_of, warnings_of
from casemgmt.pages.duties import address
from casemgmt.pages.errors_in_records.news import news_of_errors
from casemgmt.pages.findings.pages import cases_with_findings
from casemgmt.pages.own_duties import own_duties
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.worklist.around import advice, bars, groups, tabs
from casemgmt.pages.worklist.at_a_glance import AtAGlance, at_a_glance, new_cases_of
from casemgmt.pages.worklist.counting import Choice, counts_of
from casemgmt.pages.worklist.rows import ROWS_ON_A_PAGE, items_of, page_of, rows_from

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agency.models import User

NEWS_FOR = timedelta(days=14)
NEWS_SHOWN = 8


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
            "tabs": tabs(request.GET, counts, choice),
            "groups": groups(rows, counts, choice),
            "page": page,
            "duties": sorted(names.items(), key=lambda duty: duty[1]),
            "cases": known.cases,
            "own": own_duties(user, today),
            "findings": cases_with_findings(user).count() if may(user, "finding", "read") else 0,
            "bars": bars(counts, today),
            "most": max(counts.days.values(), default=0),
            "advice": advice(counts, today),
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
