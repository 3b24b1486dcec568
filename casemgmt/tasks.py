"""Celery tasks of the pages."""

from __future__ import annotations

from celery import shared_task

from casemgmt.printing import files


@shared_task(name="casemgmt.delete_old_prints")
def delete_old_prints() -> int:
    """Delete finished prints that have waited for longer than the agency keeps them."""
    return files.delete_old_files()
