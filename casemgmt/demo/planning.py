"""Plans in words: the needs that an assessment found, a goal for each, and what is to be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from casemgmt.demo.life import Life, Span, add_months, holder_on
from casemgmt.shipped_instruments import LS_CMI_DOMAINS

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo import texts
    from casemgmt.demo.lives import Teller

#: By domain: the goal, the same in the person's own words, a first action.
GOALS = {
    "education-employment": (
        "Steady work or a class for six months without a break",
        "I want a job that I do not lose again.",
        "Hand in two applications or enrol in a class",
    ),
    "family-marital": (
        "Regular contact with the family that supports the plan",
        "I want my kids to know me.",
        "Write down whom to call and when",
    ),
    "leisure-recreation": (
        "One organised activity every week",
        "Something to do that is not the corner.",
        "Visit the mentoring evening once",
    ),
    "companions": (
        "Two people to turn to who are not involved in offences",
        "I need other friends.",
        "Name two people for the support list",
    ),
    "alcohol-drug": (
        "Complete treatment and keep to the relapse plan",
        "I want to stay clean for a year.",
        "Attend the intake interview for treatment",
    ),
    "procriminal-attitude": (
        "Complete the group and use what it teaches in three situations",
        "Think before I act.",
        "Keep a thinking log and bring it along",
    ),
    "antisocial-pattern": (
        "No new misconduct and every appointment kept for three months",
        "Show that I can keep my word.",
        "Agree on a weekly schedule",
    ),
}
NAMES = {code: name for code, name, *_ in LS_CMI_DOMAINS}
HIGHEST = {code: maximum for code, _, maximum, _ in LS_CMI_DOMAINS}


def plan_in_words(
    teller: Teller, random: Random, life: Life, told: texts.Life, spans: list[Span]
) -> None:
    """A prison's plan, where one of its approvals has somebody in charge of the case."""
    approval = next((one for one in life.reviews if one["kind"] == "approved"), None)
    if approval is None:
        return
    holder = holder_on(spans, approval["done_on"])
    if holder is not None and holder[2] != approval["done_by_id"]:
        add_plan(teller, random, life, told, approval["plan"], approval["done_on"], holder[2],
                 approval["done_by_id"])  # fmt: skip


def add_plan(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    kind: str,
    on: date,
    prepared_by: int,
    approved_by: int,
    *,
    owner_party: str = "prison_staff",
) -> None:
    """Add a plan approved on that day, with a second version after half a year for some."""
    known = [one for one in life.assessments if one["assessed_on"] <= on]
    scores: dict[str, int] = known[-1]["domain_scores"] if known else {}
    ranked = sorted(GOALS, key=lambda code: (-scores.get(code, 0) / HIGHEST[code], code))
    wanted = ranked[: random.choice([3, 3, 4])]
    again = add_months(on, random.choice([5, 6, 7]))
    life.plans.append(
        {
            "kind": kind,
            "approved_on": on,
            "second_on": again if again < teller.today and random.random() < 0.3 else None,
            "prepared_by": prepared_by,
            "approved_by": approved_by,
            "overview": (
                f"{told.title} {told.surname} wants to work on {NAMES[wanted[0]].lower()} first. "
                f"{told.his.capitalize()} {told.kin} is a support."
            ),
            "needs": [
                {
                    "domain": NAMES[code],
                    "level": _level(scores.get(code), HIGHEST[code]),
                    "driver": place == 0,
                    "source": "assessment" if scores else "judgement",
                    "goal": GOALS[code][0],
                    "own_words": GOALS[code][1],
                }
                for place, code in enumerate(wanted)
            ],
            "actions": [
                _action(teller, random, GOALS[code][2], on, place, prepared_by, owner_party)
                for place, code in enumerate(wanted[:2])
            ],
        }
    )


def _level(score: int | None, maximum: int) -> str:
    if score is None:
        return ""
    share = score / maximum
    return "high" if share >= 2 / 3 else "medium" if share >= 1 / 3 else "low"


def _action(
    teller: Teller,
    random: Random,
    what: str,
    on: date,
    goal: int,
    officer: int,
    owner_party: str,
) -> dict[str, Any]:
    """An action of the officer or the person; most of those whose day has come are done."""
    due_on = on + timedelta(days=random.randint(20, 90))
    done_on = due_on - timedelta(days=random.randint(0, 14))
    done = done_on < teller.today and random.random() < 0.93
    own = random.random() < 0.5
    return {
        "goal": goal,
        "what": what,
        "owner_party": "person" if own else owner_party,
        "owner_id": None if own else officer,
        "due_on": due_on,
        "done_on": done_on if done else None,
        "outcome": "Done as agreed" if done else "",
        "settled_by_id": officer if done else None,
    }
