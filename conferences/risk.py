"""The risk levels of cases on a day: one query for everything that a conference asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from offenders.models import Assessment, OverrideKind, RiskGroup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Risk:
    """The newest risk and needs assessment of a case, as it holds on a day.

    level: in force, "" where the score falls in no band. group: what the agency's band means
    ("lower", "middle", "higher", "").
    """

    level: str
    group: str
    assessed_on: date
    instrument: str
    temporary_override: bool
    assessment_id: int

    @property
    def is_high(self) -> bool:
        """High or med/high: the sample is drawn from these."""
        return self.group == RiskGroup.HIGHER

    @property
    def is_low(self) -> bool:
        """Low or med/low: to be discussed and resolved."""
        return self.group == RiskGroup.LOWER


def risk_of(offender_ids: Iterable[int], on: date) -> dict[int, Risk]:
    """By id of the person; people without an assessment of risk and needs by then are absent."""
    found: dict[int, Risk] = {}
    rows: Any = (
        Assessment.objects.standing()
        .with_level_on(on)
        .filter(
            offender_id__in=list(offender_ids),
            assessed_on__lte=on,
            instrument__kind="risk_and_needs",
        )
        .select_related("instrument")
        .order_by("-assessed_on", "-pk")
    )
    for made in rows:
        if made.offender_id in found:
            continue
        found[made.offender_id] = Risk(
            level=made.level_in_force or "",
            group=made.risk_group or "",
            assessed_on=made.assessed_on,
            instrument=made.instrument.code,
            temporary_override=(
                made.override_kind == OverrideKind.TEMPORARY
                and (made.override_until_on is None or made.override_until_on >= on)
            ),
            assessment_id=made.pk,
        )
    return found
