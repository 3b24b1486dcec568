"""Handing out a file that belongs to a note, by the rule of that note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit
from agency.access import governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse, signed_in
from casenotes.models import Attachment
from casenotes.services.attachments import NOT_SCANNED, state_of
from casenotes.services.stored_files import is_whole, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file on a card of the timeline. url: "" when it is not handed out; state: why, or what
    the reader should know."""

    name: str
    size: int
    state: str
    url: str
    amendment_id: int | None


def shown_files(note_ids: Iterable[int]) -> dict[int, list[ShownFile]]:
    """The files of notes that the reader may read, by the note's id; one query."""
    found: dict[int, list[ShownFile]] = {}
    for file in Attachment.objects.filter(note_id__in=list(note_ids)).with_verdicts():
        state = state_of(file)
        handed_out = state in {"", NOT_SCANNED}
        found.setdefault(file.note_id, []).append(
            ShownFile(
                name=file.file_name,
                size=file.size,
                state=state,
                url=reverse("pages:attachment", args=[file.pk]) if handed_out else "",
                amendment_id=file.amendment_id,
            )
        )
    return found


@governed_by("note", "read")
@require_GET
def attachment(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A file, to be saved and never shown in place; only for those who may read its note."""
    file = get_or_refuse(
        Attachment.objects.visible_to(signed_in(request))
        .with_verdicts()
        .select_related("note__offender"),
        pk=pk,
    )
    assert isinstance(file, Attachment)
    state = state_of(file)
    audit.record(
        AuditEventType.READ, file, details={"note": file.note_id, "state": state or "clean"}
    )
    handed_out = state in {"", NOT_SCANNED}
    if not handed_out or not is_whole(file):
        return render(
            request,
            "pages/notes/file_refused.html",
            {"file": file, "state": "" if handed_out else state, "offender": file.offender},
            status=409,
        )
    answer = FileResponse(
        path_of(file).open("rb"),
        as_attachment=True,
        filename=file.file_name,
        content_type=file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
