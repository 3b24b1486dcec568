"""Comparing a note that is being signed with earlier ones, and what supervisors say of copies.

OP-060101, III.A.1.b: cut and paste notes from month to month are not acceptable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType
from casenotes.choices import chosen
from casenotes.likeness import Comparison, compare, identical_to, most_like, words_of
from casenotes.models import Behaviour, CaseNote, CopyReview, LikenessCheck
from casenotes.text import characters_too_long, clean_text, says_something

if TYPE_CHECKING:
    from agency.models import User

#: Of what an author wrote about other people, so many days and so many notes are compared.
OTHERS_DAYS = 62
OTHERS_MOST = 200
#: Words that a note needs before the same note on somebody else is more than routine.
SAYS_SOMETHING = 10
REASON_LONGEST = 1000

#: Kinds of note that are not compared: a closing summary sums up the notes before it by its
#: nature, and other forms of their own attest in fixed words that a thing was done.
NOT_COMPARED = frozenset({Behaviour.OWN_FORM})


class LikelyCopy(RuleViolation):
    """A note that is much like an earlier one, with no reason given yet, or with one that is too
    long to be kept whole; `found` says how much."""

    def __init__(self, found: Found, given: str = "") -> None:
        self.found = found
        self.given = given
        super().__init__(
            _too_long(given)
            if given
            else "These words stand in an earlier note already. Change the note so that it says "
            "what is new, or write here why you keep it as it is.",
            field="copy_reason",
        )


class LikelyCopies(RuleViolation):
    """Notes of one group session that are much like earlier ones, with no reason given yet.

    found: what each is like, by the name of the field of its line.
    """

    def __init__(self, found: dict[str, Found], given: str = "") -> None:
        self.found = found
        super().__init__(
            _too_long(given)
            if given
            else "Earlier notes say this already. Change the words so that they say what is new, "
            "or write here why you keep them as they are.",
            field="copy_reason",
        )


def _too_long(given: str) -> str:
    over = characters_too_long(len(given) - REASON_LONGEST)
    return f"{over}: {REASON_LONGEST:,} are the most."


@dataclass(frozen=True, slots=True)
class Found:
    """What the comparison of a new note with earlier ones found.

    earlier: the note most like it, and `comparison` with its text. told: the author may read that
    note, so it may be shown; otherwise nothing is said of it.
    """

    score: float = 0.0
    earlier: CaseNote | None = None
    comparison: Comparison | None = None
    identical: bool = False
    copied: bool = False
    counts: bool = True
    told: bool = True


def look_for_copy(note: CaseNote, by: User, *, corrects: CaseNote | None = None) -> Found:
    """Compare a note with all earlier ones on this person and recent ones by this author.

    corrects: a note that this one replaces, which is not compared. Of notes that the author may
    not read only identity is looked at, because it decides on the month; nothing is told of it.
    A few routine words are said of many people and compared on the same person only. Notes of one
    group session are not compared with one another.
    """
    settings = chosen()
    earlier = (
        CaseNote.objects.standing()
        .exclude(pk__in=[note.pk, corrects.pk if corrects else None])
        .order_by("-recorded_at", "-pk")
    )
    if note.batch_id is not None:
        earlier = earlier.exclude(batch_id=note.batch_id)
    own = list(earlier.filter(offender_id=note.offender_id).values_list("pk", "text"))
    readable = set(
        CaseNote.objects.visible_to(by)
        .filter(offender_id=note.offender_id)
        .values_list("pk", flat=True)
    )
    says_something = len(words_of(note.text).forms) >= SAYS_SOMETHING
    others: list[tuple[int, str]] = []
    if says_something and note.batch_id is None:
        since = note.recorded_at - timedelta(days=OTHERS_DAYS)
        recent = earlier.visible_to(by).filter(author=by, recorded_at__gte=since)
        others = list(
            recent.exclude(offender_id=note.offender_id).values_list("pk", "text")[:OTHERS_MOST]
        )
    same = [own[place][0] for place in identical_to(note.text, [text for _, text in own])]
    if not same:
        same = [others[place][0] for place in identical_to(note.text, [t for _, t in others])]
    if same:
        shown = [pk for pk in same if pk in readable or pk not in dict(own)]
        found = CaseNote.objects.select_related("offender", "type", "facility").get(
            pk=(shown or same)[0]
        )
        return Found(
            score=1.0,
            earlier=found,
            comparison=compare(words_of(found.text), words_of(note.text)),
            identical=True,
            copied=True,
            counts=False,
            told=bool(shown),
        )
    pool = [(pk, text) for pk, text in own if pk in readable] + others
    best = most_like(note.text, [text for _, text in pool])
    if best is None:
        return Found()
    place, comparison = best
    found = CaseNote.objects.select_related("offender", "type", "facility").get(pk=pool[place][0])
    of_this_person = found.offender_id == note.offender_id
    return Found(
        score=comparison.score,
        earlier=found,
        comparison=comparison,
        copied=comparison.score
        >= min(settings.note_similarity_warning, settings.note_similarity_block),
        counts=not (of_this_person and comparison.score >= settings.note_similarity_block),
    )


def check_for_copy(
    note: CaseNote, by: User, reason: str | None, *, corrects: CaseNote | None = None
) -> LikenessCheck | None:
    """Compare a note just signed and keep what was found; part of its transaction.

    reason: why the author keeps a likely copy; "" when none was given, and then LikelyCopy is
    raised for one that may be told of, as for a reason that is too long; None where nobody can be
    asked. None for a note of a kind that is not compared.
    """
    if note.type.behaviour in NOT_COMPARED:
        return None
    found = look_for_copy(note, by, corrects=corrects)
    given = clean_text(reason or "").strip()
    if found.copied and found.told and reason is not None:
        if not says_something(given):
            raise LikelyCopy(found)
        if len(given) > REASON_LONGEST:
            raise LikelyCopy(found, given)
    settings = chosen()
    return LikenessCheck.objects.create(
        note=note,
        score=found.score,
        compared_with=found.earlier,
        identical=found.identical,
        copied=found.copied,
        counts=found.counts,
        reason=given if found.copied and found.told else "",
        warning_at=settings.note_similarity_warning,
        block_at=settings.note_similarity_block,
    )


@transaction.atomic
def mark_copy_seen(check: LikenessCheck, by: User, remark: str) -> CopyReview:
    """A supervisor has looked at a likely copy and says what comes of it."""
    remark = clean_text(remark).strip()
    if not remark:
        raise RuleViolation("Write what you found or did about it.", field="remark")
    if len(remark) > REASON_LONGEST:
        raise RuleViolation(_too_long(remark), field="remark")
    review = CopyReview.objects.create(
        check_of=check, remark=remark, by=by, by_name=by.full_name, seen_at=clock.now()
    )
    audit.record(
        AuditEventType.UPDATED,
        check,
        actor=by,
        offender_id=check.note.offender_id,
        facility_id=check.note.facility_id,
        details={"copy_review": review.pk},
    )
    return review
