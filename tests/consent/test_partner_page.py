"""The partner's own pages: what consents cover and no word more, the notice, the log."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

import pytest

from agency.models import AuditEvent
from casenotes.models import CaseNote, ErrorReport, NoteType
from casenotes.services import decide_error, record_note, report_error
from offenders.models import DataClass, Instrument
from offenders.services import (
    end_consent,
    enrol,
    record_assessment,
    record_term,
    save_program,
)
from offenders.sharing import REDISCLOSURE_NOTICE
from plans.models import Goal, Plan, PlanAction, PlanVersion
from tests.consent.test_consents import consent_of

#: A word for each class of data, that stands nowhere else.
CANARY = {
    "contact": "Redbud Correctional Center",
    "plan": "quillfeather-goal",
    "programs": "quillfeather-program",
    "risk": "quillfeather-strength",
    "supervision": "quillfeather-condition",
    "notes": "quillfeather-own-note",
}


@pytest.fixture
def case(cast, house):
    """Something in every class about Ashby, and notes of others, which nobody shares."""
    plan = Plan.objects.create(offender=cast.ashby, kind="omp", begun_on=date(2026, 10, 1))
    version = PlanVersion.objects.create(plan=plan, number=1)
    goal = Goal.objects.create(version=version, position=1, goal=CANARY["plan"])
    PlanAction.objects.create(
        version=version,
        goal=goal,
        position=1,
        what="Apply for a room",
        owner_party="partner",
        due_on=date(2026, 12, 1),
    )
    PlanVersion.objects.filter(pk=version.pk).update(
        status="approved", approved_on=date(2026, 10, 2), approved_at=cast.ashby.created_at
    )
    program = save_program(cast.amsel, name=CANARY["programs"], kind="treatment")
    enrol(cast.ashby, cast.okafor, program=program, opened_on=date(2026, 11, 2))
    record_assessment(
        cast.ashby,
        cast.ferrante,
        instrument=Instrument.objects.get(code="LS/CMI"),
        assessed_on=date(2026, 11, 2),
        score=Decimal(21),
        strengths=[CANARY["risk"]],
        summary="unshared-summary",
    )
    record_term(
        cast.ashby,
        cast.okafor,
        kind="parole",
        from_on=date(2026, 11, 2),
        conditions=[CANARY["supervision"]],
    )
    for author, text in ((cast.sato, CANARY["notes"]), (cast.okafor, "unshared-staff-note")):
        record_note(
            cast.ashby,
            author,
            type=NoteType.objects.get(code="contact"),
            occurred_at=datetime.fromisoformat("2026-11-20T16:00+00:00"),
            text=text,
        )
    return cast


#: Every address that a partner can open about somebody.
ADDRESSES = ("/shared", "/shared/{pk}", "/case/{pk}", "/case/{pk}/note", "/drafts", "/help")


def everything_seen(client, person):
    return "".join(
        client.get(address.format(pk=person.pk), follow=True).content.decode()
        for address in ADDRESSES
    )


@pytest.mark.parametrize("covered", [one.value for one in DataClass])
def test_classes_that_are_not_covered_never_appear_on_any_page(
    case,
    house,
    sign_in,
    covered,
):
    """S11, TPC-007"""
    consent_of(case, house, data_classes=[covered])
    client = sign_in(case.sato)
    shown = client.get(f"/shared/{case.ashby.pk}").content.decode()
    assert CANARY[covered] in shown
    seen = everything_seen(client, case.ashby)
    for data_class, word in CANARY.items():
        assert (word in seen) == (data_class == covered), f"{data_class}: {word}"
    for word in ("unshared-", "1989", "Unit B"):
        assert word not in seen or (word == "Unit B" and covered == "contact"), word


def test_without_a_consent_there_is_nothing_to_find(case, sign_in):
    client = sign_in(case.sato)
    for address in ("/shared/{pk}", "/case/{pk}", "/case/{pk}/note", "/people/search?q=ashby"):
        assert client.get(address.format(pk=case.ashby.pk)).status_code == 404, address
    assert "ASHBY" not in client.get("/shared").content.decode()


def test_every_page_carries_the_notice_on_passing_on(case, house, sign_in):
    """S11, 42 CFR 2.32"""
    consent_of(case, house, data_classes=["notes"])
    client = sign_in(case.sato)
    for address in ADDRESSES:
        page = client.get(address.format(pk=case.ashby.pk), follow=True)
        assert page.status_code in {200, 404}, address
        if page.status_code == 200:
            assert REDISCLOSURE_NOTICE in page.content.decode(), address
    assert REDISCLOSURE_NOTICE not in sign_in(case.okafor).get("/worklist").content.decode()


def test_every_disclosure_is_logged_with_its_consents(case, house, sign_in):
    """S11, S13"""
    consent = consent_of(case, house, data_classes=["notes", "programs"])
    client = sign_in(case.sato)
    last = AuditEvent.objects.latest("pk").pk
    for address in ("/shared", "/shared/{pk}", "/case/{pk}/note"):
        client.get(address.format(pk=case.ashby.pk))
    events = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))
    assert [(e.type, e.details["consents"]) for e in events] == [
        ("listed", [consent.pk]),
        ("read", [consent.pk]),
        ("read", [consent.pk]),
    ]
    assert events[1].details["classes"] == ["notes", "programs"]
    assert {e.offender_id for e in events[1:]} == {case.ashby.pk}


def test_a_partner_adds_a_note_that_staff_read_and_finds_it_on_the_page(
    case,
    house,
    sign_in,
):
    consent_of(case, house, data_classes=["notes"])
    client = sign_in(case.sato)
    sent = {
        "type": NoteType.objects.get(code="contact").pk,
        "occurred_on": "2026-11-23",
        "occurred_time": "09:30",
        "contact_mode": "face_to_face",
        "text": "Came to the intake talk on time.",
        "form_key": str(uuid.uuid4()),
        "back": f"/shared/{case.ashby.pk}",
    }
    answer = client.post(f"/case/{case.ashby.pk}/note", sent, follow=True)
    assert "Came to the intake talk on time." in answer.content.decode()
    assert CaseNote.objects.visible_to(case.okafor).filter(author=case.sato).count() == 2
    assert not CaseNote.objects.visible_to(case.sato).exclude(author=case.sato).exists()


def wrong_content(note, **changed):
    """What a partner's browser sends to report an error."""
    return {
        "kind": "wrong_content",
        "reason": "He came an hour late.",
        "form_key": str(uuid.uuid4()),
    } | changed


def test_a_partner_reports_an_error_in_their_own_note_and_sees_what_becomes_of_it(
    case, house, sign_in
):
    consent = consent_of(case, house, data_classes=["notes"])
    note = CaseNote.objects.get(author=case.sato)
    client, shared = sign_in(case.sato), f"/shared/{case.ashby.pk}"
    assert f"/note/{note.pk}/error" in client.get(shared).content.decode()
    form = client.get(f"/note/{note.pk}/error")
    assert form.status_code == 200
    assert f'href="{shared}"' in form.content.decode()
    assert "/case/" not in form.content.decode().partition("<main")[2]
    assert AuditEvent.objects.latest("pk").details["consents"] == [consent.pk]
    answer = client.post(f"/note/{note.pk}/error", wrong_content(note))
    assert answer["Location"] == shared
    error = ErrorReport.objects.get(reported_by=case.sato)
    assert "waits for a decision" in client.get(shared).content.decode()
    assert client.post(f"/errors/{error.pk}/decide", {}).status_code == 404

    decide_error(error, case.lindqvist, outcome="struck", remark="So it is.")
    page = client.get(shared).content.decode()
    assert "Entry made in error, struck" in page
    assert '<del class="struck-text">' in page
    assert "Struck; nothing takes its place" in page
    assert client.get(f"/errors/{error.pk}").status_code == 200


def test_a_partner_reports_no_error_in_notes_of_others_nor_once_the_consent_has_ended(
    case, house, sign_in
):
    consent = consent_of(case, house, data_classes=["notes"])
    own = CaseNote.objects.get(author=case.sato)
    others = record_note(
        case.ashby,
        case.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=own.occurred_at,
        text="Words of the officer.",
    )
    client = sign_in(case.sato)
    assert client.post(f"/note/{others.pk}/error", wrong_content(others)).status_code == 404
    named = wrong_content(own, kind="wrong_person", right_person=case.mabry.number)
    answer = client.post(f"/note/{own.pk}/error", named)
    assert answer.status_code == 422
    assert "MABRY" not in answer.content.decode()
    report = report_error(own, case.sato, kind="wrong_content", reason="An hour late.")
    end_consent(consent, case.okafor, how="revoked")
    for address in (f"/note/{own.pk}/error", f"/errors/{report.pk}"):
        assert client.get(address).status_code == 404, address


def test_signing_in_leads_a_partner_to_what_is_shared(case, sign_in):
    assert sign_in(case.sato).get("/")["Location"] == "/shared"
