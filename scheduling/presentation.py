"""Due items as people read them: the duty's name, its status, and why the date is what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from django.urls import NoReverseMatch, reverse

from agency import clock
from scheduling import policies
from scheduling.engine import explain
from scheduling.engine.status import status_of
from scheduling.gather import gather, gather_others
from scheduling.policy.shapes import Quota
from scheduling.refs import kind_of, pk_of
from scheduling.services.confirmations import confirmed_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offenders.models import Offender
    from scheduling.engine.results import Closed
    from scheduling.gather import Gathered
    from scheduling.models import DueItem
    from scheduling.policy.shapes import Duty

#: What the engine offers to do, as the pages name it; other actions stand as they are.
_ACTIONS = {"plan_review": "review", "adjustment_review": "review"}


@dataclass(frozen=True, slots=True)
class DescribedItem:
    """One row of a list of due items.

    duty: short, with the month where there is one each month ("Monthly note, Nov"). action: what
    there is to do (note, primary_report, regular_report, termination_summary, allocate, review).
    """

    item: DueItem
    duty: str
    status: str
    action: str

    @property
    def offender(self) -> Offender | None:
        """The person whom it is about; None for a duty about an officer or facility."""
        return self.item.offender

    @property
    def due_on(self) -> date | None:
        """The last day in time."""
        return self.item.due_on

    @property
    def opens_on(self) -> date | None:
        """The first day on which doing it counts."""
        return self.item.opens_on

    @property
    def hold_reason(self) -> str:
        """Why it is on hold; "" when it is not."""
        return self.item.hold_reason if self.item.on_hold else ""


def described(items: Iterable[DueItem], on: date) -> list[DescribedItem]:
    """The items as rows, judged on that day at their facility. No query for each row."""
    duties = policies.in_force().duties()
    return [_describe(item, duties.get(item.standard), on) for item in items]


def _describe(item: DueItem, duty: Duty | None, on: date) -> DescribedItem:
    status = status_of(
        due_on=item.due_on,
        opens_on=item.opens_on,
        fulfilled_on=item.fulfilled_on,
        closed=cast("Closed", item.closed),
        on_hold=item.on_hold,
        as_of=on,
        due_time=item.due_time,
        fulfilled_time=item.fulfilled_time,
    )
    action = duty.action if duty is not None else ""
    return DescribedItem(item, duty_label(item, duty), status, _ACTIONS.get(action, action))


def duty_label(item: DueItem, duty: Duty | None) -> str:
    """The duty's short name, with the month for one that is owed each month."""
    if duty is None:
        return str(item.standard)
    if isinstance(duty, Quota) and duty.per == "month" and item.due_on is not None:
        name = "Absence note" if item.kind == "continued_absence" else duty.name
        return f"{name}, {item.due_on:%b}"
    return duty.name


@dataclass(frozen=True, slots=True)
class Why:
    """Why a date is what it is, in the shape of templates/components/why.html.

    facts: (label, day, address or "", "Record"). steps: (label, arithmetic, day, status, current).
    assumptions: (sentence, confirmed by, confirmed on).
    """

    sentence: str
    duty: str
    due_on: date | None
    policy_title: str
    edition: str
    effective_on: date
    clause: str
    quote: str
    facts: list[tuple[str, date | None, str, str]]
    steps: list[tuple[str, str, date | None, str, bool]]
    assumptions: list[tuple[str, str, date | None]]
    satisfied_by: str
    would_change: str


def why(item: DueItem, on: date) -> Why | None:
    """Explain a stored item from the facts as they stand; None when they no longer imply it."""
    in_force = policies.in_force()
    case = _gathered(item)
    answer = policies.assess(in_force, case.facts, on)
    obligation = next((o for o in answer.obligations if o.occurrence == item.occurrence), None)
    if obligation is None:
        return None
    told = explain.why(in_force.policies, obligation, case.facts, on, in_force.settings)
    return as_read(told, item.offender_id, _with_confirmations(item.standard, told.assumptions))


def as_read(
    told: explain.Why, offender_id: int | None, assumptions: list[tuple[str, str, date | None]]
) -> Why:
    """What the engine tells of an item, with the addresses of the records that it was made of."""
    return Why(
        sentence=told.headline,
        duty=told.name,
        due_on=told.due_on,
        policy_title=told.clause.policy,
        edition=told.clause.edition,
        effective_on=told.clause.in_force_since,
        clause=told.clause.heading,
        quote=told.clause.quotation,
        facts=[
            (fact.label, fact.on, record_address(offender_id, fact.ref), "Record")
            for fact in told.facts
        ],
        steps=[
            (step.label, step.arithmetic, step.on, step.status or "", step.current)
            for step in told.steps
        ],
        assumptions=assumptions,
        satisfied_by=told.satisfied_by,
        would_change=" ".join(told.would_change),
    )


def _with_confirmations(
    standard: str, sentences: Iterable[str]
) -> list[tuple[str, str, date | None]]:
    """Each assumption, and who at the agency confirmed it and when; "" and None until then."""
    confirmed = confirmed_for(standard)
    told: list[tuple[str, str, date | None]] = []
    for sentence in sentences:
        row = confirmed.get(sentence)
        if row is None:
            told.append((sentence, "", None))
        else:
            on = clock.local_date(row.confirmed_at)
            told.append((sentence, row.confirmed_by.full_name, on))
    return told


#: Records that have a place of their own on the case file's timeline.
_ON_THE_TIMELINE = frozenset(
    {"movement", "sentence", "assignment", "plan_review", "note", "report"}
)


#: Records with a page of their own, by the kind in a reference.
_PAGES = {
    "conference": "pages:conference",
    "coaching": "pages:coaching",
    "exemption": "pages:exemption",
    "meeting": "pages:meeting",
    "memo": "pages:memo",
    "revision": "pages:revision",
    "caseload_list": "pages:caseload-submission",
}

#: Records that stand on a page of the person, by the kind in a reference.
_PAGES_OF_A_PERSON = {
    "application": "pages:applications",
    "assessment": "pages:assessments",
    "enrolment": "pages:programs",
    "program_completed": "pages:programs",
    "booking": "pages:supervision",
    "supervision": "pages:supervision",
    "team_lead": "pages:sharing",
    "plan_action": "pages:plans",
}


def record_address(offender_id: int | None, reference: str) -> str:
    """Where the record of a fact stands: its page, or its place on the case file; "" without."""
    kind = kind_of(reference)
    pk = pk_of(reference.split("/")[0])
    if kind in _PAGES:
        try:
            return reverse(_PAGES[kind], args=[pk])
        except NoReverseMatch:
            return ""
    if kind in _PAGES_OF_A_PERSON and offender_id is not None:
        return reverse(_PAGES_OF_A_PERSON[kind], args=[offender_id])
    if kind == "team_appearance" and offender_id is not None:
        return f"{reverse('pages:case-file', args=[offender_id])}#team-appearances"
    if kind in {"no_contact", "warrant_request"} and offender_id is not None:
        return f"{reverse('pages:case-file', args=[offender_id])}#contact"
    if offender_id is None or kind not in _ON_THE_TIMELINE:
        return ""
    return f"{reverse('pages:case-file', args=[offender_id])}#{kind}-{pk}"


def _gathered(item: DueItem) -> Gathered:
    """The facts of whomever or whatever the item is about."""
    if item.offender_id is not None:
        (found,) = gather([item.offender_id])
    elif item.officer_id is not None:
        (found,) = gather_others("officer", [item.officer_id])
    elif item.unit_subject_id is not None:
        (found,) = gather_others("unit", [item.unit_subject_id])
    else:
        assert item.facility_subject_id is not None  # the database holds that there is one
        (found,) = gather_others("facility", [item.facility_subject_id])
    return found
