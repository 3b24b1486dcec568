"""Celery tasks of due dates. Each is safe to run twice, late, or after missed nights."""

from __future__ import annotations

from celery import shared_task

from scheduling import digests, flags, sweep


@shared_task(name="scheduling.sweep")
def run_sweep() -> int:
    """Recompute the cases whose recheck day has come."""
    return sweep.sweep()


@shared_task(name="scheduling.flag_overdue")
def flag_overdue() -> int:
    """Flag what has become overdue."""
    return flags.flag_overdue()


@shared_task(name="scheduling.send_digests")
def send_digests() -> int:
    """Queue the morning digest wherever it is morning."""
    return digests.queue_digests()
