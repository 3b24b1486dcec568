"""The cast at work once for a module; whatever a test does is undone after it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client

from agency import clock
from casenotes.models import NoteType
from casenotes.services import record_note
from tests.cast import NOW, make_cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="module")
def staged(django_db_setup, django_db_blocker):
    """The cast with its note types, standards and due items."""
    from offenders.models import Offender
    from scheduling.sync import recompute

    with django_db_blocker.unblock(), clock.set_for_tests(NOW):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            made = make_cast()
            recompute(Offender.objects.values_list("pk", flat=True), "test")
            yield made
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def office(staged, db):
    """The cast for one test. Users forget what they looked up in another one."""
    for user in staged.users.values():
        for remembered in ("_current_postings", "_covered_officers"):
            user.__dict__.pop(remembered, None)
    with clock.set_for_tests(NOW):
        yield staged


@pytest.fixture
def browse(office):
    """A client in which somebody is signed in: `browse(office.okafor)`."""

    def as_person(user):
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return as_person


@pytest.fixture
def signed(office):
    """Sign a note: `signed(office.ashby, office.okafor, "contact", "2026-11-20T16:00+00:00")`."""

    def write(offender, author, code="contact", at="2026-11-20T16:00+00:00", **more):
        return record_note(
            offender,
            author,
            type=NoteType.objects.get(code=code),
            occurred_at=datetime.fromisoformat(at),
            text=more.pop("text", "Talked about the kitchen job."),
            **{"contact_mode": "face_to_face"} | more,
        )

    return write
