"""What was due for a person on a past day, and what was known of it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.whereabouts import whereabouts_of
from casenotes.models import CaseNote, ContactReport
from offenders.models import CaseAssignment, Movement, Offender, SentenceDetermination
from plans.models import PlanReview
from scheduling import past
from scheduling.models import DueItem

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest


@dataclass(frozen=True, slots=True)
class RecordedLater:
    """A fact about a day up to the one asked for that nobody had recorded by then."""

    what: str
    on: date
    recorded_at: datetime


class DayForm(forms.Form):
    """Which day."""

    on = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Say which day, for example 2026-10-31.",
            "invalid": "Write the day as year, month and day: 2026-10-31.",
        },
    )

    def __init__(self, *args: Any, today: date, **more: Any):
        super().__init__(*args, **more)
        self.today = today

    def clean_on(self) -> date:
        """A day that has ended."""
        on: date = self.cleaned_data["on"]
        if on >= self.today:
            raise forms.ValidationError(
                "That day has not ended yet. Choose an earlier one; for today see the case file."
            )
        return on


@governed_by("due_item", Action.READ)
@require_GET
def past_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The due items of a person as they stood at the end of a day."""
    offender = get_or_refuse(
        Offender.objects.in_scope(request.user, "due_item", Action.READ),
        Offender.objects.visible_to(request.user),
        pk=pk,
    )
    assert isinstance(offender, Offender)
    place = whereabouts_of(offender).facility
    today = clock.today(place)
    month_end = today.replace(day=1) - timedelta(days=1)
    form = DayForm(request.GET if "on" in request.GET else {"on": month_end}, today=today)
    context: dict[str, Any] = {"offender": offender, "form": form, "today": today}
    on = form.cleaned_data["on"] if form.is_valid() else None
    if on is not None:
        context |= {
            "on": on,
            "rows": _known_to(request.user, offender, past.as_it_stood(offender, on, place)),
            "later": _recorded_later(request.user, offender, on, past.end_of(on, place)),
            "first_known": _first_known(offender),
        }
    audit.record(
        AuditEventType.READ,
        offender,
        details={"past_day": on.isoformat() if on is not None else "not a day"},
    )
    return render(request, "pages/case_file/past_day.html", context)


def _known_to(user: User, offender: Offender, rows: list[past.ItemThen]) -> list[past.ItemThen]:
    """Without the duties that give away a record which the user may not read."""
    items = DueItem.objects.filter(offender=offender).known_to(user)
    known = set(items.values_list("pk", flat=True))
    return [row for row in rows if row.item_id in known]


def _first_known(offender: Offender) -> date | None:
    """The day from which there is an answer at all."""
    first = DueItem.objects.filter(offender=offender).order_by("created_at").first()
    return first.created_at.date() if first is not None else None


def _recorded_later(user: User, offender: Offender, on: date, end: datetime) -> list[RecordedLater]:
    """What happened by that day and was recorded after it, within what the user may see."""
    found = [
        RecordedLater(str(row.type), row.occurred_on, row.recorded_at)
        for row in CaseNote.objects.visible_to(user)
        .filter(offender=offender, occurred_on__lte=on, recorded_at__gte=end)
        .select_related("type")
    ]
    found += [
        RecordedLater(row.get_kind_display(), row.interview_on, row.signed_at)
        for row in ContactReport.objects.visible_to(user).filter(
            offender=offender, interview_on__lte=on, signed_at__gte=end
        )
    ]
    found += [
        RecordedLater(row.get_kind_display(), row.occurred_on, row.recorded_at)
        for row in Movement.objects.standing().filter(
            offender=offender, occurred_on__lte=on, recorded_at__gte=end
        )
    ]
    found += [
        RecordedLater("Release dates", row.recorded_on, row.recorded_at)
        for row in SentenceDetermination.objects.standing().filter(
            offender=offender, recorded_on__lte=on, recorded_at__gte=end
        )
    ]
    found += [
        RecordedLater("Officer allocated", row.from_on, row.recorded_at)
        for row in CaseAssignment.objects.standing().filter(
            offender=offender, from_on__lte=on, recorded_at__gte=end
        )
    ]
    found += [
        RecordedLater(
            f"{row.get_plan_display()}: {row.get_kind_display().lower()}",
            row.done_on,
            row.recorded_at,
        )
        for row in PlanReview.objects.standing().filter(
            offender=offender, done_on__lte=on, recorded_at__gte=end
        )
    ]
    return sorted(found, key=lambda one: (one.on, one.recorded_at))
