"""What the agency asks of paper: a page of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from agency import audit
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from agency.viewtools import add_violation
from casemgmt.printing.filing import choose_rules, file_place
from casemgmt.shipped_print_rules import OTHER, FilePlace, Reason
from casenotes.models import FilingRule, PrintRules

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: As many reasons as there is room for.
REASONS = 8
EARLIER_SHOWN = 20


class RulesForm(forms.Form):
    """The print rules; a row for each reason."""

    section = forms.CharField(
        label="Paper is kept in", max_length=100, help_text="As “Field file, section four”."
    )
    clause = forms.CharField(
        label="What says so", max_length=200, required=False, help_text="As “OP-060101, III.B”."
    )
    filing = forms.ChoiceField(
        label="What may be filed", choices=FilingRule.choices, widget=forms.RadioSelect
    )
    not_for_file = forms.CharField(
        label="On each page of what may not be filed", max_length=40, initial="Not for file"
    )
    reason_required = forms.BooleanField(label="Ask why something is printed", required=False)
    caution = forms.CharField(
        label="Caution",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands beside the button that prints, and on the paper.",
    )

    def __init__(self, *args: Any, now: FilePlace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for name in ("section", "clause", "filing", "not_for_file", "reason_required", "caution"):
            self.initial[name] = getattr(now, name)
        for number in range(REASONS):
            given = now.reasons[number] if number < len(now.reasons) else None
            self.fields[f"reason_{number}"] = forms.CharField(
                label=f"Reason {number + 1}", max_length=100, required=False
            )
            self.fields[f"signed_{number}"] = forms.BooleanField(
                label=f"Reason {number + 1}: the paper is signed", required=False
            )
            self.initial[f"reason_{number}"] = given.name if given else ""
            self.initial[f"signed_{number}"] = given.signed if given else False

    def reason_rows(self) -> list[tuple[Any, Any]]:
        """The fields of each reason."""
        return [(self[f"reason_{n}"], self[f"signed_{n}"]) for n in range(REASONS)]

    def place(self) -> FilePlace:
        """The rules as they were typed; of a valid form."""
        cleaned = self.cleaned_data
        return FilePlace(
            section=cleaned["section"].strip(),
            clause=cleaned["clause"].strip(),
            caution=cleaned["caution"].strip(),
            language=self.now.language,
            filing=cleaned["filing"],
            reason_required=cleaned["reason_required"],
            reasons=self._reasons(),
            not_for_file=cleaned["not_for_file"].strip(),
        )

    def _reasons(self) -> tuple[Reason, ...]:
        """A reason that keeps its name keeps its code, so that the ledger goes on with it."""
        codes = {reason.name: reason.code for reason in self.now.reasons}
        found: dict[str, Reason] = {}
        for number in range(REASONS):
            name = self.cleaned_data[f"reason_{number}"].strip()
            if not name:
                continue
            code = codes.get(name) or slugify(name).replace("-", "_")[:30] or f"reason_{number}"
            while code in found or (code == OTHER and name not in codes):
                code += "_2"
            found[code] = Reason(code, name, self.cleaned_data[f"signed_{number}"])
        return tuple(found.values())


@governed_by("setting", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def rules(request: SignedInRequest) -> HttpResponse:
    """Where paper is filed, whether a reason is asked, and what may be filed at all."""
    agency = Agency.objects.get()
    now = file_place(agency)
    form = RulesForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            choose_rules(form.place(), request.user)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "The rules are saved and hold for every print from now on.")
            return redirect("pages:print-rules")
    own = PrintRules.objects.filter(agency=agency).first()
    audit.record(AuditEventType.READ, agency, details={"print rules": "read"})
    return render(
        request,
        "pages/printing/rules.html",
        {
            "form": form,
            "own": own,
            "earlier": own.history.select_related("history_user")[:EARLIER_SHOWN] if own else [],
        },
        status=422 if form.errors else 200,
    )
