"""An edition holds when a second person has approved it, on every day, and never two at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from agency import jobs
from agency.errors import RuleViolation
from agency.models import AuditEvent
from offenders.services import assign_officer
from scheduling import policies
from scheduling.models import Activation, DueItem, PolicyEdition
from scheduling.services import activations, drafts

FROM = date(2026, 12, 1)
TEN_DAYS = ("within       = { days = 14 }", "within       = { days = 10 }")
CODE = "AU-WA/COPP-10.3"


def primary(person) -> DueItem:
    return DueItem.objects.get(offender=person, standard="WA.PRIMARY", withdrawn_at=None)


def raw(statement, *parameters):
    """Run it as the product's own database user, with every constraint checked at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_proposer_cannot_approve(office, edition, proposed):
    row = proposed(edition(TEN_DAYS), from_on=FROM)
    with pytest.raises(RuleViolation, match="second person"):
        activations.approve(row, office.quist, reason="Agreed.")
    row.refresh_from_db()
    assert row.state == "proposed"


def test_nor_by_way_of_the_database(office, edition, proposed):
    row = proposed(edition(TEN_DAYS), from_on=FROM)
    with pytest.raises(IntegrityError, match="second_person"):
        raw(
            "UPDATE scheduling_activation SET approved_at = now(), approved_by_id = proposed_by_id "
            "WHERE id = %s",
            row.pk,
        )


def test_a_proposal_moves_no_date(office, copp, edition, proposed):
    before = list(DueItem.objects.order_by("pk").values())
    in_force = policies.in_force()
    proposed(edition(TEN_DAYS, carries=True), from_on=FROM)
    assert policies.in_force() == in_force
    assert list(DueItem.objects.order_by("pk").values()) == before


def test_an_edition_ends_the_one_before_on_the_eve(office, copp, edition, activated):
    row = activated(edition(TEN_DAYS), from_on=FROM)
    before = Activation.objects.get(edition=copp)
    assert before.until_on == FROM - timedelta(days=1)
    assert (row.state, row.until_on, row.replaces) == ("approved", None, before)
    assert row.preview_figures == row.preview.figures != {}


def test_an_edition_between_two_ends_before_the_second(office, copp, edition, activated):
    first = activated(edition(TEN_DAYS), from_on=date(2027, 3, 1))
    between = activated(edition(("days = 7", "days = 5")), from_on=FROM)
    days = Activation.objects.filter(policy_code=CODE).order_by("from_on")
    assert [(a.from_on, a.until_on) for a in days] == [
        (copp.effective_on, date(2026, 11, 30)),
        (FROM, date(2027, 2, 28)),
        (date(2027, 3, 1), None),
    ]
    assert (first.until_on, between.replaces_until_on) == (None, date(2027, 2, 28))


def test_one_on_which_another_follows_is_not_withdrawn_from_under_it(office, edition, activated):
    earlier = activated(edition(TEN_DAYS), from_on=FROM)
    activated(edition(("days = 7", "days = 6")), from_on=date(2027, 1, 1))
    earlier.refresh_from_db()
    with pytest.raises(RuleViolation, match="follows"):
        activations.withdraw(earlier, office.quist, reason="No longer wanted.")


def test_one_that_has_not_begun_can_be_withdrawn_and_the_one_before_goes_on(
    office, copp, edition, activated
):
    row = activated(edition(TEN_DAYS), from_on=FROM)
    activations.withdraw(row, office.brandt, reason="The union was not heard.")
    assert Activation.objects.get(edition=copp).until_on is None
    assert len([a for a in Activation.objects.approved() if a.policy_code == CODE]) == 1


def test_one_that_has_begun_cannot(office, edition, activated, on_day):
    row = activated(edition(TEN_DAYS), from_on=FROM)
    on_day("2026-12-01T18:00+00:00")
    with pytest.raises(RuleViolation, match="in force"):
        activations.withdraw(row, office.brandt, reason="Too late.")


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [("2026-12-15", None), ("2025-01-01", "2025-02-01"), ("2026-11-30", "2026-12-01")],
)
def test_the_database_refuses_an_overlap(office, copp, edition, activated, from_on, until_on):
    row = activated(edition(TEN_DAYS), from_on=FROM)
    with pytest.raises(IntegrityError, match="activation_never_overlaps"):
        raw(
            "INSERT INTO scheduling_activation (edition_id, policy_code, from_on, until_on, "
            "shipped, proposed_by_id, proposed_at, proposal, scenarios, preview_figures, "
            "approved_by_id, approved_at, approval_reason, return_reason, withdrawal_reason) "
            "SELECT edition_id, policy_code, %s, %s, false, proposed_by_id, now(), '', '{}', '{}', "
            "approved_by_id, now(), '', '', '' FROM scheduling_activation WHERE id = %s",
            from_on,
            until_on,
            row.pk,
        )


def test_the_same_days_elsewhere_are_no_overlap(office, copp, edition, activated):
    ten = edition(TEN_DAYS)
    activated(ten, from_on=FROM, facility=office.redbud)
    activated(ten, from_on=FROM, facility=office.saltbush)
    activated(ten, from_on=FROM, unit=office.unit_b)
    assert Activation.objects.get(edition=copp).until_on is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scheduling_activation SET until_on = until_on - 1 WHERE until_on IS NOT NULL",
        "UPDATE scheduling_activation SET until_on = from_on + 90 WHERE until_on IS NULL",
        "UPDATE scheduling_activation SET withdrawn_at = now() WHERE NOT shipped",
    ],
)
def test_the_database_refuses_a_gap(office, edition, activated, statement):
    activated(edition(TEN_DAYS), from_on=FROM)
    with pytest.raises(IntegrityError, match="leave a gap"):
        raw(statement)


def test_a_place_may_go_back_to_the_agency_s_edition(office, edition, activated):
    ten = edition(TEN_DAYS)
    activated(ten, from_on=FROM, until_on=date(2026, 12, 31), facility=office.redbud)
    activated(ten, from_on=date(2027, 6, 1), facility=office.redbud)
    raw("SELECT 1")
    assert Activation.objects.approved().filter(facility=office.redbud).count() == 2


@pytest.mark.parametrize(
    "change",
    [
        "from_on = from_on + 1",
        "edition_id = (SELECT max(id) FROM scheduling_policyedition WHERE id <> edition_id)",
        "proposal = 'x'",
        "approval_reason = 'x'",
        "approved_at = NULL",
        "preview_figures = '{}'",
    ],
)
def test_what_was_proposed_and_approved_never_changes(office, edition, activated, change):
    row = activated(edition(TEN_DAYS), from_on=FROM)
    with pytest.raises((InternalError, IntegrityError), match="Cannot"):
        raw(f"UPDATE scheduling_activation SET {change} WHERE id = %s", row.pk)
    with pytest.raises(InternalError, match="Cannot delete"):
        raw("DELETE FROM scheduling_activation WHERE id = %s", row.pk)


def test_the_text_of_an_edition_is_kept_for_ever(office, edition, activated):
    ten = edition(TEN_DAYS)
    activated(ten, from_on=FROM)
    for statement in (
        "UPDATE scheduling_policyedition SET text = 'x' WHERE id = %s",
        "DELETE FROM scheduling_policyedition WHERE id = %s",
    ):
        with pytest.raises((InternalError, IntegrityError), match="Cannot"):
            raw(statement, ten.pk)


def test_a_proposed_draft_is_not_edited_until_it_is_sent_back(office, copp):
    draft = drafts.copy_edition(copp, office.quist)
    assert 'edition      = "2.1"' in draft.text
    edition = drafts.edition_of(draft)
    row = activations.propose(edition, office.quist, from_on=FROM, proposal="Same text, new year.")
    with pytest.raises(RuleViolation, match="is proposed"):
        drafts.save_draft(draft, office.quist, name="x", text="x", version=1)
    activations.send_back(row, office.brandt, reason="Say 10 days.")
    saved = drafts.save_draft(draft, office.quist, name="Ten days", text="half a", version=1)
    assert saved.text == "half a"
    with pytest.raises(RuleViolation, match="line 1|Line 1"):
        drafts.edition_of(saved)


def test_a_bad_text_leaves_in_force_what_is_in_force(office, copp, edition):
    in_force = policies.in_force()
    kept = PolicyEdition.objects.count()
    for bad in (
        ("owner        = ", "ownr         = "),
        ('id           = "case-allocation"', 'id           = "primary-contact-report"'),
        ('starts      = "initial_plan_approved"\n', ""),
    ):
        with pytest.raises(RuleViolation, match=r"Line \d+: \S+: "):
            edition(bad)
    assert policies.in_force() is in_force
    assert PolicyEdition.objects.count() == kept


def test_a_number_that_was_in_force_never_names_another_text(office, copp, edition):
    with pytest.raises(RuleViolation, match="number of its own"):
        same = edition(('edition      = "2.1"', 'edition      = "2.0"'), TEN_DAYS)
        activations.propose(
            same, office.quist, from_on=FROM, proposal="x", changed_answers_meant=True
        )


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"from_on": date(2026, 11, 22)}, "later day"),
        ({"from_on": FROM, "until_on": date(2027, 1, 1)}, "until the next one"),
    ],
)
def test_days_that_cannot_be_are_refused(office, edition, where, words):
    with pytest.raises(RuleViolation, match=words):
        activations.propose(
            edition(TEN_DAYS),
            office.quist,
            proposal="x",
            changed_answers_meant=True,
            **where,
        )


def test_answers_that_change_must_be_meant(office, edition):
    with pytest.raises(RuleViolation, match="answer otherwise") as refused:
        activations.propose(edition(TEN_DAYS), office.quist, from_on=FROM, proposal="x")
    assert refused.value.field == "changed_answers_meant"


def test_nobody_approves_unseen(office, edition):
    row = activations.propose(
        edition(TEN_DAYS),
        office.quist,
        from_on=FROM,
        proposal="x",
        changed_answers_meant=True,
    )
    with pytest.raises(RuleViolation, match="what it would change"):
        activations.approve(row, office.brandt, reason="Agreed.")


def test_each_step_leaves_one_event(office, edition, proposed):
    row = proposed(edition(TEN_DAYS), from_on=FROM)
    last = AuditEvent.objects.order_by("-pk").first().pk
    activations.approve(row, office.brandt, reason="Agreed.")
    (event,) = AuditEvent.objects.filter(pk__gt=last)
    assert event.details["decision"] == "approved"
    assert event.actor_id == office.brandt.pk


def test_open_items_move_at_once_where_the_edition_says_so_and_nowhere_else(
    office, edition, activated
):
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 11, 20))
    assert primary(office.vann).due_on == date(2026, 12, 4)
    activated(edition(TEN_DAYS, carries=True), from_on=date(2026, 11, 24), facility=office.saltbush)
    assert primary(office.vann).due_on == date(2026, 12, 4)
    activated(edition(TEN_DAYS, carries=True), from_on=date(2026, 11, 24))
    assert primary(office.vann).due_on == date(2026, 11, 30)


def test_items_that_begin_on_the_day_carry_the_new_edition(office, edition, activated, on_day):
    activated(edition(TEN_DAYS), from_on=FROM)
    old = primary(office.ashby)
    assert old.edition.edition == "2.0"
    on_day("2026-12-01T07:30+00:00")
    assert jobs.run_open_jobs() >= 1
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 12, 1))
    begun = primary(office.vann)
    assert (begun.edition.edition, begun.due_on) == ("2.1", date(2026, 12, 11))
    assert primary(office.ashby) == old
    assert primary(office.ashby).edition.edition == "2.0"
