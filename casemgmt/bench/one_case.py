"""What one event costs: a note is saved, and the due dates of its case follow."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casenotes.models import CaseNote
from scheduling.sync import recompute

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class OneCase:
    """Medians: milliseconds of CPU and wall time, and statements, of one recomputation."""

    cpu_ms: float
    wall_ms: float
    statements: float


def after_a_note(people: Sequence[int]) -> OneCase:
    """Copy the last note of each of these people as a new one and recompute the case.

    Everything is rolled back, so that the benchmark can ask again.
    """
    cpu, wall, statements = [], [], []
    for pk in people:
        with transaction.atomic():
            note = CaseNote.objects.filter(offender_id=pk).order_by("-pk").first()
            if note is not None:
                _save_again(note)
            began, began_cpu = time.perf_counter(), time.process_time()
            recompute([pk], "a note was saved")
            cpu.append((time.process_time() - began_cpu) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
            with CaptureQueriesContext(connection) as captured:
                recompute([pk], "again")
            statements.append(len(captured))
            transaction.set_rollback(True)
    return OneCase(statistics.median(cpu), statistics.median(wall), statistics.median(statements))


def _save_again(note: CaseNote) -> None:
    import uuid

    note.pk = None
    note._state.adding = True
    note.form_key = uuid.uuid4()
    note.save()
