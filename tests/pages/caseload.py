"""A caseload of any size for the worklist's tests, and for looking at the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from casenotes.models import CaseNote, NoteType
from offenders.models import Alert, CaseAssignment, Movement, Offender, Placement
from scheduling.sync import recompute

FAMILY = [
    "Holloway",
    "Brantley",
    "Esparza",
    "Tibbs",
    "Kettler",
    "Amaya",
    "Ashcraft",
    "Beasley",
    "Cordell",
    "Dubose",
]
GIVEN = [
    "Trent",
    "Dominic",
    "Rubén",
    "Lamar",
    "Wade",
    "Luis",
    "Neil",
    "Marcus",
    "Jesse",
    "Anthony",
    "Shaun",
    "Émile",
]


def give_cases(cast, officer, number: int, *, noted_every: int = 3) -> list[Offender]:
    """`number` people in Unit B whose officer is `officer` since September 2026, with due items.

    Every `noted_every`-th has notes for October and November, the others for October only where
    their place in the list is even.
    """
    people = Offender.objects.bulk_create(
        Offender(
            number=f"{600000 + index}",
            family_name=f"{FAMILY[index % 10]}",
            given_names=f"{GIVEN[index % 12]} {index}",
            date_of_birth=date(1985, 1, 1),
        )
        for index in range(number)
    )
    arrived = datetime(2026, 9, 1, 17, tzinfo=UTC)
    moves = Movement.objects.bulk_create(
        Movement(
            offender=person,
            kind="arrival",
            facility=cast.redbud,
            unit=cast.unit_b,
            permanent=True,
            occurred_at=arrived,
            occurred_on=arrived.date(),
        )
        for person in people
    )
    Placement.objects.bulk_create(
        Placement(
            offender=move.offender,
            facility=cast.redbud,
            unit=cast.unit_b,
            permanent=True,
            arrived_at=arrived,
            arrived_on=arrived.date(),
            arrival=move,
        )
        for move in moves
    )
    CaseAssignment.objects.bulk_create(
        CaseAssignment(offender=person, officer=officer, from_on=date(2026, 9, 3))
        for person in people
    )
    _write_notes(cast, officer, people, noted_every)
    Alert.objects.bulk_create(
        Alert(offender=person, label="Interpreter", text="Speaks Tagalog", from_on=date(2026, 1, 1))
        for person in people[::4]
    )
    recompute([person.pk for person in people], "test")
    return people


def _write_notes(cast, officer, people, noted_every) -> None:
    type_ = NoteType.objects.get(code="contact")
    notes = []
    for index, person in enumerate(people):
        days = [date(2026, 9, 20)]
        if index % 2 == 0 or index % noted_every == 0:
            days.append(date(2026, 10, 2) + timedelta(days=index % 28))
        if index % noted_every == 0:
            days.append(date(2026, 11, 2) + timedelta(days=index % 20))
        for on in days:
            at = datetime(on.year, on.month, on.day, 16, 15, tzinfo=UTC)
            notes.append(
                CaseNote(
                    offender=person,
                    type=type_,
                    author=officer,
                    author_name=officer.full_name,
                    author_role="Case officer",
                    facility=cast.redbud,
                    occurred_at=at,
                    occurred_on=on,
                    recorded_at=at,
                    recorded_on=on,
                    text="Saw him in the unit office. Works in the laundry, five mornings.",
                    contact_mode="face_to_face",
                    for_officer=True,
                )
            )
    CaseNote.objects.bulk_create(notes)
