"""A revised procedure, and who must read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import Facility
from conferences.forms.fields import Writing, offer
from conferences.models import RevisionKind

if TYPE_CHECKING:
    from django.db.models import QuerySet


class RevisionForm(forms.Form):
    """What changed in which procedure, from when, and who must have read it by then."""

    code = forms.CharField(label="Procedure", max_length=60, help_text="Like OP-060101.")
    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="It was", choices=RevisionKind, widget=forms.RadioSelect)
    what_changed = Writing(label="What changed", rows=8, empty="Write what changed.")
    effective_on = Day(label="In force from")
    facility = forms.ModelChoiceField(
        Facility.objects.none(), label="Where", required=False, empty_label="The whole agency"
    )
    roles = forms.MultipleChoiceField(
        label="Who must read it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say who must read it."},
    )

    def __init__(
        self,
        *args: Any,
        roles: list[tuple[str, str]],
        facilities: QuerySet[Facility],
        whole_agency: bool,
        **kwargs: Any,
    ):
        """whole_agency: the author may issue for everybody, and not for one place alone."""
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        offer(self, "facility", facilities)
        if not whole_agency:
            self.fields["facility"].required = True
            self.fields["facility"].empty_label = None  # type: ignore[attr-defined]
