"""An agency with nothing in it but itself, on Monday 23 November 2026, and imports into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agency.models import Agency
from casemgmt.importing.run import run_import
from casemgmt.importing.sources import open_path
from scheduling.policies import activate_packs
from tests.cast import NOW


@dataclass
class Imported:
    """What came of an import: its report and every refusal, as (file, line, column, reason)."""

    report: object
    refusals: list[tuple[str, int, str, str]] = field(default_factory=list)

    def reason(self, file: str, line: int) -> str:
        """The reasons for which that row is refused."""
        return " ".join(why for name, at, _, why in self.refusals if (name, at) == (file, line))

    @property
    def places(self) -> set[tuple[str, int, str]]:
        return {refusal[:3] for refusal in self.refusals}


@pytest.fixture
def agency(db, on_day):
    on_day(NOW)
    agency = Agency.objects.create(
        code="us-ok",
        name="Department of Corrections",
        time_zone="America/Chicago",
        standards=["us-ok/op-060101"],
    )
    activate_packs(agency)
    return agency


@pytest.fixture
def bring_in(agency, tmp_path):
    """Import a Folder or a path: `bring_in(folder, skip_refused=True)`."""

    def bring(what, *, shuffled=None, **options) -> Imported:
        path = what
        if not isinstance(what, Path):
            path = tmp_path / "sent"
            for old in path.glob("*.csv"):
                old.unlink()
            what.write(path, shuffled=shuffled)
        refusals = []

        def tell(file, line, column, value, reason):
            refusals.append((file, line, column, reason))

        with open_path(path) as source:
            report = run_import(source, tell_refusal=tell, **options)
        return Imported(report, refusals)

    return bring
