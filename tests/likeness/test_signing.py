"""What becomes of a copied note when it is signed, and of the duty of its month."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from agency.models import AuditEvent
from casenotes.models import CaseNote, LikenessCheck, NoteType
from casenotes.services import record_note
from casenotes.services.groups import GroupLine, GroupSession, record_group
from casenotes.services.likeness import LikelyCopy, mark_copy_seen
from scheduling.models import DueItem
from scheduling.sweep import sweep
from tests.likeness.conftest import HONEST, NOVEMBER, OCTOBER


def monthly(offender, month):
    """The monthly note of that month of 2026."""
    return DueItem.objects.get(
        offender=offender,
        standard="OK.MONTHLY_NOTE",
        due_on__month=month,
        due_on__year=2026,
        withdrawn_at=None,
    )


@pytest.fixture
def october(office, sign):
    """Ashby's note of October, by his officer."""
    return sign(office.ashby, office.okafor, OCTOBER, "2026-10-20")


# ---- The month ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [OCTOBER, OCTOBER.upper().replace(". ", "\n- "), f"  {OCTOBER.replace(',', '')}\n"],
    ids=["verbatim", "upper case and bullets", "punctuation and space"],
)
def test_identical_words_never_fulfil_the_month_whatever_the_reason(
    office, sign, october, again
) -> None:
    note = sign(office.ashby, office.okafor, again, copy_reason="Nothing has changed.")
    check = note.likeness
    assert (check.identical, check.copied, check.counts, check.score) == (True, True, False, 1)
    assert check.compared_with == october
    assert check.reason == "Nothing has changed."
    assert monthly(office.ashby, 10).fulfilled_by == f"note:{october.pk}"
    assert monthly(office.ashby, 11).fulfilled_on is None
    honest = sign(office.ashby, office.okafor, HONEST)
    assert monthly(office.ashby, 11).fulfilled_by == f"note:{honest.pk}"


@pytest.mark.parametrize("settings", [{"note_similarity_warning": 1, "note_similarity_block": 1}])
def test_no_setting_lets_identical_words_count(office, sign, october, settings) -> None:
    office.agency.settings = {"policy": settings}
    office.agency.save()
    sign(office.ashby, office.okafor, OCTOBER)
    assert monthly(office.ashby, 11).fulfilled_on is None


def test_a_short_note_said_again_does_not_fulfil_the_month_either(office, sign) -> None:
    sign(office.ashby, office.okafor, "Seen on unit, no concerns.", "2026-10-20")
    with pytest.raises(LikelyCopy):
        sign(office.ashby, office.okafor, "Seen on unit - no concerns", copy_reason="")
    sign(office.ashby, office.okafor, "SEEN ON UNIT. NO CONCERNS")
    assert monthly(office.ashby, 11).fulfilled_on is None


def test_a_likely_copy_asks_for_a_reason_and_counts_with_one(office, sign, october) -> None:
    with pytest.raises(LikelyCopy) as refused:
        sign(office.ashby, office.okafor, NOVEMBER, copy_reason=" \n")
    assert refused.value.found.earlier == october
    assert CaseNote.objects.count() == 1
    assert AuditEvent.objects.filter(type="signed", object_type="casenote").count() == 1
    note = sign(office.ashby, office.okafor, NOVEMBER, copy_reason=" He says it is all as it was.")
    check = note.likeness
    assert 0.5 <= check.score < 1
    assert (check.copied, check.identical, check.counts) == (True, False, True)
    assert check.reason == "He says it is all as it was."
    assert (check.warning_at, check.block_at) == (0.5, 1.0)
    assert monthly(office.ashby, 11).fulfilled_by == f"note:{note.pk}"


def test_an_honest_note_is_compared_asks_nothing_and_counts(office, sign, october) -> None:
    note = sign(office.ashby, office.okafor, HONEST, copy_reason="")
    assert note.likeness.score < 0.5
    assert (note.likeness.copied, note.likeness.counts, note.likeness.reason) == (False, True, "")
    assert monthly(office.ashby, 11).fulfilled_by == f"note:{note.pk}"


def test_where_nobody_can_be_asked_a_copy_is_kept_without_a_reason(office, sign, october) -> None:
    note = sign(office.ashby, office.okafor, NOVEMBER)
    assert (note.likeness.copied, note.likeness.reason, note.likeness.counts) == (True, "", True)


def test_an_agency_may_keep_near_copies_off_the_month_as_well(office, sign, october) -> None:
    office.agency.settings = {"policy": {"note_similarity_block": 0.8}}
    office.agency.save()
    note = sign(office.ashby, office.okafor, NOVEMBER, copy_reason="As before.")
    assert note.likeness.score >= 0.8
    assert not note.likeness.counts
    assert monthly(office.ashby, 11).fulfilled_on is None


def test_what_does_not_count_is_always_asked_about(office, sign, october) -> None:
    office.agency.settings = {
        "policy": {"note_similarity_warning": 1.0, "note_similarity_block": 0.8}
    }
    office.agency.save()
    with pytest.raises(LikelyCopy):
        sign(office.ashby, office.okafor, NOVEMBER, copy_reason="")


def test_the_thresholds_are_the_agencys(office, sign, october) -> None:
    office.agency.settings = {"policy": {"note_similarity_warning": 1}}
    office.agency.save()
    note = sign(office.ashby, office.okafor, NOVEMBER, copy_reason="")
    assert not note.likeness.copied


def test_a_nightly_sweep_finds_what_signing_found(office, sign, october) -> None:
    sign(office.ashby, office.okafor, OCTOBER)
    sweep()
    assert monthly(office.ashby, 11).fulfilled_on is None
    assert monthly(office.ashby, 10).fulfilled_by == f"note:{october.pk}"


# ---- With what it is compared ------------------------------------------------------------------


def test_notes_of_other_authors_on_the_person_are_compared(office, sign, october) -> None:
    with pytest.raises(LikelyCopy) as refused:
        sign(office.ashby, office.strand, NOVEMBER, copy_reason="")
    assert refused.value.found.earlier == october


def test_what_the_author_wrote_about_somebody_else_is_compared(office, sign) -> None:
    theirs = sign(office.mabry, office.strand, OCTOBER)
    with pytest.raises(LikelyCopy) as refused:
        sign(office.ashby, office.strand, NOVEMBER, copy_reason="")
    assert refused.value.found.earlier == theirs
    assert not refused.value.found.identical


def test_routine_words_on_two_people_are_no_copy_and_a_whole_story_is(office, sign) -> None:
    sign(office.mabry, office.strand, "Seen on unit, no concerns.")
    short = sign(office.ashby, office.strand, "Seen on unit, no concerns.", copy_reason="")
    assert (short.likeness.identical, short.likeness.counts) == (False, True)
    sign(office.mabry, office.strand, OCTOBER)
    with pytest.raises(LikelyCopy) as refused:
        sign(office.ashby, office.strand, OCTOBER, copy_reason="")
    assert refused.value.found.identical
    assert refused.value.found.earlier.offender == office.mabry


def test_of_what_was_written_about_others_only_the_recent_is_compared(office, sign, on_day) -> None:
    sign(office.mabry, office.strand, OCTOBER)
    on_day("2027-02-23T16:00+00:00")
    note = sign(office.ashby, office.strand, OCTOBER, "2027-02-23", copy_reason="")
    assert not note.likeness.copied


def test_a_note_that_the_author_may_not_read_decides_on_the_month_and_is_not_told_of(
    office, sign
) -> None:
    hidden = sign(office.ashby, office.okafor, OCTOBER, confidential=True)
    assert not CaseNote.objects.visible_to(office.ferrante).filter(pk=hidden.pk).exists()
    like_it = sign(office.ashby, office.ferrante, NOVEMBER, copy_reason="")
    assert (like_it.likeness.copied, like_it.likeness.compared_with) == (False, None)
    same = sign(office.ashby, office.ferrante, OCTOBER, copy_reason="")
    assert (same.likeness.identical, same.likeness.counts) == (True, False)
    assert same.likeness.reason == ""


def test_a_group_session_is_not_compared_within_itself(office) -> None:
    import uuid

    batch = record_group(
        office.strand,
        GroupSession(
            type=NoteType.objects.get(code="contact"),
            occurred_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
            common_text=OCTOBER.replace("with him", "with the group"),
        ),
        [GroupLine(office.ashby, attended=True), GroupLine(office.mabry, attended=True)],
        form_key=uuid.uuid4(),
    )
    checks = LikenessCheck.objects.filter(note__batch=batch)
    assert [(check.copied, check.counts) for check in checks] == [(False, True)] * 2


def test_a_closing_summary_is_not_compared(office, sign, october) -> None:
    summary = record_note(
        office.ashby,
        office.okafor,
        type=NoteType.objects.get(code="termination_summary"),
        occurred_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
        text=OCTOBER,
        copy_reason="",
    )
    assert not LikenessCheck.objects.filter(note=summary).exists()


def test_a_note_that_corrects_another_is_not_compared_with_it(office, sign, october) -> None:
    note = sign(office.ashby, office.okafor, OCTOBER, copy_reason="", corrects=october)
    assert not note.likeness.copied


def test_the_same_form_twice_is_one_note_with_one_check(office, sign, october) -> None:
    import uuid

    key = uuid.uuid4()
    first = sign(office.ashby, office.okafor, HONEST, form_key=key, copy_reason="")
    second = sign(office.ashby, office.okafor, HONEST, form_key=key, copy_reason="")
    assert first == second
    assert LikenessCheck.objects.filter(note=first).count() == 1


# ---- What is kept ------------------------------------------------------------------------------


def test_what_was_found_stands_as_it_was(office, sign, october) -> None:
    check = sign(office.ashby, office.okafor, NOVEMBER, copy_reason="As before.").likeness
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        LikenessCheck.objects.filter(pk=check.pk).update(reason="Other.")
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        LikenessCheck.objects.filter(pk=check.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        LikenessCheck.objects.create(
            note=october, score=1, identical=True, counts=True, warning_at=0.5, block_at=1
        )


def test_seeing_a_copy_is_a_row_of_its_own_with_a_remark(office, sign, october) -> None:
    from agency.errors import RuleViolation

    check = sign(office.ashby, office.okafor, NOVEMBER).likeness
    with pytest.raises(RuleViolation):
        mark_copy_seen(check, office.strand, "  ")
    mark_copy_seen(check, office.strand, "Spoke with him.")
    mark_copy_seen(check, office.strand, "He wrote an addition.")
    assert [r.remark for r in check.reviews.all()] == ["He wrote an addition.", "Spoke with him."]
    assert not LikenessCheck.objects.unseen().filter(pk=check.pk).exists()


def test_a_copy_of_a_note_that_was_struck_counts_again(office, sign, october) -> None:
    from casenotes.services import decide_error, report_error
    from scheduling.sync import recompute

    sign(office.ashby, office.okafor, OCTOBER)
    assert monthly(office.ashby, 11).fulfilled_on is None
    error = report_error(october, office.okafor, kind="wrong_content", reason="Not that day.")
    decide_error(error, office.strand, outcome="struck", remark="He was in court.")
    recompute([office.ashby.pk], "test")
    assert monthly(office.ashby, 11).fulfilled_on == date(2026, 11, 20)
