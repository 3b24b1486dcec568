"""Facilities and units: few rows, so all of a file at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agency.models import Facility, Unit
from casemgmt.importing.saver import Saver, differing, text_or_empty
from casemgmt.importing.staff import import_staff
from casemgmt.importing.tables import count, remember_refused, rows_of_table

if TYPE_CHECKING:
    from casemgmt.importing.context import Context
    from casemgmt.importing.staging import Row


#: What of a place decides whether and when something is owed there.
DUTIES_DEPEND_ON = frozenset({"time_zone", "kind", "local_procedure"})


def import_organisation(context: Context) -> None:
    """Take in facilities, then units, then staff; afterwards the context knows them all."""
    context.load_registry()
    _facilities(context)
    _units(context)
    import_staff(context)
    context.load_registry()


def _facilities(context: Context) -> None:
    saver = Saver(context, Facility)
    for row in rows_of_table(context, "facilities"):
        wanted = {name: row.values[name] for name in ("name", "time_zone", "kind")}
        wanted |= text_or_empty(row, ("operator", "local_procedure"))
        stored = context.facilities.get(row.values["code"])
        if stored is None:
            stored = Facility(code=row.values["code"], **wanted)
            context.facilities[stored.code] = stored
            saver.new.append(stored)
            count(context, row, new=True)
            continue
        _change(context, saver, row, stored, wanted)
    saver.write()


def _units(context: Context) -> None:
    saver = Saver(context, Unit)
    for row in rows_of_table(context, "units"):
        place = context.facility_of(row, "facility", row.values["facility"])
        if place is None:
            remember_refused(context, row)
            continue
        wanted = {"name": row.values["name"]} | text_or_empty(row, ("local_procedure",))
        stored = context.units.get((place.pk, row.values["code"]))
        if stored is None:
            stored = Unit(facility=place, code=row.values["code"], **wanted)
            context.units[place.pk, stored.code] = stored
            saver.new.append(stored)
            count(context, row, new=True)
            continue
        _change(context, saver, row, stored, wanted)
    saver.write()


def _change(
    context: Context, saver: Saver, row: Row, stored: Facility | Unit, wanted: dict[str, Any]
) -> None:
    """Give a place that is known already what the row says of it."""
    differences = differing(stored, wanted)
    if differences:
        saver.change(stored, differences)
        if differences.keys() & DUTIES_DEPEND_ON:
            facility = stored.facility_id if isinstance(stored, Unit) else stored.pk
            context.changed_places.add(facility)
    count(context, row, changed=bool(differences))
