"""Where each key of a TOML text stands, because `tomllib` does not say."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=\s*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)


def line_numbers(text: str) -> dict[Path, int]:
    """The line, from 1, of every table header and every plainly written key.

    A path names tables by their names and repeated tables by their index as well:
    ("cycle", 0, "turn", 1, "code").
    """
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    depth = 0
    for number, line in enumerate(_without_strings(text).split("\n"), start=1):
        header = _HEADER.match(line) if depth == 0 else None
        if header is not None:
            table = _path_of(header[2].split("."), header[1] == "[[", counts)
            found.setdefault(table, number)
            continue
        key = _KEY.match(line) if depth == 0 else None
        if key is not None:
            found.setdefault((*table, key[1]), number)
        depth += sum(line.count(c) for c in "[{") - sum(line.count(c) for c in "]}")
    return found


def _without_strings(text: str) -> str:
    """The text with strings and comments emptied, their line breaks kept."""
    return _STRING.sub(lambda match: "_" + "\n" * match[0].count("\n"), text)


def _path_of(names: list[str], repeated: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if repeated and position == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
            path = (*path, counts[path])
            # Tables inside this one are counted anew because their paths are new.
        elif path in counts:
            path = (*path, counts[path])
    return path
