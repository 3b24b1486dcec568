"""Fills an empty database with a demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from agency.models import Agency
from casemgmt.agencies import PLANS
from casemgmt.demo.build import make_demonstration

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py make_demo --agency us-ok --offenders 1200 --seed 1`."""

    help = "Fill an empty database with invented people and two years of history, up to today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which agency, how many people, which seed."""
        parser.add_argument("--agency", choices=sorted(PLANS), default="us-ok")
        parser.add_argument("--offenders", type=int, default=1200)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a database that already serves an agency."""
        if Agency.objects.exists():
            raise CommandError(
                "This database serves an agency already. A demonstration needs an empty one."
            )
        if options["offenders"] < 1:
            raise CommandError("--offenders: one at least.")

        def told(done: int, total: int) -> None:
            self.stdout.write(f"  {done:,} of {total:,} people", ending="\r")
            self.stdout.flush()

        make_demonstration(options["agency"], options["offenders"], options["seed"], told=told)
        self.stdout.write("")
