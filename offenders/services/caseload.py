"""Who is in charge of a case: allocate, reassign, end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES
from offenders.closing import Closing, WithoutSummary, ask_before_closing
from offenders.models import CaseAssignment, Exclusion, Movement, Offender, Placement
from offenders.models.custody import DEPARTURE_KINDS

CITE_ALLOCATION = "COPP 10.3, Case allocation"


def may_hold_cases_at(officer: User, facility_id: int | None, on: date) -> bool:
    """Whether the officer is posted there on that day in a role that may hold cases."""
    return (
        facility_id is not None
        and officer.is_active
        and Posting.objects.holding_on(on)
        .in_roles(CASE_HOLDING_ROLES)
        .filter(user=officer, facility_id=facility_id)
        .exists()
    )


@transaction.atomic
def assign_officer(
    offender: Offender,
    officer: User,
    by: User | None,
    *,
    from_on: date,
    reason: str = "",
) -> CaseAssignment:
    """Give a case without an officer to one.

    Two people who allocate the same case at once: one wins, the other is told who did and when
    (EditConflict). Raises RuleViolation when the officer may not hold cases there that day.
    """
    offender = Offender.objects.select_for_update().get(pk=offender.pk)
    _refuse_if_taken(offender, from_on)
    _check_officer(offender, officer, from_on)
    try:
        with transaction.atomic():
            assignment = CaseAssignment.objects.create(
                offender=offender,
                officer=officer,
                from_on=from_on,
                reason=reason,
                recorded_by=by,
            )
    except IntegrityError as error:
        raise EditConflict("Somebody else allocated this case at the same moment.") from error
    audit.record(AuditEventType.CREATED, assignment, actor=by, details={"officer": officer.pk})
    announce_case_changed(offender.pk, "officer allocated")
    return assignment


@transaction.atomic
def reassign(
    current: CaseAssignment,
    officer: User,
    by: User | None,
    *,
    from_on: date,
    reason: str,
    without: WithoutSummary | None = None,
) -> CaseAssignment:
    """Pass a case from one officer to another.

    `current` is what the person who asks believes to hold: when it no longer does, nothing
    happens and they are told (EditConflict). To the same officer it changes nothing. without: why
    it is passed on though the termination summary is missing; else it is held (RuleViolation).
    """
    offender = Offender.objects.select_for_update().get(pk=current.offender_id)
    current = _still_open(current)
    if current.officer_id == officer.pk:
        return current
    _check_officer(offender, officer, from_on)
    earlier = CaseAssignment.objects.standing().filter(offender=offender).exclude(pk=current.pk)
    if held := earlier.filter(until_on__gte=from_on).select_related("officer").last():
        raise RuleViolation(
            f"{held.officer} had this case until {held.until_on:%-d %B %Y}. Choose a later day.",
            field="from_on",
        )
    close_caseload_link(current, by, off_from=from_on, reason=reason, without=without)
    assignment = CaseAssignment.objects.create(
        offender=offender, officer=officer, from_on=from_on, reason=reason, recorded_by=by
    )
    audit.record(
        AuditEventType.CREATED,
        assignment,
        actor=by,
        details={"officer": officer.pk, "instead_of": current.officer_id},
    )
    announce_case_changed(offender.pk, "officer changed")
    return assignment


@transaction.atomic
def end_assignment(
    current: CaseAssignment,
    by: User | None,
    *,
    until_on: date,
    reason: str,
    without: WithoutSummary | None = None,
) -> CaseAssignment:
    """End an officer's charge without naming another; `until_on` is the last day.

    Raises EditConflict when it has been ended or passed on in the meantime, RuleViolation when
    its termination summary is missing and `without` does not say why.
    """
    Offender.objects.select_for_update().get(pk=current.offender_id)
    current = _still_open(current)
    if until_on < current.from_on:
        raise RuleViolation("It cannot end before it starts.", field="until_on")
    off_from = until_on + timedelta(days=1)
    close_caseload_link(current, by, off_from=off_from, reason=reason, without=without)
    announce_case_changed(current.offender_id, "assignment ended")
    return current


def close_caseload_link(
    assignment: CaseAssignment,
    by: User | None,
    *,
    off_from: date,
    reason: str,
    movement: Movement | None = None,
    without: WithoutSummary | None = None,
) -> None:
    """End a link so that the case is off the caseload from `off_from` on.

    A link that would then have no day at all is withdrawn instead: it never held. Whoever listens
    to `charge_closes` may hold the closing, but not one that a movement made.
    """
    ask_before_closing(Closing(assignment, by, off_from, movement, without))
    now = clock.now()
    if off_from <= assignment.from_on:
        assignment.withdrawn_at = now
        assignment.until_on = None
    else:
        assignment.until_on = off_from - timedelta(days=1)
    assignment.end_reason = reason
    assignment.end_recorded_at = now
    assignment.end_recorded_by = by
    assignment.save()
    audit.record(
        AuditEventType.ENDED, assignment, actor=by, details={"officer": assignment.officer_id}
    )


def follow_custody(offender: Offender, movement: Movement, by: User | None) -> None:
    """End the assignment that a departure or a permanent move to another facility ends.

    OP-060101, III.A.2; COPP 10.3, Case allocation. Nothing is ended when the officer is posted
    to the new facility too.
    """
    if movement.withdraws:
        return
    departs = movement.kind in DEPARTURE_KINDS
    moves = movement.kind == "transfer" and bool(movement.permanent)
    if not departs and not moves:
        return
    on = movement.occurred_on
    assignment = CaseAssignment.objects.holding_on(on).filter(offender=offender).first()
    if assignment is None:
        return
    if moves and (
        assignment.from_on >= on or may_hold_cases_at(assignment.officer, movement.facility_id, on)
    ):
        # Allocated at the destination before the arrival was recorded: it stays.
        return
    close_caseload_link(
        assignment, by, off_from=on, reason=movement.get_kind_display(), movement=movement
    )


def _refuse_if_taken(offender: Offender, from_on: date) -> None:
    taken = (
        CaseAssignment.objects.standing()
        .filter(offender=offender)
        .exclude(until_on__lt=from_on)
        .select_related("officer", "recorded_by")
        .first()
    )
    if taken is not None:
        recorder = f", recorded by {taken.recorded_by}" if taken.recorded_by else ""
        raise EditConflict(
            f"{taken.officer} has had this case since {taken.from_on:%-d %B %Y}{recorder}.",
            latest=taken,
        )


def _still_open(assignment: CaseAssignment) -> CaseAssignment:
    latest = CaseAssignment.objects.select_for_update().get(pk=assignment.pk)
    if latest.withdrawn_at is not None or latest.until_on is not None:
        raise EditConflict(
            f"{latest.officer} no longer has this case. Look at who has it now.", latest=latest
        )
    return latest


def _check_officer(offender: Offender, officer: User, from_on: date) -> None:
    if from_on > clock.today() + timedelta(days=31):
        raise RuleViolation("An allocation can start a month ahead at most.", field="from_on")
    if Exclusion.objects.filter(offender=offender, user=officer, ended_at=None).exists():
        raise RuleViolation(f"{officer} may not be given this case.", field="officer")
    places = set(
        Placement.objects.filter(offender=offender, departed_at=None).values_list(
            "facility_id", flat=True
        )
    )
    if not places:
        raise RuleViolation("Nobody can be in charge of a person who is placed nowhere.")
    if not any(may_hold_cases_at(officer, place, from_on) for place in places):
        raise RuleViolation(
            f"{officer} is not posted there on that day in a role that may hold cases.",
            field="officer",
            cite=CITE_ALLOCATION,
        )
