"""What prisons owe besides notes: adjustment reviews, or plan reviews and contact reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from casemgmt.demo import texts
from casemgmt.demo.life import Life, Place, Span, add_months, holder_on
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo.lives import Teller


def adjustment_reviews(
    teller: Teller, random: Random, life: Life, stays: list[tuple[Place, date]], left: date | None
) -> None:
    """OP-060101, II.A; the review of class level every four months."""
    assessor = teller.staff.assessors[stays[0][0].facility].pk
    day = stays[0][1] + timedelta(days=random.randint(14, 30))
    kind = "approved"
    end = left or teller.today
    while day < end:
        life.reviews.append(
            {"plan": "accountability", "kind": kind, "done_on": day, "done_by_id": assessor}
        )
        kind = "reviewed"
        due = add_months(day, 4)
        slip = random.choices([-12, -6, -3, 0, 4, 15], [25, 25, 20, 20, 7, 3])[0]
        day = due + timedelta(days=slip)


def contact_cycle(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    stays: list[tuple[Place, date]],
    spans: list[Span],
    left: date | None,
) -> None:
    """COPP 10.3: IMP approval, primary report after each permanent placement, then regular
    reports and IMP reviews in turn."""
    place, arrived = stays[0]
    approved = arrived + timedelta(days=random.choice([-20, -9, -3, 2, 5, 12]))
    if approved >= teller.today:
        return
    assessor = teller.staff.assessors[place.facility].pk
    life.reviews.append(
        {"plan": "imp", "kind": "approved", "done_on": approved, "done_by_id": assessor}
    )
    end = left or teller.today
    for _, since in stays:
        holder = next((span for span in spans if span[0] >= since), None)
        if holder is not None and teller.done_on_time(random, holder[2], holder[0]):
            day = max(holder[0], approved) + timedelta(days=random.randint(2, 13))
            if day < min(end, teller.today):
                _report(teller, random, life, told, "primary", holder, day)
    sentence = life.sentences[0]
    finish = sentence.get("eed") or sentence.get("edr") or sentence.get("srd")
    step = 6 if isinstance(finish, date) and finish > add_months(teller.today, 36) else 3
    slot, regular = step, True
    while (due := add_months(approved, slot)) < end:
        holder = holder_on(spans, due)
        day = due + timedelta(
            days=random.choices([-14, -8, -4, -1, 3, 20], [25, 25, 20, 20, 7, 3])[0]
        )
        possible = holder is not None and holder[0] <= day < min(end, teller.today)
        if holder is not None and possible and teller.done_on_time(random, holder[2], day):
            if regular:
                _report(teller, random, life, told, "regular", holder, day)
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
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    kind: str,
    holder: Span,
    day: date,
) -> None:
    signed = teller.moment(random, day)
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
