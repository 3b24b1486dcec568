"""The dates of a cycle: pure arithmetic, from a start, the sentence and the policy's intervals.

How the next date follows from a slot P (R7), with B the day on which the final years begin:
P on or after B: the short interval after P; B no earlier than the long interval after P: the
long interval after P; else the later of the short interval after P and B. Months are always
added to the anchor, never to a clamped date (R2).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple, cast

from scheduling.engine.custody import Custody
from scheduling.engine.facts import PlanEvent, Sentence
from scheduling.policy.dates import Span
from scheduling.policy.select import Line, Version
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Cycle, Turn

#: What set a slot's date: counting from the anchor; the day the final years begin; the day from
#: which a new sentence or a new edition counts.
SetBy = Literal["count", "final_years", "sentence", "edition"]


class Start(NamedTuple):
    """From which record and day a run of slots counts."""

    ref: str
    on: date


class Slot(NamedTuple):
    """One date of a cycle. `number` counts from 1 since `start`; odd and even take turns.

    `anchor` + `months` and `days` is the arithmetic behind `due_on`; `every` the interval used.
    """

    start: Start
    number: int
    turn: Turn
    version: Version
    due_on: date
    anchor: date
    offset: Span
    every: Span
    set_by: SetBy
    final_years_on: date | None
    sentence: Sentence | None
    cancelled_by: PlanEvent | None = None


class _Place(NamedTuple):
    """Where the counting stands: the last slot, and how far that is from its anchor."""

    on: date
    anchor: date
    offset: Span


def final_years_on(sentence: Sentence | None, cycle: Cycle) -> date | None:
    """B: the day from which no more than the short interval's limit is left; None: no end known.

    R3 names the end; 29 February less whole years is 28 February.
    """
    limit = cycle.bands[0].left_to_serve_up_to
    end = sentence.effective_end if sentence is not None else None
    return None if limit is None or end is None else limit.before(end)


def slots(custody: Custody, line: Line, start: Start, settings: Settings) -> Iterator[Slot]:
    """The slots from a start, without end; the caller stops.

    1. Each interval begins on the slot before it and is governed by the edition of that day.
    2. A sentence that changes within the interval sets the next slot anew from the last one due
       on or before the change, never earlier than the change nor later than the long interval
       allows (R15).
    3. A review marked as resetting cancels the next slot and starts again, the first turn
       coming next (R16).
    """
    resets = _resets(custody, line, start)
    place = _Place(start.on, start.on, Span())
    number = 0
    while True:
        version = line.governing(place.on, _places(custody, place.on))
        if version is None:
            return
        number += 1
        slot = _next_slot(custody, line, version, start, number, place, settings)
        reset = next((event for event in resets if place.on <= event.on < slot.due_on), None)
        if reset is not None:
            yield slot._replace(cancelled_by=reset)
            resets = [event for event in resets if event.on > reset.on]
            start, number = Start(reset.ref, reset.on), 0
            place = _Place(reset.on, reset.on, Span())
            continue
        yield slot
        if slot.due_on <= place.on:
            return  # The calendar has ended.
        place = _Place(slot.due_on, slot.anchor, slot.offset)


def _next_slot(
    custody: Custody,
    line: Line,
    version: Version,
    start: Start,
    number: int,
    place: _Place,
    settings: Settings,
) -> Slot:
    sentence = _sentence_on(custody, place.on)
    slot = _computed(version, sentence, start, number, place, settings)
    changes: list[tuple[date, Sentence | None, Version | None]] = [
        (change.effective_on, change, None)
        for change in custody.sentences
        if place.on < change.effective_on and change is not sentence
    ]
    changes += [(later.from_on, None, later) for later in line.recomputing_after(place.on)]
    for changed_on, new_sentence, new_version in sorted(changes, key=lambda change: change[0]):
        if not place.on < changed_on < slot.due_on:
            continue
        sentence, version = new_sentence or sentence, new_version or version
        slot = _computed(version, sentence, start, number, place, settings)
        if slot.due_on < changed_on:
            slot = slot._replace(
                due_on=changed_on,
                anchor=changed_on,
                offset=Span(),
                set_by="sentence" if new_sentence is not None else "edition",
            )
    return slot


def _computed(
    version: Version,
    sentence: Sentence | None,
    start: Start,
    number: int,
    place: _Place,
    settings: Settings,
) -> Slot:
    cycle = cast(Cycle, version.shape)
    boundary = final_years_on(sentence, cycle)
    long = cycle.bands[-1].every
    short = cycle.bands[0].every
    if cycle.every_setting:
        long = short = getattr(settings, cycle.every_setting)
    turn = cycle.turns[(number - 1) % len(cycle.turns)]

    def counted(every: Span) -> Slot:
        offset = Span(place.offset.months + every.months, place.offset.days + every.days)
        return Slot(
            start,
            number,
            turn,
            version,
            offset.after(place.anchor),
            place.anchor,
            offset,
            every,
            "count",
            boundary,
            sentence,
        )

    if len(cycle.bands) == 1:
        return counted(long)
    late = counted(long)
    if boundary is None or boundary >= late.due_on:
        return late
    if place.on >= boundary:
        return counted(short)
    if settings.switch_reading == "lazy":
        return late
    soon = counted(short)
    switch_on = short.after(boundary) if settings.switch_reading == "grace" else boundary
    if switch_on >= late.due_on:
        return late
    if switch_on <= soon.due_on:
        return soon
    # Only a date that the boundary itself sets becomes the new anchor.
    return soon._replace(due_on=switch_on, anchor=switch_on, offset=Span(), set_by="final_years")


def _sentence_on(custody: Custody, day: date) -> Sentence | None:
    """The determination that counts on a day; the first one counts from the beginning."""
    found = custody.sentences[0] if custody.sentences else None
    for sentence in custody.sentences:
        if sentence.effective_on > day:
            break
        found = sentence
    return found


def _resets(custody: Custody, line: Line, start: Start) -> list[PlanEvent]:
    cycle = cast(Cycle, line.first().shape)
    if not cycle.restarts_on_marked_review:
        return []
    return [e for e in custody.reviews(cycle.plan) if e.resets_cycle and e.on > start.on]


def _places(custody: Custody, day: date) -> tuple[str, ...]:
    stay = custody.stay_on(day)
    return stay.places_on(day) if stay is not None else ()
