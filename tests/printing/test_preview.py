"""A preview shows the first pages as they would be printed, and can be nobody's record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agency.models import AuditEvent, AuditEventType, Job
from casemgmt.printing import preview as previews
from casemgmt.printing.content import Period
from casemgmt.printing.gather import gather
from casemgmt.printing.press import CannotPrint, Press
from casenotes.models import Disclosure, PrintedReport
from tests.printing.conftest import pages_of, structure_of, words_of

ASKED = {"period": "all", "kind": "case_note_report"}


@pytest.fixture
def looked_at(sign_in, cast, tmp_path):
    """Ask for a preview of Ashby; returns the answer and the path of its PDF."""

    def look(by=None, **asked):
        answer = sign_in(by or cast.tran).post(
            reverse("pages:print-preview"), {"person": cast.ashby.pk, **ASKED, **asked}
        )
        path = tmp_path / "preview.pdf"
        path.write_bytes(answer.content)
        return answer, path

    return look


def test_the_first_pages_stand_there_as_in_print_each_marked_and_without_a_serial(looked_at, wrote):
    day = date(2026, 9, 1)
    for number in range(30):
        wrote(f"{day + timedelta(days=number)}T09:40", f"note-{number} " + "word " * 300)
    answer, path = looked_at()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]
    pages = pages_of(path)
    assert 1 < len(pages) <= previews.MOST_PAGES
    assert structure_of(path).count('"Preview - not a record"') == len(pages), "across each page"
    for page in pages:
        assert "Preview - not a record" in page, "and at its foot"
        assert "ASHBY" in page
    words = words_of(path)
    assert "note-0 " in words
    assert "note-29 " not in words
    for of_a_print in ("Serial RCC", "Fingerprint", "End of report", "Page 1 of"):
        assert of_a_print not in words


def test_one_endless_note_fills_no_more_than_the_pages(looked_at, wrote):
    wrote("2026-10-02T09:40", "\n".join("line" for _ in range(2000)))
    _, path = looked_at()
    assert len(pages_of(path)) == previews.MOST_PAGES


def test_it_is_no_print_and_is_on_record_as_a_read_of_what_it_shows(looked_at, cast, wrote):
    note = wrote("2026-10-02T09:40", "text")
    looked_at()
    assert not PrintedReport.objects.exists()
    assert not Job.objects.filter(kind="print_case_notes").exists()
    assert not Disclosure.objects.exists()
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_id) == (AuditEventType.READ, str(cast.ashby.pk))
    assert event.details == {"for": "preview of pages", "notes": [note.pk], "reports": []}


def test_it_shows_what_the_print_would_and_nothing_restricted(looked_at, wrote, cast):
    wrote("2026-10-02T09:40", "open-words")
    wrote("2026-10-03T09:40", "closed-words", confidential=True)
    whole = gather(cast.ashby, cast.tran, Period(None, date(2026, 11, 23)), cast.redbud)
    _, path = looked_at()
    words = words_of(path)
    assert "open-words" in words
    assert "closed-words" not in words
    assert whole.withheld_count == 1
    assert "withheld from this report" in " ".join(words.split())


def test_who_may_not_print_may_not_look_either(looked_at, cast, wrote):
    wrote("2026-10-02T09:40", "text")
    for user in (cast.okafor, cast.marsh_records, cast.amsel):
        answer, _ = looked_at(user)
        assert answer.status_code in {403, 404}
        assert b"%PDF" not in answer.content


def test_nothing_to_print_is_nothing_to_look_at(looked_at):
    assert looked_at()[0].status_code == 404


@pytest.mark.parametrize("code", ["time", "memory", "broken"])
def test_what_cannot_be_set_in_time_says_so_and_keeps_what_was_chosen(
    looked_at, wrote, monkeypatch, code
):
    wrote("2026-10-02T09:40", "text")

    def refuse(*args, **bounds):
        assert bounds["seconds"] <= 10
        raise CannotPrint(code)

    monkeypatch.setattr(Press, "make", refuse)
    answer, _ = looked_at(cover="on")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Look at the first pages" in page
    assert answer.context["options"].data["cover"] == "on"
    assert AuditEvent.objects.filter(details__for="preview of pages").count() == 0


def test_one_is_set_at_a_time_and_nobody_waits_for_ever(looked_at, wrote, monkeypatch):
    wrote("2026-10-02T09:40", "text")
    monkeypatch.setattr(previews, "PATIENCE", 0.01)
    with previews._TURN:
        answer, _ = looked_at()
    assert answer.status_code == 422
    assert "Try again in a moment" in answer.content.decode()
    assert looked_at()[0].status_code == 200


def test_a_long_record_is_not_read_whole_for_a_few_pages(cast, wrote, monkeypatch):
    day = date(2026, 1, 1)
    for number in range(40):
        wrote(f"{day + timedelta(days=number)}T09:40", "text")
    from casemgmt.printing.orders import PrintOrder

    order = PrintOrder(Period(None, date(2026, 11, 23)))
    narrowed = previews._narrowed(cast.ashby, cast.tran, order)
    assert narrowed == Period(None, date(2026, 1, 13))
