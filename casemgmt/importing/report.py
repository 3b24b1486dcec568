"""What an import came to, in counts; and the refused rows, as files that can be mended."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from casemgmt.importing.contract import OUR_COLUMNS, OUR_FILES, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from casemgmt.importing.staging import Staging


@dataclass
class Report:
    """Counts by file, files refused as a whole, and the effect on due items.

    effect: number of transitions by kind, as `scheduling.models.TransitionKind` names them.
    """

    name: str
    dry_run: bool
    imported: bool = False
    files: dict[str, dict[str, int]] = field(default_factory=dict)
    refused_files: list[tuple[str, str]] = field(default_factory=list)
    refusals: int = 0
    effect: dict[str, int] = field(default_factory=dict)
    live_from: str = ""
    run: int | None = None

    @property
    def refused_rows(self) -> int:
        """How many rows are refused, over all files."""
        return sum(counts["refused"] for counts in self.files.values())

    @property
    def has_refusals(self) -> bool:
        """Whether a row or a file is refused."""
        return bool(self.refused_rows or self.refused_files)

    def total(self, what: str) -> int:
        """The sum of "new", "changed" or "unchanged" over all files."""
        return sum(counts[what] for counts in self.files.values())

    @property
    def effect_in_words(self) -> str:
        """The effect on due items: "31 items would be added, 4 moved, 2 withdrawn"."""
        added, moved, withdrawn = (
            self.effect.get(kind, 0) for kind in ("appeared", "moved", "withdrawn")
        )
        would = "" if self.imported else "would be "
        items = "item" if added == 1 else "items"
        return f"{added:,} {items} {would}added, {moved:,} moved, {withdrawn:,} withdrawn"

    def as_json(self) -> dict[str, Any]:
        """For the row of the import."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Report:
        """The report that was stored."""
        report = cls(**stored)
        # The database keeps keys in an order of its own.
        report.files = {name: report.files[name] for name in TABLES if name in report.files}
        return report

    @property
    def live_on(self) -> date | None:
        """The go-live day."""
        return date.fromisoformat(self.live_from) if self.live_from else None


def live_from_in_words(day: date | None) -> str:
    """The day as the report keeps it."""
    return day.isoformat() if day else ""


def write_refused(staging: Staging, folder: Path) -> None:
    """Write one CSV of refused rows for each file that has any, and refusals.csv.

    What an earlier import left there is removed first.
    """
    remove_refused(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / OUR_FILES[0]).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file", "line", "column", "value", "reason"])
        writer.writerows(staging.refusals())
    counts = staging.refused_counts()
    for name, file in staging.files.items():
        if not counts.get(name):
            continue
        columns = [column for column in file.header if column not in OUR_COLUMNS]
        places = [file.header.index(column) for column in columns]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([*columns, *OUR_COLUMNS])
            for line, cells, reasons in staging.refused_rows(name):
                own = [cells[place] if place < len(cells) else "" for place in places]
                writer.writerow([*own, line, reasons])


def remove_refused(folder: Path) -> None:
    """Remove the files of an earlier import, and nothing else."""
    for name in (*OUR_FILES, *(f"{table}.csv" for table in TABLES)):
        (folder / name).unlink(missing_ok=True)
