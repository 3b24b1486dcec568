"""A caseload looked through for a conference: what is ready in each case and what is not.

1.17, the reminders of the notice (PRO-007 to PRO-014). A fixed number of queries for a caseload,
however large. "Current" is read so: notes within the current month, plans updated since the last
assessment and within six months, assessments within twelve; each number is a setting.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from casenotes.models import CaseNote, Collateral, Facet, NoContact, NoContactReason, WarrantRequest
from conferences.checks import Finding, Preparation, ToDiscuss
from conferences.models import DiscussReason
from conferences.periods import policy_settings
from conferences.risk import Risk, risk_of
from offenders.models import Assessment, CaseAssignment, CustodyBooking, Enrolment
from plans.content import content_of
from plans.focus import focus_of
from plans.models import PlanReview, PlanVersion
from scheduling.policy.dates import add_months, period_of, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agency.models import User


@dataclass
class Caseload:
    """Everything that the checks read, by id of the person, as of one day."""

    on: date
    cases: list[int]
    risk: dict[int, Risk]
    notes: dict[int, list[CaseNote]] = field(default_factory=lambda: defaultdict(list))
    planned_on: dict[int, date] = field(default_factory=dict)
    versions: dict[int, PlanVersion] = field(default_factory=dict)
    assessments: dict[int, Assessment] = field(default_factory=dict)
    bookings: dict[int, list[CustodyBooking]] = field(default_factory=lambda: defaultdict(list))
    enrolments: dict[int, list[Enrolment]] = field(default_factory=lambda: defaultdict(list))
    verified: set[int] = field(default_factory=set)  # enrolments verified this quarter
    reasons: dict[int, NoContactReason] = field(default_factory=dict)
    warrants: dict[int, WarrantRequest] = field(default_factory=dict)

    @property
    def month(self) -> date:
        """The first day of the current calendar month."""
        return self.on.replace(day=1)


def cases_of(officer: User, on: date) -> list[int]:
    """Ids of the people whom the officer holds on that day."""
    return list(
        CaseAssignment.objects.holding_on(on)
        .filter(officer=officer)
        .order_by("offender_id")
        .values_list("offender_id", flat=True)
    )


def prepare(officer: User, on: date) -> Preparation:
    """Look through the officer's caseload as it stands on that day (usually today)."""
    caseload = _gather(cases_of(officer, on), on)
    findings = [
        Finding(case, code, ok=not words, words=words)
        for case in caseload.cases
        for code, check in CHECKS.items()
        if (words := check(caseload, case)) is not None
    ]
    return Preparation(
        cases=len(caseload.cases), findings=tuple(findings), to_discuss=tuple(_to_discuss(caseload))
    )


def high_cases(officer: User, on: date) -> dict[int, str]:
    """Id → level of the high and med/high cases: the pool of the sample (PRO-017)."""
    return {
        case: risk.level
        for case, risk in risk_of(cases_of(officer, on), on).items()
        if risk.is_high
    }


def _to_discuss(caseload: Caseload) -> Iterable[ToDiscuss]:
    for case in caseload.cases:
        risk = caseload.risk.get(case)
        if risk is None:
            continue
        if risk.is_low:
            yield ToDiscuss(case, DiscussReason.LOW.value, risk.level)
        if risk.temporary_override:
            yield ToDiscuss(case, DiscussReason.OVERRIDE.value, risk.level)


def _gather(cases: list[int], on: date) -> Caseload:
    load = Caseload(on, cases, risk_of(cases, on))
    about: dict[str, Any] = {"offender_id__in": cases}
    quarter = period_of(on, "quarter")
    for note in (
        CaseNote.objects.standing()
        .filter(**about, occurred_on__lte=on)
        .filter(occurred_on__gte=add_months(on, -3))
        .defer("text")
        .order_by("-occurred_at", "-pk")
    ):
        load.notes[note.offender_id].append(note)
    for case, done_on in (
        PlanReview.objects.standing()
        .filter(**about, done_on__lte=on)
        .order_by("done_on")
        .values_list("offender_id", "done_on")
    ):
        load.planned_on[case] = done_on
    for version in (
        PlanVersion.objects.approved()
        .filter(plan__offender_id__in=cases, plan__ended_on=None, approved_on__lte=on)
        .select_related("plan")
        .prefetch_related("needs", "goals", "interventions", "actions")
        .order_by("approved_on", "number")
    ):
        load.versions[version.plan.offender_id] = version
    for made in (
        Assessment.objects.filter(pk__in=[risk.assessment_id for risk in load.risk.values()])
        .select_related("instrument")
        .prefetch_related("instrument__domains")
    ):
        load.assessments[made.offender_id] = made
    for booking in CustodyBooking.objects.standing().filter(
        **about, released_on=None, booked_on__lte=on
    ):
        load.bookings[booking.offender_id].append(booking)
    for enrolment in (
        Enrolment.objects.open_on(on)
        .filter(**about)
        .select_related("program")
        .prefetch_related("verifications")
    ):
        load.enrolments[enrolment.offender_id].append(enrolment)
        if any(
            look.still_valid and quarter.first_on <= look.on <= on
            for look in enrolment.verifications.all()
        ):
            load.verified.add(enrolment.pk)
    for reason in NoContactReason.objects.standing().filter(**about, month=load.month):
        load.reasons[reason.offender_id] = reason
    for request in WarrantRequest.objects.filter(**about, prepared_on__lte=on).order_by("pk"):
        load.warrants[request.offender_id] = request
    return load


# ---- The checks: None where one does not apply, "" where all is ready, else what is missing ----


def _notes(load: Caseload, case: int) -> str | None:
    notes = load.notes[case]
    if notes and notes[0].occurred_on >= load.month:
        return ""
    if notes:
        return f"Last note {spoken(notes[0].occurred_on)}."
    return "No note in the last three months."


def _plan(load: Caseload, case: int) -> str | None:
    updated_on = load.planned_on.get(case)
    if updated_on is None:
        return "No plan has been approved."
    risk = load.risk.get(case)
    if risk is not None and updated_on < risk.assessed_on:
        return f"Plan of {spoken(updated_on)}, assessed again {spoken(risk.assessed_on)}."
    current = policy_settings().case_plan_current
    if current.after(updated_on) < load.on:
        return f"Plan of {spoken(updated_on)}, older than {current}."
    return ""


def _objectives(load: Caseload, case: int) -> str | None:
    if case not in load.planned_on:
        return None
    if any(Facet.PLAN_PROGRESS in note.facets for note in load.notes[case]):
        return ""
    return "No note of the last three months deals with plan progress."


def _focus(load: Caseload, case: int) -> str | None:
    version, made = load.versions.get(case), load.assessments.get(case)
    if version is None or made is None or not made.domain_scores:
        return None
    focus = focus_of(content_of(version), made)
    if focus.is_met or version.focus_reason:
        return ""
    missing = ", ".join(domain.name for domain in focus.missing)
    return f"{len(focus.addressed)} of {focus.wanted} addressed; not yet: {missing}."


def _assessment(load: Caseload, case: int) -> str | None:
    risk = load.risk.get(case)
    if risk is None:
        return "Never assessed."
    current = policy_settings().lscmi_validity
    if current.after(risk.assessed_on) < load.on:
        return f"Assessed {spoken(risk.assessed_on)}, more than {current} ago."
    return ""


def _booking(load: Caseload, case: int) -> str | None:
    bookings = load.bookings[case]
    if not bookings:
        return None
    untyped = [booking for booking in bookings if booking.typed_on is None]
    return f"In custody since {spoken(untyped[0].booked_on)}, no booking type." if untyped else ""


def _enrolments(load: Caseload, case: int) -> str | None:
    """M7: "over 6 months" begins the day after the anniversary; then once in each quarter."""
    stale = policy_settings().enrolment_stale
    old = [one for one in load.enrolments[case] if stale.after(one.opened_on) < load.on]
    if not old:
        return "" if load.enrolments[case] else None
    unverified = [one.program.name for one in old if one.pk not in load.verified]
    return f"Open over {stale}, not verified: {', '.join(unverified)}." if unverified else ""


def _no_contact(load: Caseload, case: int) -> str | None:
    if any(note.reached and note.occurred_on >= load.month for note in load.notes[case]):
        return None
    if case in load.reasons:
        return ""
    return f"No contact and no reason entered in {load.on:%B} so far."


def _warrant(load: Caseload, case: int) -> str | None:
    request, reason = load.warrants.get(case), load.reasons.get(case)
    is_reason = reason is not None and reason.reason == NoContact.WARRANT
    pending = request is not None and request.decided_at is None
    if not is_reason and not pending:
        return None
    if is_reason and (request is None or request.approved is False):
        return "The reason is warrant, and no request is prepared."
    if pending and not is_reason:
        return "A warrant request is pending, and the month's reason is not warrant."
    return ""


def _residential(load: Caseload, case: int) -> str | None:
    """Both are needed, the confirmation and the reason; one is not enough (PRO-013)."""
    if not any(one.program.residential for one in load.enrolments[case]):
        return None
    confirmed = any(
        note.collateral == Collateral.RESIDENTIAL_STAFF and note.occurred_on >= load.month
        for note in load.notes[case]
    )
    reason = load.reasons.get(case)
    entered = reason is not None and reason.reason == NoContact.RESIDENTIAL_TREATMENT
    if confirmed and entered:
        return ""
    missing = [
        words
        for words, there in (("the staff's confirmation", confirmed), ("the reason", entered))
        if not there
    ]
    return f"Still missing this month: {' and '.join(missing)}."


CHECKS: dict[str, Callable[[Caseload, int], str | None]] = {
    "notes": _notes,
    "plan": _plan,
    "objectives": _objectives,
    "focus": _focus,
    "assessment": _assessment,
    "booking": _booking,
    "enrolments": _enrolments,
    "no_contact": _no_contact,
    "warrant": _warrant,
    "residential": _residential,
}
