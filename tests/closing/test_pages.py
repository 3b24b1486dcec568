"""Errors and closings on pages: what is shown, to whom, and what a click does."""

from __future__ import annotations

import uuid

import pytest

from casenotes.models import ClosedWithout, ErrorReport, SummaryReceipt
from casenotes.services import decide_error, report_error
from offenders.models import CaseAssignment
from scheduling.models import DueItem
from tests.closing.conftest import note_on


def page_of(client, address, **data):
    return client.get(address, data).content.decode()


def reported(cast, note, right=None, by=None, kind="wrong_person"):
    return report_error(
        note, by or cast.okafor, kind=kind, reason="I had the other file open.", right_person=right
    )


def moved(cast, note, right):
    return decide_error(
        reported(cast, note, right), cast.strand, outcome="moved", remark="Yes.", right_person=right
    )


# ---- Errors ------------------------------------------------------------------------------------


def test_an_officer_reports_and_the_coordinator_decides(two_cases, misfiled, browser) -> None:
    cast = two_cases
    officer, coordinator = browser(cast.okafor), browser(cast.strand)
    case = page_of(officer, f"/case/{cast.ashby.pk}")
    assert f'href="/note/{misfiled.pk}/error?back=' in case
    sent = {
        "kind": "wrong_person",
        "right_person": cast.vann.number,
        "reason": "The text names him.",
        "form_key": str(uuid.uuid4()),
    }
    nobody = officer.post(f"/note/{misfiled.pk}/error", sent | {"right_person": "118204"})
    assert "Nobody whom you may name has this number." in nobody.content.decode()
    officer.post(f"/note/{misfiled.pk}/error", sent)
    officer.post(f"/note/{misfiled.pk}/error", sent)
    error = ErrorReport.objects.get()
    assert "1 report of an error waits" in page_of(coordinator, "/allocation")
    assert "It is about another person" in page_of(coordinator, "/errors")
    one = page_of(coordinator, f"/errors/{error.pk}")
    assert "VANN, Isaiah" in one
    assert f'value="{cast.vann.number}"' in one
    assert "It waits for somebody else’s decision." in page_of(officer, f"/errors/{error.pk}")
    answer = coordinator.post(
        f"/errors/{error.pk}/decide",
        {"outcome": "moved", "right_person": cast.vann.number, "remark": "It names Vann."},
    )
    assert answer.status_code == 302
    assert "Error on ASHBY, Terrell Dean: moved to the right person" in page_of(
        officer, "/worklist"
    )
    case = page_of(officer, f"/case/{cast.ashby.pk}")
    assert '<del class="struck-text">Vann asked about the welding course.</del>' in case
    assert "Entry made in error, about another person." in case
    assert "by Helen Strand" in case
    assert f"/note/{misfiled.pk}/error" not in case
    right = page_of(officer, f"/case/{cast.vann.pk}")
    assert "Vann asked about the welding course." in right
    assert "First entered in error on another file" in right
    assert "Ashby" not in right.split("<main", 1)[1]


def test_who_may_not_read_the_right_person_sees_that_an_entry_was_struck_and_no_more(
    cast, browser
) -> None:
    note = note_on(cast.ashby, cast.okafor, "Mabry owes money on the tier.")
    moved(cast, note, cast.mabry)
    case = page_of(browser(cast.okafor), f"/case/{cast.ashby.pk}")
    assert "Entry made in error, about another person." in case
    assert "owes money" not in case
    assert "I had the other file open" not in case
    assert "Mabry" not in case
    assert browser(cast.okafor).get(f"/note/{note.pk}/add").status_code == 404
    assert "owes money" in page_of(browser(cast.strand), f"/case/{cast.ashby.pk}")


def test_of_a_confidential_note_not_even_the_strike_is_told(cast, browser) -> None:
    note = note_on(cast.ashby, cast.okafor, "A word on a debt.", confidential=True)
    error = reported(cast, note, cast.mabry)
    manager = browser(cast.marrow)
    assert manager.get(f"/errors/{error.pk}").status_code == 404
    assert manager.post(f"/errors/{error.pk}/decide", {"outcome": "moved"}).status_code == 404
    assert "waits for your decision" in page_of(manager, "/errors")
    decide_error(error, cast.strand, outcome="moved", remark="Yes.", right_person=cast.mabry)
    case = page_of(manager, f"/case/{cast.ashby.pk}")
    assert "Restricted note." in case
    assert "made in error" not in case


def test_a_decision_names_only_whom_the_decider_reaches_and_a_refusal_says_why(
    two_cases, misfiled, browser
) -> None:
    cast = two_cases
    error = reported(cast, misfiled, cast.vann)
    manager = browser(cast.marrow)  # of Unit B; Vann is in Unit C
    one = page_of(manager, f"/errors/{error.pk}")
    assert "Somebody outside your reach" in one
    assert "VANN" not in one
    answer = manager.post(
        f"/errors/{error.pk}/decide",
        {"outcome": "moved", "right_person": "", "remark": "Yes."},
    )
    assert answer.status_code == 422
    assert "leave the report to whoever reaches both files" in answer.content.decode()
    manager.post(f"/errors/{error.pk}/decide", {"outcome": "declined", "remark": "It is Ashby."})
    told = page_of(browser(cast.okafor), f"/errors/{error.pk}")
    assert "It is Ashby." in told
    assert "Declined" in told


def test_the_author_writes_it_anew_and_the_old_entry_is_struck(
    two_cases, misfiled, browser
) -> None:
    cast = two_cases
    error = reported(cast, misfiled, kind="wrong_content", by=cast.ferrante)
    decide_error(error, cast.strand, outcome="corrected", remark="The day is wrong.")
    officer = browser(cast.okafor)
    assert "Write anew: your entry on ASHBY" in page_of(officer, "/worklist")
    address = f"/case/{cast.ashby.pk}/note?corrects={error.pk}"
    assert address in page_of(officer, f"/errors/{error.pk}")
    form = page_of(officer, address)
    assert "which was found wrong: it is struck when you sign this" in form
    assert "welding course" not in form.split("<form", 1)[1].split("</form", 1)[0]
    sent = {
        "type": misfiled.type_id,
        "occurred_on": "2026-11-11",
        "occurred_time": "09:00",
        "contact_mode": "face_to_face",
        "text": "On the eleventh he asked to change shops.",
        "form_key": str(uuid.uuid4()),
    }
    assert officer.post(address, sent).status_code == 302
    misfiled.refresh_from_db()
    assert misfiled.strike.new_note.text == sent["text"]
    assert "In place of an entry that was struck" in page_of(officer, f"/case/{cast.ashby.pk}")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("okafor", 200),
        ("ferrante", 200),
        ("tran", 200),
        ("coble", 404),
        ("noor", 404),
        ("amsel", 404),
        ("marsh", 404),
        ("reyes", 404),
    ],
)
def test_only_readers_report(two_cases, misfiled, browser, who, status) -> None:
    answer = browser(two_cases.users[who]).get(f"/note/{misfiled.pk}/error")
    assert answer.status_code == status


# ---- Closings ----------------------------------------------------------------------------------

PASS_ON = {"from_on": "2026-11-23", "reason": "Load"}
WITHOUT = {"without_why": "officer_on_leave", "without_reason": "Off sick since Friday."}


def charge(cast):
    return CaseAssignment.objects.get(offender=cast.ashby, until_on=None)


def test_the_page_names_who_owes_it_offers_to_ask_and_takes_a_reason(cast, browser) -> None:
    coordinator = browser(cast.strand)
    link = charge(cast)
    address = f"/case/{cast.ashby.pk}/officer"
    page = page_of(coordinator, address)
    assert "No termination summary by Ada Okafor yet." in page
    assert f'href="/assignment/{link.pk}/closing">Ask for it' in page
    sent = PASS_ON | {"officer": cast.reyes.pk, "current": link.pk}
    held = coordinator.post(address, sent)
    assert held.status_code == 422
    assert "Ada Okafor has not written the termination summary yet." in held.content.decode()
    coordinator.post(f"/assignment/{link.pk}/closing", {"ask": "yes"})
    assert "Helen Strand asks for the termination summary on ASHBY" in page_of(
        browser(cast.okafor), "/worklist"
    )
    assert coordinator.post(address, sent | WITHOUT).status_code == 302
    assert charge(cast).officer == cast.reyes
    item = DueItem.objects.get(standard="OK.TERMINATION_SUMMARY", offender=cast.ashby)
    why = page_of(coordinator, f"/due/{item.pk}/why")
    assert "Off sick since Friday." in why
    assert "the officer is on leave" in why
    assert "Off sick since Friday." in page_of(coordinator, f"/case/{cast.ashby.pk}")


def test_a_supervisor_lets_it_be_closed_beforehand(cast, browser) -> None:
    link = charge(cast)
    supervisor = browser(cast.lindqvist)
    assert "owes it" in page_of(supervisor, f"/assignment/{link.pk}/closing")
    unsaid = supervisor.post(
        f"/assignment/{link.pk}/closing", {"let_close": "yes", "without_why": "urgent"}
    )
    assert unsaid.status_code == 422
    supervisor.post(f"/assignment/{link.pk}/closing", WITHOUT | {"let_close": "yes"})
    assert ClosedWithout.objects.get().by == cast.lindqvist
    page = page_of(browser(cast.strand), f"/case/{cast.ashby.pk}/officer")
    assert "Without a termination summary" in page
    assert "without_why" not in page


def test_a_summary_that_is_too_long_as_a_whole_says_so_and_keeps_its_four_parts(
    cast, browser
) -> None:
    """The four parts with their headings are one note of 12,000 characters."""
    parts = {"progress": "p" * 6000, "problems": "q" * 6000, "concerns": "None", "recent": "None"}
    sent = {
        **parts,
        "occurred_on": "2026-11-23",
        "occurred_time": "09:30",
        "form_key": str(uuid.uuid4()),
        "draft_version": "0",
    }
    client, address = browser(cast.okafor), f"/case/{cast.ashby.pk}/summary"
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    # Four headings of 43 letters, four breaks after them and three gaps of two, and 8 of "None".
    assert "This is 61 characters too long; 12,000 is the most for all of them" in page
    assert "make two notes" not in page
    assert f"{'p' * 6000}</textarea>" in page
    fits = sent | {"problems": "q" * (6000 - 61)}
    assert client.post(address, fits).status_code == 302


def test_the_next_officer_finds_the_summary_until_it_is_read(cast, browser) -> None:
    note = note_on(
        cast.ashby,
        cast.okafor,
        "Progress\nFinished welding.\n\nProblems\nNone.\n\nConcerns\nDebt.\n\n"
        "Recent developments\nSister is ill.",
        day=20,
        code="termination_summary",
    )
    browser(cast.strand).post(
        f"/case/{cast.ashby.pk}/officer",
        PASS_ON | {"officer": cast.reyes.pk, "current": charge(cast).pk},
    )
    officer = browser(cast.reyes)
    words = "Termination summary from Ada Okafor"
    assert words in page_of(officer, "/worklist")
    assert words in page_of(officer, f"/case/{cast.ashby.pk}")
    page = page_of(officer, f"/summary/{note.pk}")
    for part in ("Finished welding.", "<h2>Concerns</h2>", "Sister is ill."):
        assert part in page
    assert officer.post(f"/summary/{note.pk}", {"handed_to": ""}).status_code == 302
    assert SummaryReceipt.objects.get().by == cast.reyes
    assert words not in page_of(officer, "/worklist")
    assert browser(cast.marsh).get(f"/summary/{note.pk}").status_code == 404


def test_a_clerk_records_what_has_happened_and_is_told_who_owes_the_summary(cast, browser) -> None:
    clerk = browser(cast.tran)
    address = f"/case/{cast.ashby.pk}/movement?kind=parole"
    assert "No termination summary by Ada Okafor yet." in page_of(clerk, address)
    sent = {"occurred_on": "2026-11-22", "occurred_time": "09:00", "reason": ""}
    page = clerk.post(address, sent, follow=True).content.decode()
    assert "The termination summary is still owed by Ada Okafor." in page
    assert ClosedWithout.objects.get().why == "happened"


def test_cases_are_passed_on_together_with_one_reason_and_those_with_a_summary_need_none(
    two_cases, browser
) -> None:
    cast = two_cases
    note_on(cast.vann, cast.okafor, "Progress\nDone.", day=20, code="termination_summary")
    links = {person: person.assignments.get() for person in (cast.ashby, cast.vann)}
    coordinator = browser(cast.strand)
    page = page_of(coordinator, f"/allocation/officers/{cast.okafor.pk}")
    assert "1 case without a termination summary" in page
    sent = PASS_ON | {"people": [p.pk for p in links], "to": cast.reyes.pk}
    sent |= {f"seen-{person.pk}": link.pk for person, link in links.items()}
    page = coordinator.post("/allocation/save", sent, follow=True).content.decode()
    assert "1 saved, 1 not" in page
    assert "Ada Okafor has not written the termination summary yet." in page
    sent["people"] = [cast.ashby.pk]
    coordinator.post("/allocation/save", sent | WITHOUT)
    assert charge(cast).officer == cast.reyes
    assert ClosedWithout.objects.get().assignment == links[cast.ashby]
