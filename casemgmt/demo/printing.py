"""Rows of the print ledger at each facility: printed weeks ago, most of them confirmed as filed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from agency import clock
from casemgmt.printing.filing import file_place
from casemgmt.printing.sealing import seal_of
from casenotes.models import Amendment, CaseNote, Filing, PrintedReport
from offenders.models import Placement

if TYPE_CHECKING:
    from datetime import date, datetime

    from agency.models import Facility, User
    from casemgmt.demo.office import Office

#: As many prints at each facility as there are people, but no more.
MOST = 24


def make_prints(office: Office) -> None:
    """One case note report each of some of the people who are held at a facility."""
    for facility_id, clerk in office.staff.recorders.items():
        facility = next((one for one in clerk.facilities() if one.pk == facility_id), None)
        if facility is not None:
            _print(office, facility, clerk)


def _print(office: Office, facility: Facility, clerk: User) -> None:
    held = Placement.objects.current().filter(facility=facility, permanent=True)
    people = list(held.order_by("pk").values_list("offender_id", flat=True)[: MOST * 4])
    chosen = office.random.sample(people, min(MOST, len(people)))
    notes: dict[int, list[tuple[int, date, datetime]]] = {}
    found = CaseNote.objects.filter(offender_id__in=chosen, confidential=False)
    for person, pk, on, at in found.order_by("occurred_at").values_list(
        "offender_id", "pk", "occurred_on", "recorded_at"
    ):
        notes.setdefault(person, []).append((pk, on, at))
    amended: dict[int, list[datetime]] = {}
    for pk, at in Amendment.objects.filter(note__offender_id__in=chosen).values_list(
        "note_id", "recorded_at"
    ):
        amended.setdefault(pk or 0, []).append(at)
    place = file_place(office.agency)
    reason = next((one for one in place.reasons if one.signed), None)
    days_ago = sorted((office.random.randrange(8, 120) for _ in chosen), reverse=True)
    numbers: dict[int, int] = {}
    for person, ago in zip(chosen, days_ago, strict=True):
        printed_at = clock.now() - timedelta(days=ago, minutes=office.random.randrange(300))
        until_on = clock.local_date(printed_at, facility)
        held_then = [
            pk for pk, on, at in notes.get(person, []) if on <= until_on and at < printed_at
        ]
        if not held_then:
            continue
        numbers[until_on.year] = numbers.get(until_on.year, 0) + 1
        number = numbers[until_on.year]
        serial = f"{facility.code}-{until_on.year}-{number:06d}"
        row = PrintedReport(
            serial=serial,
            year=until_on.year,
            number=number,
            offender_id=person,
            facility=facility,
            until_on=until_on,
            note_ids=held_then,
            note_versions=[sum(at < printed_at for at in amended.get(pk, [])) for pk in held_then],
            page_count=1 + len(held_then) // 7,
            fingerprint=hashlib.sha256(serial.encode()).hexdigest(),
            file_section=place.section,
            reason=reason.code if reason else "",
            reason_words=reason.name if reason else "",
            printed_by=clerk,
            printed_by_name=clerk.full_name,
            printed_at=printed_at,
        )
        row.seal = seal_of(row)
        row.save(force_insert=True)
        if office.random.random() < 0.8:  # the others lie on somebody's desk
            Filing.objects.create(
                report=row,
                file_section=place.section,
                filed_on=until_on,
                filed_by=clerk,
                filed_by_name=clerk.full_name,
                recorded_at=printed_at + timedelta(minutes=40),
            )
