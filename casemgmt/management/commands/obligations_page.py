"""`manage.py obligations_page`: writes the pages of obligations and of edge cases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casemgmt.register import edge_cases
from casemgmt.register import page as obligations


class Command(BaseCommand):
    """The pages follow the register, the standards and the addresses."""

    help = "Write docs/obligations.md and docs/edge-cases.md from the register."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write both."""
        for part in (obligations, edge_cases):
            part.PAGE.write_text(part.page(), encoding="utf-8")
            self.stdout.write(f"Wrote {part.PAGE.name}.")
