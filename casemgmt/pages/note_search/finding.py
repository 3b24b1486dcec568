"""The newest notes and reports that match, about all people of one's reach, from millions.

The people come first: a caseload is a few dozen of them, a facility two thousand. Where by the
statistics of PostgreSQL a few of their newest texts will hold a page of matches, these are read;
otherwise the index of words is asked, within the same people. So neither a common nor a rare word
has more read than a bounded number of texts, and nothing about other people is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agency import statements
from casemgmt.pages.timeline.cards import Cards, add_rare_parts, with_names
from casemgmt.pages.timeline.entries import ENTRIES_ON_A_PAGE, SOURCES, Cursor, Entry, earlier
from casemgmt.pages.timeline.filters import narrowed
from casemgmt.pages.timeline.listing import add_amendments, rows_of
from casenotes.models import CaseNote, ContactReport, ReportAnswer
from casenotes.reach import readable
from casenotes.search.marking import excerpt, hits
from casenotes.search.matching import named_by_index, rarest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from agency.models import User
    from casemgmt.pages.timeline.filters import Filters
    from casenotes.reach import Reach, Reading
    from casenotes.search.terms import Search

#: Of how many rows the texts are read rather than the index asked: about 30 ms.
MOST_READ = 3000
#: The newest rows are read in one of these numbers, so that few statements are put together.
NUMBERS_READ = (100, 300, 1000, MOST_READ)
#: How many notes the index names in the time in which one text is read; measured over five million.
NAMED_IN_THE_TIME = 30

_MODELS: tuple[type[CaseNote] | type[ContactReport], ...] = (CaseNote, ContactReport)

#: Where the rows of a page are looked for: among all, among the newest (how many), among those
#: that the index of words names.
_ALL, _BY_INDEX = 0, -1


def find(
    user: User, reach: Reach, filters: Filters, zone: ZoneInfo, before: str = ""
) -> tuple[list[Entry], str]:
    """A page of cards, newest first, and the keyset of what is earlier ("" for none)."""
    cursor = Cursor.parse(before) if before else None
    cards = Cards(user, zone)
    entries: list[Entry] = []
    plan = _plan(filters)
    for rank, model in enumerate(_MODELS):
        people = reach.people(model)
        if not people or not filters.asks_for(SOURCES[rank].key):
            continue
        rows = _Rows(rank, reach, filters, zone, cursor).find(plan)
        entries.extend(cards.card(SOURCES[rank].key, rank, row) for row in rows)
    entries.sort(key=lambda entry: entry.order, reverse=True)
    shown = entries[:ENTRIES_ON_A_PAGE]
    add_amendments(shown)
    _add_excerpts(shown, filters.search)
    return shown, shown[-1].keyset if len(entries) > ENTRIES_ON_A_PAGE else ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to look for words.

    word: that the index is asked for ("" for none that it knows). named: how many notes of the
    agency it names. newest: how many of the newest texts are read before, 0 where a page of
    matches would take too many.
    """

    word: str = ""
    named: float = 0
    newest: int = 0

    def reads(self, there: int) -> bool:
        """Whether reading so many texts is quicker than the index."""
        return there <= MOST_READ and (not self.word or there * NAMED_IN_THE_TIME <= self.named)


def _plan(filters: Filters) -> _Plan:
    if filters.search is None:
        # The newest are named by an index alone, without a look at the notes.
        return _Plan(newest=NUMBERS_READ[2] if filters.beyond_words else NUMBERS_READ[0])
    word, named, share = rarest(filters.search)
    if not word:
        return _Plan(newest=MOST_READ)
    # Twice as many as hold a page of matches when the word is spread evenly.
    enough = 2 * (ENTRIES_ON_A_PAGE + 1) / max(share, 1e-9)
    newest = next((number for number in NUMBERS_READ if number >= enough), 0)
    return _Plan(word, named, newest)


class _Rows:
    """The rows of one kind of record that one page shows, and one more."""

    def __init__(
        self, rank: int, reach: Reach, filters: Filters, zone: ZoneInfo, cursor: Cursor | None
    ) -> None:
        source, model = SOURCES[rank], _MODELS[rank]
        reading, readers = reach.reading(model, limited=True)
        before, until = cursor.before(rank, source, zone) if cursor else ("", {})
        self._shape = (rank, reading, filters.form, before)
        self._theirs = {"people": sorted(reach.people(model)), **until}
        self._wanted = {**readers, **filters.values(source, reach.user, zone)}
        self._words = filters.words()

    def find(self, plan: _Plan) -> list[Any]:
        """The rows, where the plan says that they are found soonest."""
        found = self._page(plan.newest) if plan.newest else []
        if len(found) > ENTRIES_ON_A_PAGE:
            return found
        rank, before = self._shape[0], self._shape[-1]
        there = len(statements.fetch(_some, rank, before, MOST_READ + 1, **self._theirs))
        if there <= plan.newest:
            return found
        if plan.reads(there) or not plan.word:
            return self._page(_ALL)
        return self._page(_BY_INDEX, word=plan.word)

    def _page(self, among: int, **word: str) -> list[Any]:
        """In two steps: given both at once, PostgreSQL joins names to all notes of the agency."""
        values = self._theirs | self._wanted | self._words | word
        ids = statements.fetch(_page, among, *self._shape, **values)
        rows = statements.fetch(_shown, self._shape[0], ids=ids) if ids else []
        add_rare_parts(SOURCES[self._shape[0]].key, rows)
        return rows


def _page(
    among: int,
    rank: int,
    reading: Reading,
    wanted: tuple[str, str],
    before: str,
    /,
    **values: Any,
) -> QuerySet[Any]:
    """Ids of one page and one more."""
    source = SOURCES[rank]
    rows = rows_of(source.key)
    if among == _BY_INDEX:
        named = named_by_index(rows.model, values["word"], values["people"])
        rows = rows.filter(pk__in=named).filter(earlier(source.column, before, values))
    elif among == _ALL:
        rows = _theirs(rank, before, values)
    else:
        rows = rows.filter(pk__in=_newest(rank, before, values).values("pk")[:among])
    rows = narrowed(source, readable(rows, reading, values), wanted, values)
    ordered = rows.order_by(f"-{source.column}", "-pk")
    return ordered.values_list("pk", flat=True)[: ENTRIES_ON_A_PAGE + 1]


def _shown(rank: int, /, ids: list[int]) -> QuerySet[Any]:
    """Those rows with what their cards name."""
    key = SOURCES[rank].key
    return with_names(key, rows_of(key).filter(pk__among=ids)).select_related("offender")


def _theirs(rank: int, before: str, values: dict[str, Any]) -> QuerySet[Any]:
    source = SOURCES[rank]
    rows = rows_of(source.key).filter(offender_id__among=values["people"])
    return rows.filter(earlier(source.column, before, values))


def _newest(rank: int, before: str, values: dict[str, Any]) -> QuerySet[Any]:
    return _theirs(rank, before, values).order_by(f"-{SOURCES[rank].column}", "-pk")


def _some(rank: int, before: str, number: int, /, **values: Any) -> QuerySet[Any]:
    """Ids of so many of their rows, whichever, to know whether there are more."""
    rows = _theirs(rank, before, values).order_by()
    return rows.values_list("pk", flat=True)[:number]


def _add_excerpts(entries: list[Entry], search: Search | None) -> None:
    """A few lines of each text around what was searched for, wherever in the record it stands."""
    reports = [entry.pk for entry in entries if SOURCES[entry.rank].key == "reports"]
    answers: dict[int, list[str]] = {}
    if search and reports:
        for report, comment in statements.fetch(_answers, reports=reports):
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


def _answers(reports: list[int]) -> QuerySet[Any]:
    answers = ReportAnswer.objects.filter(report_id__among=reports)
    return answers.values_list("report_id", "comment")


def _that_match(texts: Iterable[tuple[str, str]], search: Search) -> list[Any]:
    return [(heading, excerpt(text, search)) for heading, text in texts if hits(text, search)]
