"""`manage.py import_records DIR`: see docs/import.md."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from agency.errors import RuleViolation
from casemgmt.importing.report import Report
from casemgmt.importing.run import run_import
from casemgmt.importing.sources import REFUSED_FOLDER, open_path

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Runs one import and prints what came of it."""

    help = "Import what the agency's records system holds: a folder, a zip or one .xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may follow the command."""
        parser.add_argument("dir", metavar="DIR", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, write nothing"
        )
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="import the good rows and write the others to a folder refused/",
        )
        parser.add_argument(
            "--live-from",
            type=date.fromisoformat,
            metavar="DATE",
            help="duties due before it count as before go-live; by default the first import's day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it and print the report."""
        path: Path = options["dir"]
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        skip = options["skip_refused"]
        refused_to = (path if path.is_dir() else path.parent) / REFUSED_FOLDER
        try:
            with open_path(path) as source:
                report = run_import(
                    source,
                    dry_run=options["dry_run"],
                    skip_refused=skip,
                    live_from=options["live_from"],
                    refused_to=refused_to if skip and not options["dry_run"] else None,
                    tell_refusal=self._tell_refusal,
                    progress=self._tell_progress,
                )
        except RuleViolation as violation:
            raise CommandError(violation.reason) from violation
        self._tell(report)
        if not report.imported and not report.dry_run:
            raise CommandError(
                "Nothing was imported. Mend what is refused, or import the rest with "
                "--skip-refused."
            )
        if skip and report.has_refusals and not report.dry_run:
            self.stdout.write(f"The refused rows are in {refused_to}.")

    def _tell_refusal(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        where = f"{file}, line {line}" + (f", {column}" if column else "")
        said = f" “{value}”" if value else ""
        self.stdout.write(f"{where}{said}: {reason}")

    def _tell_progress(self, done: int, total: int | None) -> None:
        if self.stderr.isatty():
            of = f" of {total:,}" if total else ""
            self.stderr.write(f"\r{done:,}{of} ", ending="")

    def _tell(self, report: Report) -> None:
        for name, reason in report.refused_files:
            self.stdout.write(f"{name}: refused as a file. {reason}")
        self.stdout.write(f"{'':12}{'new':>10}{'changed':>10}{'unchanged':>11}{'refused':>10}")
        for name, counts in report.files.items():
            self.stdout.write(
                f"{name:12}{counts['new']:>10,}{counts['changed']:>10,}"
                f"{counts['unchanged']:>11,}{counts['refused']:>10,}"
            )
        self.stdout.write(f"Due items: {report.effect_in_words}.")
        if report.dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
