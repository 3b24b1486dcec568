"""Quarters and weeks as the agency counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.models import Agency
from scheduling.policy.dates import Period, period_of
from scheduling.policy.settings import Settings, settings_from

if TYPE_CHECKING:
    from datetime import date


def policy_settings() -> Settings:
    """What the agency decided where policies are silent."""
    return settings_from(Agency.current().setting("policy", {}))


def quarter_of(day: date) -> Period:
    """The quarter that holds the day (M4)."""
    return period_of(day, "quarter", policy_settings().quarter_starts_in)
