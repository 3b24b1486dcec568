"""A table of a standard's TOML, read key by key; what is not understood is refused by its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from scheduling.policy.dates import Span
from scheduling.policy.lines import Path as KeyPath
from scheduling.policy.vocabulary import Strength


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


class Table:
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
        """The error to raise: the key, its line, and what was expected there."""
        path: KeyPath = (*self.path, key) if key else self.path
        shown = ".".join(str(part) for part in path if not isinstance(part, int)) or "the file"
        while path and path not in self.lines:
            path = path[:-1]
        return PolicyError(self.source, self.lines.get(path, 1), shown, expected)

    def has(self, key: str) -> bool:
        """Whether the key is there; from then on it counts as asked for."""
        self.asked.add(key)
        return key in self.values

    def get(self, key: str, expected: str) -> Any:
        """The key's value as it stands; refuses where it is missing."""
        self.asked.add(key)
        if key not in self.values:
            raise self.refuse(key, f"is missing; expected {expected}.")
        return self.values[key]

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.get(key, "a text")
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, f"expected a text, found {value!r}.")
        return value

    def optional_text(self, key: str) -> str:
        """A text, empty where the key is missing."""
        return self.text(key) if self.has(key) else ""

    def day(self, key: str) -> date:
        """A date; a moment is refused."""
        value = self.get(key, "a date such as 2022-03-08")
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(key, f"expected a date such as 2022-03-08, found {value!r}.")
        return value

    def count(self, key: str, default: int, lowest: int = 0) -> int:
        """A whole number from `lowest` on, `default` where the key is missing."""
        value = self.get(key, "a whole number") if self.has(key) else default
        if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
            raise self.refuse(key, f"expected a whole number from {lowest}, found {value!r}.")
        return value

    def flag(self, key: str) -> bool:
        """True or false, false where the key is missing."""
        value = self.get(key, "true or false") if self.has(key) else False
        if not isinstance(value, bool):
            raise self.refuse(key, f"expected true or false, found {value!r}.")
        return value

    def texts(self, key: str, *, allowed: tuple[str, ...] = (), least: int = 0) -> tuple[str, ...]:
        """A list of texts, each one of `allowed` where some are given."""
        value = self.get(key, "a list of texts") if least or self.has(key) else []
        fits = isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
        if not fits or len(value) < least:
            raise self.refuse(key, f"expected a list of texts, found {value!r}.")
        for entry in value:
            if allowed and entry not in allowed:
                raise self.refuse(key, f"expected {one_of(allowed)}, found {entry!r}.")
        return tuple(value)

    def choice(self, key: str, kind: object, default: str | None = None) -> Any:
        """One of the words of the Literal `kind`."""
        allowed = get_args(kind)
        if default is not None and not self.has(key):
            return default
        value = self.get(key, one_of(allowed))
        if value not in allowed:
            raise self.refuse(key, f"expected {one_of(allowed)}, found {value!r}.")
        return value

    def span(self, key: str) -> Span:
        """A span of days, months or years."""
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
        """A span, None where the key is missing."""
        return self.span(key) if self.has(key) else None

    def tables(self, key: str, *, least: int = 0) -> list[Table]:
        """A list of tables below this one."""
        value = self.get(key, "a list of tables") if least or self.has(key) else []
        fits = isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
        if not fits or len(value) < least:
            raise self.refuse(key, f"expected a list of at least {least} tables, found {value!r}.")
        found = [
            Table(entry, (*self.path, key, index), self.source, self.lines)
            for index, entry in enumerate(value)
        ]
        for table in found:
            table.strength = self.strength
        return found

    def finish(self) -> None:
        """Refuse a key that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                known = ", ".join(sorted(self.asked))
                raise self.refuse(key, f"is not a key here; known keys are {known}.")


def one_of(allowed: tuple[str, ...]) -> str:
    """The words that are allowed, for an error."""
    return "one of " + ", ".join(f'"{word}"' for word in allowed if word)
