"""An error in a signed record is reported by one person and decided by another."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from casenotes.models import (
    Amendment,
    CaseNote,
    ContactReport,
    ErrorReport,
    NoContactReason,
    Strike,
)
from casenotes.services import (
    Answer,
    add_amendment,
    decide_error,
    report_error,
    sign_report,
    strike_corrected,
)
from casenotes.services.no_contact import reason_for
from scheduling.models import DueItem
from tests.closing.conftest import note_on


def november(person):
    """The due item of the monthly note of November."""
    return DueItem.objects.get(
        offender=person, standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30)
    )


def wrong_person(cast, note, by=None, right=None):
    return report_error(
        note,
        by or cast.okafor,
        kind="wrong_person",
        reason="I had the other file open.",
        right_person=right or cast.vann,
    )


def test_a_note_on_the_wrong_person_reopens_the_duty_and_meets_that_of_the_right_one(
    two_cases, misfiled
) -> None:
    cast = two_cases
    assert november(cast.ashby).fulfilled_by == f"note:{misfiled.pk}"
    assert november(cast.vann).fulfilled_on is None
    error = wrong_person(cast, misfiled)
    assert november(cast.ashby).fulfilled_on is not None, "it stands until somebody has decided"
    decide_error(error, cast.strand, outcome="moved", remark="The text names Vann.")
    moved = CaseNote.objects.get(offender=cast.vann)
    assert november(cast.ashby).fulfilled_on is None
    assert november(cast.vann).fulfilled_by == f"note:{moved.pk}"
    assert (moved.text, moved.author, moved.author_name) == (
        misfiled.text,
        cast.okafor,
        misfiled.author_name,
    )
    assert (moved.occurred_at, moved.recorded_at) == (misfiled.occurred_at, misfiled.recorded_at)
    assert moved.in_place_of.note == misfiled
    assert str(misfiled.pk) in moved.source
    assert list(CaseNote.objects.standing()) == [moved]


def test_both_files_have_it_in_their_audit(two_cases, misfiled) -> None:
    cast = two_cases
    decide_error(wrong_person(cast, misfiled), cast.strand, outcome="moved", remark="Names Vann.")
    of_ashby = AuditEvent.objects.filter(offender_id=cast.ashby.pk, object_type="errorreport")
    assert list(of_ashby.order_by("pk").values_list("type", "actor_id")) == [
        ("created", cast.okafor.pk),
        ("corrected", cast.strand.pk),
    ]
    moved = CaseNote.objects.get(offender=cast.vann)
    of_vann = AuditEvent.objects.get(offender_id=cast.vann.pk, object_id=str(moved.pk))
    assert of_vann.details["moved_from"] == misfiled.pk
    assert "welding" not in str(list(AuditEvent.objects.values_list("details", "reason")))


def test_nobody_decides_on_what_is_their_own(two_cases, misfiled) -> None:
    cast = two_cases
    mine = wrong_person(cast, misfiled, by=cast.strand)
    for who in (cast.strand, cast.okafor):
        with pytest.raises(RuleViolation, match="somebody else"):
            decide_error(mine, who, outcome="moved", remark="Yes.")
    assert not ErrorReport.objects.decidable_by(cast.strand).exists()
    assert ErrorReport.objects.decidable_by(cast.marrow).get() == mine
    assert ErrorReport.objects.decidable_by(cast.lindqvist).get() == mine
    assert not ErrorReport.objects.decidable_by(cast.marsh_coordinator).exists()
    decide_error(mine, cast.marrow, outcome="declined", remark="It is about Ashby.")
    with pytest.raises(EditConflict, match="Keith Marrow decided"):
        decide_error(mine, cast.lindqvist, outcome="moved", remark="No.")
    assert not Strike.objects.exists()


def test_what_is_struck_or_reported_is_not_reported_again(two_cases, misfiled) -> None:
    cast = two_cases
    error = wrong_person(cast, misfiled)
    with pytest.raises(RuleViolation, match="Ada Okafor reported an error"):
        wrong_person(cast, misfiled, by=cast.ferrante)
    decide_error(error, cast.strand, outcome="struck", remark="Nobody whom we know.")
    with pytest.raises(RuleViolation, match="struck already"):
        wrong_person(cast, misfiled, by=cast.ferrante)


def test_reasons_and_a_right_person_are_asked_for(two_cases, misfiled) -> None:
    cast = two_cases
    with pytest.raises(RuleViolation, match="Say what is wrong"):
        report_error(misfiled, cast.okafor, kind="wrong_content", reason=" \n")
    with pytest.raises(RuleViolation, match="Name the other one"):
        wrong_person(cast, misfiled, right=cast.ashby)
    error = report_error(misfiled, cast.okafor, kind="wrong_person", reason="Not this one.")
    with pytest.raises(RuleViolation, match="on whom"):
        decide_error(error, cast.strand, outcome="moved", remark="Right.")
    with pytest.raises(RuleViolation, match="Say why"):
        decide_error(error, cast.strand, outcome="declined", remark="")
    with pytest.raises(RuleViolation, match="Choose"):
        decide_error(error, cast.strand, outcome="amended", remark="Minor.")


def test_a_struck_text_is_for_those_who_read_the_right_person_or_decide(cast) -> None:
    """Reyes has Mabry; the note on her file is about Ashby, whose officer is Okafor."""
    note = note_on(cast.mabry, cast.reyes, "Ashby owes money on the unit.")
    error = wrong_person(cast, note, by=cast.reyes, right=cast.ashby)
    assert CaseNote.objects.visible_to(cast.reyes).filter(pk=note.pk).exists()
    decide_error(error, cast.strand, outcome="moved", remark="About Ashby.")
    moved = CaseNote.objects.get(offender=cast.ashby)
    reads_old = {
        name
        for name, user in cast.users.items()
        if CaseNote.objects.visible_to(user).filter(pk=note.pk).exists()
    }
    # Ferrante and Tran read every case at Redbud; Strand, Marrow and Lindqvist decide there too.
    assert reads_old == {"ferrante", "tran", "strand", "marrow", "lindqvist"}
    assert list(CaseNote.objects.struck_from(cast.reyes)) == [note]
    assert not CaseNote.objects.withheld_from(cast.reyes).exists(), "Its kind is open to her."
    assert not CaseNote.objects.visible_to(cast.reyes).filter(pk=moved.pk).exists()
    assert CaseNote.objects.visible_to(cast.okafor).filter(pk=moved.pk).exists()
    assert ErrorReport.objects.visible_to(cast.reyes).count() == 0


def test_a_confidential_note_tells_nothing_to_who_may_not_read_it(cast) -> None:
    note = note_on(cast.ashby, cast.okafor, "A word on a debt.", confidential=True)
    error = wrong_person(cast, note, right=cast.mabry)
    assert not ErrorReport.objects.decidable_by(cast.marrow).exists()
    assert not ErrorReport.objects.visible_to(cast.marrow).exists()
    decide_error(error, cast.strand, outcome="moved", remark="About Mabry.")
    moved = CaseNote.objects.get(offender=cast.mabry)
    assert moved.confidential
    for name in ("marrow", "ferrante", "tran"):
        assert not CaseNote.objects.visible_to(cast.users[name]).exists(), name


def test_wrong_content_is_struck_when_its_author_has_signed_it_anew(two_cases, misfiled) -> None:
    cast = two_cases
    error = report_error(misfiled, cast.reyes, kind="wrong_content", reason="It was Tuesday.")
    decide_error(error, cast.strand, outcome="corrected", remark="Write it anew, please.")
    assert CaseNote.objects.standing().filter(pk=misfiled.pk).exists()
    assert list(ErrorReport.objects.asked_of(cast.okafor)) == [error]
    other = note_on(cast.ashby, cast.reyes, "Another's words.", day=11)
    with pytest.raises(RuleViolation, match="its author"):
        strike_corrected(error, other, cast.reyes)
    anew = note_on(cast.ashby, cast.okafor, "Asked about welding on the Tuesday.", day=11)
    strike_corrected(error, anew, cast.okafor)
    assert not CaseNote.objects.standing().filter(pk=misfiled.pk).exists()
    assert november(cast.ashby).fulfilled_by == f"note:{anew.pk}"
    assert not ErrorReport.objects.asked_of(cast.okafor).exists()
    assert CaseNote.objects.visible_to(cast.okafor).filter(pk=misfiled.pk).exists(), "it is kept"
    with pytest.raises(RuleViolation, match="No correction"):
        strike_corrected(error, anew, cast.okafor)


def test_a_struck_report_reopens_its_duty_and_goes_to_the_right_person_with_its_answers(
    two_cases,
) -> None:
    from casenotes.checklists import PRIMARY_CHECKS

    cast = two_cases
    report = sign_report(
        cast.ashby,
        cast.okafor,
        kind="primary",
        interview_at=datetime(2026, 11, 12, 18, tzinfo=UTC),
        answers={check.code: Answer(yes=True, comment="Yes.") for check in PRIMARY_CHECKS},
    )
    add_amendment(cast.okafor, report=report, text="He also asked for a visit.")
    decide_error(wrong_person(cast, report), cast.lindqvist, outcome="moved", remark="It was Vann.")
    moved = ContactReport.objects.get(offender=cast.vann)
    assert list(ContactReport.objects.standing()) == [moved]
    assert moved.completed_on == report.completed_on
    assert moved.answers.count() == report.answers.count() == len(PRIMARY_CHECKS)
    assert Amendment.objects.get(report=moved).text == "He also asked for a visit."


def test_a_reason_for_no_contact_goes_with_its_note(two_cases) -> None:
    cast = two_cases
    month = date(2026, 11, 1)
    note = note_on(
        cast.ashby,
        cast.okafor,
        "At the county jail.",
        code="no_contact",
        no_contact_reason="custody",
    )
    decide_error(wrong_person(cast, note), cast.strand, outcome="moved", remark="It was Vann.")
    assert reason_for(cast.ashby, month) is None
    assert reason_for(cast.vann, month).reason == "custody"
    again = note_on(
        cast.ashby,
        cast.okafor,
        "At the county jail too.",
        day=12,
        code="no_contact",
        no_contact_reason="custody",
    )
    assert reason_for(cast.ashby, month).note == again
    assert NoContactReason.objects.filter(offender=cast.ashby).count() == 2


def test_reports_decisions_and_strikes_are_never_changed(two_cases, misfiled) -> None:
    cast = two_cases
    error = wrong_person(cast, misfiled)
    decision = decide_error(error, cast.strand, outcome="struck", remark="Nobody we know.")
    for row in (error, decision, misfiled.strike):
        for change in (row.save, row.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_nothing_is_added_to_a_struck_entry_and_its_paper_tells_nothing_of_another_person(
    two_cases, misfiled
) -> None:
    from casemgmt.printing.entries import entries_of_notes

    cast = two_cases
    decide_error(wrong_person(cast, misfiled), cast.strand, outcome="moved", remark="Names Vann.")
    struck = CaseNote.objects.get(pk=misfiled.pk)
    with pytest.raises(RuleViolation, match="was struck"):
        add_amendment(cast.okafor, note=struck, text="More.")
    entries = {note.pk: entry for note, entry in entries_of_notes(CaseNote.objects.all(), "UTC")}
    assert entries[struck.pk].text == ""
    assert entries[struck.pk].struck.by == "Helen Strand"
    assert entries[struck.strike.new_note_id].text == misfiled.text
