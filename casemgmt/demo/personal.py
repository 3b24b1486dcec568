"""Alerts, assessments and other names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from casemgmt.demo.life import Life
from casemgmt.demo.names import person_name
from casemgmt.shipped_instruments import LS_CMI_DOMAINS

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo.lives import Teller


#: Scores around 20, few at the ends.
SCORE_WEIGHTS = [max(0.2, 10 - abs(score - 20) * 0.45) for score in range(44)]


def domain_scores(random: Random, total: int) -> dict[str, int]:
    """The scores of the eight domains, which add up to `total` (0 to 43)."""
    scores = dict.fromkeys((code for code, *_ in LS_CMI_DOMAINS), 0)
    points = [code for code, _, maximum, _ in LS_CMI_DOMAINS for _ in range(maximum)]
    for code in random.sample(points, total):
        scores[code] += 1
    return scores


def add_facts(teller: Teller, random: Random, life: Life, arrived: date, left: date | None) -> None:
    """Alerts, assessments, other names."""
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
    while day < (left or teller.today):
        life.assessments.append(
            {
                "assessed_on": day,
                "score": (score := random.choices(range(44), SCORE_WEIGHTS)[0]),
                "domain_scores": domain_scores(random, score),
            }
        )
        day += timedelta(days=random.randint(330, 420))
    if random.random() < 0.07:
        life.aliases.append(person_name(random, life.sex))
