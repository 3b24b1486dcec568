"""Requests about Ashby, who is held at Redbud: Tran records them, Strand is the delegate."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casenotes.models import NoteType
from casenotes.services import record_note
from casenotes.services.access_requests import record_access_request
from tests.access_requests.world import named


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asked(cast):
    """Record a request: `asked(items=["notes"])`; the person's own unless said otherwise."""

    def record(by=None, about=None, **said):
        fields = {
            "asker": "person",
            "channel": "form",
            "received_on": date(2026, 11, 16),
            "items": ["notes"],
            "route": "delegate",
        }
        return record_access_request(about or cast.ashby, by or cast.tran, **(fields | said))

    return record


@pytest.fixture
def delegate(cast):
    """Strand, named as the delegate at Redbud."""
    named(cast.redbud, cast.strand, cast.amsel)
    return cast.strand


@pytest.fixture
def wrote(cast):
    """Write a note about Ashby: `wrote("text")`, at noon of 3 November unless said otherwise."""

    def write(text, *, about=None, on=date(2026, 11, 3), **fields):
        return record_note(
            about or cast.ashby,
            fields.pop("by", cast.okafor),
            type=NoteType.objects.get(code="contact"),
            occurred_at=datetime(on.year, on.month, on.day, 18, 0, tzinfo=UTC),
            text=text,
            **fields,
        )

    return write
