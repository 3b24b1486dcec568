"""What beat starts, when, and why. Each job is safe to run twice, late, or after missed nights."""

from __future__ import annotations

from celery.schedules import crontab

from casemgmt.celery import app

app.conf.beat_schedule = {
    # Work that no worker was woken for: Redis was down, or a worker died.
    "run-jobs": {"task": "agency.run_jobs", "schedule": 15.0},
    # Hourly, because midnight comes to each facility at its own hour.
    "sweep": {"task": "scheduling.sweep", "schedule": crontab(minute=5)},
    "flag-overdue": {"task": "scheduling.flag_overdue", "schedule": crontab(minute=20)},
    # Finished prints wait for some days only; a print job deletes the old ones too.
    "delete-old-prints": {"task": "casemgmt.delete_old_prints", "schedule": crontab(minute=50)},
    # Sent in the morning at each person's own facility; the task looks at the local hour.
    "morning-digest": {"task": "scheduling.send_digests", "schedule": crontab(minute=35)},
}
