"""The one row that every change of a version holds while it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency import clock
from agency.errors import RuleViolation
from plans.models import PlanVersion

if TYPE_CHECKING:
    from datetime import date


def locked(version: PlanVersion) -> PlanVersion:
    """The version as it stands now; others wait until this transaction ends."""
    return (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan__offender")
        .get(pk=version.pk)
    )


def not_ahead(day: date, field: str) -> None:
    """Refuse a day that has not come yet."""
    if day > clock.today():
        raise RuleViolation("This lies in the future.", field=field)
