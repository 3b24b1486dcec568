"""What must be true before this serves anybody: `manage.py check --deploy`, and at every start.

The web server and the worker refuse to start otherwise; in production a warning is enough.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

LEAST_KEY_LENGTH = 50
LEAST_WEASYPRINT = 70


@checks.register(checks.Tags.security, deploy=True)
def production_is_closed(**_: Any) -> list[checks.CheckMessage]:
    """A key of its own, named hosts, no debugging, a slow password hash."""
    found: list[checks.CheckMessage] = []
    key = settings.SECRET_KEY
    if len(key) < LEAST_KEY_LENGTH or key.startswith(("for-development-only", "only-for-tests")):
        found.append(
            checks.Error(
                f"SECRET_KEY is a published one, or shorter than {LEAST_KEY_LENGTH} characters.",
                hint='python -c "import secrets; print(secrets.token_urlsafe(50))"',
                id="agency.E001",
            )
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(
            checks.Error(
                "ALLOWED_HOSTS must name the hosts that people type.",
                hint="ALLOWED_HOSTS=cases.example.org",
                id="agency.E002",
            )
        )
    if settings.DEBUG:
        found.append(checks.Error("DEBUG shows everything to everybody.", id="agency.E003"))
    if not settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher"):
        found.append(checks.Error("Passwords must be hashed with Argon2 first.", id="agency.E004"))
    return found


@checks.register(checks.Tags.security)
def packages_are_safe(**_: Any) -> list[checks.CheckMessage]:
    """WeasyPrint fetches nothing from version 70 on; there is one database driver."""
    found: list[checks.CheckMessage] = []
    if int(version("weasyprint").split(".")[0]) < LEAST_WEASYPRINT:
        found.append(
            checks.Error(
                f"WeasyPrint is older than {LEAST_WEASYPRINT}: it may fetch what a note names.",
                hint="GHSA-jf6q-chmf-3h3v",
                id="agency.E005",
            )
        )
    if find_spec("psycopg") is not None:
        found.append(
            checks.Error(
                "psycopg 3 is installed beside psycopg2, and Django would use it.",
                hint="pip uninstall psycopg",
                id="agency.E006",
            )
        )
    return found


@checks.register(checks.Tags.database)
def nothing_saved_is_lost(
    databases: Iterable[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """What PostgreSQL has confirmed survives a crash. Throw-away databases of tests are exempt."""
    if settings.ENVIRONMENT == "test":
        return []
    return [
        checks.Error(
            f"PostgreSQL runs with {name} = off: what was saved may be lost in a crash.",
            id="agency.E007",
        )
        for alias in databases or []
        for name in ("fsync", "full_page_writes", "synchronous_commit")
        if _shown(connections[alias], name) == "off"
    ]


@checks.register(checks.Tags.database)
def training_is_not_live(
    databases: Iterable[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """A training clock never runs on real records."""
    from agency.models import Agency

    if settings.TRAINING_TODAY is None:
        return []
    return [
        checks.Error(
            "TRAINING_TODAY is set, and this database is marked as live.",
            hint="Unset TRAINING_TODAY, or name the database of the training copy.",
            id="agency.E008",
        )
        for alias in databases or []
        if Agency._meta.db_table in connections[alias].introspection.table_names()
        and Agency.objects.using(alias).filter(is_live=True).exists()
    ]


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with every reason why this must not start.

    A database that does not answer is no such reason: it may come back, and pages say so.
    """
    serious = checks.WARNING if settings.PRODUCTION else checks.ERROR
    deploy = settings.PRODUCTION
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=deploy)
    try:
        found += checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    except OperationalError:
        logger.warning("The database does not answer yet, so its settings are not checked.")
    reasons = [
        f"{problem.msg} ({problem.id})"
        for problem in found
        if problem.level >= serious and not problem.is_silenced()
    ]
    if reasons:
        raise ImproperlyConfigured("Not started: " + " ".join(reasons))


def _shown(connection: BaseDatabaseWrapper, name: str) -> str:
    """A setting of the server as it holds for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
