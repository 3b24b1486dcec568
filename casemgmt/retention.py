"""For how long the minutes of a meeting are kept: as the policy in force says, in one place."""

from __future__ import annotations

from agency.models import Agency
from scheduling import policies
from scheduling.policy.shapes import Retention

#: Where no policy in force says it, the agency's setting "minutes_kept_months", by default this.
USUAL_MONTHS = 24


def minutes_kept_months(meeting_kind: str) -> int:
    """How many months the policy in force wants the minutes of such a meeting kept."""
    for edition in reversed(policies.in_force().policies.editions):
        for shape in edition.shapes:
            if isinstance(shape, Retention) and meeting_kind in shape.record_kinds:
                return shape.keep.months
    return int(Agency.current().setting("minutes_kept_months", USUAL_MONTHS))
