"""What every installation begins with: the types of note and instruments."""

from __future__ import annotations

from casemgmt.shipped_instruments import install_instruments
from casenotes.models import NoteType

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
    ("orientation_facility", "Facility orientation", True, True),
    ("orientation_unit", "Unit orientation", True, True),
    ("dhs_pregnancy", "Pregnancy notification", False, True),
    ("termination_summary", "Termination summary", False, True),
    ("primary_contact_report", "Primary contact report", True, False),
    ("regular_contact_report", "Regular contact report", True, False),
)

#: Types whose notes are confidential without being asked.
CONFIDENTIAL_TYPES = frozenset({"dhs_pregnancy"})


def install_shipped_data() -> None:
    """Add what is missing; what the agency has changed stays as it is. Safe to call again."""
    known = set(NoteType.objects.values_list("code", flat=True))
    for place, (code, name, is_contact, selectable) in enumerate(NOTE_TYPES, start=1):
        if code not in known:
            NoteType.objects.create(
                code=code,
                name=name,
                confidential=code in CONFIDENTIAL_TYPES,
                is_contact=is_contact,
                selectable=selectable,
                order=place * 10,
            )
    install_instruments()
