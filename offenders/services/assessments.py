"""Assessments: recorded, corrected, withdrawn. The level follows from the bands of the day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import Assessment, AssessorQualification, InstrumentKind, Offender, Strength
from offenders.models.assessment import OverrideKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from agency.models import User
    from offenders.models import Instrument, InstrumentBand, InstrumentDomain

QUALIFIED = "CCMS, 1. Conduct assessments"


@transaction.atomic
def record_assessment(
    offender: Offender,
    by: User | None,
    *,
    instrument: Instrument,
    assessed_on: date,
    strengths: Iterable[str] = (),
    **facts: Any,
) -> Assessment:
    """Keep the result of an assessment.

    facts: score (Decimal), level, domain_scores (score by the domain's code), finding, summary,
    environment, override_level, override_kind, override_reason, override_until_on, assessor (by
    default `by`), unqualified_reason, reason. The level follows from the score by the bands in
    force on `assessed_on`. Raises RuleViolation for what contradicts the instrument.
    """
    Offender.objects.select_for_update().get(pk=offender.pk)
    assessment = _checked(offender, by, instrument, assessed_on, facts)
    _refuse_twin(assessment)
    assessment.previous = _before(assessment)
    _keep(assessment, strengths)
    audit.record(AuditEventType.CREATED, assessment, actor=by)
    announce_case_changed(offender.pk, "assessment recorded")
    return assessment


@transaction.atomic
def correct_assessment(
    wrong: Assessment,
    by: User | None,
    *,
    correction_reason: str,
    assessed_on: date,
    strengths: Iterable[str] = (),
    **facts: Any,
) -> Assessment:
    """Replace an assessment that was entered wrongly by a new row that names it.

    facts: as of `record_assessment`; the instrument stays.
    """
    _refuse_corrected(wrong)
    if not correction_reason.strip():
        raise RuleViolation("Say what was wrong.", field="correction_reason")
    right = _checked(wrong.offender, by, wrong.instrument, assessed_on, facts)
    right.corrects = wrong
    right.origin_id = wrong.origin_id_or_own
    right.correction_reason = correction_reason
    _mark_corrected(wrong)
    _refuse_twin(right)
    right.previous = _before(right)
    _keep(right, strengths)
    _lead_later_ones_to(wrong, right)
    audit.record(AuditEventType.CORRECTED, right, actor=by, details={"corrects": wrong.pk})
    announce_case_changed(wrong.offender_id, "assessment corrected")
    return right


@transaction.atomic
def withdraw_assessment(wrong: Assessment, by: User | None, *, reason: str) -> Assessment:
    """Say that an assessment never took place, by a new row that names it."""
    _refuse_corrected(wrong)
    if not reason.strip():
        raise RuleViolation("Say why it never took place.", field="reason")
    _mark_corrected(wrong)
    withdrawal = Assessment.objects.create(
        offender=wrong.offender,
        instrument=wrong.instrument,
        assessed_on=wrong.assessed_on,
        recorded_by=by,
        corrects=wrong,
        origin_id=wrong.origin_id_or_own,
        correction_reason=reason,
        withdraws=True,
    )
    _lead_later_ones_to(wrong, wrong.previous)
    audit.record(AuditEventType.CORRECTED, withdrawal, actor=by, details={"withdraws": wrong.pk})
    announce_case_changed(wrong.offender_id, "assessment withdrawn")
    return withdrawal


def is_qualified(staff: User, instrument: Instrument, on: date) -> bool:
    """Whether a qualification of `staff` for the instrument holds on that day."""
    return (
        AssessorQualification.objects.filter(Q(until_on=None) | Q(until_on__gte=on))
        .filter(staff=staff, instrument=instrument, from_on__lte=on)
        .exists()
    )


# ---- What may be recorded ----------------------------------------------------------------------


def _checked(
    offender: Offender,
    by: User | None,
    instrument: Instrument,
    assessed_on: date,
    facts: dict[str, Any],
) -> Assessment:
    if assessed_on > clock.today():
        raise RuleViolation("An assessment cannot lie in the future.", field="assessed_on")
    if not instrument.in_use_on(assessed_on):
        raise RuleViolation(f"{instrument} was not in use on that day.", field="instrument")
    facts = facts | {"assessor": facts.get("assessor") or by}
    bands = list(instrument.bands.in_force_on(assessed_on))
    facts["domain_scores"] = _plain(facts.get("domain_scores") or {})
    facts["score"] = _total(
        list(instrument.domains.all()), facts["domain_scores"], facts.get("score")
    )
    facts["level"] = _level(instrument, bands, facts["score"], facts.get("level") or "")
    _check_result(instrument, facts)
    _check_override(instrument, bands, assessed_on, facts)
    _check_assessor(instrument, assessed_on, facts)
    return Assessment(
        offender=offender,
        instrument=instrument,
        instrument_version=instrument.version,
        assessed_on=assessed_on,
        recorded_by=by,
        **facts,
    )


def _plain(scores: Mapping[str, Any]) -> dict[str, float | int]:
    """Scores as JSON keeps them: whole numbers stay whole."""
    plain = {}
    for code, score in scores.items():
        number = float(score)
        plain[code] = int(number) if number.is_integer() else number
    return plain


def _total(
    domains: list[InstrumentDomain], scores: Mapping[str, float], score: Decimal | None
) -> Decimal | None:
    """The total; where domains are scored, exactly their sum."""
    known = {domain.code: domain for domain in domains}
    most = sum((domain.maximum for domain in domains), Decimal(0))
    if score is not None and score < 0:
        raise RuleViolation("A score cannot be negative.", field="score")
    if score is not None and domains and score > most:
        raise RuleViolation(
            f"The score {score:f} is more than the highest possible one, {most:f}.", field="score"
        )
    if not scores or not domains:
        return score
    for code, given in scores.items():
        if code not in known:
            raise RuleViolation(f"The instrument has no domain “{code}”.")
        if not 0 <= given <= known[code].maximum:
            raise RuleViolation(
                f"{known[code].name} is scored from 0 to {known[code].maximum.normalize():f}.",
                field=f"domain_{code}",
            )
    missing = [domain.name for domain in domains if domain.code not in scores]
    if missing:
        raise RuleViolation(
            f"Score every domain or none: {', '.join(missing)} is missing.",
            field=f"domain_{next(d.code for d in domains if d.code not in scores)}",
        )
    total = sum((Decimal(str(given)) for given in scores.values()), Decimal(0))
    if score is not None and score != total:
        raise RuleViolation(
            f"The domains add up to {total.normalize():f}, not {score.normalize():f}. "
            "Check the domains and the total.",
            field="score",
        )
    return total


def _level(
    instrument: Instrument, bands: list[InstrumentBand], score: Decimal | None, level: str
) -> str:
    """The level of the score; a level without a score has to be one of the instrument's."""
    known = ", ".join(band.level for band in bands)
    if level and bands and level not in {band.level for band in bands}:
        raise RuleViolation(f"{instrument} has the levels {known}.", field="level")
    if score is None or not bands:
        return level
    of_score = next((b.level for b in bands if b.lowest_score <= score <= b.highest_score), "")
    if not of_score:
        raise RuleViolation(
            f"No level of {instrument} takes in the score {score.normalize():f} on that day. "
            "Check the score, or ask the administrator for the levels.",
            field="score",
        )
    if level and level != of_score:
        raise RuleViolation(
            f"By its score the level is {of_score}. To set another level, record an override.",
            field="level",
        )
    return of_score


def _check_result(instrument: Instrument, facts: dict[str, Any]) -> None:
    if instrument.kind == InstrumentKind.SCREENING:
        if not facts.get("finding"):
            raise RuleViolation("Say what the screening came to.", field="finding")
    elif facts["score"] is None and not facts["level"]:
        raise RuleViolation("Give a score or a level.", field="score")


def _check_override(
    instrument: Instrument, bands: list[InstrumentBand], assessed_on: date, facts: dict[str, Any]
) -> None:
    level = facts.get("override_level") or ""
    kind = facts.get("override_kind") or ""
    until_on = facts.get("override_until_on")
    if not level:
        if kind or until_on or facts.get("override_reason"):
            raise RuleViolation("Say to which level it is overridden.", field="override_level")
        return
    if bands and level not in {band.level for band in bands}:
        known = ", ".join(band.level for band in bands)
        raise RuleViolation(f"{instrument} has the levels {known}.", field="override_level")
    if level == facts["level"]:
        raise RuleViolation("That is the level already.", field="override_level")
    if not kind:
        raise RuleViolation("Say which kind of override it is.", field="override_kind")
    if not (facts.get("override_reason") or "").strip():
        raise RuleViolation("Say why the level is overridden.", field="override_reason")
    if kind == OverrideKind.TEMPORARY and until_on is None:
        raise RuleViolation("A temporary override needs its last day.", field="override_until_on")
    if until_on is not None and until_on < assessed_on:
        raise RuleViolation(
            "An override cannot end before the assessment.", field="override_until_on"
        )


def _check_assessor(instrument: Instrument, on: date, facts: dict[str, Any]) -> None:
    assessor = facts["assessor"]
    if (
        not instrument.needs_qualification
        or assessor is None
        or is_qualified(assessor, instrument, on)
    ):
        facts["unqualified_reason"] = ""
    elif not (facts.get("unqualified_reason") or "").strip():
        raise RuleViolation(
            f"No qualification of {assessor.full_name} for {instrument} is on record for that "
            "day. Choose another assessor, or say why the assessment stands all the same.",
            field="unqualified_reason",
            cite=QUALIFIED,
        )


# ---- Rows that follow one another --------------------------------------------------------------


def _keep(assessment: Assessment, strengths: Iterable[str]) -> None:
    assessment.save(force_insert=True)
    texts = [" ".join(text.split()) for text in strengths]
    Strength.objects.bulk_create(
        Strength(assessment=assessment, text=text) for text in texts if text
    )


def _refuse_twin(assessment: Assessment) -> None:
    twins = Assessment.objects.standing().filter(
        offender=assessment.offender,
        instrument=assessment.instrument,
        assessed_on=assessment.assessed_on,
    )
    if twins.exists():
        raise RuleViolation(
            "An assessment with this instrument on this day is already recorded.",
            field="assessed_on",
        )


def _refuse_corrected(assessment: Assessment) -> None:
    Offender.objects.select_for_update().get(pk=assessment.offender_id)
    if assessment.withdraws or Assessment.objects.filter(corrects=assessment).exists():
        raise RuleViolation("This assessment has been corrected already. Look at the newest entry.")


def _mark_corrected(wrong: Assessment) -> None:
    wrong.corrected_at = clock.now()
    wrong.save(update_fields=["corrected_at"])


def _before(assessment: Assessment) -> Assessment | None:
    return (
        Assessment.objects.standing()
        .filter(
            offender=assessment.offender,
            instrument=assessment.instrument,
            assessed_on__lt=assessment.assessed_on,
        )
        .order_by("-assessed_on", "-pk")
        .first()
    )


def _lead_later_ones_to(wrong: Assessment, right: Assessment | None) -> None:
    for later in Assessment.objects.filter(previous=wrong):
        later.previous = right
        later.save(update_fields=["previous"])
