"""What the case file shows of requests for access and of what left the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casenotes.models import AccessRequest, AccessStage

if TYPE_CHECKING:
    from datetime import date

    from offenders.models import Offender

SHOWN = 3


def access_requests_of(offender: Offender, today: date) -> dict[str, Any]:
    """The newest requests with how far each is."""
    rows = list(
        AccessRequest.objects.filter(offender=offender)
        .with_stage()
        .order_by("-received_on", "-pk")[: SHOWN + 1]
    )
    for row in rows:
        row.stage_word = AccessStage(row.stage).label
    return {"requests": rows[:SHOWN], "more": len(rows) > SHOWN, "today": today}
