"""Drafts that nobody goes on with: their owners are warned, and after that they are discarded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from agency import clock
from casenotes.choices import chosen
from casenotes.models import Draft
from casenotes.services.drafts import discard_draft

if TYPE_CHECKING:
    from agency.models import User
    from scheduling.policy.settings import Settings

#: From how many days before the end of its month on a note that is still a draft is warned of.
LAST_DAYS = 3


def discarded_on(draft: Draft, choices: Settings, today: date) -> date | None:
    """The day on which an untouched draft is discarded; None where drafts are kept for good.

    Never sooner than its owner was warned for as long as the agency says, even when the agency
    has just shortened the time, or nobody ran the daily job for weeks.
    """
    if not choices.drafts_kept_days:
        return None
    ends = clock.local_date(draft.updated_at) + timedelta(days=choices.drafts_kept_days)
    warned = draft.warned_on or max(today, ends - timedelta(days=choices.draft_warning_days))
    return max(ends, warned + timedelta(days=choices.draft_warning_days))


def is_near(ends: date | None, choices: Settings, today: date) -> bool:
    """Whether a draft that is discarded on that day is so near it that its owner is warned."""
    return ends is not None and ends - today <= timedelta(days=choices.draft_warning_days)


def age_drafts() -> dict[str, int]:
    """Warn of drafts whose time draws near, discard those whose owners were warned long enough.

    Run every day. A day that is left out only postpones; a second run does nothing more.
    """
    choices = chosen()
    today = clock.today()
    if not choices.drafts_kept_days:
        return {"warned": 0, "discarded": 0}
    quiet = timedelta(days=choices.drafts_kept_days - choices.draft_warning_days - 1)
    candidates = Draft.objects.filter(
        Q(updated_at__lt=clock.now() - quiet) | Q(warned_on__isnull=False)
    )
    warned = discarded = 0
    for pk in list(candidates.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            # An owner who is writing in it right now has it locked, and it is no longer old.
            draft = Draft.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if draft is None:
                continue
            ends = discarded_on(draft, choices, today)
            if ends is None or not is_near(ends, choices, today):
                continue
            if draft.warned_on is None:
                draft.warned_on = today
                draft.save(update_fields=["warned_on"])
                warned += 1
            elif ends <= today:
                discard_draft(draft, None)
                discarded += 1
    return {"warned": warned, "discarded": discarded}


def drafts_near_their_end(owner: User, today: date) -> list[date]:
    """The days on which drafts of the owner will be discarded, the nearest first; one query."""
    choices = chosen()
    ends = [discarded_on(draft, choices, today) for draft in Draft.objects.of(owner)]
    return sorted(day for day in ends if day is not None and is_near(day, choices, today))


def month_of(draft: Draft) -> date:
    """The first day of the month that a note would count for: of the day it was dated for, else
    of the day on which it was last written in."""
    try:
        day = date.fromisoformat(str(draft.content.get("occurred_on", "")))
    except ValueError:
        day = clock.local_date(draft.updated_at)
    return day.replace(day=1)


def month_is_ending(draft: Draft, today: date) -> bool:
    """Whether a note is still a draft on the last days of its month, or after them.

    A draft satisfies nothing: whoever finds it on the last of the month can still save it.
    """
    if draft.form != "note":
        return False
    first = month_of(draft)
    next_month = (first + timedelta(days=32)).replace(day=1)
    return today >= next_month - timedelta(days=LAST_DAYS)
