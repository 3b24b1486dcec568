"""One of each record, short to write in a test."""

from __future__ import annotations

from datetime import date

from conferences.services.meetings import MeetingContent, record_meeting
from conferences.services.memos import MemoContent, begin_memo, send_memo
from conferences.services.minutes import write_minutes

WORDS = "Custody reviews are current; two transfer packets came back for signatures."

ELEMENTS = {
    "element_2": "Reviews were done in time and files were in order.",
    "element_3": "Clear with staff, at times short with visitors.",
    "element_4": "Leads the others in the new custody procedure.",
}


def content(cast, held_on: str, **changes) -> MeetingContent:
    """A meeting of the case managers on that day."""
    said = {
        "kind": "cm_group",
        "held_on": date.fromisoformat(held_on),
        "chair": cast.strand,
        "attendees": [cast.okafor, cast.reyes],
        "topics": ["new_policy"],
        "discussed": "Custody review",
    }
    return MeetingContent(**said | changes)


def meeting_on(cast, held_on: str, **changes):
    """A recorded meeting of the case managers."""
    return record_meeting(cast.redbud, cast.strand, content(cast, held_on, **changes))


def minutes_of(cast, held_on: str, *, kept_months: int = 24, **changes):
    """The minutes of a meeting, prepared on its day."""
    meeting = meeting_on(cast, held_on, **changes)
    return write_minutes(
        meeting,
        cast.strand,
        text=WORDS,
        reference="",
        prepared_on=meeting.held_on,
        kept_months=kept_months,
    )


def draft_about(cast, officer, *, elements=None, sections=(), period_on=date(2026, 11, 2)):
    """A draft memo by the coordinator."""
    return begin_memo(
        officer,
        cast.strand,
        facility=cast.redbud,
        period_on=period_on,
        content=MemoContent(ELEMENTS if elements is None else elements, sections),
    )


def sent_about(cast, officer):
    """A memo that went to the rating official."""
    return send_memo(draft_about(cast, officer), cast.strand)
