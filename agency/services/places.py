"""Facilities and units: added and changed, never removed, for records name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.models import AuditEventType, Facility, Unit

if TYPE_CHECKING:
    from agency.models import User

LOCAL_PROCEDURE_FIELDS = ("local_procedure", "local_procedure_from", "local_procedure_until")
FACILITY_FIELDS = ("code", "name", "time_zone", "kind", "operator", *LOCAL_PROCEDURE_FIELDS)
UNIT_FIELDS = ("code", "name", *LOCAL_PROCEDURE_FIELDS)

Place = TypeVar("Place", Facility, Unit)


@transaction.atomic
def add_facility(by: User, **fields: Any) -> Facility:
    """A new facility with FACILITY_FIELDS. Raises RuleViolation when its code is taken."""
    return _save(Facility(), by, fields, FACILITY_FIELDS)[0]


@transaction.atomic
def change_facility(facility: Facility, by: User, **fields: Any) -> list[str]:
    """Change a facility; returns the names of the fields that are now different."""
    return _save(facility, by, fields, FACILITY_FIELDS)[1]


@transaction.atomic
def add_unit(facility: Facility, by: User, **fields: Any) -> Unit:
    """A new unit of a facility with UNIT_FIELDS. Raises RuleViolation when its code is taken."""
    return _save(Unit(facility=facility), by, fields, UNIT_FIELDS)[0]


@transaction.atomic
def change_unit(unit: Unit, by: User, **fields: Any) -> list[str]:
    """Change a unit; returns the names of the fields that are now different."""
    return _save(unit, by, fields, UNIT_FIELDS)[1]


def _save(
    place: Place, by: User, fields: dict[str, Any], known: tuple[str, ...]
) -> tuple[Place, list[str]]:
    is_new = place.pk is None
    changed = [name for name in known if name in fields and getattr(place, name) != fields[name]]
    if not changed and not is_new:
        return place, []
    for name in changed:
        setattr(place, name, fields[name])
    _refuse_taken_code(place)
    _refuse_odd_procedure(place)
    place.save()
    audit.record(
        AuditEventType.CREATED if is_new else AuditEventType.SETTING_CHANGED,
        place,
        actor=by,
        facility_id=place.pk if isinstance(place, Facility) else place.facility_id,
        details={} if is_new else {"fields": changed},
    )
    return place, changed


def _refuse_taken_code(place: Facility | Unit) -> None:
    if isinstance(place, Facility):
        taken = Facility.objects.filter(code__iexact=place.code)
        words = "Another facility has this code."
    else:
        taken = Unit.objects.filter(facility_id=place.facility_id, code__iexact=place.code)  # type: ignore[assignment]
        words = "Another unit of this facility has this code."
    if taken.exclude(pk=place.pk).exists():
        raise RuleViolation(words, field="code")


def _refuse_odd_procedure(place: Facility | Unit) -> None:
    first, last = place.local_procedure_from, place.local_procedure_until
    if not place.local_procedure and (first or last):
        raise RuleViolation(
            "Say which local procedure these days belong to, or leave them empty.",
            field="local_procedure",
        )
    if first and last and last < first:
        raise RuleViolation(
            "The last day of the local procedure is before its first.",
            field="local_procedure_until",
        )
