"""Bring the database up to date and give an empty one its demonstration data.

A program of its own, so that the launcher need not load the product. Its last output is the table
of demonstration sign-ins.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

DEFAULT_AGENCY = "us-ok"


def main() -> None:
    """Migrate, fill, collect the static files, and print who may sign in."""
    django.setup()
    try:
        connection.ensure_connection()
        call_command("migrate", interactive=False, verbosity=0)
        make_demonstration(Path(os.environ["CASEMGMT_VAR"]) / "run" / "demonstration-unfinished")
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo_sign_ins")
    except OperationalError as problem:
        sys.exit(f"The database does not answer: {str(problem).strip()}")
    except CommandError as problem:
        sys.exit(str(problem))


def make_demonstration(unfinished: Path) -> None:
    """Make the demonstration data when there is nobody in the database.

    The file `unfinished` exists while that goes on: the launcher begins with a new database when
    it finds one, so a half-made demonstration is never shown.
    """
    if apps.get_model("offenders", "Offender")._default_manager.exists():
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
