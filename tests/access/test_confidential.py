"""S06, S07: what somebody may not read appears nowhere: no page, partial, file, mail, log or event.

A word of its own stands in the text of each note. Every address is asked for in every role, and
whatever comes back is searched for the words that must not be in it.
"""

from __future__ import annotations

import json
import logging
import subprocess
from datetime import date, datetime

import pytest
import redis
from django.conf import settings
from django.core import mail

from agency import jobs
from agency.models import AuditEvent
from casemgmt.printing import files
from casemgmt.printing.batches import request_print
from casemgmt.printing.content import Period
from casenotes.models import CaseNote, NoteType, PrintedReport
from casenotes.services import record_note
from scheduling.digests import queue_digests
from tests.access.expected import EVERYBODY, MEMBER, has_cell, reached
from tests.access.stage import MARK, SECRET
from tests.security.crawl import routes

pytestmark = pytest.mark.django_db

GOVERNED = [route for route in routes() if route.rule.object]


@pytest.fixture(scope="module", autouse=True)
def secrets(stage):
    """A confidential note about each person, with a word that stands nowhere else."""
    officers = {"ashby": "okafor", "mabry": "reyes", "vann": "reyes", "nalder": "marsh"}
    for case, officer in officers.items():
        record_note(
            stage.cast.offenders[case],
            stage.cast.users[officer],
            type=NoteType.objects.get(code="contact"),
            occurred_at=datetime.fromisoformat("2026-11-18T17:00+00:00"),
            text=f"{SECRET[case]} was named as the source.",
            confidential=True,
        )


#: Opens the notes and what is settled, on the pages that fold them away.
UNFOLDED = "?show=notes&items=completed"


def everything_for(stage, role):
    """(address, answer) of every address about everybody, unfolded where something is folded away.

    Each address is asked for as a part too, about the first person whose page answers: the same
    rule and the same queries stand behind both. Roles without the cell are refused whomever it is
    about, and `test_routes_by_role` asks for that as a part.
    """
    for route in GOVERNED:
        has_one = has_cell(role, route.rule.object, route.rule.action.value)
        asked_in_part = False
        for case in sorted(EVERYBODY) if route.arguments and has_one else ["ashby"]:
            at = stage.address(route, case)
            seen = stage.visit(MEMBER[role], "get", at)
            yield at, seen
            if b"show=notes" in seen.body or b"items=completed" in seen.body:
                yield at + UNFOLDED, stage.visit(MEMBER[role], "get", at + UNFOLDED)
            if seen.status == 200 and not asked_in_part:
                asked_in_part = True
                part = {"hx-request": "true"}
                yield at, stage.visit(MEMBER[role], "get", at, **part)


@pytest.mark.parametrize("role", MEMBER)
def test_words_of_a_record_reach_only_those_who_may_read_it(stage, role):
    open_to = reached(role, "confidential_note", "read")
    readable = {
        case
        for object_ in ("note", "report", "alert", "offender")
        for case in reached(role, object_, "read")
    }
    forbidden = [SECRET[case].encode() for case in EVERYBODY - open_to]
    forbidden += [MARK[case].encode() for case in EVERYBODY - readable]
    read = set()
    for at, seen in everything_for(stage, role):
        for word in forbidden:
            assert word not in seen.body, f"{role} reads {word.decode()} at {at}"
        read |= {case for case in open_to if SECRET[case].encode() in seen.body}
    # Without this the test would pass on empty pages.
    assert read == open_to


@pytest.mark.parametrize("role", ["case_officer", "contributor", "auditor"])
def test_who_knows_a_name_sees_name_number_and_place_and_nothing_else(stage, role):
    """S06: Mabry, whom these know by name only."""
    person = stage.cast.mabry
    seen = stage.visit(MEMBER[role], "get", f"/case/{person.pk}")
    text = seen.body.decode()
    assert seen.status == 200
    assert "MABRY, Cole" in text
    assert person.number in text
    hidden = ["1989", "17 Mar", MARK["mabry"], SECRET["mabry"], "2031", "LS/CMI", "Ashbee"]
    assert [word for word in hidden if word in text] == []


def test_a_restricted_note_stays_in_the_list_without_its_text(stage):
    """The unit manager reads the case and not its confidential notes, and is told that they are."""
    page = stage.visit("marrow", "get", f"/case/{stage.cast.ashby.pk}?show=notes").body.decode()
    assert MARK["ashby"] in page
    assert SECRET["ashby"] not in page
    withheld = CaseNote.objects.withheld_from(stage.cast.marrow)
    assert withheld.filter(offender=stage.cast.ashby).count() == 2
    assert "estricted" in page


def test_a_printed_report_holds_no_confidential_words_and_says_that_some_are_missing(
    stage, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    case = stage.cast.ashby
    job = request_print(stage.cast.tran, [case.pk], Period(None, date(2026, 11, 23)))
    jobs.run_open_jobs()
    printed = PrintedReport.objects.get(job=job)
    command = ["pdftotext", str(files.file_of(printed)), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert MARK["ashby"] in text
    assert "saltlantern" not in text
    assert printed.withheld_count == 2
    assert "2 restricted notes not included" in " ".join(text.split())


def test_no_log_line_holds_words_of_a_record(stage, caplog):
    with caplog.at_level(logging.DEBUG):
        for role in MEMBER:
            stage.visit(MEMBER[role], "get", f"/case/{stage.cast.ashby.pk}")
            stage.visit(MEMBER[role], "post", f"/note/{stage.worlds['ashby'].note.pk}/add")
    for record in caplog.records:
        if record.name != "django.db.backends":
            said = record.getMessage()
            assert "quillfeather" not in said
            assert "saltlantern" not in said


def test_no_event_holds_words_of_a_record(stage):
    for event in AuditEvent.objects.all():
        kept = json.dumps([event.details, event.reason, event.object_id])
        assert "quillfeather" not in kept
        assert "saltlantern" not in kept


def test_no_mail_holds_words_of_a_record(stage):
    queue_digests()
    jobs.run_open_jobs()
    assert mail.outbox
    for message in mail.outbox:
        sent = message.subject + message.body
        assert "quillfeather" not in sent
        assert "saltlantern" not in sent


def test_redis_holds_no_words_of_a_record(stage):
    store = redis.Redis.from_url(settings.REDIS_URL)
    for key in store.scan_iter("*"):
        kept = key + (store.dump(key) or b"")
        assert b"quillfeather" not in kept
        assert b"saltlantern" not in kept
