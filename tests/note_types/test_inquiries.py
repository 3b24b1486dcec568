"""Inquiries about people and their answers. OK-004, WA-019."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from casenotes.models import CaseNote, Disclosure, Inquiry
from casenotes.services.inquiries import answer_inquiry, record_inquiry, working_days_after
from offenders.models import CaseAssignment
from scheduling.models import DueItem
from scheduling.services.chosen_settings import choose_settings

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


@pytest.fixture
def asked(office):
    """An inquiry about Ashby, taken down by Coble: `asked("lawyer", "P. Lowe")`."""

    def take(asker="lawyer", from_whom="P. Lowe", **more):
        return record_inquiry(
            office.ashby,
            more.pop("by", office.coble),
            asker=asker,
            from_whom=from_whom,
            channel="telephone",
            received_at=FRIDAY,
            question="Is he still enrolled in the welding course?",
            **more,
        )

    return take


def answered(office, inquiry, told=True, **more):
    return answer_inquiry(
        inquiry,
        more.pop("by", office.okafor),
        answered_at=more.pop("at", NOW),
        answer="Yes, since September.",
        told=told,
        **more,
    )


def test_working_days_pass_over_weekends_and_holidays() -> None:
    friday = date(2026, 11, 20)
    assert working_days_after(friday, 1) == date(2026, 11, 23)
    assert working_days_after(friday, 5) == date(2026, 11, 27)
    assert working_days_after(friday, 5, {date(2026, 11, 26)}) == date(2026, 11, 30)
    assert working_days_after(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_the_target_follows_the_agencys_setting_and_makes_no_duty(office, asked) -> None:
    before = DueItem.objects.count()
    assert asked().target_on == date(2026, 11, 27)
    choose_settings({"inquiry_working_days": 2}, office.quist)
    assert asked().target_on == date(2026, 11, 24)
    assert DueItem.objects.count() == before


def test_whoever_is_the_officer_by_then_answers(office, asked, browse) -> None:
    inquiry = asked()
    office.ashby.assignments.update(until_on=date(2026, 11, 22))
    CaseAssignment.objects.create(
        offender=office.ashby, officer=office.reyes, from_on=date(2026, 11, 23)
    )
    assert Inquiry.objects.visible_to(office.reyes).get() == inquiry
    assert not Inquiry.objects.visible_to(office.okafor).exists()
    assert browse(office.okafor).get(f"/inquiries/{inquiry.pk}").status_code == 404
    page = browse(office.reyes).get("/inquiries").content.decode()
    assert "P. Lowe" in page


def test_an_outside_party_is_told_nothing_without_a_basis(office, asked) -> None:
    inquiry = asked()
    with pytest.raises(RuleViolation, match="on what basis") as refused:
        answered(office, inquiry)
    assert refused.value.field == "basis"
    assert not CaseNote.objects.exists()
    assert not Disclosure.objects.exists()


def test_an_answer_outside_is_a_note_and_a_row_in_the_dissemination_log(office, asked) -> None:
    inquiry = asked()
    before = AuditEvent.objects.count()
    done = answered(office, inquiry, basis="consent")
    assert AuditEvent.objects.count() == before + 1
    assert done.note.type.code == "inquiry"
    for words in ("Lawyer, P. Lowe", "welding course", "Yes, since September.", "written consent"):
        assert words in done.note.text
    row = Disclosure.objects.get()
    assert done.disclosure == row
    assert (row.kind, row.recipient, row.recipient_person) == ("inquiry", "Lawyer", "P. Lowe")
    assert row.basis == "The person's written consent"
    assert "welding" not in row.what


def test_to_tell_an_outside_party_nothing_needs_no_basis(office, asked) -> None:
    done = answered(office, asked(), told=False)
    assert done.disclosure is None
    assert "nothing about the person was told" in done.note.text
    assert not Disclosure.objects.exists()


def test_the_persons_own_request_is_an_inquiry_and_its_answer_is_contact(office, asked) -> None:
    done = answered(office, asked("person", ""), contact_mode="face_to_face")
    assert done.note.reached
    assert done.disclosure is None
    monthly = DueItem.objects.get(
        offender=office.ashby, standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30)
    )
    assert monthly.fulfilled_by == f"note:{done.note.pk}"


def test_an_inquiry_is_answered_once_and_never_changes(office, asked) -> None:
    inquiry = asked()
    answered(office, inquiry, told=False)
    with pytest.raises(EditConflict, match="has answered this inquiry already"):
        answered(office, inquiry, told=False, by=office.strand)
    with pytest.raises(InternalError), transaction.atomic():
        Inquiry.objects.update(told=True)
    with pytest.raises(InternalError), transaction.atomic():
        Inquiry.objects.update(question="Another")


def test_no_answer_lies_before_the_question(office, asked) -> None:
    with pytest.raises(RuleViolation, match="before the inquiry came"):
        answered(office, asked(), told=False, at=datetime(2026, 11, 19, 15, tzinfo=UTC))


def test_everybody_but_the_person_has_a_name(office, asked) -> None:
    with pytest.raises(RuleViolation, match="name of who asked"):
        asked("family", " ")


def test_a_contributor_takes_it_down_and_the_officer_answers_it_on_its_page(office, browse) -> None:
    sent = {
        "asker": "family",
        "from_whom": "Dora Ashby",
        "channel": "telephone",
        "received_on": "2026-11-20",
        "received_time": "09:00",
        "question": "When may she visit?",
        "form_key": str(uuid.uuid4()),
    }
    address = f"/case/{office.ashby.pk}/inquiry"
    for _ in range(2):
        assert browse(office.coble).post(address, sent).status_code == 302
    inquiry = Inquiry.objects.get()
    assert browse(office.coble).get(f"/inquiries/{inquiry.pk}").status_code == 404
    client = browse(office.okafor)
    assert "1 inquiry to answer" in client.get(f"/case/{office.ashby.pk}").content.decode()
    answer = {
        "occurred_on": "2026-11-23",
        "occurred_time": "09:30",
        "answer": "Sunday.",
        "told": "yes",
    }
    refused = client.post(f"/inquiries/{inquiry.pk}/answer", answer)
    assert refused.status_code == 422
    assert "on what basis" in refused.content.decode()
    page = f"/inquiries/{inquiry.pk}"
    assert client.post(f"{page}/answer", answer | {"basis": "public_record"}).status_code == 302
    assert "Basis: Public record only." in client.get(page).content.decode()
    assert browse(office.lindqvist).post(f"{page}/answer", answer).status_code == 404


def test_a_confidential_answer_is_shown_to_nobody_who_may_not_read_it(
    office, asked, browse
) -> None:
    inquiry = answered(office, asked(), told=False, confidential=True)
    page = browse(office.ferrante).get(f"/inquiries/{inquiry.pk}").content.decode()
    assert "The answer is restricted." in page
    assert "since September" not in page
