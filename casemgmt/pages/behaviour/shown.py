"""The behaviour of one person with its responses: the page, the case file's section, the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import Coalesce, JSONObject
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.recording import may_about, person_to_read
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.choices import chosen
from casenotes.models import BehaviourEvent, BehaviourKind, BehaviourResponse, ResponseKind
from plans.models import PlanVersion, VersionReason, VersionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender

#: For how long back the ratio of a person is counted.
YEAR = timedelta(days=365)
ON_THE_FILE = 3


@dataclass(slots=True)
class Answer:
    """A response as a page shows it. days: from the day on which the behaviour was known."""

    response: BehaviourResponse
    days: int


@dataclass(slots=True)
class Behaved:
    """One behaviour as it stands. in_adjustment: it fell into the time after a release that the
    agency counts as adjustment. plan_days: from it to the change of the plan that answered it."""

    event: BehaviourEvent
    in_adjustment: bool
    plan_days: int | None
    answers: list[Answer] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answers


@dataclass(frozen=True, slots=True)
class Ratio:
    """Rewards and sanctions over a period, beside the agency's goal of rewards for each sanction
    (0: none is set)."""

    rewards: int
    sanctions: int
    goal: int

    @property
    def in_words(self) -> str:
        """ "3 to 1"; of rewards alone, or of nothing, no ratio."""
        if not self.rewards and not self.sanctions:
            return "Nothing yet"
        if not self.sanctions:
            return f"{self.rewards} to 0"
        return f"{self.rewards / self.sanctions:.1f}".removesuffix(".0") + " to 1"

    @property
    def reaches_goal(self) -> bool:
        """Whether there are rewards enough for the sanctions there were."""
        return self.rewards >= self.goal * self.sanctions


def behaviour_rows(
    events: Iterable[BehaviourEvent],
    responses: Iterable[BehaviourResponse],
    changes: Iterable[tuple[date | None, date]] = (),
) -> list[Behaved]:
    """Behaviour with what answered it. changes: of the plan, each as the day of the behaviour
    that it answers and the day on which it was approved."""
    period = chosen().adjustment_period_days
    plan_days: dict[date | None, int] = {}
    for on, approved in changes:
        if on is not None:
            plan_days.setdefault(on, (approved - on).days)
    rows = {
        event.first_id: Behaved(
            event,
            in_adjustment=is_in_adjustment(event, period),
            plan_days=plan_days.get(event.occurred_on),
        )
        for event in events
    }
    for response in responses:
        row = rows.get(response.event_id)
        if row is not None:
            row.answers.append(Answer(response, (response.imposed_on - row.event.learned_on).days))
    return list(rows.values())


def plan_changes(offender: Offender) -> list[tuple[date | None, date]]:
    """Approved changes of the person's plans that answer behaviour, the first approved first."""
    versions = PlanVersion.objects.filter(
        plan__offender=offender,
        status=VersionStatus.APPROVED,
        reason__in=(VersionReason.BEHAVIOUR, VersionReason.PROGRESS),
    )
    rows = versions.order_by("approved_on", "pk").values_list("event_on", "approved_on")
    return [(on, approved) for on, approved in rows if approved is not None]


def ratio_of(responses: Iterable[BehaviourResponse], today: date) -> Ratio:
    """Rewards and sanctions within a year, of the responses to one person."""
    return _ratio([r.kind for r in responses if today - YEAR < r.imposed_on <= today])


def is_in_adjustment(event: BehaviourEvent, period: int) -> bool:
    """Whether a violation fell into the days after a release that count as adjustment."""
    return (
        event.kind == BehaviourKind.NEGATIVE
        and event.after_release is not None
        and event.after_release < period
    )


def _ratio(kinds: list[str]) -> Ratio:
    return Ratio(
        kinds.count(ResponseKind.REWARD),
        kinds.count(ResponseKind.SANCTION),
        chosen().rewards_per_sanction,
    )


@governed_by("behaviour", "read")
@require_GET
def behaviour(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that stands about a person's behaviour, and what was corrected."""
    user = request.user
    offender = person_to_read(user, "behaviour", pk)
    today = clock.today(whereabouts_of(offender).facility or own_facility(user))
    audit.record(AuditEventType.READ, offender, details={"part": "behaviour"})
    standing = BehaviourEvent.objects.standing().filter(offender=offender)
    answers = list(BehaviourResponse.objects.standing().filter(offender=offender))
    return render(
        request,
        "pages/behaviour/behaviour.html",
        {
            "offender": offender,
            "today": today,
            "rows": behaviour_rows(standing, answers, plan_changes(offender)),
            "corrected": BehaviourEvent.objects.filter(offender=offender)
            .exclude(pk__in=standing.values("pk"))
            .select_related("corrected_by"),
            "ratio": ratio_of(answers, today),
            "adjustment_days": chosen().adjustment_period_days,
            "may_add": may_about(user, offender, "behaviour", "create"),
            "may_change": may_about(user, offender, "behaviour", "update"),
        },
    )


def behaviour_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows: the latest behaviour with what answered it, and the ratio within
    a year; one query."""
    answered = BehaviourResponse.objects.standing().filter(
        event_id=Coalesce(OuterRef("origin_id"), OuterRef("pk"))
    )
    events = list(
        BehaviourEvent.objects.standing()
        .filter(offender=offender)
        .annotate(
            answered=ArraySubquery(
                answered.values(
                    data=JSONObject(level="level_name", kind="kind", imposed_on="imposed_on")
                )
            )
        )
    )
    period = chosen().adjustment_period_days
    since = (today - YEAR).isoformat()
    kinds = [
        said["kind"]
        for event in events
        for said in event.answered
        if since < said["imposed_on"] <= today.isoformat()
    ]
    return {
        "events": [(event, is_in_adjustment(event, period)) for event in events[:ON_THE_FILE]],
        "ratio": _ratio(kinds),
    }
