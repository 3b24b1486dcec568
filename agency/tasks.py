"""Celery tasks of the agency app."""

from __future__ import annotations

from celery import shared_task

from agency import jobs


@shared_task(name="agency.run_jobs")
def run_jobs() -> int:
    """Run the jobs whose time has come."""
    return jobs.run_open_jobs()
