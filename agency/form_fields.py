"""Form fields that every page uses alike: a day, a time of day, the key of a form."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms


class Day(forms.DateField):
    """A day, with the browser's own picker."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Write a day like 2026-11-23."
        self.error_messages.setdefault("required", "Say on which day.")


class TimeOfDay(forms.TimeField):
    """A time of day to the minute."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Write a time like 14:30."


class FormKey(forms.Field):
    """Names one form on one screen, so that sending it twice makes one record.

    A key that a browser mangled is replaced by a new one rather than refused: the text matters.
    """

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.HiddenInput)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> uuid.UUID:
        """The key, or a new one."""
        if isinstance(value, uuid.UUID):
            return value
        try:
            return uuid.UUID(str(value))
        except ValueError:
            return uuid.uuid4()
