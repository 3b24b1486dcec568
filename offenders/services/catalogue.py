"""The agency's own lists: organisations, programs, instruments with their domains and levels."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import audit
from agency.errors import RuleViolation
from agency.events import announce_case_changed, announced_together
from agency.models import AuditEventType
from agency.roles import Role
from offenders.models import (
    Assessment,
    AssessorQualification,
    Enrolment,
    Instrument,
    InstrumentBand,
    InstrumentDomain,
    InstrumentKind,
    Organisation,
    OrganisationMember,
    Program,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from agency.models import User

#: level, lowest score, highest score, group
Band = tuple[str, "Decimal", "Decimal", str]

#: code, name, maximum, dynamic
Domain = tuple[str, str, "Decimal", bool]


@transaction.atomic
def save_organisation(
    by: User | None, organisation: Organisation | None = None, **facts: Any
) -> Organisation:
    """Add an organisation, or change one. facts: name, kind, contact, closed_on."""
    return _save(by, organisation or Organisation(), facts, unique="name")


@transaction.atomic
def save_program(
    by: User | None,
    program: Program | None = None,
    *,
    domains: Iterable[InstrumentDomain] = (),
    **facts: Any,
) -> Program:
    """Add a program, or change one; the dates of those who live there follow.

    facts: name, kind, provider, residential, retired_on.
    """
    lived_in = program.residential if program is not None else False
    saved = _save(by, program or Program(), facts, unique="name")
    saved.domains.set(domains)
    if program is not None and saved.residential != lived_in:
        with announced_together("program changed"):
            enrolled = Enrolment.objects.filter(program=saved).values_list("offender_id", flat=True)
            for offender_id in set(enrolled):
                announce_case_changed(offender_id, "program changed")
    return saved


@transaction.atomic
def save_instrument(
    by: User | None,
    instrument: Instrument | None = None,
    *,
    domains: Iterable[Domain] | None = None,
    **facts: Any,
) -> Instrument:
    """Add an instrument, or change one, with its domains (None leaves them as they are).

    A domain that is in use in assessments keeps its code and can be renamed, never removed.
    facts: code, name, kind, area, version, validated, licence, needs_qualification, retired_on.
    """
    if facts.get("kind") == InstrumentKind.SCREENING and not facts.get("area"):
        raise RuleViolation("Say what the screening looks for.", field="area")
    if facts.get("kind") == InstrumentKind.RISK_AND_NEEDS:
        facts["area"] = ""
    saved = _save(by, instrument or Instrument(), facts, unique="code")
    if domains is not None:
        _set_domains(saved, list(domains))
    return saved


def _set_domains(instrument: Instrument, wanted: list[Domain]) -> None:
    stored = {domain.code: domain for domain in instrument.domains.all()}
    codes = [code for code, *_ in wanted]
    if len(codes) != len(set(codes)):
        raise RuleViolation("Two domains have the same code.")
    for code, domain in stored.items():
        if code in codes:
            continue
        scored = Assessment.objects.filter(instrument=instrument, domain_scores__has_key=code)
        referred = domain.programs.exists() or _referred_for(domain)
        if scored.exists() or referred:
            raise RuleViolation(
                f"“{domain.name}” is in use and stays. Its name and maximum can be changed."
            )
        domain.delete()
    for place, (code, name, maximum, dynamic) in enumerate(wanted, start=1):
        if maximum <= 0:
            raise RuleViolation(f"Say the highest score of “{name}”.")
        domain = stored.get(code) or InstrumentDomain(instrument=instrument, code=code)
        now = (name, maximum, dynamic, place * 10)
        if domain.pk and now == (domain.name, domain.maximum, domain.dynamic, domain.order):
            continue
        domain.name, domain.maximum, domain.dynamic, domain.order = now
        domain.save()


def _referred_for(domain: InstrumentDomain) -> bool:
    from offenders.models import Referral

    return Referral.objects.filter(domain=domain).exists()


@transaction.atomic
def set_levels(
    instrument: Instrument, by: User | None, *, from_on: date | None, bands: Iterable[Band]
) -> list[InstrumentBand]:
    """From that day on (None: from the beginning) the instrument has these levels.

    Those in force end the day before. Raises RuleViolation when scores overlap, when levels from
    a later day exist, and when assessments have been made by the levels that it would replace:
    what was assessed keeps its level.
    """
    Instrument.objects.select_for_update().get(pk=instrument.pk)
    wanted = sorted(bands, key=lambda band: band[1])
    _check_bands(wanted)
    stored = instrument.bands.all()
    if from_on is None and stored.exists():
        raise RuleViolation("Say from which day the new levels hold.", field="from_on")
    if from_on is not None:
        latest = stored.filter(from_on__gte=from_on).order_by("-from_on").first()
        if latest is not None and latest.from_on is not None:
            raise RuleViolation(
                f"There are levels from {latest.from_on.day} {latest.from_on:%b %Y} on. Choose a "
                "later day.",
                field="from_on",
            )
        newest = (
            Assessment.objects.standing()
            .filter(instrument=instrument, assessed_on__gte=from_on, score__isnull=False)
            .order_by("-assessed_on")
            .first()
        )
        if newest is not None and stored.exists():
            day = newest.assessed_on
            raise RuleViolation(
                f"Assessments up to {day.day} {day:%b %Y} have their level by what holds now. "
                "Choose a later day.",
                field="from_on",
            )
        for band in stored.filter(Q(until_on=None) | Q(until_on__gte=from_on)):
            band.until_on = from_on - timedelta(days=1)
            band.save(update_fields=["until_on"])
    made = [
        InstrumentBand.objects.create(
            instrument=instrument,
            level=level,
            lowest_score=lowest,
            highest_score=highest,
            group=group,
            from_on=from_on,
        )
        for level, lowest, highest, group in wanted
    ]
    audit.record(
        AuditEventType.SETTING_CHANGED,
        instrument,
        actor=by,
        details={"levels": len(made), "from_on": from_on.isoformat() if from_on else None},
    )
    return made


def _check_bands(bands: list[Band]) -> None:
    if not bands:
        raise RuleViolation("Write at least one level.")
    if len({level for level, *_ in bands}) != len(bands):
        raise RuleViolation("Two levels have the same name.")
    for level, lowest, highest, _ in bands:
        if highest < lowest:
            raise RuleViolation(f"The scores of “{level}” are the wrong way round.")
    for (one, _, highest, _), (other, lowest, _, _) in zip(bands, bands[1:], strict=False):
        if lowest <= highest:
            raise RuleViolation(f"“{one}” and “{other}” take in the same score.")


@transaction.atomic
def add_organisation_member(
    organisation: Organisation, by: User | None, *, user: User, from_on: date
) -> OrganisationMember:
    """A partner's account works for an organisation from that day on."""
    if not user.postings.filter(role=Role.PARTNER).exists():
        raise RuleViolation(
            "Only a partner’s account can belong to an organisation. Post it in that role first.",
            field="user",
        )
    if OrganisationMember.objects.filter(
        Q(until_on=None) | Q(until_on__gte=from_on), organisation=organisation, user=user
    ).exists():
        raise RuleViolation("They belong to it already.", field="user")
    member = OrganisationMember.objects.create(
        organisation=organisation, user=user, from_on=from_on
    )
    _record_membership(member, by, "joined")
    return member


@transaction.atomic
def end_organisation_member(
    member: OrganisationMember, by: User | None, *, until_on: date
) -> OrganisationMember:
    """Say on which day somebody works for an organisation for the last time."""
    if until_on < member.from_on:
        raise RuleViolation("It cannot end before it starts.", field="until_on")
    member.until_on = until_on
    member.save(update_fields=["until_on"])
    _record_membership(member, by, "left")
    return member


def _record_membership(member: OrganisationMember, by: User | None, change: str) -> None:
    audit.record(
        AuditEventType.PERMISSION_CHANGED,
        actor=by,
        object_type="user",
        object_id=str(member.user_id),
        details={
            "change": change,
            "organisation": member.organisation_id,
            "from_on": member.from_on.isoformat(),
            "until_on": member.until_on.isoformat() if member.until_on else None,
        },
    )


@transaction.atomic
def record_qualification(
    staff: User,
    by: User | None,
    *,
    instrument: Instrument,
    from_on: date,
    until_on: date | None = None,
    evidence: str = "",
) -> AssessorQualification:
    """Somebody is trained to use an instrument, for a time. CCMS, 1."""
    if until_on is not None and until_on < from_on:
        raise RuleViolation("It cannot end before it starts.", field="until_on")
    others = AssessorQualification.objects.filter(
        Q(until_on=None) | Q(until_on__gte=from_on), staff=staff, instrument=instrument
    )
    if until_on is not None:
        others = others.filter(from_on__lte=until_on)
    if others.exists():
        raise RuleViolation("A qualification in that time is on record already.", field="from_on")
    given = AssessorQualification.objects.create(
        staff=staff,
        instrument=instrument,
        from_on=from_on,
        until_on=until_on,
        evidence=evidence,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, given, actor=by, details={"staff": staff.pk})
    return given


def _save(by: User | None, row: Any, facts: dict[str, Any], *, unique: str) -> Any:
    """Write a row of the catalogue and the event of it."""
    model = type(row)
    value = facts.get(unique, getattr(row, unique))
    if model.objects.filter(**{f"{unique}__iexact": value}).exclude(pk=row.pk).exists():
        raise RuleViolation("It is in the list already.", field=unique)
    is_new = row.pk is None
    changed = [name for name, value in facts.items() if is_new or getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save()
    audit.record(
        AuditEventType.CREATED if is_new else AuditEventType.SETTING_CHANGED,
        row,
        actor=by,
        details={} if is_new else {"fields": changed},
    )
    return row
