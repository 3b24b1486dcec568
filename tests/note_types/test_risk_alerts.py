"""An alert of a risk: who may be told, what they read, and that each acknowledges. OK-028."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import InternalError, transaction

from agency import jobs
from agency.errors import RuleViolation
from agency.models import AuditEvent, Job
from casenotes.models import AlertRecipient, CaseNote, NoteType, RiskAlert
from casenotes.services import record_note
from casenotes.services.risk_alerts import acknowledge, raise_risk_alert, who_may_receive
from offenders.models import Exclusion
from offenders.services import record_movement

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WORDS = "Threatened another man over a debt; says he will act tonight."


@pytest.fixture
def raised(office):
    """An alert by Coble, who may not read the case, on Ashby: `raised(office.marrow)`."""

    def send(*people, roles=(), **more):
        return raise_risk_alert(
            office.ashby,
            more.pop("by", office.coble),
            occurred_at=AT,
            text=WORDS,
            people=[user.pk for user in people],
            roles=roles,
            **more,
        )

    return send


def test_an_alert_is_a_signed_note_of_its_own_type(office, raised) -> None:
    before = AuditEvent.objects.count()
    alert = raised(office.marrow)
    assert (alert.note.type.code, alert.note.text) == ("risk_alert", WORDS)
    assert alert.note.author == office.coble
    assert AuditEvent.objects.count() == before + 1
    assert AuditEvent.objects.latest("pk").details == {"recipients": [office.marrow.pk]}


def test_the_form_of_a_note_does_not_make_alerts(office) -> None:
    with pytest.raises(RuleViolation, match="a page of its own"):
        record_note(
            office.ashby,
            office.okafor,
            type=NoteType.objects.get(code="risk_alert"),
            occurred_at=AT,
            text=WORDS,
        )


def test_only_people_who_may_know_of_the_person_can_be_chosen(office, raised) -> None:
    Exclusion.objects.create(offender=office.ashby, user=office.tran, reason="A cousin")
    chosen = {user.username for user, _ in who_may_receive(office.ashby, office.coble).values()}
    assert chosen == {"okafor", "reyes", "lindqvist", "strand", "marrow", "ferrante"}
    for stranger in (office.marsh, office.tran, office.noor, office.amsel, office.sato):
        with pytest.raises(RuleViolation, match="may not be alerted"):
            raised(stranger)
    assert not RiskAlert.objects.exists()


def test_somebody_is_chosen(office, raised) -> None:
    with pytest.raises(RuleViolation, match="at least one person") as refused:
        raised()
    assert refused.value.field == "people"


def test_a_role_means_everybody_posted_in_it_there_now(office, raised) -> None:
    alert = raised(office.marrow, roles=["case_officer", "unit_manager"])
    sent = {row.user.username: row.chosen_as for row in alert.recipients.select_related("user")}
    assert sent == {
        "okafor": "case manager",
        "reyes": "case manager",
        "marrow": "Unit manager",
    }


def test_a_recipient_reads_the_alert_and_nothing_else_of_the_case(office, raised, browse) -> None:
    record_note(
        office.ashby,
        office.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=AT,
        text="quillfeather",
        contact_mode="face_to_face",
    )
    alert = raised(office.reyes)
    client = browse(office.reyes)
    page = client.get(f"/risk-alerts/{alert.pk}")
    assert WORDS in page.content.decode()
    assert f"/case/{office.ashby.pk}" not in page.content.decode()
    file = client.get(f"/case/{office.ashby.pk}").content.decode()
    assert "You see name, number and location." in file
    assert WORDS not in file
    assert not CaseNote.objects.visible_to(office.reyes).exists()


def test_every_reading_of_an_alert_is_on_record(office, raised, browse) -> None:
    alert = raised(office.reyes)
    browse(office.reyes).get(f"/risk-alerts/{alert.pk}")
    browse(office.reyes).get(f"/risk-alerts/{alert.pk}")
    read = AuditEvent.objects.filter(type="read", object_type="riskalert", object_id=alert.pk)
    assert [event.actor_id for event in read] == [office.reyes.pk] * 2
    assert {event.offender_id for event in read} == {office.ashby.pk}


def test_nobody_else_opens_an_alert(office, raised, browse) -> None:
    alert = raised(office.reyes)
    for person in (office.marrow, office.okafor, office.marsh, office.tran):
        assert browse(person).get(f"/risk-alerts/{alert.pk}").status_code == 404
    assert browse(office.noor).get(f"/risk-alerts/{alert.pk}").status_code == 404


def test_an_alert_closes_to_who_is_kept_from_the_case_or_no_longer_knows_the_person(
    office, raised
) -> None:
    alert = raised(office.reyes)
    assert RiskAlert.objects.open_for(office.reyes).get() == alert
    Exclusion.objects.create(offender=office.ashby, user=office.reyes, reason="A neighbour")
    assert not RiskAlert.objects.visible_to(office.reyes).exists()
    Exclusion.objects.all().delete()
    record_movement(
        office.ashby,
        None,
        kind="transfer",
        facility=office.saltbush,
        unit=office.saltbush_unit,
        permanent=True,
        occurred_at=AT,
    )
    assert not RiskAlert.objects.visible_to(office.reyes).exists()


def test_open_alerts_stand_at_the_top_of_every_page_until_acknowledged(
    office, raised, browse
) -> None:
    first, second = raised(office.marrow), raised(office.marrow)
    client = browse(office.marrow)
    assert "2 alerts wait" in client.get("/officers").content.decode()
    assert client.post(f"/risk-alerts/{first.pk}").status_code == 302
    assert "An alert waits" in client.get("/officers").content.decode()
    client.post(f"/risk-alerts/{second.pk}")
    assert "waits" not in client.get("/officers").content.decode()
    assert "wait for you" not in browse(office.ferrante).get("/worklist").content.decode()


def test_the_sender_sees_who_has_acknowledged(office, raised, browse) -> None:
    alert = raised(office.marrow, office.reyes)
    acknowledge(alert, office.marrow)
    page = browse(office.coble).get(f"/risk-alerts/{alert.pk}").content.decode()
    assert "1 of 2 have still to acknowledge." in page
    assert "1 of 2" in browse(office.coble).get("/risk-alerts").content.decode()


def test_acknowledging_twice_changes_nothing_and_the_database_keeps_it(office, raised) -> None:
    alert = raised(office.marrow)
    first = acknowledge(alert, office.marrow).acknowledged_at
    events = AuditEvent.objects.count()
    assert acknowledge(alert, office.marrow).acknowledged_at == first
    assert AuditEvent.objects.count() == events
    with pytest.raises(InternalError), transaction.atomic():
        AlertRecipient.objects.update(acknowledged_at=None)
    with pytest.raises(RuleViolation, match="not sent to you"):
        acknowledge(alert, office.strand)


def test_the_mail_names_nobody_and_goes_once(office, raised) -> None:
    raised(office.marrow)
    jobs.run_open_jobs()
    jobs.run_open_jobs()
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("An alert waits for you", ["marrow@x.test"])
    for secret in ("Ashby", "ASHBY", "744106", "debt", "Coble", "Redbud"):
        assert secret not in sent.subject + sent.body


def test_no_mail_goes_to_who_has_acknowledged(office, raised) -> None:
    acknowledge(raised(office.marrow), office.marrow)
    jobs.run_open_jobs()
    assert Job.objects.get(kind="alert_mail").result["sent"] is False
    assert mail.outbox == []


def test_the_page_says_who_else_will_read_and_sending_twice_is_once(office, browse) -> None:
    client = browse(office.coble)
    address = f"/case/{office.ashby.pk}/risk-alert"
    page = client.get(address).content.decode()
    assert "Read by <b>" in page
    assert "Confidential: read by <b>" in page
    sent = {
        "occurred_on": "2026-11-23",
        "occurred_time": "09:00",
        "text": WORDS,
        "people": [office.marrow.pk],
        "form_key": str(uuid.uuid4()),
    }
    nobody = client.post(address, sent | {"people": []})
    assert nobody.status_code == 422
    assert WORDS in nobody.content.decode()
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    assert RiskAlert.objects.get().recipients.get().user == office.marrow
