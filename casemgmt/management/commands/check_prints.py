"""`manage.py check_prints`: is the print ledger as this system wrote it?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, F, Max

from casemgmt.printing.sealing import broken_among
from casenotes.models import PrintedReport


class Command(BaseCommand):
    """Looks at the seal of every row, and whether numbers are missing among the serials.

    Reads every row once. Ends with an error where something is wrong, so that a schedule can
    tell. It names serials and nobody.
    """

    help = "Check that nobody has written, changed or deleted a row of the print ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--most`: so many serials are named."""
        parser.add_argument("--most", type=int, default=50, help="How many serials to name.")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        """Say what was found."""
        rows = PrintedReport.objects.order_by("pk")
        broken = [row.serial for row in broken_among(rows.iterator(chunk_size=500))]
        for serial in broken[:most]:
            self.stdout.write(f"{serial}: the row does not carry the seal of this system.")
        if len(broken) > most:
            self.stdout.write(f"and {len(broken) - most} more")
        missing = 0
        for series in _series_with_gaps():
            missing += series["last"] - series["n"]
            self.stdout.write(
                f"{series['facility__code']}-{series['year']}: {series['last'] - series['n']} of "
                f"{series['last']} serials are missing."
            )
        unsealed = rows.filter(seal="").count()
        self.stdout.write(f"{rows.count()} prints, {unsealed} of them without a seal.")
        if broken or missing:
            raise CommandError("The print ledger is not as this system wrote it.")


def _series_with_gaps() -> Any:
    """Facilities and years whose serials, which are counted without gaps, have some."""
    numbered = PrintedReport.objects.filter(number__gt=0).order_by("facility", "year")
    counted = numbered.values("facility__code", "year").annotate(n=Count("pk"), last=Max("number"))
    return counted.filter(last__gt=F("n"))
