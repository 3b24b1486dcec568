"""`make lint`: style, types, templates, and models without a migration."""

from __future__ import annotations

import os
import subprocess
import sys

from casemgmt.dev.embedded import throw_away_servers
from casemgmt.dev.errors import CannotStart
from casemgmt.dev.places import ROOT

CHECKS = {
    "style": ["ruff", "check", "."],
    "formatting": ["ruff", "format", "--check", "."],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "types": ["mypy"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
}


def failed_checks(environment: dict[str, str]) -> list[str]:
    """Run every check, showing what it finds; the names of those that found something."""
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        start = (
            [sys.executable, program] if program == "manage.py" else [sys.executable, "-m", program]
        )
        print(f"-- {name}", flush=True)
        if subprocess.run([*start, *arguments], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    return failed


def main() -> int:
    """Run the checks on servers of their own; 1 when any found something."""
    try:
        with throw_away_servers() as servers:
            failed = failed_checks(dict(os.environ) | servers.environment())
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Lint found something in: {', '.join(failed)}." if failed else "Lint found nothing.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
