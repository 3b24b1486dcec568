"""Okafor has Ashby and Vann; a note that is about Vann stands on Ashby."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from casenotes.models import NoteType
from casenotes.services import record_note
from offenders.services import assign_officer


def note_on(person, by, text="Spoke about the month.", *, day=10, code="contact", **more):
    """A signed note of that day in November 2026."""
    return record_note(
        person,
        by,
        type=NoteType.objects.get(code=code),
        occurred_at=datetime(2026, 11, day, 18, tzinfo=UTC),
        text=text,
        **more,
    )


@pytest.fixture
def two_cases(cast):
    """Okafor is the officer of Ashby and of Vann."""
    assign_officer(cast.vann, cast.okafor, None, from_on=date(2026, 9, 3))
    return cast


@pytest.fixture
def misfiled(two_cases):
    """The note on Ashby that is about Vann."""
    return note_on(two_cases.ashby, two_cases.okafor, "Vann asked about the welding course.")


@pytest.fixture
def browser(db):
    """A browser of its own for each person: `browser(cast.okafor)`."""

    def signed_in_as(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in_as
