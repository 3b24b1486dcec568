"""Alerts, inquiries, answers and orientations are kept as drafts while they are typed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from casenotes.models import Draft, Inquiry, Orientation, RiskAlert
from casenotes.services.drafts import texts_in
from casenotes.services.inquiries import record_inquiry

pytestmark = pytest.mark.django_db

HALF = "Half a sentence about the visit"


@pytest.fixture
def inquiry(office):
    return record_inquiry(
        office.ashby,
        office.coble,
        asker="lawyer",
        from_whom="P. Lowe",
        channel="telephone",
        received_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
        question="Is he still enrolled?",
    )


@pytest.fixture
def forms(office, inquiry):
    """By the name of the draft: its page, the field for its text, and the other fields."""
    case = f"/case/{office.ashby.pk}"
    now = {"occurred_on": "2026-11-23", "occurred_time": "09:30"}
    return {
        "risk_alert": (f"{case}/risk-alert", "text", {**now, "people": office.lindqvist.pk}),
        "inquiry": (
            f"{case}/inquiry",
            "question",
            {
                "asker": "family",
                "from_whom": "Mary Ann Lowe",
                "channel": "letter",
                "received_on": "2026-11-23",
                "received_time": "09:30",
            },
        ),
        "orientation": (
            f"{case}/orientation",
            "text",
            {
                **now,
                "level": "unit",
                "programs": "Welding course\nPeer support",
                "acknowledgement": "signed",
            },
        ),
        f"answer:{inquiry.pk}": (f"/inquiries/{inquiry.pk}", "answer", {**now, "told": "no"}),
    }


def keep(client, office, name, **fields):
    sent = {"draft_version": "0", "form_key": str(uuid.uuid4())} | fields
    address = f"/case/{office.ashby.pk}/draft/{name}"
    return client.post(address, sent, HTTP_ACCEPT="application/json")


def test_what_was_typed_is_there_again_is_listed_and_gone_once_it_is_signed(
    office, forms, browse
) -> None:
    client = browse(office.okafor)
    for name, (address, field, rest) in forms.items():
        key = str(uuid.uuid4())
        said = {**rest, field: HALF, "form_key": key}
        assert keep(client, office, name, **said).json()["version"] == 1, name
        page = client.get(address).content.decode()
        assert f"{HALF}</textarea>" in page, name
        assert "Draft saved 10:00" in page
        assert key in page
        assert f'href="{address}" data-open>Continue' in client.get("/drafts").content.decode()
        # The reply to the last save was not waited for: the page knows of no draft.
        sign = f"{address}/answer" if name.startswith("answer") else address
        sent = {**said, "draft_version": "0"}
        assert client.post(sign, sent).status_code == 302, name
        assert not Draft.objects.exists(), name
    assert RiskAlert.objects.get().recipients.get().user == office.lindqvist
    assert Orientation.objects.get().programs_explained == ["Welding course", "Peer support"]
    assert Inquiry.objects.filter(answered_at=None).get().question == HALF


def test_choices_are_no_words_of_a_draft(office, forms, browse) -> None:
    client = browse(office.okafor)
    name = "risk_alert"
    keep(client, office, name, **forms[name][2], roles="supervisor", text=HALF)
    assert texts_in(Draft.objects.get()) == [HALF]


def test_who_may_not_write_such_a_thing_keeps_no_draft_of_it(office, inquiry, browse) -> None:
    stranger, clerk = browse(office.ferrante), browse(office.coble)
    assert keep(clerk, office, f"answer:{inquiry.pk}", answer=HALF).status_code in {403, 404}
    assert keep(stranger, office, "answer:99", answer=HALF).status_code == 404
    assert keep(clerk, office, "answer:x", answer=HALF).status_code == 404
    assert (
        keep(browse(office.okafor), office, f"answer:{inquiry.pk}0", answer=HALF).status_code == 404
    )
    assert not Draft.objects.exists()


def test_the_draft_of_an_answer_that_somebody_else_gave_stays_with_its_owner(
    office, forms, inquiry, browse
) -> None:
    client = browse(office.okafor)
    keep(client, office, f"answer:{inquiry.pk}", answer=HALF, told="no")
    now = forms[f"answer:{inquiry.pk}"][2]
    by_another = browse(office.strand)
    sent = {**now, "answer": "Yes, since September.", "form_key": str(uuid.uuid4())}
    assert by_another.post(f"/inquiries/{inquiry.pk}/answer", sent).status_code == 302
    draft = Draft.objects.get()
    listed = client.get("/drafts").content.decode()
    assert f'href="/drafts/{draft.pk}/discard" data-open>Read' in listed
    assert HALF in client.get(f"/drafts/{draft.pk}/discard").content.decode()
