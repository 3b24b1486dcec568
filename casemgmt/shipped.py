"""What every installation begins with: the types of note and one risk and needs instrument."""

from __future__ import annotations

from decimal import Decimal

from casenotes.models import NoteType
from offenders.models import Instrument, InstrumentBand

#: code, name, whether it records contact with the person, whether it may be chosen for a note.
#: Contact reports are written on forms of their own; their types name them in lists and imports.
NOTE_TYPES = (
    ("contact", "Contact", True, True),
    ("progress_review", "Progress review", True, True),
    ("acm", "ACM offender note", False, True),
    ("classification", "Classification", False, True),
    ("disciplinary", "Discipline", False, True),
    ("positive", "Positive behaviour", False, True),
    ("participation", "Work and programs", False, True),
    ("family", "Family and community", False, True),
    ("absence", "Absence", False, True),
    ("no_contact", "No contact possible", False, True),
    ("termination_summary", "Termination summary", False, True),
    ("primary_contact_report", "Primary contact report", True, False),
    ("regular_contact_report", "Regular contact report", True, False),
)

LS_CMI = "LS/CMI"

#: Levels of the LS/CMI and the total scores that they take in; an agency may set its own.
LS_CMI_BANDS = (
    ("very low", 0, 4),
    ("low", 5, 10),
    ("medium", 11, 19),
    ("high", 20, 29),
    ("very high", 30, 43),
)


def install_shipped_data() -> None:
    """Add what is missing; what the agency has changed stays as it is. Safe to call again."""
    known = set(NoteType.objects.values_list("code", flat=True))
    for place, (code, name, is_contact, selectable) in enumerate(NOTE_TYPES, start=1):
        if code not in known:
            NoteType.objects.create(
                code=code,
                name=name,
                is_contact=is_contact,
                selectable=selectable,
                order=place * 10,
            )
    instrument, made = Instrument.objects.get_or_create(
        code=LS_CMI, defaults={"name": "Level of Service/Case Management Inventory"}
    )
    if made:
        for level, lowest, highest in LS_CMI_BANDS:
            InstrumentBand.objects.create(
                instrument=instrument,
                level=level,
                lowest_score=Decimal(lowest),
                highest_score=Decimal(highest),
            )
