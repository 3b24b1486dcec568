"""Two believable years of one invented person: plain data, no database.

Everything follows from one seeded generator, so the same seed tells the same lives.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from casemgmt.demo import county, journal, personal, planning, reviews, texts, unit_teams
from casemgmt.demo.life import Life, Place, Span, add_months
from casemgmt.demo.names import person_name

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo.staff import Staff

YEARS_OF_NOTES = 2
ABSENCE_REASONS = ["court", "court", "court", "hospital", "family funeral"]


#: How people leave, and of a hundred how many: a prison, and supervision in the community.
LEAVING: tuple[tuple[list[str], list[int]], ...] = (
    (["parole", "discharge", "escape", "death"], [50, 45, 2, 3]),
    (["discharge", "death"], [96, 4]),
)


class Way(StrEnum):
    """How an agency works with people, by the standards that it follows."""

    ADJUSTMENT_REVIEWS = "us-ok/op-060101"
    CONTACT_CYCLE = "au-wa/copp-10.3"
    UNIT_TEAMS = "us-bop/3510.08"
    COUNTY = "us-ca-slo/1.17"


NUMBERS = {Way.CONTACT_CYCLE: "J{}", Way.COUNTY: "P{}", Way.UNIT_TEAMS: "{}-041"}


class Teller:
    """Tells lives for one agency and one day."""

    def __init__(
        self, *, way: Way, zone: str, today: date, places: list[Place], staff: Staff
    ) -> None:
        self.way = way
        self.zone = ZoneInfo(zone)
        self.today = today
        self.places = places
        self.staff = staff
        self.notes_from = add_months(today, -12 * YEARS_OF_NOTES).replace(day=1)

    def tell(self, random: Random, index: int) -> Life:
        """The life of the person with that index."""
        sex = "female" if random.random() < 0.12 else "male"
        family, given = person_name(random, sex)
        number = 700_000 + index * 7 % 290_000 + index
        life = Life(
            number=NUMBERS.get(self.way, "{}").format(number),
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
        if self.way == Way.COUNTY:
            spans = self._assignments(random, life, stays, left, index)
            county.tell_supervision(self, random, life, told, spans, arrived, left)
            return life
        self._sentence(random, life, arrived, left)
        away = self._absence(random, life, stays, left)
        spans = self._assignments(random, life, stays, left, index)
        if self.way == Way.CONTACT_CYCLE:
            reviews.contact_cycle(self, random, life, told, stays, spans, left)
        elif self.way == Way.ADJUSTMENT_REVIEWS:
            reviews.adjustment_reviews(self, random, life, stays, left)
        else:
            unit_teams.appearances(self, random, life, told, stays, away, left)
        # A few people have no note at all: lists that join to notes would miss them.
        if random.random() > 0.006:
            journal.write_notes(self, random, life, told, spans, away)
        journal.write_extras(self, random, life, told, spans)
        personal.add_facts(self, random, life, arrived, left)
        if self.way != Way.UNIT_TEAMS and life.reviews and random.random() < 0.25:
            planning.plan_in_words(self, random, life, told, spans)
        return life

    def moment(
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

    def hour(self, random: Random, day: date) -> datetime:
        """A full or half hour of a day, past or to come."""
        at = time(random.randint(8, 15), random.choice([0, 30]))
        return datetime.combine(day, at, self.zone)

    def done_on_time(self, random: Random, officer: int, day: date) -> bool:
        """Whether that officer did what was due on that day."""
        share = self.staff.diligence[officer]
        if share < 0.8 and (self.today - day).days > 130:
            share = 0.93  # the one who is badly behind has been so for four months
        return random.random() < share

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
                "occurred_at": self.moment(random, day, 9, 15),
            }
        )

    def _departure(self, random: Random, life: Life, arrived: date) -> date | None:
        if (self.today - arrived).days < 200 or random.random() > 0.07:
            return None
        kind = random.choices(*LEAVING[self.way == Way.COUNTY])[0]
        last_move = max(movement["occurred_at"] for movement in life.movements).date()
        earliest = max(last_move + timedelta(days=40), self.today - timedelta(days=300))
        if earliest >= self.today - timedelta(days=2):
            return None
        left = earliest + timedelta(days=random.randint(0, (self.today - earliest).days - 1))
        life.movements.append({"kind": kind, "occurred_at": self.moment(random, left, 9, 11)})
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
        if self.way == Way.CONTACT_CYCLE or random.random() < 0.5:
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
                "occurred_at": self.moment(random, out, 6, 7),
                "reason": reason,
            }
        )
        if back is not None:
            life.movements.append(
                {
                    "kind": "return",
                    "facility_id": place.facility,
                    "occurred_at": self.moment(random, back, 17, 19),
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
    ) -> list[Span]:
        """Who held the case: (from, last day or None, officer, facility)."""
        spans: list[Span] = []
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
                "recorded_at": self.moment(random, start),
            }
            for start, until, officer, _ in spans
        ]
        return spans
