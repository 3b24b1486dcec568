"""PRO-021: the agency's own numbers of contacts, by risk level and date."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casemgmt.shipped import install_shipped_data
from conferences.models import ContactStandard
from conferences.services.contact_standards import (
    add_contact_standard,
    end_contact_standard,
    replace_contact_standard,
    take_back_contact_standard,
)

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)


@pytest.fixture
def two_a_month(cast):
    return add_contact_standard(
        cast.quist, risk_level="high", contact_type="office", minimum=2, from_on=FIRST
    )


def test_a_replaced_number_ends_the_day_before_the_new_one_begins(cast, two_a_month):
    new = replace_contact_standard(two_a_month, cast.quist, from_on=date(2026, 12, 1), minimum=3)
    two_a_month.refresh_from_db()
    assert (two_a_month.until_on, new.from_on) == (date(2026, 11, 30), date(2026, 12, 1))
    by_day = [
        ContactStandard.objects.holding_on(on).get().minimum
        for on in (date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert by_day == [2, 3]
    assert two_a_month.history.count() == 2
    acts = AuditEvent.objects.filter(object_type="contactstandard").order_by("pk")
    assert [act.type for act in acts] == ["created", "created"]
    assert acts.last().details["replaces"] == two_a_month.pk


@pytest.mark.parametrize(("first", "last"), [("2025-06-01", None), ("2026-05-01", "2026-05-31")])
def test_a_second_number_on_the_same_day_is_refused_and_says_which_one_holds(
    cast, two_a_month, first, last
):
    with pytest.raises(RuleViolation, match=r"high, office from 1 Jan 2026 on: 2 a month"):
        add_contact_standard(
            cast.quist,
            risk_level="high",
            contact_type="office",
            minimum=1,
            from_on=date.fromisoformat(first),
            until_on=date.fromisoformat(last) if last else None,
        )
    add_contact_standard(
        cast.quist, risk_level="high", contact_type="field", minimum=1, from_on=FIRST
    )


def test_the_database_holds_no_two_numbers_for_one_day(two_a_month):
    overlap = ContactStandard(
        risk_level="high", contact_type="office", minimum=1, from_on=date(2027, 1, 1)
    )
    with (
        pytest.raises(IntegrityError, match="contact_standard_never_overlaps"),
        transaction.atomic(),
    ):
        overlap.save()


def test_an_end_before_its_beginning_and_taking_back_what_has_begun_are_refused(cast, two_a_month):
    with pytest.raises(RuleViolation, match="1 Jan 2026"):
        end_contact_standard(two_a_month, cast.quist, until_on=date(2025, 12, 31))
    with pytest.raises(RuleViolation, match="End it instead"):
        take_back_contact_standard(two_a_month, cast.quist)
    later = replace_contact_standard(two_a_month, cast.quist, from_on=date(2026, 12, 1), minimum=3)
    with pytest.raises(RuleViolation, match="Replace or end that one"):
        end_contact_standard(two_a_month, cast.quist, until_on=date(2026, 12, 5))
    take_back_contact_standard(later, cast.quist)
    assert not ContactStandard.objects.filter(from_on=date(2026, 12, 1)).exists()


def test_the_policy_officer_sees_adds_and_replaces_and_a_supervisor_only_reads(
    cast, sign_in, two_a_month
):
    install_shipped_data()
    cast.agency.standards = [*cast.agency.standards, "us-ca-slo/1.17"]
    cast.agency.save()
    browser = sign_in(cast.quist)
    assert "/standards/contacts" in browser.get("/standards").content.decode()
    page = browser.get("/standards/contacts").content.decode()
    assert "At least 2 a month" in page
    assert "No number holds today" in page
    said = {
        "risk_level": "high",
        "contact_type": "office",
        "minimum": "1",
        "per": "month",
        "substitutable": "0",
        "from_on": "2026-12-01",
    }
    refused = browser.post("/standards/contacts/new", said)
    assert refused.status_code == 422
    assert "Another number holds for high, office" in refused.content.decode()
    one = f"/standards/contacts/{two_a_month.pk}"
    assert browser.post(one, said | {"act": "replace"}).status_code == 302
    history = browser.get(one).content.decode()
    assert "Changed: at least 2 a month" in history
    assert "30 Nov 2026" in history
    reader = sign_in(cast.lindqvist)
    shown = reader.get("/standards/contacts").content.decode()
    assert "At least 1 a month" in shown
    assert "Replace or end" not in shown
    assert reader.get(one).status_code == 404
