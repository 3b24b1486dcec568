"""`manage.py due_dates FILE`: what is owed in made-up cases, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scheduling.scenarios import answer_all


class Command(BaseCommand):
    """Prints the answers as JSON; says on stderr what was refused, and then exits with 2."""

    help = "Work out the due dates of the scenarios in a JSON file, with the shipped standards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One file."""
        parser.add_argument("file", type=Path, help="A file of scenarios (JSON).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer what can be read; refuse the rest by name."""
        path: Path = options["file"]
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}", returncode=2) from problem
        except ValueError as problem:
            raise CommandError(f"{path}: is not JSON: {problem}", returncode=2) from problem
        answers, refused = answer_all(document)
        self.stdout.write(json.dumps(answers, indent=2, ensure_ascii=False))
        for refusal in refused:
            self.stderr.write(str(refusal))
        if refused:
            raise SystemExit(2)
