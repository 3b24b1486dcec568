"""Exempting somebody or something from duties for a while: asked, approved, changed, cleared.

An exemption counts from its approval on and never backwards, so it rescues nothing that was
overdue before (`scheduling.engine.holds`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import audit, clock, events
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType, Facility, Unit, User
from offenders.models import Offender
from scheduling import policies
from scheduling.models import Exemption
from scheduling.models.exemptions import approving_authority

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Subject = Offender | User | Facility | Unit

#: The column that names a subject of that kind.
_COLUMN: dict[type[Any], str] = {
    Offender: "offender",
    User: "officer",
    Facility: "facility_subject",
    Unit: "unit_subject",
}


def column_of(subject: Subject) -> str:
    """The column of an exemption, and of a due item, that names such a subject."""
    return _COLUMN[type(subject)]


@transaction.atomic
def ask_exemption(
    subject: Subject,
    by: User | None,
    *,
    reason: str,
    from_on: date,
    until_on: date | None = None,
    standards: Iterable[str] = (),
) -> Exemption:
    """Ask that duties of a subject do not count for a while; nothing changes until somebody else
    approves it. standards: the duties' codes; none means every duty.

    Raises RuleViolation for a first day that is past, an end before it, a duty that nobody
    knows, or while another exemption of the same duties waits or runs.
    """
    codes = sorted(set(standards))
    today = clock.today(facility_of(subject))
    reason = " ".join(reason.split())
    if not reason:
        raise RuleViolation("Say why these duties should not count.", field="reason")
    if from_on < today:
        raise RuleViolation(
            "An exemption never counts backwards. Choose today or a later day.", field="from_on"
        )
    if until_on is not None and until_on < from_on:
        raise RuleViolation("The last day lies before the first.", field="until_on")
    known = policies.in_force().duties()
    unknown = next((code for code in codes if code not in known), None)
    if unknown is not None:
        raise RuleViolation(f"No duty in force is called {unknown}.", field="standards")
    _lock(subject)
    standing = _standing_in_the_way(subject, codes, from_on, until_on)
    if standing is not None:
        raise RuleViolation(_already(standing), field="from_on")
    exemption = Exemption.objects.create(
        **{column_of(subject): subject},
        standards=codes,
        reason=reason,
        from_on=from_on,
        until_on=until_on,
        asked_by=by,
    )
    audit.record(
        AuditEventType.CREATED,
        exemption,
        actor=by,
        details={"standards": codes, **_days(exemption)},
    )
    return exemption


def _standing_in_the_way(
    subject: Subject, codes: list[str], from_on: date, until_on: date | None
) -> Exemption | None:
    """One of the same duties that waits or holds on any of these days."""
    others = Exemption.objects.filter(**{column_of(subject): subject}, refused_on=None)
    if codes:
        others = others.filter(Q(standards__overlap=codes) | Q(standards=[]))
    if until_on is not None:
        others = others.filter(from_on__lte=until_on)
    for other in others:
        if other.last_day is None or other.last_day >= from_on:
            return other
    return None


def _already(other: Exemption) -> str:
    until = f"until {other.last_day:%d %B %Y}" if other.last_day else "without an end"
    if other.approved_on is None:
        return (
            f"The same is asked for already, from {other.from_on:%d %B %Y} {until}. "
            "It waits for approval."
        )
    return (
        f"The same duties are exempted already from {other.from_on:%d %B %Y} {until}. "
        "Change the reason of that exemption, or clear it first."
    )


@transaction.atomic
def approve_exemption(
    exemption: Exemption, by: User | None, *, authority: str = "", authority_reference: str = ""
) -> Exemption:
    """Approve what somebody else asked for. One whose first day has passed begins today.

    authority, authority_reference: who outside this system approved it and on which document;
    wanted where the agency says that somebody must (OP-060101, Exceptions: the director).
    Raises RuleViolation for the person who asked, or when it was decided or is over.
    """
    _lock(exemption.subject)
    exemption.refresh_from_db()
    _still_waiting(exemption, by)
    authority, authority_reference = authority.strip(), authority_reference.strip()
    wanted = approving_authority(Agency.current())
    if wanted and not authority:
        raise RuleViolation(
            f"An exemption needs the prior written approval of the {wanted.lower()}. "
            "Write who gave it.",
            field="authority",
        )
    if (wanted or authority) and not authority_reference:
        raise RuleViolation(
            "Write on which document the approval stands, with its date.",
            field="authority_reference",
        )
    today = clock.today(facility_of(exemption.subject))
    if exemption.until_on is not None and exemption.until_on < today:
        raise RuleViolation("Its last day has passed. Refuse it; it can be asked for anew.")
    exemption.from_on = max(exemption.from_on, today)
    exemption.approved_by = by
    exemption.approved_on = today
    exemption.authority = authority
    exemption.authority_reference = authority_reference
    exemption.save()
    audit.record(AuditEventType.SIGNED, exemption, actor=by, details=_days(exemption))
    _announce(exemption, "exemption approved")
    return exemption


@transaction.atomic
def refuse_exemption(exemption: Exemption, by: User | None, *, reason: str) -> Exemption:
    """Say no, and why. Raises RuleViolation without a reason or when it was decided already."""
    _lock(exemption.subject)
    exemption.refresh_from_db()
    _still_waiting(exemption, by)
    if not reason.strip():
        raise RuleViolation("Say why it is refused.", field="reason")
    exemption.refused_by = by
    exemption.refused_on = clock.today(facility_of(exemption.subject))
    exemption.refused_reason = reason.strip()
    exemption.save()
    audit.record(AuditEventType.REFUSED, exemption, actor=by)
    return exemption


def _still_waiting(exemption: Exemption, by: User | None) -> None:
    if exemption.approved_on is not None or exemption.refused_on is not None:
        raise RuleViolation("Somebody has decided on it in the meantime.")
    if by is not None and by.pk == exemption.asked_by_id:
        raise RuleViolation("Whoever asks for an exemption cannot decide on it. Ask a colleague.")


@transaction.atomic
def change_exemption(
    exemption: Exemption, by: User | None, *, reason: str, until_on: date | None
) -> Exemption:
    """Give it another reason, or an earlier end. Its history keeps what it said before.

    Raises RuleViolation for a later end, which nobody approved, or one that is past.
    """
    _lock(exemption.subject)
    exemption.refresh_from_db()
    _still_holds(exemption)
    reason = " ".join(reason.split())
    if not reason:
        raise RuleViolation("Say why these duties do not count.", field="reason")
    if until_on != exemption.until_on:
        if until_on is None or (exemption.until_on is not None and until_on > exemption.until_on):
            raise RuleViolation(
                "It was approved until the day that it has now. Ask for another one after it.",
                field="until_on",
            )
        if until_on < max(clock.today(facility_of(exemption.subject)), exemption.from_on):
            raise RuleViolation("Choose today or a later day, or clear it.", field="until_on")
    exemption.reason = reason
    exemption.until_on = until_on
    exemption.save()
    audit.record(AuditEventType.UPDATED, exemption, actor=by, details=_days(exemption))
    _announce(exemption, "exemption changed")
    return exemption


@transaction.atomic
def clear_exemption(
    exemption: Exemption, by: User | None, *, cleared_on: date, reason: str
) -> Exemption:
    """Let the duties count again from a day on; what was overdue before it began is overdue.

    Raises RuleViolation for a day that is past, or when it is over already.
    """
    _lock(exemption.subject)
    exemption.refresh_from_db()
    _still_holds(exemption)
    if not reason.strip():
        raise RuleViolation("Say why it ends.", field="reason")
    if cleared_on < clock.today(facility_of(exemption.subject)):
        raise RuleViolation("Choose today or a later day.", field="cleared_on")
    if exemption.until_on is not None and cleared_on > exemption.until_on:
        raise RuleViolation(
            f"It ends by itself on {exemption.until_on:%d %B %Y}.", field="cleared_on"
        )
    exemption.cleared_by = by
    exemption.cleared_on = cleared_on
    exemption.cleared_reason = reason.strip()
    exemption.save()
    audit.record(
        AuditEventType.ENDED, exemption, actor=by, details={"cleared_on": cleared_on.isoformat()}
    )
    _announce(exemption, "exemption cleared")
    return exemption


def _still_holds(exemption: Exemption) -> None:
    state = exemption.state_on(clock.today(facility_of(exemption.subject)))
    if state not in {"running", "to come"}:
        raise RuleViolation(f"Nothing can be changed about it: it is {state}.")


def _days(exemption: Exemption) -> dict[str, str | None]:
    until = exemption.until_on.isoformat() if exemption.until_on else None
    return {"from_on": exemption.from_on.isoformat(), "until_on": until}


def _lock(subject: Subject) -> None:
    """Two decisions about one subject come one after the other."""
    type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)


def facility_of(subject: Subject) -> Facility | None:
    """Whose day counts: the place where the subject is; None for the agency's."""
    match subject:
        case Facility():
            return subject
        case Unit():
            return subject.facility
        case User():
            return next((p.facility for p in subject.current_postings() if p.facility), None)
    stay = subject.placements.filter(departed_at=None).order_by("permanent").first()
    return stay.facility if stay is not None else None


def _announce(exemption: Exemption, because: str) -> None:
    subject = exemption.subject
    match subject:
        case Offender():
            events.announce_case_changed(subject.pk, because)
        case User():
            events.announce_officer_changed(subject.pk, because)
        case Facility():
            events.announce_facility_changed(subject.pk, because)
        case Unit():
            events.announce_unit_changed(subject.pk, because)
