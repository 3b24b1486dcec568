"""Makes the agency of a new installation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from agency.models import Agency
from casemgmt.agencies import PLANS, set_up_agency

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py setup_agency us-ok --name "..." --live-from 2026-12-01`."""

    help = "Make the agency of a new installation: its words, zone, note types and standards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which agency to begin as."""
        parser.add_argument("code", choices=sorted(PLANS))
        parser.add_argument("--name", help="The agency's name, in place of the shipped one.")
        parser.add_argument(
            "--live-from",
            required=True,
            type=date.fromisoformat,
            help="The first day that counts, YYYY-MM-DD.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where there is an agency already."""
        if Agency.objects.exists():
            raise CommandError("This installation has its agency already.")
        agency = set_up_agency(
            PLANS[options["code"]], live_from=options["live_from"], with_places=False
        )
        if options["name"]:
            agency.name = options["name"]
            agency.save()
        self.stdout.write(f"{agency.name} is set up. Add its facilities and people next.")
