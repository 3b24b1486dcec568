"""What the pages of a request show and refuse, and to whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agency import clock
from agency.models import AuditEvent
from casenotes.models import AccessRequest, Redaction, Viewing, Withholding
from casenotes.services.access_requests import decide_access_request, record_viewing
from tests.access_requests.test_redaction import pieces_for
from tests.access_requests.world import approve, prepare
from tests.cast import NOW

from casemgmt.disclosing.marking import find  # isort: skip


@pytest.fixture
def shown(cast, asked, delegate, wrote):
    """A request that is being viewed today: one note, with a name withheld."""
    wrote("He said that Ruth Mabry visits on Sundays.")
    wrote("A confidential note.", confidential=True)
    request = asked(details="In his own words.")
    redaction = prepare(
        request, cast.tran, marks=find("Ruth Mabry", pieces_for(request, cast.tran))
    )
    approve(redaction, delegate)
    decide_access_request(request, delegate, outcome="view")
    return record_viewing(request, cast.tran, place="Room 2", supervised_by=cast.coble)


def test_the_viewing_page_shows_what_is_to_be_seen_and_nothing_else(cast, sign_in, shown):
    client = sign_in(cast.tran)
    before = AuditEvent.objects.count()
    body = client.get(f"/access-requests/viewings/{shown.pk}").content.decode()
    assert "[withheld: about another person]" in body
    assert "visits on Sundays" in body
    for absent in ("Ruth", "confidential", "<nav", "search", "Redaction", "Worklist"):
        assert absent not in body
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert (event.type, event.object_type, event.offender_id) == (
        "read",
        "viewing",
        cast.ashby.pk,
    )


def test_a_viewing_is_open_on_its_day_alone(cast, sign_in, shown, on_day):
    on_day(NOW + timedelta(days=1))
    assert clock.today(cast.redbud) == date(2026, 11, 24)
    answer = sign_in(cast.tran).get(f"/access-requests/viewings/{shown.pk}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/access-requests/{shown.request_id}"


def test_only_who_may_hand_out_opens_a_viewing(cast, sign_in, shown):
    address = f"/access-requests/viewings/{shown.pk}"
    assert sign_in(cast.strand).get(address).status_code == 404
    assert sign_in(cast.marsh_records).get(address).status_code == 404


def test_the_list_counts_by_stage_within_ones_reach(cast, sign_in, asked, shown):
    asked()
    asked(asker="somebody", asker_name="R. Mabry", route="foi", redirected_to="FOI office")
    page = sign_in(cast.tran).get("/access-requests")
    counts = {stage["label"]: stage["count"] for stage in page.context["stages"]}
    assert counts == {"Open": 1, "To be redacted": 1, "Done": 1, "Redirected": 1}
    assert page.content.decode().count("ASHBY") == 1
    elsewhere = sign_in(cast.marsh_records).get("/access-requests")
    assert elsewhere.context["page"].paginator.count == 0


def test_marks_are_made_and_taken_back_on_the_page(cast, sign_in, asked, wrote):
    note = wrote("Jo called. He told Jo to wait.")
    request = asked()
    client = sign_in(cast.tran)
    address = f"/access-requests/{request.pk}/redaction"

    def act(name, **sent):
        return client.post(address, {"act": name, "ground": "third_person", **sent})

    assert act("words", entry=f"note:{note.pk}", words="Jo").status_code == 422
    assert act("begin").status_code == 302
    assert act("words", entry=f"note:{note.pk}", words="Jo").status_code == 302
    assert Withholding.objects.count() == 2
    assert client.get(address).content.decode().count("<mark") == 2
    missing = act("words", entry=f"note:{note.pk}", words="Joanna")
    assert missing.status_code == 422
    assert "do not stand there" in missing.content.decode()
    assert ">Joanna</textarea>" in missing.content.decode()
    act("lift", mark=Withholding.objects.first().pk)
    act("whole", entry=f"note:{note.pk}")
    assert Withholding.objects.filter(lifted_at=None).count() == 2
    assert act("submit").status_code == 302
    assert Redaction.objects.get().reviewed.keys() == {f"note:{note.pk}"}
    assert act("words", entry=f"note:{note.pk}", words="called").status_code == 422


def test_the_second_person_sees_restricted_entries_and_lets_one_in(cast, sign_in, asked, wrote):
    wrote("An open note.")
    secret = wrote("A confidential note.", confidential=True)
    request = asked()
    prepare(request, cast.tran)
    address = f"/access-requests/{request.pk}/check"
    assert "A confidential note." not in sign_in(cast.marrow).get(address).content.decode()
    client = sign_in(cast.strand)
    assert "A confidential note." in client.get(address).content.decode()
    refused = client.post(address, {"decision": "return", "let_in": f"note:{secret.pk}"})
    assert refused.status_code == 422
    assert f'value="note:{secret.pk}" checked' in refused.content.decode()
    client.post(address, {"decision": "approve", "let_in": f"note:{secret.pk}"})
    assert Redaction.objects.get().check_made.let_in == [f"note:{secret.pk}"]


def test_a_delegate_decides_on_the_page_and_others_are_told_who_does(
    cast, sign_in, asked, delegate
):
    request = asked()
    address = f"/access-requests/{request.pk}"
    assert "Helen Strand (from 1 Jan 2026)" in sign_in(cast.tran).get(address).content.decode()
    sent = {"outcome": "refused", "ground": "safety", "reason": ""}
    client = sign_in(delegate)
    refused = client.post(f"{address}/decide", sent)
    assert refused.status_code == 422
    assert "Say why, so that the person can be told." in refused.content.decode()
    assert client.post(f"{address}/decide", sent | {"reason": "Threats."}).status_code == 302
    again = client.post(f"{address}/decide", sent | {"reason": "Threats."})
    assert again.status_code == 409
    assert sign_in(cast.tran).post(f"{address}/decide", sent).status_code == 404


def test_what_was_typed_comes_back_with_the_message(cast, sign_in):
    address = f"/case/{cast.ashby.pk}/access-request"
    sent = {
        "asker": "external_body",
        "asker_name": "Brisk & Daughters",
        "channel": "letter",
        "received_on": "2026-11-20",
        "items": ["whole_file"],
        "route": "delegate",
        "details": "Everything since May.",
    }
    answer = sign_in(cast.okafor).post(address, sent)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "The delegate decides only what the person asks about themself" in body
    assert "Everything since May." in body
    assert "Brisk &amp; Daughters" in body
    assert not AccessRequest.objects.exists()


def test_the_case_file_shows_the_newest_requests(cast, sign_in, asked):
    asked()
    body = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}").content.decode()
    assert "Access requests" in body
    assert "To be redacted" in body


def test_an_administrator_names_and_ends_a_delegate(cast, sign_in):
    client = sign_in(cast.amsel)
    sent = {"facility": cast.redbud.pk, "user": cast.strand.pk, "from_on": "2026-11-01"}
    assert client.post("/access-requests/delegates", sent).status_code == 302
    row = cast.redbud.delegates.get()
    client.post("/access-requests/delegates", {"act": "end", "delegate": row.pk})
    row.refresh_from_db()
    assert row.until_on == date(2026, 11, 23)
    assert sign_in(cast.strand).get("/access-requests/delegates").status_code == 404
    assert Viewing.objects.count() == 0
