"""The form of an alert of a risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey, TimeOfDay
from agency.models import Agency
from agency.roles import Role
from agency.templatetags.words import capitalised
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agency.models import Facility, User


class RiskAlertForm(HappenedMixin):
    """What happened and who is to know.

    candidates: who may receive one, with a role, by id (`who_may_receive`).
    """

    occurred_on = Day(label="Happened", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    text = LongText(
        label="What happened, and what the risk is", rows=6, empty="Write what happened."
    )
    roles = forms.MultipleChoiceField(
        label="Alert everybody who is posted as",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.TypedMultipleChoiceField(
        label="Alert these people",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody may not be alerted any more. Choose again."},
    )
    confidential = forms.BooleanField(
        label="Confidential: besides these people fewer read it", required=False
    )
    form_key = FormKey()

    def __init__(
        self,
        *args: Any,
        candidates: Mapping[int, tuple[User, Role]],
        place: Facility | None = None,
        may_be_confidential: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.clocks_of = place
        agency = Agency.current()
        words = {role: capitalised(agency.term(role.value, str(role.label))) for role in Role}
        held = [role for _, role in candidates.values()]
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role.value, f"{words[role]}, {held.count(role)}") for role in Role if role in held
        ]
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (pk, f"{user.sort_name}, {words[role].lower()}")
            for pk, (user, role) in sorted(
                candidates.items(), key=lambda entry: entry[1][0].sort_name
            )
        ]
        if not may_be_confidential:
            del self.fields["confidential"]

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen."""
        cleaned = super().clean()
        chosen = cleaned.get("people") or cleaned.get("roles")
        if not chosen and not {"people", "roles"} & set(self.errors):
            self.add_error("people", "Choose at least one person who is to know.")
        return cleaned
