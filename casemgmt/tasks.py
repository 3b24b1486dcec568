"""Celery tasks of the pages."""

from __future__ import annotations

from celery import shared_task

from casemgmt.printing import files
from casenotes.services import attachments, draft_ages, stored_files
from offenders.services.classification import keep_population_everywhere


@shared_task(name="casemgmt.delete_old_prints")
def delete_old_prints() -> int:
    """Delete finished prints that have waited for longer than the agency keeps them."""
    return files.delete_old_files()


@shared_task(name="casemgmt.age_drafts")
def age_drafts() -> dict[str, int]:
    """Warn of drafts that nobody goes on with, and discard those that were warned of long ago."""
    return draft_ages.age_drafts()


@shared_task(name="casemgmt.delete_stray_files")
def delete_stray_files() -> int:
    """Delete stored files that belong to no note and no draft."""
    return stored_files.delete_strays()


@shared_task(name="casemgmt.scan_waiting_files")
def scan_waiting_files() -> int:
    """Queue a scan of every file that no scanner could tell about."""
    return attachments.queue_scans()


@shared_task(name="casemgmt.count_population")
def count_population() -> int:
    """Keep how many people each unit holds at each level today."""
    return keep_population_everywhere()
