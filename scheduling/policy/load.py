"""A standard's TOML into an Edition, strictly: what is not understood refuses to load."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from scheduling.policy import shapes
from scheduling.policy.dates import Per, Span
from scheduling.policy.lines import Path as KeyPath
from scheduling.policy.lines import line_numbers
from scheduling.policy.shapes import Band, Cycle, Deadline, Edition, Quota, Shape, Stage, Turn

STANDARDS = Path(__file__).resolve().parent.parent / "standards"


class PolicyError(ValueError):
    """A standard that cannot be read: which file, line and key, and what was expected there."""

    def __init__(self, source: str, line: int, key: str, expected: str) -> None:
        super().__init__(f"{source}, line {line}: {key}: {expected}")
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
        return [
            _Table(entry, (*self.path, key, index), self.source, self.lines)
            for index, entry in enumerate(value)
        ]

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
    found: list[Shape] = []
    for key, reader in _READERS.items():
        found.extend(reader(table) for table in root.tables(key))
    root.finish()
    _refuse_doubles(root, found)
    digest = hashlib.sha256(text.encode()).hexdigest()
    edition_name = policy.text("edition")
    edition = Edition(
        key=f"{pack}@{edition_name}",
        jurisdiction=policy.text("jurisdiction"),
        code=policy.text("code"),
        title=policy.text("title"),
        short_title=policy.text("short_title"),
        edition=edition_name,
        effective_on=policy.day("effective"),
        review_due_on=policy.day("review_due") if policy.has("review_due") else None,
        carries=policy.choice("carries", shapes.Carries, default="keep"),
        shapes=tuple(found),
        sha256=digest,
    )
    policy.finish()
    if not found:
        raise root.refuse(
            "", "expected at least one of [[deadline]], [[cycle]], [[quota]], [[stage]]."
        )
    return edition


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
    }


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
    deadline = Deadline(
        **_duty(table),
        after=cast(Any, table.texts("after", allowed=events, least=1)),
        requires=cast(Any, table.texts("requires", allowed=events)),
        within=table.optional_span("within"),
        once_per=table.choice("once_per", shapes.OncePer, default="event"),
        fulfilled_by=table.choice("fulfilled_by", shapes.Fulfilment),
        note_types=table.texts("note_types"),
        plan=table.optional_text("plan"),
        grace=table.choice("grace", shapes.Grace, default=""),
        repeats_on_reallocation=table.choice("repeats_on_reallocation", shapes.Repeats, default=""),
        supersedes=table.texts("supersedes"),
        on_transfer=table.choice("on_transfer", shapes.OnLeaving, default="stands"),
        on_departure=table.choice("on_departure", shapes.OnLeaving, default="stands"),
    )
    table.finish()
    needs_plan = "initial_plan_approved" in (*deadline.after, *deadline.requires)
    if needs_plan and not deadline.plan:
        raise table.refuse("plan", "is missing; expected the plan whose approval is meant.")
    if deadline.fulfilled_by == "note" and not deadline.note_types:
        raise table.refuse("note_types", "is missing; expected the types of note that fulfil it.")
    by_place = {"permanent_placement", "initial_plan_approved", "officer_allocated"}
    if deadline.once_per == "permanent_placement" and not set(deadline.after) <= by_place:
        raise table.refuse("after", f"expected {_one_of(tuple(sorted(by_place)))} for a placement.")
    if deadline.once_per == "event" and (len(deadline.after) != 1 or deadline.after[0] in by_place):
        raise table.refuse(
            "once_per", 'is missing; expected "permanent_placement" for these events.'
        )
    return deadline


def _turn(table: _Table) -> Turn:
    turn = Turn(
        **_duty(table),
        fulfilled_by=table.choice("fulfilled_by", shapes.Fulfilment),
        plan=table.optional_text("plan"),
    )
    table.finish()
    if turn.fulfilled_by == "plan_review" and not turn.plan:
        raise table.refuse("plan", "is missing; expected the plan whose review is meant.")
    return turn


def _cycle(table: _Table) -> Cycle:
    if not table.has("starts"):
        raise table.refuse("starts", "is missing; expected the event that starts the cycle.")
    cycle = Cycle(
        id=table.text("id"),
        starts=table.choice("starts", shapes.CycleStart),
        plan=table.text("plan"),
        counts_from=table.choice("counts_from", shapes.CountsFrom),
        bands=tuple(_band(band) for band in table.tables("intervals", least=1)),
        turns=tuple(_turn(turn) for turn in table.tables("turn", least=1)),
        every_setting=table.choice("every_setting", shapes.EverySetting, default=""),
        restarts_on_marked_review=table.flag("restarts_on_marked_review"),
    )
    table.finish()
    last = cycle.bands[-1]
    if last.left_to_serve_up_to is not None or len(cycle.bands) > 2:
        raise table.refuse(
            "intervals", "expected one interval, or two of which the last has no upper limit."
        )
    if len(cycle.bands) == 2 and cycle.bands[0].left_to_serve_up_to is None:
        raise table.refuse("intervals", "expected the first of two to say left_to_serve_up_to.")
    if any(band.every == Span() for band in cycle.bands):
        raise table.refuse("intervals", "expected every interval to be longer than nothing.")
    if cycle.counts_from == "last_done" and (len(cycle.turns) > 1 or len(cycle.bands) > 1):
        raise table.refuse("counts_from", 'expected "grid" where turns or intervals vary.')
    return cycle


def _band(table: _Table) -> Band:
    band = Band(
        every=table.span("every"),
        left_to_serve_up_to=table.optional_span("left_to_serve_up_to"),
        quote=table.optional_text("quote"),
    )
    table.finish()
    return band


def _quota(table: _Table) -> Quota:
    quota = Quota(
        **_duty(table),
        subject=table.choice("subject", shapes.QuotaSubject),
        per=table.choice("per", Per),
        fulfilled_by=table.choice("fulfilled_by", shapes.QuotaFulfilment),
        due_day=table.choice("due_day", shapes.DueDay, default=""),
        long_absence=table.optional_span("long_absence"),
        record_kind=table.optional_text("record_kind"),
    )
    table.finish()
    if (quota.fulfilled_by == "note") != (quota.subject == "case"):
        raise table.refuse("fulfilled_by", 'expected "note" for a case, and only for a case.')
    if quota.fulfilled_by != "note" and not quota.record_kind:
        raise table.refuse("record_kind", "is missing; expected the kind of list or meeting.")
    if quota.due_day and quota.per != "month":
        raise table.refuse("due_day", "expected only where per is a month.")
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


_READERS: dict[str, Callable[[_Table], Shape]] = {
    "stage": _stage,
    "deadline": _deadline,
    "cycle": _cycle,
    "quota": _quota,
}


def _refuse_doubles(root: _Table, found: list[Shape]) -> None:
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
                if code not in codes:
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
