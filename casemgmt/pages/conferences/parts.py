"""The parts of one conference: move, call off, hold, review, draw, discuss, evaluate, coach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agency import clock
from agency.errors import RuleViolation
from agency.templatetags.words import day as day_in_words
from casemgmt.conferencing.readiness import high_cases, prepare
from casemgmt.conferencing.standards import review_standards
from casemgmt.pages.conferences.one import ReadablePeople
from conferences import choices
from conferences.forms.conferences import (
    CasesForm,
    CoachingForm,
    DrawForm,
    EvaluationForm,
    HeldForm,
    ItemsForm,
    PeriodForm,
    ReasonForm,
    WhenForm,
)
from conferences.periods import policy_settings
from conferences.services.appointments import (
    cancel_conference,
    earliest_day,
    reschedule_conference,
)
from conferences.services.following import (
    agree_coaching,
    evaluate_conference,
    keep_standards_reports,
)
from conferences.services.holding import (
    draw_sample,
    hold_conference,
    resolve_cases,
    save_conference_review,
    withdraw_conference,
)
from conferences.services.notices import send_again
from scheduling.policy.dates import add_months, period_of

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from agency.models import User
    from conferences.models import Conference


@dataclass(frozen=True)
class Part:
    """One thing to do: its form, what saving it does, and the words around it.

    make: (request, conference) → form. save: (conference, user, form, what was pressed) → None.
    fits: whether it can be done in the state the conference is in.
    """

    title: str
    button: str
    saved: str
    make: Callable[[HttpRequest, Conference], Any]
    save: Callable[[Conference, User, Any, bool], object]
    fits: Callable[[Conference], bool]
    intro: Callable[[Conference], str] = lambda _: ""
    closing: str = ""  # the words of a second button that also closes the part
    template: str = "pages/conferences/part.html"


def _local(one: Conference, moment: Any) -> Any:
    return moment.astimezone(clock.zone(one.facility))


def _when(request: HttpRequest, one: Conference) -> forms.Form:
    starts = _local(one, one.scheduled_for)
    return WhenForm(
        request.POST or None,
        initial={
            "on": starts.date(),
            "at": f"{starts:%H:%M}",
            "minutes": one.minutes,
            "place": one.place,
        },
    )


def _move(one: Conference, user: User, form: Any, _: bool) -> None:
    today = clock.today(one.facility)
    reschedule_conference(one, user, preparation=prepare(one.officer, today), **form.cleaned_data)


def _move_intro(one: Conference) -> str:
    return (
        f"To a later day, or another time that day: the notice stands and the change is mailed. "
        f"To an earlier day: a new notice of {choices.NOTICE_DAYS} calendar days, so "
        f"{day_in_words(earliest_day(one.facility))} at the earliest."
    )


def _held(request: HttpRequest, one: Conference) -> forms.Form:
    starts = _local(one, one.scheduled_for)
    today = clock.today(one.facility)
    return HeldForm(
        request.POST or None,
        initial={"on": min(starts.date(), today), "at": f"{starts:%H:%M}"},
    )


def _hold(one: Conference, user: User, form: Any, _: bool) -> None:
    try:
        at = clock.local_moment(form.cleaned_data["on"], form.cleaned_data["at"], one.facility)
    except ValueError:
        raise RuleViolation("The clocks changed and skipped that time.", field="at") from None
    hold_conference(one, user, at=at, preparation=prepare(one.officer, clock.today(one.facility)))


def _period(request: HttpRequest, one: Conference) -> forms.Form:
    today = clock.today(one.facility)
    first = period_of(add_months(today, -3), "quarter").first_on
    return PeriodForm(
        request.POST or None, initial={"from_on": first, "until_on": min(one.counts_on, today)}
    )


def _run_report(one: Conference, user: User, form: Any, _: bool) -> None:
    from_on, until_on = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
    if until_on > clock.today(one.facility):
        raise RuleViolation("The period ends in the future.", field="until_on")
    if until_on < from_on:
        raise RuleViolation("The period ends before it begins.", field="until_on")
    if (until_on - from_on).days > 366:
        raise RuleViolation("Choose a period of at most a year.", field="from_on")
    reports = review_standards(one.officer, from_on, until_on)
    if not reports:
        raise RuleViolation("The officer held no cases on the last day.", field="until_on")
    keep_standards_reports(one, user, from_on=from_on, until_on=until_on, reports=reports)


def _draw(one: Conference, user: User, _: Any, __: bool) -> None:
    draw_sample(one, user, pool=high_cases(one.officer, clock.today(one.facility)))


def _draw_intro(one: Conference) -> str:
    found = len(high_cases(one.officer, clock.today(one.facility)))
    chosen = policy_settings()
    return (
        f"{found} high and med/high case{'s' * (found != 1)} today. At least "
        f"{chosen.sample_least} are drawn, or {chosen.sample_percent} % where that is "
        "more; all of them where there are fewer. The seed and the pool are kept, so that anybody "
        "can draw the same cases again."
    )


def _items(request: HttpRequest, one: Conference) -> forms.Form:
    return ItemsForm(
        request.POST or None, initial=ItemsForm.initial_from(getattr(one, "review", None))
    )


def _save_items(one: Conference, user: User, form: Any, close: bool) -> None:
    figures = {
        report.risk_level: {
            key: report.results[key] for key in ("cases", "total", "field", "office")
        }
        for report in one.reports.order_by("run_at")
    }
    save_conference_review(
        one, user, answers=form.answers(), comments=form.comments(), figures=figures, close=close
    )


def _cases(request: HttpRequest, one: Conference) -> forms.Form:
    people = ReadablePeople(request.user)  # type: ignore[arg-type]
    rows = list(one.discussed.order_by("reason", "pk"))
    people.fetch(row.offender_id for row in rows)
    named = [(row, people.get(row.offender_id)) for row in rows]
    initial: dict[str, Any] = {}
    for row in rows:
        initial |= {f"resolution_{row.pk}": row.resolution, f"by_{row.pk}": row.resolve_by}
    return CasesForm(
        request.POST or None,
        cases=[
            (row.pk, f"{person.sort_name}, {row.level}: {row.get_reason_display().lower()}")
            for row, person in named
            if person is not None
        ],
        initial=initial,
    )


def _save_cases(one: Conference, user: User, form: Any, _: bool) -> None:
    said = form.cleaned_data
    resolve_cases(
        one,
        user,
        {pk: (said[f"resolution_{pk}"], said[f"by_{pk}"]) for pk, _ in form.cases},
    )


def _evaluation(request: HttpRequest, one: Conference) -> forms.Form:
    kept = getattr(one, "evaluation", None)
    initial = {"done_well": kept.done_well, "to_improve": kept.to_improve} if kept else {}
    return EvaluationForm(request.POST or None, initial=initial)


def _coaching(request: HttpRequest, one: Conference) -> forms.Form:
    return CoachingForm(
        request.POST or None,
        initial={"next_check_on": add_months(clock.today(one.facility), 1)},
    )


def _reason(request: HttpRequest, _: Conference) -> forms.Form:
    return ReasonForm(request.POST or None)


def _nothing(request: HttpRequest, _: Conference) -> forms.Form:
    return DrawForm(request.POST if request.method == "POST" else None)


def _send_again(one: Conference, user: User, _: Any, __: bool) -> None:
    notice = one.notices.order_by("-sequence").first()
    if notice is None:
        raise RuleViolation("There is no message to send.")
    send_again(notice, user)


def _is_open(one: Conference) -> bool:
    return one.is_open and one.withdrawn_at is None


def _is_held(one: Conference) -> bool:
    return one.held_at is not None and one.withdrawn_at is None


def _is_on(one: Conference) -> bool:
    return one.cancelled_at is None and one.withdrawn_at is None


PARTS: dict[str, Part] = {
    "move": Part(
        "Move the conference",
        "Move",
        "The conference has moved, and the officer is told.",
        _when,
        _move,
        _is_open,
        _move_intro,
    ),
    "cancel": Part(
        "Call the conference off",
        "Call off",
        "The conference is called off, and the officer is told.",
        _reason,
        lambda one, user, form, _: cancel_conference(one, user, **form.cleaned_data),
        _is_open,
        lambda _: "The quarter's conference is still owed. The reason is not in the e-mail.",
    ),
    "send-again": Part(
        "Send the message again",
        "Send again",
        "The message is on its way.",
        _nothing,
        _send_again,
        lambda _: True,
        lambda _: "The notice counts from the day on which it leaves.",
    ),
    "hold": Part(
        "Record that it was held",
        "Record",
        "The conference is recorded as held.",
        _held,
        _hold,
        _is_open,
        lambda _: "The caseload as it stands is kept with it. What follows can be done in parts.",
    ),
    "withdraw": Part(
        "It was not held",
        "Withdraw",
        "The conference counts as not held.",
        _reason,
        lambda one, user, form, _: withdraw_conference(one, user, **form.cleaned_data),
        _is_held,
        lambda _: "For a conference that was recorded as held by mistake. The row stays, marked.",
    ),
    "report": Part(
        "Run the caseload standards review",
        "Run",
        "The review has run, one report for each risk level.",
        _period,
        _run_report,
        _is_on,
        lambda _: "Each run is kept as it was.",
    ),
    "sample": Part(
        "Draw the sample",
        "Draw",
        "The sample is drawn.",
        _nothing,
        _draw,
        _is_on,
        _draw_intro,
    ),
    "items": Part(
        "Go through the six items",
        "Save",
        "The answers are kept.",
        _items,
        _save_items,
        _is_on,
        lambda _: "They can be saved in parts. Closed, they stay as they are.",
        "Save and close",
        "pages/conferences/items.html",
    ),
    "cases": Part(
        "Cases to discuss",
        "Save",
        "What was resolved is kept.",
        _cases,
        _save_cases,
        _is_on,
        lambda _: "Low, med/low and temporary override cases: what is to become of each.",
        template="pages/conferences/cases.html",
    ),
    "evaluation": Part(
        "Evaluate",
        "Save for later",
        "The evaluation is kept.",
        _evaluation,
        lambda one, user, form, close: evaluate_conference(
            one, user, share=close, **form.cleaned_data
        ),
        _is_held,
        lambda one: f"{one.officer.full_name} reads it once it is shared; then its words stay.",
        "Share with the officer",
    ),
    "coaching": Part(
        "Agree on coaching",
        "Agree",
        "The coaching is agreed, and its next check will fall due.",
        _coaching,
        lambda one, user, form, _: agree_coaching(
            one.officer, user, conference=one, **form.cleaned_data
        ),
        _is_held,
        lambda _: (
            "For what is outside standardised compliance or departs from core competencies. It "
            "goes on to the next conference until it is closed."
        ),
    ),
}
