"""A standard's TOML into an Edition, strictly: what is not understood refuses to load."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from scheduling.policy import shapes, vocabulary
from scheduling.policy.lines import line_numbers
from scheduling.policy.readers import READERS
from scheduling.policy.shapes import Cycle, Deadline, Edition, Shape
from scheduling.policy.tables import PolicyError, Table
from scheduling.policy.vocabulary import Strength

STANDARDS = Path(__file__).resolve().parent.parent / "standards"


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
    root = Table(values, (), source, line_numbers(text))
    about = root.get("policy", "a table [policy]")
    if not isinstance(about, dict):
        raise root.refuse("policy", "expected a table [policy].")
    policy = Table(about, ("policy",), source, root.lines)
    problems: list[PolicyError] = []
    strength: Strength = "SHALL"
    try:
        strength = policy.choice("strength", Strength, default="SHALL")
    except PolicyError as problem:
        problems.append(problem)
    found: list[Shape] = []
    for key, reader in READERS.items():
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
        names = ", ".join(f"[[{key}]]" for key in READERS)
        problems.append(root.refuse("", f"expected at least one of {names}."))
    if problems or edition is None:
        problems.sort(key=lambda problem: problem.line)
        problems[0].others = tuple(problems[1:])
        raise problems[0]
    return edition


def _edition(
    policy: Table, pack: str, found: tuple[Shape, ...], text: str, strength: Strength
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
        carries=policy.choice("carries", vocabulary.Carries, default="keep"),
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


def _refuse_doubles(root: Table, found: list[Shape], *, supplement: bool) -> None:
    codes: set[str] = set()
    ids: set[str] = set()
    positions = dict.fromkeys(READERS, 0)
    for shape in found:
        kind = type(shape).__name__.lower()
        table = Table({}, (kind, positions[kind]), root.source, root.lines)
        positions[kind] += 1
        if shape.id in ids:
            raise table.refuse("id", f'"{shape.id}" is used twice; expected each id once.')
        ids.add(shape.id)
        turns = shape.turns if isinstance(shape, Cycle) else (shape,)
        for index, duty in enumerate(turns):
            inner = table
            if isinstance(shape, Cycle):
                inner = Table({}, (*table.path, "turn", index), root.source, root.lines)
            if duty.code in codes:
                raise inner.refuse("code", f'"{duty.code}" is used twice; expected each code once.')
            codes.add(duty.code)
    position = 0
    for shape in found:
        if isinstance(shape, Deadline):
            table = Table({}, ("deadline", position), root.source, root.lines)
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
