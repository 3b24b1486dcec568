"""Fields that the forms of this app have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from agency.models import User

#: Unicode code points; a line break counts as one, however the browser sends it.
LONGEST_TEXT = 20_000


class Writing(forms.CharField):
    """Text of any length that fits on a few pages, kept as it was typed."""

    def __init__(self, *, rows: int = 5, empty: str = "Write something here.", **kwargs: Any):
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("strip", False)
        # Without maxlength: a browser counts line breaks otherwise and would cut the text off.
        kwargs.setdefault("widget", _TextArea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.error_messages["required"] = empty

    def to_python(self, value: Any) -> str:
        """The text with its line breaks as LF; nothing but blanks is nothing."""
        text = str(super().to_python(value) or "")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else ""


class _TextArea(forms.Textarea):
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].pop("maxlength", None)
        return context


class Person(forms.ModelChoiceField):
    """One member of staff, by family name."""

    def label_from_instance(self, obj: User) -> str:
        """Family name first."""
        return obj.sort_name


class People(forms.ModelMultipleChoiceField):
    """Several members of staff, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: User) -> str:
        """Family name first."""
        return obj.sort_name


def offer(form: forms.Form, name: str, queryset: Any) -> None:
    """Let a field of a form choose from these rows."""
    form.fields[name].queryset = queryset  # type: ignore[attr-defined]
