"""Small helps of the officer's pages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import template

from agency import clock

register = template.Library()


@register.filter
def zone_of(record: Any) -> ZoneInfo:
    """The time zone of the place where a note or report was made, else the agency's."""
    return clock.zone(getattr(record, "facility", None))
