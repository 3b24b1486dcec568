"""What the case file shows of contact: this month's reason, orientations, what may be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casenotes.models import NoContactReason, Orientation, PregnancyNotice, WarrantRequest
from casenotes.services.no_contact import reason_for
from offenders.models import Offender
from scheduling import policies

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User


@dataclass(frozen=True, slots=True)
class ContactRecords:
    """The panel. notifies, warrants: whether the reader may handle them here."""

    reason: NoContactReason | None
    orientations: list[Orientation]
    may_write: bool
    notifies: bool
    notices: int
    warrants: bool
    request: WarrantRequest | None


def contact_records(user: User, offender: Offender, today: date, may_write: bool) -> ContactRecords:
    """The panel for one reader; where no standard asks for a record, it is not offered."""
    asked = {duty.action for duty in policies.in_force().duties().values()}
    people = Offender.objects.filter(pk=offender.pk)
    knows = "pregnancy_notice" in asked and (people.in_scope(user, "pregnancy", "read").exists())
    decides = "warrant_request" in asked and (
        people.in_scope(user, "warrant_request", "read").exists()
    )
    return ContactRecords(
        reason=reason_for(offender, today),
        orientations=list(
            Orientation.objects.visible_to(user)
            .filter(offender=offender)
            .select_related("facility")[:4]
        ),
        may_write=may_write,
        notifies=knows,
        notices=PregnancyNotice.objects.standing().filter(offender=offender).count()
        if knows
        else 0,
        warrants=decides,
        request=WarrantRequest.objects.filter(offender=offender).first() if decides else None,
    )
