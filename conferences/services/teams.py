"""Unit teams: attended by the coordinator, and people's appearances before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed, announce_unit_changed
from agency.models import AuditEventType, Posting
from agency.roles import Role
from conferences.models import Appeared, TeamAppearance, TeamAttendance, TeamSession
from conferences.models.teams import NOTICE_HOURS
from offenders.models import Offender
from scheduling.policy.dates import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import Facility, Unit, User

NOTICE_CITE = "28 CFR 524.11"


@transaction.atomic
def record_session(
    unit: Unit,
    by: User | None,
    *,
    on: date,
    staff: Iterable[User],
    findings: str,
    conducted_properly: bool | None = None,
) -> TeamSession:
    """Keep who attended a unit's classification team, and what they found.

    Whoever is the facility's coordinator on that day attends as such. Raises RuleViolation for a
    day in the future, nobody, and no findings. P.S. 3510.08, Attachment A, II.M.
    """
    session = TeamSession(unit=unit, recorded_by=by)
    people = _checked(unit, on, staff, findings)
    _save(session, people, on, findings, conducted_properly)
    audit.record(
        AuditEventType.CREATED,
        session,
        actor=by,
        facility_id=unit.facility_id,
        details={"unit": unit.pk, "on": on.isoformat()},
    )
    announce_unit_changed(unit.pk, "team attended")
    return session


@transaction.atomic
def correct_session(
    session: TeamSession,
    by: User | None,
    *,
    on: date,
    staff: Iterable[User],
    findings: str,
    conducted_properly: bool | None = None,
) -> TeamSession:
    """Say what was really so. Raises RuleViolation as `record_session` does."""
    session = _locked_session(session)
    people = _checked(session.unit, on, staff, findings)
    _save(session, people, on, findings, conducted_properly)
    audit.record(
        AuditEventType.CORRECTED,
        session,
        actor=by,
        facility_id=session.unit.facility_id,
        details={"on": on.isoformat()},
    )
    announce_unit_changed(session.unit_id, "team session corrected")
    return session


@transaction.atomic
def withdraw_session(session: TeamSession, by: User | None, *, because: str) -> TeamSession:
    """Say that it was recorded wrongly; the row stays, marked."""
    session = _locked_session(session)
    _withdraw(session, because)
    audit.record(
        AuditEventType.CORRECTED,
        session,
        actor=by,
        facility_id=session.unit.facility_id,
        details={"withdrawn": True},
    )
    announce_unit_changed(session.unit_id, "team session withdrawn")
    return session


def _checked(unit: Unit, on: date, staff: Iterable[User], findings: str) -> list[User]:
    if on > clock.today(unit.facility):
        raise RuleViolation("This lies in the future.", field="on")
    people = list({person.pk: person for person in staff}.values())
    if not people:
        raise RuleViolation("Say who attended.", field="staff")
    if not findings.strip():
        raise RuleViolation(
            "Write what you found, if only that the team was conducted properly.", field="findings"
        )
    return people


def _save(
    session: TeamSession,
    people: list[User],
    on: date,
    findings: str,
    conducted_properly: bool | None,
) -> None:
    session.on = on
    session.findings = findings.strip()
    session.conducted_properly = conducted_properly
    session.save()
    coordinators = set(
        Posting.objects.holding_on(on)
        .filter(role=Role.COORDINATOR, facility_id=session.unit.facility_id)
        .values_list("user_id", flat=True)
    )
    # Rows stay where the person stays: a correction moves the date that the next is counted from.
    session.attendances.exclude(staff__in=people).delete()
    for person in people:
        TeamAttendance.objects.update_or_create(
            session=session,
            staff=person,
            defaults={
                "unit_id": session.unit_id,
                "on": on,
                "as_coordinator": person.pk in coordinators,
            },
        )


def _locked_session(session: TeamSession) -> TeamSession:
    found = (
        TeamSession.objects.select_for_update(of=("self",))
        .select_related("unit__facility")
        .get(pk=session.pk)
    )
    _refuse_withdrawn(found)
    return found


def _refuse_withdrawn(row: TeamSession | TeamAppearance) -> None:
    if row.withdrawn_at is not None:
        raise RuleViolation("This was withdrawn. Record it anew if it took place.")


def _withdraw(row: TeamSession | TeamAppearance, because: str) -> None:
    if not because.strip():
        raise RuleViolation("Say why: the reason stays with the record.", field="because")
    row.withdrawn_at = clock.now()
    row.withdrawn_because = because.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])


# ---- A person before the team ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an appearance; `appeared` is a value of Appeared."""

    held_on: date
    appeared: str
    reasons: str = ""
    needs: str = ""
    program: str = ""
    copy_given_on: date | None = None
    without_notice_because: str = ""


@transaction.atomic
def schedule_appearance(
    offender: Offender,
    by: User | None,
    *,
    facility: Facility,
    unit: Unit | None,
    kind: str,
    at: datetime,
    noticed_at: datetime | None = None,
) -> TeamAppearance:
    """Set the hour at which a person appears before the team, and keep that the person was told.

    Moments are aware. Raises RuleViolation for a notice in the future or after the appearance.
    """
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    appearance = TeamAppearance(
        offender=offender, facility=facility, unit=unit, kind=kind, at=at, recorded_by=by
    )
    _set_notice(appearance, by, noticed_at)
    appearance.save()
    audit.record(AuditEventType.CREATED, appearance, actor=by, details={"kind": kind})
    announce_case_changed(offender.pk, "team appearance set")
    return appearance


@transaction.atomic
def change_appearance(
    appearance: TeamAppearance,
    by: User | None,
    *,
    at: datetime,
    noticed_at: datetime | None,
    waived_on: date | None,
    waiver_reference: str,
) -> TeamAppearance:
    """Move the hour, keep the notice, or that the person waived it in writing.

    Raises RuleViolation after the team met, and for a waiver without its paper.
    """
    appearance = _locked_appearance(appearance)
    if appearance.held_on is not None:
        raise RuleViolation("The team has met on this. Its hour and its notice stand.")
    appearance.at = at
    _set_notice(appearance, by, noticed_at)
    if waived_on is not None and waived_on > clock.today(appearance.facility):
        raise RuleViolation("This lies in the future.", field="waived_on")
    if waived_on is not None and not waiver_reference.strip():
        raise RuleViolation(
            "The notice is waived in writing: say where the signed waiver is filed.",
            field="waiver_reference",
            cite=NOTICE_CITE,
        )
    if waived_on is None and waiver_reference.strip():
        raise RuleViolation("Say on which day the person signed it.", field="waived_on")
    appearance.waived_on = waived_on
    appearance.waiver_reference = waiver_reference.strip()
    appearance.save()
    audit.record(AuditEventType.UPDATED, appearance, actor=by)
    announce_case_changed(appearance.offender_id, "team appearance changed")
    return appearance


@transaction.atomic
def record_outcome(appearance: TeamAppearance, by: User | None, outcome: Outcome) -> TeamAppearance:
    """Keep what came of it: needs and program, or why the person did not come; the copy given.

    Recorded once more, it corrects what was said. Raises RuleViolation when the person was
    neither told 48 hours ahead by the clock of the facility nor waived that in writing, and
    nobody says why the team met all the same: what happened is recorded, and so is the breach.
    """
    appearance = _locked_appearance(appearance)
    today = clock.today(appearance.facility)
    if outcome.held_on > today:
        raise RuleViolation("This lies in the future.", field="held_on")
    if outcome.held_on < clock.local_date(appearance.at, appearance.facility):
        raise RuleViolation(
            "This is before the day for which it was set. Move the appearance first.",
            field="held_on",
        )
    because = outcome.without_notice_because.strip()
    if not appearance.notice_holds and not because:
        due = appearance.notice_due
        raise RuleViolation(
            f"The notice had to be given {NOTICE_HOURS} hours ahead, by {due:%H:%M} on "
            f"{spoken(due.date())}. Record the written waiver, or say why the team met all the "
            "same.",
            field="without_notice_because",
            cite=NOTICE_CITE,
        )
    if outcome.appeared not in Appeared.values:
        raise RuleViolation("Say whether the person came.", field="appeared")
    if outcome.appeared != Appeared.YES and not outcome.reasons.strip():
        raise RuleViolation(
            "Write the reasons: they are part of the record.", field="reasons", cite=NOTICE_CITE
        )
    if not outcome.needs.strip():
        raise RuleViolation("Write the apparent needs.", field="needs")
    if not outcome.program.strip():
        raise RuleViolation("Write the program that the team recommends.", field="program")
    if outcome.copy_given_on is not None:
        if outcome.copy_given_on > today:
            raise RuleViolation("This lies in the future.", field="copy_given_on")
        if outcome.copy_given_on < outcome.held_on:
            raise RuleViolation("This is before the team met.", field="copy_given_on")
    is_new = appearance.held_on is None
    appearance.held_on = outcome.held_on
    appearance.without_notice_because = "" if appearance.notice_holds else because
    appearance.appeared = outcome.appeared
    appearance.reasons = outcome.reasons.strip()
    appearance.needs = outcome.needs.strip()
    appearance.program = outcome.program.strip()
    appearance.copy_given_on = outcome.copy_given_on
    appearance.save()
    audit.record(
        AuditEventType.UPDATED if is_new else AuditEventType.CORRECTED,
        appearance,
        actor=by,
        details={"held_on": outcome.held_on.isoformat(), "appeared": outcome.appeared},
    )
    announce_case_changed(appearance.offender_id, "team appearance held")
    return appearance


@transaction.atomic
def withdraw_appearance(
    appearance: TeamAppearance, by: User | None, *, because: str
) -> TeamAppearance:
    """Call it off, or say that it was recorded wrongly; the row stays, marked.

    Raises RuleViolation without a reason.
    """
    appearance = _locked_appearance(appearance)
    _withdraw(appearance, because)
    audit.record(AuditEventType.CORRECTED, appearance, actor=by, details={"withdrawn": True})
    announce_case_changed(appearance.offender_id, "team appearance withdrawn")
    return appearance


def _set_notice(appearance: TeamAppearance, by: User | None, noticed_at: datetime | None) -> None:
    if noticed_at is not None:
        if noticed_at > clock.now():
            raise RuleViolation("This lies in the future.", field="noticed_on")
        if noticed_at > appearance.at:
            raise RuleViolation("This is after the appearance.", field="noticed_on")
    if appearance.noticed_at != noticed_at:
        appearance.noticed_by = by if noticed_at is not None else None
    appearance.noticed_at = noticed_at


def _locked_appearance(appearance: TeamAppearance) -> TeamAppearance:
    found = (
        TeamAppearance.objects.select_for_update(of=("self",))
        .select_related("facility", "offender")
        .get(pk=appearance.pk)
    )
    _refuse_withdrawn(found)
    return found
