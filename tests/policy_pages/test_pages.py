"""The standards pages: read by everyone with cases, written by two people."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agency import jobs
from offenders.services import assign_officer, record_movement
from scheduling.gather import gather
from scheduling.models import Activation, DueItem, EditionDraft, PolicyEdition, Preview
from scheduling.presentation import why
from scheduling.services import activations, confirmations, drafts
from tests.policy_pages.conftest import SECOND_REPORT

FROM = date(2026, 12, 1)
TEN_DAYS = ("within       = { days = 14 }", "within       = { days = 10 }")


@pytest.fixture
def visit(sign_in):
    """`visit(person, address, data)`: the answer, by POST where there is data."""

    def asked(person, address, data=None):
        client = sign_in(person)
        return client.get(address) if data is None else client.post(address, data)

    return asked


def words(answer) -> str:
    """What stands on a page, without its tags, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_an_officer_looks_up_what_is_asked_of_them(office, copp, visit):
    page = words(visit(office.okafor, "/standards"))
    assert "COPP 10.3" in page
    assert "Editions and drafts" not in page
    page = words(visit(office.okafor, f"/standards/{copp.pk}"))
    assert "within 14 days of being allocated a prisoner" in page
    assert "Copy as a new draft" not in page
    assert "among those whose due items you read" in page


def test_numbers_on_it_are_those_of_the_cases_that_the_reader_reads(office, copp, visit):
    def open_now(person):
        page = visit(person, f"/standards/{copp.pk}").content.decode()
        section = page.split('id="primary-contact-report"')[1].split("</section>")[0]
        return re.search(r"<dt>Open now</dt><dd>(?:<a [^>]*>)?(\d+)", section)[1]

    everywhere = DueItem.objects.open().filter(standard="WA.PRIMARY").count()
    assert open_now(office.okafor) == "1"
    assert open_now(office.quist) == str(everywhere) == "3"


def test_a_number_leads_to_the_list_that_it_counts(office, copp, visit):
    """The worklist, for who has one; the page says which cases a duty is about at all."""

    def section(person):
        page = visit(person, f"/standards/{copp.pk}").content.decode()
        return page.split('id="primary-contact-report"')[1].split("</section>")[0]

    listed = re.search(r'<a href="(/worklist\?duty=WA\.PRIMARY)">(\d+)', section(office.okafor))
    counted = visit(office.okafor, listed[1]).content.decode()
    assert int(listed[2]) == counted.count("data-row") == 1
    assert "permanent placement where no exemption holds" in section(office.okafor)
    # The coordinator reads the items of the officers and has none of them to do.
    assert "/worklist" not in section(office.strand)
    assert "2 items" in section(office.strand)
    assert "/worklist" not in section(office.quist)


def test_a_policy_whose_review_has_passed_says_so(office, edition, activated, visit):
    late = edition(
        ("effective    = 2022-03-08", "effective    = 2022-03-08\nreview_due   = 2026-03-08")
    )
    activated(late, from_on=date(2026, 11, 23))
    assert "Review overdue" in words(visit(office.quist, "/standards"))
    assert "was to be reviewed" in words(visit(office.okafor, f"/standards/{late.pk}"))


def test_drafts_and_proposals_are_not_for_everyone(office, copp, edition, proposed, visit):
    draft = drafts.copy_edition(copp, office.quist)
    row = proposed(edition(TEN_DAYS), from_on=FROM)
    for address in (
        f"/standards/drafts/{draft.pk}",
        "/standards/editions",
        f"/standards/{row.edition_id}",
        f"/standards/compare?old=-{copp.pk}&new=draft-{draft.pk}",
    ):
        assert visit(office.okafor, address).status_code == 404
        assert visit(office.quist, address).status_code == 200


def test_a_mistake_in_the_text_is_told_by_line_and_key_and_keeps_what_was_typed(
    office, copp, visit
):
    draft = drafts.copy_edition(copp, office.quist)
    wrong = draft.text.replace('owner        = "case_officer"', 'ownr = "case_officer"', 1)
    line = wrong.split("\n").index('ownr = "case_officer"') + 1
    answer = visit(
        office.quist,
        f"/standards/drafts/{draft.pk}",
        {"name": draft.name, "text": wrong, "version": 1, "act": "what_if"},
    )
    assert answer.status_code == 302
    page = visit(office.quist, answer.url)
    told = words(page)
    assert "It does not load." in told
    found = re.search(r"Line (\d+), (\S+):", told)
    assert (int(found[1]), found[2].rpartition(".")[2]) in {(line, "ownr"), (line - 7, "owner")}
    assert "ownr = &quot;case_officer&quot;" in page.content.decode()
    assert not PolicyEdition.objects.filter(edition="2.1").exists()


def test_two_people_do_not_write_over_one_another(office, copp, visit):
    draft = drafts.copy_edition(copp, office.quist)
    drafts.save_draft(draft, office.brandt, name="Brandt's", text="his", version=1)
    answer = visit(
        office.quist,
        f"/standards/drafts/{draft.pk}",
        {"name": "Mine", "text": "my own words", "version": 1, "act": "save"},
    )
    assert answer.status_code == 422
    assert "my own words" in answer.content.decode()
    assert "Otto Brandt saved this draft" in words(answer)
    draft.refresh_from_db()
    assert draft.text == "his"


def test_a_file_becomes_a_draft_whatever_is_in_it(office, copp, visit):
    file = SimpleUploadedFile("copp.toml", copp.text.replace('"2.0"', '"3.0"').encode())
    visit(office.quist, "/standards/editions/new", {"name": "From a file", "file": file})
    draft = EditionDraft.objects.get()
    assert (draft.pack, '"3.0"' in draft.text) == (copp.pack, True)
    broken = SimpleUploadedFile("x.toml", b"\xff\xfe\x00")
    answer = visit(office.quist, "/standards/editions/new", {"name": "Kept", "file": broken})
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.content.decode()


def test_two_editions_are_compared_in_words_and_line_by_line(office, copp, edition, visit):
    ten = edition(TEN_DAYS)
    page = visit(office.quist, f"/standards/compare?old=-{copp.pk}&new=-{ten.pk}").content.decode()
    assert re.search(r"Within <del>14</del> days", page)
    assert re.search(r"Within <ins>10</ins> days", page)
    assert page.count('<tr class="differs">') == 2


def test_silences_are_confirmed_once_and_the_why_names_who(office, copp, visit):
    item = DueItem.objects.get(offender=office.ashby, standard="WA.PRIMARY")
    sentence = why(item, date(2026, 11, 23)).assumptions[0][0]
    data = {"silence": f"WA.PRIMARY|{sentence}", "note": "Standards meeting, 5 November."}
    assert visit(office.quist, f"/standards/{copp.pk}/silences", data).status_code == 302
    told = {row[0]: row[1:] for row in why(item, date(2026, 11, 23)).assumptions}
    assert told[sentence] == ("Berit Quist", date(2026, 11, 23))
    page = words(visit(office.okafor, f"/standards/{copp.pk}"))
    assert "Confirmed by Berit Quist" in page
    assert "Standards meeting, 5 November." in page
    (row,) = confirmations.confirmations_of("AU-WA/COPP-10.3").values()
    visit(office.brandt, f"/standards/{copp.pk}/silences", {"take_back": row.pk})
    assert confirmations.confirmations_of("AU-WA/COPP-10.3") == {}


def test_confirming_nothing_keeps_the_note(office, copp, visit):
    answer = visit(office.quist, f"/standards/{copp.pk}/silences", {"note": "A long note"})
    assert answer.status_code == 422
    assert "A long note" in answer.content.decode()


def test_from_the_what_if_to_the_approval_of_a_second_person(office, edition, visit):
    ten = edition(TEN_DAYS)
    answer = visit(
        office.quist,
        f"/standards/{ten.pk}/what-if",
        {"place": f"facility:{office.redbud.pk}", "from_on": "2026-12-01"},
    )
    preview = Preview.objects.get()
    assert answer.url == f"/standards/what-if/{preview.pk}"
    assert "Progress" in words(visit(office.quist, answer.url))
    jobs.run_open_jobs()
    page = words(visit(office.quist, answer.url))
    assert "About this preview" in page
    assert "Redbud Correctional Center" in page

    propose = f"/standards/what-if/{preview.pk}/propose"
    refused = visit(office.quist, propose, {"proposal": "Ten days."})
    assert refused.status_code == 422
    assert "answer otherwise than before" in words(refused)
    assert "Ten days." in words(refused)
    visit(office.quist, propose, {"proposal": "Ten days.", "changed_answers_meant": "on"})
    row = Activation.objects.get(edition=ten)

    decide = f"/standards/activations/{row.pk}"
    said = {"reason": "Agreed.", "read": "on", "decision": "approve"}
    own = visit(office.quist, decide, said)
    assert own.status_code == 422
    assert "second person" in words(own)
    unread = visit(office.brandt, decide, said | {"read": ""})
    assert unread.status_code == 422
    assert "Agreed." in unread.content.decode()
    assert visit(office.brandt, decide, said).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.facility, row.preview) == ("approved", office.redbud, preview)
    assert "4 steps done" in words(visit(office.brandt, answer.url))
    assert "Agreed." in words(visit(office.brandt, answer.url))
    assert "Approved, not yet in force" in words(visit(office.okafor, "/standards"))


def test_what_was_sent_back_says_why(office, edition, proposed, visit):
    row = proposed(edition(TEN_DAYS), from_on=FROM)
    visit(
        office.brandt,
        f"/standards/activations/{row.pk}",
        {"reason": "Ask the prisons first.", "decision": "send_back"},
    )
    page = words(visit(office.quist, f"/standards/what-if/{row.preview_id}"))
    assert "Sent back by Otto Brandt: Ask the prisons first." in page


@pytest.fixture
def late_reports(office, edition, proposed):
    """A proposal under which reports become overdue on the first day, in both facilities."""
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 11, 19))
    return proposed(edition(SECOND_REPORT, carries=True), from_on=date(2026, 11, 30))


def test_every_number_of_a_what_if_leads_to_its_cases(office, late_reports, visit):
    page = visit(office.strand, f"/standards/what-if/{late_reports.preview_id}").content.decode()
    for name in ("facility", "officer", "duty"):
        table = page.split(f'id="{name}-title"')[1].split("</table>")[0]
        numbers = re.findall(r'class="num" data-label="(\w+)">(.*?)</td>', table, re.DOTALL)
        assert {label for label, _ in numbers} >= {"Cases", "Gained", "Lost", "Moved", "Overdue"}
        for label, cell in numbers:
            found = re.search(r'href="([^"]+)">(\d+)', cell)
            assert found or ">0<" in cell, label
            if found is None:
                continue
            assert f"{name}=" in found[1]
            listed = words(visit(office.strand, found[1].replace("&amp;", "&")))
            cases = int(re.search(r"· (\d+) case", listed)[1])
            rows = re.search(r" in (\d+) rows", listed)
            moved = int(rows[1]) if rows else cases
            assert int(found[2]) in {cases, moved}, (name, label)


def test_a_policy_officer_sees_figures_and_no_names(office, late_reports, visit):
    at = f"/standards/what-if/{late_reports.preview_id}"
    assert "overdue on the first day" in words(visit(office.quist, at))
    page = visit(office.quist, f"{at}/cases?change=overdue")
    assert "counted but not named" in words(page)
    assert "reads no cases" in words(page)
    assert "VANN" not in page.content.decode()
    file = visit(office.quist, f"{at}/cases?change=overdue&format=csv").content.decode()
    assert len(file.strip().split("\n")) == 1


def test_a_coordinator_sees_theirs_and_no_others(office, late_reports, visit):
    at = f"/standards/what-if/{late_reports.preview_id}/cases?change=overdue"
    page = visit(office.strand, at).content.decode()
    assert "VANN" in page
    assert "NALDER" not in page
    elsewhere = visit(office.marsh_coordinator, at).content.decode()
    assert "VANN" not in elsewhere
    assert "744106" not in elsewhere
    assert "These are the figures of the 1 case" in words(
        visit(office.marsh_coordinator, at.split("/cases")[0])
    )


def test_the_export_is_what_the_list_shows_and_no_formula(office, late_reports, visit):
    office.vann.given_names = "=1+1"
    office.vann.family_name = "@Vann"
    office.vann.save()
    at = f"/standards/what-if/{late_reports.preview_id}/cases?change=overdue&format=csv"
    answer = visit(office.strand, at)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    vann = next(row for row in rows if row["Number"] == office.vann.number)
    assert len(rows) == 3
    assert (vann["Name"], vann["Due then"]) == ("'@VANN, =1+1", "2026-11-22")


def test_a_preview_beside_no_proposal_is_not_shown_around(office, edition, previewed, visit):
    preview = previewed(edition(TEN_DAYS), from_on=FROM)
    assert visit(office.strand, f"/standards/what-if/{preview.pk}").status_code == 404
    assert visit(office.quist, f"/standards/what-if/{preview.pk}").status_code == 200


def test_a_supplement_is_replaced_only_where_it_holds(office, copp, activated, visit):
    start = copp.text.index('[[deadline]]\nid           = "primary-contact-report"')
    end = copp.text.index("\n[[", start + 2)
    text = (
        '[policy]\njurisdiction = "WA"\ncode = "AU-WA/REDBUD-4.2"\n'
        'supplements = "AU-WA/COPP-10.3"\ntitle = "Local procedure"\nshort_title = "LP 4.2"\n'
        'edition = "1"\neffective = 2026-12-01\n\n'
        + copp.text[start:end]
        .replace("{ days = 14 }", "{ days = 5 }")
        .replace('supersedes   = ["WA.RCR"]\n', "")
    )
    edition = drafts.edition_of(drafts.create_draft(office.quist, name="Local", text=text))
    with pytest.raises(Exception, match="at a facility or a unit"):
        activations.propose(edition, office.quist, from_on=date(2026, 11, 24), proposal="x")
    activated(edition, from_on=date(2026, 11, 24), unit=office.unit_c)
    assert Activation.objects.get(edition=copp).until_on is None
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 11, 24))
    vann = DueItem.objects.get(offender=office.vann, standard="WA.PRIMARY", withdrawn_at=None)
    assert (vann.due_on, vann.edition.code) == (date(2026, 11, 29), "AU-WA/REDBUD-4.2")
    # A move to another unit of the prison starts nothing, but what begins there has its rules.
    record_movement(
        office.mabry,
        None,
        kind="transfer",
        facility=office.redbud,
        unit=office.unit_c,
        permanent=True,
        occurred_at=datetime(2026, 11, 23, 15, 30, tzinfo=UTC),
    )
    mabry = DueItem.objects.get(offender=office.mabry, standard="WA.PRIMARY", withdrawn_at=None)
    assert mabry.edition == copp
    (case,) = gather([office.mabry.pk])
    (placement,) = case.facts.placements
    assert placement.unit == f"unit:{office.unit_b.pk}"
    assert placement.unit_moves == ((date(2026, 11, 23), f"unit:{office.unit_c.pk}"),)
    ashby = DueItem.objects.get(offender=office.ashby, standard="WA.PRIMARY", withdrawn_at=None)
    assert ashby.edition == copp
    assert "Unit C" in words(visit(office.okafor, f"/standards/{copp.pk}"))
