"""The warning on the form of a note, and the supervisor's list of likely copies."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.urls import NoReverseMatch, reverse

from agency.models import AuditEvent
from casenotes.models import CaseNote, Draft, LikenessCheck
from casenotes.services.likeness import mark_copy_seen
from tests.likeness.conftest import HONEST, NOVEMBER, OCTOBER
from tests.security.crawl import routes


def address(offender):
    return f"/case/{offender.pk}/note"


# ---- The warning -------------------------------------------------------------------------------


@pytest.fixture
def october(office, sign):
    """Ashby's note of October, by his officer."""
    return sign(office.ashby, office.okafor, OCTOBER, "2026-10-20")


def test_a_likely_copy_comes_back_with_everything_typed_and_the_two_beside_one_another(
    office, sign_in, note_form, october
) -> None:
    client = sign_in(office.okafor)
    sent = note_form(facets=["family"], participants="His sister")
    answer = client.post(address(office.ashby), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert CaseNote.objects.count() == 1
    assert "Much of this stands in an earlier note" in page
    marked = " ".join(re.findall("<mark>(.*?)</mark>", page, re.DOTALL))
    assert marked.count("asked how long a letter takes to Nevada") == 2
    assert "library" not in marked
    assert page.count("<mark>") >= 4
    assert page.count("<mark>") % 2 == 0
    assert "library" in page
    assert 'name="copy_reason"' in page
    assert 'value="His sister"' in page
    assert sent["form_key"] in page
    form = answer.context["form"]
    assert form["text"].value() == NOVEMBER
    assert form["facets"].value() == ["family"]
    assert form.errors.keys() == {"copy_reason"}


def test_with_a_reason_it_is_saved_and_meets_the_month(office, sign_in, note_form, october) -> None:
    client = sign_in(office.okafor)
    sent = note_form(copy_reason="He says that it is as it was.")
    assert client.post(address(office.ashby), sent).status_code == 302
    check = LikenessCheck.objects.get(note__text=NOVEMBER)
    assert (check.copied, check.reason) == (True, "He says that it is as it was.")
    events = AuditEvent.objects.filter(type="signed", object_id=str(check.note_id))
    assert events.count() == 1
    assert "as it was" not in str(events.get().details)


def test_a_reason_is_refused_whole_where_it_is_too_long_and_stays_where_other_things_are_wrong(
    office, sign_in, note_form, october
) -> None:
    client = sign_in(office.okafor)
    answer = client.post(address(office.ashby), note_form(copy_reason="z" * 1001))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is 1 character too long: 1,000 are the most." in page
    assert "z" * 1001 in page
    assert "Much of this stands in an earlier note" in page
    answer = client.post(
        address(office.ashby), note_form(copy_reason="As it was.", occurred_on="2031-01-01")
    )
    assert answer.status_code == 422
    assert "As it was.</textarea>" in answer.content.decode()
    assert CaseNote.objects.count() == 1


def test_an_identical_note_is_told_that_it_does_not_fulfil_the_month(
    office, sign_in, note_form, october
) -> None:
    client = sign_in(office.okafor)
    page = client.post(address(office.ashby), note_form(text=OCTOBER.upper())).content.decode()
    assert "it does not fulfil the month" in page
    saved = client.post(
        address(office.ashby), note_form(text=OCTOBER.upper(), copy_reason="Nothing is new.")
    )
    assert saved.status_code == 302
    assert not CaseNote.objects.get(text=OCTOBER.upper()).likeness.counts


def test_an_honest_note_is_not_asked_about_and_an_ordinary_form_has_no_such_field(
    office, sign_in, note_form, october
) -> None:
    client = sign_in(office.okafor)
    assert 'name="copy_reason"' not in client.get(address(office.ashby)).content.decode()
    assert client.post(address(office.ashby), note_form(text=HONEST)).status_code == 302


def test_the_panel_in_a_list_comes_back_as_a_panel_and_the_draft_stays(
    office, sign_in, note_form, october
) -> None:
    client = sign_in(office.okafor)
    client.post(f"{address(office.ashby)}".replace("note", "draft/note"), note_form())
    answer = client.post(
        address(office.ashby),
        note_form(row="row-1", draft_version="1"),
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.lstrip().startswith("<tr")
    assert "copy-warning" in page
    assert Draft.objects.filter(owner=office.okafor, form="note").count() == 1


def test_the_warning_never_shows_a_note_that_the_author_may_not_read(
    office, sign_in, sign, note_form
) -> None:
    sign(office.ashby, office.okafor, f"{OCTOBER} Saltlantern.", confidential=True)
    client = sign_in(office.ferrante)
    for text in (NOVEMBER, f"{OCTOBER} Saltlantern."):
        answer = client.post(address(office.ashby), note_form(text=text))
        assert answer.status_code == 302, answer.content.decode()
    said = client.get(f"/case/{office.ashby.pk}").content.decode()
    assert "copy" not in said.lower().replace("copyright", "")


def test_what_the_author_wrote_of_somebody_else_is_shown_with_the_name(
    office, sign_in, sign, note_form
) -> None:
    sign(office.mabry, office.strand, OCTOBER)
    page = sign_in(office.strand).post(address(office.ashby), note_form()).content.decode()
    assert "About MABRY" in page
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.offender_id) == ("read", office.mabry.pk)


def test_hostile_text_is_shown_as_text_on_both_sides(office, sign_in, sign, note_form) -> None:
    nasty = f"{OCTOBER} <script>alert(1)</script> </mark><b onclick=x> & done."
    sign(office.ashby, office.okafor, nasty, "2026-10-20")
    page = (
        sign_in(office.okafor).post(address(office.ashby), note_form(text=nasty)).content.decode()
    )
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "<b onclick" not in page


# ---- The supervisor's list ---------------------------------------------------------------------


@pytest.fixture
def copied(office, sign, october):
    """A copy with a reason, of Ashby's officer."""
    return sign(office.ashby, office.okafor, NOVEMBER, copy_reason="He says it is the same.")


def test_the_supervisor_sees_likely_copies_with_the_reason_and_both_texts(
    office, sign_in, copied
) -> None:
    client = sign_in(office.lindqvist)
    assert "Likely copies, 1" in client.get("/officers").content.decode()
    listed = client.get("/copies").content.decode()
    assert "He says it is the same." in listed
    assert "Ada Okafor" in listed
    page = client.get(f"/copies/{copied.likeness.pk}").content.decode()
    assert "Earlier note" in page
    assert "This note" in page
    assert page.count("<mark>") >= 4


def test_it_is_marked_as_seen_with_a_remark_and_leaves_the_list_of_new_ones(
    office, sign_in, copied
) -> None:
    client = sign_in(office.lindqvist)
    at = f"/copies/{copied.likeness.pk}"
    empty = client.post(at, {"remark": " "})
    assert empty.status_code == 422
    assert "Write what you found" in empty.content.decode()
    assert client.post(at, {"remark": "Spoke with Ada on Monday."})["Location"] == "/copies"
    review = copied.likeness.reviews.get()
    assert (review.by, review.remark) == (office.lindqvist, "Spoke with Ada on Monday.")
    assert "No likely copies to look at" in client.get("/copies").content.decode()
    assert "Ada Okafor" in client.get("/copies?show=all").content.decode()
    assert "Spoke with Ada on Monday." in client.get(at).content.decode()
    assert AuditEvent.objects.filter(object_type="likenesscheck", type="updated").count() == 1


def test_the_list_is_of_one_officer_and_a_period_where_asked(office, sign_in, sign, on_day) -> None:
    on_day("2026-10-02T16:00+00:00")
    for day in ("2026-09-28", "2026-10-01"):
        sign(office.ashby, office.okafor, OCTOBER, day)
    on_day("2026-11-23T16:00+00:00")
    client = sign_in(office.lindqvist)
    none = client.get("/copies?period=31").content.decode()
    assert "No likely copies" in none
    assert "Compare" not in none
    for asked in ("", "?period=92", f"?officer={office.okafor.pk}", "?officer=999999999999999"):
        assert client.get(f"/copies{asked}").content.decode().count("Compare") == 1, asked


def test_others_find_no_list_and_no_copy(office, sign_in, copied) -> None:
    at = f"/copies/{copied.likeness.pk}"
    for who in ("okafor", "reyes", "marsh", "tran", "amsel", "noor", "coble"):
        client = sign_in(office.users[who])
        assert client.get("/copies").status_code in {403, 404}, who
        assert client.get(at).status_code in {403, 404}, who
        assert client.post(at, {"remark": "x"}).status_code in {403, 404}, who
        assert "Likely copies" not in client.get("/").content.decode()


def test_restricted_notes_stay_closed_to_the_unit_manager(office, sign_in, sign) -> None:
    sign(office.ashby, office.okafor, OCTOBER, "2026-10-20", confidential=True)
    open_copy = sign(office.ashby, office.okafor, NOVEMBER, copy_reason="As before.")
    closed_copy = sign(office.ashby, office.okafor, NOVEMBER + " Truly.", confidential=True)
    client = sign_in(office.marrow)
    listed = client.get("/copies").content.decode()
    assert listed.count("Compare") == 1
    page = client.get(f"/copies/{open_copy.likeness.pk}").content.decode()
    assert "one that you may not read" in page
    assert "dayroom" not in page
    assert client.get(f"/copies/{closed_copy.likeness.pk}").status_code == 404
    seen = sign_in(office.lindqvist).get(f"/copies/{open_copy.likeness.pk}").content.decode()
    assert "dayroom" in seen


def test_the_list_takes_the_same_queries_for_one_copy_and_for_ten(
    office, sign_in, sign, copied, django_assert_max_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(office.lindqvist)
    client.get("/copies")
    with CaptureQueriesContext(connection) as one:
        client.get("/copies")
    for number in range(9):
        again = sign(office.ashby, office.okafor, f"{NOVEMBER} And {'so ' * number} on.")
        mark_copy_seen(again.likeness, office.lindqvist, "Seen.")
    with django_assert_max_num_queries(len(one) + 1):
        client.get("/copies?show=all")


# ---- Nothing is ever filled in -----------------------------------------------------------------


class Typed(HTMLParser):
    """What stands in the fields of a page's forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        self._inside = tag == "textarea"
        if tag in {"input", "option"}:
            self.said.append(had.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.said.append(data)


def test_no_form_is_ever_filled_in_with_the_text_of_an_earlier_note(office, sign_in, sign) -> None:
    """Every page of a person on which something is written, as the officer opens it."""
    note = sign(office.ashby, office.okafor, "Quillfeather was what he said of it.", "2026-10-20")
    client = sign_in(office.okafor)
    opened, showing = 0, 0
    for route in routes():
        if route.arguments not in {("pk",), ("pk", "kind")}:
            continue
        about_note = route.name in {"pages:note-amend", "pages:error-note"}
        arguments = {"pk": note.pk if about_note else office.ashby.pk}
        if "kind" in route.arguments:
            arguments["kind"] = "primary"
        try:
            answer = client.get(reverse(route.name, kwargs=arguments))
        except NoReverseMatch:
            continue
        if answer.status_code != 200 or answer.streaming:
            continue
        page = answer.content.decode(errors="replace")
        if "<textarea" not in page:
            continue
        opened += 1
        showing += "Quillfeather" in page
        filled = [said for said in Typed(page).said if "Quillfeather" in said]
        assert not filled, f"{route.name} begins with the text of an earlier note."
    assert opened >= 8
    assert showing >= 2, "The earlier note stands beside the form, never in it."
