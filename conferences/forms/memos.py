"""Performance memos, their discussion and their disputes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import User
from conferences.forms.fields import Person, Writing, offer
from conferences.models import ELEMENTS, DisputeOutcome, PerformanceMemo
from conferences.services.memos import MemoContent

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How many sections of the author's own a form has room for.
SECTIONS = 3


class MemoForm(forms.Form):
    """The elements and what else there is to say. An element may be empty until it is sent."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field, number, title in ELEMENTS:
            self.fields[field] = Writing(label=f"{number}: {title}", rows=6, required=False)
        for n in range(1, SECTIONS + 1):
            self.fields[f"section_{n}_title"] = forms.CharField(
                label=f"Other section {n}: heading", max_length=200, required=False
            )
            self.fields[f"section_{n}_text"] = Writing(label="Text", rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        """A section has a heading and a text."""
        cleaned = super().clean() or self.cleaned_data
        for n in range(1, SECTIONS + 1):
            title, text = cleaned.get(f"section_{n}_title"), cleaned.get(f"section_{n}_text")
            if text and not title:
                self.add_error(f"section_{n}_title", "Give this section a heading.")
            if title and not text:
                self.add_error(f"section_{n}_text", "Write the section, or clear its heading.")
        return cleaned

    @property
    def elements(self) -> list[forms.BoundField]:
        """The three elements that every memo addresses."""
        return [self[field] for field, _, _ in ELEMENTS]

    @property
    def sections(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The author's own sections: heading and text."""
        return [
            (self[f"section_{n}_title"], self[f"section_{n}_text"]) for n in range(1, SECTIONS + 1)
        ]

    def content(self) -> MemoContent:
        """What was written, as the services take it."""
        said = self.cleaned_data
        return MemoContent(
            elements={field: said[field] for field, _, _ in ELEMENTS},
            sections=[
                (said[f"section_{n}_title"], said[f"section_{n}_text"])
                for n in range(1, SECTIONS + 1)
            ],
        )


class NewMemoForm(MemoForm):
    """About whom, for which quarter, and the memo."""

    officer = Person(User.objects.none(), label="About", empty_label="Choose")
    quarter = forms.TypedChoiceField(label="Quarter", coerce=date.fromisoformat)

    def __init__(
        self,
        *args: Any,
        officers: QuerySet[User],
        quarters: list[tuple[str, str]],
        **kwargs: Any,
    ):
        """quarters: the first day of each as ISO date, and its name."""
        super().__init__(*args, **kwargs)
        offer(self, "officer", officers)
        self.fields["quarter"].choices = quarters  # type: ignore[attr-defined]


def as_initial(memo: PerformanceMemo) -> dict[str, Any]:
    """A draft as the form shows it."""
    shown: dict[str, Any] = {field: getattr(memo, field) for field, _, _ in ELEMENTS}
    for n, section in enumerate(memo.sections[:SECTIONS], start=1):
        shown[f"section_{n}_title"] = section["title"]
        shown[f"section_{n}_text"] = section["text"]
    return shown


class DiscussionForm(forms.Form):
    """When the rating official discussed the memo with the officer."""

    on = Day(label="Discussed on")


class AcknowledgeForm(forms.Form):
    """The officer's own words, if any."""

    remarks = Writing(
        label="Remarks",
        rows=4,
        required=False,
        help_text="You need not write any. They stay with the memo.",
    )


class DisputeForm(forms.Form):
    """What the rating official finds wrong, and who decides."""

    reason = Writing(
        label="What is inaccurate or inappropriate",
        rows=5,
        empty="Say what is inaccurate or inappropriate.",
    )
    referred_to = Person(User.objects.none(), label="Reviewing official", empty_label="Choose")

    def __init__(self, *args: Any, officials: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "referred_to", officials)


class ResolutionForm(forms.Form):
    """What the reviewing official decides."""

    outcome = forms.ChoiceField(label="Decision", choices=DisputeOutcome, widget=forms.RadioSelect)
    resolution = Writing(
        label="Reasons, and the correction where there is one",
        rows=5,
        empty="Write the reasons of your decision.",
    )
