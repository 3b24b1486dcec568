"""What signing found out about notes of the last two months: some are copies, most are not."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from casenotes.likeness import compare, words_of
from casenotes.models import CaseNote, LikenessCheck
from casenotes.services.likeness import NOT_COMPARED
from scheduling.policy.settings import DEFAULTS

if TYPE_CHECKING:
    from random import Random

PEOPLE = 400
MOST_COPIES = 30
REASONS = (
    "Nothing has changed since last month; I spoke with them and they say so themselves.",
    "The plan is the same until the program starts. I kept the words so that nothing is lost.",
    "Written on a day with two people absent. I add what was said as more details.",
    "The placement has not been decided yet, so there is nothing new to tell.",
)


def compare_recent_notes(random: Random, today: date) -> None:
    """Keep what the comparison of each person's last note with the one before it finds."""
    recent = (
        CaseNote.objects.filter(
            recorded_on__gt=today - timedelta(days=62), confidential=False, likeness=None
        )
        .exclude(type__behaviour__in=NOT_COMPARED)
        .order_by("offender_id", "-occurred_at")
    )
    warning, block = DEFAULTS.note_similarity_warning, DEFAULTS.note_similarity_block
    checks: list[LikenessCheck] = []
    copies = 0
    people = groupby(recent[: 4 * PEOPLE], key=lambda note: note.offender_id)
    for number, (_, notes) in enumerate(people):
        if number == PEOPLE or copies == MOST_COPIES:
            break
        two = list(notes)[:2]
        if len(two) < 2:
            continue
        new, earlier = two
        found = compare(words_of(earlier.text), words_of(new.text))
        identical, copied = found.score == 1, found.score >= warning
        copies += copied
        checks.append(
            LikenessCheck(
                note=new,
                score=found.score,
                compared_with=earlier,
                identical=identical,
                copied=copied,
                counts=found.score < block,
                reason=random.choice(REASONS) if copied else "",
                warning_at=warning,
                block_at=block,
            )
        )
    LikenessCheck.objects.bulk_create(checks)
