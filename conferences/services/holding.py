"""What happens at a conference: held, the sample drawn, the questions answered.

1.17, Case Conference (PRO-014, PRO-016 to PRO-018). Everything may be kept in parts; only what is
complete is closed, and what is closed is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import AuditEventType
from conferences import sampling
from conferences.models import (
    CASE_QUESTIONS,
    CONFERENCE_ITEMS,
    STAGE_TARGETS,
    CaseReview,
    CaseSample,
    ConferenceReview,
    ReadinessMoment,
    SampledCase,
)
from conferences.periods import policy_settings
from conferences.risk import risk_of
from conferences.services.appointments import keep_readiness, locked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from agency.models import User
    from conferences.checks import Preparation
    from conferences.models import Conference, DiscussedCase


@transaction.atomic
def hold_conference(
    conference: Conference, by: User, *, at: datetime, preparation: Preparation
) -> Conference:
    """Record that a conference took place, with the caseload as it stood.

    at: the moment (aware) at which it began. It counts for the quarter of that day, whoever
    holds it. Raises RuleViolation for a moment to come or before it was arranged.
    """
    conference = locked(conference)
    if conference.withdrawn_at is not None or not conference.is_open:
        raise RuleViolation("It has been held or called off already.")
    if at > clock.now():
        raise RuleViolation("This lies in the future.", field="on")
    held_on = clock.local_date(at, conference.facility)
    if held_on < clock.local_date(conference.arranged_at, conference.facility):
        raise RuleViolation("It was arranged only after that day.", field="on")
    conference.held_at = at
    conference.held_on = held_on
    conference.held_recorded_at = clock.now()
    conference.save()
    keep_readiness(conference, preparation, ReadinessMoment.CONFERENCE)
    _recorded(conference, by, AuditEventType.UPDATED, {"held_on": held_on.isoformat()})
    announce_officer_changed(conference.officer_id, "conference held")
    return conference


@transaction.atomic
def withdraw_conference(conference: Conference, by: User, *, reason: str) -> Conference:
    """Say that it was recorded as held by mistake; the row stays, marked, and counts no more.

    Raises RuleViolation once the evaluation is shared: then it plainly took place.
    """
    conference = locked(conference)
    if conference.held_at is None or conference.withdrawn_at is not None:
        raise RuleViolation("Only a conference that is recorded as held can be withdrawn.")
    if not reason.strip():
        raise RuleViolation("Say what was wrong.", field="reason")
    evaluation = getattr(conference, "evaluation", None)
    if evaluation is not None and evaluation.recorded_at is not None:
        raise RuleViolation("Its evaluation is shared with the officer, so it stays.")
    conference.withdrawn_at = clock.now()
    conference.withdrawn_reason = reason.strip()
    conference.save()
    _recorded(conference, by, AuditEventType.CORRECTED, {})
    announce_officer_changed(conference.officer_id, "conference withdrawn")
    return conference


# ---- The sample --------------------------------------------------------------------------------


@transaction.atomic
def draw_sample(
    conference: Conference, by: User, *, pool: Mapping[int, str], seed: int | None = None
) -> CaseSample:
    """Draw cases for the in-depth review.

    pool: id → level of every high and med/high case of the officer today. seed: by default one
    that nobody can foresee. A pool no larger than the size asked for is taken whole. Drawn once:
    another try would not be random any more.
    """
    conference = locked(conference)
    _not_over(conference)
    if hasattr(conference, "sample"):
        raise RuleViolation("The sample is drawn already. Replace a case, with a reason, instead.")
    if not pool:
        raise RuleViolation("There is no high or med/high case to draw.")
    seed = sampling.new_seed() if seed is None else seed
    size = sampling.sample_size(
        len(pool), minimum=policy_settings().sample_least, percent=policy_settings().sample_percent
    )
    sample = CaseSample.objects.create(
        conference=conference,
        seed=seed,
        pool=sorted(pool),
        pool_size=len(pool),
        size=size,
        levels=sorted(set(pool.values())),
        rule=sampling.RULE,
        drawn_on=clock.today(conference.facility),
        drawn_by=by,
    )
    SampledCase.objects.bulk_create(
        SampledCase(sample=sample, offender_id=case, position=place, level=pool[case])
        for place, case in enumerate(sampling.draw(pool, size, seed), start=1)
    )
    _recorded(conference, by, AuditEventType.UPDATED, {"sample": size, "pool": len(pool)})
    return sample


@transaction.atomic
def replace_case(sampled: SampledCase, by: User, *, reason: str) -> SampledCase:
    """Put the next case of the drawing in the place of one that cannot be reviewed; says why."""
    conference = locked(sampled.sample.conference)
    _not_over(conference)
    if not reason.strip():
        raise RuleViolation("Say why this case cannot be reviewed.", field="reason")
    if SampledCase.objects.filter(replaces=sampled).exists():
        raise RuleViolation("This case has been replaced already.")
    if CaseReview.objects.filter(sampled_case=sampled, closed_at__isnull=False).exists():
        raise RuleViolation("This case has been reviewed, so it stays.")
    sample = sampled.sample
    taken = dict(sample.cases.values_list("offender_id", "position"))
    following = [
        case for case in sampling.in_drawn_order(sample.pool, sample.seed) if case not in taken
    ]
    if not following:
        raise RuleViolation("Every high and med/high case is in the sample already.")
    risk = risk_of(following[:1], clock.today(conference.facility)).get(following[0])
    replacement = SampledCase.objects.create(
        sample=sample,
        offender_id=following[0],
        level=risk.level if risk else "",
        position=max(taken.values()) + 1,
        replaces=sampled,
        replaced_because=reason.strip(),
    )
    _recorded(conference, by, AuditEventType.UPDATED, {"replaced": sampled.pk})
    return replacement


# ---- The questions -----------------------------------------------------------------------------


@transaction.atomic
def save_case_review(
    sampled: SampledCase,
    by: User,
    *,
    answers: Mapping[str, str],
    comments: Mapping[str, str] | None = None,
    note_refs: list[int] | None = None,
    close: bool = False,
) -> CaseReview:
    """Keep answers about a sampled case, and close the review when asked to.

    answers: by the names of CASE_QUESTIONS (values of Rating) and STAGE_TARGETS (values of
    StageOfChange); what is absent or empty stays open. comments: by the same names.
    Raises RuleViolation, at the first question, when it is to be closed and one is open.
    """
    conference = locked(sampled.sample.conference)
    review = CaseReview.objects.select_for_update().filter(sampled_case=sampled).first()
    review = review or CaseReview(sampled_case=sampled)
    _keep(review, conference, by, [*CASE_QUESTIONS, *STAGE_TARGETS], answers, comments, close)
    review.note_refs = sorted(note_refs or [])
    review.save()
    _recorded(conference, by, AuditEventType.UPDATED, {"case_review": review.pk, "closed": close})
    return review


@transaction.atomic
def save_conference_review(
    conference: Conference,
    by: User,
    *,
    answers: Mapping[str, str],
    comments: Mapping[str, str] | None = None,
    figures: dict[str, Any] | None = None,
    close: bool = False,
) -> ConferenceReview:
    """Keep answers to the six items, and close them when asked to; as `save_case_review`.

    figures: what the screen showed beside them, kept with the answers.
    """
    conference = locked(conference)
    review = ConferenceReview.objects.select_for_update().filter(conference=conference).first()
    review = review or ConferenceReview(conference=conference)
    _keep(review, conference, by, list(CONFERENCE_ITEMS), answers, comments, close)
    review.figures = figures or {}
    review.save()
    _recorded(conference, by, AuditEventType.UPDATED, {"items": review.answered, "closed": close})
    return review


@transaction.atomic
def resolve_cases(
    conference: Conference, by: User, resolutions: Mapping[int, tuple[str, date | None]]
) -> list[DiscussedCase]:
    """Keep what was resolved about low and temporary-override cases, and by when (PRO-014).

    resolutions: by the id of the DiscussedCase. Returns those that changed. Raises
    RuleViolation, at the field `resolution_<id>`, for a day without words.
    """
    conference = locked(conference)
    _not_over(conference)
    changed = []
    for row in conference.discussed.filter(pk__in=resolutions):
        words, resolve_by = resolutions[row.pk]
        words = words.strip()
        if resolve_by is not None and not words:
            raise RuleViolation("Say what was resolved.", field=f"resolution_{row.pk}")
        if (words, resolve_by) == (row.resolution, row.resolve_by):
            continue
        row.resolution, row.resolve_by = words, resolve_by
        row.recorded_by, row.recorded_at = by, clock.now()
        row.save()
        changed.append(row)
    _recorded(conference, by, AuditEventType.UPDATED, {"discussed": len(changed)})
    return changed


def _keep(
    review: CaseReview | ConferenceReview,
    conference: Conference,
    by: User,
    names: list[str],
    answers: Mapping[str, str],
    comments: Mapping[str, str] | None,
    close: bool,
) -> None:
    if review.closed_at is not None:
        raise RuleViolation("This part is closed and stays as it is.")
    _not_over(conference)
    for name in names:
        setattr(review, name, answers.get(name, ""))
    review.comments = {
        name: words.strip() for name, words in (comments or {}).items() if words.strip()
    }
    review.saved_at = clock.now()
    review.saved_by = by
    if not close:
        return
    if conference.held_at is None:
        raise RuleViolation("Record that the conference was held before closing a part of it.")
    still_open = [name for name in names if not getattr(review, name)]
    if still_open:
        raise RuleViolation(
            f"{len(still_open)} still without an answer. Save it as it is, or answer the rest.",
            field=still_open[0],
        )
    review.closed_at = clock.now()


def _not_over(conference: Conference) -> None:
    if conference.cancelled_at is not None or conference.withdrawn_at is not None:
        raise RuleViolation("This conference was called off or withdrawn.")


def _recorded(
    conference: Conference, by: User, type: AuditEventType, details: dict[str, Any]
) -> None:
    audit.record(type, conference, actor=by, details={"officer": conference.officer_id} | details)
