"""`make test`: what the tests need, the lint checks, then every test on real servers.

With arguments (`make test ARGS="tests/engine -q"`) only pytest is run, with them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from casemgmt.dev.embedded import throw_away_servers
from casemgmt.dev.errors import CannotStart
from casemgmt.dev.lint import failed_checks
from casemgmt.dev.places import ROOT, var_folder
from casemgmt.dev.system import get_printing, install, missing_for_tests

#: Each process begins with its share in the order of the files, and takes over when another lags.
ON_EVERY_CORE = ["-n", "auto", "--dist", "worksteal"]


def main(arguments: list[str]) -> int:
    """Run it all; 0 only when everything passed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    var = var_folder()
    printing = get_printing(var)
    missing = [*printing.missing, *missing_for_tests()]
    if missing and not (
        install(missing, var / "log" / "system-packages.log") and not missing_for_tests()
    ):
        # A test that cannot run would be a test that passed by being skipped.
        print(f"The tests need these: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    try:
        environment = dict(os.environ) | printing.environment
        failed = []
        if not arguments:
            with throw_away_servers() as servers:
                failed = failed_checks(environment | servers.environment())
        pytest = [sys.executable, "-m", "pytest", *(arguments or ON_EVERY_CORE)]
        code = subprocess.run(pytest, cwd=ROOT, env=environment, check=False).returncode
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if failed:
        print(f"Lint found something in: {', '.join(failed)}.")
    return code or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
