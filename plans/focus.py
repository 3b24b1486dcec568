"""Whether a plan is current and addresses the highest domains of the latest assessment.

SLO 1.17, Case plans: a case with an LSI or LS/CMI has a current case plan, which focuses on at
least three of the highest risk factors. Domains that nobody can change (criminal history) are not
factors to work on. A plan is current when it was approved or reviewed since the last assessment
and within the last six months. Both numbers are settings of the agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from agency.models import Agency
from offenders.models import Assessment
from plans.models import PlanReview
from scheduling.policy.settings import Settings, settings_from

if TYPE_CHECKING:
    from datetime import date

    from offenders.models import Offender
    from plans.content import Content
    from plans.models import PlanVersion

CITE = "1.17, Case plans"

#: A domain is elevated from this share of its highest score on, and high from the other.
ELEVATED, HIGH = Decimal(1) / 3, Decimal(2) / 3


@dataclass(frozen=True, slots=True)
class Domain:
    """One scored part of an assessment. share: of its highest score; None where that is unknown."""

    name: str
    score: Decimal
    share: Decimal | None = None
    dynamic: bool = True

    @property
    def level(self) -> str:
        """low, medium or high; "" where the highest score is not known."""
        if self.share is None:
            return ""
        if self.share >= HIGH:
            return "high"
        return "medium" if self.share >= ELEVATED else "low"

    @property
    def elevated(self) -> bool:
        """Whether there is something to work on."""
        return self.dynamic and (self.score > 0 if self.share is None else self.share >= ELEVATED)


@dataclass(frozen=True, slots=True)
class Focus:
    """highest: the domains that come first; wanted: how many of them a plan addresses;
    addressed: those that a need with a goal names; missing: the others of `highest`."""

    highest: tuple[Domain, ...]
    wanted: int
    addressed: tuple[Domain, ...]

    @property
    def missing(self) -> tuple[Domain, ...]:
        """The highest domains that no goal answers."""
        return tuple(domain for domain in self.highest if domain not in self.addressed)

    @property
    def is_met(self) -> bool:
        """Whether enough of them are addressed."""
        return len(self.addressed) >= self.wanted


def latest_assessment(offender: Offender) -> Assessment | None:
    """The latest standing assessment whose domains are scored, else the latest of all."""
    found = list(
        Assessment.objects.standing()
        .filter(offender=offender)
        .select_related("instrument")
        .order_by("-assessed_on", "-pk")[:20]
    )
    return next((row for row in found if row.domain_scores), found[0] if found else None)


def domains_of(assessment: Assessment | None) -> list[Domain]:
    """The scored domains, the highest first: by their share of the highest score where the
    instrument's domains are known, by the plain score otherwise."""
    if assessment is None:
        return []
    known = {row.code: row for row in assessment.instrument.domains.all()}
    domains = []
    for code, raw in assessment.domain_scores.items():
        try:
            score = Decimal(str(raw))
        except InvalidOperation:
            continue
        domain = known.get(code)
        if domain is None:
            domains.append(Domain(code.replace("_", " ").replace("-", " ").capitalize(), score))
        else:
            share = score / domain.maximum
            domains.append(Domain(domain.name, score, share, domain.dynamic))
    return sorted(
        domains, key=lambda d: (-(d.share if d.share is not None else d.score), d.name.casefold())
    )


def _settings() -> Settings:
    return settings_from(Agency.current().setting("policy", {}))


def focus_of(content: Content, assessment: Assessment | None) -> Focus:
    """How the needs with a goal answer the highest domains.

    With fewer elevated domains than the minimum, all of them suffice. Domains that score like
    the last of the highest count as highest too, and any of them will do.
    """
    minimum = _settings().plan_domain_minimum
    elevated = [domain for domain in domains_of(assessment) if domain.elevated]
    highest = elevated
    if len(elevated) > minimum:

        def weight(domain: Domain) -> Decimal:
            return domain.share if domain.share is not None else domain.score

        last = weight(elevated[minimum - 1]) if minimum else None
        highest = [d for d in elevated if last is not None and weight(d) >= last]
    with_goal = {
        content.needs[goal.need - 1].domain.casefold()
        for goal in content.goals
        if goal.need and goal.need <= len(content.needs)
    }
    return Focus(
        highest=tuple(highest),
        wanted=min(minimum, len(elevated)),
        addressed=tuple(domain for domain in highest if domain.name.casefold() in with_goal),
    )


@dataclass(frozen=True, slots=True)
class Currency:
    """Whether a plan is current. because: the sentence that says why not, "" when it is."""

    updated_on: date | None
    because: str = ""

    @property
    def is_current(self) -> bool:
        """Nothing speaks against it."""
        return self.updated_on is not None and not self.because


def currency_of(version: PlanVersion | None, assessment: Assessment | None, on: date) -> Currency:
    """Whether the approved version, or a review of its plan, is recent enough on that day."""
    if version is None or version.approved_on is None:
        return Currency(None, "No version is approved.")
    reviewed_on = (
        PlanReview.objects.standing()
        .filter(version__plan=version.plan_id, done_on__lte=on)
        .order_by("-done_on")
        .values_list("done_on", flat=True)
        .first()
    )
    updated_on = max(version.approved_on, reviewed_on or version.approved_on)
    current = _settings().case_plan_current
    if assessment is not None and updated_on < assessment.assessed_on:
        return Currency(updated_on, "It was not updated since the last assessment.")
    if current.after(updated_on) < on:
        return Currency(updated_on, f"It was not updated for {current}.")
    return Currency(updated_on)
