"""Two believable years of one invented person: plain data, no database.

Everything follows from one seeded generator, so the same seed tells the same lives.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from casemgmt.demo import texts
from casemgmt.demo.names import person_name
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo.staff import Staff

YEARS_OF_NOTES = 2
ABSENCE_REASONS = ["court", "court", "court", "hospital", "family funeral"]


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as a life knows it."""

    facility: int
    units: tuple[int, ...]
    with_local_procedure: tuple[int, ...] = ()


@dataclass(slots=True)
class Life:
    """One person's records; ids are those of facilities, units and users."""

    number: str
    family_name: str
    given_names: str
    sex: str
    date_of_birth: date
    movements: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    sentences: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    amendments: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    assessments: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Teller:
    """Tells lives for one agency and one day."""

    def __init__(
        self, *, contact_cycle: bool, zone: str, today: date, places: list[Place], staff: Staff
    ) -> None:
        self.contact_cycle = contact_cycle
        self.zone = ZoneInfo(zone)
        self.today = today
        self.places = places
        self.staff = staff
        self.notes_from = add_months(today, -12 * YEARS_OF_NOTES).replace(day=1)

    def tell(self, random: Random, index: int) -> Life:
        """The life of the person with that index."""
        sex = "female" if random.random() < 0.12 else "male"
        family, given = person_name(random, sex)
        life = Life(
            number=f"{'J' if self.contact_cycle else ''}{700_000 + index * 7 % 290_000 + index}",
            family_name=family,
            given_names=given,
            sex=sex,
            date_of_birth=self.today - timedelta(days=random.randint(20 * 365, 68 * 365)),
        )
        told = texts.a_life(random, family, sex)
        arrived = self._arrival(random)
        home = self.places[index % len(self.places)]
        stays = self._stays(random, life, home, arrived)
        left = self._departure(random, life, arrived)
        self._sentence(random, life, arrived, left)
        away = self._absence(random, life, stays, left)
        spans = self._assignments(random, life, stays, left, index)
        if self.contact_cycle:
            self._contact_cycle(random, life, told, stays, spans, left)
        else:
            self._adjustment_reviews(random, life, stays, left)
        # A few people have no note at all: lists that join to notes would miss them.
        if random.random() > 0.006:
            self._notes(random, life, told, spans, stays, away, left)
        self._extras(random, life, told, spans, arrived, left)
        return life

    def _moment(
        self, random: Random, day: date, first_hour: int = 8, last_hour: int = 16
    ) -> datetime:
        """A moment in working hours; never after the present day's early morning."""
        if day >= self.today:
            return datetime.combine(self.today, time(0, random.randint(1, 20)), self.zone)
        return datetime.combine(
            day,
            time(random.randint(first_hour, last_hour), random.choice(range(0, 60, 5))),
            self.zone,
        )

    def _arrival(self, random: Random) -> date:
        if random.random() < 0.035:
            return self.today - timedelta(days=random.randint(1, 9))
        if random.random() < 0.45:
            return self.today - timedelta(days=random.randint(760, 2200))
        return self.today - timedelta(days=random.randint(10, 760))

    def _stays(
        self, random: Random, life: Life, home: Place, arrived: date
    ) -> list[tuple[Place, date]]:
        """Where the person is placed, and since when."""
        stays = [(home, arrived)]
        self._move(random, life, "arrival", home, arrived)
        days = (self.today - arrived).days
        if days > 150 and random.random() < 0.14:
            # Moves where somebody else comes from, so that every facility stays as full.
            other = random.choice([place for place in self.places if place is not home])
            moved = arrived + timedelta(days=random.randint(90, days - 20))
            if random.random() < 0.12:
                moved = self.today - timedelta(days=random.randint(1, 7))
            if moved > self.notes_from:
                stays = [(other, arrived), (home, moved)]
                life.movements.clear()
                self._move(random, life, "arrival", other, arrived)
                self._move(random, life, "transfer", home, moved)
        return stays

    def _move(self, random: Random, life: Life, kind: str, place: Place, day: date) -> None:
        life.movements.append(
            {
                "kind": kind,
                "facility_id": place.facility,
                "unit_id": random.choice(
                    place.with_local_procedure
                    if place.with_local_procedure and random.random() < 0.08
                    else place.units
                ),
                "permanent": True,
                "occurred_at": self._moment(random, day, 9, 15),
            }
        )

    def _departure(self, random: Random, life: Life, arrived: date) -> date | None:
        if (self.today - arrived).days < 200 or random.random() > 0.07:
            return None
        kind = random.choices(["parole", "discharge", "escape", "death"], [50, 45, 2, 3])[0]
        last_move = max(movement["occurred_at"] for movement in life.movements).date()
        earliest = max(last_move + timedelta(days=40), self.today - timedelta(days=300))
        if earliest >= self.today - timedelta(days=2):
            return None
        left = earliest + timedelta(days=random.randint(0, (self.today - earliest).days - 1))
        life.movements.append({"kind": kind, "occurred_at": self._moment(random, left, 9, 11)})
        return left

    def _sentence(self, random: Random, life: Life, arrived: date, left: date | None) -> None:
        start = arrived - timedelta(days=random.randint(10, 200))
        served = (self.today - arrived).days
        if left is not None:
            end = left + timedelta(days=random.randint(0, 60))
        elif random.random() < 0.03:
            end = self.today - timedelta(days=random.randint(5, 200))  # the date passed, still held
        else:
            end = self.today + timedelta(days=random.randint(40, 3000))
        end = max(end, start + timedelta(days=60))
        first: dict[str, Any] = {
            "start_on": start,
            "recorded_on": min(arrived + timedelta(days=3), self.today),
            "edr": end,
            "srd": add_months(end, 24),
        }
        if self.contact_cycle or random.random() < 0.5:
            first["eed"] = max(start, end - timedelta(days=random.randint(0, 300)))
        if random.random() < 0.01:
            first = {"start_on": start, "recorded_on": first["recorded_on"]}
        life.sentences.append(first)
        if served > 400 and random.random() < 0.12 and "edr" in first:
            changed = dict(first)
            changed["edr"] = max(start, end - timedelta(days=random.randint(20, 200)))
            changed["eed"] = changed["edr"] if "eed" in first else None
            changed["recorded_on"] = arrived + timedelta(days=random.randint(200, served - 30))
            changed["reason"] = "Earned credits applied"
            if left is None or changed["recorded_on"] < left:
                life.sentences.append(changed)

    def _absence(
        self, random: Random, life: Life, stays: list[tuple[Place, date]], left: date | None
    ) -> tuple[date, date | None, str] | None:
        """At most one absence, after the last move: (left, returned or None, reason)."""
        place, since = stays[-1]
        days = ((left or self.today) - since).days
        if days < 60 or random.random() > 0.16:
            return None
        reason = random.choice(ABSENCE_REASONS)
        still_away = left is None and random.random() < 0.14
        out_for = random.choice([1, 3, 6, 10, 20, 35, 50])
        if still_away:
            out = self.today - timedelta(days=min(out_for, days - 20))
        else:
            out = since + timedelta(days=random.randint(20, max(21, days - out_for - 5)))
        back = None if still_away else out + timedelta(days=out_for)
        if back is not None and (back >= (left or self.today)):
            return None
        life.movements.append(
            {
                "kind": "temporary_out",
                "occurred_at": self._moment(random, out, 6, 7),
                "reason": reason,
            }
        )
        if back is not None:
            life.movements.append(
                {
                    "kind": "return",
                    "facility_id": place.facility,
                    "occurred_at": self._moment(random, back, 17, 19),
                }
            )
        return out, back, reason

    def _assignments(
        self,
        random: Random,
        life: Life,
        stays: list[tuple[Place, date]],
        left: date | None,
        index: int,
    ) -> list[tuple[date, date | None, int, int]]:
        """Who held the case: (from, last day or None, officer, facility)."""
        spans: list[tuple[date, date | None, int, int]] = []
        for number, (place, since) in enumerate(stays):
            off = stays[number + 1][1] if number + 1 < len(stays) else left
            officers = self.staff.officers[place.facility]
            officer = officers[(index // len(self.places)) % len(officers)]
            start = since + timedelta(days=random.choice([0, 1, 1, 2, 3, 4, 5, 6, 6, 9]))
            if off is not None and start >= off:
                continue
            if start > self.today:
                continue
            if (self.today - since).days < 9 and random.random() < 0.7:
                continue  # waits for an officer
            end = off
            days = ((off or self.today) - start).days
            if days > 240 and random.random() < 0.1:
                # A colleague had the case before: leave, or a change of unit.
                before = random.choice([other for other in officers if other is not officer])
                changed = start + timedelta(days=random.randint(60, days - 40))
                spans.append((start, changed - timedelta(days=1), before.pk, place.facility))
                start = changed
            spans.append(
                (start, end - timedelta(days=1) if end else None, officer.pk, place.facility)
            )
        life.assignments = [
            {
                "from_on": start,
                "until_on": until,
                "officer_id": officer,
                "recorded_at": self._moment(random, start),
            }
            for start, until, officer, _ in spans
        ]
        return spans

    def _done_on_time(self, random: Random, officer: int, day: date) -> bool:
        share = self.staff.diligence[officer]
        if share < 0.8 and (self.today - day).days > 130:
            share = 0.93  # the one who is badly behind has been so for four months
        return random.random() < share

    def _notes(
        self,
        random: Random,
        life: Life,
        told: texts.Life,
        spans: list[tuple[date, date | None, int, int]],
        stays: list[tuple[Place, date]],
        away: tuple[date, date | None, str] | None,
        left: date | None,
    ) -> None:
        month = max(self.notes_from, spans[0][0].replace(day=1)) if spans else self.today
        last_text = ""
        while month <= self.today:
            month_end = add_months(month, 1) - timedelta(days=1)
            holder = _holder(spans, min(month_end, self.today))
            current = month_end >= self.today
            if holder is not None:
                start, _, officer, facility = holder
                first = max(month, start)
                last = min(month_end, self.today - timedelta(days=1))
                write = self._done_on_time(random, officer, month_end)
                if current:
                    write = write and random.random() < self.today.day / 30 * 0.75
                if write and first <= last:
                    day = first + timedelta(days=random.randint(0, (last - first).days))
                    # Most work is done in the second half of the month.
                    if random.random() < 0.4:
                        day = max(day, last - timedelta(days=random.randint(0, 6)))
                    day = max(day, first)
                    gone = (
                        away is not None and away[0] <= day and (away[1] is None or day < away[1])
                    )
                    if gone and away is not None:
                        text = texts.absence_note(random, told, away[2])
                        self._note(
                            random, life, "absence", officer, facility, day, text, [], "none"
                        )
                    else:
                        text, facets = texts.monthly_note(random, told)
                        if last_text and random.random() < 0.008:
                            text = last_text
                        last_text = text
                        self._note(
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
        for start, until, officer, facility in spans:
            if until is not None and until + timedelta(days=1) >= self.notes_from:
                event = until + timedelta(days=1)
                if self._done_on_time(random, officer, event) and random.random() < 0.95:
                    late = random.choice([0, 0, 0, 0, 0, 1, 3])
                    day = min(event + timedelta(days=late), self.today - timedelta(days=1))
                    self._note(
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
        del stays, left

    def _note(
        self,
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
    ) -> None:
        happened = self._moment(random, day)
        late = random.random()
        delay = timedelta(minutes=random.randint(5, 240))
        if late < 0.02:
            delay = timedelta(days=random.randint(2, 12))
        now = datetime.combine(self.today, time(0, 30), self.zone)
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
            }
        )

    def _extras(
        self,
        random: Random,
        life: Life,
        told: texts.Life,
        spans: list[tuple[date, date | None, int, int]],
        arrived: date,
        left: date | None,
    ) -> None:
        """Notes of other staff, amendments, alerts, assessments, other names."""
        for start, until, officer, facility in spans:
            last = min(until or self.today, self.today - timedelta(days=1))
            first = max(start, self.notes_from)
            months = max(0, (last - first).days // 30)
            for _ in range(months):
                if random.random() < 0.09:
                    day = first + timedelta(days=random.randint(0, (last - first).days))
                    other = random.choice(self.staff.others[facility]).pk
                    kind = random.choice(["disciplinary", "positive", "participation"])
                    text = (
                        texts.discipline_note(random, told)
                        if kind == "disciplinary"
                        else texts.positive_note(random, told)
                    )
                    self._note(random, life, kind, other, facility, day, text, [], "face_to_face")
                if random.random() < 0.02:
                    day = first + timedelta(days=random.randint(0, (last - first).days))
                    self._note(
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
                if at.date() < self.today:
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
        for label, text, share in (
            ("Separation", "Keep apart from two people on another unit", 0.05),
            ("Interpreter", "Speaks little English: use the telephone interpreter", 0.04),
            ("Victim notice", "No contact with one person: see the register", 0.05),
            ("Self-harm history", "Tell health services before a cell move", 0.03),
            ("Restitution", "Restitution plan with records", 0.05),
        ):
            if left is None and random.random() < share:
                life.alerts.append(
                    {"label": label, "text": text, "from_on": arrived + timedelta(days=1)}
                )
        day = arrived + timedelta(days=random.randint(5, 30))
        while day < (left or self.today):
            life.assessments.append(
                {"assessed_on": day, "score": random.choices(range(44), _score_weights())[0]}
            )
            day += timedelta(days=random.randint(330, 420))
        if random.random() < 0.07:
            life.aliases.append(person_name(random, life.sex))

    def _adjustment_reviews(
        self, random: Random, life: Life, stays: list[tuple[Place, date]], left: date | None
    ) -> None:
        """OP-060101, II.A; the review of class level every four months."""
        assessor = self.staff.assessors[stays[0][0].facility].pk
        day = stays[0][1] + timedelta(days=random.randint(14, 30))
        kind = "approved"
        end = left or self.today
        while day < end:
            life.reviews.append(
                {"plan": "accountability", "kind": kind, "done_on": day, "done_by_id": assessor}
            )
            kind = "reviewed"
            due = add_months(day, 4)
            slip = random.choices([-12, -6, -3, 0, 4, 15], [25, 25, 20, 20, 7, 3])[0]
            day = due + timedelta(days=slip)

    def _contact_cycle(
        self,
        random: Random,
        life: Life,
        told: texts.Life,
        stays: list[tuple[Place, date]],
        spans: list[tuple[date, date | None, int, int]],
        left: date | None,
    ) -> None:
        """COPP 10.3: IMP approval, primary report after each permanent placement, then regular
        reports and IMP reviews in turn."""
        place, arrived = stays[0]
        approved = arrived + timedelta(days=random.choice([-20, -9, -3, 2, 5, 12]))
        if approved >= self.today:
            return
        assessor = self.staff.assessors[place.facility].pk
        life.reviews.append(
            {"plan": "imp", "kind": "approved", "done_on": approved, "done_by_id": assessor}
        )
        end = left or self.today
        for _, since in stays:
            holder = next((span for span in spans if span[0] >= since), None)
            if holder is not None and self._done_on_time(random, holder[2], holder[0]):
                day = max(holder[0], approved) + timedelta(days=random.randint(2, 13))
                if day < min(end, self.today):
                    self._report(random, life, told, "primary", holder, day)
        sentence = life.sentences[0]
        finish = sentence.get("eed") or sentence.get("edr") or sentence.get("srd")
        step = 6 if isinstance(finish, date) and finish > add_months(self.today, 36) else 3
        slot, regular = step, True
        while (due := add_months(approved, slot)) < end:
            holder = _holder(spans, due)
            day = due + timedelta(
                days=random.choices([-14, -8, -4, -1, 3, 20], [25, 25, 20, 20, 7, 3])[0]
            )
            possible = holder is not None and holder[0] <= day < min(end, self.today)
            if holder is not None and possible and self._done_on_time(random, holder[2], day):
                if regular:
                    self._report(random, life, told, "regular", holder, day)
                else:
                    life.reviews.append(
                        {
                            "plan": "imp",
                            "kind": "reviewed",
                            "done_on": day,
                            "done_by_id": assessor,
                        }
                    )
            slot, regular = slot + step, not regular

    def _report(
        self,
        random: Random,
        life: Life,
        told: texts.Life,
        kind: str,
        holder: tuple[date, date | None, int, int],
        day: date,
    ) -> None:
        signed = self._moment(random, day)
        answers = []
        for item in PRIMARY_CHECKS if kind == "primary" else FOCUS_POINTS:
            yes = None if kind == "regular" else random.random() > 0.1
            answers.append(
                {
                    "item": item.code,
                    "answer": yes,
                    "comment": texts.report_comment(random, told, item.code),
                    "action": "Take up with the unit and report back" if yes is False else "",
                    "action_by": "Unit officer" if yes is False else "",
                    "action_due_on": day + timedelta(days=7) if yes is False else None,
                }
            )
        life.reports.append(
            {
                "kind": kind,
                "author_id": holder[2],
                "facility_id": holder[3],
                "interview_at": signed - timedelta(minutes=random.randint(30, 60)),
                "signed_at": signed,
                "answers": answers,
            }
        )


def _holder(
    spans: list[tuple[date, date | None, int, int]], on: date
) -> tuple[date, date | None, int, int] | None:
    return next(
        (s for s in spans if s[0] <= on and (s[1] is None or on <= s[1])),
        None,
    )


def _score_weights() -> list[float]:
    """Scores around 20, few at the ends."""
    return [max(0.2, 10 - abs(score - 20) * 0.45) for score in range(44)]
