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
    # Drafts that nobody goes on with: warned of, and later discarded. Before the morning's digest.
    "age-drafts": {"task": "casemgmt.age_drafts", "schedule": crontab(hour=9, minute=10)},
    # Files that a request left behind when it failed, and drafts' files that went with them.
    "delete-stray-files": {
        "task": "casemgmt.delete_stray_files",
        "schedule": crontab(hour=9, minute=40),
    },
    # Files that no scanner could tell about yet: it was down, or has come since.
    "scan-waiting-files": {"task": "casemgmt.scan_waiting_files", "schedule": crontab(minute=25)},
    # The last count of a day is the one that stays.
    "count-population": {"task": "casemgmt.count_population", "schedule": crontab(minute=45)},
    # Sent in the morning at each person's own facility; the task looks at the local hour.
    "morning-digest": {"task": "scheduling.send_digests", "schedule": crontab(minute=35)},
}
