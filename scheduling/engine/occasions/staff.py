"""What starts or ends a clock of an officer or a facility, one function for each event."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.engine.context import Outcome
from scheduling.engine.facts import (
    FacilityFacts,
    OfficerFacts,
)
from scheduling.engine.occasions.occasion import Occasion
from scheduling.engine.ordering import by_day
from scheduling.engine.results import FactUsed
from scheduling.policy.dates import add_days
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Deadline


def conference(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each conference that is set; moved, it needs its notice for the day it is set for now."""
    for entry in by_day(officer.conferences, "on"):
        done = (entry.noticed_on, entry.ref) if entry.noticed_on is not None else None
        ended = None
        if entry.cancelled_on is not None:
            ended = Outcome(closed="cancelled", closed_on=entry.cancelled_on, closed_by=entry.ref)
        elif entry.held_on is not None:
            # Held without a notice: nobody can send it any more.
            ended = Outcome(closed="missed", closed_on=entry.held_on, closed_by=entry.ref)
        yield Occasion(
            entry.ref,
            entry.on,
            "Conference",
            done,
            ended,
            officer=entry.supervisor or officer.supervisor or None,
        )


def conference_held(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each conference that was held."""
    for entry in by_day(officer.conferences, "on"):
        if entry.held_on is not None:
            done = (entry.evaluated_on, entry.ref) if entry.evaluated_on is not None else None
            by = entry.supervisor or officer.supervisor or None
            yield Occasion(entry.ref, entry.held_on, "Conference held", done, officer=by)


def coaching_agreed(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each coaching item, on the day on which it is next looked at."""
    for item in by_day(officer.coaching, "agreed_on"):
        done = (item.closed_on, item.ref) if item.closed_on is not None else None
        used = (
            FactUsed("Coaching agreed", item.agreed_on, item.ref),
            FactUsed("Next check", item.next_check_on, item.ref),
        )
        yield Occasion(item.ref, item.next_check_on, "Next check", done, used=used)


def memo_sent(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each memo that was sent."""
    for memo in by_day(officer.memos, "period_on"):
        if memo.sent_on is not None:
            done = (memo.discussed_on, memo.ref) if memo.discussed_on is not None else None
            yield Occasion(memo.ref, memo.sent_on, "Memo sent", done)


def revision_effective(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each procedure that was revised; one issued late is due on the day it was issued."""
    for revision in by_day(officer.revisions, "effective_on"):
        read_on = revision.acknowledged_on
        done = (read_on, revision.ref) if read_on is not None else None
        used = (
            FactUsed("Issued", revision.issued_on, revision.ref),
            FactUsed("In force from", revision.effective_on, revision.ref),
        )
        yield Occasion(
            f"{officer.ref}/{revision.ref}",  # each officer owes to have read the same revision
            revision.effective_on,
            "In force from",
            done,
            used=used,
            not_before=revision.issued_on,
        )


def meeting_held(shape: Deadline, facility: FacilityFacts, _: Settings) -> Iterator[Occasion]:
    """Each meeting of the kinds meant, with the next one of the same kind."""
    for kind in shape.record_kinds:
        meetings = [m for m in by_day(facility.meetings, "on") if m.kind == kind]
        for index, meeting in enumerate(meetings):
            following = next((m.on for m in meetings[index + 1 :] if m.on > meeting.on), None)
            sent = meeting.minutes_forwarded_on
            yield Occasion(
                meeting.ref,
                meeting.on,
                "Meeting held",
                (sent, meeting.ref) if sent is not None else None,
                used=(
                    FactUsed("Meeting held", meeting.on, meeting.ref),
                    *((FactUsed("Next meeting", following, ""),) if following else ()),
                ),
                not_after=add_days(following, -1) if following else None,
            )
