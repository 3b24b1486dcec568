"""A federal institution's lives: the unit team's classification, its reviews, their notices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from casemgmt.demo.life import Life, Place, add_months

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo import texts
    from casemgmt.demo.lives import Teller

PROGRAMS = [
    "Adult literacy and a work assignment in {job}",
    "{course}; then the waiting list for the drug abuse program",
    "Release preparation, {course}",
    "Keep the assignment in {job}; pay a share of the fine each quarter",
]
NEEDS = [
    "Education, work habits",
    "Substance use, release residence",
    "Family ties, financial responsibility",
    "Cognitive skills, vocational training",
]


def appearances(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    stays: list[tuple[Place, date]],
    away: tuple[date, date | None, str] | None,
    left: date | None,
) -> None:
    """The initial classification and the program reviews; some are late, and so are notices."""
    if left is None and random.random() < 0.04:
        life.legal_status = "pretrial"
        return
    sentence = life.sentences[-1]
    release = sentence.get("edr")
    end = left or teller.today
    day = stays[0][1] + timedelta(days=random.choice([14, 18, 21, 24, 26, 27, 28, 33]))
    kind = "initial_classification"
    while day < end:
        if not _gone(away, day):
            place = next(place for place, since in reversed(stays) if since <= day)
            _held(teller, random, life, told, kind, place, day)
        kind = "program_review"
        last_year = release is not None and day >= add_months(release, -12)
        early = random.choices([2, 7, 14, -9], [35, 35, 25, 5])[0]
        day += timedelta(days=(90 if last_year else 180) - early)
    soon = day - teller.today
    if left is None and timedelta(days=2) < soon < timedelta(days=25) and not _gone(away, day):
        told_already = random.random() < 0.7
        row = _appearance(teller, random, kind, stays[-1][0], day)
        notice = teller.today - timedelta(days=random.randint(1, 3))
        row["noticed_at"] = teller.moment(random, notice) if told_already else None
        life.appearances.append(row)


def _gone(away: tuple[date, date | None, str] | None, day: date) -> bool:
    return away is not None and away[0] <= day and (away[1] is None or day <= away[1])


def _appearance(
    teller: Teller, random: Random, kind: str, place: Place, day: date
) -> dict[str, Any]:
    return {
        "kind": kind,
        "facility_id": place.facility,
        "unit_id": random.choice(place.units),
        "at": teller.hour(random, day),
        "noticed_at": None,
    }


def _held(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    kind: str,
    place: Place,
    day: date,
) -> None:
    row = _appearance(teller, random, kind, place, day)
    notice = random.random()
    if notice < 0.05:
        row["waived_on"] = day - timedelta(days=1)
        row["waiver_reference"] = "Central file, section 2"
    else:
        early = timedelta(days=1) if notice < 0.08 else timedelta(days=random.randint(3, 10))
        row["noticed_at"] = row["at"] - early
        if early.days < 2:
            row["without_notice_because"] = "The team met a week early because of a transfer."
    refused = random.random() < 0.02
    row |= {
        "held_on": day,
        "appeared": "refused" if refused else "yes",
        "reasons": "Said that nothing new would come of it." if refused else "",
        "needs": random.choice(NEEDS),
        "program": random.choice(PROGRAMS).format(job=told.job, course=told.course),
        "copy_given_on": min(day + timedelta(days=random.randint(0, 3)), teller.today),
    }
    life.appearances.append(row)
