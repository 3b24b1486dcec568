"""What the tests of the officer's pages share."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest

from casemgmt.shipped import install_shipped_data
from casenotes.models import NoteType
from casenotes.services import record_note
from scheduling.policies import activate_packs


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
def note_form():
    """What a browser sends for a note: `note_form(text="Saw him.")`; other fields by name."""

    def fields(**changed):
        return {
            "type": NoteType.objects.get(code=changed.pop("code", "contact")).pk,
            "occurred_on": "2026-11-23",
            "occurred_time": "09:30",
            "contact_mode": "face_to_face",
            "text": "Saw him in the unit office.",
            "form_key": str(uuid.uuid4()),
            "draft_version": "0",
        } | changed

    return fields


@pytest.fixture
def write_note(office):
    """Record a note through the service: `write_note(offender, author, "Text", on=date(...))`."""

    def write(offender, author, text, *, on=date(2026, 11, 20), hour=16, **more):
        code = more.pop("code", "contact")
        return record_note(
            offender,
            author,
            type=NoteType.objects.get(code=code),
            occurred_at=datetime(on.year, on.month, on.day, hour, tzinfo=UTC),
            text=text,
            **more,
        )

    return write
