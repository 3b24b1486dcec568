"""Other names that a person is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.models import AuditEventType
from offenders.models import Alias

if TYPE_CHECKING:
    from agency.models import User
    from offenders.models import Offender


@transaction.atomic
def add_alias(
    offender: Offender, by: User | None, *, family_name: str, given_names: str = ""
) -> Alias:
    """Keep another name, by which searches find the person too.

    Raises RuleViolation for a name that is already there.
    """
    same = offender.aliases.filter(
        family_name__iexact=family_name, given_names__iexact=given_names
    ).exists()
    own = (family_name.casefold(), given_names.casefold()) == (
        offender.family_name.casefold(),
        offender.given_names.casefold(),
    )
    if same or own:
        raise RuleViolation("The person is already known by this name.", field="family_name")
    alias = Alias.objects.create(
        offender=offender, family_name=family_name, given_names=given_names
    )
    audit.record(AuditEventType.CREATED, alias, actor=by)
    return alias


@transaction.atomic
def remove_alias(alias: Alias, by: User | None) -> None:
    """Take back a name that never was this person's; the history keeps it."""
    audit.record(AuditEventType.DISCARDED, alias, actor=by)
    alias.delete()
