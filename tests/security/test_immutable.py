"""S45: what is signed or recorded cannot be changed or removed, by whatever way."""

from __future__ import annotations

import pytest
from django.db import InternalError, connection, transaction

from agency.models import AuditEvent
from casenotes.models import (
    Amendment,
    Attachment,
    BehaviourEvent,
    BehaviourResponse,
    CaseNote,
    ContactReport,
    PrintedReport,
    ReportAnswer,
)
from offenders.models import (
    Consent,
    EnrolmentVerification,
    Movement,
    Referral,
    ReferralStep,
    SentenceDetermination,
    Strength,
)
from scheduling.models import PolicyEdition, Transition
from tests.security.crawl import make_world

KEPT = {
    CaseNote: "text",
    Amendment: "text",
    Attachment: "file_name",
    BehaviourEvent: "what",
    BehaviourResponse: "rationale",
    ContactReport: "summary",
    ReportAnswer: "comment",
    Movement: "reason",
    SentenceDetermination: "reason",
    Referral: "need",
    ReferralStep: "note",
    EnrolmentVerification: "note",
    Consent: "purpose",
    Strength: "text",
    AuditEvent: "reason",
    Transition: "because",
    PrintedReport: "serial",
    PolicyEdition: "title",
}


@pytest.fixture
def world(cast):
    return make_world(cast)


def attempt(statement, parameters=()):
    """Run it as the product's own database user."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or rows made just now hold off TRUNCATE
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_the_database_refuses_to_change_or_remove_it(world, model):
    """S45: behind the back of every model and service."""
    table, column = model._meta.db_table, KEPT[model]
    before = list(model.objects.order_by("pk").values())
    assert before
    for statement in (
        f'UPDATE "{table}" SET "{column}" = %s',
        f'DELETE FROM "{table}" WHERE "{column}" IS DISTINCT FROM %s',
    ):
        with pytest.raises(InternalError, match="Cannot"):
            attempt(statement, ["changed"])
    with pytest.raises(InternalError, match="Cannot truncate"):
        attempt(f'TRUNCATE "{table}" CASCADE')
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_so_does_the_model(world, model):
    """S45"""
    row = model.objects.first()
    for change in (row.save, row.delete, lambda: model.objects.update(**{KEPT[model]: "x"})):
        with (
            pytest.raises((InternalError, Exception), match="Cannot|protected"),
            transaction.atomic(),
        ):
            change()


def test_no_other_table_is_emptied_with_one_that_is_kept(world):
    """S45: TRUNCATE … CASCADE from a table that they refer to."""
    with pytest.raises(InternalError, match="Cannot truncate"):
        attempt("TRUNCATE offenders_offender CASCADE")
    assert CaseNote.objects.exists()
