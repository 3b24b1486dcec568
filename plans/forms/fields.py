"""Fields of text as it was typed."""

from __future__ import annotations

from typing import Any

from django import forms

from plans.services.drafting import LONGEST_TEXT


class Prose(forms.CharField):
    """Text of several lines: line breaks as LF, without NUL, otherwise as it was typed."""

    def __init__(self, *, rows: int = 3, **kwargs: Any):
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The cleaned text."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        return super().to_python(text) or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No limit in the browser, which would cut off what is pasted without a word."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
