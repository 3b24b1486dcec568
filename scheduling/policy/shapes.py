"""The few shapes to which duties reduce. There is no expression language on purpose: what a shape
cannot say gets a new shape, reviewed by people. Their words: `vocabulary`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduling.policy.dates import Per, Span
from scheduling.policy.vocabulary import (
    Action,
    Carries,
    CountsFrom,
    CycleStart,
    CycleSubject,
    DueDay,
    Event,
    EverySetting,
    Fulfilment,
    Grace,
    OncePer,
    OnLeaving,
    QuotaFulfilment,
    QuotaSubject,
    QuotaWhen,
    Repeats,
    Role,
    Situation,
    StageFulfilment,
    Strength,
    WithinSetting,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What every duty says of itself: what officers read, and where it stands in the policy.

    `duty` completes "must ..."; `satisfied_by` completes "What would satisfy it"; `cite` is the
    clause's heading; `quote` its words, exactly; `assumes` this product's answers where the text
    is silent, each one sentence; `bears_when` says for each of them when an item shows it.
    `related_source`, `related`: where the figure stands in another rule to which this policy
    refers, and what that rule says in our words, never shown as a quotation.
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
    strength: Strength = "SHALL"
    related_source: str = ""
    related: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Duty):
    """Once, within a span after an event or some time before one. Reason: most duties answer to
    one event; notices answer to one that is still to come.

    `after`: the later of these events is day 0. `requires`: events without which it is not owed,
    that do not move day 0. `within` None: owed, the policy gives no date.
    `before` and `at_least` (or `at_least_hours`): the last day, or the last minute, in time for
    what comes; used in place of `after` and `within`.
    `by_end_of`: the last day of the period in which the event lies, in place of `within`.
    `over`: the first day on which more than `within` has passed (M7).
    `by_next`: never later than the day before the next record of the same kind.
    `within_setting`: the agency's span in place of `within`.
    `once_per` "permanent_placement": at each place where the policy applies; "event": each time.
    `supersedes`: codes of cycle turns that this takes the place of until its due date.
    `record_kinds`: which meetings are meant. `instrument`, `unless_assessed_within`: which
    assessment; one no older than this on the day of the event spares the duty.
    `unless_status`: legal statuses that the rule leaves out.
    """

    after: tuple[Event, ...] = ()
    requires: tuple[Event, ...] = ()
    within: Span | None = None
    before: Event | None = None
    at_least: Span | None = None
    at_least_hours: int = 0
    by_end_of: Per | None = None
    over: bool = False
    by_next: bool = False
    within_setting: WithinSetting = ""
    once_per: OncePer = "event"
    fulfilled_by: Fulfilment
    note_types: tuple[str, ...] = ()
    record_kinds: tuple[str, ...] = ()
    plan: str = ""
    instrument: str = ""
    unless_assessed_within: Span | None = None
    unless_status: tuple[str, ...] = ()
    grace: Grace = ""
    repeats_on_reallocation: Repeats = ""
    supersedes: tuple[str, ...] = ()
    on_transfer: OnLeaving = "stands"
    on_departure: OnLeaving = "stands"

    @property
    def event(self) -> Event:
        """The first event that it answers to."""
        return self.before if self.before is not None else self.after[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Duty):
    """One of the duties that a cycle takes in turn."""

    fulfilled_by: Fulfilment
    plan: str = ""
    record_kind: str = ""
    instrument: str = ""


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
    the last one held (M4). `bands`: one, or a shorter interval for the final part and a longer
    one. `every_setting`: the agency's setting that replaces the interval.
    `restarts_on_marked_review`: a review marked as resetting begins the cycle anew (R16).
    `subject`: of whom the records are. Reason: meetings belong to a facility and attendance to a
    unit's team. `starts` "opened" is the day from which that place is known, "assessment" the
    first one made: without it nothing can lapse.
    """

    id: str
    starts: CycleStart
    plan: str = ""
    counts_from: CountsFrom
    bands: tuple[Band, ...]
    turns: tuple[Turn, ...]
    subject: CycleSubject = "case"
    every_setting: EverySetting = ""
    restarts_on_marked_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Duty):
    """So many in each week, calendar month or quarter, by its last day. Reason: "monthly" and
    "quarterly" count by the calendar, not from an event.

    `subject` "case": owed by whoever holds the case on that day (M1); "enrolment": for each that
    is open then, from the period after it became older than `starts_after` on.
    `long_absence`: away for longer than this on the last day makes it a note of continued
    absence (M3). `at_least`: how many different days; reason: coverage is a count of days.
    `when`: owed only in a period of which this is true; reason: a reason for no contact is owed
    only where there was none.
    """

    subject: QuotaSubject
    per: Per
    fulfilled_by: QuotaFulfilment
    due_day: DueDay = ""
    long_absence: Span | None = None
    record_kind: str = ""
    at_least: int = 1
    when: QuotaWhen = ""
    starts_after: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Duty):
    """A document that must exist at a juncture, here one whose date another policy sets. Reason:
    it is owed though nothing gives it a date.

    `effective_sentence_over`: owed when the effective sentence is longer than this (R4).
    """

    plan: str
    fulfilled_by: StageFulfilment
    effective_sentence_over: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Duty):
    """A record that must be kept for a time. Reason: time fulfils it and an act breaks it, which
    is the other way round for every other shape.

    Kept through the anniversary; its date is the day after, from which it may be disposed of
    (M8). A legal hold wins. `record_kinds`: of which meetings.
    """

    keep: Span
    record_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Duty):
    """What may be done only while a record is in force. Reason: it is decided at each attempt and
    is never due.

    `requires` "consent": one for that recipient, from its signing through its last day.
    """

    requires: Literal["consent"]


Shape = Deadline | Cycle | Quota | Stage | Retention | Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated edition of a policy. `carries`: whether items begun under an older edition keep
    it. `key` names it in an obligation; `sha256` is of its text. `strength`: whether the policy
    binds. `supplements`: the policy some of whose duties this one replaces at a place; "" for a
    policy of its own."""

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
    strength: Strength = "SHALL"
    supplements: str = ""

    @property
    def policy(self) -> str:
        """The policy whose duties these are, which for a supplement is the one it supplements."""
        return self.supplements or self.code

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
        """The duty with that code, as standards are cited."""
        return next((duty for duty in self.duties() if duty.code == code), None)

    def shape_of(self, code: str) -> Shape | None:
        """The shape that holds the duty with that code: itself, or the cycle of the turn."""
        for shape in self.shapes:
            duties = shape.turns if isinstance(shape, Cycle) else (shape,)
            if any(duty.code == code for duty in duties):
                return shape
        return None
