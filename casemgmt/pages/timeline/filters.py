"""What a reader wants to see of a timeline or of a search: read from the address, and as SQL.

Everything stands in the address, so a page can be kept, sent and gone back to. What is mangled in
it is left out rather than refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from casemgmt.pages.timeline.entries import SOURCES
from casenotes.models import (
    ContactMode,
    ContactOutcome,
    ContactReport,
    Facet,
    MeetingPlace,
    NoteType,
)
from casenotes.search.matching import holding
from casenotes.search.terms import Search, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from agency.models import User
    from casemgmt.pages.timeline.entries import Source

#: What was done to reach the person.
CONTACT = {"made": "Reached", "tried": "Tried, not reached", "none": "No contact meant"}
#: Which of the two times of an entry the days are about.
CLOCKS = {"happened": "Happened", "recorded": "Recorded"}

#: Of the filters beyond kind and period, those that mean something for a kind. Another kind shows
#: nothing while one of them is set.
_MEANINGFUL = {
    "notes": {"search", "type", "author", "facet", "facility", "place", "contact"},
    "reports": {"search", "author", "facility", "contact"},
    "movements": {"facility"},
}


#: Kinds of entries that can be asked for, and what the reader wrote.
KINDS = frozenset({"mine", *(source.key for source in SOURCES)})

#: Names in the address, in the order in which they are shown.
NAMES = (
    "q",
    "type",
    "author",
    "facet",
    "contact",
    "facility",
    "place",
    "clock",
    "from_on",
    "until_on",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; everything empty for all.

    show: the key of a source, or "mine" for what the reader wrote. author: the id of a user.
    from_on, until_on: days of the clock `clock`, both included. facility: an id.
    """

    show: str = ""
    search: Search | None = None
    type: NoteType | None = None
    author: int | None = None
    clock: str = "happened"
    from_on: date | None = None
    until_on: date | None = None
    facet: str = ""
    facility: int | None = None
    place: str = ""
    contact: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        """From the parameters of an address."""
        code = asked.get("type", "")
        return cls(
            show=_one_of(asked.get("show", ""), KINDS),
            search=parse(asked.get("q", "")),
            type=NoteType.objects.filter(code=code).first() if _is_code(code) else None,
            author=_number(asked.get("author", "")),
            clock=_one_of(asked.get("clock", ""), CLOCKS) or "happened",
            from_on=_day(asked.get("from_on", "")),
            until_on=_day(asked.get("until_on", "")),
            facet=_one_of(asked.get("facet", ""), Facet.values),
            facility=_number(asked.get("facility", "")),
            place=_one_of(asked.get("place", ""), MeetingPlace.values),
            contact=_one_of(asked.get("contact", ""), CONTACT),
        )

    @property
    def beyond_words(self) -> bool:
        """Whether anything but words and a kind narrows the list."""
        return any(
            (
                self.type,
                self.author,
                self.from_on,
                self.until_on,
                self.facet,
                self.facility,
                self.place,
                self.contact,
            )
        )

    @property
    def hide_restricted(self) -> bool:
        """Whether a note that one may not read has no place in the list."""
        return self.search is not None or self.beyond_words or self.show == "mine"

    @property
    def narrowing(self) -> bool:
        """Whether the list may be shorter than it is without them."""
        return bool(self.show) or self.hide_restricted

    def asks_for(self, key: str) -> bool:
        """Whether rows of the source `key` can be among what is wanted."""
        if self.show == "mine" and key not in {"notes", "reports"}:
            return False
        if self.show not in {"", "mine", key}:
            return False
        wanted = {
            name
            for name in ("search", "type", "author", "facet", "facility", "place", "contact")
            if getattr(self, name)
        }
        if key == "reports" and self.contact in {"tried", "none"}:
            return False
        return wanted <= _MEANINGFUL.get(key, set())

    @property
    def form(self) -> tuple[str, str]:
        """What `narrowed` has to know besides the values."""
        return self.contact, self.clock

    def values(self, source: Source, user: User, zone: ZoneInfo) -> dict[str, Any]:
        """What narrows the rows of a source, words aside, for `narrowed`."""
        found: dict[str, Any] = self._period(source, zone)
        if self.show == "mine":
            found["mine"] = user.pk
        if self.author:
            found["author"] = self.author
        if self.facility:
            found["facility"] = self.facility
        if self.type:
            found["type"] = self.type.pk
        if self.facet:
            found["facet"] = self.facet
        if self.place:
            found["place"] = self.place
        return found

    def words(self) -> dict[str, str]:
        """The words that are looked for, as values of `narrowed`."""
        patterns = self.search.patterns if self.search else []
        return {f"{PATTERN}{number}": pattern for number, pattern in enumerate(patterns)}

    def _period(self, source: Source, zone: ZoneInfo) -> dict[str, Any]:
        found: dict[str, Any] = {}
        of_moments = _column(source, self.clock).endswith("_at")
        if self.from_on:
            found["start"] = _midnight(self.from_on, zone) if of_moments else self.from_on
        if self.until_on and self.until_on < date.max:
            after = self.until_on + timedelta(days=1)
            found["end"] = _midnight(after, zone) if of_moments else after
        return found

    def for_the_log(self) -> dict[str, Any]:
        """What was asked, as ids, codes, ISO dates and the words of the search."""
        said: dict[str, Any] = {
            "q": self.search.text if self.search else "",
            "show": self.show,
            "note_type": self.type.code if self.type else "",
            "author": self.author,
            "facet": self.facet,
            "facility": self.facility,
            "place": self.place,
            "contact": self.contact,
            "clock": self.clock if self.from_on or self.until_on else "",
            "from_on": self.from_on.isoformat() if self.from_on else "",
            "until_on": self.until_on.isoformat() if self.until_on else "",
        }
        return {name: value for name, value in said.items() if value}


#: How the names of values begin that are words to be looked for.
PATTERN = "pattern_"


def narrowed(
    source: Source, rows: QuerySet[Any], form: tuple[str, str], values: Mapping[str, Any]
) -> QuerySet[Any]:
    """The rows of a source that are wanted, by the form and the values of `Filters`."""
    contact, clock = form
    column = _column(source, clock)
    conditions = {
        "start": f"{column}__gte",
        "end": f"{column}__lt",
        "mine": "author_id",
        "author": "author_id",
        "facility": "facility_id",
        "place": "place",
    }
    for name, condition in conditions.items():
        if name in values:
            rows = rows.filter(**{condition: values[name]})
    if "facet" in values:
        rows = rows.filter(facets__contains=[values["facet"]])
    if "type" in values:
        rows = rows.filter(Q(type_id=values["type"]) | Q(subtype_id=values["type"]))
    if contact:
        rows = rows.filter(_contact(contact, reports=rows.model is ContactReport))
    patterns = [value for name, value in values.items() if name.startswith(PATTERN)]
    return holding(rows, patterns) if patterns else rows


def _column(source: Source, clock: str) -> str:
    return source.recorded if clock == "recorded" else source.happened


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone)


def _contact(wanted: str, *, reports: bool) -> Q:
    made = Q(contact_mode__in=[mode for mode in ContactMode.values if mode != ContactMode.NONE])
    if reports:
        return made
    match wanted:
        case "made":
            return Q(contact=ContactOutcome.COMPLETED) | made & Q(contact="")
        case "tried":
            return Q(contact=ContactOutcome.ATTEMPTED)
    return Q(contact=ContactOutcome.NONE) | Q(contact="", contact_mode=ContactMode.NONE)


def _one_of(value: str, known: Any) -> str:
    return value if value in known else ""


def _is_code(value: str) -> bool:
    return bool(value) and len(value) <= 40 and value.isascii() and value.isprintable()


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
