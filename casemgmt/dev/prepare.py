"""Bring the database up to date and give an empty one its demonstration data.

A program of its own, so that the launcher need not load the product. It leaves the table of
demonstration sign-ins, which holds their password, in a file for the launcher alone.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from casemgmt.dev.surroundings import SIGN_INS, write_secret

DEFAULT_AGENCY = "us-ok"


def main() -> None:
    """Migrate, fill, collect the static files, and note who may sign in."""
    django.setup()
    run_folder = Path(os.environ["CASEMGMT_VAR"]) / "run"
    try:
        connection.ensure_connection()
        call_command("migrate", interactive=False, verbosity=0)
        make_demonstration(run_folder / "demonstration-unfinished")
        call_command("collectstatic", interactive=False, verbosity=0)
        table = io.StringIO()
        call_command("demo_sign_ins", stdout=table)
        write_secret(run_folder / SIGN_INS, table.getvalue())
    except OperationalError as problem:
        sys.exit(f"The database does not answer: {str(problem).strip()}")
    except CommandError as problem:
        sys.exit(str(problem))


def make_demonstration(unfinished: Path) -> None:
    """Make the demonstration data when the database serves no agency and holds nobody.

    The file `unfinished` exists while that goes on: the launcher begins with a new database when
    it finds one, so a half-made demonstration is never shown.
    """
    for label in ("agency.Agency", "offenders.Offender"):
        if apps.get_model(label)._default_manager.exists():
            return
    unfinished.touch()
    agency = os.environ.get("AGENCY") or DEFAULT_AGENCY
    print(f"Making the demonstration data ({agency}) ...", flush=True)
    size = (
        {"offenders": int(os.environ["DEMO_OFFENDERS"])} if "DEMO_OFFENDERS" in os.environ else {}
    )
    call_command("make_demo", agency=agency, **size)
    unfinished.unlink()


if __name__ == "__main__":
    main()
