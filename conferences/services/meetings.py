"""Recording meetings of staff: who was there, what was discussed, what training was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_facility_changed
from agency.models import AuditEventType
from conferences.models import Meeting, MeetingAttendee, MeetingTraining
from conferences.services.minutes import follow_the_meeting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from agency.models import Facility, User


@dataclass(frozen=True, slots=True)
class Training:
    """Training given at a meeting: by a member of staff, or by somebody who has no account."""

    subject: str
    given_by: User | None = None
    given_by_name: str = ""


@dataclass(frozen=True, slots=True)
class MeetingContent:
    """All that is said of one meeting; topics are values of MeetingTopic."""

    kind: str
    held_on: date
    chair: User
    attendees: Sequence[User] = ()
    others_present: str = ""
    topics: Sequence[str] = ()
    discussed: str = ""
    trainings: Sequence[Training] = ()


@transaction.atomic
def record_meeting(facility: Facility, by: User | None, content: MeetingContent) -> Meeting:
    """Keep that a meeting was held; the next one is counted from it.

    Raises RuleViolation for a day in the future, nobody present, or nothing discussed.
    P.S. 3510.08, Attachment A, II.C; OP-060101, IV.
    """
    meeting = Meeting(facility=facility, recorded_by=by)
    _check(meeting, content)
    _fill(meeting, content)
    meeting.save()
    _attach(meeting, content)
    audit.record(
        AuditEventType.CREATED,
        meeting,
        actor=by,
        details={"kind": content.kind, "held_on": content.held_on.isoformat()},
    )
    announce_facility_changed(facility.pk, "meeting recorded")
    return meeting


@transaction.atomic
def correct_meeting(meeting: Meeting, by: User | None, content: MeetingContent) -> Meeting:
    """Say what was really so. The days for which its minutes are kept follow its date.

    Raises RuleViolation as `record_meeting` does, and for another date once the minutes were
    disposed of.
    """
    meeting = _locked(meeting)
    _check(meeting, content)
    moved = meeting.held_on != content.held_on
    _fill(meeting, content)
    meeting.save()
    meeting.attendances.all().delete()
    meeting.trainings.all().delete()
    _attach(meeting, content)
    if moved:
        follow_the_meeting(meeting)
    audit.record(
        AuditEventType.CORRECTED, meeting, actor=by, details={"held_on": str(content.held_on)}
    )
    announce_facility_changed(meeting.facility_id, "meeting corrected")
    return meeting


@transaction.atomic
def withdraw_meeting(meeting: Meeting, by: User | None, *, because: str) -> Meeting:
    """Say that it was recorded wrongly and never took place; the row stays, marked.

    Raises RuleViolation without a reason, and when its minutes say otherwise.
    """
    meeting = _locked(meeting)
    because = because.strip()
    if not because:
        raise RuleViolation("Say why: the reason stays with the record.", field="because")
    if hasattr(meeting, "minutes"):
        raise RuleViolation(
            "There are minutes of this meeting, so it took place. Correct its day or its kind."
        )
    meeting.withdrawn_at = clock.now()
    meeting.withdrawn_because = because
    meeting.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(AuditEventType.CORRECTED, meeting, actor=by, details={"withdrawn": True})
    announce_facility_changed(meeting.facility_id, "meeting withdrawn")
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    found = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if found.withdrawn_at is not None:
        raise RuleViolation("This meeting was withdrawn. Record it anew if it took place.")
    return found


def _check(meeting: Meeting, content: MeetingContent) -> None:
    if content.held_on > clock.today(meeting.facility):
        raise RuleViolation(
            "This lies in the future. Record the meeting once it was held.", field="held_on"
        )
    others = {person.pk for person in content.attendees} - {content.chair.pk}
    if not others and not content.others_present.strip():
        raise RuleViolation("Say who was there besides the chair.", field="attendees")
    if not content.topics and not content.discussed.strip():
        raise RuleViolation("Tick the topics, or write what was discussed.", field="topics")


def _fill(meeting: Meeting, content: MeetingContent) -> None:
    meeting.kind = content.kind
    meeting.held_on = content.held_on
    meeting.chair = content.chair
    meeting.topics = list(content.topics)
    meeting.discussed = content.discussed.strip()
    meeting.others_present = content.others_present.strip()


def _attach(meeting: Meeting, content: MeetingContent) -> None:
    MeetingAttendee.objects.bulk_create(
        MeetingAttendee(meeting=meeting, staff_id=pk) for pk in _distinct(content.attendees)
    )
    MeetingTraining.objects.bulk_create(
        MeetingTraining(
            meeting=meeting,
            subject=training.subject.strip(),
            given_by=training.given_by,
            given_by_name=training.given_by_name.strip(),
        )
        for training in content.trainings
    )


def _distinct(people: Iterable[User]) -> list[int]:
    return list(dict.fromkeys(person.pk for person in people))
