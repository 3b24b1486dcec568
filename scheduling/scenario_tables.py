"""The Markdown tables beside each standard: one row, one made-up case, one expectation.

A heading names the codes that its table answers for completely ("## WA.RCR, WA.IMP_REVIEW").
Columns are facts in a few words; `case`, `edge`, `until` and `expected` are in every table.
Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduling.policy.load import STANDARDS, load_edition
from scheduling.policy.select import Policies
from scheduling.policy.shapes import Edition
from scheduling.scenario_facts import Refused
from scheduling.scenarios import answer

EDGES = ("before", "at", "after")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXPECTED = re.compile(
    r"^(?:(?P<name>\D.*?)\s+)?"
    r"(?P<due>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?|no date)"
    r"(?:\s+(?P<rest>.+))?$"
)


class BadTable(ValueError):
    """A table that cannot be read: where, and what was expected."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a table."""

    source: str
    line: int
    codes: tuple[str, ...]
    case: str
    edge: str
    facts: dict[str, Any]
    expected: tuple[tuple[str, str | None, tuple[str, ...]], ...]
    jurisdiction: str

    @property
    def name(self) -> str:
        """What the row is called in a list of tests."""
        return f"{self.codes[0]} {self.case}"


def tables_of(path: Path) -> list[Row]:
    """The rows beside one standard's TOML. Raises BadTable; no file is no rows."""
    tables = path.with_name(f"{path.stem}.scenarios.md")
    if not tables.exists():
        return []
    return rows_from_text(tables.read_text(encoding="utf-8"), tables.name, load_edition(path))


def rows_from_text(text: str, source: str, edition: Edition) -> list[Row]:
    """Read every table of a text. Raises BadTable."""
    names = {duty.name: duty.code for duty in edition.duties()}
    rows: list[Row] = []
    codes: tuple[str, ...] = ()
    columns: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"{source}, line {number}"
        if line.startswith("## "):
            codes = tuple(part.strip() for part in line[3:].split(","))
            columns = []
            for code in codes:
                if code not in names.values():
                    raise BadTable(f"{where}: {code}: expected the code of a standard here")
        elif not line.startswith("|"):
            columns = []
        elif not columns:
            columns = _cells(line)
            for needed in ("case", "edge", "until", "expected"):
                if needed not in columns:
                    raise BadTable(f"{where}: expected a column {needed}")
        elif set(line) <= set("|-: "):
            continue
        else:
            cells = _cells(line)
            if len(cells) != len(columns):
                raise BadTable(f"{where}: expected {len(columns)} cells, found {len(cells)}")
            values = dict(zip(columns, cells, strict=True))
            rows.append(_row(where, source, number, codes, values, names, edition))
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(
    where: str,
    source: str,
    number: int,
    codes: tuple[str, ...],
    values: dict[str, str],
    names: dict[str, str],
    edition: Edition,
) -> Row:
    case, edge = values.pop("case"), values.pop("edge")
    expected = values.pop("expected")
    if not codes:
        raise BadTable(f"{where}: expected a heading with codes above the table")
    if edge not in (*EDGES, "-"):
        raise BadTable(f"{where}: edge: expected before, at, after or -, found {edge!r}")
    facts: dict[str, Any] = {}
    for column, cell in values.items():
        reader = _COLUMNS.get(column)
        if reader is None:
            raise BadTable(f"{where}: {column}: expected one of {', '.join(_COLUMNS)}")
        if cell not in ("", "-"):
            try:
                reader(facts, cell)
            except (ValueError, IndexError):
                raise BadTable(f"{where}: {column}: cannot read {cell!r}") from None
    read: list[tuple[str, str | None, tuple[str, ...]]] = []
    for entry in () if expected == "nothing" else expected.split(";"):
        match = _EXPECTED.match(entry.strip())
        if match is None or (match["name"] and match["name"] not in names):
            raise BadTable(f"{where}: expected: cannot read {entry.strip()!r}")
        code = names[match["name"]] if match["name"] else codes[0]
        due = None if match["due"] == "no date" else match["due"]
        rest = tuple(word.strip() for word in (match["rest"] or "").split(",") if word.strip())
        read.append((code, due, rest))
    return Row(source, number, codes, case, edge, facts, tuple(read), edition.jurisdiction)


def _set(key: str) -> Callable[[dict[str, Any], str], None]:
    def read(facts: dict[str, Any], cell: str) -> None:
        facts[key] = cell

    return read


def _sentence(facts: dict[str, Any], cell: str) -> None:
    start, _, end = cell.partition(" to ")
    facts.setdefault("sentence", {}).update({"start": start} | ({"eed": end} if end else {}))


def _srd(facts: dict[str, Any], cell: str) -> None:
    facts.setdefault("sentence", {})["srd"] = cell


def _each(
    key: str, entry: Callable[[list[str]], dict[str, Any]]
) -> Callable[[dict[str, Any], str], None]:
    def read(facts: dict[str, Any], cell: str) -> None:
        facts[key] = [entry(part.split()) for part in cell.split(";")]

    return read


def _placed(words: list[str]) -> dict[str, Any]:
    kinds = words[2:]
    return {
        "arrived": words[0],
        "facility": words[1],
        "kind": "temporary" if "temporary" in kinds else "permanent",
        "exempt": "exempt" in kinds,
    }


def _away(words: list[str]) -> dict[str, Any]:
    return {"from": words[0], "to": words[2] if len(words) > 2 else None, "reason": "away"}


def _event(words: list[str]) -> dict[str, Any]:
    named = {"new_case_manager": words[2]} if len(words) > 2 else {}
    return {"date": words[0], "type": words[1], **named}


def _assigned(facts: dict[str, Any], cell: str) -> None:
    facts["assigned"], facts["case_manager"] = cell.split()


def _review(facts: dict[str, Any], cell: str) -> None:
    words = cell.split()
    facts["unscheduled_imp_review"] = {"date": words[0], "resets_cycle": "restarts" in words}


def _flag(key: str) -> Callable[[dict[str, Any], str], None]:
    def read(facts: dict[str, Any], cell: str) -> None:
        if cell != "yes":
            raise ValueError(cell)
        facts[key] = True

    return read


def _dates(key: str) -> Callable[[dict[str, Any], str], None]:
    def read(facts: dict[str, Any], cell: str) -> None:
        facts[key] = _DAY.findall(cell)

    return read


def _number(facts: dict[str, Any], cell: str) -> None:
    facts["contacts"] = int(cell)


def _names(facts: dict[str, Any], cell: str) -> None:
    facts["case_managers"] = [name.strip() for name in cell.split(",")]


def _pairs(*names: str) -> Callable[[list[str]], dict[str, Any]]:
    """Words in the order of these keys; "-" leaves one out."""

    def entry(words: list[str]) -> dict[str, Any]:
        if len(words) > len(names):
            raise ValueError(words)
        return {name: word for name, word in zip(names, words, strict=False) if word != "-"}

    return entry


def _exempt(words: list[str]) -> dict[str, Any]:
    """ "2025-02-01 to 2025-03-31 approved 2025-01-20 OK.NOTE": the last day may be "-"."""
    entry: dict[str, Any] = {"from": words[0], "until": None if words[2] == "-" else words[2]}
    if "approved" in words:
        entry["approved"] = words[words.index("approved") + 1]
    return entry | {"standards": [word for word in words if "." in word]}


def _consent(facts: dict[str, Any], cell: str) -> None:
    words = cell.split()
    facts["consent"] = {"signed_on": words[0], "expires_on": words[2], "recipient": "Partner"}
    if "revoked" in words:
        facts["consent"]["revoked_on"] = words[words.index("revoked") + 1]


_COLUMNS: dict[str, Callable[[dict[str, Any], str], None]] = {
    "from": _set("from"),
    "until": _set("horizon"),
    "as of": _set("as_of"),
    "sentence": _sentence,
    "EDR": _set("edr"),
    "SRD": _srd,
    "IMP approved": _set("imp_approved"),
    "placed": _each("placements", _placed),
    "allocated": _each("allocations", lambda words: {"date": words[0], "officer": words[1]}),
    "completed": _each("completed", lambda words: {"date": words[0], "type": words[1]}),
    "sentence changed": _each(
        "sentence_changes", lambda words: {"effective": words[0], "eed": words[2]}
    ),
    "unscheduled review": _review,
    "away": _each("absences", _away),
    "discharged": _set("discharged"),
    "assigned": _assigned,
    "case manager": _set("case_manager"),
    "events": _each("events", _event),
    "form received": _set("learned_on"),
    "notified": _set("notified_at"),
    "last review": _set("last_review"),
    "facility": _set("facility"),
    "held": _dates("held"),
    "exempted": _each("exemptions", _exempt),
    "covered": _dates("covered"),
    "plan approved": _set("plan_approved"),
    "revisions": _each("revisions", _pairs("issued", "effective", "acknowledged")),
    "actions": _each("actions", _pairs("due", "done", "owner", "dropped")),
    "applications": _each("applications", _pairs("kind", "eligible", "informed", "withdrawn")),
    "kind": _set("kind"),
    "opened": _set("opened"),
    "meeting": _dates("meeting_held"),
    "forwarded": _set("minutes_forwarded"),
    "disposed": _set("minutes_disposed"),
    "legal hold": _flag("legal_hold"),
    "unit": _set("unit"),
    "attended": _dates("attended"),
    "case managers": _names,
    "memos": _each("memos", _pairs("sent", "case_manager", "discussed", "period")),
    "arrived": _set("arrived"),
    "status": _set("legal_status"),
    "classified": _set("initial_classification"),
    "reviews": _dates("reviews"),
    "projected release": _set("projected_release"),
    "release changed": _each(
        "projected_release_changes",
        lambda words: {"effective": words[0], "projected_release": words[2]},
    ),
    "team at": _set("team_at"),
    "notice at": _set("notice_at"),
    "waived": _set("waived_on"),
    "officer": _set("officer"),
    "conference": _set("conference"),
    "notice sent": _set("notice_sent"),
    "rescheduled to": _set("rescheduled_to"),
    "new notice": _set("new_notice_sent"),
    "conference held": _set("conference_held"),
    "evaluated": _set("evaluated"),
    "cancelled": _set("cancelled"),
    "coaching": _each("coaching", _pairs("agreed", "next_check", "closed")),
    "statistical reviews": _dates("statistical_reviews"),
    "month": _set("month"),
    "contacts": _number,
    "residential": _flag("residential"),
    "staff contact": _set("staff_contact"),
    "reason": _set("no_contact_reason"),
    "reason entered": _set("reason_entered"),
    "warrant pending": _flag("warrant_request_pending"),
    "warrant prepared": _set("warrant_request_prepared"),
    "enrolled": _set("opened_on"),
    "closed": _set("closed_on"),
    "verified": _dates("verified_on"),
    "received": _set("received"),
    "prior assessment": _set("prior_assessment"),
    "in custody": _flag("in_custody"),
    "booked": _set("booked"),
    "booking type": _set("booking_type_completed"),
    "released": _set("released"),
    "assessed": _dates("assessed"),
    "assessed on": _set("assessed_on"),
    "case plan": _dates("case_plan"),
    "intake": _set("intake"),
    "planned release": _set("planned_release"),
    "planned discharge": _set("planned_discharge"),
    "discharge": _set("discharge"),
    "returned": _set("returned"),
    "revoked": _set("revoked"),
    "supervision expires": _set("supervision_expires"),
    "program completed": _set("program_completed"),
    "leads": _each("leads", _pairs("phase", "from")),
    "consent": _consent,
    "asked": _dates("access_attempts"),
}


def mismatch(row: Row, policies: Policies | None = None) -> str:
    """What the engine answers otherwise than the row expects; "" when they agree.

    policies: other ones than the shipped, to see what an edition would answer.
    """
    scenario = {"id": row.case, "jurisdiction": row.jurisdiction, "facts": row.facts}
    try:
        found = answer(scenario, policies=policies)
    except Refused as refusal:
        return str(refusal)
    owed = [entry for entry in found["obligations"] if entry["obligation"] in row.codes]
    actual = sorted((o["obligation"], o["due_date"] or "") for o in owed)
    expected = sorted((code, due or "") for code, due, _ in row.expected)
    if actual != expected:
        return f"expected {_said(expected)}; found {_said(actual)}"
    for code, due, words in row.expected:
        matches = [o for o in owed if o["obligation"] == code and o["due_date"] == due]
        # Two subjects may owe the same on one day: the one whose words fit is meant.
        match = next((o for o in matches if o.get("subject") in words), matches[0])
        said = {
            match["status"].replace("_", " "),
            match.get("kind", "").replace("_", " "),
            match.get("reason", "").replace("_", " "),
            match.get("subject", ""),
            f"owner {match.get('owner', '')}",
        }
        for word in words:
            if word not in said:
                return f"{code} {due}: expected {word}; found {', '.join(sorted(said - {''}))}"
    return ""


def _said(entries: list[tuple[str, str]]) -> str:
    return ", ".join(f"{code} {due or 'no date'}" for code, due in entries) or "nothing"


def problems_of(path: Path) -> list[str]:
    """Everything wrong with one standard's tables: unreadable, missing, or not what is computed."""
    edition = load_edition(path)
    try:
        rows = tables_of(path)
    except BadTable as problem:
        return [str(problem)]
    problems = [f"{row.source}, line {row.line}: {row.case}: {wrong}" for row in rows
                if (wrong := mismatch(row))]  # fmt: skip
    for duty in edition.duties():
        edges = {row.edge for row in rows if duty.code in row.codes}
        missing = [edge for edge in EDGES if edge not in edges]
        if not edges:
            problems.append(f"{path.name}: {duty.code}: expected a table of cases; there is none")
        elif missing:
            problems.append(
                f"{path.name}: {duty.code}: expected cases before, at and after a boundary; "
                f"none is marked {' or '.join(missing)}"
            )
    return problems


def all_standards() -> list[Path]:
    """The TOML files that come with the product."""
    return sorted(STANDARDS.glob("*/*.toml"))
