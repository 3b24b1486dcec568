"""Exemptions: asked by one, approved by another, on hold while they run, rescuing nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agency.errors import RuleViolation
from agency.models import Agency
from scheduling import sweep
from scheduling.models import DueItem, Exemption, TransitionKind
from scheduling.services.exemptions import (
    approve_exemption,
    ask_exemption,
    change_exemption,
    clear_exemption,
    refuse_exemption,
)

MONTHLY = "OK.MONTHLY_NOTE"


def at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(18), tzinfo=UTC)


def monthly(person, occurrence_of: str) -> DueItem:
    """The item of one month, wherever its due day has moved."""
    return DueItem.objects.get(
        offender=person, standard=MONTHLY, occurrence__endswith=occurrence_of
    )


def granted(cast, *, from_on: date, until_on: date | None = None, standards=(MONTHLY,)):
    asked = ask_exemption(
        cast.ashby,
        cast.okafor,
        reason="In hospital out of state",
        from_on=from_on,
        until_on=until_on,
        standards=standards,
    )
    return approve_exemption(asked, cast.strand)


def test_nothing_is_on_hold_before_somebody_else_has_approved(cast) -> None:
    asked = ask_exemption(cast.ashby, cast.okafor, reason="In hospital", from_on=date(2026, 11, 23))
    assert not DueItem.objects.filter(offender=cast.ashby, on_hold=True).exists()
    with pytest.raises(RuleViolation, match="cannot decide"):
        approve_exemption(asked, cast.okafor)
    approve_exemption(asked, cast.strand)
    item = monthly(cast.ashby, "2026-11")
    assert (item.on_hold, item.hold_reason) == (True, "In hospital")
    assert item.transitions.filter(kind=TransitionKind.HELD).count() == 1


def test_the_database_refuses_an_approval_by_the_person_who_asked(cast) -> None:
    asked = ask_exemption(cast.ashby, cast.okafor, reason="Ill", from_on=date(2026, 11, 23))
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Exemption.objects.filter(pk=asked.pk).update(
            approved_by=cast.okafor, approved_on=date(2026, 11, 23)
        )


def test_clearing_never_rescues_what_was_overdue_before(cast, on_day) -> None:
    """Edge case 39."""
    exemption = granted(cast, from_on=date(2026, 11, 23))
    item = monthly(cast.ashby, "2026-10")
    assert item.on_hold
    on_day(at("2026-11-25"))
    clear_exemption(exemption, cast.strand, cleared_on=date(2026, 11, 25), reason="Back")
    item.refresh_from_db()
    assert (item.on_hold, item.due_on) == (False, date(2026, 10, 31))
    assert item in DueItem.objects.overdue(date(2026, 11, 25))


def test_what_falls_due_while_exempt_is_due_on_the_day_of_clearing(cast, on_day) -> None:
    """Edge case 40, the setting of further days left at none."""
    exemption = granted(cast, from_on=date(2026, 11, 24), until_on=date(2026, 12, 20))
    on_day(at("2026-12-05"))
    sweep.sweep()
    item = monthly(cast.ashby, "2026-11")
    assert item.on_hold
    clear_exemption(exemption, cast.strand, cleared_on=date(2026, 12, 5), reason="Back")
    item.refresh_from_db()
    assert (item.on_hold, item.due_on) == (False, date(2026, 12, 5))


def test_what_falls_due_after_clearing_keeps_its_date(cast, on_day) -> None:
    """Edge case 40, cleared before the original date."""
    exemption = granted(cast, from_on=date(2026, 11, 23), until_on=date(2026, 12, 20))
    on_day(at("2026-11-26"))
    clear_exemption(exemption, cast.strand, cleared_on=date(2026, 11, 26), reason="Back")
    item = monthly(cast.ashby, "2026-11")
    assert (item.on_hold, item.due_on) == (False, date(2026, 11, 30))


def test_exempting_while_exempt_is_refused_and_the_reason_is_changed_instead(cast) -> None:
    """Edge case 41."""
    exemption = granted(cast, from_on=date(2026, 11, 23), until_on=date(2026, 12, 20))
    with pytest.raises(RuleViolation, match="Change the reason"):
        ask_exemption(
            cast.ashby,
            cast.reyes,
            reason="Moved to another hospital",
            from_on=date(2026, 12, 20),
            standards=[MONTHLY],
        )
    change_exemption(
        exemption, cast.strand, reason="Moved to another hospital", until_on=date(2026, 12, 20)
    )
    assert monthly(cast.ashby, "2026-11").hold_reason == "Moved to another hospital"
    assert exemption.history.count() == 3
    ask_exemption(
        cast.ashby, cast.reyes, reason="Longer", from_on=date(2026, 12, 21), standards=[MONTHLY]
    )


def test_an_exemption_from_every_duty_stands_in_the_way_of_one_from_a_single_duty(cast) -> None:
    granted(cast, from_on=date(2026, 11, 23), standards=())
    with pytest.raises(RuleViolation, match="exempted already"):
        ask_exemption(
            cast.ashby, cast.reyes, reason="Ill", from_on=date(2026, 12, 1), standards=[MONTHLY]
        )


def test_only_the_duties_named_are_on_hold(cast) -> None:
    granted(cast, from_on=date(2026, 11, 23))
    held = DueItem.objects.standing().filter(offender=cast.ashby, on_hold=True)
    assert set(held.values_list("standard", flat=True)) == {MONTHLY}


def test_an_approval_given_late_counts_from_the_day_on_which_it_was_given(cast, on_day) -> None:
    asked = ask_exemption(cast.ashby, cast.okafor, reason="Ill", from_on=date(2026, 11, 23))
    on_day(at("2026-11-27"))
    approve_exemption(asked, cast.strand)
    assert asked.from_on == asked.approved_on == date(2026, 11, 27)


def test_in_oklahoma_the_directors_approval_must_be_named_with_its_document(cast) -> None:
    """OP-060101, Exceptions: prior written approval from the director."""
    Agency.objects.update(settings={"exemption_authority": "Director"})
    asked = ask_exemption(cast.ashby, cast.okafor, reason="Ill", from_on=date(2026, 11, 23))
    with pytest.raises(RuleViolation, match="prior written approval of the director"):
        approve_exemption(asked, cast.strand)
    with pytest.raises(RuleViolation, match="document"):
        approve_exemption(asked, cast.strand, authority="R. Hale, Director")
    approve_exemption(
        asked,
        cast.strand,
        authority="R. Hale, Director",
        authority_reference="Memorandum 26-114 of 20 November 2026",
    )
    assert monthly(cast.ashby, "2026-11").on_hold


def test_an_exemption_ends_by_itself_after_its_last_day(cast, on_day) -> None:
    granted(cast, from_on=date(2026, 11, 23), until_on=date(2026, 11, 25))
    on_day(at("2026-11-26"))
    assert monthly(cast.ashby, "2026-10").on_hold
    sweep.sweep()
    assert not monthly(cast.ashby, "2026-10").on_hold


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"from_on": date(2026, 11, 22)}, "from_on"),
        ({"from_on": date(2026, 11, 25), "until_on": date(2026, 11, 24)}, "until_on"),
        ({"from_on": date(2026, 11, 25), "standards": ["OK.NOT_A_DUTY"]}, "standards"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(cast, dates, field) -> None:
    with pytest.raises(RuleViolation) as refused:
        ask_exemption(cast.ashby, cast.okafor, reason="Ill", **dates)
    assert refused.value.field == field


def test_a_refused_request_moves_nothing_and_may_be_made_again(cast) -> None:
    asked = ask_exemption(cast.ashby, cast.okafor, reason="Ill", from_on=date(2026, 11, 23))
    refuse_exemption(asked, cast.strand, reason="He is seen every day")
    assert not monthly(cast.ashby, "2026-11").on_hold
    ask_exemption(cast.ashby, cast.okafor, reason="Moved", from_on=date(2026, 11, 23))


def test_an_officer_is_exempted_from_the_monthly_list(cast) -> None:
    lists = DueItem.objects.standing().filter(officer=cast.okafor, standard="OK.CASELOAD_LIST")
    sweep.recompute_all_others()
    assert lists.filter(due_on="2026-11-30", on_hold=False).exists()
    asked = ask_exemption(
        cast.okafor,
        cast.strand,
        reason="On leave",
        from_on=date(2026, 11, 23),
        standards=["OK.CASELOAD_LIST"],
    )
    approve_exemption(asked, cast.lindqvist)
    assert lists.get(due_on="2026-11-30").on_hold


# ---- Pages ---------------------------------------------------------------------------------


def test_an_officer_asks_on_a_due_item_and_the_coordinator_approves(cast, sign_in) -> None:
    item = monthly(cast.ashby, "2026-11")
    officer = sign_in(cast.okafor)
    why = officer.get(reverse("pages:due-why", args=[item.pk]))
    address = reverse("pages:exemption-new", args=[item.pk])
    assert address in why.content.decode()
    answer = officer.post(
        address,
        {"standards": [MONTHLY], "from_on": "2026-11-23", "until_on": "", "reason": "In hospital"},
    )
    exemption = Exemption.objects.get()
    assert answer.url == reverse("pages:exemption", args=[exemption.pk])
    decide = reverse("pages:exemption-decide", args=[exemption.pk])
    assert officer.post(decide, {"decision": "approve"}).status_code == 404
    coordinator = sign_in(cast.strand)
    page = coordinator.get(reverse("pages:exemptions")).content.decode()
    assert "ASHBY" in page
    assert "1 waits for approval" in page
    assert coordinator.post(decide, {"decision": "approve"}).status_code == 302
    item.refresh_from_db()
    assert item.on_hold
    assert "waits for approval" not in coordinator.get(reverse("pages:exemptions")).content.decode()


def test_a_refused_form_keeps_what_was_typed(cast, sign_in) -> None:
    item = monthly(cast.ashby, "2026-11")
    answer = sign_in(cast.okafor).post(
        reverse("pages:exemption-new", args=[item.pk]),
        {"standards": [MONTHLY], "from_on": "2026-11-01", "reason": "In hospital out of state"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "In hospital out of state" in page
    assert "never counts backwards" in page


def test_a_coordinator_elsewhere_sees_none_of_it(cast, sign_in) -> None:
    exemption = granted(cast, from_on=date(2026, 11, 23))
    stranger = sign_in(cast.marsh_coordinator)
    assert stranger.get(reverse("pages:exemption", args=[exemption.pk])).status_code == 404
    assert "ASHBY" not in stranger.get(reverse("pages:exemptions")).content.decode()
