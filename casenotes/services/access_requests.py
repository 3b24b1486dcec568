"""Requests for access: received, redirected or decided, shown, released.

COPP 10.3, Records Management. Who asks about somebody else, and anybody outside, is sent the way
that the policy names; nothing can be decided, shown or released on such a request here.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.jobs import enqueue
from agency.models import AuditEventType, JobState
from agency.roles import Role
from casenotes.choices import chosen
from casenotes.models import (
    AccessAsker,
    AccessChannel,
    AccessDecision,
    AccessItem,
    AccessOutcome,
    AccessRequest,
    AccessRoute,
    Delegate,
    DisclosureKind,
    Redaction,
    Release,
    Viewing,
)
from casenotes.services.authorship import authorship_of, facility_at
from casenotes.services.disclosures import record_disclosure
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agency.models import Facility, User

CITE = "COPP 10.3, Records Management"

#: Who may be named as the superintendent's delegate.
DELEGATE_ROLES = (Role.UNIT_MANAGER, Role.COORDINATOR)

#: The job that makes the copy; `casemgmt.disclosing` handles it.
RELEASE_JOB = "release_copy"


@transaction.atomic
def name_delegate(
    facility: Facility,
    user: User,
    by: User,
    *,
    from_on: date,
    until_on: date | None = None,
    authority: str = "",
) -> Delegate:
    """Name who decides requests at a facility in the superintendent's place, in which days.

    Raises RuleViolation for somebody who holds no fitting posting there on the first day, for
    oneself, for days out of order, or for somebody who is named already in these days.
    """
    if user.pk == by.pk:
        raise RuleViolation("Somebody else names you.", field="user")
    if until_on is not None and until_on < from_on:
        raise RuleViolation("The last day is before the first.", field="until_on")
    fitting = user.postings.in_roles(DELEGATE_ROLES).holding_on(from_on)
    if not fitting.filter(facility=facility).exists():
        raise RuleViolation(
            "A delegate is a unit manager or coordinator who is posted there on that day.",
            field="user",
        )
    named = Delegate.objects.select_for_update().filter(facility=facility, user=user)
    for other in named:
        ends_first = until_on is not None and until_on < other.from_on
        begins_after = other.until_on is not None and other.until_on < from_on
        if not ends_first and not begins_after:
            raise RuleViolation("This person is named for some of these days already.")
    row = Delegate.objects.create(
        facility=facility,
        user=user,
        from_on=from_on,
        until_on=until_on,
        authority=authority.strip(),
        recorded_by=by,
    )
    audit.record(
        AuditEventType.PERMISSION_CHANGED,
        row,
        actor=by,
        details={"user": user.pk, "from_on": from_on.isoformat()},
    )
    return row


@transaction.atomic
def end_delegation(row: Delegate, by: User, *, until_on: date) -> Delegate:
    """Say on which day somebody decides for the last time."""
    row = Delegate.objects.select_for_update().get(pk=row.pk)
    if until_on < row.from_on:
        raise RuleViolation("The last day is before the first.", field="until_on")
    row.until_on = until_on
    row.save()
    audit.record(
        AuditEventType.PERMISSION_CHANGED,
        row,
        actor=by,
        details={"user": row.user_id, "until_on": until_on.isoformat()},
    )
    return row


def delegation_of(user: User, facility: Facility, on: date) -> Delegate | None:
    """The row that names `user` as delegate there on that day, while the posting lasts too."""
    posted = user.postings.in_roles(DELEGATE_ROLES).holding_on(on).filter(facility=facility)
    if not user.is_active or not posted.exists():
        return None
    rows = Delegate.objects.filter(facility=facility, user=user, from_on__lte=on)
    return next((row for row in rows if row.until_on is None or on <= row.until_on), None)


@transaction.atomic
def record_access_request(
    offender: Offender,
    by: User,
    *,
    asker: str,
    channel: str,
    received_on: date,
    items: Sequence[str],
    route: str,
    asker_name: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    details: str = "",
    redirected_to: str = "",
    form_key: uuid.UUID | None = None,
) -> AccessRequest:
    """Keep what was asked for, by whom and when, and which way it goes.

    Raises RuleViolation where somebody else than the person is not redirected, where it is not
    said to whom, and for days that cannot be.
    """
    form_key = form_key or uuid.uuid4()
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    already = AccessRequest.objects.filter(form_key=form_key, recorded_by=by).first()
    if already is not None:
        return already
    facility = facility_at(offender, clock.now()) or next(iter(by.facilities()), None)
    if facility is None:
        raise RuleViolation("You are posted nowhere, so no delegate can decide this.")
    today = clock.today(facility)
    redirected_to, asker_name = redirected_to.strip(), asker_name.strip()
    if received_on > today:
        raise RuleViolation("This day lies in the future.", field="received_on")
    if from_on and until_on and until_on < from_on:
        raise RuleViolation("The last day is before the first.", field="until_on")
    if not items:
        raise RuleViolation("Say what is asked for.", field="items")
    if asker == AccessAsker.PERSON:
        asker_name = ""
    elif not asker_name:
        raise RuleViolation("Write who asks.", field="asker_name")
    if route == AccessRoute.DELEGATE:
        if asker != AccessAsker.PERSON:
            raise RuleViolation(
                "The delegate decides only what the person asks about themself. Choose where this "
                "is redirected, and tell who asks.",
                field="route",
                cite=CITE,
            )
        redirected_to = ""
    elif not redirected_to:
        raise RuleViolation("Write to whom it was redirected.", field="redirected_to", cite=CITE)
    request = AccessRequest.objects.create(
        offender=offender,
        facility=facility,
        asker=asker,
        asker_name=asker_name,
        channel=channel,
        received_on=received_on,
        target_on=received_on + timedelta(days=chosen().access_request_days),
        items=_in_order(items),
        from_on=from_on,
        until_on=until_on,
        details=details.strip(),
        route=route,
        redirected_to=redirected_to,
        redirected_on=today if redirected_to else None,
        recorded_by=by,
        recorded_by_name=by.full_name,
        form_key=form_key,
    )
    audit.record(
        AuditEventType.CREATED,
        request,
        actor=by,
        details={"route": route, "items": request.items},
    )
    return request


def _in_order(items: Sequence[str]) -> list[str]:
    if AccessItem.WHOLE_FILE in items:
        return [AccessItem.WHOLE_FILE.value]
    return [code for code in AccessItem.values if code in items]


@transaction.atomic
def decide_access_request(
    request: AccessRequest, by: User, *, outcome: str, ground: str = "", reason: str = ""
) -> AccessDecision:
    """The delegate of the facility decides; once, and it stands.

    Raises RuleViolation for a request that was redirected, for somebody who is not the delegate
    today, for who recorded the request, and for a refusal without ground and reason; EditConflict
    when it is decided.
    """
    request = AccessRequest.objects.select_for_update().get(pk=request.pk)
    refuse_what_was_redirected(request)
    earlier = AccessDecision.objects.filter(request=request).first()
    if earlier is not None:
        raise EditConflict(
            f"{earlier.decided_by_name} has decided this already: "
            f"{earlier.get_outcome_display().lower()}.",
            latest=earlier,
        )
    today = clock.today(request.facility)
    delegate = delegation_of(by, request.facility, today)
    if delegate is None:
        raise RuleViolation(
            f"The superintendent's delegate at {request.facility.name} decides this, and you are "
            "not named as delegate today.",
            cite=CITE,
        )
    if request.recorded_by_id == by.pk:
        raise RuleViolation("You recorded this request, so somebody else decides it.", cite=CITE)
    reason = reason.strip()
    if outcome == AccessOutcome.REFUSED:
        if not ground:
            raise RuleViolation("Say on which ground it is refused.", field="ground")
        if not reason:
            raise RuleViolation("Say why, so that the person can be told.", field="reason")
    else:
        ground = ""
    decision = AccessDecision.objects.create(
        request=request,
        delegate=delegate,
        outcome=outcome,
        ground=ground,
        reason=reason,
        decided_by=by,
        decided_by_name=by.full_name,
        decided_by_role=authorship_of(by)["author_role"],
        decided_on=today,
    )
    audit.record(
        AuditEventType.SIGNED,
        decision,
        actor=by,
        offender_id=request.offender_id,
        facility_id=request.facility_id,
        details={"request": request.pk, "outcome": outcome},
    )
    return decision


def approved_redaction(request: AccessRequest) -> Redaction | None:
    """The newest redaction, when a second person has approved it."""
    newest = request.redactions.select_related("check_made").first()
    made = getattr(newest, "check_made", None)
    return newest if made is not None and made.approved else None


def refuse_what_was_redirected(request: AccessRequest) -> None:
    """Raise RuleViolation for a request that is not the delegate's."""
    if request.route != AccessRoute.DELEGATE:
        raise RuleViolation(
            f"This request was redirected to {request.redirected_to}. Nothing is shown or released "
            "on it here.",
            cite=CITE,
        )


@transaction.atomic
def record_viewing(
    request: AccessRequest,
    by: User,
    *,
    place: str,
    supervised_by: User,
    form_key: uuid.UUID | None = None,
) -> Viewing:
    """The person is shown now, before somebody's eyes, what the approved redaction leaves.

    Raises RuleViolation unless a viewing was granted and a redaction approved.
    """
    form_key = form_key or uuid.uuid4()
    request = AccessRequest.objects.select_for_update().get(pk=request.pk)
    already = Viewing.objects.filter(form_key=form_key, request=request).first()
    if already is not None:
        return already
    redaction = _ready(request)
    decision: AccessDecision = request.decision
    if not decision.grants_viewing:
        raise RuleViolation(f"The delegate decided: {decision.get_outcome_display().lower()}.")
    place = place.strip()
    if not place:
        raise RuleViolation("Say where it is shown.", field="place")
    viewing = Viewing.objects.create(
        request=request,
        redaction=redaction,
        viewed_on=clock.today(request.facility),
        place=place,
        supervised_by=supervised_by,
        supervised_by_name=supervised_by.full_name,
        recorded_by=by,
        recorded_by_name=by.full_name,
        form_key=form_key,
    )
    record_disclosure(
        request.offender,
        by,
        kind=DisclosureKind.VIEWING,
        recipient="The person",
        channel=f"Viewed under supervision: {place}",
        what=_what(request),
        basis=f"Access request {request.pk}",
        access_request=request,
        place=request.facility,
    )
    audit.record(
        AuditEventType.CREATED,
        viewing,
        actor=by,
        offender_id=request.offender_id,
        facility_id=request.facility_id,
        details={"request": request.pk, "supervised_by": supervised_by.pk},
    )
    return viewing


@transaction.atomic
def release_copy(
    request: AccessRequest, by: User, *, channel: str, form_key: uuid.UUID | None = None
) -> Release:
    """Have the copy made that is handed to the person; the job prints it and logs it.

    Raises RuleViolation unless a copy was granted and a redaction approved, or when one was
    released already.
    """
    request = AccessRequest.objects.select_for_update().get(pk=request.pk)
    redaction = _ready(request)
    decision: AccessDecision = request.decision
    if not decision.grants_copy:
        raise RuleViolation(f"The delegate decided: {decision.get_outcome_display().lower()}.")
    if channel not in AccessChannel.values:
        raise RuleViolation("Say how it is handed over.", field="channel")
    standing = request.releases.exclude(job__state__in=[JobState.FAILED, JobState.CANCELLED])
    earlier = standing.first()
    if earlier is not None:
        raise RuleViolation(
            f"{earlier.released_by_name} has had the copy made already. Fetch it from the print "
            "ledger."
        )
    job = enqueue(RELEASE_JOB, {"request": request.pk}, requested_by=by)
    release = Release.objects.create(
        request=request,
        redaction=redaction,
        job=job,
        released_to="The person",
        channel=channel,
        released_by=by,
        released_by_name=by.full_name,
        released_on=clock.today(request.facility),
    )
    audit.record(
        AuditEventType.CREATED,
        release,
        actor=by,
        offender_id=request.offender_id,
        facility_id=request.facility_id,
        details={"request": request.pk, "job": job.pk},
    )
    return release


def _ready(request: AccessRequest) -> Redaction:
    """What may be shown or released by; raises RuleViolation with what is missing."""
    refuse_what_was_redirected(request)
    decision = AccessDecision.objects.filter(request=request).first()
    if decision is None:
        raise RuleViolation("The delegate has not decided yet.", cite=CITE)
    if decision.outcome in {AccessOutcome.REFUSED, AccessOutcome.WITHDRAWN}:
        raise RuleViolation(f"The delegate decided: {decision.get_outcome_display().lower()}.")
    redaction = approved_redaction(request)
    if redaction is None:
        raise RuleViolation("A second person has to approve the redaction first.")
    return redaction


def _what(request: AccessRequest) -> str:
    return f"{request.items_in_words}, redacted"
