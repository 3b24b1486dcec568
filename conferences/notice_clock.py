"""How a conference stands with its notice, in words. 1.17, General Procedure; M6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from agency.models import JobState
from agency.templatetags.words import counted
from agency.templatetags.words import day as day_in_words
from conferences import choices

if TYPE_CHECKING:
    from datetime import date

    from conferences.models import Conference


@dataclass(frozen=True, slots=True)
class NoticeClock:
    """kind and shape: of the chip; words: what it says; days: from notice to conference."""

    kind: str
    shape: str
    words: str
    days: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether the notice came too late, or did not come."""
        return self.kind == "overdue"


def notice_clock(conference: Conference, today: date) -> NoticeClock:
    """Whether the notice that stands was sent early enough for the day set now."""
    needed = choices.NOTICE_DAYS
    last_day = conference.scheduled_on - timedelta(days=needed)
    sent_on = conference.noticed_on
    if sent_on is None:
        notice = conference.standing_notice
        if today > last_day:
            return NoticeClock("overdue", "triangle", "Notice not sent, and late")
        if notice is None:
            return NoticeClock(
                "soon", "diamond", f"No notice yet, last day {day_in_words(last_day)}"
            )
        if notice.job is None or notice.job.state == JobState.FAILED:
            return NoticeClock("overdue", "triangle", "Notice could not be sent")
        return NoticeClock(
            "soon", "diamond", f"Notice going out, last day {day_in_words(last_day)}"
        )
    days = (conference.scheduled_on - sent_on).days
    sent = f"Notice sent {day_in_words(sent_on)}, {counted(days, 'day')} ahead"
    if days < needed:
        return NoticeClock("overdue", "triangle", f"{sent}: {needed - days} short", days)
    return NoticeClock("done", "tick", sent, days)
