"""Consents: every element of 42 CFR 2.31, the days they hold, the moment they end (S10, S11)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction

from agency.errors import RuleViolation
from agency.models import AuditEvent, User
from offenders.models import Consent, ConsentRecipient, Exclusion, Offender
from offenders.services import (
    add_organisation_member,
    end_consent,
    end_organisation_member,
    record_consent,
    save_organisation,
)
from offenders.sharing import shared_with

TODAY = date(2026, 11, 23)


def elements(house, **changed):
    return {
        "discloser": "Department of Corrections",
        "data_classes": ["programs"],
        "recipients": [house],
        "purpose": "Planning of supported housing",
        "right_to_revoke_told": True,
        "signed_by": "Terrell Dean Ashby",
        "signed_on": date(2026, 5, 1),
        "expires_on": date(2027, 5, 1),
        "document": "Field file, section 2",
    } | changed


def consent_of(cast, house, **changed):
    return record_consent(cast.ashby, cast.okafor, **elements(house, **changed))


def sees(user, person=None):
    """Whether `user`, read anew as in another request, may open the person's shared page."""
    people = Offender.objects.in_scope(User.objects.get(pk=user.pk), "partner_case", "read")
    return people.exists() if person is None else people.filter(pk=person.pk).exists()


# ---- The elements -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"discloser": " "}, "discloser"),
        ({"data_classes": []}, "data_classes"),
        ({"recipients": []}, "recipients"),
        ({"purpose": ""}, "purpose"),
        ({"right_to_revoke_told": False}, "right_to_revoke_told"),
        ({"signed_by": ""}, "signed_by"),
        ({"document": ""}, "document"),
        ({"expires_on": None}, "expires_on"),
        ({"signed_on": date(2026, 11, 24)}, "signed_on"),
        ({"expires_on": date(2026, 4, 30)}, "expires_on"),
    ],
)
def test_a_consent_without_one_of_its_elements_is_refused_at_that_field(
    cast, house, missing, field
):
    """S11, 42 CFR 2.31"""
    with pytest.raises(RuleViolation) as found:
        consent_of(cast, house, **missing)
    assert found.value.field == field
    assert not Consent.objects.exists()


def test_the_form_asks_for_every_element_and_keeps_what_was_typed(cast, house, sign_in):
    """S11: nothing given but the purpose; each missing element has its message."""
    client = sign_in(cast.okafor)
    address = f"/case/{cast.ashby.pk}/consent"
    answer = client.post(address, {"purpose": "Planning of supported housing"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "Say who may disclose.",
        "Say to whom it may go.",
        "Say what may be shared.",
        "Say whose signature is on it.",
        "tells of the right to revoke it.",
        "Say where the signed paper is kept.",
    ):
        assert words in page, words
    assert "Planning of supported housing" in page
    sent = elements(house, recipients=[house.pk], right_to_revoke_told="on")
    assert client.post(address, sent).status_code == 302
    assert Consent.objects.get().recipients.get().organisation == house


def test_a_recorded_consent_never_changes(cast, house):
    consent = consent_of(cast, house)
    for change in (
        lambda: Consent.objects.update(expires_on=date(2030, 1, 1)),
        lambda: ConsentRecipient.objects.all().delete(),
        consent.delete,
    ):
        with (
            pytest.raises((InternalError, Exception), match="Cannot|protected"),
            transaction.atomic(),
        ):
            change()
    assert Consent.objects.get().expires_on == date(2027, 5, 1)


# ---- The days it holds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        ("2025-04-30", False),
        ("2025-05-01", True),
        ("2026-05-01", True),
        ("2026-05-02", False),
    ],
)
def test_access_begins_with_the_signature_and_ends_with_the_day_of_expiry(
    cast, house, on_day, day, allowed
):
    """TPC-007; the scenario TPC-04."""
    consent_of(cast, house, signed_on=date(2025, 5, 1), expires_on=date(2026, 5, 1))
    on_day(f"{day}T12:00-05:00")
    assert sees(cast.sato) == allowed


def test_the_day_of_expiry_lasts_until_local_midnight(cast, house, on_day):
    """S10"""
    consent_of(cast, house, expires_on=TODAY)
    on_day("2026-11-24T05:59+00:00")  # a minute to midnight in Chicago
    assert sees(cast.sato)
    on_day("2026-11-24T06:00+00:00")
    assert not sees(cast.sato)


def test_a_revocation_acts_at_its_moment_for_the_same_session(cast, house, sign_in):
    """S10, S11"""
    consent = consent_of(cast, house)
    client = sign_in(cast.sato)
    assert client.get(f"/shared/{cast.ashby.pk}").status_code == 200
    end_consent(consent, cast.okafor, how="revoked")
    assert client.get(f"/shared/{cast.ashby.pk}").status_code == 404
    assert "ASHBY" not in client.get("/shared").content.decode()
    with pytest.raises(RuleViolation, match="ended already"):
        end_consent(consent, cast.okafor, how="revoked")


def test_a_consent_that_ends_with_an_event_holds_until_the_event_is_recorded(cast, house, on_day):
    consent = consent_of(cast, house, expires_on=None, expiry_event="Discharge")
    on_day(datetime(2029, 1, 1, 12, tzinfo=UTC))
    assert sees(cast.sato)
    end_consent(consent, cast.okafor, how="event")
    assert not sees(cast.sato)


def test_a_consent_with_a_day_cannot_end_by_an_event(cast, house):
    with pytest.raises(RuleViolation, match="a day and no event"):
        end_consent(consent_of(cast, house), cast.okafor, how="event")


# ---- Whom it reaches --------------------------------------------------------------------------


def test_it_reaches_only_the_organisation_that_it_names(cast, house):
    other = save_organisation(cast.amsel, name="North Clinic", kind="provider")
    consent_of(cast, other)
    assert not sees(cast.sato)
    add_organisation_member(other, cast.amsel, user=cast.sato, from_on=TODAY)
    assert sees(cast.sato, cast.ashby)
    assert not sees(cast.sato, cast.mabry)


def test_who_leaves_the_organisation_sees_nothing_from_the_next_day_on(cast, house, on_day):
    consent_of(cast, house)
    end_organisation_member(house.members.get(), cast.amsel, until_on=TODAY)
    assert sees(cast.sato)
    on_day("2026-11-24T12:00-06:00")
    assert not sees(cast.sato)


def test_an_organisation_with_which_the_agency_works_no_more_sees_nothing(cast, house):
    consent_of(cast, house)
    save_organisation(cast.amsel, house, closed_on=date(2026, 11, 22))
    assert not sees(cast.sato)


def test_somebody_who_is_a_party_is_kept_out_whatever_the_consent_says(cast, house):
    consent_of(cast, house)
    Exclusion.objects.create(offender=cast.ashby, user=cast.sato, reason="Sister of the victim")
    assert not sees(cast.sato)


def test_only_a_partners_account_can_belong_to_an_organisation(cast, house):
    with pytest.raises(RuleViolation, match="Only a partner"):
        add_organisation_member(house, cast.amsel, user=cast.okafor, from_on=TODAY)


def test_two_consents_cover_what_either_covers(cast, house):
    first = consent_of(cast, house)
    second = consent_of(cast, house, data_classes=["notes", "contact"])
    shared = shared_with(cast.sato, cast.ashby.pk)
    assert shared.classes == {"programs", "notes", "contact"}
    assert shared.details == {"consents": [first.pk, second.pk]}
    end_consent(first, cast.okafor, how="revoked")
    assert shared_with(cast.sato, cast.ashby.pk).classes == {"notes", "contact"}


def test_writing_notes_takes_a_consent_that_covers_notes(cast, house):
    consent_of(cast, house)
    people = Offender.objects.in_scope(cast.sato, "note", "create")
    assert not people.exists()
    consent_of(cast, house, data_classes=["notes"])
    assert people.get() == cast.ashby


def test_what_was_shared_is_in_the_event_and_nothing_of_what_it_said(cast, house):
    consent_of(cast, house)
    event = AuditEvent.objects.get(object_type="consent", type="created")
    assert event.details == {"recipients": [house.pk], "data_classes": ["programs"]}
