"""One world for each module: the cast with notes and reports to read; each test is undone."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client

from agency import clock
from agency.events import announced_together
from casenotes.models import CaseNote, NoteType
from casenotes.services import record_note
from tests.cast import NOW, Cast, make_cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class World:
    """The cast and what is written about it."""

    cast: Cast

    def write(self, offender, author, text, *, on=date(2026, 11, 20), code="contact", **more):
        """Sign a note that happened at 10:00 in Chicago; returns it."""
        return record_note(
            offender,
            author,
            type=NoteType.objects.get(code=code),
            occurred_at=datetime(on.year, on.month, on.day, 16, tzinfo=UTC),
            text=text,
            **more,
        )

    def page(self, user, address, **headers) -> str:
        """What the user sees there, without what stands around it; fails unless it is 200."""
        client = Client()
        client.force_login(user, backend=BACKEND)
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, answer.status_code
        body = answer.content.decode()
        return body.partition("<main")[2].partition("</main>")[0] or body

    def timeline(self, user, offender, asked="") -> str:
        """The timeline alone."""
        page = self.page(user, f"/case/{offender.pk}?{asked}")
        return page.partition('id="timeline"')[2].partition("</section>")[0]


def texts(page: str) -> list[str]:
    """The texts of the cards of a page, without marks, in their order."""
    found = re.findall(r'<p class="text">(.*?)</p>', page, re.S)
    return [html.unescape(re.sub("<[^>]+>", "", text)).strip() for text in found]


def marks(page: str) -> list[str]:
    """What is marked on a page."""
    return [html.unescape(text) for text in re.findall("<mark>(.*?)</mark>", page, re.S)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The cast and some notes about Ashby, Mabry and Nalder."""
    with django_db_blocker.unblock(), clock.set_for_tests(NOW):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            made = World(make_cast())
            _write_everything(made)
            yield made
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def undone(request):
    """Whatever a test does to the world is undone after it."""
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _write_everything(world: World) -> None:
    cast = world.cast
    with announced_together("notes are written"):
        world.write(
            cast.ashby,
            cast.okafor,
            "He asks about his medication; the nurse will call.",
            on=date(2026, 11, 2),
            contact_mode="face_to_face",
            contact="completed",
        )
        world.write(
            cast.ashby,
            cast.okafor,
            "Rang his sister José-María, nobody answered.",
            on=date(2026, 11, 12),
            contact_mode="telephone",
            contact="attempted",
            facets=["family"],
        )
        world.write(
            cast.ashby,
            cast.ferrante,
            "Plan looked at. Medical appointment kept; no medication refused.",
            on=date(2026, 11, 18),
        )
        world.write(
            cast.mabry, cast.reyes, "Medication changed after the review.", on=date(2026, 11, 19)
        )
        world.write(cast.nalder, cast.marsh, "Medication stopped.", on=date(2026, 11, 19))
    assert CaseNote.objects.count() == 5
