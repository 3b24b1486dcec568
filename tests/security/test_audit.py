"""S40, S41, S42: one event for each read, change, print, search and refusal; none, no change."""

from __future__ import annotations

import json
import uuid
from datetime import UTC

import pytest

from agency import audit
from agency.models import AuditEvent, AuditEventType
from casenotes.models import CaseNote, Draft
from tests.security.crawl import address, make_world, routes

WORDS = "Canary-71c0 spoke of his daughter."


@pytest.fixture
def world(cast):
    return make_world(cast, words=WORDS)


def events_of(answer):
    """The events of one request."""
    return list(AuditEvent.objects.filter(request_id=answer["X-Request-ID"]).order_by("pk"))


@pytest.mark.parametrize(
    "role", ["okafor", "lindqvist", "strand", "ferrante", "tran", "amsel", "noor"]
)
def test_every_page_that_opens_leaves_one_event_and_every_refusal_one(sign_in, world, role):
    """S40"""
    client = sign_in(world.cast.users[role])
    opened = refused = 0
    for route in routes():
        answer = client.get(address(route, world))
        events = events_of(answer)
        about_a_record = bool(route.rule.object)
        if answer.status_code == 404 and about_a_record:
            assert [(e.type, e.outcome) for e in events] == [("refused", "denied")], route.name
            refused += 1
        elif answer.status_code == 200 and about_a_record:
            assert len(events) == 1, (route.name, [e.type for e in events])
            assert events[0].outcome == "ok"
            opened += 1
        elif answer.status_code == 200:
            assert events == [], route.name
    assert opened
    assert refused


def test_every_event_says_who_when_from_where_on_what(sign_in, world):
    """S41"""
    client = sign_in(world.okafor)
    for route in routes():
        answer = client.get(address(route, world), REMOTE_ADDR="192.0.2.44")
        for event in events_of(answer):
            assert event.type in AuditEventType.values
            assert event.at.tzinfo is UTC or event.at.utcoffset().total_seconds() == 0
            assert (event.actor_id, event.actor_name) == (world.okafor.pk, "Ada Okafor")
            assert event.actor_role == "case_officer"
            assert event.source_ip == "192.0.2.44"
            assert len(event.session) == 32
            assert event.outcome in {"ok", "denied"}
            assert event.object_type, route.name
            if route.arguments:
                assert event.object_id, route.name


def test_no_event_holds_the_text_of_a_record(sign_in, world):
    """S41"""
    for role in ("okafor", "lindqvist", "tran", "noor", "marsh"):
        client = sign_in(world.cast.users[role])
        for route in routes():
            client.get(address(route, world))
    assert AuditEvent.objects.count() > 40
    for event in AuditEvent.objects.values():
        assert "Canary" not in json.dumps(event, default=str)


def test_search_terms_are_kept(sign_in, world):
    """S40"""
    answer = sign_in(world.okafor).get("/people/search", {"q": "ashb"})
    (event,) = events_of(answer)
    assert event.type == AuditEventType.SEARCHED
    assert "ashb" in json.dumps(event.details)


def test_a_stranger_leaves_a_refusal_with_the_id_that_he_tried(sign_in, world):
    """S40"""
    answer = sign_in(world.marsh).get(f"/case/{world.ashby.pk}")
    (event,) = events_of(answer)
    assert (event.type, event.outcome) == (AuditEventType.REFUSED, "denied")
    assert (event.object_type, event.object_id) == ("offender", str(world.ashby.pk))


def note_form(world, text="He starts in the kitchen on Monday."):
    note_type = world.note.type
    return {
        "type": note_type.pk,
        "occurred_on": "2026-11-20",
        "occurred_at": "09:30",
        "occurred_time": "09:30",
        "contact_mode": "face_to_face",
        "text": text,
        "form_key": "6f0f3c8e-7c06-4f2e-9a51-0c2f5b1f2a11",
    }


def test_a_note_and_its_event_are_saved_together(sign_in, world):
    """S42"""
    client = sign_in(world.okafor)
    before = CaseNote.objects.count()
    answer = client.post(f"/case/{world.ashby.pk}/note", note_form(world))
    assert answer.status_code == 302, answer.content.decode()
    assert CaseNote.objects.count() == before + 1
    assert [event.type for event in events_of(answer)] == [AuditEventType.SIGNED]


def test_without_its_event_there_is_no_note(sign_in, world, monkeypatch):
    """S42"""
    client = sign_in(world.okafor)
    client.raise_request_exception = False
    before = CaseNote.objects.count(), Draft.objects.count()

    def fail(*_, **__):
        raise RuntimeError("the event cannot be written")

    monkeypatch.setattr(audit, "record", fail)
    answer = client.post(f"/case/{world.ashby.pk}/note", note_form(world))
    assert answer.status_code == 500
    assert (CaseNote.objects.count(), Draft.objects.count()) == before


def test_without_its_event_nothing_is_shown(sign_in, world, monkeypatch):
    """S42"""
    client = sign_in(world.okafor)
    client.raise_request_exception = False

    def fail(*_, **__):
        raise RuntimeError("the event cannot be written")

    monkeypatch.setattr(audit, "record", fail)
    for route in routes():
        if route.rule.object:
            answer = client.get(address(route, world))
            assert answer.status_code in {405, 500}, route.name
            assert "Canary" not in answer.content.decode()


def test_without_its_event_no_password_is_changed(client, okafor, monkeypatch):
    """S42"""
    from tests.cast import PASSWORD
    from tests.security.conftest import sign_in_by_form

    sign_in_by_form(client)
    client.raise_request_exception = False

    def fail(*_, **__):
        raise RuntimeError("the event cannot be written")

    monkeypatch.setattr(audit, "record", fail)
    sent = {"oldpassword": PASSWORD, "password1": "plum orchard lantern 42"}
    assert client.post("/change-password", sent).status_code == 500
    okafor.refresh_from_db()
    assert okafor.check_password(PASSWORD)


def test_a_draft_is_on_record_once_and_never_its_text(sign_in, world):
    """S40, S41: the first save leaves an event, the ones after it tell nothing new."""
    client = sign_in(world.okafor)
    address = f"/case/{world.ashby.pk}/draft/primary_report"
    first = client.post(
        address,
        {"summary": WORDS, "draft_version": "0", "form_key": str(uuid.uuid4())},
        headers={"accept": "application/json"},
    )
    assert first.status_code == 200, first.content
    (event,) = events_of(first)
    assert (event.type, event.object_type) == (AuditEventType.CREATED, "draft")
    assert "Canary" not in json.dumps(event.details)
    again = client.post(
        address,
        {
            "summary": f"{WORDS} And more.",
            "draft_version": str(first.json()["version"]),
            "form_key": str(uuid.uuid4()),
        },
        headers={"accept": "application/json"},
    )
    assert again.status_code == 200, again.content
    assert events_of(again) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "192.0.2.1"),
        ({"x-forwarded-for": "203.0.113.9"}, "203.0.113.9"),
        ({"x-forwarded-for": "10.9.9.9, 203.0.113.9"}, "203.0.113.9"),
        ({"x-forwarded-for": "not an address'; --"}, "192.0.2.1"),
        ({"x-forwarded-for": "2001:db8::7"}, "2001:db8::7"),
    ],
)
def test_the_address_is_the_one_that_the_proxy_vouches_for(rf, settings, headers, expected):
    """S41"""
    settings.TRUSTED_PROXY = True
    request = rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")
    assert audit.source_ip(request) == expected


def test_without_a_proxy_nobody_chooses_his_own_address(rf, settings):
    """S41"""
    settings.TRUSTED_PROXY = False
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.9"}, REMOTE_ADDR="192.0.2.1")
    assert audit.source_ip(request) == "192.0.2.1"
