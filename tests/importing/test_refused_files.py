"""What refuses a file before any of its rows, and archives that mean harm."""

from __future__ import annotations

import zipfile

import pytest

from casemgmt.importing import sources
from casemgmt.importing.csvfile import FileRefused, read_csv
from offenders.models import Offender
from tests.importing.folder import small_folder

HEADER = "number,family_name,given_names\n"

REFUSED = [
    (b"", "The file is empty"),
    (b"\xef\xbb\xbf", "The file is empty"),
    (b"number,family_name\n1,Reed\n", "A required column is missing. (column “given_names”)"),
    (b"number,family_name,given_names,race\n", "An unknown column. (column “race”)"),
    (b"Number,family_name,given_names\n", "An unknown column. (column “Number”)"),
    (b"number, family_name,given_names\n", "An unknown column. (column “ family_name”)"),
    (b"number,family_name,given_names,sex,sex\n", "there twice. (column “sex”)"),
    (b"number,family_name,given_names,\n", "A column without a name."),
    ((HEADER + "1,Reed,Jo\n").encode("utf-16"), "It is not UTF-8"),
    ((HEADER + "1,Reed,Jo\n").encode("utf-16-le"), "It is not UTF-8"),
    (b"number,family_name,given_names,\xe9\n", "It is not UTF-8"),
    (b"number;family_name;given_names\n1;Reed;Jo\n", "Semicolons stand where commas should"),
    ((HEADER + '1,"Reed,Jo\n2,Lee,Sam\n').encode(), "The quote opened on line 2 is never closed"),
    ((HEADER + '1,Reed,"Jo\n2,"Lee",Sam\n').encode(), "The quote opened on line 2 is never closed"),
    ((HEADER + '1,Reed,"' + "x" * 1_100_000 + "\n").encode(), "line 2 is never closed"),
]


@pytest.mark.parametrize(("content", "words"), REFUSED)
def test_a_file_is_refused_as_a_whole(bring_in, tmp_path, content, words):
    small_folder().write(tmp_path / "sent")
    (tmp_path / "sent" / "offenders.csv").write_bytes(content)

    imported = bring_in(tmp_path / "sent")

    ((name, reason),) = imported.report.refused_files
    assert name == "offenders"
    assert words in reason
    assert not imported.report.imported
    assert not Offender.objects.exists()


def test_an_unknown_file_name_is_refused(bring_in, tmp_path):
    for name in ("prisoners.csv", "Offenders.csv", "offenders.txt", "notes"):
        (tmp_path / "sent").mkdir(exist_ok=True)
        (tmp_path / "sent" / name).write_text(HEADER)

    imported = bring_in(tmp_path / "sent")

    assert {name for name, _ in imported.report.refused_files} == {
        "prisoners.csv",
        "Offenders.csv",
        "offenders.txt",
        "notes",
    }


def test_the_other_files_are_imported_without_a_refused_one(bring_in, tmp_path):
    folder = small_folder().write(tmp_path / "sent")
    (folder / "sentences.csv").write_bytes(b"number;start_on\n")
    (folder / "units.csv").write_bytes(b"")

    imported = bring_in(folder, skip_refused=True)

    assert {name for name, _ in imported.report.refused_files} == {"sentences", "units"}
    assert imported.report.imported
    assert Offender.objects.exists()
    assert "It depends on units, which is refused as a file." in imported.reason("movements", 2)


def test_a_file_with_only_a_header_and_an_absent_file_are_nothing(bring_in, tmp_path):
    folder = small_folder().write(tmp_path / "sent")
    (folder / "notes.csv").write_text("number,author,type,occurred_at,recorded_at,text\n")
    (folder / "reviews.csv").unlink()

    imported = bring_in(folder)

    assert imported.refusals == []
    assert imported.report.files["notes"]["new"] == 0
    assert "reviews" not in imported.report.files


# --- records that are wrong as such --------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"7,Reed\n", "It has fewer cells than the header: 2, not 3."),
        (b"7,Reed,Jo,x\n", "It has more cells than the header: 4, not 3. Left over: x"),
        (b"7,R\xe9ed,Jo\n", "It has bytes that are not UTF-8."),
        (b"7,R\x00eed,Jo\n", "It has a NUL character in it."),
        (b'7,"Reed"x,Jo\n', "There is text after a closing quote."),
        (b"7,Re\red,Jo\n", "There is a line break outside quotes."),
        (b"\n", "It has fewer cells than the header: 1, not 3."),
    ],
)
def test_a_malformed_record_is_refused_and_the_others_are_not(bring_in, tmp_path, line, words):
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "offenders.csv").write_bytes(
        HEADER.encode() + b'1,"Two\nlines",Ann\n' + line + b"2,Lee,Sam\n"
    )

    imported = bring_in(tmp_path / "sent", skip_refused=True)

    assert {place[:2] for place in imported.places} == {("offenders", 4)}
    assert words in imported.reason("offenders", 4)
    assert set(Offender.objects.values_list("number", flat=True)) == {"1", "2"}


def test_blank_lines_at_the_end_are_nothing(bring_in, tmp_path):
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "offenders.csv").write_bytes(HEADER.encode() + b"1,Lee,Ann\r\n\r\n \n\n")

    assert bring_in(tmp_path / "sent").refusals == []


def test_a_record_begins_on_its_physical_line(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_bytes(b'a,b\r\n"one\r\ntwo\r\nthree",x\r\n4,"a ""quoted"" word"\r\n"",\r\n')
    with path.open("rb") as stream:
        records = [(record.line, record.cells) for record in read_csv(stream)]

    assert records == [
        (1, ["a", "b"]),
        (2, ["one\ntwo\nthree", "x"]),
        (5, ["4", 'a "quoted" word']),
        (6, ["", ""]),
    ]


# --- archives ------------------------------------------------------------------------------------


def _zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def _entries(prefix=""):
    folder = small_folder()
    return [(f"{prefix}{file}.csv", folder.text(file)) for file in folder.files]


@pytest.mark.parametrize("prefix", ["", "export/"])
def test_a_zip_is_read_like_the_folder_in_it(bring_in, tmp_path, prefix):
    imported = bring_in(_zipped(tmp_path / "sent.zip", _entries(prefix)))

    assert imported.refusals == []
    assert Offender.objects.get().number == "00123"


@pytest.mark.parametrize(
    "name", ["../offenders.csv", "/offenders.csv", "..\\offenders.csv", "a/b/c.csv"]
)
def test_a_path_in_a_zip_leads_nowhere(bring_in, tmp_path, name):
    imported = bring_in(_zipped(tmp_path / "sent.zip", [*_entries(), (name, HEADER)]))

    assert not imported.report.imported
    assert len(imported.report.refused_files) == 1
    assert not (tmp_path.parent / "offenders.csv").exists()


def test_a_file_that_is_twice_in_a_zip_is_refused(bring_in, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = _zipped(tmp_path / "sent.zip", [*_entries(), ("offenders.csv", HEADER)])

    assert ("offenders", "This file is there twice.") in bring_in(path).report.refused_files


def test_a_zip_made_to_fill_memory_is_refused(bring_in, tmp_path):
    path = _zipped(tmp_path / "sent.zip", [("offenders.csv", b"0" * 30_000_000)])

    ((_, reason),) = bring_in(path).report.refused_files
    assert "packed far more tightly" in reason


def test_a_zip_with_too_many_or_too_large_files_is_refused(bring_in, tmp_path, monkeypatch):
    many = _zipped(tmp_path / "many.zip", [(f"{n}.csv", "") for n in range(10_000)])
    ((_, reason),) = bring_in(many).report.refused_files
    assert "10,000 files in it" in reason

    monkeypatch.setattr(sources, "LARGEST_UNPACKED", 100)
    large = _zipped(tmp_path / "large.zip", _entries())
    ((_, reason),) = bring_in(large).report.refused_files
    assert "bytes; 100 is the most" in reason


@pytest.mark.parametrize("name", ["sent.zip", "sent.xlsx"])
def test_what_is_no_archive_is_refused(bring_in, tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04 not really")

    ((_, reason),) = bring_in(tmp_path / name).report.refused_files
    assert "cannot be read" in reason


def test_a_damaged_zip_is_refused_and_nothing_is_imported(bring_in, tmp_path):
    path = _zipped(tmp_path / "sent.zip", _entries())
    content = bytearray(path.read_bytes())
    content[60:90] = b"\xff" * 30
    path.write_bytes(content)

    imported = bring_in(path)

    assert any("damaged" in reason for _, reason in imported.report.refused_files)
    assert not imported.report.imported


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "notes.csv").symlink_to(tmp_path / "gone.csv")
    with sources.open_path(tmp_path / "sent") as source, pytest.raises(FileRefused):
        list(source.files[0].records())
