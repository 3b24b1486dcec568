"""A charge is not closed without its termination summary, except by somebody who says why."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casenotes.models import ClosedWithout, SummaryReceipt
from casenotes.services.closing import (
    acknowledge_summary,
    ask_for_summary,
    close_without,
    requests_to,
    unread_summaries,
)
from offenders.closing import WithoutSummary
from offenders.services import assign_officer, end_assignment, reassign, record_movement
from scheduling.models import DueItem
from tests.closing.conftest import note_on

TODAY = date(2026, 11, 23)
LEAVE = WithoutSummary("officer_on_leave", "Off sick since Friday.")


def charge(cast):
    """Okafor's charge of Ashby."""
    return cast.ashby.assignments.get(withdrawn_at=None, until_on=None)


def summary(cast, **more):
    return note_on(
        cast.ashby, cast.okafor, "Progress\nDone.", day=20, code="termination_summary", **more
    )


def pass_on(cast, by=None, **more):
    return reassign(
        charge(cast), cast.reyes, by or cast.strand, from_on=TODAY, reason="Load", **more
    )


def test_a_case_is_not_passed_on_before_the_summary_is_written(cast) -> None:
    with pytest.raises(RuleViolation, match="Ada Okafor has not written the termination summary"):
        pass_on(cast)
    assert charge(cast).officer == cast.okafor
    with pytest.raises(RuleViolation, match="has not written"):
        end_assignment(charge(cast), cast.strand, until_on=TODAY, reason="Load")


def test_a_summary_written_beforehand_lets_it_through_and_meets_the_duty(cast) -> None:
    note = summary(cast)
    pass_on(cast)
    assert charge(cast).officer == cast.reyes
    item = DueItem.objects.get(standard="OK.TERMINATION_SUMMARY", offender=cast.ashby)
    assert item.fulfilled_by == f"note:{note.pk}"
    assert not ClosedWithout.objects.exists()


def test_somebody_with_the_right_lets_it_through_with_a_reason_that_stays(cast) -> None:
    pass_on(cast, without=LEAVE)
    row = ClosedWithout.objects.get()
    assert (row.assignment.officer, row.by, row.why) == (
        cast.okafor,
        cast.strand,
        "officer_on_leave",
    )
    event = AuditEvent.objects.get(object_type="closedwithout")
    assert (event.offender_id, event.actor_id) == (cast.ashby.pk, cast.strand.pk)
    item = DueItem.objects.get(standard="OK.TERMINATION_SUMMARY", offender=cast.ashby)
    assert item.is_open, "the summary stays owed"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (WithoutSummary("officer_left", " "), "Say why"),
        (WithoutSummary("happened", "It has."), "Choose why"),
        (WithoutSummary("because", "So."), "Choose why"),
    ],
)
def test_a_reason_is_one_of_the_list_with_words(cast, without, words) -> None:
    with pytest.raises(RuleViolation, match=words):
        pass_on(cast, without=without)
    assert charge(cast).officer == cast.okafor


def test_the_officer_does_not_let_their_own_case_go_without(cast) -> None:
    for name in ("okafor", "tran", "marsh_coordinator"):
        with pytest.raises(RuleViolation, match="A coordinator"):
            close_without(charge(cast), cast.users[name], why="urgent", reason="Now.")
    close_without(charge(cast), cast.lindqvist, why="urgent", reason="Now.")
    pass_on(cast)
    assert ClosedWithout.objects.get().by == cast.lindqvist


@pytest.mark.parametrize("kind", ["transfer", "parole", "discharge", "escape"])
def test_what_has_happened_is_recorded_and_leaves_the_summary_owed(cast, kind) -> None:
    there = {"facility": cast.saltbush, "permanent": True} if kind == "transfer" else {}
    record_movement(
        cast.ashby,
        cast.tran,
        kind=kind,
        occurred_at=datetime(2026, 11, 22, 18, tzinfo=UTC),
        **there,
    )
    link = cast.ashby.assignments.get()
    assert link.until_on == date(2026, 11, 21)
    row = ClosedWithout.objects.get(assignment=link)
    assert (row.why, row.by) == ("happened", cast.tran)
    item = DueItem.objects.get(standard="OK.TERMINATION_SUMMARY", offender=cast.ashby)
    assert (item.owner, item.is_open) == (cast.okafor, True)


def test_a_death_holds_nothing_and_notes_nothing(cast) -> None:
    record_movement(
        cast.ashby, cast.tran, kind="death", occurred_at=datetime(2026, 11, 22, 18, tzinfo=UTC)
    )
    assert cast.ashby.assignments.get().until_on == date(2026, 11, 21)
    assert not ClosedWithout.objects.exists()


def test_a_summary_before_the_transfer_leaves_nothing_to_note(cast) -> None:
    summary(cast)
    record_movement(
        cast.ashby, cast.tran, kind="parole", occurred_at=datetime(2026, 11, 22, 18, tzinfo=UTC)
    )
    assert not ClosedWithout.objects.exists()
    item = DueItem.objects.get(standard="OK.TERMINATION_SUMMARY", offender=cast.ashby)
    assert not item.is_open


def test_an_import_is_held_by_nobody(cast) -> None:
    reassign(charge(cast), cast.reyes, None, from_on=TODAY, reason="As it was there")
    assert charge(cast).officer == cast.reyes
    assert not ClosedWithout.objects.exists()


def test_only_a_standard_in_force_asks_for_it(cast, monkeypatch) -> None:
    from casemgmt import closing
    from scheduling.policies import InForce
    from scheduling.policy.load import STANDARDS, edition_from_text
    from scheduling.policy.select import Policies
    from scheduling.policy.settings import Settings

    assert closing.is_asked(charge(cast), TODAY)
    pack = "au-wa/copp-10.3"
    edition = edition_from_text((STANDARDS / f"{pack}.toml").read_text(), pack, pack)
    governing = InForce(Policies.of([edition]), Settings(), {})
    monkeypatch.setattr(closing.policies, "in_force", lambda: governing)
    assert not closing.is_asked(charge(cast), TODAY)
    assert not closing.without_summary([charge(cast)], TODAY)


def test_a_charge_that_never_held_needs_no_summary(cast) -> None:
    link = assign_officer(cast.vann, cast.okafor, cast.strand, from_on=TODAY)
    reassign(link, cast.reyes, cast.strand, from_on=TODAY, reason="Wrong officer")
    assert cast.vann.assignments.filter(withdrawn_at=None).get().officer == cast.reyes


def test_a_struck_summary_holds_the_case_again(cast) -> None:
    from casenotes.services import decide_error, report_error

    error = report_error(summary(cast), cast.okafor, kind="wrong_content", reason="Not his.")
    decide_error(error, cast.strand, outcome="struck", remark="Right.")
    with pytest.raises(RuleViolation, match="has not written"):
        pass_on(cast)


def test_the_summary_waits_for_the_next_officer_until_it_is_read(cast) -> None:
    note = summary(cast)
    assert not unread_summaries(cast.reyes, TODAY).exists()
    pass_on(cast)
    assert unread_summaries(cast.reyes, TODAY).get() == note
    assert not unread_summaries(cast.okafor, TODAY).exists()
    acknowledge_summary(note, cast.reyes)
    acknowledge_summary(note, cast.reyes)
    assert not unread_summaries(cast.reyes, TODAY).exists()
    assert SummaryReceipt.objects.get().by == cast.reyes
    acknowledge_summary(note, cast.reyes, handed_to="J. Doe, parole officer, Tulsa")
    assert SummaryReceipt.objects.count() == 2


def test_a_summary_is_asked_for_once_and_until_it_is_written(cast) -> None:
    asked = ask_for_summary(charge(cast), cast.strand)
    assert ask_for_summary(charge(cast), cast.marrow) == asked
    assert list(requests_to(cast.okafor.pk)) == [asked]
    summary(cast)
    assert list(requests_to(cast.okafor.pk)) == []
    with pytest.raises(RuleViolation, match="written already"):
        ask_for_summary(cast.mabry.assignments.get(), _writes_for_mabry(cast))


def _writes_for_mabry(cast):
    note_on(cast.mabry, cast.reyes, "Progress\nDone.", code="termination_summary")
    return cast.strand
