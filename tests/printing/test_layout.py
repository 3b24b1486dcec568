"""How a page looks where content is unkind: nothing runs off it, nothing is said twice on it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest

from casemgmt.printing.content import Addition
from casemgmt.printing.filing import file_place
from casemgmt.printing.html import Looks
from tests.printing.conftest import pages_of
from tests.printing.test_kinds import CHECKS, PRIMARY
from tests.printing.test_pdf import OKLAHOMA, SENTENCES, STAMP, START, entry, report_of

LETTER = 612  # points


@pytest.fixture
def paper(room, tmp_path):
    """Set a report; returns the path of its PDF."""

    def make(report, *, cover=False):
        looks = Looks(OKLAHOMA, file_place(OKLAHOMA), "Letter", cover)
        path = tmp_path / "report.pdf"
        path.write_bytes(room.set(report, STAMP, looks).result().data)
        return path

    return make


def right_edges(path):
    """How far to the right each word goes, in points."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    shown = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [float(edge) for edge in re.findall(r'<word [^>]*xMax="([\d.]+)"', shown)]


def test_a_long_name_of_a_file_and_a_long_word_of_a_detail_stay_on_the_page(paper):
    found = paper(
        report_of(
            entry(1, "Short.", attachments=("x" * 146 + ".pdf",), details=(("Place", "w" * 300),))
        )
    )
    assert max(right_edges(found)) < LETTER - 40


def test_the_page_after_a_cover_sheet_names_the_place_once(paper):
    report = report_of(entry(1, "Short."), entry(2, SENTENCES * 120))
    place = f"{report.agency} · {report.facility}"
    _, first, second, *_ = pages_of(paper(report, cover=True))
    assert (first.count(place), second.count(place)) == (1, 1)


def test_signatures_never_stand_on_a_page_without_what_is_signed(paper):
    """Whatever the length, words of the report are above the lines for the signatures."""
    for comment in range(4, 12):
        answers = tuple(replace(check, comment="So it is. " * 10 * comment) for check in CHECKS)
        form = replace(PRIMARY, answers=answers, text="It is settled. " * 30)
        report = replace(report_of(form), kind="primary_report")
        (page,) = [page for page in pages_of(paper(report)) if "name and signature" in page]
        assert "settled" in page.partition("Signed on the record")[0], comment


def test_an_addition_stands_beneath_its_note_with_who_made_it_and_before_the_next(paper):
    added = Addition("Error reported", START, "Luz Reyes", "Case manager", "It was at 13:30.")
    shown = " ".join(
        pages_of(paper(report_of(entry(1, "First words.", additions=(added,)), entry(2, "Next."))))
    )
    order = [
        "First words.",
        "Error reported",
        "Luz Reyes, case manager",
        "It was at 13:30.",
        "Next.",
    ]
    assert [shown.find(words) for words in order] == sorted(shown.find(words) for words in order)
    assert -1 not in [shown.find(words) for words in order]
