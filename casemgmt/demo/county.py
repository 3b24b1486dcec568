"""A county's lives: supervision, custody elsewhere, programs, plans and contacts of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from casemgmt.demo import county_texts, journal, personal
from casemgmt.demo.catalogue import PROGRAMS, RESIDENTIAL
from casemgmt.demo.life import Life, Span, add_months, holder_on, month_end
from casemgmt.demo.planning import add_plan

if TYPE_CHECKING:
    from random import Random

    from casemgmt.demo import texts
    from casemgmt.demo.lives import Teller

CONDITIONS = (
    "Report as directed",
    "Obey all laws",
    "Take part in treatment as directed",
    "No alcohol; submit to tests",
    "Seek and keep work or schooling",
    "Stay away from the person named in the order",
)
BOOKING_TYPES = ["new_arrest", "warrant", "hold", "flash"]
DATA_CLASSES = ["contact", "plan", "programs", "supervision"]


@dataclass(slots=True)
class _Case:
    """What the parts of one telling share."""

    teller: Teller
    random: Random
    life: Life
    told: texts.Life
    spans: list[Span]
    arrived: date
    left: date | None

    @property
    def end(self) -> date:
        """The day after the last one of supervision."""
        return self.left or self.teller.today

    def past_day(self, first: date, days: int) -> date:
        """Some days after `first`, yesterday at the latest."""
        yesterday = self.teller.today - timedelta(days=1)
        return min(first + timedelta(days=self.random.randint(0, days)), yesterday)


def tell_supervision(
    teller: Teller,
    random: Random,
    life: Life,
    told: texts.Life,
    spans: list[Span],
    arrived: date,
    left: date | None,
) -> None:
    """All of one person under supervision."""
    life.legal_status = "supervised"
    case = _Case(teller, random, life, told, spans, arrived, left)
    _term(case)
    _booking(case)
    _assessments(case)
    _enrolments(case)
    _plans(case)
    _team(case)
    _months(case)
    journal.write_termination_summaries(teller, random, life, told, spans)
    for label, text, share in (
        ("Interpreter", "Speaks little English: use the telephone interpreter", 0.05),
        ("Victim notice", "No contact with one person: see the order", 0.06),
        ("Dog at home", "Announce home visits by telephone", 0.04),
    ):
        if left is None and random.random() < share:
            life.alerts.append(
                {"label": label, "text": text, "from_on": arrived + timedelta(days=1)}
            )


def _term(case: _Case) -> None:
    random, arrived = case.random, case.arrived
    kind = random.choices(["probation", "post_release", "parole"], [72, 20, 8])[0]
    expires = add_months(arrived, random.choice([24, 36, 36, 48, 60, 84]))
    if case.left is not None:
        expires = case.left
    elif expires <= case.teller.today:
        late = random.random() < 0.03
        days = -random.randint(3, 40) if late else random.randint(20, 900)
        expires = case.teller.today + timedelta(days=days)
    died = any(move["kind"] == "death" for move in case.life.movements)
    case.life.terms.append(
        {
            "kind": kind,
            "court_case": f"{random.choice('CFM')}{random.randint(10_000, 99_999)}",
            "from_on": arrived,
            "expires_on": max(expires, arrived),
            "ended_on": case.left,
            "ended_how": "" if case.left is None else "died" if died else "completed",
            "conditions": random.sample(CONDITIONS, k=random.choice([2, 3, 4])),
        }
    )


def _booking(case: _Case) -> None:
    random, today = case.random, case.teller.today
    days = (case.end - case.arrived).days
    if days < 70 or random.random() > 0.2:
        return
    still = case.left is None and random.random() < 0.35
    length = random.choice([2, 4, 10, 21, 40])
    latest = days - length - 25
    if still:
        booked = today - timedelta(days=min(length, days - 40))
    elif latest < 31:
        return
    else:
        booked = case.arrived + timedelta(days=random.randint(30, latest))
    typed = random.random() < (0.6 if still else 0.96)
    case.life.bookings.append(
        {
            "booked_on": booked,
            "place": "County jail",
            "booking_type": random.choice(BOOKING_TYPES) if typed else "",
            "typed_on": case.past_day(booked, 6) if typed and booked < today else None,
            "released_on": None if still else booked + timedelta(days=length),
        }
    )
    row = case.life.bookings[-1]
    if row["typed_on"] is None:
        row["booking_type"] = ""


def _assessments(case: _Case) -> None:
    random = case.random
    officer = case.spans[0][2] if case.spans else None
    day = case.arrived + timedelta(days=random.choices([0, 9, 20, 28, 41], [10, 35, 35, 14, 6])[0])
    reason = "intake"
    while day < case.end:
        score = random.choices(range(44), personal.SCORE_WEIGHTS)[0]
        row: dict[str, Any] = {
            "assessed_on": day,
            "score": score,
            "domain_scores": personal.domain_scores(random, score),
            "reason": reason,
            "assessor_id": officer,
        }
        if score < 20 and random.random() < 0.08:
            row |= {
                "override_level": "high",
                "override_kind": "temporary",
                "override_reason": "New arrest; look again when the court has decided",
                "override_until_on": day + timedelta(days=180),
            }
        case.life.assessments.append(row)
        reason = "periodic"
        day += timedelta(days=random.choices([310, 345, 362, 390], [25, 40, 28, 7])[0])


def _enrolments(case: _Case) -> None:
    random, today = case.random, case.teller.today
    if (case.end - case.arrived).days < 60:
        return
    residential = case.left is None and random.random() < 0.05
    number = random.choices([0, 1, 2], [30, 50, 20])[0]
    others = [place for place in range(len(PROGRAMS)) if place != RESIDENTIAL]
    chosen = random.sample(others, number)
    first = case.arrived + timedelta(days=30)
    for place in [RESIDENTIAL, *chosen] if residential else chosen:
        opened = first + timedelta(days=random.randint(0, max(0, (case.end - first).days - 5)))
        if place == RESIDENTIAL:
            opened = max(first, today - timedelta(days=random.randint(10, 110)))
        length = random.choice([60, 90, 120, 200, 300])
        closed: date | None = opened + timedelta(days=length)
        if place == RESIDENTIAL or (closed is not None and closed >= case.end):
            closed = case.left
        elif random.random() < 0.2:
            closed = case.left  # open for longer than it was meant to be
        result = random.choices(["completed", "left", "removed"], [70, 20, 10])[0]
        officer = holder_on(case.spans, opened)
        case.life.enrolments.append(
            {
                "program": place,
                "opened_on": opened,
                "closed_on": closed,
                "result": result if closed else "",
                "recorded_by_id": officer[2] if officer else None,
                "verified": _verified(case, opened, closed or today),
                "referred_on": max(case.arrived, opened - timedelta(days=random.randint(3, 25))),
            }
        )
    if case.left is None and random.random() < 0.12:
        place = random.choice([one for one in others if one not in chosen])
        case.life.referrals.append(
            {
                "program": place,
                "referred_on": case.past_day(today - timedelta(days=30), 25),
                "status": random.choice(["referred", "referred", "accepted", "no_place"]),
            }
        )


def _verified(case: _Case, opened: date, end: date) -> list[date]:
    """When somebody looked whether it still holds: after six months, then in each quarter."""
    found = []
    day = add_months(opened, 6) + timedelta(days=1)
    while day < end:
        if case.random.random() < 0.86:
            found.append(day)
        quarter_ends = add_months(day.replace(day=1), 3 - (day.month - 1) % 3)
        day = quarter_ends + timedelta(days=case.random.randint(3, 75))
    return found


def _plans(case: _Case) -> None:
    """The case plan and its reviews every half year, and the plans of the transition."""
    random, life, today = case.random, case.life, case.teller.today
    if not case.spans:
        return
    approver = case.teller.staff.supervisors[case.spans[0][3]].pk

    def reviewed(plan: str, kind: str, day: date) -> None:
        if case.arrived <= day < case.end:
            life.reviews.append(
                {"plan": plan, "kind": kind, "done_on": day, "done_by_id": approver}
            )

    if life.terms[0]["kind"] != "probation" and random.random() < 0.95:
        # Made in prison before the release, and handed over with the person.
        before = case.arrived - timedelta(days=random.randint(3, 40))
        life.reviews.append(
            {"plan": "omp2", "kind": "approved", "done_on": before, "done_by_id": approver}
        )
    if life.terms[0]["kind"] != "probation" and random.random() < 0.93:
        reviewed("omp3", "approved", case.arrived + timedelta(days=random.randint(2, 29)))
    if case.left is not None and random.random() < 0.9:
        reviewed("omp4", "approved", case.left - timedelta(days=random.randint(2, 30)))
    if not life.assessments:
        return
    day = life.assessments[0]["assessed_on"] + timedelta(days=random.randint(3, 60))
    holder = holder_on(case.spans, day)
    if holder is None or day >= min(case.end, today):
        return
    add_plan(case.teller, random, life, case.told, "case_plan", day, holder[2], approver,
             owner_party="community_supervision")  # fmt: skip
    kind = "approved"
    while day < case.end:
        reviewed("case_plan", kind, day)
        kind = "reviewed"
        slip = random.choices([-25, -12, -4, 18], [30, 35, 29, 6])[0]
        day = add_months(day, 6) + timedelta(days=slip)


def _team(case: _Case) -> None:
    """Who leads the transition team, and the consent that lets a partner see a part."""
    random, life = case.random, case.life
    holder = holder_on(case.spans, case.end - timedelta(days=1)) or (
        case.spans[-1] if case.spans else None
    )
    if holder is None:
        return
    life.leads.append({"from_on": case.arrived, "officer_id": holder[2]})
    if case.left is None and random.random() < 0.3 and (case.end - case.arrived).days > 30:
        signed = case.past_day(case.arrived + timedelta(days=20), 200)
        life.consents.append(
            {
                "organisation": random.choice([0, 0, 1, 2]),
                "signed_on": signed,
                "expires_on": max(add_months(signed, 12), signed + timedelta(days=1)),
                "data_classes": DATA_CLASSES[: random.choice([2, 3, 4])],
                "recorded_by_id": holder[2],
                "partner_on_team": random.random() < 0.6,
            }
        )


# ---- The months --------------------------------------------------------------------------------


def _months(case: _Case) -> None:
    """What the officer wrote in each month: contacts, or why there was none."""
    random, today = case.random, case.teller.today
    gone = case.left is None and len(case.spans) > 0 and random.random() < 0.15
    month = max(case.teller.notes_from, case.arrived.replace(day=1))
    while month <= today:
        last = min(month_end(month), today - timedelta(days=1))
        holder = holder_on(case.spans, last)
        first = max(month, holder[0], case.arrived) if holder else month
        if holder is not None and first <= last:
            missing = gone and add_months(month, 2) > today
            reason = "warrant" if missing else _away(case, first, last)
            if reason:
                _without_contact(case, holder, reason, first, last)
            else:
                _contacts(case, holder, first, last)
        month = add_months(month, 1)
    if gone and case.spans[-1][1] is None:
        _warrant(case, case.spans[-1])


def _away(case: _Case, first: date, last: date) -> str:
    """Why nobody could reach the person during all of that time; "" when somebody could."""
    for booking in case.life.bookings:
        released = booking["released_on"]
        if booking["booked_on"] <= first and (released is None or released > last):
            return "custody"
    for one in case.life.enrolments:
        closed = one["closed_on"]
        lives_there = one["program"] == RESIDENTIAL
        if lives_there and one["opened_on"] <= last and (closed is None or closed > last):
            return "residential_treatment"
    return ""


def _day(case: _Case, first: date, last: date) -> date:
    return first + timedelta(days=case.random.randint(0, (last - first).days))


def _add(case: _Case, holder: Span, kind: str, day: date, text: str, **more: Any) -> None:
    _, _, officer, facility = holder
    mode = more.pop("mode", "none")
    journal.add_note(
        case.teller, case.random, case.life, kind, officer, facility, day,
        county_texts.filled(case.random, case.told, text), more.pop("facets", []), mode, **more,
    )  # fmt: skip


def _contacts(case: _Case, holder: Span, first: date, last: date) -> None:
    random = case.random
    current = last.month == case.teller.today.month and last.year == case.teller.today.year
    if not case.teller.done_on_time(random, holder[2], last):
        if not current and random.random() < 0.7:
            _without_contact(case, holder, "other", first, last)
        return
    if current and random.random() > case.teller.today.day / 30:
        return
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        kind = random.choices(["office_contact", "field_contact", "home_visit"], [55, 20, 25])[0]
        day = _day(case, first, last)
        text = county_texts.contact(random, case.told, kind)
        _add(case, holder, kind, day, text, mode="face_to_face", facets=["plan_progress"])


def _without_contact(case: _Case, holder: Span, reason: str, first: date, last: date) -> None:
    random = case.random
    day = _day(case, first, last)
    if reason in {"warrant", "other"}:
        _add(case, holder, "home_visit", day, county_texts.ATTEMPTED, mode="face_to_face",
             contact="attempted")  # fmt: skip
    if reason == "residential_treatment" and random.random() < 0.85:
        _add(case, holder, "contact", day, county_texts.RESIDENTIAL, contact="none",
             collateral="residential_staff", mode="telephone")  # fmt: skip
    if random.random() < 0.85:
        _add(case, holder, "no_contact", _day(case, day, last), county_texts.NO_CONTACT[reason],
             no_contact=reason)  # fmt: skip


def _warrant(case: _Case, holder: Span) -> None:
    """Requested this month: with the supervisor, or still being written."""
    random, today = case.random, case.teller.today
    prepared = max(holder[0], today - timedelta(days=random.randint(1, 12)))
    if prepared >= today or random.random() < 0.1:
        return
    case.life.warrants.append(
        {
            "request_text": county_texts.filled(random, case.told, county_texts.WARRANT_REQUEST),
            "order_text": county_texts.REVOKING_ORDER,
            "prepared_by_id": holder[2],
            "prepared_on": prepared,
            "submitted": random.random() < 0.8,
        }
    )
