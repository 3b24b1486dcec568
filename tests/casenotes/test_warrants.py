"""A request for a warrant with its revoking order: prepared, submitted, decided. PRO-012."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, transaction

from agency.errors import EditConflict, RuleViolation
from casenotes.models import WarrantRequest
from casenotes.services import (
    decide_warrant_request,
    prepare_warrant_request,
    submit_warrant_request,
)

pytestmark = pytest.mark.django_db

TEXTS = {
    "request_text": "Moved without notice on 2 November; nobody has seen him since.",
    "order_text": "Supervision is revoked pending a hearing.",
}


@pytest.fixture
def prepared(cast):
    return prepare_warrant_request(cast.ashby, cast.okafor, **TEXTS)


@pytest.fixture
def submitted(cast, prepared):
    return submit_warrant_request(prepared, cast.okafor)


def test_a_prepared_request_carries_both_texts_and_its_day(prepared):
    assert prepared.prepared_on == date(2026, 11, 23)
    assert (prepared.state, prepared.submitted_on) == ("Prepared", None)


@pytest.mark.parametrize("missing", ["request_text", "order_text"])
def test_a_request_without_the_order_is_not_prepared(cast, missing):
    with pytest.raises(RuleViolation) as refused:
        prepare_warrant_request(cast.ashby, cast.okafor, **TEXTS | {missing: "  "})
    assert refused.value.field == missing


def test_preparing_again_before_submission_changes_the_text_and_keeps_the_day(cast, prepared, at):
    with at("2026-11-25T16:00+00:00"):
        changed = prepare_warrant_request(
            cast.ashby, cast.okafor, **TEXTS | {"order_text": "Revoked."}
        )
    assert (changed.pk, changed.order_text) == (prepared.pk, "Revoked.")
    assert changed.prepared_on == date(2026, 11, 23)


def test_a_submitted_text_stands(cast, submitted):
    with pytest.raises(RuleViolation, match="waits for the supervisor"):
        prepare_warrant_request(cast.ashby, cast.okafor, **TEXTS)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        WarrantRequest.objects.filter(pk=submitted.pk).update(order_text="Something else.")


def test_the_supervisor_approves_and_nothing_of_it_changes_after(cast, submitted):
    decided = decide_warrant_request(submitted, cast.lindqvist, approved=True)
    assert (decided.state, decided.decided_on) == ("Approved", date(2026, 11, 23))
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        WarrantRequest.objects.update(approved=False)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        WarrantRequest.objects.all().delete()


def test_a_return_says_why_and_a_new_request_may_follow(cast, submitted):
    with pytest.raises(RuleViolation) as refused:
        decide_warrant_request(submitted, cast.lindqvist, approved=False)
    assert refused.value.field == "reason"
    decide_warrant_request(
        submitted, cast.lindqvist, approved=False, reason="The last address is missing."
    )
    again = prepare_warrant_request(cast.ashby, cast.okafor, **TEXTS)
    assert again.pk != submitted.pk
    assert WarrantRequest.objects.pending().get() == again


def test_nobody_decides_what_they_prepared(cast, submitted):
    with pytest.raises(RuleViolation, match="Somebody else decides"):
        decide_warrant_request(submitted, cast.okafor, approved=True)


def test_what_was_not_submitted_is_not_decided(cast, prepared):
    with pytest.raises(RuleViolation, match="not been submitted"):
        decide_warrant_request(prepared, cast.lindqvist, approved=True)


def test_of_two_who_decide_at_once_one_is_told(cast, submitted):
    decide_warrant_request(submitted, cast.lindqvist, approved=True)
    with pytest.raises(EditConflict, match="Per Lindqvist has decided"):
        decide_warrant_request(submitted, cast.strand, approved=False, reason="Too soon.")
