"""What follows a conference: evaluation, acknowledgement, coaching, and the monthly figures.

1.17, Case Conference, the last paragraph (PRO-019, PRO-020), and its introduction (PRO-001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import AuditEventType
from conferences.models import (
    CoachingCheck,
    CoachingItem,
    ConferenceEvaluation,
    StandardsReport,
    StatisticalReview,
)
from conferences.periods import policy_settings
from conferences.services.appointments import locked

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from conferences.models import Conference


def evaluation_due_on(conference: Conference) -> date | None:
    """The last day for the evaluation; None while the conference is to come."""
    if conference.held_on is None:
        return None
    return policy_settings().conference_evaluation.after(conference.held_on)


@transaction.atomic
def evaluate_conference(
    conference: Conference, by: User, *, done_well: str, to_improve: str, share: bool
) -> ConferenceEvaluation:
    """Keep the evaluation; sharing it records it, shows it to the officer and fixes its words.

    Raises RuleViolation before the conference was held, after it was shared, and when it is to
    be shared with one of the two parts empty.
    """
    conference = locked(conference)
    if conference.held_at is None or conference.withdrawn_at is not None:
        raise RuleViolation("Record that the conference was held first.")
    evaluation = ConferenceEvaluation.objects.select_for_update().filter(conference=conference)
    kept = evaluation.first() or ConferenceEvaluation(conference=conference)
    if kept.recorded_at is not None:
        raise RuleViolation("The evaluation is shared, and its words stay.")
    kept.done_well = done_well.strip()
    kept.to_improve = to_improve.strip()
    kept.written_by = by
    kept.saved_at = clock.now()
    if share:
        for field in ("done_well", "to_improve"):
            if not getattr(kept, field):
                raise RuleViolation(
                    "Both parts are needed: what is done well and what needs improvement.",
                    field=field,
                    cite="1.17, Case Conference",
                )
        kept.recorded_at = clock.now()
        kept.recorded_on = clock.today(conference.facility)
    kept.save()
    audit.record(
        AuditEventType.SIGNED if share else AuditEventType.UPDATED,
        kept,
        actor=by,
        facility_id=conference.facility_id,
        details={"officer": conference.officer_id, "conference": conference.pk},
    )
    if share:
        announce_officer_changed(conference.officer_id, "conference evaluated")
    return kept


@transaction.atomic
def acknowledge_evaluation(
    evaluation: ConferenceEvaluation, by: User, *, comment: str = ""
) -> ConferenceEvaluation:
    """The officer has read the evaluation and may add a word. Once, and by the officer alone."""
    conference = locked(evaluation.conference)
    evaluation = ConferenceEvaluation.objects.select_for_update().get(pk=evaluation.pk)
    if by.pk != conference.officer_id:
        raise RuleViolation("Only the officer acknowledges the evaluation.")
    if evaluation.recorded_at is None:
        raise RuleViolation("The evaluation is not shared yet.")
    if evaluation.acknowledged_at is not None:
        raise RuleViolation("You have acknowledged it already.")
    evaluation.acknowledged_at = clock.now()
    evaluation.acknowledged_on = clock.today(conference.facility)
    evaluation.acknowledged_by = by
    evaluation.officer_comment = comment.strip()
    evaluation.save()
    audit.record(
        AuditEventType.SIGNED,
        evaluation,
        actor=by,
        facility_id=conference.facility_id,
        details={"conference": conference.pk, "acknowledged": True},
    )
    announce_officer_changed(conference.officer_id, "evaluation acknowledged")
    return evaluation


# ---- Coaching ----------------------------------------------------------------------------------


@transaction.atomic
def agree_coaching(
    officer: User,
    by: User,
    *,
    area: str,
    what: str,
    resource: str,
    next_check_on: date,
    agreed_on: date | None = None,
    conference: Conference | None = None,
) -> CoachingItem:
    """Agree on coaching with an officer; it falls due for a look on `next_check_on`.

    agreed_on: by default today at the conference's facility. Raises RuleViolation when the check
    would not come after the agreement.
    """
    if conference is not None:
        conference = locked(conference)
    agreed_on = agreed_on or clock.today(conference.facility if conference else None)
    if conference is not None and conference.held_at is None:
        raise RuleViolation("Record that the conference was held first.")
    if not what.strip():
        raise RuleViolation("Say what is to be coached.", field="what")
    if next_check_on <= agreed_on:
        raise RuleViolation("The next check comes after the agreement.", field="next_check_on")
    item = CoachingItem.objects.create(
        officer=officer,
        conference=conference,
        area=area,
        what=what.strip(),
        resource=resource,
        agreed_on=agreed_on,
        agreed_by=by,
        next_check_on=next_check_on,
    )
    audit.record(
        AuditEventType.CREATED,
        item,
        actor=by,
        details={"officer": officer.pk, "area": area, "next_check_on": next_check_on.isoformat()},
    )
    announce_officer_changed(officer.pk, "coaching agreed")
    return item


@transaction.atomic
def check_coaching(
    item: CoachingItem,
    by: User,
    *,
    finding: str,
    checked_on: date,
    next_check_on: date | None = None,
    close: bool = False,
) -> CoachingItem:
    """Look at how coaching goes: set the next check, or close it with `finding` as its result."""
    item = CoachingItem.objects.select_for_update().get(pk=item.pk)
    if item.closed_on is not None:
        raise RuleViolation("This coaching is closed.")
    if not finding.strip():
        raise RuleViolation("Say what you found.", field="finding")
    if checked_on < item.agreed_on:
        raise RuleViolation("It was agreed only after that day.", field="checked_on")
    if not close and next_check_on is None:
        raise RuleViolation("Set the next check, or close it.", field="next_check_on")
    if not close and next_check_on is not None and next_check_on <= checked_on:
        raise RuleViolation("The next check comes after this one.", field="next_check_on")
    CoachingCheck.objects.create(
        item=item,
        checked_on=checked_on,
        checked_by=by,
        finding=finding.strip(),
        next_check_on=None if close else next_check_on,
    )
    if close:
        item.closed_on = checked_on
        item.closed_by = by
        item.result = finding.strip()[:1000]
    elif next_check_on is not None:
        item.next_check_on = next_check_on
    item.save()
    audit.record(
        AuditEventType.ENDED if close else AuditEventType.UPDATED,
        item,
        actor=by,
        details={"officer": item.officer_id, "closed": close},
    )
    announce_officer_changed(item.officer_id, "coaching checked")
    return item


# ---- Figures -----------------------------------------------------------------------------------


@transaction.atomic
def review_statistics(
    officer: User, by: User, *, month: date, figures: dict[str, Any], today: date, comment: str = ""
) -> StatisticalReview:
    """Keep that the officer's figures of a month were reviewed. month: any day of it."""
    month = month.replace(day=1)
    if month > today:
        raise RuleViolation("That month has not begun.", field="month")
    if StatisticalReview.objects.filter(officer=officer, month=month).exists():
        raise RuleViolation("The figures of that month have been reviewed.", field="month")
    review = StatisticalReview.objects.create(
        officer=officer,
        month=month,
        figures=figures,
        comment=comment.strip(),
        reviewed_on=today,
        reviewed_by=by,
    )
    audit.record(
        AuditEventType.CREATED,
        review,
        actor=by,
        details={"officer": officer.pk, "month": month.isoformat()},
    )
    announce_officer_changed(officer.pk, "statistics reviewed")
    return review


@transaction.atomic
def keep_standards_reports(
    conference: Conference,
    by: User,
    *,
    from_on: date,
    until_on: date,
    reports: list[dict[str, Any]],
) -> list[StandardsReport]:
    """Keep the standards review as run, one row for each risk level (PRO-015).

    reports: with the keys risk_level, standards and results.
    """
    if until_on < from_on:
        raise RuleViolation("The period ends before it begins.", field="until_on")
    kept = [
        StandardsReport.objects.create(
            conference=conference,
            officer=conference.officer,
            from_on=from_on,
            until_on=until_on,
            run_by=by,
            **report,
        )
        for report in reports
    ]
    audit.record(
        AuditEventType.CREATED,
        conference,
        object_type="standardsreport",
        actor=by,
        details={
            "officer": conference.officer_id,
            "levels": len(kept),
            "from": from_on.isoformat(),
            "until": until_on.isoformat(),
        },
    )
    return kept
