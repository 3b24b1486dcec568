"""The files of an import and their columns, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from agency.models import FacilityKind
from agency.roles import Role
from offenders.models import LegalStatus, MovementKind, Sex
from plans.models import PlanKind, ReviewKind

LONGEST_NAME = 200
LONGEST_NOTE = 12_000


class Kind(StrEnum):
    """How a cell is written."""

    KEY = auto()  # names something: exact, no spaces at its ends
    TEXT = auto()  # free text, kept as it is
    DATE = auto()
    MOMENT = auto()
    WORD = auto()  # one of a list
    YES_NO = auto()
    WHOLE = auto()  # a whole number
    NUMBER = auto()  # with at most two decimal places
    EMAIL = auto()
    ZONE = auto()  # a time zone
    SCORES = auto()  # name=score;name=score


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `limit` counts Unicode code points."""

    name: str
    kind: Kind
    required: bool = False
    words: tuple[str, ...] = ()
    limit: int = LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Table:
    """One file: its columns and those that together name a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def about_a_person(self) -> bool:
        """Whether its rows name an offender."""
        return self.key[0] == "number"

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def _column(
    name: str, kind: Kind, words: tuple[str, ...] = (), limit: int = LONGEST_NAME
) -> Column:
    """`name*` is a column whose value is required."""
    return Column(name.rstrip("*"), kind, name.endswith("*"), words, limit)


def _key(name: str, limit: int = 40) -> Column:
    return _column(name, Kind.KEY, limit=limit)


def _text(name: str, limit: int = LONGEST_NAME) -> Column:
    return _column(name, Kind.TEXT, limit=limit)


def _date(name: str) -> Column:
    return _column(name, Kind.DATE)


def _moment(name: str) -> Column:
    return _column(name, Kind.MOMENT)


def _word(name: str, *words: str) -> Column:
    return _column(name, Kind.WORD, tuple(words))


LONGEST_USERNAME = 150

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "facilities",
            (
                _key("code*"),
                _text("name*"),
                _column("time_zone*", Kind.ZONE),
                _word("kind*", *FacilityKind.values),
                _word("operator", "public", "private"),
                _text("local_procedure"),
            ),
            ("code",),
        ),
        Table(
            "units",
            (_key("facility*"), _key("code*"), _text("name*"), _text("local_procedure")),
            ("facility", "code"),
        ),
        Table(
            "staff",
            (
                _key("username*", LONGEST_USERNAME),
                _text("family_name*"),
                _text("given_names*"),
                _column("email", Kind.EMAIL, limit=254),
                _word("role*", *Role.values),
                _key("facility"),
                _key("unit"),
                _key("supervisor", LONGEST_USERNAME),
                _column("capacity", Kind.WHOLE),
                _date("from_on*"),
                _date("until_on"),
            ),
            ("username", "from_on"),
        ),
        Table(
            "offenders",
            (
                _key("number*"),
                _text("family_name*"),
                _text("given_names*"),
                _date("date_of_birth"),
                _word("sex", *Sex.values),
                _word("legal_status", *LegalStatus.values),
                _date("imp_approved_on"),
            ),
            ("number",),
        ),
        Table(
            "sentences",
            (
                _key("number*"),
                _date("start_on*"),
                _date("eed"),
                _date("edr"),
                _date("srd"),
                _date("recorded_on*"),
            ),
            ("number", "recorded_on"),
        ),
        Table(
            "movements",
            (
                _key("number*"),
                _word("kind*", *MovementKind.values),
                _key("facility"),
                _key("unit"),
                _moment("occurred_at*"),
                _column("permanent", Kind.YES_NO),
                _text("reason", 400),
            ),
            ("number", "occurred_at"),
        ),
        Table(
            "assignments",
            (
                _key("number*"),
                _key("officer*", LONGEST_USERNAME),
                _date("from_on*"),
                _date("until_on"),
            ),
            ("number", "officer", "from_on"),
        ),
        Table(
            "assessments",
            (
                _key("number*"),
                _key("instrument*"),
                _date("assessed_on*"),
                _column("score", Kind.NUMBER),
                _key("level"),
                _column("domain_scores", Kind.SCORES, limit=2_000),
            ),
            ("number", "instrument", "assessed_on"),
        ),
        Table(
            "notes",
            (
                _key("number*"),
                _key("author*", LONGEST_USERNAME),
                _key("type*"),
                _moment("occurred_at*"),
                _moment("recorded_at*"),
                _text("text*", LONGEST_NOTE),
            ),
            ("number", "author", "type", "occurred_at"),
        ),
        Table(
            "reviews",
            (
                _key("number*"),
                _word("plan*", *PlanKind.values),
                _word("kind*", *ReviewKind.values),
                _date("done_on*"),
                _key("by", LONGEST_USERNAME),
                _column("resets_cycle", Kind.YES_NO),
            ),
            ("number", "plan", "kind", "done_on"),
        ),
    )
}

#: Columns that our own files of refused rows have; they say nothing about a record.
OUR_COLUMNS = ("_line", "_reason")

#: The list of refusals that lies beside them; not a file of records.
OUR_FILES = ("refusals.csv",)
