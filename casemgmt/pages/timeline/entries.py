"""Cards of a timeline and their order.

Pages follow one another by a keyset (moment, kind, id), so nothing is shown twice or left out
when somebody adds an entry meanwhile, and the hundredth page costs what the first one does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from casemgmt.pages.attached import ShownFile
    from casemgmt.pages.errors_in_records.shown import Struck
    from casenotes.models import Amendment
    from casenotes.search.marking import Part

ENTRIES_ON_A_PAGE = 20


@dataclass(slots=True)
class Entry:
    """One card. `restricted`: only its day is shown, nothing of what it says or who wrote it.

    After a search, `parts` is the text with its matches, and `passages` are further texts of the
    record that match, each under its heading.
    """

    at: datetime
    rank: int
    pk: int
    zone: ZoneInfo
    kind: str
    text: str = ""
    by: str = ""
    place: str = ""
    details: str = ""
    silent_on: str = ""  # what a note with marks is not marked as about
    recorded_at: datetime | None = None
    all_day: bool = False
    is_late: bool = False
    confidential: bool = False
    restricted: bool = False
    url: str = ""
    amend_url: str = ""
    error_url: str = ""
    struck: Struck | None = None
    origin: str = ""
    additions: list[Amendment] = field(default_factory=list)
    has_files: bool = False
    files: list[ShownFile] = field(default_factory=list)
    offender_id: int = 0
    happened_on: date = date.min
    parts: list[Part] | None = None
    passages: list[tuple[str, list[Part]]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"{SOURCES[self.rank].record}-{self.pk}"

    @property
    def asked_about(self) -> bool:
        """Whether the audit log knows who saw this very record."""
        return SOURCES[self.rank].key in {"notes", "reports"}

    @property
    def keyset(self) -> str:
        """Its place in the order, for the link to what is earlier."""
        return f"{self.at.isoformat()}_{self.rank}_{self.pk}"

    @property
    def order(self) -> tuple[datetime, int, int]:
        """Newest first; at one moment by kind, then by id."""
        return (self.at, -self.rank, self.pk)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the page before ended."""

    at: datetime
    rank: int
    pk: int

    @classmethod
    def parse(cls, raw: str) -> Cursor | None:
        """The cursor in an address; None for none, or one that somebody mangled."""
        try:
            at, rank, pk = raw.split("_")
            return cls(datetime.fromisoformat(at), int(rank), int(pk))
        except ValueError:
            return None

    def before(self, rank: int, source: Source, zone: ZoneInfo) -> tuple[str, dict[str, Any]]:
        """What comes after this cursor of the source `rank`, as the form and values of `earlier`.

        A day of a source of days stands for its midnight at the place.
        """
        at: date | datetime = self.at
        if source.by_day:
            local = self.at.astimezone(zone)
            at = local.date()
            if local.time() != time(0):
                return "lte", {"before": at}
        if rank < self.rank:
            return "lt", {"before": at}
        if rank > self.rank:
            return "lte", {"before": at}
        return "tie", {"before": at, "before_pk": self.pk}


def earlier(column: str, form: str, values: Mapping[str, Any]) -> Q:
    """Rows of which `column` comes before; at the same moment, by id where the form is "tie"."""
    match form:
        case "":
            return Q()
        case "tie":
            same = Q(**{column: values["before"], "pk__lt": values["before_pk"]})
            return Q(**{f"{column}__lt": values["before"]}) | same
    return Q(**{f"{column}__{form}": values["before"]})


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of record: its filter chip, what due items call it, the column that orders it.

    happened, recorded: the columns of its two clocks; of days, or of moments (`_at`).
    """

    key: str
    name: str
    record: str
    column: str
    happened: str
    recorded: str
    by_day: bool = False


SOURCES = (
    Source("notes", "Notes", "note", "occurred_at", "occurred_on", "recorded_on"),
    Source("reports", "Reports", "report", "signed_at", "interview_on", "completed_on"),
    Source("movements", "Movements", "movement", "occurred_at", "occurred_on", "recorded_at"),
    Source("plan", "Plan", "plan_review", "done_on", "done_on", "recorded_at", by_day=True),
    Source("officers", "Officers", "assignment", "from_on", "from_on", "recorded_at", by_day=True),
    Source(
        "sentence", "Sentence", "sentence", "recorded_on", "recorded_on", "recorded_at", by_day=True
    ),
    Source(
        "behaviour",
        "Behaviour",
        "behaviour",
        "occurred_on",
        "occurred_on",
        "recorded_at",
        by_day=True,
    ),
)
