"""Consents and transition teams: what may be shared with whom, who belongs, who leads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import (
    Consent,
    ConsentEnd,
    ConsentRecipient,
    DataClass,
    Offender,
    TeamCategory,
    TeamLead,
    TeamMember,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import User
    from offenders.models import Organisation

ELEMENTS = "42 CFR 2.31"

#: Text elements that a consent cannot be without: field, and what is asked for.
REQUIRED_TEXTS = (
    ("discloser", "Say who may disclose."),
    ("purpose", "Say for which purpose."),
    ("signed_by", "Say whose signature is on it."),
    ("document", "Say where the signed paper is kept."),
)


@transaction.atomic
def record_consent(
    offender: Offender,
    by: User | None,
    *,
    discloser: str,
    data_classes: Iterable[str],
    recipients: Iterable[Organisation],
    purpose: str,
    right_to_revoke_told: bool,
    signed_by: str,
    signed_on: date,
    document: str,
    expires_on: date | None = None,
    expiry_event: str = "",
    guardian: str = "",
    description: str = "",
) -> Consent:
    """Keep a signed consent; it holds at once, through the day of its expiry.

    Raises RuleViolation for each element of 42 CFR 2.31 that is missing.
    """
    given = {
        "discloser": discloser,
        "purpose": purpose,
        "signed_by": signed_by,
        "document": document,
    }
    for field, missing in REQUIRED_TEXTS:
        if not given[field].strip():
            raise RuleViolation(missing, field=field, cite=ELEMENTS)
    classes = [one.value for one in DataClass if one.value in set(data_classes)]
    named = list(recipients)
    if not classes:
        raise RuleViolation("Say what may be shared.", field="data_classes", cite=ELEMENTS)
    if not named:
        raise RuleViolation("Say to whom it may go.", field="recipients", cite=ELEMENTS)
    if not right_to_revoke_told:
        raise RuleViolation(
            "A consent is not valid unless it tells of the right to revoke it.",
            field="right_to_revoke_told",
            cite=ELEMENTS,
        )
    _check_days(signed_on, expires_on, expiry_event)
    consent = Consent.objects.create(
        offender=offender,
        data_classes=classes,
        description=description,
        right_to_revoke_told=right_to_revoke_told,
        guardian=guardian,
        signed_on=signed_on,
        expires_on=expires_on,
        expiry_event=expiry_event,
        recorded_by=by,
        **given,
    )
    ConsentRecipient.objects.bulk_create(
        ConsentRecipient(consent=consent, organisation=organisation) for organisation in named
    )
    audit.record(
        AuditEventType.CREATED,
        consent,
        actor=by,
        details={"recipients": sorted(one.pk for one in named), "data_classes": classes},
    )
    announce_case_changed(offender.pk, "consent given")
    return consent


@transaction.atomic
def end_consent(consent: Consent, by: User | None, *, how: str, note: str = "") -> ConsentEnd:
    """End a consent now: what it opened is shut for the next request."""
    Consent.objects.select_for_update().get(pk=consent.pk)
    if ConsentEnd.objects.filter(consent=consent).exists():
        raise RuleViolation("This consent has ended already.")
    if how == "event" and not consent.expiry_event:
        raise RuleViolation("This consent names a day and no event.", field="how")
    if how == "error" and not note.strip():
        raise RuleViolation("Say what was wrong.", field="note")
    end = ConsentEnd.objects.create(
        consent=consent, at=clock.now(), how=how, note=note, recorded_by=by
    )
    audit.record(AuditEventType.ENDED, consent, actor=by, details={"how": how})
    announce_case_changed(consent.offender_id, "consent ended")
    return end


def _check_days(signed_on: date, expires_on: date | None, expiry_event: str) -> None:
    if signed_on > clock.today():
        raise RuleViolation("It cannot be signed in the future.", field="signed_on")
    if expires_on is None and not expiry_event.strip():
        raise RuleViolation(
            "Say on which day it expires, or on which event.", field="expires_on", cite=ELEMENTS
        )
    if expires_on is not None and expires_on < signed_on:
        raise RuleViolation("It cannot expire before it is signed.", field="expires_on")


# ---- The team ----------------------------------------------------------------------------------


@transaction.atomic
def add_team_member(
    offender: Offender,
    by: User | None,
    *,
    category: str,
    from_on: date,
    user: User | None = None,
    name: str = "",
    organisation: Organisation | None = None,
    part: str = "",
    consent: Consent | None = None,
    until_on: date | None = None,
) -> TeamMember:
    """Somebody joins the transition team. CCMS, 2.

    Somebody of an organisation outside the agency may be named without a consent, but sees
    nothing without one.
    """
    Offender.objects.select_for_update().get(pk=offender.pk)
    if category == TeamCategory.PERSON and user is None and not name.strip():
        name = offender.full_name
    if user is None and not name.strip():
        raise RuleViolation("Choose somebody, or write a name.", field="name")
    if category == TeamCategory.PROVIDER and user is None and organisation is None:
        raise RuleViolation("Say for which organisation.", field="organisation")
    _check_span(from_on, until_on)
    if consent is not None and consent.offender_id != offender.pk:
        raise RuleViolation("That consent is another person’s.", field="consent")
    there = _overlapping(TeamMember.objects.filter(offender=offender), from_on, until_on)
    same = there.filter(user=user) if user is not None else there.filter(name__iexact=name.strip())
    if same.exists():
        raise RuleViolation(
            "They are on the team already in that time.", field="user" if user else "name"
        )
    member = TeamMember.objects.create(
        offender=offender,
        category=category,
        user=user,
        name="" if user else " ".join(name.split()),
        organisation=organisation,
        part=part,
        consent=consent,
        from_on=from_on,
        until_on=until_on,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, member, actor=by, details={"category": category})
    announce_case_changed(offender.pk, "team changed")
    return member


@transaction.atomic
def end_team_member(member: TeamMember, by: User | None, *, until_on: date) -> TeamMember:
    """Say on which day somebody is on the team for the last time; leading ends with it."""
    if until_on < member.from_on:
        raise RuleViolation("It cannot end before it starts.", field="until_on")
    leads = _overlapping(TeamLead.objects.filter(member=member), until_on, None)
    if leads.filter(from_on__gt=until_on).exists():
        raise RuleViolation(
            "They are to lead the team after that day. Choose another lead first.",
            field="until_on",
        )
    for lead in leads:
        lead.until_on = until_on
        lead.save(update_fields=["until_on"])
    member.until_on = until_on
    member.save(update_fields=["until_on"])
    audit.record(AuditEventType.ENDED, member, actor=by)
    announce_case_changed(member.offender_id, "team changed")
    return member


@transaction.atomic
def set_team_lead(
    offender: Offender, by: User | None, *, phase: str, member: TeamMember, from_on: date
) -> TeamLead:
    """From that day on `member` leads the team; who led before does so through the day before.

    The change of phase and the change of lead are one act. CCMS, 2.
    """
    Offender.objects.select_for_update().get(pk=offender.pk)
    if member.offender_id != offender.pk:
        raise RuleViolation("They are on another person’s team.", field="member")
    if from_on < member.from_on or (member.until_on is not None and from_on > member.until_on):
        raise RuleViolation("They are not on the team on that day.", field="from_on")
    later = TeamLead.objects.filter(offender=offender, from_on__gte=from_on).first()
    if later is not None:
        raise RuleViolation(
            f"{later.member} leads from {later.from_on.day} {later.from_on:%b %Y} on. Choose a "
            "later day.",
            field="from_on",
        )
    for earlier in _overlapping(TeamLead.objects.filter(offender=offender), from_on, None):
        earlier.until_on = from_on - timedelta(days=1)
        earlier.save(update_fields=["until_on"])
    lead = TeamLead.objects.create(
        offender=offender,
        phase=phase,
        member=member,
        from_on=from_on,
        until_on=member.until_on,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, lead, actor=by, details={"phase": phase})
    announce_case_changed(offender.pk, "team lead set")
    return lead


def missing_categories(members: Iterable[TeamMember]) -> list[TeamCategory]:
    """The groups that generally belong to a team and have nobody among `members`. CCMS, 2."""
    there = {member.category for member in members}
    return [category for category in TeamCategory if category.value not in there]


def _check_span(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise RuleViolation("It cannot end before it starts.", field="until_on")


def _overlapping(rows: Any, from_on: date, until_on: date | None) -> Any:
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=from_on))
    return rows if until_on is None else rows.filter(from_on__lte=until_on)
