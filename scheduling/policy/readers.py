"""Each kind of shape from its table, with what may stand together and what may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast, get_args

from scheduling.policy import vocabulary
from scheduling.policy.dates import Per, Span
from scheduling.policy.shapes import (
    Band,
    Cycle,
    Deadline,
    Permission,
    Quota,
    Retention,
    Shape,
    Stage,
    Turn,
)
from scheduling.policy.tables import Table, one_of
from scheduling.policy.vocabulary import Strength


def _duty(table: Table) -> dict[str, Any]:
    return {
        "id": table.text("id"),
        "code": table.text("code"),
        "name": table.text("name"),
        "duty": table.text("duty"),
        "satisfied_by": table.text("satisfied_by"),
        "action": table.choice("action", vocabulary.Action),
        "owner": table.choice("owner", vocabulary.Role),
        "cite": table.text("cite"),
        "quote": table.text("quote"),
        **_assumptions(table),
        "strength": table.choice("strength", Strength, default=table.strength),
        **_related(table),
    }


def _related(table: Table) -> dict[str, str]:
    """Another rule that gives the figure: where it stands, and what it says in our words."""
    source, words = table.optional_text("related_source"), table.optional_text("related")
    if source and not words:
        raise table.refuse("related", "is missing; expected what the related rule says.")
    if words and not source:
        raise table.refuse("related_source", "is missing; expected where the related rule stands.")
    return {"related_source": source, "related": words}


def _assumptions(table: Table) -> dict[str, Any]:
    """Each is a text, or { text = "...", when = "..." } where it bears only on some items."""
    values = table.get("assumes", "a list") if table.has("assumes") else []
    if not isinstance(values, list):
        raise table.refuse("assumes", f"expected a list, found {values!r}.")
    texts: list[str] = []
    situations: list[str] = []
    for index, value in enumerate(values):
        entry = {"text": value} if isinstance(value, str) else value
        if not isinstance(entry, dict):
            raise table.refuse("assumes", f"expected texts, found {value!r}.")
        inner = Table(entry, (*table.path, "assumes", index), table.source, table.lines)
        texts.append(inner.text("text"))
        situations.append(inner.choice("when", vocabulary.Situation, default=""))
        inner.finish()
    return {"assumes": tuple(texts), "bears_when": tuple(situations)}


def _deadline(table: Table) -> Deadline:
    events = get_args(vocabulary.Event)
    before = table.choice("before", vocabulary.Event) if table.has("before") else None
    at_least, hours = _at_least(table) if before is not None else (None, 0)
    deadline = Deadline(
        **_duty(table),
        after=cast(Any, table.texts("after", allowed=events, least=0 if before else 1)),
        requires=cast(Any, table.texts("requires", allowed=events)),
        within=table.optional_span("within"),
        before=before,
        at_least=at_least,
        at_least_hours=hours,
        by_end_of=table.choice("by_end_of", Per) if table.has("by_end_of") else None,
        over=table.flag("over"),
        by_next=table.flag("by_next"),
        within_setting=table.choice("within_setting", vocabulary.WithinSetting, default=""),
        once_per=table.choice("once_per", vocabulary.OncePer, default="event"),
        fulfilled_by=table.choice("fulfilled_by", vocabulary.Fulfilment),
        note_types=table.texts("note_types"),
        record_kinds=table.texts("record_kinds"),
        plan=table.optional_text("plan"),
        instrument=table.optional_text("instrument"),
        unless_assessed_within=table.optional_span("unless_assessed_within"),
        unless_status=table.texts("unless_status"),
        grace=table.choice("grace", vocabulary.Grace, default=""),
        repeats_on_reallocation=table.choice(
            "repeats_on_reallocation", vocabulary.Repeats, default=""
        ),
        supersedes=table.texts("supersedes"),
        on_transfer=table.choice("on_transfer", vocabulary.OnLeaving, default="stands"),
        on_departure=table.choice("on_departure", vocabulary.OnLeaving, default="stands"),
    )
    table.finish()
    _check_deadline(table, deadline)
    return deadline


def _at_least(table: Table) -> tuple[Span | None, int]:
    """Days or months as a span, or { hours = 48 }."""
    value = table.get("at_least", "a span such as { days = 10 } or { hours = 48 }")
    if isinstance(value, dict) and set(value) == {"hours"}:
        hours = value["hours"]
        if isinstance(hours, bool) or not isinstance(hours, int) or hours < 1:
            raise table.refuse("at_least", f"expected a number of hours, found {hours!r}.")
        return None, hours
    return table.span("at_least"), 0


_BY_PLACE = frozenset({"permanent_placement", "initial_plan_approved", "officer_allocated"})


def _check_deadline(table: Table, deadline: Deadline) -> None:
    if deadline.before is not None and deadline.after:
        raise table.refuse("before", "expected either after or before, not both.")
    if deadline.before is not None and (deadline.within is not None or deadline.by_end_of):
        raise table.refuse("at_least", "expected only at_least with before, not within.")
    if deadline.by_end_of is not None and deadline.within is not None:
        raise table.refuse("by_end_of", "expected either within or by_end_of, not both.")
    if deadline.over and deadline.within is None:
        raise table.refuse("over", "expected only where within is a span.")
    needs_plan = "initial_plan_approved" in (
        *deadline.after,
        *deadline.requires,
    ) or deadline.fulfilled_by in ("plan_approved", "plan_kept")
    if needs_plan and not deadline.plan:
        raise table.refuse("plan", "is missing; expected the plan whose approval is meant.")
    if deadline.fulfilled_by == "note" and not deadline.note_types:
        raise table.refuse("note_types", "is missing; expected the types of note that fulfil it.")
    if deadline.unless_assessed_within is not None and not deadline.instrument:
        raise table.refuse("instrument", "is missing; expected the instrument that is meant.")
    if deadline.event == "meeting_held" and not deadline.record_kinds:
        raise table.refuse("record_kinds", "is missing; expected the kinds of meeting.")
    if deadline.once_per == "permanent_placement" and not set(deadline.after) <= _BY_PLACE:
        raise table.refuse("after", f"expected {one_of(tuple(sorted(_BY_PLACE)))} for a placement.")
    if deadline.once_per != "event":
        return
    if deadline.event in _BY_PLACE or len(deadline.after) > 1:
        raise table.refuse(
            "once_per", 'is missing; expected "permanent_placement" for these events.'
        )
    fits = FULFILS.get(deadline.event)
    if fits is not None and deadline.fulfilled_by not in fits:
        raise table.refuse(
            "fulfilled_by",
            f"expected {one_of(fits)} after {deadline.event}, found {deadline.fulfilled_by!r}.",
        )


#: What can fulfil a deadline that answers to an event.
FULFILS: dict[vocabulary.Event, tuple[vocabulary.Fulfilment, ...]] = {
    "case_handed_over": ("note",),
    "pregnancy_form_received": ("pregnancy_notified", "pregnancy_note", "pregnancy_form_filed"),
    "pregnancy_notified": ("pregnancy_note", "pregnancy_form_filed"),
    "case_received": ("assessment", "plan_approved", "plan_kept"),
    "designated_arrival": ("initial_classification",),
    "team_appearance": ("team_noticed",),
    "enrolment_opened": ("enrolment_verified",),
    "custody_booked": ("booking_typed",),
    "intake": ("assessment", "plan_approved"),
    "release": ("plan_approved",),
    "discharge": ("plan_approved",),
    "phase_begun": ("lead_named",),
    "program_completed": ("assessment",),
    "plan_action_due": ("plan_action_done",),
    "application_due": ("person_informed",),
    "conference": ("notice_sent",),
    "conference_held": ("conference_evaluated",),
    "coaching_agreed": ("coaching_closed",),
    "memo_sent": ("memo_discussed",),
    "revision_effective": ("revision_acknowledged",),
    "meeting_held": ("minutes_forwarded",),
}


def _turn(table: Table) -> Turn:
    turn = Turn(
        **_duty(table),
        fulfilled_by=table.choice("fulfilled_by", vocabulary.Fulfilment),
        plan=table.optional_text("plan"),
        record_kind=table.optional_text("record_kind"),
        instrument=table.optional_text("instrument"),
    )
    table.finish()
    if turn.fulfilled_by in ("plan_review", "plan_kept") and not turn.plan:
        raise table.refuse("plan", "is missing; expected the plan whose review is meant.")
    if turn.fulfilled_by == "meeting_held" and not turn.record_kind:
        raise table.refuse("record_kind", "is missing; expected the kind of meeting.")
    return turn


#: What the turns of a cycle about a subject may be fulfilled by.
_TURNS: dict[str, tuple[str, ...]] = {
    "case": (
        "regular_report",
        "primary_report",
        "plan_review",
        "plan_kept",
        "program_review",
        "assessment",
    ),
    "facility": ("meeting_held",),
    "unit": ("team_attended",),
}


def _cycle(table: Table) -> Cycle:
    if not table.has("starts"):
        raise table.refuse("starts", "is missing; expected the event that starts the cycle.")
    cycle = Cycle(
        id=table.text("id"),
        starts=table.choice("starts", vocabulary.CycleStart),
        plan=table.optional_text("plan"),
        counts_from=table.choice("counts_from", vocabulary.CountsFrom),
        bands=tuple(_band(band) for band in table.tables("intervals", least=1)),
        turns=tuple(_turn(turn) for turn in table.tables("turn", least=1)),
        subject=table.choice("subject", vocabulary.CycleSubject, default="case"),
        every_setting=table.choice("every_setting", vocabulary.EverySetting, default=""),
        restarts_on_marked_review=table.flag("restarts_on_marked_review"),
    )
    table.finish()
    _check_bands(table, cycle)
    if cycle.counts_from == "last_done" and len(cycle.turns) > 1:
        raise table.refuse("counts_from", 'expected "grid" where duties take turns.')
    if cycle.counts_from == "grid" and cycle.subject != "case":
        raise table.refuse("counts_from", 'expected "last_done" for a facility or a unit.')
    if cycle.counts_from == "grid" and cycle.starts not in (
        "initial_plan_approved",
        "permanent_placement",
    ):
        raise table.refuse("starts", "expected an approval or a placement for a grid.")
    if (cycle.starts == "opened") != (cycle.subject != "case"):
        raise table.refuse("starts", 'expected "opened" for a facility or unit, and only there.')
    if cycle.starts == "initial_plan_approved" and not cycle.plan:
        raise table.refuse("plan", "is missing; expected the plan whose approval starts it.")
    for turn in cycle.turns:
        if turn.fulfilled_by not in _TURNS[cycle.subject]:
            raise table.refuse(
                "turn",
                f"{turn.code}: expected fulfilled_by to be {one_of(_TURNS[cycle.subject])}.",
            )
    return cycle


def _check_bands(table: Table, cycle: Cycle) -> None:
    limits = [band.left_to_serve_up_to for band in cycle.bands]
    known = [limit for limit in limits if limit is not None]
    if len(set(known)) != len(known):
        raise table.refuse("intervals", "overlap: two say the same left_to_serve_up_to.")
    if limits[-1] is not None or len(cycle.bands) > 2:
        raise table.refuse(
            "intervals", "expected one interval, or two of which the last has no upper limit."
        )
    if len(cycle.bands) == 2 and limits[0] is None:
        raise table.refuse(
            "intervals", "overlap: expected the first of two to say left_to_serve_up_to."
        )
    if any(band.every == Span() for band in cycle.bands):
        raise table.refuse("intervals", "expected every interval to be longer than nothing.")
    if cycle.every_setting and len(cycle.bands) > 1:
        raise table.refuse("every_setting", "expected only where there is one interval.")


def _band(table: Table) -> Band:
    band = Band(
        every=table.span("every"),
        left_to_serve_up_to=table.optional_span("left_to_serve_up_to"),
        quote=table.optional_text("quote"),
    )
    table.finish()
    return band


#: Of whom the records are that fulfil a quota.
_COUNTED: dict[str, tuple[str, ...]] = {
    "case": ("note", "no_contact_reason", "residential_contact", "warrant_prepared"),
    "enrolment": ("enrolment_verified",),
    "officer": ("list_submitted", "memo_sent", "conference_held"),
    "facility": ("meeting_held", "days_covered"),
}


def _quota(table: Table) -> Quota:
    quota = Quota(
        **_duty(table),
        subject=table.choice("subject", vocabulary.QuotaSubject),
        per=table.choice("per", Per),
        fulfilled_by=table.choice("fulfilled_by", vocabulary.QuotaFulfilment),
        due_day=table.choice("due_day", vocabulary.DueDay, default=""),
        long_absence=table.optional_span("long_absence"),
        record_kind=table.optional_text("record_kind"),
        at_least=table.count("at_least", 1, lowest=1),
        when=table.choice("when", vocabulary.QuotaWhen, default=""),
        starts_after=table.optional_span("starts_after"),
    )
    table.finish()
    fits = _COUNTED[quota.subject]
    if quota.fulfilled_by not in fits:
        raise table.refuse(
            "fulfilled_by",
            f'expected {one_of(fits)} for subject "{quota.subject}"; a note is only for a case.',
        )
    if quota.fulfilled_by in ("list_submitted", "meeting_held") and not quota.record_kind:
        raise table.refuse("record_kind", "is missing; expected the kind of list or meeting.")
    if quota.due_day and quota.per != "month":
        raise table.refuse("due_day", "expected only where per is a month.")
    if quota.at_least > 1 and quota.fulfilled_by != "days_covered":
        raise table.refuse("at_least", "expected more than one only for days_covered.")
    if quota.when and quota.subject != "case":
        raise table.refuse("when", "expected only for a case.")
    if (quota.starts_after is not None) != (quota.subject == "enrolment"):
        raise table.refuse("starts_after", "expected for an enrolment, and only there.")
    return quota


def _stage(table: Table) -> Stage:
    stage = Stage(
        **_duty(table),
        plan=table.text("plan"),
        fulfilled_by=table.choice("fulfilled_by", vocabulary.StageFulfilment),
        effective_sentence_over=table.span("effective_sentence_over"),
    )
    table.finish()
    return stage


def _retention(table: Table) -> Retention:
    retention = Retention(
        **_duty(table),
        keep=table.span("keep"),
        record_kinds=table.texts("record_kinds", least=1),
    )
    table.finish()
    return retention


def _permission(table: Table) -> Permission:
    permission = Permission(**_duty(table), requires=table.choice("requires", Literal["consent"]))
    table.finish()
    return permission


#: By the name of its table, in the order in which a file is read.
READERS: dict[str, Callable[[Table], Shape]] = {
    "stage": _stage,
    "deadline": _deadline,
    "cycle": _cycle,
    "quota": _quota,
    "retention": _retention,
    "permission": _permission,
}
