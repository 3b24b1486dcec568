"""Check a paper: does the ledger know it, and is it still what the record says?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.pages.prints.common import tabs
from casemgmt.pages.prints.ledger import of_report
from casemgmt.pages.prints.proving import proofs_of
from casenotes.models import PrintedReport

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: So many digits stand on every page; the last page has all 64.
SHORT = 20

#: What people type between the parts of a serial or the groups of a fingerprint.
_BETWEEN = re.compile(r"[\s.:_/\u2010-\u2015\u2212-]+")
_MEANT = str.maketrans("OIL", "011")


class PaperForm(forms.Form):
    """What stands at the foot of a page."""

    serial = forms.CharField(label="Serial", max_length=60, help_text="As RCC-2026-004187.")
    fingerprint = forms.CharField(
        label="Fingerprint",
        max_length=120,
        help_text="The five groups at the foot of a page, or all of it from the last page. "
        "Spaces and small letters do not matter.",
    )

    def clean_serial(self) -> str:
        """As the ledger writes it, however it was typed: "rcc 2026 4l87" is RCC-2026-004187.

        Its last two parts are numbers, so that a letter in them was meant as a digit.
        """
        typed = _BETWEEN.sub("-", str(self.cleaned_data["serial"]).strip()).strip("-")
        place, *numbers = typed.rsplit("-", 2)
        digits = [number.upper().translate(_MEANT) for number in numbers]
        if len(digits) != 2 or not all(re.fullmatch("[0-9]+", number) for number in digits):
            return typed
        return f"{place.upper()}-{digits[0]}-{digits[1]:0>6}"

    def clean_fingerprint(self) -> str:
        """The digits alone, in lower case. O, I and L, which are none, were meant as 0 and 1.

        Fewer digits than stand on a page prove nothing.
        """
        typed = str(self.cleaned_data["fingerprint"]).upper().translate(_MEANT)
        digits = _BETWEEN.sub("", typed).lower()
        if not re.fullmatch(r"[0-9a-f]+", digits):
            raise forms.ValidationError("A fingerprint has the digits 0 to 9 and A to F only.")
        if not SHORT <= len(digits) <= 64:
            raise forms.ValidationError(
                f"Type at least the {SHORT} digits that stand on each page; this is {len(digits)}."
            )
        return digits


@governed_by("print", Action.READ)
@require_GET
def check(request: SignedInRequest) -> HttpResponse:
    """Serial and fingerprint of a paper: known or not, changed or not, and what has changed.

    A serial of somebody whom the reader may not print is answered like one that never was.
    """
    form = PaperForm(request.GET or None)
    context: dict[str, Any] = {"tabs": tabs("check"), "form": form}
    if form.is_bound and form.is_valid():
        serial = form.cleaned_data["serial"]
        row = (
            PrintedReport.objects.visible_to(request.user)
            .select_related("offender", "filing", "facility", "replaces", "job")
            .filter(serial__iexact=serial)
            .first()
        )
        matches = row is not None and row.fingerprint.startswith(form.cleaned_data["fingerprint"])
        context |= {"checked": serial, "known": row is not None, "matches": matches}
        if row is not None and matches:
            context |= of_report(row, request.user)
            context |= proofs_of(row)
        audit.record(
            AuditEventType.SEARCHED,
            row,
            object_type="print",
            details={"serial": serial, "known": row is not None, "matches": matches},
        )
    return render(request, "pages/printing/check.html", context, status=422 if form.errors else 200)
