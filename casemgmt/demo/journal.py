"""Two years of notes: the monthly review, what other staff add, and what is amended."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from casemgmt.demo import texts
from casemgmt.demo.life import Life, Span, add_months, holder_on

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo.lives import Teller


def write_notes(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    spans: list[Span],
    away: tuple[date, date | None, str] | None,
) -> None:
    """A progress review in most months, and a termination summary after each span."""
    month = max(teller.notes_from, spans[0][0].replace(day=1)) if spans else teller.today
    last_text = ""
    while month <= teller.today:
        month_end = add_months(month, 1) - timedelta(days=1)
        holder = holder_on(spans, min(month_end, teller.today))
        current = month_end >= teller.today
        if holder is not None:
            start, _, officer, facility = holder
            first = max(month, start)
            last = min(month_end, teller.today - timedelta(days=1))
            write = teller.done_on_time(random, officer, month_end)
            if current:
                write = write and random.random() < teller.today.day / 30 * 0.75
            if write and first <= last:
                day = first + timedelta(days=random.randint(0, (last - first).days))
                # Most work is done in the second half of the month.
                if random.random() < 0.4:
                    day = max(day, last - timedelta(days=random.randint(0, 6)))
                day = max(day, first)
                gone = away is not None and away[0] <= day and (away[1] is None or day < away[1])
                if gone and away is not None:
                    text = texts.absence_note(random, told, away[2])
                    add_note(
                        teller, random, life, "absence", officer, facility, day, text, [], "none"
                    )
                else:
                    text, facets = texts.monthly_note(random, told)
                    if last_text and random.random() < 0.008:
                        text = last_text
                    last_text = text
                    add_note(
                        teller,
                        random,
                        life,
                        "progress_review",
                        officer,
                        facility,
                        day,
                        text,
                        facets,
                        random.choices(["face_to_face", "telephone", "video"], [92, 5, 3])[0],
                    )
        month = add_months(month, 1)
    write_termination_summaries(teller, random, life, told, spans)


def write_termination_summaries(
    teller: Teller, random: Random, life: Life, told: texts.Life, spans: list[Span]
) -> None:
    """The closing note of each assignment that ended; a few are owed or late."""
    for start, until, officer, facility in spans:
        if until is not None and until + timedelta(days=1) >= teller.notes_from:
            event = until + timedelta(days=1)
            if teller.done_on_time(random, officer, event) and random.random() < 0.95:
                late = random.choice([0, 0, 0, 0, 0, 1, 3])
                day = min(event + timedelta(days=late), teller.today - timedelta(days=1))
                add_note(
                    teller,
                    random,
                    life,
                    "termination_summary",
                    officer,
                    facility,
                    day,
                    texts.termination_summary(random, told),
                    [],
                    "none",
                    closes=start,
                )


def add_note(
    teller: Teller,
    random: Random,
    life: Life,
    type_code: str,
    author: int,
    facility: int,
    day: date,
    text: str,
    facets: list[str],
    mode: str,
    *,
    closes: date | None = None,
    confidential: bool = False,
    contact: str = "",
    collateral: str = "",
    no_contact: str = "",
) -> None:
    """Add a note of that day; a few are recorded only days later."""
    happened = teller.moment(random, day)
    late = random.random()
    delay = timedelta(minutes=random.randint(5, 240))
    if late < 0.02:
        delay = timedelta(days=random.randint(2, 12))
    now = datetime.combine(teller.today, time(0, 30), teller.zone)
    life.notes.append(
        {
            "type": type_code,
            "author_id": author,
            "facility_id": facility,
            "occurred_at": happened,
            "recorded_at": min(happened + delay, max(now, happened)),
            "text": text,
            "facets": facets,
            "contact_mode": mode,
            "closes": closes,
            "confidential": confidential,
            "contact": contact,
            "collateral": collateral,
            "no_contact": no_contact,
        }
    )


def write_extras(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    spans: list[Span],
) -> None:
    """Notes of other staff, and amendments."""
    for start, until, officer, facility in spans:
        last = min(until or teller.today, teller.today - timedelta(days=1))
        first = max(start, teller.notes_from)
        months = max(0, (last - first).days // 30)
        for _ in range(months):
            if random.random() < 0.09:
                day = first + timedelta(days=random.randint(0, (last - first).days))
                other = random.choice(teller.staff.others[facility]).pk
                kind = random.choice(["disciplinary", "positive", "participation"])
                text = (
                    texts.discipline_note(random, told)
                    if kind == "disciplinary"
                    else texts.positive_note(random, told)
                )
                add_note(teller, random, life, kind, other, facility, day, text, [], "face_to_face")
            if random.random() < 0.02:
                day = first + timedelta(days=random.randint(0, (last - first).days))
                add_note(
                    teller,
                    random,
                    life,
                    "family",
                    officer,
                    facility,
                    day,
                    texts.family_note(random, told),
                    ["family"],
                    "face_to_face",
                    confidential=random.random() < 0.5,
                )
    for position, note in enumerate(life.notes):
        if random.random() < 0.012:
            at = note["recorded_at"] + timedelta(hours=random.randint(2, 40))
            if at.date() < teller.today:
                kind = random.choice(["more_details", "more_details", "error_reported"])
                life.amendments.append(
                    (
                        position,
                        {
                            "kind": kind,
                            "text": texts.amendment(random, told, kind),
                            "author_id": note["author_id"],
                            "recorded_at": at,
                        },
                    )
                )
