"""Runs the product's own commands as processes of their own and says what they cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casemgmt.dev.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one or several processes at once: seconds of wall and CPU time, and the most memory
    that any of them had at once, in megabytes. `said`: the last line of each."""

    wall: float
    cpu: float
    memory: float
    said: tuple[str, ...]


def run_together(commands: Sequence[Sequence[str]], on: date) -> Cost:
    """Run `manage.py` commands side by side as on that day, and wait for all.

    Raises RuntimeError with what it said when one fails.
    """
    environment = os.environ | {"TRAINING_TODAY": on.isoformat()}
    began = time.perf_counter()
    children = [
        subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for command in commands
    ]
    cpu, memory, said = 0.0, 0.0, []
    for child in children:
        assert child.stdout is not None
        words = child.stdout.read()  # a few lines, so no pipe fills while another is read
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise RuntimeError(words)
        cpu += used.ru_utime + used.ru_stime
        memory = max(memory, used.ru_maxrss / 1024)
        said.append(words.strip().rpartition("\n")[2])
    return Cost(time.perf_counter() - began, cpu, memory, tuple(said))
