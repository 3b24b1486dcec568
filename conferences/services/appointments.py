"""Setting a conference, moving it, calling it off. 1.17, General Procedure (PRO-005, PRO-006)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import AuditEventType, Posting
from agency.roles import CASE_HOLDING_ROLES
from agency.templatetags.words import day as day_in_words
from conferences import choices
from conferences.models import (
    Conference,
    DiscussedCase,
    NoticeKind,
    ReadinessItem,
    ReadinessMoment,
)
from conferences.services.notices import write_notice

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from agency.models import Facility, User
    from conferences.checks import Preparation

CITE = "1.17, General Procedure"


def earliest_day(facility: Facility) -> date:
    """The first day for which a notice that goes out today is early enough (M6)."""
    return clock.today(facility) + timedelta(days=choices.NOTICE_DAYS)


@transaction.atomic
def schedule_conference(
    officer: User,
    supervisor: User,
    *,
    on: date,
    at: time,
    minutes: int = 60,
    place: str = "",
    preparation: Preparation,
    by: User | None = None,
) -> Conference:
    """Set a conference and send its notice.

    on, at: local day and time at the officer's facility. preparation: the caseload as it stands,
    for the notice. by: who arranges it, by default the supervisor.
    Raises RuleViolation when the notice would come too late, whoever asks; when the officer has
    another conference that day, no caseload posting or no e-mail address.
    """
    by = by or supervisor
    if officer.pk == supervisor.pk:
        raise RuleViolation(
            "Nobody holds a conference with themselves.", field="officer", cite=CITE
        )
    facility = _facility_of(officer)
    _early_enough(on, facility)
    starts = _moment(on, at, facility)
    _free_that_day(officer, on)
    conference = Conference.objects.create(
        officer=officer,
        supervisor=supervisor,
        facility=facility,
        scheduled_for=starts,
        scheduled_on=on,
        minutes=minutes,
        place=place.strip(),
        arranged_by=by,
    )
    keep_readiness(conference, preparation, ReadinessMoment.NOTICE)
    write_notice(conference, by, NoticeKind.NOTICE, preparation)
    _recorded(conference, by, AuditEventType.CREATED, {"on": on.isoformat()}, "conference set")
    return conference


@transaction.atomic
def reschedule_conference(
    conference: Conference,
    by: User,
    *,
    on: date,
    at: time,
    minutes: int | None = None,
    place: str | None = None,
    preparation: Preparation,
) -> Conference:
    """Move a conference, or change its time, length or place.

    To an earlier day: a new notice with all its days. To the same or a later day the notice that
    went out stands and the change is mailed; if it has not gone out yet, a new one takes its
    place. Raises RuleViolation as `schedule_conference` does.
    """
    conference = _open(conference)
    facility = conference.facility
    minutes = conference.minutes if minutes is None else minutes
    place = conference.place if place is None else place.strip()
    starts = _moment(on, at, facility)
    if (starts, minutes, place) == (
        conference.scheduled_for,
        conference.minutes,
        conference.place,
    ):
        raise RuleViolation("That is when and where it is set already.", field="on")
    new_notice = on < conference.scheduled_on or conference.noticed_on is None
    if new_notice:
        _early_enough(on, facility)
    elif on < clock.today(facility):
        raise RuleViolation("That day is over. Choose a day to come.", field="on")
    if on != conference.scheduled_on:
        _free_that_day(conference.officer, on)
    was = conference.scheduled_on
    conference.scheduled_for = starts
    conference.scheduled_on = on
    conference.minutes = minutes
    conference.place = place
    conference.sequence += 1
    conference.save()
    if new_notice:
        keep_readiness(conference, preparation, ReadinessMoment.NOTICE)
    write_notice(
        conference, by, NoticeKind.NOTICE if new_notice else NoticeKind.CHANGE, preparation
    )
    details = {"from": was.isoformat(), "on": on.isoformat(), "new_notice": new_notice}
    _recorded(conference, by, AuditEventType.UPDATED, details, "conference moved")
    return conference


@transaction.atomic
def cancel_conference(conference: Conference, by: User, *, reason: str) -> Conference:
    """Call a conference off and tell the officer's calendar. The quarter's duty stays open."""
    conference = _open(conference)
    if not reason.strip():
        raise RuleViolation("Say why it does not take place.", field="reason")
    conference.cancelled_at = clock.now()
    conference.cancelled_on = clock.today(conference.facility)
    conference.cancel_reason = reason.strip()
    conference.sequence += 1
    conference.save()
    write_notice(conference, by, NoticeKind.CANCELLATION)
    _recorded(conference, by, AuditEventType.ENDED, {}, "conference cancelled")
    return conference


def keep_readiness(
    conference: Conference, preparation: Preparation, moment: ReadinessMoment
) -> None:
    """Keep what a look through the caseload found, and the cases to discuss."""
    now = clock.now()
    ReadinessItem.objects.bulk_create(
        ReadinessItem(
            conference=conference,
            moment=moment,
            offender_id=found.offender_id,
            check_code=found.check,
            ok=found.ok,
            finding=found.words[:300],
            computed_at=now,
        )
        for found in preparation.findings
    )
    known = set(conference.discussed.values_list("offender_id", "reason"))
    DiscussedCase.objects.bulk_create(
        DiscussedCase(
            conference=conference,
            offender_id=case.offender_id,
            reason=case.reason,
            level=case.level,
        )
        for case in preparation.to_discuss
        if (case.offender_id, case.reason) not in known
    )


def locked(conference: Conference) -> Conference:
    """The row as it stands now, kept from others until the end of the transaction."""
    return (
        Conference.objects.select_for_update(of=("self",))
        .select_related("officer", "supervisor", "facility")
        .get(pk=conference.pk)
    )


def _open(conference: Conference) -> Conference:
    conference = locked(conference)
    if conference.withdrawn_at is not None or not conference.is_open:
        raise RuleViolation("It has been held or called off, so it cannot be changed any more.")
    return conference


def _facility_of(officer: User) -> Facility:
    for posting in (
        Posting.objects.in_roles(CASE_HOLDING_ROLES)
        .filter(user=officer, facility__isnull=False)
        .select_related("facility")
        .order_by("-from_on", "-pk")
    ):
        if (
            officer.is_active
            and posting.facility
            and posting.holds_on(clock.today(posting.facility))
        ):
            return posting.facility
    raise RuleViolation(
        f"{officer.full_name} is not posted anywhere with a caseload today.", field="officer"
    )


def _early_enough(on: date, facility: Facility) -> None:
    days = (on - clock.today(facility)).days
    needed = choices.NOTICE_DAYS
    if days >= needed:
        return
    if days < 0:
        when = "That day is over"
    elif days == 0:
        when = "That is today"
    else:
        when = f"The notice would go out only {days} day{'s' * (days != 1)} before"
    raise RuleViolation(
        f"{when}, and it has to be sent at least {needed} calendar days ahead. The earliest day "
        f"is {day_in_words(earliest_day(facility))}.",
        field="on",
        cite=CITE,
    )


def _moment(on: date, at: time, facility: Facility) -> datetime:
    try:
        return clock.local_moment(on, at, facility)
    except ValueError:
        raise RuleViolation(
            f"The clocks change that night and skip {at:%H:%M}. Choose another time.", field="at"
        ) from None


def _free_that_day(officer: User, on: date) -> None:
    if (
        Conference.objects.standing()
        .filter(officer=officer, scheduled_on=on, cancelled_at=None)
        .exists()
    ):
        raise RuleViolation(
            f"{officer.full_name} has a conference on {day_in_words(on)} already.", field="on"
        )


def _recorded(
    conference: Conference, by: User, type: AuditEventType, details: dict, because: str
) -> None:
    audit.record(
        type,
        conference,
        actor=by,
        details={"officer": conference.officer_id} | details,
    )
    announce_officer_changed(conference.officer_id, because)
