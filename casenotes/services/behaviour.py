"""Recording behaviour under supervision and how it was answered: rewards and sanctions by level.

DPO, Introduction: a response comes as close in time to the behaviour as possible, is clearly
linked to it, and begins at the lowest level. TPC Case Management, 6: progress is acknowledged,
and behaviour of adjustment after a release is told apart from behaviour of risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Max

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.roles import Role
from casenotes.models import (
    BehaviourEvent,
    BehaviourKind,
    BehaviourResponse,
    ResponseKind,
    ResponseLevel,
)
from casenotes.services.authorship import officer_on
from casenotes.text import require_text
from offenders.models import CustodyBooking, Movement, MovementKind, Offender, SupervisionTerm

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from agency.models import User

#: How far back earlier sanctions count when the next level is chosen.
LOOK_BACK = timedelta(days=365)
APPROVERS = (Role.SUPERVISOR, Role.UNIT_MANAGER, Role.COORDINATOR)
DPO = "DPO, Introduction"
LONGEST = 4_000

Fact = TypeVar("Fact", BehaviourEvent, BehaviourResponse)


@dataclass(frozen=True, slots=True)
class BehaviourFacts:
    """What is recorded of a behaviour. nature: only for a negative one; need: as the plan calls
    the need or driver that it belongs to, "" for none."""

    kind: str
    occurred_on: date
    learned_on: date
    severity: str
    what: str
    nature: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """What is recorded of a response. above_lowest_reason: why a lower level would not do."""

    level: ResponseLevel
    imposed_on: date
    rationale: str
    above_lowest_reason: str = ""
    approver: User | None = None


@transaction.atomic
def record_behaviour(
    offender: Offender, by: User, facts: BehaviourFacts, *, form_key: uuid.UUID
) -> BehaviourEvent:
    """Keep that somebody did something, good or bad. Raises RuleViolation for days that lie ahead
    or in the wrong order, and for a violation whose nature is not said."""
    _lock(offender.pk)
    already = BehaviourEvent.objects.filter(form_key=form_key, recorded_by=by).first()
    if already is not None:
        return already
    event = BehaviourEvent.objects.create(
        offender=offender, form_key=form_key, **_fields(offender, facts), **_recorded(by)
    )
    audit.record(AuditEventType.CREATED, event, actor=by, details={"kind": facts.kind})
    return event


@transaction.atomic
def correct_behaviour(
    wrong: BehaviourEvent, by: User, facts: BehaviourFacts, *, reason: str, form_key: uuid.UUID
) -> BehaviourEvent:
    """Put a new row in the place of a wrong one, which stays on record with the reason."""
    return _replace(wrong, by, _fields(wrong.offender, facts), reason=reason, form_key=form_key)


@transaction.atomic
def strike_behaviour(
    wrong: BehaviourEvent, by: User, *, reason: str, form_key: uuid.UUID
) -> BehaviourEvent:
    """Say that there never was such a behaviour. What answered it must be struck before."""
    _lock(wrong.offender_id)
    if BehaviourResponse.objects.standing().filter(event_id=wrong.first_id).exists():
        raise RuleViolation("It was answered. Strike the response first, then this.")
    return _replace(wrong, by, {"withdrawn": True}, reason=reason, form_key=form_key)


@transaction.atomic
def record_response(
    event: BehaviourEvent, by: User, facts: ResponseFacts, *, form_key: uuid.UUID
) -> BehaviourResponse:
    """Keep how a behaviour was answered.

    Raises RuleViolation for a reward of a violation or a sanction of progress, a day before the
    behaviour was known or ahead, a level that needs somebody's approval and has none, and a
    level above the lowest that may come next without a reason.
    """
    _lock(event.offender_id)
    already = BehaviourResponse.objects.filter(form_key=form_key, recorded_by=by).first()
    if already is not None:
        return already
    response = BehaviourResponse.objects.create(
        offender=event.offender,
        event_id=event.first_id,
        form_key=form_key,
        **_response_fields(event, by, facts),
        **_recorded(by),
    )
    audit.record(
        AuditEventType.CREATED,
        response,
        actor=by,
        details={"kind": response.kind, "level": response.step, "event": event.first_id},
    )
    return response


@transaction.atomic
def correct_response(
    wrong: BehaviourResponse, by: User, facts: ResponseFacts, *, reason: str, form_key: uuid.UUID
) -> BehaviourResponse:
    """Put a new row in the place of a wrong one, which stays on record with the reason."""
    _lock(wrong.offender_id)
    event = standing_event(wrong)
    fields = _response_fields(event, by, facts, but=wrong)
    return _replace(wrong, by, fields, reason=reason, form_key=form_key)


@transaction.atomic
def strike_response(
    wrong: BehaviourResponse, by: User, *, reason: str, form_key: uuid.UUID
) -> BehaviourResponse:
    """Say that there never was such a response."""
    return _replace(wrong, by, {"withdrawn": True}, reason=reason, form_key=form_key)


@transaction.atomic
def save_level(by: User | None, level: ResponseLevel | None = None, **facts: Any) -> ResponseLevel:
    """Add a level of response, or change one; what was imposed keeps its name and step.

    facts: kind, step, name, needs_approval, in_use.
    """
    saved = level or ResponseLevel()
    is_new = saved.pk is None
    for name, value in facts.items():
        setattr(saved, name, value)
    twins = ResponseLevel.objects.filter(kind=saved.kind, name=saved.name)
    if twins.exclude(pk=saved.pk).exists():
        raise RuleViolation("There is a level of that name already.", field="name")
    saved.save()
    audit.record(
        AuditEventType.CREATED if is_new else AuditEventType.SETTING_CHANGED, saved, actor=by
    )
    return saved


def standing_event(response: BehaviourResponse) -> BehaviourEvent:
    """The event that a response answers, as it stands after its corrections."""
    return (
        BehaviourEvent.objects.standing().filter(origin_id=response.event_id).first()
        or response.event
    )


def highest_without_reason(
    offender: Offender, on: date, *, but: BehaviourResponse | None = None
) -> int:
    """The highest step of sanction that needs no reason on that day: the lowest that there is,
    or the one after the highest that the person was given in the year before."""
    steps = sorted(
        set(
            ResponseLevel.objects.filter(kind=ResponseKind.SANCTION, in_use=True).values_list(
                "step", flat=True
            )
        )
    )
    earlier = BehaviourResponse.objects.standing().filter(
        offender=offender,
        kind=ResponseKind.SANCTION,
        imposed_on__lte=on,
        imposed_on__gt=on - LOOK_BACK,
    )
    if but is not None:
        earlier = earlier.exclude(pk=but.pk)
    reached = earlier.aggregate(most=Max("step"))["most"] or 0
    return next((step for step in steps if step > reached), steps[-1] if steps else 0)


def days_after_release(offender: Offender, on: date) -> int | None:
    """Days since the person last came into the community; None where that is not on record.

    Counted from a parole or discharge, the beginning of a term of supervision, or the end of
    custody elsewhere, whichever was last.
    """
    released = [
        Movement.objects.standing()
        .filter(
            offender=offender,
            kind__in=(MovementKind.PAROLE, MovementKind.DISCHARGE),
            occurred_on__lte=on,
        )
        .aggregate(last=Max("occurred_on"))["last"],
        SupervisionTerm.objects.standing()
        .filter(offender=offender, from_on__lte=on)
        .aggregate(last=Max("from_on"))["last"],
        CustodyBooking.objects.standing()
        .filter(offender=offender, released_on__lte=on)
        .aggregate(last=Max("released_on"))["last"],
    ]
    days = [day for day in released if day is not None]
    return (on - max(days)).days if days else None


def _lock(offender_id: int) -> None:
    Offender.objects.select_for_update(no_key=True).get(pk=offender_id)


def _recorded(by: User) -> dict[str, Any]:
    return {"recorded_by": by, "recorded_by_name": by.full_name, "recorded_at": clock.now()}


def _fields(offender: Offender, facts: BehaviourFacts) -> dict[str, Any]:
    today = clock.today()
    if facts.learned_on > today or facts.occurred_on > today:
        raise RuleViolation(
            "This lies in the future.",
            field="occurred_on" if facts.occurred_on > today else "learned_on",
        )
    if facts.learned_on < facts.occurred_on:
        raise RuleViolation(
            "It was learned of before it happened. Put the days right.", field="learned_on"
        )
    negative = facts.kind == BehaviourKind.NEGATIVE
    if negative and not facts.nature:
        raise RuleViolation(
            "Say whether it belongs to adjustment, is a risk, or is unclear.",
            field="nature",
            cite="TPC Case Management, 6",
        )
    return {
        "kind": facts.kind,
        "occurred_on": facts.occurred_on,
        "learned_on": facts.learned_on,
        "severity": facts.severity,
        "nature": facts.nature if negative else "",
        "need": facts.need,
        "what": require_text(facts.what, "what", LONGEST),
        "after_release": days_after_release(offender, facts.occurred_on),
    }


def _response_fields(
    event: BehaviourEvent, by: User, facts: ResponseFacts, *, but: BehaviourResponse | None = None
) -> dict[str, Any]:
    level = facts.level
    negative = event.kind == BehaviourKind.NEGATIVE
    if negative != (level.kind == ResponseKind.SANCTION):
        raise RuleViolation(
            "A violation is answered by a sanction, progress by a reward. Choose another level.",
            field="level",
        )
    if facts.imposed_on > clock.today():
        raise RuleViolation("This lies in the future.", field="imposed_on")
    if facts.imposed_on < event.learned_on:
        raise RuleViolation(
            "This is before the behaviour was known. Put the day right.", field="imposed_on"
        )
    reason = facts.above_lowest_reason.strip()
    if negative and not reason:
        highest = highest_without_reason(event.offender, facts.imposed_on, but=but)
        if level.step > highest:
            raise RuleViolation(
                f"This is above step {highest}, the lowest that comes next. Say why a lower level "
                "would not do, or choose one.",
                field="above_lowest_reason",
                cite=DPO,
            )
    approver = facts.approver
    if level.needs_approval and approver is None:
        raise RuleViolation("Say who agreed to it.", field="approver")
    if approver is not None and (approver.pk == by.pk or not approver.has_role(*APPROVERS)):
        raise RuleViolation(
            "Somebody else agrees: a supervisor, a manager or a coordinator.", field="approver"
        )
    return {
        "kind": level.kind,
        "level": level,
        "level_name": level.name,
        "step": level.step,
        "imposed_on": facts.imposed_on,
        "rationale": require_text(facts.rationale, "rationale", LONGEST),
        "above_lowest_reason": reason,
        "approver": approver,
        "approver_name": approver.full_name if approver else "",
        "officer_id": officer_on(event.offender, facts.imposed_on),
    }


def _replace(
    wrong: Fact, by: User, changes: dict[str, Any], *, reason: str, form_key: uuid.UUID
) -> Fact:
    """A row like `wrong` with `changes`, in its place."""
    model = type(wrong)
    _lock(wrong.offender_id)
    already = model.objects.filter(form_key=form_key, recorded_by=by).first()
    if already is not None:
        return already
    if not model.objects.standing().filter(pk=wrong.pk).exists():
        raise RuleViolation("Somebody has corrected this already. Look at it again.")
    if not reason.strip():
        raise RuleViolation("Say what was wrong.", field="reason")
    kept = {
        field.attname: getattr(wrong, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    right = model(
        **{name: value for name, value in kept.items() if name.removesuffix("_id") not in changes},
    )
    for name, value in {
        **changes,
        **_recorded(by),
        "corrects": wrong,
        "origin_id": wrong.first_id,
        "correction_reason": reason.strip(),
        "form_key": form_key,
    }.items():
        setattr(right, name, value)
    right.save(force_insert=True)
    audit.record(
        AuditEventType.CORRECTED,
        right,
        actor=by,
        details={"corrects": wrong.pk, "struck": right.withdrawn},
    )
    return right
