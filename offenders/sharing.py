"""What a partner may see of a person now: the consents in force and the classes they cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency import clock
from agency.roles import Role
from offenders.models import Consent, DataClass

if TYPE_CHECKING:
    from agency.models import User

#: Told with every disclosure (42 CFR 2.32, whose statement the second sentence is), unless the
#: agency has words of its own (`Agency.settings["redisclosure_notice"]`).
REDISCLOSURE_NOTICE = (
    "Shared with your organisation by the written consent of the person. "
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records. "
    "Pass nothing on unless the consent expressly permits it."
)


@dataclass(frozen=True, slots=True)
class Shared:
    """The consents that open a person to a user at this moment, and what they cover."""

    consents: tuple[Consent, ...]

    @property
    def classes(self) -> frozenset[str]:
        """The data classes covered by any of them."""
        return frozenset(one for consent in self.consents for one in consent.data_classes)

    def covers(self, data_class: DataClass) -> bool:
        """Whether any of them covers that class."""
        return data_class.value in self.classes

    @property
    def details(self) -> dict[str, list[int]]:
        """For the audit event of a disclosure: the ids of the consents it rests on."""
        return {"consents": sorted(consent.pk for consent in self.consents)}


def shared_with(user: User, offender_id: int) -> Shared:
    """What consents in force open of that person to the organisations of `user`, now."""
    today = clock.today()
    return Shared(
        tuple(
            Consent.objects.filter(offender_id=offender_id)
            .in_force(clock.now(), today)
            .naming_organisation_of(user.pk, today)
            .order_by("pk")
        )
    )


def disclosure_details(user: User, offender_id: int) -> dict[str, list[int]]:
    """What an event of a partner's reading adds: the ids of the consents; nothing for staff."""
    return shared_with(user, offender_id).details if user.has_role(Role.PARTNER) else {}


def may_know_place(user: User, offender_id: int) -> bool:
    """Whether `user` may be told where the person is and who is in charge: staff always may."""
    if not user.has_role(Role.PARTNER):
        return True
    return shared_with(user, offender_id).covers(DataClass.CONTACT)
