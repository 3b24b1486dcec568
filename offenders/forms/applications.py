"""The forms of what a person may apply for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import User
from offenders.forms.fields import Person, offer, short_text
from offenders.models import ApplicationKind, ApplicationOutcome

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ApplicationForm(forms.Form):
    """What may be applied for and from when, and the telling where it has happened."""

    kind = forms.ChoiceField(label="What for", choices=ApplicationKind.choices)
    eligible_on = Day(label="May apply from")
    informed_on = Day(
        label="Told on",
        required=False,
        help_text="When the person was told what it needs, and what to give the Case Management "
        "Coordinator.",
    )
    informed_by = Person(User.objects.none(), label="Told by", required=False)
    informed_note = short_text("What was explained", required=False)

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "informed_by", staff)


class ApplicationChangeForm(ApplicationForm):
    """What happens to it afterwards, and corrections."""

    applied_on = Day(label="Applied on", required=False)
    applied_before_informed = forms.BooleanField(
        label="Applied without having been told first", required=False
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "Not yet known"), *ApplicationOutcome.choices],
    )
    no_longer_wanted_on = Day(
        label="No longer wanted since",
        required=False,
        help_text="Nobody has to be told of what is no longer wanted.",
    )
