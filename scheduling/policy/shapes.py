"""The few shapes to which duties reduce. There is no expression language on purpose: what a shape
cannot say gets a new shape, reviewed by people.

Names of events and fulfilments are this product's, not any jurisdiction's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduling.policy.dates import Per, Span

#: What starts a clock.
Event = Literal[
    "permanent_placement",
    "initial_plan_approved",
    "officer_allocated",
    "case_handed_over",
    "pregnancy_form_received",
    "pregnancy_notified",
]

#: What fulfils a duty.
Fulfilment = Literal[
    "officer_allocated",
    "primary_report",
    "regular_report",
    "plan_approved",
    "plan_review",
    "note",
    "pregnancy_notified",
    "pregnancy_note",
    "pregnancy_form_filed",
]

#: What the screen offers to do about it.
Action = Literal[
    "allocate",
    "primary_report",
    "regular_report",
    "plan_approval",
    "plan_review",
    "adjustment_review",
    "note",
    "termination_summary",
    "pregnancy_notice",
    "pregnancy_note",
    "file_form",
    "caseload_list",
    "meeting",
]

#: Whose duty it is, as a role; the officer is found from the facts.
Role = Literal[
    "case_officer",
    "assessment_officer",
    "case_management_coordinator",
    "facility_head",
]

#: What becomes of an unfulfilled item when the person leaves the place or custody. close: not yet
#: due is cancelled, past due is missed; bring_forward: it becomes due that day; stands: nothing.
OnLeaving = Literal["close", "bring_forward", "stands"]

#: When an assumption bears on an item; "" is always. What is not listed is on the standards page.
Situation = Literal["", "no_end", "end_passed", "switch", "superseded", "held", "missed"]

OncePer = Literal["permanent_placement", "event"]
CycleStart = Literal["initial_plan_approved", "permanent_placement"]
CountsFrom = Literal["grid", "last_done"]
QuotaSubject = Literal["case", "officer", "facility"]
QuotaFulfilment = Literal["note", "list_submitted", "meeting_held"]
StageFulfilment = Literal["plan_approved"]

#: Settings that a standard may name for a value that the agency decides; "" is none.
Grace = Literal["", "termination_grace_days"]
Repeats = Literal["", "primary_on_reallocation"]
DueDay = Literal["", "month_note_due_day", "caseload_list_due_day"]
EverySetting = Literal["", "adjustment_review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What every duty says of itself: what officers read, and where it stands in the policy.

    `duty` completes "must ..."; `satisfied_by` completes "What would satisfy it"; `cite` is the
    clause's heading; `quote` its words, exactly; `assumes` this product's answers where the text
    is silent, each one sentence; `bears_when` says for each of them when an item shows it.
    """

    id: str
    code: str
    name: str
    duty: str
    satisfied_by: str
    action: Action
    owner: Role
    cite: str
    quote: str
    assumes: tuple[str, ...] = ()
    bears_when: tuple[Situation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Duty):
    """Once, within a span after an event. Reason: most duties answer to one event.

    `after`: the later of these events is day 0. `requires`: events without which it is not owed,
    that do not move day 0. `within` None: owed, the policy gives no date.
    `once_per` "permanent_placement": at each place where the policy applies; "event": each time.
    `supersedes`: codes of cycle turns that this takes the place of until its due date.
    """

    after: tuple[Event, ...]
    requires: tuple[Event, ...] = ()
    within: Span | None = None
    once_per: OncePer = "event"
    fulfilled_by: Fulfilment
    note_types: tuple[str, ...] = ()
    plan: str = ""
    grace: Grace = ""
    repeats_on_reallocation: Repeats = ""
    supersedes: tuple[str, ...] = ()
    on_transfer: OnLeaving = "stands"
    on_departure: OnLeaving = "stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Duty):
    """One of the duties that a cycle takes in turn."""

    fulfilled_by: Fulfilment
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """How often while no more than this is left to serve; None: however much is left. `quote`:
    the words for this interval, where they differ from the turn's."""

    every: Span
    left_to_serve_up_to: Span | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Again and again from an event, taking turns. Reason: dates of one slot follow from the
    slot before it, which a deadline cannot say.

    `counts_from` "grid": from the start, so a late report moves nothing (R9); "last_done": from
    the last one held. `bands`: one, or a shorter interval for the final part and a longer one.
    `every_setting`: the agency's setting that replaces the interval. `restarts_on_marked_review`:
    a review marked as resetting begins the cycle anew (R16).
    """

    id: str
    starts: CycleStart
    plan: str
    counts_from: CountsFrom
    bands: tuple[Band, ...]
    turns: tuple[Turn, ...]
    every_setting: EverySetting = ""
    restarts_on_marked_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Duty):
    """One in each calendar month or quarter, by its last day. Reason: "monthly" and "quarterly"
    count by the calendar, not from an event.

    `subject` "case": owed by whoever holds the case on that day (M1). `long_absence`: away for
    longer than this on the last day makes it a note of continued absence (M3).
    """

    subject: QuotaSubject
    per: Per
    fulfilled_by: QuotaFulfilment
    due_day: DueDay = ""
    long_absence: Span | None = None
    record_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Duty):
    """A document that must exist at a juncture, here one whose date another policy sets. Reason:
    it is owed though nothing gives it a date.

    `effective_sentence_over`: owed when the effective sentence is longer than this (R4).
    """

    plan: str
    fulfilled_by: StageFulfilment
    effective_sentence_over: Span


Shape = Deadline | Cycle | Quota | Stage

Carries = Literal["keep", "recompute-open-items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated edition of a policy. `carries`: whether items begun under an older edition keep
    it. `key` names it in an obligation; `sha256` is of its text."""

    key: str
    jurisdiction: str
    code: str
    title: str
    short_title: str
    edition: str
    effective_on: date
    review_due_on: date | None
    carries: Carries
    shapes: tuple[Shape, ...]
    sha256: str

    def shape(self, shape_id: str) -> Shape | None:
        """The shape with that id."""
        return next((shape for shape in self.shapes if shape.id == shape_id), None)

    def duties(self) -> tuple[Duty, ...]:
        """Every duty, the turns of cycles among them, in the order of the file."""
        found: list[Duty] = []
        for shape in self.shapes:
            if isinstance(shape, Cycle):
                found.extend(shape.turns)
            else:
                found.append(shape)
        return tuple(found)

    def duty(self, code: str) -> Duty | None:
        """The duty with that code , as standards are cited."""
        return next((duty for duty in self.duties() if duty.code == code), None)
