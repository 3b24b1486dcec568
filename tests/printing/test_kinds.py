"""Contact reports, summaries and extracts on paper: what stands on each, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from agency.models import Agency, Job
from casemgmt.printing import files
from casemgmt.printing.content import Addition, Answer, Period, Redacted, Struck, Withheld, without
from casemgmt.printing.entries import SUMMARY_PARTS
from casemgmt.printing.extract import print_extract
from casemgmt.printing.filing import file_place
from casemgmt.printing.gather import gather
from casemgmt.printing.html import Looks, part_html, parts_of
from casemgmt.printing.redacting import key_of, redacted, texts_of
from casemgmt.printing.words import groups_of_four
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS
from casenotes.forms.notes import SummaryForm
from casenotes.models import NoteType, PrintedReport, PrintKind
from casenotes.services import Answer as Said
from casenotes.services import add_amendment, sign_report
from tests.printing.conftest import CHICAGO, bookmarks_of, facts_of, pages_of, words_of
from tests.printing.test_pdf import OKLAHOMA, STAMP, START, entry, report_of

WA = Agency(
    code="au-wa",
    name="Corrective Services",
    standards=["au-wa/copp-10.3"],
    terms={"offender": "prisoner", "case_officer": "case officer"},
)
CHECKS = tuple(Answer(check.name, True, "Is so.", "", "", None) for check in PRIMARY_CHECKS)
PRIMARY = entry(
    7, "Settled.", kind="report", title="Primary Contact Report", answers=CHECKS, others_present="B"
)


@pytest.fixture
def paper(room, tmp_path):
    """Set a report; returns the path of its PDF. Further arguments change the stamp."""

    def make(report, agency=OKLAHOMA, *, cover=False, duplex=False, **stamp):
        looks = Looks(agency, file_place(agency), "Letter", cover, duplex)
        path = tmp_path / f"{report.kind}.pdf"
        path.write_bytes(room.set(report, replace(STAMP, **stamp), looks).result().data)
        return path

    return make


def flat(path) -> str:
    return " ".join(words_of(path).split())


def html_of(report, agency=OKLAHOMA, **stamp) -> str:
    looks = Looks(agency, file_place(agency), "Letter")
    return part_html(report, replace(STAMP, **stamp), looks, parts_of(report)[0])


def test_a_primary_report_has_five_checks_its_action_and_room_for_two_signatures(paper):
    refused = replace(
        CHECKS[3],
        yes=False,
        action="Ask for a place",
        action_by="Reyes",
        action_due_on=date(2026, 12, 1),
    )
    told = replace(PRIMARY, answers=(*CHECKS[:3], refused, CHECKS[4]))
    report = replace(report_of(told), kind="primary_report")
    path = paper(report, WA, reason="Has to be signed by the prisoner or by staff")
    words = flat(path)
    for number, check in enumerate(PRIMARY_CHECKS, start=1):
        assert f"{number} {check.name}" in words
    for expected in (
        "Primary Contact Report",
        "Action: Ask for a place, by Reyes, due 1 Dec 2026",
        "Signed on the record by Dana Whitfield, case officer",
        "Case officer: name and signature",
        "Prisoner: name and signature",
        "Printed because: Has to be signed by the prisoner or by staff.",
        "Encourage the person not to keep copies",
        "1 contact report printed",
    ):
        assert expected in words
    assert facts_of(path)["Title"] == "Primary Contact Report: ASHBY, Terrell Dean, 744106"
    assert facts_of(path)["Tagged"] == "yes"


def test_two_reports_of_one_person_begin_on_a_page_each():
    points = tuple(Answer(point.name, None, "As planned.", "", "", None) for point in FOCUS_POINTS)
    regular = replace(PRIMARY, title="Regular Contact Report", answers=points)
    page = html_of(replace(report_of(regular, replace(regular, id=8)), kind="regular_report"))
    assert page.count('<article class="form">') == 2
    assert ".form + .form { break-before: page; }" in page
    assert all(point.name in page for point in FOCUS_POINTS)


def test_paper_that_is_not_for_the_file_says_so_on_every_page_and_names_no_place(paper):
    notes = [entry(number) for number in range(12)]
    pages = pages_of(paper(report_of(*notes), WA, not_for_file="Not for file"))
    assert len(pages) > 1
    for page in pages:
        assert "NOT FOR FILE" in page.upper()
        assert "Prisoner's Management File" not in page
    for page in pages_of(paper(report_of(*notes), WA)):
        assert "NOT FOR FILE" not in page.upper()


def test_a_long_place_and_name_keep_to_one_line_beside_the_words_on_filing(paper):
    report = report_of(*(entry(number) for number in range(12)))
    long = replace(
        report,
        facility="Redbud Correctional Center and Regional Reception Facility",
        person=replace(report.person, sort_name="ASHBY, Terrell Dean Bartholomew Christopher"),
    )
    for marked in ("Not for file", "Copy handed out"):
        for kept in (OKLAHOMA, WA):
            second = pages_of(paper(long, kept, not_for_file=marked))[1].strip("\n")
            head, following = second.split("\n")[:2]
            assert "Redbud Correctional Center and Regional Rec…" in head
            assert marked.upper() in head
            assert "ASHBY, Terrell Dean" in head
            assert long.person.number in head
            assert not following.strip()


def test_the_fingerprint_stands_short_on_each_page_and_whole_on_the_last(paper):
    report = report_of(*(entry(number) for number in range(12)))
    path = paper(report)
    whole = groups_of_four(report.fingerprint())
    pages = [" ".join(page.split()) for page in pages_of(path)]
    assert all(whole[:24] in page for page in pages)
    assert whole in pages[-1]
    assert whole not in pages[0]


def test_a_struck_entry_says_by_whom_and_what_was_added_to_it_stays():
    added = Addition("Error reported", START, "Rae Coble", "Other staff", "It was at 13:30.")
    struck = entry(
        1, struck=Struck("its content was wrong", "Helen Strand", START), additions=(added,)
    )
    page = html_of(report_of(struck))
    assert "Struck as an error on 1 Jul 2026, 10:00 by Helen Strand: its content was wrong." in page
    assert page.index('<div class="struck">') < page.index("It was at 13:30.")
    assert ".struck { text-decoration: line-through" in page


def test_details_attachments_and_earlier_paper_stand_with_the_entry():
    told = entry(
        1, details=(("Place", "Office"), ("Took part", "Mother")), attachments=("a.pdf", "b.png")
    )
    page = html_of(report_of(told, entry(2, "", earlier="RCC-2026-000001")))
    for words in (
        "Place: Office",
        "Took part: Mother",
        "Attached, 2 files: a.pdf, b.png",
        "Printed before, on RCC-2026-000001. New since then:",
    ):
        assert words in page


def test_a_cover_sheet_names_the_section_and_for_both_sides_the_report_begins_on_a_front_side(
    paper,
):
    path = paper(report_of(entry(1)), cover=True, duplex=True)
    cover, back, report = pages_of(path)
    assert "Field file, section four" in cover
    assert "Filed by: name and signature" in cover
    assert STAMP.serial in cover
    assert back.split() == []
    assert "Page 3 of 3" in report


def test_a_joined_file_has_a_bookmark_for_each_person_and_each_begins_on_a_front_side(
    room, paper, tmp_path
):
    one = paper(report_of(entry(1)))
    with room.press() as press:
        to = tmp_path / "joined.pdf"
        pages = press.join([(one, "ASHBY, T"), (one, "MABRY, C")], to, title="Two", duplex=True)
    assert (pages, facts_of(to)["Pages"]) == (4, "4")
    assert bookmarks_of(to) == [("ASHBY, T", 0, []), ("MABRY, C", 2, [])]
    assert pages_of(to)[1].strip() == ""


# ---- What is taken out of an extract ----------------------------------------------------------


@pytest.mark.parametrize(
    ("passages", "left"),
    [
        ([(0, 4, "a")], "[a] bcde fghi"),
        ([(5, 9, "a")], "abcd [a] fghi"),
        ([(10, 99, "a")], "abcd bcde [a]"),
        ([(0, 99, "a")], "[a]"),
        ([(0, 4, "a"), (4, 9, "b")], "[a; b] fghi"),
        ([(2, 7, "a"), (0, 4, "a")], "[a]de fghi"),
        ([(5, 9, "a"), (0, 4, "b")], "[b] [a] fghi"),
        ([(3, 3, "a"), (20, 30, "a")], "abcd bcde fghi"),
        ([], "abcd bcde fghi"),
    ],
)
def test_a_passage_is_replaced_by_its_ground(passages, left):
    found = without("abcd bcde fghi", [Redacted(*passage) for passage in passages])
    assert found.replace("\ue000", "[").replace("\ue001", "]") == left


def test_nobody_can_write_what_looks_like_a_redaction():
    assert without("\ue000forged\ue001", []) == "\ufffdforged\ufffd"
    page = html_of(report_of(entry(1, "\ue000forged\ue001")))
    assert '<b class="redacted">' not in page


def test_every_text_of_an_entry_can_be_taken_out_and_nothing_of_it_stays(paper):
    secret = "canary-words"
    added = Addition("More details added", START, "Rae Coble", "Other staff", secret)
    answers = (Answer("Wellbeing", False, secret, secret, secret, date(2026, 12, 1)),)
    told = entry(
        1,
        secret,
        kind="report",
        others_present=secret,
        details=(("Took part", secret),),
        parts=(("Progress", secret),),
        attachments=(secret,),
        answers=answers,
        additions=(added,),
    )
    report = replace(report_of(told, entry(2, secret)), kind="subject_access")
    passages = {
        (key_of(told), passage.part): [Redacted(0, len(passage.text), "safety of a person")]
        for passage in texts_of(told)
    }
    passages["note:2", ""] = [Redacted(0, 0, "about another person")]
    handed_out = redacted(report, passages)
    assert secret not in repr(handed_out)
    assert handed_out.entries[1] == Withheld(date(2026, 7, 2), 1, "about another person")
    path = paper(handed_out, not_for_file="Copy handed out", reference="Request 12")
    words = flat(path)
    assert secret not in words
    assert secret.encode() not in path.read_bytes()
    assert words.count("safety of a person") == len(passages) - 1
    assert "One entry withheld: about another person." in words
    assert "1 entry not included." in words
    assert "For: Request 12." in words


# ---- From the record --------------------------------------------------------------------------


@pytest.fixture
def records_of_every_kind(cast, wrote):
    """A contact report of each kind, a termination summary and a note about Ashby."""
    wrote("2026-10-01T09:00", "An ordinary note.")
    for kind, day, items in (("primary", 9, PRIMARY_CHECKS), ("regular", 20, FOCUS_POINTS)):
        yes = True if kind == "primary" else None
        sign_report(
            cast.ashby,
            cast.okafor,
            kind=kind,
            interview_at=datetime(2026, 10, day, 10, 0, tzinfo=CHICAGO),
            answers={item.code: Said(yes=yes, comment=f"{kind} {item.code}") for item in items},
            summary=f"In all, {kind}.",
        )
    summary = NoteType.objects.get(code="termination_summary")
    text = "\n\n".join(f"{part}\nWords on {part.lower()}." for part in SUMMARY_PARTS)
    wrote("2026-11-02T09:00", text, type=summary)
    return cast


def test_each_kind_holds_its_own_records_and_the_case_note_report_all(records_of_every_kind):
    cast = records_of_every_kind
    whole = Period(None, date(2026, 11, 23))

    def held(kind):
        report = gather(cast.ashby, cast.tran, whole, cast.redbud, kind=kind)
        return [one.title.split(",")[0] for one in report.entries]

    assert held(PrintKind.PRIMARY) == ["Primary Contact Report"]
    assert held(PrintKind.REGULAR) == ["Regular Contact Report"]
    assert held(PrintKind.TERMINATION) == ["Termination summary"]
    assert len(held(PrintKind.CASE_NOTES)) == 4
    summary = gather(cast.ashby, cast.tran, whole, cast.redbud, kind=PrintKind.TERMINATION)
    (told,) = summary.notes
    assert told.text == ""
    assert told.parts == tuple((part, f"Words on {part.lower()}.") for part in SUMMARY_PARTS)


def test_the_parts_of_a_summary_are_those_of_its_form():
    assert tuple(heading for _, heading in SummaryForm.HEADINGS) == SUMMARY_PARTS


def test_an_extract_is_printed_once_by_a_job_and_its_row_names_the_request(cast, wrote):
    note = wrote("2026-10-02T09:40", "Saw him. His cousin Lee Marr called.")
    add_amendment(cast.okafor, note=note, text="Lee Marr called again.")
    whole = Period(None, date(2026, 11, 23))
    report = gather(cast.ashby, cast.tran, whole, cast.redbud, kind=PrintKind.EXTRACT)
    job = Job.objects.create(kind="print_extract", requested_by=cast.tran)
    (told,) = report.notes
    key = key_of(told)
    at = told.text.index("Lee Marr")
    withheld = {
        (key, "text"): [Redacted(at, at + 8, "about another person")],
        (key, "addition:0"): [Redacted(0, 8, "about another person")],
    }
    rows = [
        print_extract(
            report, cast.ashby, cast.tran, cast.redbud, job, redactions=withheld, reference="AR 12"
        )
        for _ in range(2)
    ]
    assert rows[0] == rows[1] == PrintedReport.objects.get()
    row = rows[0]
    assert (row.kind, row.reference, row.for_file) == ("subject_access", "AR 12", False)
    assert (row.note_ids, row.note_versions) == ([note.pk], [1])
    words = flat(files.file_of(row))
    assert "Lee" not in words
    assert "Saw him. His cousin about another person called." in words
