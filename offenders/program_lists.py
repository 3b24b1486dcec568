"""Who lacks what: higher levels without a cognitive behavioural program, needs without a referral,
enrolments that nobody has looked at for long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from offenders.models import (
    Assessment,
    Enrolment,
    EnrolmentVerification,
    InstrumentKind,
    NoReferralReason,
    Offender,
    ProgramKind,
    Referral,
    RiskGroup,
)
from scheduling.policy.dates import add_months

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

#: After how long an open enrolment is looked at. 1.17, General Procedure: "open over 6 months".
STALE_MONTHS = 6


def standing_risk(on: date) -> QuerySet[Any]:
    """Standing assessments of risk, newest first, with the level in force on that day."""
    return (
        Assessment.objects.standing()
        .filter(instrument__kind=InstrumentKind.RISK_AND_NEEDS, assessed_on__lte=on)
        .with_level_on(on)
        .order_by("-assessed_on", "-pk")
    )


def without_cbt(people: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Those of a higher level without a cognitive behavioural program under way and without a
    reason why not that holds. 1.17, introduction: "medhigh and high risk".

    Each has `level` and `level_on` (the day of the assessment).
    """
    newest = standing_risk(on).filter(offender_id=OuterRef("pk"))
    cbt = {"program__kind": ProgramKind.CBT, "offender_id": OuterRef("pk")}
    reasons = NoReferralReason.objects.filter(
        offender_id=OuterRef("pk"), kind=ProgramKind.CBT, from_on__lte=on, until_on__gte=on
    )
    return (
        people.annotate(
            level=Subquery(newest.values("level_in_force")[:1]),
            risk_group=Subquery(newest.values("risk_group")[:1]),
            level_on=Subquery(newest.values("assessed_on")[:1]),
        )
        .filter(risk_group=RiskGroup.HIGHER)
        .exclude(
            Exists(Referral.objects.open().filter(**cbt))
            | Exists(Enrolment.objects.open_on(on).filter(**cbt))
            | Exists(reasons)
        )
    )


def long_open(people: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Enrolments open over six months and not confirmed since within the quarter, oldest first.

    Over six months begins the day after the six-month anniversary (M7); then each calendar
    quarter asks anew. Each has `verified_on`, the day on which it was last confirmed.
    """
    quarter = on.replace(month=3 * ((on.month - 1) // 3) + 1, day=1)
    confirmed = EnrolmentVerification.objects.filter(
        enrolment_id=OuterRef("pk"), still_valid=True, on__gte=quarter, on__lte=on
    )
    rows = (
        Enrolment.objects.open_on(on)
        .filter(offender__in=people.values("pk"))
        .annotate(verified_on=Max("verifications__on", filter=Q(verifications__still_valid=True)))
        .exclude(Exists(confirmed))
        .select_related("offender", "program")
        .order_by("opened_on", "pk")
    )
    stale = [row.pk for row in rows if add_months(row.opened_on, STALE_MONTHS) < on]
    return rows.filter(pk__in=stale)


@dataclass(frozen=True, slots=True)
class NeedToMeet:
    """A need of a person, by the name of its domain, for which nobody is referred."""

    offender: Offender
    need: str
    why: str


def met_needs(offender_ids: list[int], on: date) -> dict[int, set[str]]:
    """By person, the names of the domains for which a referral is or was made, or a program that
    addresses them is under way; in lower case."""
    met: dict[int, set[str]] = {}
    referrals = (
        Referral.objects.with_status()
        .filter(offender_id__in=offender_ids)
        .exclude(status__in=["refused", "no_place"])
        .select_related("domain", "program")
        .prefetch_related("program__domains")
    )
    enrolments = (
        Enrolment.objects.open_on(on)
        .filter(offender_id__in=offender_ids)
        .select_related("program")
        .prefetch_related("program__domains")
    )
    for row in [*referrals, *enrolments]:
        names = {domain.name.casefold() for domain in row.program.domains.all()}
        domain = getattr(row, "domain", None)
        if domain is not None:
            names.add(domain.name.casefold())
        met.setdefault(row.offender_id, set()).update(names)
    return met


def elevated_domains(assessment: Assessment) -> list[str]:
    """The names of the domains that can change and scored half of their maximum or more.

    The instrument gives no levels for its domains; half is this product's own line, and a plan's
    needs come before it.
    """
    scores = assessment.domain_scores
    return [
        domain.name
        for domain in assessment.instrument.domains.all()
        if domain.dynamic and scores.get(domain.code, 0) * 2 >= domain.maximum
    ]
