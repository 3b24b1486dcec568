"""The shape `stage`: a document owed while a sentence is long enough."""

from __future__ import annotations

from typing import cast

from scheduling.engine.context import Outcome, Run, Step
from scheduling.engine.custody import Custody
from scheduling.engine.facts import Sentence
from scheduling.engine.owners import officer_for, place_for
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import spoken
from scheduling.policy.select import Line
from scheduling.policy.shapes import Stage


def for_case(run: Run, line: Line, timeline: Timeline) -> None:
    """A plan is owed when the effective sentence is longer than the policy's limit (R4)."""
    for custody in timeline.custodies:
        sentence, spared_by = _requiring(line, custody)
        version = line.governing(sentence.start_on) if sentence is not None else None
        if sentence is None or version is None:
            continue
        stage = cast(Stage, version.shape)
        approval = custody.approval(stage.plan)
        outcome = Outcome()
        departure = custody.departure
        if approval is not None:
            outcome = Outcome(fulfilled_on=approval.on, fulfilled_by=approval.ref)
        elif spared_by is not None:
            outcome = Outcome(
                closed="cancelled", closed_on=spared_by.effective_on, closed_by=spared_by.ref
            )
        elif departure is not None:
            outcome = Outcome(closed="cancelled", closed_on=departure.on, closed_by=departure.ref)
        end = sentence.effective_end
        facts = (
            FactUsed("Sentence starts", sentence.start_on, sentence.ref),
            FactUsed("Effective end", end, sentence.ref),
        )
        began = custody.sentences[0].ref if custody.after is None else custody.places[0].ref
        steps: tuple[Step, ...] = ()
        if run.steps is not None:
            limit = stage.effective_sentence_over
            steps = (
                *(Step(fact.label, "", fact.on) for fact in facts),
                Step(
                    "Longest without a plan",
                    f"{spoken(sentence.start_on)} + {limit}",
                    limit.after(sentence.start_on),
                ),
                Step(stage.name, "the end is later; this policy gives no date", None, None, True),
            )
        run.emit(
            stage,
            version,
            occurrence=f"{stage.code}/{began}",
            subject=timeline.facts.ref,
            due_on=None,
            outcome=outcome,
            officer=officer_for(run, timeline, stage.owner, None, outcome, None),
            facility=place_for(custody, None),
            facts_used=facts,
            steps=steps,
        )


def _requiring(line: Line, custody: Custody) -> tuple[Sentence | None, Sentence | None]:
    """The first determination that needs a plan, and a later one that no longer does."""
    stage = cast(Stage, line.first().shape)
    needing: Sentence | None = None
    spared_by: Sentence | None = None
    for sentence in custody.sentences:
        end = sentence.effective_end
        needed = end is not None and end > stage.effective_sentence_over.after(sentence.start_on)
        if needed:
            needing, spared_by = needing or sentence, None
        elif needing is not None and end is not None:
            spared_by = spared_by or sentence
    return needing, spared_by
