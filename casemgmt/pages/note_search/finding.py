"""The newest notes and reports that match, about all people of one's reach, from millions.

The people come first: a caseload is a few dozen of them, a facility two thousand. Common words
are looked for in the texts of the newest rows; when these do not hold a page of them, and for rarer
words at once, the index of words is asked, within the same people. So neither a common nor a rare
word has more read than a bounded number of texts, and nothing about other people is ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgmt.pages.timeline.cards import Cards, with_names
from casemgmt.pages.timeline.entries import ENTRIES_ON_A_PAGE, SOURCES, Cursor, Entry
from casemgmt.pages.timeline.listing import add_amendments
from casenotes.models import CaseNote, ContactReport, ReportAnswer
from casenotes.search.marking import excerpt, hits
from casenotes.search.matching import indexed, is_common

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from django.db.models import Model, QuerySet

    from agency.models import User
    from casemgmt.pages.timeline.entries import Source
    from casemgmt.pages.timeline.filters import Filters
    from casenotes.reach import Reach
    from casenotes.search.terms import Search

#: Of how many of the newest rows the texts are read before the index is asked: about 8 ms.
NEWEST_READ = 1000

_MODELS: tuple[type[Model], ...] = (CaseNote, ContactReport)


def find(
    user: User, reach: Reach, filters: Filters, zone: ZoneInfo, before: str = ""
) -> tuple[list[Entry], str]:
    """A page of cards, newest first, and the keyset of what is earlier ("" for none)."""
    cursor = Cursor.parse(before) if before else None
    cards = Cards(user, zone)
    entries: list[Entry] = []
    by_reading = filters.search is None or is_common(filters.search)
    for rank, model in enumerate(_MODELS):
        source = SOURCES[rank]
        if filters.asks_for(source.key):
            newest = _newest(model, source, reach, filters, zone, cursor, rank, by_reading)
            rows = with_names(source.key, model._default_manager.filter(pk__in=newest))
            entries.extend(
                cards.card(source.key, rank, row) for row in rows.select_related("offender")
            )
    entries.sort(key=lambda entry: entry.order, reverse=True)
    shown = entries[:ENTRIES_ON_A_PAGE]
    add_amendments(shown)
    _add_excerpts(shown, filters.search)
    return shown, shown[-1].keyset if len(entries) > ENTRIES_ON_A_PAGE else ""


def _newest(
    model: type[Model],
    source: Source,
    reach: Reach,
    filters: Filters,
    zone: ZoneInfo,
    cursor: Cursor | None,
    rank: int,
    by_reading: bool,
) -> list[int]:
    """Ids of the rows of one page and one more. by_reading: try the newest rows first."""
    people = reach.people(model)  # type: ignore[arg-type]
    if not people:
        return []
    rows: QuerySet[Any] = model._default_manager.order_by(f"-{source.column}", "-pk")
    if cursor is not None:
        rows = rows.filter(cursor.before(rank, source.column))

    def page_of(wanted: QuerySet[Any]) -> list[int]:
        readable = reach.readable(wanted, limited=True)
        return list(readable.values_list("pk", flat=True)[: ENTRIES_ON_A_PAGE + 1])

    theirs = rows.filter(offender_id__in=sorted(people))
    if by_reading:
        edge = theirs.values_list(source.column, flat=True)[NEWEST_READ - 1 : NEWEST_READ].first()
        newest = theirs if edge is None else theirs.filter(**{f"{source.column}__gte": edge})
        found = page_of(filters.narrow(source, newest, reach.user, zone))
        if edge is None or len(found) > ENTRIES_ON_A_PAGE:
            return found
    if filters.search is None:
        return page_of(filters.without_words(source, theirs, reach.user, zone))
    wanted = filters.without_words(source, rows, reach.user, zone)
    return page_of(indexed(wanted, filters.search, people))


def _add_excerpts(entries: list[Entry], search: Search | None) -> None:
    """A few lines of each text around what was searched for, wherever in the record it stands."""
    reports = [entry.pk for entry in entries if SOURCES[entry.rank].key == "reports"]
    answers: dict[int, list[str]] = {}
    if search and reports:
        for report, comment in ReportAnswer.objects.filter(report_id__in=reports).values_list(
            "report_id", "comment"
        ):
            answers.setdefault(report, []).append(comment)
    for entry in entries:
        entry.parts = excerpt(entry.text, search)
        if search is None:
            entry.additions = []
            continue
        others = [("Answer", text) for text in answers.get(entry.pk, [])]
        if SOURCES[entry.rank].key != "reports":
            others = []
        others += [(added.get_kind_display(), added.text) for added in entry.additions]
        entry.passages = _that_match(others, search)
        entry.additions = []


def _that_match(texts: Iterable[tuple[str, str]], search: Search) -> list[Any]:
    return [(heading, excerpt(text, search)) for heading, text in texts if hits(text, search)]
