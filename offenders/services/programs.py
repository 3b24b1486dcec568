"""Programs: referrals and their steps, enrolments, and whether these still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import (
    Enrolment,
    EnrolmentResult,
    EnrolmentVerification,
    NoReferralReason,
    Offender,
    Referral,
    ReferralStatus,
    ReferralStep,
)
from offenders.models.programs import OPEN_REFERRAL, REFERRAL_STEPS

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from offenders.models import InstrumentDomain, Program


@transaction.atomic
def refer(
    offender: Offender,
    by: User | None,
    *,
    program: Program,
    referred_on: date,
    domain: InstrumentDomain | None = None,
    need: str = "",
) -> Referral:
    """Ask for a place in a program. OP-060101, II.F; CCMS, 4.

    Raises RuleViolation for a program that takes no more referrals, a day in the future, and
    where a referral to it is under way already.
    """
    _lock(offender)
    _not_in_future(referred_on, "referred_on")
    if program.retired_on is not None and referred_on > program.retired_on:
        raise RuleViolation("Nobody is referred to this program any more.", field="program")
    if Referral.objects.open().filter(offender=offender, program=program).exists():
        raise RuleViolation("A referral to this program is under way already.", field="program")
    referral = Referral.objects.create(
        offender=offender,
        program=program,
        domain=domain,
        need=need,
        referred_on=referred_on,
        referred_by=by,
    )
    _step(referral, by, ReferralStatus.REFERRED, referred_on)
    audit.record(AuditEventType.CREATED, referral, actor=by)
    announce_case_changed(offender.pk, "referral made")
    return referral


@transaction.atomic
def step_referral(
    referral: Referral, by: User | None, *, status: str, on: date, note: str = ""
) -> ReferralStep:
    """Say what became of a referral on a day.

    A referral that starts opens an enrolment unless one is open. Raises RuleViolation for a step
    that does not follow from the last one, or a day before it.
    """
    _lock(referral.offender)
    last = _last_step(referral)
    if status not in REFERRAL_STEPS[last.status]:
        following = ", ".join(
            str(ReferralStatus(one).label).lower() for one in REFERRAL_STEPS[last.status]
        )
        raise RuleViolation(
            f"After “{last.get_status_display().lower()}” comes {following}."
            if following
            else "A completed referral has no further step. Make a new referral.",
            field="status",
        )
    _not_in_future(on, "on")
    if on < last.on:
        raise RuleViolation(
            f"The last step was on {last.on.day} {last.on:%b %Y}: this one cannot be earlier.",
            field="on",
        )
    if status == ReferralStatus.REFUSED and not note.strip():
        raise RuleViolation("Say who refused, and why.", field="note")
    step = _step(referral, by, status, on, note)
    is_open = Enrolment.objects.filter(
        offender=referral.offender, program=referral.program, closed_on=None
    )
    if status == ReferralStatus.STARTED and not is_open.exists():
        Enrolment.objects.create(
            offender=referral.offender,
            program=referral.program,
            referral=referral,
            opened_on=on,
            recorded_by=by,
        )
    audit.record(
        AuditEventType.UPDATED, referral, actor=by, details={"status": status, "step": step.pk}
    )
    announce_case_changed(referral.offender_id, "referral changed")
    return step


@transaction.atomic
def enrol(
    offender: Offender,
    by: User | None,
    *,
    program: Program,
    opened_on: date,
    referral: Referral | None = None,
) -> Enrolment:
    """Open an enrolment, from a referral or directly; the referral has then started.

    Without one given, a referral to the program that is under way is taken.
    """
    _lock(offender)
    _not_in_future(opened_on, "opened_on")
    if Enrolment.objects.filter(offender=offender, program=program, closed_on=None).exists():
        raise RuleViolation("An enrolment in this program is open already.", field="program")
    if referral is None:
        referral = Referral.objects.open().filter(offender=offender, program=program).first()
    if referral is not None:
        last = _last_step(referral)
        if opened_on < last.on:
            raise RuleViolation(
                f"The referral’s last step was on {last.on.day} {last.on:%b %Y}: the enrolment "
                "cannot be earlier.",
                field="opened_on",
            )
        if last.status in OPEN_REFERRAL and last.status != ReferralStatus.STARTED:
            _step(referral, by, ReferralStatus.STARTED, opened_on)
    enrolment = Enrolment.objects.create(
        offender=offender, program=program, referral=referral, opened_on=opened_on, recorded_by=by
    )
    audit.record(AuditEventType.CREATED, enrolment, actor=by)
    announce_case_changed(offender.pk, "enrolment opened")
    return enrolment


@transaction.atomic
def close_enrolment(
    enrolment: Enrolment, by: User | None, *, closed_on: date, result: str, result_note: str = ""
) -> Enrolment:
    """End an enrolment with its result; a referral that had started ends with it."""
    enrolment = _open_enrolment(enrolment)
    _close(enrolment, by, closed_on, result, result_note)
    audit.record(AuditEventType.ENDED, enrolment, actor=by, details={"result": result})
    announce_case_changed(enrolment.offender_id, "enrolment closed")
    return enrolment


@transaction.atomic
def verify_enrolment(
    enrolment: Enrolment, by: User | None, *, on: date, still_valid: bool, note: str = ""
) -> EnrolmentVerification:
    """Say whether an open enrolment still holds. 1.17: those open over six months.

    One that does not hold any more is closed on that day as not valid.
    """
    enrolment = _open_enrolment(enrolment)
    _not_in_future(on, "on")
    if on < enrolment.opened_on:
        raise RuleViolation("The enrolment was not open then.", field="on")
    if not still_valid and not note.strip():
        raise RuleViolation("Say what is not valid any more.", field="note")
    verification = EnrolmentVerification.objects.create(
        enrolment=enrolment, on=on, still_valid=still_valid, note=note, by=by
    )
    if not still_valid:
        _close(enrolment, by, on, EnrolmentResult.NOT_VALID, note)
    audit.record(
        AuditEventType.UPDATED,
        enrolment,
        actor=by,
        details={"verified": verification.pk, "still_valid": still_valid},
    )
    announce_case_changed(enrolment.offender_id, "enrolment verified")
    return verification


@transaction.atomic
def record_no_referral(
    offender: Offender, by: User | None, *, kind: str, reason: str, from_on: date, until_on: date
) -> NoReferralReason:
    """Say why somebody is not referred to a kind of program for now, and until when."""
    _not_in_future(from_on, "from_on")
    if until_on < from_on:
        raise RuleViolation("A reason cannot end before it starts.", field="until_on")
    given = NoReferralReason.objects.create(
        offender=offender,
        kind=kind,
        reason=reason,
        from_on=from_on,
        until_on=until_on,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, given, actor=by)
    announce_case_changed(offender.pk, "reason for no referral given")
    return given


def _lock(offender: Offender) -> None:
    # Two who refer or enrol the same person at once come one after the other.
    Offender.objects.select_for_update().get(pk=offender.pk)


def _not_in_future(on: date, field: str) -> None:
    if on > clock.today():
        raise RuleViolation("That day lies in the future.", field=field)


def _last_step(referral: Referral) -> ReferralStep:
    return referral.steps.order_by("-on", "-pk")[0]


def _step(
    referral: Referral, by: User | None, status: str, on: date, note: str = ""
) -> ReferralStep:
    return ReferralStep.objects.create(
        referral=referral, status=status, on=on, note=note, recorded_by=by
    )


def _open_enrolment(enrolment: Enrolment) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.closed_on is not None:
        raise RuleViolation("This enrolment is closed already.")
    return enrolment


def _close(
    enrolment: Enrolment, by: User | None, closed_on: date, result: str, result_note: str
) -> None:
    _not_in_future(closed_on, "closed_on")
    if closed_on < enrolment.opened_on:
        raise RuleViolation("An enrolment cannot close before it opens.", field="closed_on")
    enrolment.closed_on = closed_on
    enrolment.result = result
    enrolment.result_note = result_note
    enrolment.save(update_fields=["closed_on", "result", "result_note"])
    referral = enrolment.referral
    if referral is None:
        return
    last = _last_step(referral)
    if last.status == ReferralStatus.STARTED:
        completed = result == EnrolmentResult.COMPLETED
        status = ReferralStatus.COMPLETED if completed else ReferralStatus.REFUSED
        words = "" if completed else result_note or EnrolmentResult(result).label
        _step(referral, by, status, max(closed_on, last.on), str(words))
