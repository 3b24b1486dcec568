"""The pregnancy notification: receipt, call, note, disclosure, filing. OK-020 to OK-023."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import InternalError, transaction

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from casenotes.models import CaseNote, Disclosure, DocumentEntry, PregnancyNotice
from casenotes.services import (
    file_pregnancy_form,
    receive_pregnancy_form,
    record_pregnancy_call,
    withdraw_pregnancy_notice,
)

pytestmark = pytest.mark.django_db

CALLED_AT = datetime.fromisoformat("2026-11-23T15:20+00:00")


@pytest.fixture
def notice(cast):
    return receive_pregnancy_form(cast.ashby, cast.okafor, received_on=date(2026, 11, 9))


def call(cast, notice, **more):
    return record_pregnancy_call(
        notice,
        cast.okafor,
        **{"called_at": CALLED_AT, "operator_name": "M. Quist"} | more,
    )


def test_the_day_of_receipt_is_kept_and_never_changed(cast, notice):
    assert (notice.received_on, notice.notified_on, notice.filed_on) == (
        date(2026, 11, 9),
        None,
        None,
    )
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        PregnancyNotice.objects.update(received_on=date(2026, 11, 20))


def test_another_copy_of_the_form_starts_no_new_time(cast, notice):
    with pytest.raises(RuleViolation, match="9 Nov 2026 already"):
        receive_pregnancy_form(cast.ashby, cast.reyes, received_on=date(2026, 11, 20))


def test_a_copy_is_not_received_tomorrow(cast):
    with pytest.raises(RuleViolation, match="future"):
        receive_pregnancy_form(cast.ashby, cast.okafor, received_on=date(2026, 11, 24))


def test_one_act_keeps_the_call_the_note_the_disclosure_and_the_filing(cast, notice):
    before = AuditEvent.objects.count()
    call(cast, notice, filed_on=date(2026, 11, 23))
    notice.refresh_from_db()
    assert AuditEvent.objects.count() == before + 1
    assert (notice.notified_at, notice.notified_on) == (CALLED_AT, date(2026, 11, 23))
    assert (notice.noted_on, notice.filed_on) == (date(2026, 11, 23), date(2026, 11, 23))

    note = CaseNote.objects.get(type__code="dhs_pregnancy")
    assert notice.note == note
    assert note.confidential
    assert note.text == (
        "Department of Human Services notified by the hotline 1-800-522-3511 on 23 Nov 2026 "
        "at 09:20.\nOperator: M. Quist.\n"
        "Current housing location: Redbud Correctional Center, Unit B."
    )
    told = Disclosure.objects.get()
    assert told.fields == ["first_and_last_name", "number", "pregnancy", "facility"]
    assert (told.recipient, told.by, told.disclosed_at) == (
        "Department of Human Services",
        cast.okafor,
        CALLED_AT,
    )
    entry = DocumentEntry.objects.get()
    assert (entry.form_code, entry.section, entry.filed_on) == (
        "MSRM 140106-01",
        "Section III",
        date(2026, 11, 23),
    )


def test_the_form_may_be_filed_on_a_later_day_and_once(cast, notice):
    call(cast, notice)
    assert not DocumentEntry.objects.exists()
    file_pregnancy_form(notice, cast.okafor, filed_on=date(2026, 11, 23))
    with pytest.raises(EditConflict, match="filed on 23 Nov 2026"):
        file_pregnancy_form(notice, cast.okafor, filed_on=date(2026, 11, 20))


def test_the_form_may_be_filed_before_the_call(cast, notice):
    file_pregnancy_form(notice, cast.okafor, filed_on=date(2026, 11, 10))
    notice.refresh_from_db()
    assert (notice.filed_on, notice.notified_on) == (date(2026, 11, 10), None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"operator_name": "  "}, "operator_name"),
        ({"called_at": datetime.fromisoformat("2026-11-23T17:00+00:00")}, "called_on"),
        ({"called_at": datetime.fromisoformat("2026-11-08T17:00+00:00")}, "called_on"),
        ({"filed_on": date(2026, 11, 24)}, "filed_on"),
        ({"filed_on": date(2026, 11, 8)}, "filed_on"),
    ],
)
def test_a_call_that_cannot_be_so_keeps_nothing(cast, notice, more, field):
    with pytest.raises(RuleViolation) as refused:
        call(cast, notice, **more)
    assert refused.value.field == field
    assert not CaseNote.objects.filter(type__code="dhs_pregnancy").exists()
    assert not Disclosure.objects.exists()


def test_a_call_is_recorded_once(cast, notice):
    call(cast, notice)
    with pytest.raises(EditConflict, match="on record already"):
        call(cast, notice, operator_name="Somebody else")
    assert Disclosure.objects.count() == 1


def test_what_was_said_of_the_call_is_never_changed(cast, notice):
    call(cast, notice)
    for change in ({"operator_name": "Nobody"}, {"housing_location": "Elsewhere"}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            PregnancyNotice.objects.update(**change)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Disclosure.objects.update(fields=[])
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        PregnancyNotice.objects.all().delete()


def test_the_number_of_the_hotline_is_the_agencys_to_set(cast, notice):
    cast.agency.settings = {"pregnancy_hotline": {"number": "1-800-555-0100"}}
    cast.agency.save()
    call(cast, notice)
    assert "1-800-555-0100" in CaseNote.objects.get(type__code="dhs_pregnancy").text


def test_a_receipt_of_the_wrong_person_is_withdrawn_and_stays_on_record(cast, notice):
    withdraw_pregnancy_notice(notice, cast.okafor, reason="The form was of another person.")
    assert not PregnancyNotice.objects.standing().exists()
    assert PregnancyNotice.objects.count() == 1
    receive_pregnancy_form(cast.ashby, cast.okafor, received_on=date(2026, 11, 20))


def test_a_receipt_is_not_withdrawn_after_the_call(cast, notice):
    call(cast, notice)
    with pytest.raises(RuleViolation, match="stays on record"):
        withdraw_pregnancy_notice(notice, cast.okafor, reason="A mistake.")


def test_only_the_officer_and_the_coordinator_know(cast, notice):
    known = {
        name
        for name, user in cast.users.items()
        if PregnancyNotice.objects.visible_to(user).exists()
    }
    assert known == {"okafor", "strand"}
