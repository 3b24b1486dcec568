"""`manage.py obligations_page`: writes docs/obligations.md, or says that it is out of date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casemgmt.register.page import PAGE, page


class Command(BaseCommand):
    """The page of obligations follows the register, the standards and the addresses."""

    help = "Write docs/obligations.md from the register of obligations."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether only to look."""
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if it differs."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        wanted = page()
        if options["check"]:
            if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != wanted:
                raise CommandError("docs/obligations.md is out of date: run this without --check.")
            return
        PAGE.write_text(wanted, encoding="utf-8")
        self.stdout.write(f"Wrote {PAGE.name}.")
