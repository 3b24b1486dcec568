"""A long report is set in parts; its reader cannot tell."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from casemgmt.printing import html
from casemgmt.printing.filing import file_place
from casemgmt.printing.html import Looks, name_of, parts_of, report_html
from casenotes.models import PrintKind
from tests.printing.conftest import bookmarks_of, facts_of, pages_of, structure_of, words_of
from tests.printing.test_pdf import OKLAHOMA, SENTENCES, STAMP, entry, report_of

REPORT = report_of(*(entry(number, f"{SENTENCES} ending-{number}") for number in range(30)))
LOOKS = Looks(OKLAHOMA, file_place(OKLAHOMA), "Letter")


@pytest.fixture(autouse=True)
def _short_parts(monkeypatch):
    """Parts are of some six thousand characters."""
    monkeypatch.setattr(html, "WHOLE_UNTIL", 5000)
    monkeypatch.setattr(html, "PART_OF", 6000)


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def in_parts(room, kept, tmp_path_factory):
    """The report, set in parts: its path."""
    if "parts" not in kept:
        kept["parts"] = tmp_path_factory.mktemp("long") / "parts.pdf"
        kept["parts"].write_bytes(room.set(REPORT, STAMP, LOOKS).result().data)
    return kept["parts"]


@pytest.fixture
def in_one_piece(room, kept, tmp_path_factory):
    """The report, set as a whole: its path."""
    if "whole" not in kept:
        kept["whole"] = tmp_path_factory.mktemp("long") / "whole.pdf"
        words = report_html(REPORT, STAMP, agency=OKLAHOMA, place=LOOKS.place, paper=LOOKS.paper)
        with room.press() as press:
            kept["whole"].write_bytes(press.make(words).data)
    return kept["whole"]


def test_the_parts_follow_one_another():
    parts = parts_of(REPORT)
    assert len(parts) > 2
    assert [part.first for part in parts[1:]] == [part.last for part in parts[:-1]]


def test_every_page_says_which_of_how_many_whose_and_where(in_parts):
    pages = pages_of(in_parts)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "ASHBY, Terrell Dean · 744106" in page
        assert "Department of Corrections · Redbud Correctional Center" in page


def test_every_word_stands_there_once(in_parts):
    words = words_of(in_parts)
    assert [words.count(f"ending-{number}\n") for number in range(30)] == [1] * 30
    assert words.count("Case Note Report") == 1
    assert words.count("End of report: 30 notes printed") == 1


def test_title_tags_and_what_is_read_aloud_are_those_of_one_piece(in_parts, in_one_piece):
    facts = facts_of(in_parts)
    assert (facts["Tagged"], facts["Title"]) == ("yes", f"Case Note Report: {name_of(REPORT)}")
    read = [line for line in structure_of(in_parts) if line.startswith('"')]
    assert read == [line for line in structure_of(in_one_piece) if line.startswith('"')]
    assert not any("Page 1 of" in line for line in read), "a number is no part of what is read"


def test_the_foot_of_a_page_stands_where_it_stands_in_one_piece(in_parts, in_one_piece):
    def feet(path):
        boxes = re.findall(r'yMin="([\d.]+)" [^>]*>([^<]+)<', words_of(path, "-bbox"))
        return {(word, y) for y, word in boxes if float(y) > 735 and not word.isdecimal()}

    assert ("Page", "739.114487") in feet(in_parts)
    assert feet(in_parts) == feet(in_one_piece)


def test_the_bookmarks_are_those_of_one_piece(in_parts, in_one_piece):
    ((title, first, beneath),) = bookmarks_of(in_parts)
    ((same, _, as_many),) = bookmarks_of(in_one_piece)
    assert (title, first) == (same, 0)
    assert [mark for mark, _, _ in beneath] == [mark for mark, _, _ in as_many]
    pages = [page for _, page, _ in beneath]
    assert pages == sorted(pages)
    assert pages[-1] == len(pages_of(in_parts)) - 1


def test_forms_for_both_sides_begin_on_front_sides_and_blank_pages_have_no_number(room, tmp_path):
    told = (entry(number, "word " * 1200, kind="report") for number in range(5))
    report = replace(report_of(*told), kind=PrintKind.REGULAR)
    assert len(parts_of(report)) > 2
    path = tmp_path / "forms.pdf"
    pdf = room.set(report, STAMP, replace(LOOKS, duplex=True)).result()
    path.write_bytes(pdf.data)
    pages = pages_of(path)
    assert len(pages) in {pdf.pages, pdf.pages - 1}  # a blank one at the end is nothing to read
    begins = [n for n, page in enumerate(pages, start=1) if "Interview, face to face" in page]
    assert len(begins) == 5
    assert all(number % 2 for number in begins)
    blank = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    for number, page in enumerate(pages, start=1):
        assert (f"Page {number} of {pdf.pages}" in page) != (number in blank)


def test_parts_whose_pages_are_not_as_many_as_their_numbers_are_refused(room, monkeypatch):
    from casemgmt.printing import room as rooms
    from casemgmt.printing.press import CannotPrint

    monkeypatch.setattr(rooms, "blanks_of", lambda made, **_: [False] * 3)
    with pytest.raises(CannotPrint):
        room.set(REPORT, STAMP, LOOKS).result()
