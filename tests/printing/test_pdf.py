"""The paper itself: tagged, named and numbered on every page, and deaf to what is in the text."""

from __future__ import annotations

import contextlib
import re
import subprocess
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pikepdf import Pdf

from agency.models import Agency
from casemgmt.printing.content import Addition, Entry, Period, Person, Report, Stamp, Withheld
from casemgmt.printing.filing import BY_JURISDICTION, file_place, paper_of
from casemgmt.printing.html import report_html
from casemgmt.printing.press import CannotPrint, Press, seconds_for
from tests.printing.conftest import facts_of, pages_of, words_of

OKLAHOMA = Agency(
    code="us-ok",
    name="Department of Corrections",
    time_zone="America/Chicago",
    standards=["us-ok/op-060101"],
    terms={"offender": "inmate", "case_officer": "case manager"},
)
PERSON = Person("744106", "ASHBY, Terrell Dean", date(1989, 3, 17), "Unit B", "Dana Whitfield")
STAMP = Stamp(
    serial="RCC-2026-004187",
    printed_at=datetime(2026, 11, 23, 17, 4, tzinfo=UTC),
    printed_by="Linh Tran",
    printed_as="Records administrator",
    replaces="RCC-2026-003902",
)
START = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)
SENTENCES = (
    "Saw Mr. Ashby in the unit office. He has started the HVAC course and works mornings in the "
    "kitchen. Earned credits for September read to him. No family concerns. Substance use group "
    "attended 6 of 6 sessions; the facilitator reports that he speaks up and helps new members. "
)


def entry(number: int, text: str = SENTENCES, **changes) -> Entry:
    happened = START + timedelta(hours=7 * number)
    made = Entry(
        kind="note",
        id=number,
        title="Interview, face to face",
        occurred_at=happened,
        recorded_at=happened + timedelta(minutes=18),
        time_zone="America/Chicago",
        late=False,
        author_name="Dana Whitfield",
        author_role="Case officer",
        text=text,
    )
    return replace(made, **changes)


def report_of(*entries, person: Person = PERSON) -> Report:
    return Report(
        agency=OKLAHOMA.name,
        facility="Redbud Correctional Center",
        time_zone="America/Chicago",
        person=person,
        period=Period(date(2026, 7, 1), date(2026, 11, 22)),
        entries=entries,
    )


def html_of(report: Report, *, agency: Agency = OKLAHOMA) -> str:
    return report_html(
        report, STAMP, agency=agency, place=file_place(agency), paper=paper_of(agency)
    )


@pytest.fixture(scope="module")
def press():
    with Press() as standing_ready:
        yield standing_ready


@pytest.fixture
def printed(press, tmp_path):
    """Set a report; returns the path of its PDF."""

    def make(report: Report, **options):
        path = tmp_path / "report.pdf"
        path.write_bytes(press.make(html_of(report, **options), seconds=60).data)
        return path

    return make


def test_it_is_tagged_and_has_a_title_and_a_language(printed):
    path = printed(report_of(entry(1)))
    facts = facts_of(path)
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "Case Note Report: ASHBY, Terrell Dean, 744106"
    with Pdf.open(path) as pdf:
        assert pdf.Root.Lang == "en-US"
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()


def test_every_page_says_whose_it_is_which_page_of_how_many_and_what_print(printed):
    pages = pages_of(printed(report_of(*(entry(number) for number in range(40)))))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "ASHBY, Terrell Dean · 744106" in page
        assert "Printed 23 Nov 2026, 11:04 by Linh Tran, records administrator" in page
        assert "Serial RCC-2026-004187" in page
        assert re.search(r"Fingerprint( [0-9A-F]{4}){5}", page)
        assert "Replaces RCC-2026-003902" in page


def test_the_first_page_says_who_what_is_left_out_and_where_it_is_kept(printed):
    held = Withheld(date(2026, 7, 3), 2)
    page = " ".join(pages_of(printed(report_of(entry(1), held)))[0].split())
    for words in (
        "Department of Corrections · Redbud Correctional Center",
        "Inmate",
        "17 Mar 1989",
        "Dana Whitfield",
        "3, of which 2 withheld",
        "As of 23 Nov 2026, 11:04.",
        "from 1 Jul 2026 until 22 Nov 2026, both days included.",
        "2 restricted notes not included.",
        "Kept in: Field file, section four (OP-060101, III.B).",
        "2 notes withheld from this report. Their kind is not open to the reader",
    ):
        assert words in page


def test_a_western_australian_report_is_kept_on_the_prisoners_management_file(printed):
    wa = Agency(code="au-wa", name="Corrective Services", standards=["au-wa/copp-10.3"])
    path = printed(report_of(entry(1)), agency=wa)
    assert "Prisoner's Management File (COPP 10.3, Records Management)" in " ".join(
        words_of(path).split()
    )
    assert "A4" in facts_of(path)["Page size"]
    assert BY_JURISDICTION["au-wa"].language == "en-AU"


def test_an_agency_chooses_its_paper():
    assert paper_of(OKLAHOMA) == "Letter"
    assert paper_of(Agency(standards=["us-ok/op-060101"], settings={"paper": "a4"})) == "A4"


def test_both_times_the_late_entry_and_the_amendment_stand_with_the_note(printed):
    addition = Addition("Error reported", START, "Rae Coble", "Other staff", "It was at 13:30.")
    late = entry(1, recorded_at=START + timedelta(days=35), late=True, additions=(addition,))
    words = " ".join(words_of(printed(report_of(late))).split())
    assert "1 Jul 2026, 17:00 Recorded 5 Aug 2026, 10:00 Late entry" in words
    assert "Error reported 1 Jul 2026, 10:00, Rae Coble, other staff It was at 13:30." in words


@pytest.mark.parametrize("before", range(0, 24, 2))
def test_the_times_of_a_short_entry_are_never_cut_at_the_foot_of_a_page(printed, before):
    # Entries of one line, so that the last one comes to stand at every height of the page.
    lines = "\n".join("x" for _ in range(before))
    notes = [entry(0, lines or "x"), *(entry(number, "x") for number in range(1, 8))]
    notes += [entry(number, "Short.", late=True) for number in range(8, 16)]
    for page in pages_of(printed(report_of(*notes))):
        assert page.count("Late entry") == page.count("Short.")


def test_markup_in_every_field_prints_as_text(printed):
    bold = "<b>bold</b> & <i>"
    addition = Addition(bold, START, bold, bold, bold)
    note = entry(1, bold, title=bold, author_name=bold, author_role=bold, additions=(addition,))
    person = replace(PERSON, sort_name=bold, number=bold, location=bold, officer=bold)
    plain_pages = len(pages_of(printed(report_of(entry(1, "bold & ")))))
    path = printed(report_of(note, person=person))
    assert words_of(path).count("<b>bold</b>") >= 10
    assert len(pages_of(path)) == plain_pages
    assert "<b>bold</b>" in facts_of(path)["Title"]


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</p></article><h1>Forged",
    "{{ 7|add:7 }}{% include 'x' %}",
    "</style><style>@page{size:1in}</style>",
    "&lt;b&gt; &amp; &#60;",
    "';}@import url(data:text/css,*{display:none});",
    "javascript:alert(1)",
    "<!-- gone -->",
    "<![CDATA[gone]]>",
    "\"><base href='http://127.0.0.1/'>",
]


def test_payloads_print_as_the_text_that_they_are(printed):
    notes = [entry(number, payload) for number, payload in enumerate(PAYLOADS)]
    flat = "".join(words_of(printed(report_of(*notes))).split())
    for payload in PAYLOADS:
        assert "".join(payload.split()) in flat


class _Listener(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self):
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def listener():
    """An HTTP server on this machine; whatever asks it for something is in `hits`."""
    _Listener.hits.clear()
    server = HTTPServer(("127.0.0.1", 0), _Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def reaching_out(port: int, secret: str) -> str:
    """Every way by which a document may ask for something outside it."""
    web = f"http://127.0.0.1:{port}"
    return (
        f"<img src={web}/img><link rel=stylesheet href={web}/css><link rel=attachment "
        f"href=file://{secret}><style>@import url({web}/import); p{{background:url({web}/bg)}}"
        f"@font-face{{font-family:x;src:url({web}/font)}}</style><svg><image "
        f"href='{web}/svg'/><use href='{web}/use'/></svg><a rel=attachment href='{web}/a'>x</a>"
        f"<object data='file://{secret}'></object><embed src='{web}/embed'>"
        f"<img src='ftp://127.0.0.1/x'><img src='gopher://127.0.0.1/x'><iframe src={web}/frame>"
    )


def test_a_note_full_of_addresses_fetches_and_embeds_nothing(printed, listener, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-in-a-file")
    path = printed(report_of(entry(1, reaching_out(listener.server_port, str(secret)))))
    assert _Listener.hits == []
    attached = subprocess.run(["pdfdetach", "-list", str(path)], capture_output=True, text=True)
    assert attached.stdout.startswith("0 embedded files")
    assert "canary-in-a-file" not in words_of(path)


def test_even_html_that_was_not_escaped_fetches_and_embeds_nothing(press, listener, tmp_path):
    # The second line behind escaping: the typesetter itself refuses every address.
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-in-a-file")
    path = tmp_path / "raw.pdf"
    html = f"<p>Still a page.</p>{reaching_out(listener.server_port, str(secret))}"
    path.write_bytes(press.make(html).data)
    assert _Listener.hits == []
    attached = subprocess.run(["pdfdetach", "-list", str(path)], capture_output=True, text=True)
    assert attached.stdout.startswith("0 embedded files")
    words = words_of(path)
    assert "canary-in-a-file" not in words
    assert "Still a page." in words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Māori: Kōrero mō te whānau. Zażółć gęślą jaźń, Nguyễn", "Zażółć gęślą jaźń, Nguyễn"),
        ("Русский Ελληνικά 王小明 हिन्दी", "王小明"),
        ("שיחה עם דוד", "דוד"),
        ("😀 ✓ fine", "fine"),
        ("A" * 3000, "AAAA"),
        ("tab\there \x07 bell \u202e turned", "tab"),
    ],
)
def test_letters_of_every_script_and_huge_words_are_printed(printed, text, kept):
    path = printed(report_of(entry(1, text)))
    assert kept in words_of(path)
    assert "\u202e" not in words_of(path)


def test_no_word_is_wider_than_the_paper(printed):
    path = printed(report_of(entry(1, "W" * 2000), person=replace(PERSON, sort_name="W" * 300)))
    boxes = words_of(path, "-bbox")
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert edges
    assert max(edges) <= 612 - 50


def test_four_hundred_notes_take_seconds_not_minutes(press, tmp_path):
    notes = [entry(number, SENTENCES * 2) for number in range(400)]
    started = time.process_time(), time.monotonic()
    pdf = press.make(html_of(report_of(*notes)), seconds=seconds_for(400))
    assert time.monotonic() - started[1] < 60
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf.data)
    pages = pages_of(path)
    assert len(pages) == pdf.pages > 50
    assert f"Page {pdf.pages} of {pdf.pages}" in pages[-1]
    assert "End of report: 400 notes printed, 0 withheld." in pages[-1]


def test_what_eats_time_is_stopped_and_the_press_lives_on(press):
    started = time.monotonic()
    with pytest.raises(CannotPrint) as refused:
        press.make("<p>" + "word " * 400_000, seconds=2)
    assert time.monotonic() - started < 10
    assert refused.value.code == "time"
    assert press.make("<p>still here").pages == 1


def test_what_eats_memory_is_stopped_and_the_press_lives_on(press):
    with pytest.raises(CannotPrint) as refused:
        press.make("<p>" + "word " * 400_000, seconds=60, memory=200 << 20)
    assert refused.value.code == "memory"
    assert press.make("<p>still here").pages == 1


def test_a_hostile_note_of_a_megabyte_ends_within_thirty_seconds(press):
    started = time.monotonic()
    hostile = ("x" * 500_000) + " " + ("<div>" * 100_000)
    html = html_of(report_of(entry(1, hostile)))
    # It may be made or refused, as the machine is fast or slow; it may not go on.
    with contextlib.suppress(CannotPrint):
        press.make(html)
    assert time.monotonic() - started < 40
    assert press.make("<p>still here").pages == 1


def test_a_million_nested_tags_are_refused(press):
    with pytest.raises(CannotPrint):
        press.make("<div>" * 1_000_000, seconds=5)
    assert press.make("<p>still here").pages == 1


def test_the_press_starts_again_when_its_typesetter_was_killed():
    with Press() as press:
        press.make("<p>one")
        press._process.kill()
        press._process.wait()
        with pytest.raises(CannotPrint):
            press.make("<p>two")
        assert press.make("<p>three").pages == 1


def test_the_typesetter_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary-key")
    with Press() as press:
        press.make("<p>one")
        environment = Path(f"/proc/{press._process.pid}/environ").read_text()
    assert "canary-key" not in environment
    assert "DATABASE_URL" not in environment
