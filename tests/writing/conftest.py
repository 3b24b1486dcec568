"""What the tests of writing share: the cast, a note, private folders, files of each kind."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime

import pytest
from PIL import Image

from casenotes.models import NoteType
from casenotes.services import record_note


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    """Files of these tests lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def note(cast):
    """Okafor's note on Ashby."""
    return note_on(cast.ashby, cast.okafor)


def note_on(offender, author, **more):
    return record_note(
        offender,
        author,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
        text="Went through the form with him.",
        **more,
    )


def image(kind, size=(8, 8)):
    """The bytes of a small image."""
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, kind)
    return stream.getvalue()


PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def sent_note(**changed):
    """What a browser sends for a note."""
    return {
        "type": NoteType.objects.get(code="contact").pk,
        "occurred_on": "2026-11-23",
        "occurred_time": "09:30",
        "contact_mode": "face_to_face",
        "text": "Saw him in the unit office.",
        "form_key": str(uuid.uuid4()),
        "draft_version": "0",
    } | changed
