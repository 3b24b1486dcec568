"""Reads one object of a made-up case's facts strictly, key by key. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any


class Refused(ValueError):
    """A scenario that cannot be read: which one, which key, and what was expected."""

    def __init__(self, scenario: str, key: str, expected: str) -> None:
        super().__init__(f"{scenario}: {key}: {expected}")


class Keys:
    """One object of a scenario's facts, read key by key; `finish` refuses what is left."""

    def __init__(
        self, scenario: str, path: str, values: Any, days_read: list[date] | None = None
    ) -> None:
        self.scenario = scenario
        self.path = path
        if not isinstance(values, Mapping):
            raise Refused(scenario, path or "facts", "expected an object")
        self.values = values
        self.asked: list[str] = []
        self.days_read: list[date] = days_read if days_read is not None else []

    def refuse(self, key: str, expected: str) -> Refused:
        """A refusal that names the scenario and the key."""
        return Refused(self.scenario, f"{self.path}.{key}" if self.path else key, expected)

    def get(self, key: str) -> Any:
        """The value, or None; the key counts as asked for."""
        self.asked.append(key)
        return self.values.get(key)

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text; "" where it is left out."""
        value = self.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, f"expected a text, found {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is left out."""
        value = self.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.refuse(key, f"expected true or false, found {value!r}")
        return value

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        """One of some words."""
        value = self.get(key)
        words = sorted(allowed)
        if value not in words:
            raise self.refuse(key, f"expected one of {', '.join(words)}, found {value!r}")
        return str(value)

    def day(self, key: str) -> date | None:
        """A date, or None."""
        value = self.get(key)
        return None if value is None else self._day(key, value)

    def needed_day(self, key: str) -> date:
        """A date that must be there."""
        return self._day(key, self.get(key))

    def _day(self, key: str, value: Any) -> date:
        expected = f"expected a date such as 2025-01-31, found {value!r}"
        if not isinstance(value, str) or len(value) != 10:
            raise self.refuse(key, expected)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise self.refuse(key, expected) from None
        self.days_read.append(day)
        return day

    def first_day(self, *keys: str) -> date | None:
        """The day under the first of several names that is there."""
        found = [self.day(key) for key in keys]
        return next((day for day in found if day is not None), None)

    def month(self, key: str) -> date | None:
        """The first day of a month written as 2025-04."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) != 7:
            raise self.refuse(key, f"expected a month such as 2025-04, found {value!r}")
        return self._day(key, f"{value}-01")

    def count(self, key: str) -> int | None:
        """A whole number, or None."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(key, f"expected a whole number, found {value!r}")
        return value

    def day_or_days(self, key: str) -> list[date]:
        """One date, or a list of them."""
        value = self.get(key)
        return self.days(key) if isinstance(value, list) else self._one(key, value)

    def _one(self, key: str, value: Any) -> list[date]:
        return [] if value is None else [self._day(key, value)]

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        found = self._list(key)
        for index, value in enumerate(found):
            if not isinstance(value, str) or not value.strip():
                raise self.refuse(f"{key}[{index}]", f"expected a text, found {value!r}")
        return found

    def moment(self, key: str) -> datetime | None:
        """A time of day with its date, or None."""
        value = self.get(key)
        if value is None:
            return None
        expected = f"expected a time such as 2025-03-03T22:00:00Z, found {value!r}"
        if not isinstance(value, str) or len(value) < 10:
            raise self.refuse(key, expected)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise self.refuse(key, expected) from None
        self.days_read.append(moment.date())
        return moment

    def days(self, key: str) -> list[date]:
        """A list of dates."""
        return [self._day(f"{key}[{i}]", value) for i, value in enumerate(self._list(key))]

    def objects(self, key: str) -> list[Keys]:
        """A list of objects."""
        return [self.inner(f"{key}[{i}]", value) for i, value in enumerate(self._list(key))]

    def object(self, key: str) -> Keys | None:
        """One object, or None."""
        value = self.get(key)
        return None if value is None else self.inner(key, value)

    def inner(self, key: str, value: Any) -> Keys:
        """A value of this object, as an object of its own."""
        return Keys(
            self.scenario, f"{self.path}.{key}" if self.path else key, value, self.days_read
        )

    def _list(self, key: str) -> list[Any]:
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(key, f"expected a list, found {value!r}")
        return value

    def finish(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                known = ", ".join(sorted(set(self.asked)))
                raise self.refuse(str(key), f"unknown key; expected one of {known}")
