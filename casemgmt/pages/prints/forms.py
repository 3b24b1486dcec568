"""What is asked before printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from casemgmt.printing.content import Period
from casemgmt.printing.orders import KINDS, Delivery, Order, PrintOrder
from casemgmt.printing.periods import CHOICES, named_period

if TYPE_CHECKING:
    from datetime import date

    from casemgmt.shipped_print_rules import FilePlace

#: By what people are chosen: one of these, by our own ids.
WHOM = ("person", "officer", "unit", "facility")

KIND_CHOICES = [(kind.value, kind.label) for kind in KINDS]
SCOPE_CHOICES = [("", "Everything"), ("yes", "Not printed yet")]


def _hidden_id() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class WhatForm(forms.Form):
    """Whose records, of which kind and days: what the preview counts."""

    person = _hidden_id()
    officer = _hidden_id()
    unit = _hidden_id()
    facility = _hidden_id()
    kind = forms.ChoiceField(choices=KIND_CHOICES, required=False, widget=forms.HiddenInput)
    only_new = forms.ChoiceField(choices=SCOPE_CHOICES, required=False, widget=forms.HiddenInput)
    period = forms.ChoiceField(choices=list(CHOICES.items()), widget=forms.HiddenInput)
    from_on = _day("From")
    until_on = _day("Until", "Included, to the end of the day.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Adds the days meant, as `days`."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("period")
        if not name:
            return cleaned
        if name != "between":
            cleaned["days"] = named_period(name, self.today)
            return cleaned
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first is None and "from_on" not in self.errors:
            self.add_error("from_on", "Say from which day on.")
        if last is None and "until_on" not in self.errors:
            self.add_error("until_on", "Say until which day.")
        if first and last:
            if last < first:
                self.add_error("until_on", "The last day is before the first.")
            else:
                cleaned["days"] = Period(first, last)
        return cleaned

    def order(self) -> PrintOrder:
        """What was asked for; of a valid form."""
        cleaned = self.cleaned_data
        return PrintOrder(
            cleaned["days"],
            kind=cleaned.get("kind") or KINDS[0],
            only_new=bool(cleaned.get("only_new")),
        )


class OptionsForm(WhatForm):
    """How it is to be printed, and why."""

    reason = forms.ChoiceField(
        label="Why is it printed?",
        required=False,
        error_messages={"required": "Say why it is printed."},
    )
    explained = forms.CharField(
        label="In your own words",
        required=False,
        max_length=200,
        help_text="For another reason; it stands on the paper and in the ledger.",
    )
    order_by = forms.ChoiceField(label="Order", choices=Order.choices, required=False)
    delivery = forms.ChoiceField(label="As", choices=Delivery.choices, required=False)
    cover = forms.BooleanField(label="With a cover sheet for the file", required=False)
    duplex = forms.BooleanField(
        label="For both sides of the paper: each person begins on a front side", required=False
    )

    def __init__(self, *args: Any, place: FilePlace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [
            (reason.code, f"{reason.name}{self._what_follows(place, reason.code)}")
            for reason in place.reasons
        ]
        self.fields["reason"].choices = [("", "Choose a reason"), *reasons]  # type: ignore[attr-defined]
        self.fields["reason"].required = place.reason_required

    @staticmethod
    def _what_follows(place: FilePlace, code: str) -> str:
        return "" if place.may_be_filed(code) else f" ({place.not_for_file.lower()})"

    def order(self) -> PrintOrder:
        """What was asked for, with its options; of a valid form."""
        what = super().order()
        cleaned = self.cleaned_data
        return PrintOrder(
            what.period,
            kind=what.kind,
            only_new=what.only_new,
            reason=cleaned["reason"],
            explained=cleaned["explained"].strip(),
            cover=cleaned["cover"],
            duplex=cleaned["duplex"],
            delivery=cleaned["delivery"] or Delivery.ONE,
            order=cleaned["order_by"] or Order.NAME,
        )
