"""What the tests of copied text share."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest

from casemgmt.shipped import install_shipped_data
from casenotes.models import NoteType
from casenotes.services import record_note
from scheduling.policies import activate_packs

OCTOBER = (
    "Sat with him in the dayroom. He has begun to write to his daughter again and asked how long "
    "a letter takes to Nevada. The welding class is full until March; he put his name down and "
    "will go on with the crew meanwhile. He asked about his boots, which are with property."
)
#: The same a month later, with other dates and two other words.
NOVEMBER = OCTOBER.replace("March", "April").replace("dayroom", "library").replace("boots", "radio")
#: Another month, honestly told.
HONEST = (
    "He came to the office with a letter from his daughter: she is in the school band and wants "
    "him to hear her play. We looked at what a video visit needs. The crew has been cut from nine "
    "to five men and he is not among them, so he is on the list for the kitchen."
)


@pytest.fixture
def office(cast):
    """The cast at work: note types, the agency's standards in force, due items computed."""
    from offenders.models import Offender
    from scheduling.sync import recompute

    install_shipped_data()
    activate_packs(cast.agency)
    recompute(Offender.objects.values_list("pk", flat=True), "test")
    return cast


@pytest.fixture
def sign():
    """Sign a note: `sign(offender, author, text, "2026-10-20", code="contact", ...)`."""

    def write(offender, author, text, on="2026-11-20", **more):
        return record_note(
            offender,
            author,
            type=NoteType.objects.get(code=more.pop("code", "contact")),
            occurred_at=datetime.fromisoformat(f"{on}T16:00+00:00"),
            text=text,
            **more,
        )

    return write


@pytest.fixture
def note_form():
    """What a browser sends for a note: `note_form(text="Saw him.")`; other fields by name."""

    def fields(**changed):
        return {
            "type": NoteType.objects.get(code="contact").pk,
            "occurred_on": "2026-11-23",
            "occurred_time": "09:30",
            "contact_mode": "face_to_face",
            "text": NOVEMBER,
            "form_key": str(uuid.uuid4()),
            "draft_version": "0",
        } | changed

    return fields
