"""The offenders file: who the people are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgmt.importing.contract import TABLES
from casemgmt.importing.saver import Saver, differing
from offenders.models import LegalStatus, Offender, Sex

if TYPE_CHECKING:
    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row

#: What a cleared cell means where the record cannot be without a value.
_WHEN_CLEARED = {"sex": Sex.UNKNOWN.value, "legal_status": LegalStatus.SENTENCED.value}
_COLUMNS = ("family_name", "given_names", "date_of_birth", "sex", "legal_status")


def import_identities(batch: Batch) -> None:
    """Open cases and change names; refuse everything about people who are nobody."""
    context = batch.context
    saver = Saver(context, Offender)
    opened: list[tuple[Person, Offender]] = []
    differs: set[int] = set()
    for person in batch:
        for row in person.rows["offenders"]:
            _check(context, row)
        for row in person.drop_refused("offenders"):
            wanted = _wanted(row)
            if person.offender is None:
                opened.append(
                    (person, Offender(number=person.number, created_at=context.now, **wanted))
                )
            elif differences := differing(person.offender, wanted):
                saver.change(person.offender, differences)
                differs.add(row.line)
    saver.new = [offender for _, offender in opened]
    saver.write()
    is_new = set()
    for person, offender in opened:
        person.offender = offender
        is_new.add(person.number)
    for person in batch:
        if person.offender is None:
            _refuse_all(context, person)
            continue
        for row in person.rows["offenders"]:
            new = person.number in is_new
            # A changed approval of the plan is counted where it is made.
            row.values["_differs"] = new or row.line in differs
            if new:
                person.count(context, row, new=True)
            elif row.line in differs:
                person.count(context, row, changed=True)


def _check(context: Context, row: Row) -> None:
    for column in ("date_of_birth", "imp_approved_on"):
        day = row.values.get(column)
        if day is not None and day > context.today():
            context.refuse(row, column, "It lies in the future.")


def _wanted(row: Row) -> dict[str, Any]:
    return {
        name: _WHEN_CLEARED.get(name) if row.values[name] is None else row.values[name]
        for name in _COLUMNS
        if name in row.values
    }


def _refuse_all(context: Context, person: Person) -> None:
    """Nothing can be about a person who is neither stored nor sent."""
    lines = person.refused["offenders"]
    if lines:
        reason = f"It depends on line {lines[0]} of offenders, which is refused."
    else:
        reason = context.why_missing("offenders", f"offender “{person.number}”", person.number)
    for file in TABLES:
        for row in person.rows[file]:
            context.refuse(row, "number", reason)
        person.drop_refused(file)
