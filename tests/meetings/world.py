"""One of everything of this area, for the tests that visit every address, and the examples."""

from __future__ import annotations

from datetime import date, datetime

from conferences.models import STAFF_ROLES
from conferences.services.coverage import assign_hours, save_week
from conferences.services.meetings import MeetingContent, Training, record_meeting
from conferences.services.memos import MemoContent, begin_memo, record_discussion, send_memo
from conferences.services.minutes import write_minutes
from conferences.services.monitoring import record_monitoring
from conferences.services.revisions import issue_revision
from conferences.services.teams import record_session, schedule_appearance

ELEMENT_FIELDS = ("element_2", "element_3", "element_4")


def add_meetings(world, *, words: str, staff_words: str) -> None:
    """words: in what is about the case; staff_words: in what is about staff alone."""
    coordinator, officer, facility = world.strand, world.okafor, world.redbud
    world.meeting = record_meeting(
        facility,
        coordinator,
        MeetingContent(
            kind="cm_group",
            held_on=date(2026, 11, 16),
            chair=coordinator,
            attendees=[officer],
            others_present=staff_words,
            topics=["new_policy"],
            discussed=staff_words,
            trainings=[Training(staff_words[:200], officer)],
        ),
    )
    write_minutes(
        world.meeting,
        coordinator,
        text=staff_words,
        reference=staff_words[:200],
        prepared_on=date(2026, 11, 17),
        kept_months=24,
    )
    content = MemoContent(
        dict.fromkeys(ELEMENT_FIELDS, staff_words), [(staff_words[:200], staff_words)]
    )
    begun = {"facility": facility, "period_on": date(2026, 10, 1), "content": content}
    world.memo_draft = begin_memo(officer, coordinator, **begun)
    world.memo = send_memo(begin_memo(officer, coordinator, **begun), coordinator)
    record_discussion(world.memo, world.memo.recipient, on=date(2026, 11, 23))
    world.team_session = record_session(
        world.unit_b,
        coordinator,
        on=date(2026, 11, 12),
        staff=[coordinator],
        findings=staff_words,
        conducted_properly=True,
    )
    world.appearance = schedule_appearance(
        world.ashby,
        officer,
        facility=facility,
        unit=world.unit_b,
        kind="program_review",
        at=datetime.fromisoformat("2026-11-20T16:00+00:00"),
        noticed_at=datetime.fromisoformat("2026-11-17T16:00+00:00"),
    )
    world.appearance.needs = words
    world.appearance.program = words
    world.appearance.save()
    save_week(
        facility,
        coordinator,
        first_on=date(2026, 11, 23),
        staff={officer.pk},
        covered={(officer.pk, date(2026, 11, 23))},
    )
    assign_hours(
        officer,
        facility,
        coordinator,
        from_on=date(2026, 11, 1),
        hours={0: (datetime(2026, 1, 1, 8).time(), datetime(2026, 1, 1, 16).time())},
    )
    world.monitored = record_monitoring(
        facility,
        coordinator,
        kind="audit",
        on=date(2026, 11, 16),
        subject=staff_words[:300],
        findings=staff_words,
    )
    world.revision = issue_revision(
        coordinator,
        code="OP-060101",
        title=staff_words[:200],
        kind="revised",
        what_changed=staff_words,
        effective_on=date(2026, 12, 15),
        roles=[role.value for role in STAFF_ROLES],
        facility=facility,
    )


#: By the name of a route: its arguments, from the world.
EXAMPLES = {
    **dict.fromkeys(
        ("pages:meeting", "pages:meeting-change", "pages:minutes"),
        lambda world: {"pk": world.meeting.pk},
    ),
    "pages:minutes-act": lambda world: {"pk": world.meeting.pk, "act": "hold"},
    "pages:memo-change": lambda world: {"pk": world.memo_draft.pk},
    **dict.fromkeys(("pages:memo", "pages:memo-acknowledge"), lambda world: {"pk": world.memo.pk}),
    "pages:memo-act": lambda world: {"pk": world.memo.pk, "act": "dispute"},
    "pages:team-session-change": lambda world: {"pk": world.team_session.pk},
    "pages:appearance": lambda world: {"pk": world.appearance.pk},
    "pages:monitoring-change": lambda world: {"pk": world.monitored.pk},
    "pages:work-hours": lambda world: {"pk": world.okafor.pk},
    **dict.fromkeys(
        ("pages:revision", "pages:revision-acknowledge", "pages:revision-withdraw"),
        lambda world: {"pk": world.revision.pk},
    ),
}
