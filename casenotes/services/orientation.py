"""Recording the orientation of somebody newly assigned."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.models import Acknowledgement, ContactMode, NoteType, Orientation
from casenotes.services.drafts import settle_draft
from casenotes.services.signing import NoteContent, sign_note, signed_before

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agency.models import User
    from offenders.models import Offender

CITE = "OP-060101, II.C"


def orientation_type(level: str) -> NoteType:
    """The type of the note that an orientation makes."""
    return NoteType.objects.get(code=f"orientation_{level}")


@transaction.atomic
def record_orientation(
    offender: Offender,
    by: User,
    *,
    level: str,
    occurred_at: datetime,
    programs: Iterable[str],
    acknowledgement: str,
    refusal_reason: str = "",
    text: str = "",
    form_key: uuid.UUID | None = None,
) -> Orientation:
    """Keep what was explained and how the person acknowledged it, and the note that says so.

    level: `OrientationLevel`. programs: the names of what was explained. Raises RuleViolation
    when no program was explained or a refusal has no reason. OP-060101, II.C.
    """
    form_key = form_key or uuid.uuid4()
    already = signed_before(offender, by, form_key)
    if already is not None:
        return Orientation.objects.get(note=already)
    typed = list(programs)
    explained = [name for name in (" ".join(line.split()) for line in typed) if name]
    if not explained:
        raise RuleViolation(
            "Name at least one program that was explained.", field="programs", cite=CITE
        )
    refused = acknowledgement == Acknowledgement.REFUSED
    if refused and not refusal_reason.strip():
        raise RuleViolation("Say why the person refused to sign.", field="refusal_reason")
    lines = [f"Programs explained: {'; '.join(explained)}."]
    if refused:
        lines.append(f"Refused to sign for it: {refusal_reason.strip()}")
    else:
        lines.append("Signed for it.")
    if text.strip():
        lines.append(text)
    settle_draft(by, offender, form_key, [*typed, refusal_reason, text])
    note = sign_note(
        offender,
        by,
        NoteContent(
            type=orientation_type(level),
            occurred_at=occurred_at,
            text="\n".join(lines),
            contact_mode=ContactMode.FACE_TO_FACE,
        ),
        form_key,
    )
    orientation = Orientation.objects.create(
        offender=offender,
        note=note,
        level=level,
        facility=note.facility,
        held_on=note.occurred_on,
        programs_explained=explained,
        acknowledgement=acknowledgement,
        acknowledged_on=note.occurred_on,
        refusal_reason=refusal_reason.strip() if refused else "",
    )
    audit.record(AuditEventType.SIGNED, orientation, actor=by, details={"level": level})
    announce_case_changed(offender.pk, "orientation recorded")
    return orientation
