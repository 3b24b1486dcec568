"""Forms of the standards pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import Facility, Unit
from scheduling.services.drafts import LONGEST_TEXT

if TYPE_CHECKING:
    from scheduling.models import PolicyEdition


class NewDraftForm(forms.Form):
    """A draft from a file, or from an empty page."""

    name = forms.CharField(
        label="What it is for", max_length=120, help_text="For example: shorter first reports."
    )
    file = forms.FileField(
        label="TOML file",
        required=False,
        help_text="Leave it empty to write the text in the browser.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
    )

    def clean_file(self) -> str:
        """Its text."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > LONGEST_TEXT:
            raise forms.ValidationError("That is too large for a standard. Is it the right file?")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as problem:
            raise forms.ValidationError(
                "The file is not text in UTF-8. Save it again as UTF-8."
            ) from problem


class DraftForm(forms.Form):
    """The text of a draft, whatever is in it."""

    name = forms.CharField(label="What it is for", max_length=120)
    text = forms.CharField(
        label="Text of the edition",
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "wrap": "off", "class": "code-text"}
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WhereAndWhenForm(forms.Form):
    """For whom an edition would hold, and from which day.

    place: "" for the agency, or "facility:1", "unit:2".
    """

    place = forms.ChoiceField(label="Where", required=False)
    from_on = Day(label="From")
    until_on = Day(
        label="Until",
        required=False,
        help_text="For a facility or unit only; empty until another edition follows.",
    )

    def __init__(self, *args: Any, edition: PolicyEdition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        choices: list[Any] = [] if edition.supplements else [("", "The whole agency")]
        for facility in Facility.objects.prefetch_related("units"):
            choices.append((f"facility:{facility.pk}", facility.name))
            choices += [
                (f"unit:{unit.pk}", f"{facility.name}, {unit.name}")
                for unit in facility.units.all()
            ]
        field.choices = choices
        field.required = bool(edition.supplements)

    def where(self) -> dict[str, Any]:
        """The arguments of `start_preview` and `propose`."""
        kind, _, pk = self.cleaned_data["place"].partition(":")
        return {
            "from_on": self.cleaned_data["from_on"],
            "until_on": self.cleaned_data["until_on"],
            "facility": Facility.objects.get(pk=pk) if kind == "facility" else None,
            "unit": Unit.objects.get(pk=pk) if kind == "unit" else None,
        }


class ProposeForm(forms.Form):
    """The proposer's words for whoever approves."""

    proposal = forms.CharField(
        label="Why, for the person who approves it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    changed_answers_meant = forms.BooleanField(
        label="The worked cases that answer otherwise are meant to", required=False
    )


class DecideForm(forms.Form):
    """The approver's reason."""

    reason = forms.CharField(
        label="Your reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    read = forms.BooleanField(label="I have read what changes and its effect", required=False)
    decision = forms.ChoiceField(
        choices=[("approve", ""), ("send_back", ""), ("withdraw", "")], widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Only who approves has to have read it."""
        said = super().clean() or self.cleaned_data
        if said.get("decision") == "approve" and not said.get("read"):
            self.add_error("read", "Read what changes and its effect, then tick this.")
        return said
