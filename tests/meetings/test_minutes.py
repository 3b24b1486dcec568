"""How long minutes are kept, and who may stop or end that."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from agency.errors import RuleViolation
from agency.events import subjects_changed
from agency.models import AuditEvent
from conferences.models import Minutes
from conferences.services.meetings import correct_meeting, record_meeting, withdraw_meeting
from conferences.services.minutes import (
    dispose_of_minutes,
    forward_minutes,
    lift_hold,
    set_hold,
    write_minutes,
)
from tests.meetings.records import WORDS, content, meeting_on, minutes_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("held_on", "last_day", "first_day"),
    [
        ("2024-11-23", "2026-11-23", "2026-11-24"),
        ("2024-02-29", "2026-02-28", "2026-03-01"),  # a leap day's anniversary is 28 February
        ("2023-02-28", "2025-02-28", "2025-03-01"),
    ],
)
def test_minutes_are_kept_through_the_second_anniversary(
    cast, on_day, held_on, last_day, first_day
):
    minutes = minutes_of(cast, held_on)
    assert (str(minutes.kept_through), str(minutes.disposable_from)) == (last_day, first_day)
    on_day(f"{last_day}T18:00+00:00")
    with pytest.raises(RuleViolation, match="may be disposed of from") as refused:
        dispose_of_minutes(minutes, cast.strand)
    assert str(minutes.disposable_from.year) in refused.value.reason
    minutes.refresh_from_db()
    assert minutes.text == WORDS
    on_day(f"{first_day}T18:00+00:00")
    disposed = dispose_of_minutes(minutes, cast.strand)
    assert (disposed.text, str(disposed.disposed_on)) == ("", first_day)
    assert disposed.disposed_by == cast.strand


def test_minutes_of_29_february_2028_are_held_through_28_february_2030(cast, on_day):
    """Edge case 51 of the peers' list; the day is the facility's, not Greenwich's."""
    on_day("2028-03-01T16:00+00:00")
    minutes = minutes_of(cast, "2028-02-29")
    assert minutes.kept_through == date(2030, 2, 28)
    on_day("2030-03-01T05:30+00:00")  # 23:30 on 28 February in Chicago
    with pytest.raises(RuleViolation, match="from 1 March 2030 on"):
        dispose_of_minutes(minutes, cast.strand)
    on_day("2030-03-01T06:30+00:00")
    assert dispose_of_minutes(minutes, cast.strand).disposed_on == date(2030, 3, 1)


def test_the_policy_says_for_how_long_and_each_minutes_keep_what_it_said_then(cast):
    assert minutes_of(cast, "2026-11-20", kept_months=36).kept_through == date(2029, 11, 20)
    minutes = minutes_of(cast, "2026-11-19")
    rewritten = write_minutes(
        minutes.meeting,
        cast.strand,
        text="Shorter.",
        reference="",
        prepared_on=date(2026, 11, 20),
        kept_months=36,
    )
    assert (rewritten.pk, rewritten.kept_through) == (minutes.pk, date(2028, 11, 19))


def test_a_legal_hold_wins_and_lifting_it_lets_go(cast, on_day):
    minutes = minutes_of(cast, "2024-11-01")
    set_hold(minutes, cast.strand, reason="Claim 31 of the union")
    with pytest.raises(RuleViolation, match="legal hold"):
        dispose_of_minutes(minutes, cast.strand)
    with pytest.raises(RuleViolation, match="already"):
        set_hold(minutes, cast.strand, reason="Again")
    with pytest.raises(RuleViolation, match="why"):
        lift_hold(minutes, cast.strand, reason=" ")
    hold = lift_hold(minutes, cast.strand, reason="Claim settled")
    assert (hold.set_by, hold.lifted_by) == (cast.strand, cast.strand)
    assert hold.lifted_because == "Claim settled"
    dispose_of_minutes(minutes, cast.strand)
    with pytest.raises(RuleViolation, match="disposed of"):
        dispose_of_minutes(minutes, cast.strand)


def test_the_disposal_removes_the_text_everywhere_and_keeps_the_log(cast):
    minutes = minutes_of(cast, "2024-11-01")
    forward_minutes(minutes, cast.strand, to="Regional office", on=date(2026, 11, 20))
    dispose_of_minutes(minutes, cast.strand)
    with connection.cursor() as cursor:
        for table in ("conferences_minutes", "conferences_historicalminutes"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{WORDS}%"])
            assert cursor.fetchone() == (0,)
    kept = Minutes.objects.get(pk=minutes.pk)
    assert (kept.forwarded_to, str(kept.forwarded_on)) == ("Regional office", "2026-11-20")
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.actor_id) == ("discarded", cast.strand.pk)
    assert event.details["kept_through"] == "2026-11-01"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE conferences_minutes SET text = 'other' WHERE id = %s",
        "UPDATE conferences_minutes SET forwarded_on = NULL WHERE id = %s",
        "UPDATE conferences_minutes SET text = '', disposed_on = kept_through WHERE id = %s",
        "DELETE FROM conferences_minutes WHERE id = %s",
    ],
)
def test_forwarded_minutes_stand_in_the_database_too(cast, change):
    minutes = minutes_of(cast, "2024-11-23")
    forward_minutes(minutes, cast.strand, to="Regional office", on=date(2026, 11, 20))
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, [minutes.pk])
    with pytest.raises(RuleViolation, match="stand as they are"):
        write_minutes(
            minutes.meeting,
            cast.strand,
            text="Other.",
            reference="",
            prepared_on=date(2026, 11, 20),
            kept_months=24,
        )


def test_correcting_the_day_of_a_meeting_moves_how_long_its_minutes_are_kept(cast):
    minutes = minutes_of(cast, "2026-11-10")
    correct_meeting(minutes.meeting, cast.strand, content(cast, "2026-11-09"))
    minutes.refresh_from_db()
    assert minutes.kept_through == date(2028, 11, 9)
    with pytest.raises(RuleViolation, match="before the meeting"):
        correct_meeting(minutes.meeting, cast.strand, content(cast, "2026-11-12"))
    with pytest.raises(RuleViolation, match="took place"):
        withdraw_meeting(minutes.meeting, cast.strand, because="Wrong")


def test_the_meeting_of_minutes_that_are_gone_keeps_its_day(cast):
    minutes = minutes_of(cast, "2024-11-01")
    dispose_of_minutes(minutes, cast.strand)
    with pytest.raises(RuleViolation, match="The day of the meeting stands"):
        correct_meeting(minutes.meeting, cast.strand, content(cast, "2024-11-02"))


@pytest.mark.parametrize(
    ("held_on", "changes", "field"),
    [
        ("2026-11-24", {}, "held_on"),
        ("2026-11-23", {"attendees": []}, "attendees"),
        ("2026-11-23", {"topics": [], "discussed": " "}, "topics"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_at_its_field(cast, held_on, changes, field):
    with pytest.raises(RuleViolation) as refused:
        record_meeting(cast.redbud, cast.strand, content(cast, held_on, **changes))
    assert refused.value.field == field


def test_what_changes_a_meeting_or_its_minutes_is_announced_for_the_facility(cast):
    heard = []

    def hear(subject, ids, because, **_):
        heard.append((subject, tuple(ids), because))

    subjects_changed.connect(hear)
    try:
        minutes = minutes_of(cast, "2026-11-20")
        forward_minutes(minutes, cast.strand, to="Regional office", on=date(2026, 11, 23))
        withdraw_meeting(meeting_on(cast, "2026-11-19"), cast.strand, because="Typed twice")
    finally:
        subjects_changed.disconnect(hear)
    here = (cast.redbud.pk,)
    assert heard == [
        ("facility", here, "meeting recorded"),
        ("facility", here, "minutes changed"),
        ("facility", here, "minutes changed"),
        ("facility", here, "meeting recorded"),
        ("facility", here, "meeting withdrawn"),
    ]
