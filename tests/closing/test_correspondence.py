"""Correspondence for the Warden is controlled by somebody else before it is signed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from casenotes.models import Letter
from casenotes.services.correspondence import prepare_letter, take_step, write_version

TEXT = "Dear Clerk,\nMr Ashby asks for his transcript."


@pytest.fixture
def letter(cast):
    """A draft of Okafor's about Ashby."""
    return prepare_letter(
        cast.ashby,
        cast.okafor,
        facility=cast.redbud,
        subject="Transcript",
        addressed_to="Clerk of the court",
        text=TEXT,
    )


def state(letter):
    return Letter.objects.get(pk=letter.pk).state


def test_from_draft_over_control_to_signature(cast, letter) -> None:
    take_step(letter, cast.okafor, "submitted")
    take_step(letter, cast.strand, "returned", remark="Name the case number.")
    assert state(letter) == "returned"
    write_version(letter, cast.okafor, text=TEXT + "\nCase 12-44.", seen=1)
    take_step(letter, cast.okafor, "submitted")
    take_step(letter, cast.strand, "passed")
    with pytest.raises(RuleViolation, match="fixed"):
        write_version(letter, cast.okafor, text="Something else.", seen=2)
    take_step(letter, cast.strand, "signed", signed_by="T. Hale", signed_on=date(2026, 11, 23))
    assert state(letter) == "signed"
    assert [version.number for version in letter.versions.all()] == [1, 2]
    events = AuditEvent.objects.filter(object_type="letter", object_id=str(letter.pk))
    assert events.count() == 7
    assert "transcript" not in str(list(events.values_list("details", "reason")))


def test_nobody_controls_what_they_wrote(cast, letter) -> None:
    own = prepare_letter(
        cast.ashby,
        cast.strand,
        facility=cast.redbud,
        subject="Visit",
        addressed_to="The family",
        text="Dear family.",
    )
    take_step(own, cast.strand, "submitted")
    with pytest.raises(RuleViolation, match="somebody else"):
        take_step(own, cast.strand, "passed")


def test_no_step_is_skipped_and_what_comes_back_says_why(cast, letter) -> None:
    for act in ("passed", "returned", "signed"):
        with pytest.raises(EditConflict, match="draft"):
            take_step(letter, cast.strand, act, remark="So.")
    take_step(letter, cast.okafor, "submitted")
    with pytest.raises(RuleViolation, match="Say why"):
        take_step(letter, cast.strand, "returned", remark=" ")
    take_step(letter, cast.strand, "passed")
    with pytest.raises(RuleViolation, match="future"):
        take_step(letter, cast.strand, "signed", signed_by="T. Hale", signed_on=date(2026, 11, 24))
    with pytest.raises(RuleViolation, match="who signed"):
        take_step(letter, cast.strand, "signed", signed_on=date(2026, 11, 23))


def test_two_who_write_at_once_do_not_overwrite_each_other(cast, letter) -> None:
    write_version(letter, cast.okafor, text="Mine.", seen=1)
    with pytest.raises(EditConflict, match="Ada Okafor wrote version 2"):
        write_version(letter, cast.marrow, text="Theirs.", seen=1)


def test_versions_and_steps_are_never_changed(cast, letter) -> None:
    step = take_step(letter, cast.okafor, "submitted")
    for row in (step, letter.versions.get()):
        for change in (row.save, row.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_the_pages_lead_through_it_and_are_offered_where_the_policy_is_followed(
    cast, browser
) -> None:
    officer, coordinator = browser(cast.okafor), browser(cast.strand)
    case = f"/case/{cast.ashby.pk}"
    assert "Prepare correspondence" not in officer.get(case).content.decode()
    cast.agency.standards = [*cast.agency.standards, "us-bop/3510.08"]
    cast.agency.save()
    assert "Prepare correspondence" in officer.get(case).content.decode()
    assert ">Correspondence<" in coordinator.get("/allocation").content.decode()
    sent = {
        "subject": "Transcript",
        "addressed_to": "Clerk of the court",
        "signatory": "warden",
        "text": TEXT,
        "form_key": "00000000-0000-4000-8000-000000000001",
    }
    officer.post(f"{case}/correspondence", sent)
    officer.post(f"{case}/correspondence", sent)
    letter = Letter.objects.get()
    page = f"/correspondence/{letter.pk}"
    assert officer.post(f"{page}/act", {"act": "passed"}).status_code == 403
    officer.post(f"{page}/act", {"act": "submitted"})
    assert "Pass it on for signature" not in officer.get(page).content.decode()
    assert "Transcript" in coordinator.get("/correspondence").content.decode()
    unsaid = coordinator.post(f"{page}/act", {"act": "returned"})
    assert (unsaid.status_code, "Say why." in unsaid.content.decode()) == (422, True)
    coordinator.post(f"{page}/act", {"act": "passed"})
    signed = {"act": "signed", "signed_by": "T. Hale", "signed_on": "2026-11-23"}
    assert coordinator.post(f"{page}/act", signed).status_code == 302
    assert "signed by T. Hale on 23 Nov" in officer.get(page).content.decode()
    assert browser(cast.tran).get(page).status_code == 404
