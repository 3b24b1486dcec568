"""Writing anew what was found wrong: the old entry is struck when the new one is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.viewtools import signed_in
from casenotes.models import ErrorReport
from casenotes.services import strike_corrected

if TYPE_CHECKING:
    from django.http import HttpRequest

    from casenotes.models import CaseNote, ContactReport
    from offenders.models import Offender


def correction_asked(request: HttpRequest, offender: Offender) -> ErrorReport | None:
    """The entry on this person that the reader is to write anew, as the address names it.

    None for no such entry: the form is then an ordinary one.
    """
    raw = request.GET.get("corrects", "")
    if not raw.isdecimal() or len(raw) > 18:
        return None
    asked = ErrorReport.objects.asked_of(signed_in(request)).select_related("note__type", "report")
    return asked.filter(pk=int(raw), offender=offender).first()


def strike_what_it_corrects(
    request: HttpRequest, asked: ErrorReport | None, signed: CaseNote | ContactReport
) -> None:
    """Strike the old entry where the new one was written in its place."""
    if asked is not None:
        strike_corrected(asked, signed, signed_in(request))
