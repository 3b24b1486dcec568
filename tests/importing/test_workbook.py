"""One .xlsx with a sheet per file."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from casenotes.models import CaseNote
from offenders.models import Assessment, Movement, Offender
from tests.importing.folder import small_folder


@pytest.fixture
def book():
    """The small folder as a workbook of text cells."""
    folder = small_folder()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for file, rows in folder.files.items():
        sheet = book.create_sheet(file)
        header = folder.header(file)
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(name) or None for name in header])
    return book


def _cell(book, sheet, column, row=2):
    header = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row, header.index(column) + 1)


@pytest.fixture
def bring_book(bring_in, tmp_path):
    def bring(book, **options):
        path = tmp_path / "sent.xlsx"
        book.save(path)
        return bring_in(path, **options)

    return bring


def test_a_workbook_of_text_is_like_the_folder(bring_book, book):
    imported = bring_book(book)

    assert imported.refusals == []
    assert Offender.objects.get().number == "00123"
    assert CaseNote.objects.get().text == "Saw him at work.\nAll well."


def test_date_and_number_cells_are_read_as_they_are_meant(bring_book, book):
    _cell(book, "offenders", "date_of_birth").value = date(1990, 2, 28)
    _cell(book, "movements", "occurred_at").value = datetime(2026, 1, 5, 9, 30)
    _cell(book, "movements", "occurred_at").number_format = "yyyy-mm-dd hh:mm"
    _cell(book, "assessments", "score").value = 14
    _cell(book, "staff", "capacity", 3).value = 60.0

    assert bring_book(book).refusals == []
    assert Offender.objects.get().date_of_birth == date(1990, 2, 28)
    assert Movement.objects.get().occurred_at.isoformat() == "2026-01-05T15:30:00+00:00"
    assert Assessment.objects.get().score == 14


def test_midnight_is_a_moment_when_the_cell_shows_a_time_and_a_date_otherwise(bring_book, book):
    cell = _cell(book, "notes", "occurred_at")
    cell.value, cell.number_format = datetime(2026, 2, 10), "yyyy-mm-dd"
    assert bring_book(book).places == {("notes", 2, "occurred_at")}

    cell.number_format = "yyyy-mm-dd hh:mm"
    assert bring_book(book).refusals == []


def test_a_cell_that_begins_with_an_equals_sign_is_text(bring_book, book):
    _cell(book, "offenders", "family_name").value = "=SUM(A1:A2)"
    _cell(book, "offenders", "given_names").value = "TRUE"

    assert bring_book(book).refusals == []
    person = Offender.objects.get()
    assert (person.family_name, person.given_names) == ("=SUM(A1:A2)", "TRUE")


def test_a_number_cell_has_no_leading_zeros_and_no_point(bring_book, book):
    for sheet in book.sheetnames:
        header = [cell.value for cell in book[sheet][1]]
        if "number" in header:
            _cell(book, sheet, "number").value = 744106.0

    assert bring_book(book).refusals == []
    assert Offender.objects.get().number == "744106"


def test_refusals_name_the_row_of_the_sheet(bring_book, book):
    book["offenders"].append(["8", "Reed", "Jo", None, "F"])
    book["offenders"].append(["9", "Reed", "Jo", None, None, None, None, "surplus"])

    imported = bring_book(book)

    assert {place[:2] for place in imported.places} == {("offenders", 3), ("offenders", 4)}
    assert "more cells than the header" in imported.reason("offenders", 4)


def test_an_empty_row_between_others_is_refused_and_at_the_end_is_nothing(bring_book, book):
    book["offenders"].cell(4, 1).value = "8"
    book["offenders"].cell(4, 2).value = "Reed"
    book["offenders"].cell(4, 3).value = "Jo"
    book["offenders"].cell(9, 1).value = ""

    assert {place[:2] for place in bring_book(book).places} == {("offenders", 3)}


def test_an_unknown_sheet_and_an_unknown_column_are_refused(bring_book, book):
    book.create_sheet("Sheet1")
    book["units"].cell(1, 5).value = "colour"

    imported = bring_book(book)

    assert {name for name, _ in imported.report.refused_files} == {"Sheet1", "units"}


def test_a_workbook_made_to_fill_memory_is_refused(bring_in, tmp_path):
    path = tmp_path / "sent.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)

    ((_, reason),) = bring_in(path).report.refused_files
    assert "packed far more tightly" in reason
