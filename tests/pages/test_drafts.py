"""Nothing typed is lost: drafts are kept from the first keystroke, for their owner alone."""

from __future__ import annotations

import uuid

import pytest

from agency.models import AuditEvent
from casenotes.models import CaseNote, Draft

JSON = {"HTTP_ACCEPT": "application/json"}


def keep(client, offender, form="note", **fields):
    sent = {"draft_version": "0", "form_key": str(uuid.uuid4())} | fields
    return client.post(f"/case/{offender.pk}/draft/{form}", sent, **JSON)


def test_the_first_save_makes_a_draft_and_says_when(office, sign_in) -> None:
    answer = keep(sign_in(office.okafor), office.ashby, text="Saw him")
    assert answer.status_code == 200
    assert answer.json() == {"saved_at": "10:00", "version": 1}
    draft = Draft.objects.get()
    assert (draft.owner, draft.content["text"]) == (office.okafor, "Saw him")


def test_what_was_typed_is_there_again_when_the_form_is_opened(office, sign_in) -> None:
    client = sign_in(office.okafor)
    key = str(uuid.uuid4())
    keep(
        client,
        office.ashby,
        text="Half a sent",
        facets=["family", "reentry"],
        contact_mode="video",
        occurred_on="2026-11-20",
        form_key=key,
    )
    page = client.get(f"/case/{office.ashby.pk}/note").content.decode()
    assert "Half a sent" in page
    assert "Draft saved 10:00" in page
    assert 'value="2026-11-20"' in page
    assert '<option value="video" selected>' in page
    assert page.count(" checked") == 2
    assert key in page


def test_an_older_window_is_told_and_changes_nothing(office, sign_in) -> None:
    client = sign_in(office.okafor)
    keep(client, office.ashby, text="First window", draft_tab="a")
    answer = keep(client, office.ashby, text="Second window", draft_tab="b")
    assert answer.status_code == 409
    assert answer.json()["fields"]["text"] == "First window"
    assert answer.json()["version"] == 1
    assert Draft.objects.get().content["text"] == "First window"
    again = keep(client, office.ashby, text="Second window", draft_tab="b", draft_version="1")
    assert again.json()["version"] == 2


def test_the_last_save_of_a_page_that_is_left_is_no_conflict_with_its_own_earlier_one(
    office, sign_in
) -> None:
    client = sign_in(office.okafor)
    keep(client, office.ashby, text="Saw", draft_tab="a")
    assert keep(client, office.ashby, text="Saw him", draft_tab="a").status_code == 200
    assert Draft.objects.get().content["text"] == "Saw him"


def test_a_session_that_has_ended_answers_401_and_the_way_to_sign_in(office, client) -> None:
    answer = keep(client, office.ashby, text="Saw him")
    assert answer.status_code == 401
    assert answer.json()["sign_in"].startswith("/sign-in")
    assert Draft.objects.count() == 0


def test_signing_removes_the_draft(office, sign_in, note_form) -> None:
    client = sign_in(office.okafor)
    sent = note_form()
    keep(client, office.ashby, text="Saw him", form_key=sent["form_key"])
    client.post(f"/case/{office.ashby.pk}/note", sent | {"draft_version": "1"})
    assert CaseNote.objects.count() == 1
    assert Draft.objects.count() == 0


def test_nobody_else_sees_a_draft(office, sign_in, client) -> None:
    keep(sign_in(office.okafor), office.ashby, text="A secret draft")
    draft = Draft.objects.get()
    for person in ("strand", "ferrante", "coble"):
        client.force_login(
            office.users[person], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        for address in (f"/case/{office.ashby.pk}/note", "/drafts"):
            assert "A secret draft" not in client.get(address).content.decode()
        assert client.post(f"/drafts/{draft.pk}/discard").status_code == 404
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    "form", ["note", "primary_report", "regular_report", "termination_summary", "amendment:note:1"]
)
def test_a_stranger_can_keep_no_draft_of_any_form(office, sign_in, form) -> None:
    assert keep(sign_in(office.marsh), office.ashby, form, text="x").status_code == 404
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    "form",
    ["letter", "amendment", "amendment:note:x", "amendment:letter:1", "amendment:note:" + "9" * 30],
)
def test_there_are_no_drafts_of_forms_that_do_not_exist(office, sign_in, form) -> None:
    assert keep(sign_in(office.okafor), office.ashby, form, text="x").status_code == 404


def test_the_list_shows_form_words_and_time_and_discards_by_hand_after_asking(
    office, sign_in
) -> None:
    client = sign_in(office.okafor)
    keep(client, office.ashby, text="Three words here")
    page = client.get("/drafts").content.decode()
    assert "ASHBY, Terrell Dean" in page
    assert "Case note" in page
    assert '<td class="num" data-label="Words">3</td>' in page
    draft = Draft.objects.get()
    assert "Discard this draft?" in client.get(f"/drafts/{draft.pk}/discard").content.decode()
    assert Draft.objects.count() == 1
    client.post(f"/drafts/{draft.pk}/discard")
    assert Draft.objects.count() == 0
    assert "No drafts" in client.get("/drafts").content.decode()


def test_a_draft_leaves_one_event_however_often_it_is_saved(office, sign_in) -> None:
    client = sign_in(office.okafor)
    before = AuditEvent.objects.count()
    first = keep(client, office.ashby, text="A canary in the text").json()
    second = keep(
        client, office.ashby, text="A canary, longer", draft_version=str(first["version"])
    )
    assert second.json()["version"] == 2
    events = list(AuditEvent.objects.order_by("pk")[before:])
    assert [event.type for event in events] == ["created"]
    assert "canary" not in str(events[0].details)
