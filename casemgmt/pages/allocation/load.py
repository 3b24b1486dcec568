"""What every page of allocation shows and asks: the loads, from which day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from casemgmt.pages.allocation.bulk import (
    AS_SUGGESTED,
    Choice,
    loads_after,
)
from casemgmt.pages.closing.forms import WithoutFields
from offenders.queries import (
    Officer,
    officers_in_charge_of,
)

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User


class DetailsForm(WithoutFields):
    """From which day, and why; the same for all that is saved together."""

    from_on = Day(label="From", help_text="The first day on the caseload.")
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def around(
    user: User, officers: list[Officer], choices: list[Choice], today: date
) -> dict[str, Any]:
    """The load panel and what the bulk bar says of it."""
    loads = loads_after(officers, choices)
    return {
        "loads": loads,
        "officers": officers,
        "chosen": len(choices),
        "without": sum(choice.officer is None for choice in choices),
        "changed": [load for load in loads if load.change],
        "may_open": {officer.user.pk for officer in officers_in_charge_of(user, today)},
        "as_suggested": AS_SUGGESTED,
    }
