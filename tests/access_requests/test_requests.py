"""Receiving, redirecting and deciding. COPP 10.3, Records Management (WA-025, WA-028)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from casenotes.models import AccessDecision, AccessRequest, Delegate
from casenotes.services.access_requests import (
    decide_access_request,
    delegation_of,
    end_delegation,
    name_delegate,
    record_access_request,
    record_viewing,
    release_copy,
)
from casenotes.services.redactions import begin_redaction
from tests.access_requests.world import approve, named, prepare


def stage_of(request):
    return AccessRequest.objects.with_stage().get(pk=request.pk).stage


@pytest.mark.parametrize("asker", ["somebody", "external_body"])
def test_what_others_ask_is_not_for_the_delegate(asked, asker):
    with pytest.raises(RuleViolation, match="redirected") as refused:
        asked(asker=asker, asker_name="Brisk & Daughters")
    assert (refused.value.field, refused.value.cite) == (
        "route",
        "COPP 10.3, Records Management",
    )
    assert not AccessRequest.objects.exists()


def test_a_redirected_request_says_to_whom_and_since_when(asked):
    with pytest.raises(RuleViolation, match="to whom"):
        asked(asker="external_body", asker_name="A newspaper", route="foi")
    request = asked(
        asker="external_body", asker_name="A newspaper", route="foi", redirected_to="FOI office"
    )
    assert (request.redirected_to, request.redirected_on) == ("FOI office", date(2026, 11, 23))
    assert stage_of(request) == "redirected"


@pytest.mark.parametrize("route", ["copp_9_6", "foi"])
def test_nothing_is_prepared_decided_shown_or_released_on_a_redirected_request(
    cast, asked, delegate, route
):
    request = asked(
        asker="somebody", asker_name="R. Ashby", route=route, redirected_to="Information office"
    )
    attempts = (
        lambda: begin_redaction(request, cast.tran),
        lambda: decide_access_request(request, delegate, outcome="copy"),
        lambda: record_viewing(request, cast.tran, place="Room 2", supervised_by=cast.tran),
        lambda: release_copy(request, cast.tran, channel="letter"),
    )
    for attempt in attempts:
        with pytest.raises(RuleViolation, match="redirected to Information office"):
            attempt()
    assert not AccessDecision.objects.exists()


def test_the_database_keeps_a_request_of_others_from_the_delegate(cast, asked):
    request = asked()
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessRequest.objects.create(
            **{
                field.name: getattr(request, field.name)
                for field in AccessRequest._meta.concrete_fields
                if field.name not in {"id", "form_key", "asker"}
            },
            asker="external_body",
        )


def test_the_target_follows_the_agencys_setting(cast, asked):
    assert asked().target_on == date(2026, 11, 30)
    cast.agency.settings["policy"] = {"access_request_days": 30}
    cast.agency.save()
    assert asked().target_on == date(2026, 12, 16)


def test_the_same_form_sent_twice_is_one_request(cast, asked):
    first = asked()
    again = record_access_request(
        cast.ashby,
        cast.tran,
        asker="person",
        channel="form",
        received_on=date(2026, 11, 16),
        items=["notes"],
        route="delegate",
        form_key=first.form_key,
    )
    assert again == first


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"received_on": date(2026, 11, 24)}, "received_on"),
        ({"items": []}, "items"),
        ({"from_on": date(2026, 5, 2), "until_on": date(2026, 5, 1)}, "until_on"),
        ({"asker": "somebody", "route": "foi", "redirected_to": "FOI office"}, "asker_name"),
    ],
)
def test_a_request_that_cannot_be_is_refused_at_its_field(asked, said, field):
    with pytest.raises(RuleViolation) as refused:
        asked(**said)
    assert refused.value.field == field


# ---- The delegate --------------------------------------------------------------------------------


def test_only_a_named_delegate_decides(cast, asked):
    request = asked()
    with pytest.raises(RuleViolation, match="not named as delegate"):
        decide_access_request(request, cast.strand, outcome="view")
    named(cast.redbud, cast.strand, cast.amsel)
    assert decide_access_request(request, cast.strand, outcome="view").delegate.user == cast.strand


def test_a_delegate_is_named_for_days_and_holds_a_fitting_posting(cast, asked):
    with pytest.raises(RuleViolation, match="unit manager or coordinator"):
        name_delegate(cast.redbud, cast.okafor, cast.amsel, from_on=date(2026, 1, 1))
    with pytest.raises(RuleViolation, match="unit manager or coordinator"):
        name_delegate(cast.saltbush, cast.strand, cast.amsel, from_on=date(2026, 1, 1))
    row = name_delegate(cast.redbud, cast.marrow, cast.amsel, from_on=date(2026, 11, 1))
    assert delegation_of(cast.marrow, cast.redbud, date(2026, 10, 31)) is None
    assert delegation_of(cast.marrow, cast.redbud, date(2026, 11, 1)) == row
    end_delegation(row, cast.amsel, until_on=date(2026, 11, 20))
    assert delegation_of(cast.marrow, cast.redbud, date(2026, 11, 20)) == row
    assert delegation_of(cast.marrow, cast.redbud, date(2026, 11, 21)) is None
    assert row.history.count() == 2


def test_a_delegation_ends_with_the_posting(cast, delegate):
    delegate.postings.update(until_on=date(2026, 11, 22))
    assert delegation_of(delegate, cast.redbud, date(2026, 11, 23)) is None


def test_nobody_is_named_twice_for_a_day_nor_names_themself(cast, delegate):
    with pytest.raises(RuleViolation, match="already"):
        name_delegate(cast.redbud, delegate, cast.amsel, from_on=date(2026, 11, 23))
    with pytest.raises(RuleViolation, match="Somebody else"):
        name_delegate(cast.redbud, delegate, delegate, from_on=date(2025, 11, 23))
    assert Delegate.objects.count() == 1


def test_who_recorded_a_request_does_not_decide_it(asked, delegate):
    with pytest.raises(RuleViolation, match="You recorded"):
        decide_access_request(asked(by=delegate), delegate, outcome="view")


def test_a_refusal_has_a_ground_and_a_reason(asked, delegate):
    request = asked()
    for said in ({}, {"ground": "safety"}, {"reason": "Threats were made."}):
        with pytest.raises(RuleViolation):
            decide_access_request(request, delegate, outcome="refused", **said)
    decision = decide_access_request(
        request, delegate, outcome="refused", ground="safety", reason="Threats were made."
    )
    assert (decision.decided_by_name, decision.decided_on) == ("Helen Strand", date(2026, 11, 23))
    assert stage_of(request) == "refused"


def test_a_decision_stands(asked, delegate):
    request = asked()
    decision = decide_access_request(request, delegate, outcome="view")
    with pytest.raises(EditConflict, match="has decided this already"):
        decide_access_request(request, delegate, outcome="copy")
    for change in (lambda: decision.delete(), lambda: decision.save()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessRequest.objects.filter(pk=request.pk).update(details="otherwise")


# ---- What a request waits for --------------------------------------------------------------------


def test_the_stage_says_what_is_next(cast, asked, delegate, wrote):
    wrote("Talked about work.")
    request = asked()
    assert stage_of(request) == "to_redact"
    redaction = prepare(request, cast.tran)
    assert stage_of(request) == "to_check"
    approve(redaction, cast.marrow)
    assert stage_of(request) == "to_decide"
    decide_access_request(request, delegate, outcome="view")
    assert stage_of(request) == "to_give"
    record_viewing(request, cast.tran, place="Room 2", supervised_by=cast.coble)
    assert stage_of(request) == "done"


def test_nothing_is_shown_without_decision_and_second_person(cast, asked, delegate, wrote):
    wrote("Talked about work.")
    request = asked()

    def show():
        return record_viewing(request, cast.tran, place="Room 2", supervised_by=cast.coble)

    with pytest.raises(RuleViolation, match="not decided"):
        show()
    decide_access_request(request, delegate, outcome="view")
    with pytest.raises(RuleViolation, match="second person"):
        show()
    redaction = prepare(request, cast.tran)
    with pytest.raises(RuleViolation, match="second person"):
        show()
    approve(redaction, delegate)
    with pytest.raises(RuleViolation, match="may view under supervision"):
        release_copy(request, cast.tran, channel="letter")
    show()
    told = cast.ashby.disclosures.get()
    assert (told.kind, told.what, told.by_name) == ("viewing", "Case notes, redacted", "Linh Tran")


def test_every_step_leaves_one_event_without_words(cast, asked, delegate, wrote):
    note = wrote("A sentence that stays out of the log.")
    before = AuditEvent.objects.count()
    request = asked(details="My brother asked me to ask.")
    redaction = prepare(request, cast.tran)
    approve(redaction, cast.marrow)
    decide_access_request(request, delegate, outcome="view", reason="Nothing speaks against it.")
    record_viewing(request, cast.tran, place="Room 2", supervised_by=cast.coble)
    events = list(AuditEvent.objects.order_by("pk")[before:])
    assert [event.object_type for event in events] == [
        "accessrequest",
        "redaction",
        "redaction",
        "redaction",
        "accessdecision",
        "viewing",
    ]
    assert all(event.offender_id == cast.ashby.pk for event in events)
    said = " ".join(str(event.details) for event in events)
    assert note.text not in said
    assert "brother" not in said
