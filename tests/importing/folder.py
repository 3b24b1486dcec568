"""Folders to import: written row by row, or made for any number of people from a seed."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING

from casemgmt.importing.contract import TABLES

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 23)
GIVEN = ("Ana", "Björn", "D'Arcy", "Éloïse", "Māori", "Null", "TRUE", "عمر", "Zoë", "Ng")
FAMILY = ("Ashby", "O'Neill", "Ātea", "Müller", "Nguyễn", "Ó Briain", "Smith-Jones", "=Cole")


@dataclass
class Folder:
    """Rows by file, and where the wrong ones are.

    wrong: (file, line, column) of every refusal that an import of it must report.
    """

    files: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    wrong: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, file: str, **cells: str) -> int:
        """Add a row; returns the line on which it begins, unless the file is shuffled."""
        rows = self.files.setdefault(file, [])
        line = 2 + sum(1 + sum(cell.count("\n") for cell in row.values()) for row in rows[-1:])
        if len(rows) > 1:
            line = self._last_line[file] + 1 + sum(c.count("\n") for c in rows[-1].values())
        elif len(rows) == 1:
            line = 3 + sum(c.count("\n") for c in rows[0].values())
        else:
            line = 2
        self._last_line[file] = line
        rows.append(cells)
        return line

    def __post_init__(self) -> None:
        self._last_line: dict[str, int] = {}

    def add_wrong(self, file: str, column: str, **cells: str) -> int:
        """Add a row that must be refused for that column."""
        line = self.add(file, **cells)
        self.wrong.add((file, line, column))
        return line

    def change(self, file: str, index: int, **cells: str) -> None:
        """Change cells of a row; it must keep its number of lines."""
        self.files[file][index] = self.files[file][index] | cells

    def header(self, file: str) -> list[str]:
        """The columns of a file: all of them unless others were chosen."""
        return self.columns.get(file) or [column.name for column in TABLES[file].columns]

    def text(self, file: str, *, newline: str = "\n") -> str:
        """A file as CSV."""
        stream = StringIO()
        header = self.header(file)
        writer = csv.DictWriter(stream, header, restval="", lineterminator=newline)
        writer.writeheader()
        writer.writerows(self.files[file])
        return stream.getvalue()

    def write(self, path: Path, *, shuffled: int | None = None) -> Path:
        """Write every file into a folder; `shuffled` is the seed of another order of rows."""
        path.mkdir(parents=True, exist_ok=True)
        for file, rows in self.files.items():
            if shuffled is not None:
                random.Random(f"{shuffled}{file}").shuffle(rows)
            (path / f"{file}.csv").write_bytes(self.text(file).encode())
        return path


def small_folder() -> Folder:
    """One facility, one officer and one person, with a row in every file."""
    folder = Folder()
    folder.add(
        "facilities", code="NOR", name="Northmoor", time_zone="America/Chicago", kind="prison"
    )
    folder.add("facilities", code="EST", name="Eastlake", time_zone="America/Denver", kind="prison")
    folder.add("units", facility="NOR", code="N1", name="North 1")
    folder.add("units", facility="EST", code="E1", name="East 1")
    officer = {"role": "case_officer", "facility": "NOR", "unit": "N1", "capacity": "60"}
    folder.add(
        "staff",
        username="boss",
        family_name="Berg",
        given_names="Ida",
        role="supervisor",
        facility="NOR",
        from_on="2020-01-01",
    )
    folder.add(
        "staff",
        username="ode",
        family_name="Ode",
        given_names="Grace",
        email="ode@x.test",
        supervisor="boss",
        from_on="2020-01-01",
        **officer,
    )
    folder.add(
        "offenders",
        number="00123",
        family_name="Tāne",
        given_names="Wiremu",
        date_of_birth="1990-02-28",
        sex="male",
        legal_status="sentenced",
        imp_approved_on="2026-01-20",
    )
    folder.add(
        "sentences",
        number="00123",
        start_on="2026-01-05",
        eed="2029-01-05",
        recorded_on="2026-01-06",
    )
    folder.add(
        "movements",
        number="00123",
        kind="arrival",
        facility="NOR",
        unit="N1",
        occurred_at="2026-01-05T09:30",
        permanent="yes",
    )
    folder.add("assignments", number="00123", officer="ode", from_on="2026-01-08")
    folder.add(
        "assessments",
        number="00123",
        instrument="LS/CMI",
        assessed_on="2026-01-12",
        score="14",
        level="medium",
        domain_scores="family=2;work=3",
    )
    folder.add(
        "notes",
        number="00123",
        author="ode",
        type="contact",
        occurred_at="2026-02-10T14:00",
        recorded_at="2026-02-10T15:00",
        text="Saw him at work.\nAll well.",
    )
    folder.add(
        "reviews", number="00123", plan="imp", kind="reviewed", done_on="2026-07-20", by="ode"
    )
    return folder


def make_folder(people: int, *, seed: int = 1, errors: bool = False) -> Folder:
    """A folder about so many people, each with rows in every file, all of them good; `errors`
    adds rows of every wrong kind, about other people, and notes where they are."""
    rng = random.Random(seed)
    folder = Folder()
    places = [("NOR", "America/Chicago"), ("EST", "America/Denver"), ("SUD", "Australia/Perth")]
    for code, zone in places:
        folder.add("facilities", code=code, name=f"Prison {code}", time_zone=zone, kind="prison")
        for unit in "12":
            folder.add("units", facility=code, code=f"{code}{unit}", name=f"Unit {unit}")
    officers = {
        code: [f"{code.lower()}{n}" for n in range(people // 150 + 1)] for code, _ in places
    }
    for code, _ in places:
        common = {"facility": code, "from_on": "2015-01-01"}
        folder.add(
            "staff",
            username=f"boss-{code.lower()}",
            family_name="Boss",
            given_names=code,
            role="supervisor",
            **common,
        )
        for username in officers[code]:
            folder.add(
                "staff",
                username=username,
                family_name=rng.choice(FAMILY),
                given_names=rng.choice(GIVEN),
                role="case_officer",
                supervisor=f"boss-{code.lower()}",
                capacity="60",
                **common,
            )
    for index in range(people):
        _person(folder, rng, f"{index:07d}", places, officers)
    if errors:
        _errors(folder)
    return folder


def _person(folder, rng, number, places, officers) -> None:
    code = rng.choice(places)[0]
    arrived = TODAY - timedelta(days=rng.randint(60, 900))
    officer = rng.choice(officers[code])
    folder.add(
        "offenders",
        number=number,
        family_name=rng.choice(FAMILY),
        given_names=rng.choice(GIVEN),
        date_of_birth=str(date(rng.randint(1950, 2005), rng.randint(1, 12), rng.randint(1, 28))),
        sex=rng.choice(["male", "female", "other", "unknown"]),
        legal_status="sentenced",
        imp_approved_on=str(arrived + timedelta(days=20)),
    )
    folder.add(
        "sentences",
        number=number,
        start_on=str(arrived),
        eed=str(arrived + timedelta(days=rng.randint(400, 4000))),
        recorded_on=str(arrived),
    )
    folder.add(
        "movements",
        number=number,
        kind="arrival",
        facility=code,
        unit=f"{code}{rng.choice('12')}",
        occurred_at=f"{arrived}T{rng.randint(8, 17):02d}:{rng.randint(0, 59):02d}",
        permanent="yes",
    )
    if rng.random() < 0.3:
        out = arrived + timedelta(days=rng.randint(10, 30))
        folder.add(
            "movements",
            number=number,
            kind="temporary_out",
            occurred_at=f"{out}T08:00",
            reason="Court",
        )
        folder.add(
            "movements",
            number=number,
            kind="return",
            facility=code,
            occurred_at=f"{out + timedelta(days=2)}T16:30",
        )
    gone = None
    if rng.random() < 0.1:
        gone = TODAY - timedelta(days=rng.randint(1, 20))
        folder.add("movements", number=number, kind="parole", occurred_at=f"{gone}T10:00")
    folder.add(
        "assignments",
        number=number,
        officer=officer,
        from_on=str(arrived + timedelta(days=2)),
        until_on=str(gone) if gone else "",
    )
    folder.add(
        "assessments",
        number=number,
        instrument="LS/CMI",
        assessed_on=str(arrived + timedelta(days=5)),
        score=str(rng.randint(0, 43)),
    )
    for type_, day in (("primary_contact_report", 12), ("contact", 35), ("progress_review", 50)):
        on = arrived + timedelta(days=day)
        folder.add(
            "notes",
            number=number,
            author=officer,
            type=type_,
            occurred_at=f"{on}T13:00",
            recorded_at=f"{on}T13:{rng.randint(10, 59)}",
            text=rng.choice(
                ["Seen today.\nNothing to report.", 'He said "fine".', "Ka pai — 👍🏽"]
            ),
        )
    folder.add(
        "reviews",
        number=number,
        plan="imp",
        kind="reviewed",
        done_on=str(arrived + timedelta(days=55)),
        by=officer,
        resets_cycle="no",
    )


def _errors(folder: Folder) -> None:
    """One row of each wrong kind, and rows that depend on some of them."""
    wrong = folder.add_wrong
    wrong("facilities", "time_zone", code="BAD", name="Bad", time_zone="Mars/Base", kind="prison")
    wrong("units", "facility", facility="BAD", code="B1", name="Of a refused one")
    wrong("units", "facility", facility="NONE", code="B1", name="Of none")
    staff = {"family_name": "Wrong", "given_names": "Row", "role": "case_officer"}
    wrong("staff", "role", username="w1", **(staff | {"role": "Officer"}), from_on="2020-01-01")
    wrong(
        "staff",
        "supervisor",
        username="w2",
        facility="NOR",
        supervisor="w1",
        from_on="2020-01-01",
        **staff,
    )
    wrong(
        "staff",
        "until_on",
        username="w3",
        facility="NOR",
        from_on="2020-01-02",
        until_on="2020-01-01",
        **staff,
    )
    wrong(
        "staff", "unit", username="w4", facility="NOR", unit="EST1", from_on="2020-01-01", **staff
    )
    names = {"family_name": "Wrong", "given_names": "Row"}
    wrong("offenders", "date_of_birth", number="E1", date_of_birth="2026-02-30", **names)
    wrong(
        "movements",
        "number",
        number="E1",
        kind="arrival",
        facility="NOR",
        occurred_at="2026-01-05T09:30",
        permanent="yes",
    )
    wrong(
        "notes",
        "number",
        number="E1",
        author="nor0",
        type="contact",
        occurred_at="2026-01-05T09:30",
        recorded_at="2026-01-05T09:30",
        text="Two\nlines",
    )
    wrong("offenders", "number", number=" E2", **names)
    wrong("offenders", "sex", number="E3", sex="Male", **names)
    for sex in ("male", "female"):
        wrong("offenders", "number", number="E4", sex=sex, **names)
    folder.add("offenders", number="E5", **names)
    wrong("offenders", "number", number="E5", **names)
    wrong(
        "sentences",
        "eed",
        number="E5",
        start_on="2026-01-05",
        eed="2026-01-04",
        recorded_on="2026-01-06",
    )
    wrong("sentences", "number", number="E9", start_on="2026-01-05", recorded_on="2026-01-06")
    arrival = {"number": "E5", "kind": "arrival", "permanent": "yes"}
    folder.add("movements", facility="NOR", occurred_at="2026-01-05T09:30", **arrival)
    wrong("movements", "kind", facility="EST", occurred_at="2026-02-05T09:30", **arrival)
    wrong(
        "movements",
        "occurred_at",
        facility="NOR",
        occurred_at="2026-03-08T02:30",
        **(arrival | {"kind": "transfer"}),
    )
    wrong(
        "movements",
        "occurred_at",
        facility="NOR",
        occurred_at="2026-03-09",
        **(arrival | {"kind": "transfer"}),
    )
    wrong("assignments", "officer", number="E5", officer="est0", from_on="2026-01-08")
    folder.add("assignments", number="E5", officer="nor0", from_on="2026-01-08")
    wrong("assignments", "from_on", number="E5", officer="nor0", from_on="2026-02-08")
    wrong(
        "assessments",
        "level",
        number="E5",
        instrument="LS/CMI",
        assessed_on="2026-01-08",
        level="Medium",
    )
    wrong(
        "assessments",
        "score",
        number="E5",
        instrument="LS/CMI",
        assessed_on="2026-01-09",
        score="-1",
    )
    note = {"number": "E5", "author": "nor0", "type": "contact", "text": "x"}
    wrong(
        "notes",
        "recorded_at",
        occurred_at="2026-02-05T09:30",
        recorded_at="2026-02-05T09:29",
        **note,
    )
    wrong(
        "notes",
        "text",
        occurred_at="2026-02-06T09:30",
        recorded_at="2026-02-06T09:30",
        **(note | {"text": "x" * 12_001}),
    )
    wrong("reviews", "done_on", number="E5", plan="imp", kind="reviewed", done_on="2027-01-01")
