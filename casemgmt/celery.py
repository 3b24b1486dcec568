"""The Celery application; `schedule.py` is the table of what beat starts."""

from __future__ import annotations

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")

app = Celery("casemgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule_filename = os.environ.get("CELERY_BEAT_FILE", "celerybeat-schedule")
app.conf.imports = ("casemgmt.schedule",)


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Log as the web server does: JSON lines without personal data."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def refuse_unsafe_start(**_: object) -> None:
    """Stop a worker whose settings or database are not safe to work with."""
    from django.core.exceptions import ImproperlyConfigured

    from agency import checks

    try:
        checks.refuse_unsafe_start()
    except ImproperlyConfigured as problem:
        raise SystemExit(str(problem)) from problem
