"""The agency's choices that records in this app need, read where its policy settings lie."""

from __future__ import annotations

from agency.models import Agency
from scheduling.policy.settings import Settings, settings_from


def chosen() -> Settings:
    """Every setting as the agency chose it."""
    return settings_from(Agency.current().setting("policy", {}))
