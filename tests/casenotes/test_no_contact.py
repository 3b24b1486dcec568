"""Why nobody was reached: for one calendar month, on a note. PRO-008, PRO-012, PRO-013."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casenotes.models import CaseNote, NoContactReason
from casenotes.services.no_contact import reason_for

pytestmark = pytest.mark.django_db


def test_a_reason_and_its_journal_note_are_made_in_one_act(cast, wrote):
    before = AuditEvent.objects.count()
    note = wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="custody")
    reason = NoContactReason.objects.get()
    assert reason.note == note
    assert (reason.offender, reason.month, reason.reason) == (
        cast.ashby,
        date(2026, 11, 1),
        "custody",
    )
    assert reason.entered_on == date(2026, 11, 23)
    assert not reason.is_late
    assert AuditEvent.objects.count() == before + 1


def test_a_note_without_contact_needs_a_reason_and_keeps_nothing_without_it(cast, wrote):
    with pytest.raises(RuleViolation) as refused:
        wrote(cast.ashby, cast.okafor, "no_contact")
    assert refused.value.field == "no_contact_reason"
    assert not CaseNote.objects.filter(type__code="no_contact").exists()


def test_a_reason_goes_with_no_other_type_of_note(cast, wrote):
    with pytest.raises(RuleViolation, match="goes with a note of that type"):
        wrote(cast.ashby, cast.okafor, "contact", no_contact_reason="custody")
    assert not CaseNote.objects.filter(type__code="contact").exists()


def test_a_reason_of_28_february_does_not_cover_1_march(cast, wrote, at):
    with at("2027-03-02T16:00+00:00"):
        wrote(
            cast.ashby,
            cast.okafor,
            "no_contact",
            "2027-02-28T18:00+00:00",
            no_contact_reason="absconded",
        )
        assert reason_for(cast.ashby, date(2027, 2, 28)).reason == "absconded"
        assert reason_for(cast.ashby, date(2027, 2, 1)).reason == "absconded"
        assert reason_for(cast.ashby, date(2027, 3, 1)) is None


def test_the_month_is_that_of_the_clock_on_the_wall(cast, wrote, at):
    """In Chicago it is still November when it is December in Greenwich."""
    with at("2026-12-02T16:00+00:00"):
        wrote(
            cast.ashby,
            cast.okafor,
            "no_contact",
            "2026-12-01T04:30+00:00",
            no_contact_reason="other",
        )
    assert NoContactReason.objects.get().month == date(2026, 11, 1)


def test_a_reason_entered_after_its_month_shows_late(cast, wrote, at):
    with at("2026-12-01T16:00+00:00"):
        wrote(
            cast.ashby,
            cast.okafor,
            "no_contact",
            "2026-11-30T20:00+00:00",
            no_contact_reason="custody",
        )
    reason = NoContactReason.objects.get()
    assert reason.month == date(2026, 11, 1)
    assert reason.is_late
    assert reason.note.is_late_entry


def test_a_correction_is_a_new_row_and_one_reason_stands(cast, wrote):
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="custody")
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="warrant")
    first, second = NoContactReason.objects.order_by("pk")
    assert second.corrects == first
    assert second.origin_id_or_own == first.pk
    assert list(NoContactReason.objects.standing()) == [second]
    assert reason_for(cast.ashby, date(2026, 11, 30)) == second


def test_the_same_reason_again_is_a_note_and_no_correction(cast, wrote):
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="custody")
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="custody")
    assert NoContactReason.objects.count() == 1
    assert CaseNote.objects.filter(type__code="no_contact").count() == 2


def test_the_database_holds_one_first_reason_for_a_case_and_month(cast, wrote):
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="custody")
    other = wrote(cast.ashby, cast.okafor)
    with pytest.raises(IntegrityError, match="one_no_contact_reason_per_month"):
        NoContactReason.objects.create(
            offender=cast.ashby,
            month=date(2026, 11, 1),
            reason="other",
            note=other,
            entered_on=date(2026, 11, 23),
            author=cast.okafor,
            author_name="Ada Okafor",
        )


def test_a_reason_is_never_changed(cast, wrote):
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="custody")
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        NoContactReason.objects.update(reason="other")
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        NoContactReason.objects.all().delete()


def test_residential_treatment_needs_the_talk_with_the_staff_and_the_reason(cast, wrote):
    """Each is a record of its own, and one note may carry both: nothing follows from the other."""
    wrote(cast.ashby, cast.okafor, "no_contact", no_contact_reason="residential_treatment")
    confirmed = CaseNote.objects.filter(offender=cast.ashby, collateral="residential_staff")
    assert not confirmed.exists()

    wrote(cast.mabry, cast.reyes, collateral="residential_staff", contact_mode="telephone")
    assert CaseNote.objects.get(offender=cast.mabry).collateral == "residential_staff"
    assert reason_for(cast.mabry, date(2026, 11, 1)) is None

    note = wrote(
        cast.ashby,
        cast.okafor,
        "no_contact",
        collateral="residential_staff",
        contact_mode="telephone",
        no_contact_reason="residential_treatment",
    )
    assert confirmed.get() == note
    assert reason_for(cast.ashby, date(2026, 11, 1)).reason == "residential_treatment"
    assert not note.reached


@pytest.mark.parametrize(
    ("mode", "said", "collateral", "reached", "kept"),
    [
        ("face_to_face", "", "", True, "completed"),
        ("face_to_face", "attempted", "", False, "attempted"),
        ("none", "", "", False, "none"),
        ("telephone", "", "family", False, "none"),
        ("telephone", "completed", "family", True, "completed"),
    ],
)
def test_a_note_says_whether_the_person_was_reached(
    cast, wrote, mode, said, collateral, reached, kept
):
    note = wrote(cast.ashby, cast.okafor, contact_mode=mode, contact=said, collateral=collateral)
    assert (note.reached, note.contact) == (reached, kept)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"contact": "attempted"}, "contact_mode"),
        ({"collateral": "employer"}, "contact_mode"),
        ({"contact": "completed", "contact_mode": "none"}, "contact_mode"),
    ],
)
def test_an_attempt_and_a_talk_with_others_say_how(cast, wrote, more, field):
    with pytest.raises(RuleViolation) as refused:
        wrote(cast.ashby, cast.okafor, **more)
    assert refused.value.field == field


def test_nobody_who_was_reached_is_noted_as_without_contact(cast, wrote):
    with pytest.raises(RuleViolation, match="The person was reached"):
        wrote(
            cast.ashby,
            cast.okafor,
            "no_contact",
            contact="completed",
            contact_mode="telephone",
            no_contact_reason="custody",
        )


def test_a_note_of_before_says_by_its_mode_whether_the_person_was_reached(cast, wrote):
    """Imported notes and those of earlier versions carry no outcome."""
    note = wrote(cast.ashby, cast.okafor)
    assert CaseNote(contact_mode="video").reached
    assert not CaseNote(contact_mode="none").reached
    assert not note.reached


@pytest.mark.parametrize(
    ("mode", "outcome", "with_whom", "words"),
    [
        ("none", "none", "", ""),
        ("telephone", "", "", "By telephone"),
        ("telephone", "completed", "", "By telephone"),
        ("telephone", "attempted", "", "Tried by telephone, not reached"),
        ("video", "completed", "family", "By video, with family"),
        ("telephone", "none", "residential_staff", "By telephone, only with residential staff"),
    ],
)
def test_an_attempt_never_reads_like_a_contact(mode, outcome, with_whom, words):
    note = CaseNote(contact_mode=mode, contact=outcome, collateral=with_whom)
    assert note.contact_in_words == words
