"""The transition team: members by date and category, one lead at any date (TPC-004, TPC-005)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from agency.errors import RuleViolation
from offenders.models import TeamLead, TeamMember
from offenders.services import add_team_member, end_team_member, set_team_lead
from offenders.services.sharing import missing_categories

TODAY = date(2026, 11, 23)


def member(cast, category, from_on=date(2026, 9, 1), **facts):
    return add_team_member(cast.ashby, cast.okafor, category=category, from_on=from_on, **facts)


def test_the_person_is_a_member_of_their_own_team(cast):
    """TPC-004, TPC-014"""
    assert str(member(cast, "person")) == "Terrell Dean Ashby"


def test_an_empty_category_is_warned_of_until_somebody_joins(cast, house, sign_in):
    """TPC-004"""
    member(cast, "person")
    member(cast, "prison_staff", user=cast.okafor)
    client = sign_in(cast.okafor)
    address = f"/case/{cast.ashby.pk}/sharing"
    assert "The team has nobody for:" in client.get(address).content.decode()
    member(cast, "supervision", name="Dana Whitfield")
    member(cast, "provider", user=cast.sato, organisation=house)
    member(cast, "support", name="Ruth Ashby", part="Mother")
    assert missing_categories(TeamMember.objects.holding_on(TODAY)) == []
    assert "The team has nobody for:" not in client.get(address).content.decode()


def test_nobody_is_on_a_team_twice_at_once(cast):
    first = member(cast, "prison_staff", user=cast.okafor)
    with pytest.raises(RuleViolation, match="already in that time"):
        member(cast, "prison_staff", user=cast.okafor, from_on=TODAY)
    end_team_member(first, cast.okafor, until_on=date(2026, 11, 22))
    assert member(cast, "prison_staff", user=cast.okafor, from_on=TODAY)


def test_a_provider_without_account_needs_an_organisation(cast):
    with pytest.raises(RuleViolation) as found:
        member(cast, "provider", name="Mei Sato")
    assert found.value.field == "organisation"


def test_a_new_lead_takes_over_on_the_day_and_the_old_one_ends_the_day_before(cast, house):
    """TPC-005: by phase, prison staff, then supervision, then a provider."""
    staff = member(cast, "prison_staff", user=cast.okafor)
    parole = member(cast, "supervision", name="Dana Whitfield")
    partner = member(cast, "provider", user=cast.sato, organisation=house)
    for phase, who, day in (
        ("institutional", staff, date(2026, 9, 1)),
        ("reentry", parole, date(2026, 10, 1)),
        ("reintegration", partner, TODAY),
    ):
        set_team_lead(cast.ashby, cast.okafor, phase=phase, member=who, from_on=day)
    assert [(str(lead), lead.until_on) for lead in TeamLead.objects.all()] == [
        ("Ada Okafor, institutional", date(2026, 9, 30)),
        ("Dana Whitfield, reentry and community supervision", date(2026, 11, 22)),
        ("Mei Sato, reintegration", None),
    ]
    for day in (date(2026, 9, 30), date(2026, 10, 1), TODAY):
        assert TeamLead.objects.holding_on(day).count() == 1
    with pytest.raises(RuleViolation, match="Choose a later day"):
        set_team_lead(
            cast.ashby, cast.okafor, phase="reentry", member=parole, from_on=date(2026, 10, 1)
        )


def test_the_database_holds_that_one_leads_at_a_time(cast):
    """TPC-005: behind the back of the service."""
    staff = member(cast, "prison_staff", user=cast.okafor)
    set_team_lead(
        cast.ashby, cast.okafor, phase="institutional", member=staff, from_on=date(2026, 9, 1)
    )
    with (
        pytest.raises(IntegrityError, match="one_team_lead_on_a_day"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO offenders_teamlead (offender_id, member_id, phase, from_on, recorded_at) "
            "VALUES (%s, %s, 'reentry', '2026-11-23', '2026-11-23')",
            [cast.ashby.pk, staff.pk],
        )


def test_who_leaves_the_team_leads_it_no_more(cast):
    staff = member(cast, "prison_staff", user=cast.okafor)
    lead = set_team_lead(
        cast.ashby, cast.okafor, phase="institutional", member=staff, from_on=date(2026, 9, 1)
    )
    end_team_member(staff, cast.okafor, until_on=TODAY)
    lead.refresh_from_db()
    assert lead.until_on == TODAY
