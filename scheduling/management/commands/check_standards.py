"""`manage.py check_standards`: every standard loads, and its tables come out as they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scheduling.policy.tables import PolicyError
from scheduling.scenario_tables import all_standards, problems_of, tables_of


class Command(BaseCommand):
    """Refuses a standard that cannot be read, has no table, or whose table is not true."""

    help = "Check the standards and the tables of cases beside them; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The files to check; by default those that come with the product."""
        parser.add_argument("files", nargs="*", type=Path, help="Standards (TOML).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is wrong, or how many cases came out right."""
        problems: list[str] = []
        for path in options["files"] or all_standards():
            try:
                found = problems_of(path)
            except PolicyError as problem:
                found = [str(problem)]
            except OSError as problem:
                found = [f"{path}: {problem.strerror}"]
            problems += found
            if not found:
                self.stdout.write(f"{path.name}: {len(tables_of(path))} cases as expected")
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"{len(problems)} problems in the standards")
