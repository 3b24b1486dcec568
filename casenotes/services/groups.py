"""A group session: one text for all, a line for each, and one note for each person."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.events import announce_case_changed, announced_together
from agency.models import AuditEventType
from casenotes.models import BatchLine, CaseNote, ContactMode, ContactOutcome, NoteBatch
from casenotes.services.drafts import settle_draft
from casenotes.services.likeness import LikelyCopies, LikelyCopy
from casenotes.services.signing import NoteContent, sign_note
from casenotes.text import clean_text, require_text
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agency.models import User
    from casenotes.models import NoteType
    from casenotes.services.likeness import Found

MOST_PEOPLE = 60
ATTENDED = "Attended."
ABSENT = "Did not attend."


@dataclass(frozen=True, slots=True)
class GroupSession:
    """What the notes of one session have in common."""

    type: NoteType
    occurred_at: datetime
    common_text: str
    contact_mode: str = ContactMode.FACE_TO_FACE
    place: str = ""
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One person of the session: whether they came, and what concerns them alone."""

    offender: Offender
    attended: bool
    words: str = ""

    @property
    def field(self) -> str:
        """The name of the form field that a mistake in this line belongs to."""
        return f"words_{self.offender.pk}"


@transaction.atomic
def record_group(
    by: User,
    session: GroupSession,
    lines: Sequence[GroupLine],
    *,
    form_key: uuid.UUID,
    no_names: bool = False,
    copy_reason: str | None = None,
) -> NoteBatch:
    """Sign a note for each line, all of them or none; each person's duties move.

    form_key: the same key again returns the batch that it made. no_names: the author has looked
    at words like names of people in the group and says that they are none. Raises RuleViolation
    for a session without a text or without people, for a line that its note may not have (its
    field names the line), and for a person's name in the text of another one.
    """
    people = sorted({line.offender.pk for line in lines})
    # In one order, so that two sessions with the same people wait for one another and do not lock.
    list(Offender.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    already = NoteBatch.objects.filter(form_key=form_key, made_by=by).first()
    if already is not None:
        return already
    if not lines:
        raise RuleViolation("Choose who belongs to the group.", field="")
    if len(people) != len(lines) or len(lines) > MOST_PEOPLE:
        raise RuleViolation(f"A session has each person once, and at most {MOST_PEOPLE} people.")
    common = require_text(session.common_text)
    if not no_names:
        _refuse_names(common, lines)
    batch = NoteBatch.objects.create(
        made_by=by,
        occurred_at=session.occurred_at,
        common_text=common,
        people_count=len(lines),
        form_key=form_key,
    )
    copies: dict[str, Found] = {}
    given = ""
    with announced_together("group session recorded"):
        for line in lines:
            try:
                _sign_line(by, session, batch, line, copy_reason)
            except LikelyCopy as copy:
                copies[line.field] = copy.found
                given = copy.given
        if copies:
            raise LikelyCopies(copies, given)
    settle_draft(by, None, form_key, [common, *(line.words for line in lines)])
    return batch


def text_of_line(common: str, line: GroupLine) -> str:
    """A person's note: what all did, whether they came, what concerns them alone."""
    words = clean_text(line.words).strip()
    own = f"{ATTENDED if line.attended else ABSENT} {words}".strip()
    return f"{common}\n\n{own}"


def _sign_line(
    by: User, session: GroupSession, batch: NoteBatch, line: GroupLine, copy_reason: str | None
) -> CaseNote:
    try:
        note = sign_note(
            line.offender,
            by,
            NoteContent(
                type=session.type,
                occurred_at=session.occurred_at,
                text=text_of_line(batch.common_text, line),
                facets=session.facets,
                contact_mode=session.contact_mode if line.attended else ContactMode.NONE,
                contact="" if line.attended else ContactOutcome.NONE,
                place=session.place if line.attended else "",
                batch=batch,
                copy_reason=copy_reason,
            ),
            uuid.uuid5(batch.form_key, str(line.offender.pk)),
        )
    except RuleViolation as violation:
        if violation.field == "text":
            raise RuleViolation(
                violation.reason, field=line.field, cite=violation.cite
            ) from violation
        raise
    BatchLine.objects.create(
        batch=batch, note=note, attended=line.attended, words=clean_text(line.words).strip()
    )
    audit.record(
        AuditEventType.SIGNED,
        note,
        actor=by,
        details={"type": session.type.code, "batch": batch.pk},
    )
    announce_case_changed(line.offender.pk, "note recorded")
    return note


def _refuse_names(common: str, lines: Sequence[GroupLine]) -> None:
    """Nobody's note says who else was there: not the common text, nor another one's line."""
    for other in lines:
        person = other.offender
        marks = [person.family_name, person.number]
        named = re.compile(
            "|".join(rf"\b{re.escape(mark)}\b" for mark in marks if len(mark) > 1) or r"(?!)"
        )
        places = [("text", common)] + [
            (line.field, line.words) for line in lines if line.offender.pk != person.pk
        ]
        for field, text in places:
            found = named.search(text)
            if found:
                raise RuleViolation(
                    f"“{found[0]}” is the name or number of somebody in this group, and would "
                    "stand in another person's record. Put it into that person's own line without "
                    "the name, or say below that it is no name here.",
                    field=field,
                )
