"""The search box over a list of entries, its filters, chips that take one away, and ways out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from agency.templatetags.words import short_day
from casemgmt.pages.timeline.entries import SOURCES
from casemgmt.pages.timeline.filters import CLOCKS, CONTACT, NAMES, Filters
from casenotes.models import CaseNote, ContactReport, Facet, MeetingPlace, NoteType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casenotes.reach import Reach

#: Of a long word, how much is kept when it is offered as a shorter beginning.
SHORTER_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class Select:
    """One choice: (value, words, whether it is chosen) each."""

    name: str
    label: str
    choices: list[tuple[str, str, bool]]


@dataclass(slots=True)
class Names:
    """What ids in an address are called, of what the reader may see anyway."""

    authors: dict[int, str] = field(default_factory=dict)
    facilities: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Panel:
    """What a template shows over a list. base: the address without parameters; anchor: of the
    list on the page."""

    filters: Filters
    base: str
    anchor: str
    asked: Mapping[str, str]
    names: Names = field(default_factory=Names)
    opened: bool = False

    def address(self, **changes: str) -> str:
        """The address with what is asked now but for `changes`; "" takes a parameter away.

        Always from the first page on.
        """
        kept = {
            name: self.asked[name]
            for name in ("show", *NAMES, "filters")
            if self.asked.get(name) and name not in changes
        }
        query = urlencode(kept | {name: value for name, value in changes.items() if value})
        return f"{self.base}{'?' if query else ''}{query}#{self.anchor}"

    @property
    def text(self) -> str:
        """What was typed, as it is used."""
        return self.filters.search.text if self.filters.search else ""

    @property
    def typed_nothing(self) -> bool:
        """Whether something was typed that holds neither a letter nor a digit."""
        return bool(self.asked.get("q", "").strip()) and self.filters.search is None

    @property
    def all_url(self) -> str:
        """Everything, unfiltered."""
        return f"{self.base}#{self.anchor}"

    @property
    def newest_url(self) -> str:
        """The first page of the same list."""
        return self.address()

    @property
    def more_url(self) -> str:
        """The same list with the other filters open."""
        return self.address(filters="1")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the search form hands on as they are."""
        names = ["show"] if self.opened else ["show", *NAMES[1:]]
        return [(name, self.asked[name]) for name in names if self.asked.get(name)]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What narrows the list, in words, each with the address without it."""
        filters = self.filters
        found: list[tuple[str, str]] = []

        def add(words: str, *names: str) -> None:
            found.append((words, self.address(**dict.fromkeys(names, ""))))

        if filters.search:
            add(f"Words: {filters.search.text}", "q")
        if filters.type:
            add(f"Type: {filters.type.name}", "type")
        if filters.author:
            add(f"By {self.names.authors.get(filters.author, 'somebody else')}", "author")
        if filters.facet:
            add(str(Facet(filters.facet).label), "facet")
        if filters.contact:
            add(CONTACT[filters.contact], "contact")
        if filters.facility:
            add(self.names.facilities.get(filters.facility, "Another place"), "facility")
        if filters.place:
            add(str(MeetingPlace(filters.place).label), "place")
        if filters.from_on or filters.until_on:
            add(f"{CLOCKS[filters.clock]} {self._period()}", "clock", "from_on", "until_on")
        return found

    def _period(self) -> str:
        first, last = self.filters.from_on, self.filters.until_on
        parts = [f"from {short_day(first)}"] if first else []
        return " ".join([*parts, *([f"until {short_day(last)}"] if last else [])])

    @property
    def ways_out(self) -> list[tuple[str, str]]:
        """Where to go from a search that found nothing."""
        filters = self.filters
        ways = [("Show all entries", self.all_url)]
        if filters.search and (filters.beyond_words or filters.show):
            others = dict.fromkeys(("show", *NAMES[1:], "filters"), "")
            ways.append((f"Only the words “{self.text}”", self.address(**others)))
        elif filters.search and len(filters.search.terms) > 1:
            longest = max(filters.search.terms, key=lambda term: len(" ".join(term.runs)))
            words = " ".join(longest.runs)
            ways.append((f"Only “{words}”", self.address(q=words)))
        elif filters.search and len(self.text) > SHORTER_BEGINNING:
            shorter = self.text.strip('"“”„«»')[:SHORTER_BEGINNING]
            ways.append((f"Words that begin with “{shorter}”", self.address(q=shorter)))
        elif filters.from_on or filters.until_on:
            ways.append(("The whole time", self.address(clock="", from_on="", until_on="")))
        return ways

    @property
    def selects(self) -> list[Select]:
        """The filters beyond words and days."""
        filters = self.filters
        chosen = {
            "type": filters.type.code if filters.type else "",
            "author": str(filters.author or ""),
            "facility": str(filters.facility or ""),
        }

        def select(name: str, label: str, anything: str, choices: Any) -> Select:
            now = chosen.get(name, getattr(filters, name, ""))
            every = [("", anything), *((str(value), str(words)) for value, words in choices)]
            return Select(name, label, [(value, words, value == now) for value, words in every])

        return [
            select("type", "Type", "Any type", type_choices()),
            select("author", "Written by", "Anybody", self.names.authors.items()),
            select("facet", "Deals with", "Anything", Facet.choices),
            select("contact", "Contact", "Any", CONTACT.items()),
            select("facility", "Facility", "Any facility", self.names.facilities.items()),
            select("place", "Where contact was", "Anywhere", MeetingPlace.choices),
        ]

    @property
    def clocks(self) -> list[tuple[str, str, bool]]:
        """Which time the days are about."""
        return [(value, words, value == self.filters.clock) for value, words in CLOCKS.items()]


def type_choices() -> list[tuple[str, str]]:
    """Types in their order, each followed by its parts."""
    types = list(NoteType.objects.order_by("order", "name"))
    parts: dict[int | None, list[NoteType]] = {}
    for found in types:
        parts.setdefault(found.parent_id, []).append(found)
    return [
        (found.code, found.name if found is top else f"{top.name}: {found.name}")
        for top in parts.get(None, [])
        for found in (top, *parts.get(top.pk, []))
    ]


def names_in(reach: Reach, offender_id: int) -> Names:
    """Who wrote what the reader may read about a person, and where; two queries."""
    names = Names()
    for model in (CaseNote, ContactReport):
        rows = reach.readable(model._default_manager.filter(offender_id=offender_id))
        for author, name, facility, place in (
            rows.order_by()
            .values_list("author_id", "author_name", "facility_id", "facility__name")
            .distinct()
        ):
            names.authors[author] = name
            if facility:
                names.facilities[facility] = place
    names.authors = dict(sorted(names.authors.items(), key=lambda item: item[1]))
    names.facilities = dict(sorted(names.facilities.items(), key=lambda item: item[1]))
    return names


def kind_chips(panel: Panel, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The kinds of entries, each with the number of those that the reader may read."""
    show = panel.filters.show
    chips: list[dict[str, Any]] = [
        {"name": "All", "url": panel.address(show=""), "count": None, "current": not show}
    ]
    for source in SOURCES:
        count = counts[source.key]
        if count or show == source.key:
            chips.append(
                {
                    "name": source.name,
                    "url": panel.address(show=source.key),
                    "count": count,
                    "current": show == source.key,
                }
            )
    if counts["mine"] or show == "mine":
        chips.append(
            {
                "name": "Mine",
                "url": panel.address(show="mine"),
                "count": None,
                "current": show == "mine",
            }
        )
    return chips
