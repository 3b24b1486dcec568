"""Every assessment of a person, the change of each domain, and the screenings made at intake."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.recording import may_about, person_to_read
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.models import Assessment, Instrument, InstrumentKind, Offender

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: How many assessments with one instrument stand beside one another.
COMPARED = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A score and its change since the assessment before (None where there is none)."""

    score: Decimal | None
    change: Decimal | None = None

    @property
    def change_in_words(self) -> str:
        """ "2 more", "1 less", "no change"; nothing where nothing compares."""
        if self.change is None:
            return ""
        if self.change == 0:
            return "no change"
        words = "more" if self.change > 0 else "less"
        return f"{abs(self.change).normalize():f} {words}"


@dataclass(slots=True)
class Comparison:
    """The newest assessments with one instrument, oldest first, and a row for each domain."""

    instrument: Instrument
    assessments: list[Assessment]
    rows: list[tuple[str, Decimal, list[Cell]]] = field(default_factory=list)


@governed_by("assessment", "read")
@require_GET
def assessments(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list, the comparison by domain, and which screenings are still to be made."""
    user = request.user
    offender = person_to_read(user, "assessment", pk)
    today = clock.today(whereabouts_of(offender).facility or own_facility(user))
    rows = list(
        Assessment.objects.filter(offender=offender)
        .select_related(
            "instrument", "assessor", "recorded_by", "corrects", "correction__recorded_by"
        )
        .prefetch_related("strengths")
    )
    standing = [row for row in rows if row.corrected_at is None and not row.withdraws]
    audit.record(AuditEventType.READ, offender, details={"part": "assessments"})
    return render(
        request,
        "pages/assessments/assessments.html",
        {
            "offender": offender,
            "rows": [_row(row, today, getattr(row, "correction", None)) for row in rows],
            "comparisons": compared(standing),
            "screenings": screenings_of(standing, today),
            "may_assess": may_about(user, offender, "assessment", "create"),
            "may_correct": may_about(user, offender, "assessment", "update"),
            "today": today,
        },
    )


def _row(row: Assessment, today: date, correction: Assessment | None) -> dict[str, Any]:
    return {
        "found": row,
        "level": row.level_on(today),
        "overridden": row.overridden_on(today),
        "correction": correction,
        "stands": correction is None and not row.withdraws,
    }


def compared(standing: list[Assessment]) -> list[Comparison]:
    """A comparison for each instrument whose domains were scored; `standing` newest first."""
    by_instrument: dict[int, list[Assessment]] = {}
    for found in standing:
        if found.domain_scores:
            by_instrument.setdefault(found.instrument_id, []).append(found)
    comparisons = []
    for those in by_instrument.values():
        shown = those[:COMPARED][::-1]
        comparison = Comparison(shown[0].instrument, shown)
        for domain in shown[0].instrument.domains.all():
            scores = [found.domain_scores.get(domain.code) for found in shown]
            comparison.rows.append((domain.name, domain.maximum, _cells(scores)))
        comparisons.append(comparison)
    return comparisons


def _cells(scores: list[Any]) -> list[Cell]:
    cells: list[Cell] = []
    last: Decimal | None = None
    for score in scores:
        number = None if score is None else Decimal(str(score))
        change = number - last if number is not None and last is not None else None
        cells.append(Cell(number, change))
        last = number if number is not None else last
    return cells


def screenings_of(
    standing: list[Assessment], today: date
) -> list[tuple[Instrument, Assessment | None]]:
    """Each screening in use with the newest one made of the person. CCMS, 1."""
    newest: dict[int, Assessment] = {}
    for found in standing:
        newest.setdefault(found.instrument_id, found)
    screenings = Instrument.objects.filter(kind=InstrumentKind.SCREENING)
    return [(one, newest.get(one.pk)) for one in screenings if one.in_use_on(today)]


def assessments_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows of assessments."""
    standing = list(
        Assessment.objects.standing().filter(offender=offender).select_related("instrument")
    )
    risk = [a for a in standing if a.instrument.kind == InstrumentKind.RISK_AND_NEEDS]
    screenings = screenings_of(standing, today)
    return {
        "assessments": [_row(found, today, None) for found in risk[:3]],
        "screened": sum(found is not None for _, found in screenings),
        "screenings": len(screenings),
    }
