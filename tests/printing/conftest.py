"""Notes and reports about Ashby, a printer that runs in the test, and the tools to read a PDF."""

from __future__ import annotations

import subprocess
from contextlib import nullcontext
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pikepdf import Pdf

from agency import jobs
from casemgmt.printing import batches, extract
from casemgmt.printing.content import Period
from casemgmt.printing.orders import PrintOrder
from casemgmt.printing.room import PressRoom
from casenotes.models import CaseNote, NoteType, PrintedReport
from casenotes.services import record_note

CHICAGO = ZoneInfo("America/Chicago")
WHOLE = Period(None, date(2026, 11, 23))


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="session")
def room():
    """A press room that stands ready: starting a typesetter takes longer than a short report."""
    with PressRoom() as standing_ready:
        yield standing_ready


@pytest.fixture(autouse=True)
def _the_room_of_all_tests(monkeypatch, room):
    """Jobs print in the room that is there, and leave it open."""
    for module in (batches, extract):
        monkeypatch.setattr(module, "PressRoom", lambda: Borrowed(room))


class Borrowed(nullcontext):
    """A room that may be entered and left as often as wanted."""

    def __getattr__(self, name):
        return getattr(self.enter_result, name)


@pytest.fixture
def interview(db):
    return NoteType.objects.get_or_create(code="interview", defaults={"name": "Interview"})[0]


@pytest.fixture
def wrote(cast, interview):
    """Write a note: `wrote("2026-10-02T09:40", "text")`, local time in Chicago unless aware."""

    def write(at: str, text: str, *, about=None, by=None, **fields) -> CaseNote:
        moment = datetime.fromisoformat(at)
        return record_note(
            about or cast.ashby,
            by or cast.okafor,
            type=fields.pop("type", interview),
            occurred_at=moment if moment.tzinfo else moment.replace(tzinfo=CHICAGO),
            text=text,
            **fields,
        )

    return write


@pytest.fixture
def days():
    """A period: `days("2026-03-01", "2026-03-31")`; None for from the first day on."""

    def period(first: str | None, last: str) -> Period:
        return Period(date.fromisoformat(first) if first else None, date.fromisoformat(last))

    return period


@pytest.fixture
def printed(cast, days):
    """Print as the records administrator of Redbud, in this process: returns the finished job."""
    from casemgmt.printing.batches import request_print

    def run(people, *, by=None, period=None):
        job = request_print(
            by or cast.tran, [p.pk for p in people], period or days(None, "2026-11-23")
        )
        jobs.run_open_jobs()
        job.refresh_from_db()
        return job

    return run


@pytest.fixture
def western_australia(cast):
    """The cast's agency follows COPP 10.3."""
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    return cast


@pytest.fixture
def ordered(cast, printed):
    """Print an order as Tran: `ordered(only_new=True)`; returns the ledger row, or None."""

    def run(*people, **options):
        job = printed(people or [cast.ashby], period=PrintOrder(WHOLE, **options))
        return PrintedReport.objects.filter(job=job).first()

    return run


@pytest.fixture
def past_the_product(db):
    """Run SQL without the triggers that keep signed rows as they are."""

    def run(sql, *parameters):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql, parameters)
            assert cursor.rowcount == 1
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


def words_of(path, *options: str) -> str:
    """The text of a PDF."""
    command = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def facts_of(path) -> dict[str, str]:
    """What pdfinfo says of a PDF, by name."""
    shown = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
    pairs = (line.split(":", 1) for line in shown.stdout.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def pages_of(path) -> list[str]:
    """The text of each page."""
    return words_of(path, "-layout").rstrip("\f").split("\f")


def structure_of(path) -> list[str]:
    """The lines of what a screen reader is told, elements and words."""
    command = ["pdfinfo", "-struct-text", str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stderr == ""
    return [line.strip() for line in shown.stdout.splitlines() if line.strip()]


def bookmarks_of(path) -> list[tuple[str, int, list]]:
    """Of each bookmark its words, its page (from 0) and those beneath it."""
    with Pdf.open(path) as pdf, pdf.open_outline() as outline:
        at = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

        def read(items):
            return [
                (item.title, at[item.destination[0].objgen], read(item.children)) for item in items
            ]

        return read(outline.root)
