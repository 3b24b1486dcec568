"""A standard's TOML into an Edition, strictly: what is not understood refuses to load."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from scheduling.policy import shapes
from scheduling.policy.dates import Per, Span
from scheduling.policy.lines import Path as KeyPath
from scheduling.policy.lines import line_numbers
from scheduling.policy.shapes import (
    Band,
    Cycle,
    Deadline,
    Edition,
    Permission,
    Quota,
    Retention,
    Shape,
    Stage,
    Strength,
    Turn,
)

STANDARDS = Path(__file__).resolve().parent.parent / "standards"


class PolicyError(ValueError):
    """A standard that cannot be read: which file, line and key, and what was expected there.

    `others`: what else is wrong with the same text, in the order of its lines.
    """

    def __init__(self, source: str, line: int, key: str, expected: str) -> None:
        super().__init__(f"{source}, line {line}: {key}: {expected}")
        self.others: tuple[PolicyError, ...] = ()
        self.source = source
        self.line = line
        self.key = key
        self.expected = expected


class _Table:
    """One table of the file, read key by key; `finish` refuses what nobody asked for."""

    def __init__(
        self, values: Mapping[str, Any], path: KeyPath, source: str, lines: dict[KeyPath, int]
    ) -> None:
        self.values = values
        self.path = path
        self.source = source
        self.lines = lines
        self.asked: set[str] = set()
        self.strength: Strength = "SHALL"

    def refuse(self, key: str, expected: str) -> PolicyError:
        path: KeyPath = (*self.path, key) if key else self.path
        shown = ".".join(str(part) for part in path if not isinstance(part, int)) or "the file"
        while path and path not in self.lines:
            path = path[:-1]
        return PolicyError(self.source, self.lines.get(path, 1), shown, expected)

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.values

    def get(self, key: str, expected: str) -> Any:
        self.asked.add(key)
        if key not in self.values:
            raise self.refuse(key, f"is missing; expected {expected}.")
        return self.values[key]

    def text(self, key: str) -> str:
        value = self.get(key, "a text")
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, f"expected a text, found {value!r}.")
        return value

    def optional_text(self, key: str) -> str:
        return self.text(key) if self.has(key) else ""

    def day(self, key: str) -> date:
        value = self.get(key, "a date such as 2022-03-08")
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(key, f"expected a date such as 2022-03-08, found {value!r}.")
        return value

    def count(self, key: str, default: int, lowest: int = 0) -> int:
        value = self.get(key, "a whole number") if self.has(key) else default
        if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
            raise self.refuse(key, f"expected a whole number from {lowest}, found {value!r}.")
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key, "true or false") if self.has(key) else False
        if not isinstance(value, bool):
            raise self.refuse(key, f"expected true or false, found {value!r}.")
        return value

    def texts(self, key: str, *, allowed: tuple[str, ...] = (), least: int = 0) -> tuple[str, ...]:
        value = self.get(key, "a list of texts") if least or self.has(key) else []
        fits = isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
        if not fits or len(value) < least:
            raise self.refuse(key, f"expected a list of texts, found {value!r}.")
        for entry in value:
            if allowed and entry not in allowed:
                raise self.refuse(key, f"expected {_one_of(allowed)}, found {entry!r}.")
        return tuple(value)

    def choice(self, key: str, kind: object, default: str | None = None) -> Any:
        allowed = get_args(kind)
        if default is not None and not self.has(key):
            return default
        value = self.get(key, _one_of(allowed))
        if value not in allowed:
            raise self.refuse(key, f"expected {_one_of(allowed)}, found {value!r}.")
        return value

    def span(self, key: str) -> Span:
        expected = "a span such as { days = 14 }, { months = 3 } or { years = 3 }"
        value = self.get(key, expected)
        fits = (
            isinstance(value, dict)
            and value
            and set(value) <= {"days", "months", "years"}
            and all(
                isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in value.values()
            )
        )
        if not fits:
            raise self.refuse(key, f"expected {expected}, found {value!r}.")
        return Span(
            months=value.get("months", 0) + 12 * value.get("years", 0), days=value.get("days", 0)
        )

    def optional_span(self, key: str) -> Span | None:
        return self.span(key) if self.has(key) else None

    def tables(self, key: str, *, least: int = 0) -> list[_Table]:
        value = self.get(key, "a list of tables") if least or self.has(key) else []
        fits = isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
        if not fits or len(value) < least:
            raise self.refuse(key, f"expected a list of at least {least} tables, found {value!r}.")
        found = [
            _Table(entry, (*self.path, key, index), self.source, self.lines)
            for index, entry in enumerate(value)
        ]
        for table in found:
            table.strength = self.strength
        return found

    def finish(self) -> None:
        for key in self.values:
            if key not in self.asked:
                known = ", ".join(sorted(self.asked))
                raise self.refuse(key, f"is not a key here; known keys are {known}.")


def _one_of(allowed: tuple[str, ...]) -> str:
    return "one of " + ", ".join(f'"{word}"' for word in allowed if word)


def load_edition(path: Path, pack: str = "") -> Edition:
    """Read one standard's file. `pack` is its name in keys, by default folder and file name."""
    text = path.read_text(encoding="utf-8")
    return edition_from_text(text, path.name, pack or f"{path.parent.name}/{path.stem}")


def edition_from_text(text: str, source: str, pack: str) -> Edition:
    """Read a standard from its text; `source` names it in errors. Raises PolicyError."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line = getattr(problem, "lineno", None) or _line_in(str(problem), text)
        raise PolicyError(source, line, "the file", f"is not TOML: {problem}.") from problem
    root = _Table(values, (), source, line_numbers(text))
    about = root.get("policy", "a table [policy]")
    if not isinstance(about, dict):
        raise root.refuse("policy", "expected a table [policy].")
    policy = _Table(about, ("policy",), source, root.lines)
    problems: list[PolicyError] = []
    strength: Strength = "SHALL"
    try:
        strength = policy.choice("strength", Strength, default="SHALL")
    except PolicyError as problem:
        problems.append(problem)
    found: list[Shape] = []
    for key, reader in _READERS.items():
        try:
            tables = root.tables(key)
        except PolicyError as problem:
            problems.append(problem)
            continue
        for table in tables:
            table.strength = strength
            try:
                found.append(reader(table))
            except PolicyError as problem:
                problems.append(problem)
    edition: Edition | None = None
    for check in (
        root.finish,
        lambda: _refuse_doubles(root, found, supplement="supplements" in about),
    ):
        # Codes are compared only where every table could be read.
        if not problems or check == root.finish:
            try:
                check()
            except PolicyError as problem:
                problems.append(problem)
    try:
        edition = _edition(policy, pack, tuple(found), text, strength)
    except PolicyError as problem:
        problems.append(problem)
    if not problems and not found:
        names = ", ".join(f"[[{key}]]" for key in _READERS)
        problems.append(root.refuse("", f"expected at least one of {names}."))
    if problems or edition is None:
        problems.sort(key=lambda problem: problem.line)
        problems[0].others = tuple(problems[1:])
        raise problems[0]
    return edition


def _edition(
    policy: _Table, pack: str, found: tuple[Shape, ...], text: str, strength: Strength
) -> Edition:
    name = policy.text("edition")
    edition = Edition(
        key=f"{pack}@{name}",
        jurisdiction=policy.text("jurisdiction"),
        code=policy.text("code"),
        title=policy.text("title"),
        short_title=policy.text("short_title"),
        edition=name,
        effective_on=policy.day("effective"),
        review_due_on=policy.day("review_due") if policy.has("review_due") else None,
        carries=policy.choice("carries", shapes.Carries, default="keep"),
        shapes=found,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        strength=strength,
        supplements=policy.optional_text("supplements"),
    )
    policy.finish()
    if edition.supplements == edition.code:
        raise policy.refuse("supplements", "expected the code of another policy than its own.")
    return edition


def problems_in(text: str, source: str, pack: str) -> tuple[PolicyError, ...]:
    """Everything wrong with a standard's text, by line; empty when it loads."""
    try:
        edition_from_text(text, source, pack)
    except PolicyError as problem:
        return (problem, *problem.others)
    return ()


def problems_of_supplement(supplement: Edition, base: Edition) -> tuple[str, ...]:
    """Why a supplement cannot replace duties of that policy; empty when it can.

    Each of its shapes must carry the id of one there, be of the same kind and have its codes.
    """
    found: list[str] = []
    if supplement.supplements != base.code:
        found.append(f"supplements: expected {base.code}, found {supplement.supplements!r}.")
    for shape in supplement.shapes:
        original = base.shape(shape.id)
        if original is None:
            known = ", ".join(entry.id for entry in base.shapes)
            found.append(f"{shape.id}: no duty there has this id; expected one of {known}.")
            continue
        if type(original) is not type(shape):
            kind = type(original).__name__.lower()
            found.append(f"{shape.id}: expected a [[{kind}]], as in {base.short_title}.")
            continue
        codes = [duty.code for duty in _duties_of(shape)]
        expected = [duty.code for duty in _duties_of(original)]
        if codes != expected:
            found.append(f"{shape.id}: expected the code {', '.join(expected)}, "
                         f"found {', '.join(codes)}.")  # fmt: skip
    return tuple(found)


def _duties_of(shape: Shape) -> tuple[shapes.Duty, ...]:
    return shape.turns if isinstance(shape, Cycle) else (shape,)


def _line_in(message: str, text: str) -> int:
    """The line that a TOML error names; the last line where it says "at end of document"."""
    _, _, rest = message.partition("(at line ")
    number = rest.split(",")[0]
    return int(number) if number.isdigit() else text.count("\n") + 1


def _duty(table: _Table) -> dict[str, Any]:
    return {
        "id": table.text("id"),
        "code": table.text("code"),
        "name": table.text("name"),
        "duty": table.text("duty"),
        "satisfied_by": table.text("satisfied_by"),
        "action": table.choice("action", shapes.Action),
        "owner": table.choice("owner", shapes.Role),
        "cite": table.text("cite"),
        "quote": table.text("quote"),
        **_assumptions(table),
        "strength": table.choice("strength", Strength, default=table.strength),
        **_related(table),
    }


def _related(table: _Table) -> dict[str, str]:
    """Another rule that gives the figure: where it stands, and what it says in our words."""
    source, words = table.optional_text("related_source"), table.optional_text("related")
    if source and not words:
        raise table.refuse("related", "is missing; expected what the related rule says.")
    if words and not source:
        raise table.refuse("related_source", "is missing; expected where the related rule stands.")
    return {"related_source": source, "related": words}


def _assumptions(table: _Table) -> dict[str, Any]:
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
        inner = _Table(entry, (*table.path, "assumes", index), table.source, table.lines)
        texts.append(inner.text("text"))
        situations.append(inner.choice("when", shapes.Situation, default=""))
        inner.finish()
    return {"assumes": tuple(texts), "bears_when": tuple(situations)}


def _deadline(table: _Table) -> Deadline:
    events = get_args(shapes.Event)
    before = table.choice("before", shapes.Event) if table.has("before") else None
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
        within_setting=table.choice("within_setting", shapes.WithinSetting, default=""),
        once_per=table.choice("once_per", shapes.OncePer, default="event"),
        fulfilled_by=table.choice("fulfilled_by", shapes.Fulfilment),
        note_types=table.texts("note_types"),
        record_kinds=table.texts("record_kinds"),
        plan=table.optional_text("plan"),
        instrument=table.optional_text("instrument"),
        unless_assessed_within=table.optional_span("unless_assessed_within"),
        unless_status=table.texts("unless_status"),
        grace=table.choice("grace", shapes.Grace, default=""),
        repeats_on_reallocation=table.choice("repeats_on_reallocation", shapes.Repeats, default=""),
        supersedes=table.texts("supersedes"),
        on_transfer=table.choice("on_transfer", shapes.OnLeaving, default="stands"),
        on_departure=table.choice("on_departure", shapes.OnLeaving, default="stands"),
    )
    table.finish()
    _check_deadline(table, deadline)
    return deadline


def _at_least(table: _Table) -> tuple[Span | None, int]:
    """Days or months as a span, or { hours = 48 }."""
    value = table.get("at_least", "a span such as { days = 10 } or { hours = 48 }")
    if isinstance(value, dict) and set(value) == {"hours"}:
        hours = value["hours"]
        if isinstance(hours, bool) or not isinstance(hours, int) or hours < 1:
            raise table.refuse("at_least", f"expected a number of hours, found {hours!r}.")
        return None, hours
    return table.span("at_least"), 0


_BY_PLACE = frozenset({"permanent_placement", "initial_plan_approved", "officer_allocated"})


def _check_deadline(table: _Table, deadline: Deadline) -> None:
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
        raise table.refuse(
            "after", f"expected {_one_of(tuple(sorted(_BY_PLACE)))} for a placement."
        )
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
            f"expected {_one_of(fits)} after {deadline.event}, found {deadline.fulfilled_by!r}.",
        )


#: What can fulfil a deadline that answers to an event.
FULFILS: dict[shapes.Event, tuple[shapes.Fulfilment, ...]] = {
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


def _turn(table: _Table) -> Turn:
    turn = Turn(
        **_duty(table),
        fulfilled_by=table.choice("fulfilled_by", shapes.Fulfilment),
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


def _cycle(table: _Table) -> Cycle:
    if not table.has("starts"):
        raise table.refuse("starts", "is missing; expected the event that starts the cycle.")
    cycle = Cycle(
        id=table.text("id"),
        starts=table.choice("starts", shapes.CycleStart),
        plan=table.optional_text("plan"),
        counts_from=table.choice("counts_from", shapes.CountsFrom),
        bands=tuple(_band(band) for band in table.tables("intervals", least=1)),
        turns=tuple(_turn(turn) for turn in table.tables("turn", least=1)),
        subject=table.choice("subject", shapes.CycleSubject, default="case"),
        every_setting=table.choice("every_setting", shapes.EverySetting, default=""),
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
                f"{turn.code}: expected fulfilled_by to be {_one_of(_TURNS[cycle.subject])}.",
            )
    return cycle


def _check_bands(table: _Table, cycle: Cycle) -> None:
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


def _band(table: _Table) -> Band:
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


def _quota(table: _Table) -> Quota:
    quota = Quota(
        **_duty(table),
        subject=table.choice("subject", shapes.QuotaSubject),
        per=table.choice("per", Per),
        fulfilled_by=table.choice("fulfilled_by", shapes.QuotaFulfilment),
        due_day=table.choice("due_day", shapes.DueDay, default=""),
        long_absence=table.optional_span("long_absence"),
        record_kind=table.optional_text("record_kind"),
        at_least=table.count("at_least", 1, lowest=1),
        when=table.choice("when", shapes.QuotaWhen, default=""),
        starts_after=table.optional_span("starts_after"),
    )
    table.finish()
    fits = _COUNTED[quota.subject]
    if quota.fulfilled_by not in fits:
        raise table.refuse(
            "fulfilled_by",
            f'expected {_one_of(fits)} for subject "{quota.subject}"; a note is only for a case.',
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


def _stage(table: _Table) -> Stage:
    stage = Stage(
        **_duty(table),
        plan=table.text("plan"),
        fulfilled_by=table.choice("fulfilled_by", shapes.StageFulfilment),
        effective_sentence_over=table.span("effective_sentence_over"),
    )
    table.finish()
    return stage


def _retention(table: _Table) -> Retention:
    retention = Retention(
        **_duty(table),
        keep=table.span("keep"),
        record_kinds=table.texts("record_kinds", least=1),
    )
    table.finish()
    return retention


def _permission(table: _Table) -> Permission:
    permission = Permission(**_duty(table), requires=table.choice("requires", Literal["consent"]))
    table.finish()
    return permission


_READERS: dict[str, Callable[[_Table], Shape]] = {
    "stage": _stage,
    "deadline": _deadline,
    "cycle": _cycle,
    "quota": _quota,
    "retention": _retention,
    "permission": _permission,
}


def _refuse_doubles(root: _Table, found: list[Shape], *, supplement: bool) -> None:
    codes: set[str] = set()
    ids: set[str] = set()
    positions = dict.fromkeys(_READERS, 0)
    for shape in found:
        kind = type(shape).__name__.lower()
        table = _Table({}, (kind, positions[kind]), root.source, root.lines)
        positions[kind] += 1
        if shape.id in ids:
            raise table.refuse("id", f'"{shape.id}" is used twice; expected each id once.')
        ids.add(shape.id)
        turns = shape.turns if isinstance(shape, Cycle) else (shape,)
        for index, duty in enumerate(turns):
            inner = table
            if isinstance(shape, Cycle):
                inner = _Table({}, (*table.path, "turn", index), root.source, root.lines)
            if duty.code in codes:
                raise inner.refuse("code", f'"{duty.code}" is used twice; expected each code once.')
            codes.add(duty.code)
    position = 0
    for shape in found:
        if isinstance(shape, Deadline):
            table = _Table({}, ("deadline", position), root.source, root.lines)
            position += 1
            for code in shape.supersedes:
                # A supplement may name a duty that stands in the policy that it supplements.
                if code not in codes and not supplement:
                    raise table.refuse("supersedes", f'no standard here has the code "{code}".')


@cache
def shipped(jurisdiction: str = "") -> tuple[Edition, ...]:
    """The standards that come with the product, of one jurisdiction ("WA") or of all."""
    found = (load_edition(path) for path in sorted(STANDARDS.glob("*/*.toml")))
    return tuple(e for e in found if not jurisdiction or e.jurisdiction == jurisdiction)


@cache
def jurisdictions() -> tuple[str, ...]:
    """The jurisdictions that have shipped standards."""
    return tuple(sorted({edition.jurisdiction for edition in shipped()}))
