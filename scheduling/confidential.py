"""Duties that follow from a record which few may read, and so give it away by their name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from agency.access import Action
from offenders.models import Offender
from scheduling import policies
from scheduling.policy.shapes import Deadline

if TYPE_CHECKING:
    from agency.models import User

#: What starts a duty, and the row of the access table that says who may know of it.
CONFIDENTIAL_EVENTS = {
    "pregnancy_form_received": "pregnancy",
    "pregnancy_notified": "pregnancy",
}


def confidential_duties() -> dict[str, list[str]]:
    """Codes of the duties in force that give a record away, by its row of the access table."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, duty in policies.in_force().duties().items():
        if isinstance(duty, Deadline):
            for event in duty.after:
                if event in CONFIDENTIAL_EVENTS:
                    found[CONFIDENTIAL_EVENTS[event]].append(code)
    return found


def withheld_from(user: User) -> Q | None:
    """The due items that the user may not know of; None where no duty in force is confidential.

    Whose own duty it is always knows of it.
    """
    condition: Q | None = None
    for record, codes in confidential_duties().items():
        people = Offender.objects.in_scope(user, record, Action.READ)
        of_record = Q(standard__in=codes) & ~Q(offender_id__in=people.values("pk"))
        condition = of_record if condition is None else condition | of_record
    return None if condition is None else condition & ~Q(owner=user)
