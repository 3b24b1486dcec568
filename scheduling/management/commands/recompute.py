"""Recomputes due items by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from scheduling import sweep

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py recompute` is the nightly sweep; `--all` looks at every case."""

    help = "Bring due items up to date: cases whose recheck day has come, or with --all every case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which cases."""
        parser.add_argument("--all", action="store_true", help="Every case, not only those due.")
        parser.add_argument("--first", type=int, default=0, help="With --all: from this id on.")
        parser.add_argument("--last", type=int, help="With --all: up to this id.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what changed."""
        if not options["all"]:
            self.stdout.write(f"{sweep.sweep():,} cases looked at.")
            return
        changes = sweep.recompute_everyone(options["first"], options["last"])
        for kind, number in sorted(changes.counts.items()):
            self.stdout.write(f"{kind:<16} {number:>9,}")
        self.stdout.write(f"{changes.total:,} transitions.")
