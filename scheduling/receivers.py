"""The upward seam: facts changed, so due items are recomputed in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from agency.events import cases_changed, subjects_changed
from scheduling.sync import recompute, recompute_others

if TYPE_CHECKING:
    from agency.events import Subject


@receiver(cases_changed, dispatch_uid="scheduling.recompute")
def recompute_changed_cases(offender_ids: list[int], because: str, **_: Any) -> None:
    """Bring the due items of the changed cases up to date."""
    recompute(offender_ids, because)


@receiver(subjects_changed, dispatch_uid="scheduling.recompute_others")
def recompute_changed_subjects(subject: Subject, ids: list[int], because: str, **_: Any) -> None:
    """Bring the due items about the changed officers, facilities or units up to date."""
    recompute_others(subject, ids, because)
