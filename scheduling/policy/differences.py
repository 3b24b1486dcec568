"""How two editions of a policy differ, duty by duty, in words."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from scheduling.policy.english import ROLES, duty_sentence
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.policy.shapes import Band, Cycle, Deadline, Duty, Edition, Shape

DifferenceKind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a sentence, and whether the other edition has others in their place."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a duty says of itself and that changed: what, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DutyDifference:
    """One duty that differs. `before`, `after`: its sentence in each edition, "" where it has
    none; `before_parts`, `after_parts`: the same with the changed words marked; `also`: what else
    it says otherwise, in the order of a standard."""

    code: str
    name: str
    kind: DifferenceKind
    before: str
    after: str
    before_parts: tuple[Part, ...] = ()
    after_parts: tuple[Part, ...] = ()
    also: tuple[Change, ...] = ()


def differences(old: Edition, new: Edition, settings: Settings = DEFAULTS) -> list[DutyDifference]:
    """What differs, in the order of the new edition, then what it no longer has.

    Duties are paired by code. Against a supplement only the duties that it names are compared:
    it leaves the others as they are. `settings`: those under which both are read.
    """
    found: list[DutyDifference] = []
    for duty in new.duties():
        shape = new.shape_of(duty.code)
        before, earlier = old.duty(duty.code), old.shape_of(duty.code)
        if shape is None:
            continue
        after_text = duty_sentence(shape, duty, settings)
        if before is None or earlier is None:
            found.append(DutyDifference(duty.code, duty.name, "added", "", after_text,
                                        (), (Part(after_text, True),)))  # fmt: skip
            continue
        before_text = duty_sentence(earlier, before, settings)
        also = _also(before, duty, earlier, shape)
        if before_text != after_text or also:
            before_parts, after_parts = marked(before_text, after_text)
            found.append(DutyDifference(duty.code, duty.name, "changed", before_text, after_text,
                                        before_parts, after_parts, also))  # fmt: skip
    if new.supplements:
        return found
    for duty in old.duties():
        shape = old.shape_of(duty.code)
        if shape is not None and new.duty(duty.code) is None:
            text = duty_sentence(shape, duty, settings)
            found.append(DutyDifference(duty.code, duty.name, "removed", text, "",
                                        (Part(text, True),), ()))  # fmt: skip
    return found


def marked(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts cut into parts, with the words marked that the other does not have there."""
    old, new = before.split(" "), after.split(" ")
    first: list[Part] = []
    second: list[Part] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i < j:
            first.append(Part(" ".join(old[i:j]), kind != "equal"))
        if k < m:
            second.append(Part(" ".join(new[k:m]), kind != "equal"))
    return tuple(first), tuple(second)


#: What a duty says of itself besides its sentence, as a policy officer would name it.
_SAID: tuple[tuple[str, str], ...] = (
    ("name", "Name"),
    ("satisfied_by", "What satisfies it"),
    ("strength", "Strength"),
    ("cite", "Clause"),
    ("quote", "Quotation"),
    ("related_source", "Related rule"),
    ("related", "What the related rule says"),
    ("action", "What the screen offers"),
    ("fulfilled_by", "Record that fulfils it"),
    ("note_types", "Types of note"),
    ("record_kind", "Kind of record"),
    ("record_kinds", "Kinds of record"),
    ("instrument", "Instrument"),
    ("plan", "Plan"),
    ("on_transfer", "On a transfer"),
    ("on_departure", "On leaving"),
    ("supersedes", "Takes the place of"),
    ("requires", "Needs first"),
)


def _also(before: Duty, after: Duty, earlier: Shape, later: Shape) -> tuple[Change, ...]:
    found: list[Change] = []
    if before.owner != after.owner:
        found.append(Change("Who owes it", ROLES[before.owner], ROLES[after.owner]))
    for field, what in _SAID:
        old, new = _text(getattr(before, field, "")), _text(getattr(after, field, ""))
        if old != new:
            found.append(Change(what, old, new))
    gone = [text for text in before.assumes if text not in after.assumes]
    come = [text for text in after.assumes if text not in before.assumes]
    if gone or come:
        found.append(Change("Answers where the text is silent", " ".join(gone), " ".join(come)))
    if type(earlier) is not type(later):
        found.append(Change("Shape", _kind(earlier), _kind(later)))
    elif isinstance(earlier, Cycle) and isinstance(later, Cycle):
        old, new = _words(earlier.bands), _words(later.bands)
        if old != new:
            found.append(Change("Words for an interval", old, new))
        if earlier.restarts_on_marked_review != later.restarts_on_marked_review:
            found.append(
                Change(
                    "A review marked as restarting the cycle",
                    "restarts it" if earlier.restarts_on_marked_review else "restarts nothing",
                    "restarts it" if later.restarts_on_marked_review else "restarts nothing",
                )
            )
        if earlier.counts_from != later.counts_from:
            found.append(
                Change("Counts from", _text(earlier.counts_from), _text(later.counts_from))
            )
    elif (
        isinstance(earlier, Deadline)
        and isinstance(later, Deadline)
        and earlier.once_per != later.once_per
    ):
        found.append(Change("Owed once for each", _text(earlier.once_per), _text(later.once_per)))
    return tuple(found)


def _kind(shape: Shape) -> str:
    return type(shape).__name__.lower()


def _words(bands: tuple[Band, ...]) -> str:
    return " ".join(band.quote for band in bands if band.quote)


def _text(value: object) -> str:
    """A key's value as words; lists are joined, names of things lose their underscores."""
    if isinstance(value, tuple):
        return ", ".join(_text(entry) for entry in value)
    text = str(value)
    return text.replace("_", " ") if text.islower() and " " not in text else text
