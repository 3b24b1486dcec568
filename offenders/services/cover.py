"""Recording that a colleague stands in for an officer, and ending it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from agency import audit, clock
from agency.access import Action, Scope, scopes_of
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed, announced_together
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES
from offenders.models import CaseAssignment, Cover

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from offenders.models.cover import CoverQuerySet

#: How far back a cover may begin when it is recorded, and the longest that one may last.
REACHES_BACK = timedelta(days=31)
LONGEST = timedelta(days=366)


def officers_in_scope(user: User, action: Action | str) -> QuerySet[User]:
    """The officers whose covers the user may read or record: of the facility, unit or team.

    ABOUT_ME: oneself.
    """
    reached = Q(pk__in=[])
    for posting, scope in scopes_of(user, "cover", action):
        today = clock.today(posting.facility)
        held = Posting.objects.holding_on(today).in_roles(CASE_HOLDING_ROLES)
        match scope:
            case Scope.FACILITY if posting.facility_id is not None:
                held = held.filter(facility_id=posting.facility_id)
            case Scope.UNIT if posting.unit_id is not None:
                held = held.filter(unit_id=posting.unit_id)
            case Scope.TEAM:
                held = held.filter(supervisor=user)
            case Scope.ABOUT_ME:
                held = held.filter(user=user)
            case _:
                continue
        reached |= Q(pk__in=held.values("user_id"))
    return User.objects.filter(reached, is_active=True)


def covers_in_scope(user: User, action: Action | str) -> QuerySet[Cover]:
    """Standing covers of those officers, and for reading those of which one is the colleague."""
    if Action(action) == Action.READ:
        return covers_to_read(user).standing()
    return Cover.objects.standing().filter(officer__in=officers_in_scope(user, action))


def covers_to_read(user: User) -> CoverQuerySet:
    """Covers that the user may read, those among them that were withdrawn before they began."""
    officers = officers_in_scope(user, Action.READ)
    return Cover.objects.filter(Q(officer__in=officers) | Q(colleague=user))


def colleagues_of(officer: User, on: date) -> QuerySet[User]:
    """Who may stand in for the officer: posted to the same place in a role that holds cases."""
    held = Posting.objects.holding_on(on).in_roles(CASE_HOLDING_ROLES)
    places = held.filter(user=officer).values("facility_id")
    return User.objects.filter(
        pk__in=held.filter(facility_id__in=places).values("user_id"), is_active=True
    ).exclude(pk=officer.pk)


@transaction.atomic
def record_cover(
    officer: User,
    colleague: User,
    by: User,
    *,
    from_on: date,
    until_on: date,
    reason: str,
) -> Cover:
    """Record that `colleague` stands in for `officer` on all days from the first to the last.

    From then on the colleague reads and writes what the officer may, and notes about those days
    count as the officer's, also ones that were signed before this was recorded. Raises
    RuleViolation for days that cannot be, somebody who holds no cases there, or no reason.
    """
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)
    today = clock.today()
    if until_on < from_on:
        raise RuleViolation(
            "The last day lies before the first. Choose a later one.", field="until_on"
        )
    if until_on - from_on > LONGEST:
        raise RuleViolation(
            "A cover lasts a year at most. Reassign the cases instead.", field="until_on"
        )
    if from_on < today - REACHES_BACK:
        raise RuleViolation(
            f"A cover may begin on {today - REACHES_BACK:%-d %B %Y} at the earliest. "
            "What was noted before counts as it stands.",
            field="from_on",
        )
    if not reason.strip():
        raise RuleViolation("Say why, for example leave or training.", field="reason")
    if not colleagues_of(officer, max(from_on, today)).filter(pk=colleague.pk).exists():
        raise RuleViolation(
            f"{colleague} is not posted with {officer} in a role that holds cases. "
            "Choose a colleague who is.",
            field="colleague",
        )
    same = Cover.objects.standing().filter(officer=officer, colleague=colleague)
    if (held := same.filter(from_on__lte=until_on, until_on__gte=from_on).first()) is not None:
        raise RuleViolation(
            f"{colleague} stands in already from {held.from_on:%-d %B %Y} to "
            f"{held.until_on:%-d %B %Y}. End that first, or choose other days.",
            field="from_on",
        )
    cover = Cover.objects.create(
        officer=officer,
        colleague=colleague,
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip(),
        recorded_by=by,
    )
    audit.record(
        AuditEventType.CREATED,
        cover,
        actor=by,
        details={"officer": officer.pk, "colleague": colleague.pk},
    )
    _announce(cover, "cover recorded")
    return cover


@transaction.atomic
def end_cover(cover: Cover, by: User) -> Cover:
    """End a cover today; one that has not begun is withdrawn.

    What was signed while it stood keeps counting. Raises EditConflict when it has ended already.
    """
    cover = Cover.objects.select_for_update().get(pk=cover.pk)
    today = clock.today()
    if cover.withdrawn_at is not None or cover.until_on < today:
        raise EditConflict("This cover has ended already.", latest=cover)
    if cover.from_on > today:
        cover.withdrawn_at = clock.now()
    else:
        cover.until_on = today
    cover.save()
    audit.record(
        AuditEventType.ENDED,
        cover,
        actor=by,
        details={"officer": cover.officer_id, "colleague": cover.colleague_id},
    )
    _announce(cover, "cover ended")
    return cover


def _announce(cover: Cover, because: str) -> None:
    """The cases that the officer held on a day of the cover up to now."""
    people = (
        CaseAssignment.objects.standing()
        .filter(officer=cover.officer_id, from_on__lte=min(cover.until_on, clock.today()))
        .filter(Q(until_on=None) | Q(until_on__gte=cover.from_on))
    )
    with announced_together(because):
        for pk in people.order_by("offender_id").values_list("offender_id", flat=True).distinct():
            announce_case_changed(pk, because)
