"""The upward seam: a case changed, so its due items are recomputed in the same transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from agency.events import cases_changed
from scheduling.sync import recompute


@receiver(cases_changed, dispatch_uid="scheduling.recompute")
def recompute_changed_cases(offender_ids: list[int], because: str, **_: Any) -> None:
    """Bring the due items of the changed cases up to date."""
    recompute(offender_ids, because)
