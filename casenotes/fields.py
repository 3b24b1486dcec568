"""The form field of what people write: text as it was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agency.errors import RuleViolation
from casenotes.text import clean_text, require_text, says_something


class LongText(forms.CharField):
    """Text that is kept as it was typed: line breaks as LF, without NUL, nothing else changed.

    Its length is counted as the browser's counter counts it; a text that is too long is refused
    with the number of characters that are too many, and stays in the form.
    """

    widget = forms.Textarea

    def __init__(self, *, rows: int = 6, empty: str = "Write what happened.", **kwargs: Any):
        kwargs.setdefault("strip", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.error_messages["required"] = empty

    def to_python(self, value: Any) -> str:
        """The cleaned text."""
        return clean_text(str(value)) if value not in self.empty_values else ""

    def validate(self, value: str) -> None:
        """Refuse nothing but blanks, and what is too long."""
        super().validate(value)
        if self.required and not says_something(value):
            raise ValidationError(self.error_messages["required"])
        if says_something(value):
            try:
                require_text(value)
            except RuleViolation as violation:
                raise ValidationError(violation.reason) from violation
