"""`make bench`: the benchmark on a PostgreSQL of its own that is thrown away afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from casemgmt.dev.embedded import throw_away_servers
from casemgmt.dev.errors import CannotStart
from casemgmt.dev.places import ROOT

#: A server of the size that two cores usually have; it writes to disk as a real one does.
SETTINGS = {
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}


def main(arguments: list[str]) -> int:
    """Make the database, run the benchmark with `arguments`, and say how it ended."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with throw_away_servers(SETTINGS) as servers:
            environment = dict(os.environ) | servers.environment()
            environment["STATEMENTS_ARE_COMPARED"] = "no"  # this is for tests, and takes time
            manage = [sys.executable, str(ROOT / "manage.py")]
            for command in (["migrate", "--verbosity", "0"], ["bench", *arguments]):
                code = subprocess.run(
                    [*manage, *command], cwd=ROOT, env=environment, check=False
                ).returncode
                if code:
                    return code
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
