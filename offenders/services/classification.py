"""Recording classifications and transfer packets; counting the population by level each day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType, Facility
from offenders.models import (
    Classification,
    ClassificationDecision,
    ClassificationKind,
    FacilityLevels,
    Offender,
    Placement,
    PopulationDay,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import User

CLASSIFICATION_FIELDS = (
    "kind",
    "on",
    "instrument",
    "security_level",
    "eligible_on",
    "submitted_on",
    "decision",
    "decided_on",
    "note",
)


@transaction.atomic
def record_classification(offender: Offender, by: User | None, **facts: Any) -> Classification:
    """Keep a classification event or a packet. facts: CLASSIFICATION_FIELDS."""
    Offender.objects.select_for_update().get(pk=offender.pk)
    made = Classification(offender=offender, recorded_by=by, **facts)
    _check(made)
    made.save()
    audit.record(AuditEventType.CREATED, made, actor=by, details={"kind": str(made.kind)})
    return made


@transaction.atomic
def update_classification(made: Classification, by: User | None, **facts: Any) -> Classification:
    """Say that it was submitted or decided, or correct it; what stood before stays in the
    history."""
    made = Classification.objects.select_for_update().get(pk=made.pk)
    changed = [name for name, value in facts.items() if getattr(made, name) != value]
    if not changed:
        audit.tell_nothing_new()
        return made
    for name in changed:
        setattr(made, name, facts[name])
    _check(made)
    made.save()
    audit.record(AuditEventType.UPDATED, made, actor=by, details={"fields": changed})
    return made


def _check(made: Classification) -> None:
    for name in ("on", "submitted_on", "decided_on"):
        day = getattr(made, name)
        if day is not None and day > clock.today():
            raise RuleViolation("This lies in the future.", field=name)
    if made.decision and made.decided_on is None:
        raise RuleViolation("Say on which day it was decided.", field="decided_on")
    if made.decided_on is not None and not made.decision:
        raise RuleViolation("Say what was decided.", field="decision")
    if made.kind == ClassificationKind.PACKET and made.decision and made.submitted_on is None:
        raise RuleViolation("Say on which day the packet was submitted.", field="submitted_on")
    if made.submitted_on and made.decided_on and made.decided_on < made.submitted_on:
        raise RuleViolation("It was submitted after that day.", field="decided_on")
    approved = made.decision == ClassificationDecision.APPROVED
    if approved and made.kind != ClassificationKind.PACKET and not made.security_level:
        raise RuleViolation("Say which level was decided on.", field="security_level")


# ---- The population by level --------------------------------------------------------------------


@transaction.atomic
def set_facility_levels(
    facility: Facility, by: User | None, *, levels: Iterable[str]
) -> FacilityLevels:
    """Say for which security levels a facility is meant; none: nothing is a mismatch."""
    wanted = list(dict.fromkeys(level.strip() for level in levels if level.strip()))
    if any(len(level) > 40 for level in wanted):
        raise RuleViolation("A level has at most 40 characters.", field="levels")
    row, _ = FacilityLevels.objects.select_for_update().get_or_create(facility=facility)
    if row.levels == wanted:
        audit.tell_nothing_new()
        return row
    row.levels = wanted
    row.save()
    audit.record(
        AuditEventType.SETTING_CHANGED,
        row,
        actor=by,
        facility_id=facility.pk,
        details={"levels": wanted},
    )
    return row


def levels_of(facility: Facility) -> list[str]:
    """The levels for which it is meant; empty where nobody has said."""
    row = FacilityLevels.objects.filter(facility=facility).first()
    return list(row.levels) if row is not None else []


def placed_with_level(facility: Facility) -> Any:
    """Current placements there, each with `level`: of the last approved classification, or None."""
    decided = Classification.objects.filter(
        offender=OuterRef("offender_id"),
        decision=ClassificationDecision.APPROVED,
        kind__in=[ClassificationKind.INITIAL, ClassificationKind.REVIEW],
    ).order_by("-decided_on", "-pk")
    return (
        Placement.objects.current()
        .filter(facility=facility)
        .annotate(level=Subquery(decided.values("security_level")[:1]))
    )


@transaction.atomic
def keep_population_day(facility: Facility, on: date) -> list[PopulationDay]:
    """Count who is placed there now and keep it as that day's; a second count replaces the first.

    P.S. 3510.08, Attachment A, II.S: population information is monitored daily.
    """
    meant = {level.casefold() for level in levels_of(facility)}
    counted = Counter(
        (unit, level or "")
        for unit, level in placed_with_level(facility).values_list("unit_id", "level")
    )
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    PopulationDay.objects.filter(facility=facility, on=on).delete()
    return PopulationDay.objects.bulk_create(
        PopulationDay(
            facility=facility,
            unit_id=unit,
            on=on,
            level=level,
            people=people,
            mismatched=bool(meant and level and level.casefold() not in meant),
        )
        for (unit, level), people in sorted(counted.items(), key=str)
    )


def keep_population_everywhere() -> int:
    """Today's count of every facility that holds people; how many rows."""
    kept = 0
    holding = Placement.objects.current().order_by().values("facility_id").distinct()
    for facility in Facility.objects.filter(pk__in=holding):
        kept += len(keep_population_day(facility, clock.today(facility)))
    return kept
