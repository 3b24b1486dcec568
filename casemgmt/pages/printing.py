"""Printing: choose people and a period, see what would be in it, print, follow, fetch the file."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock, jobs
from agency.access import Action, for_everyone_signed_in, governed_by, scopes_of
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType, Job, JobState, User
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.printing import batches, files
from casemgmt.printing.choosing import find_people, officers_with_cases, people_of_officer
from casemgmt.printing.content import Period
from casemgmt.printing.counting import Counts, count_for
from casemgmt.printing.filing import file_place
from casemgmt.printing.gather import printable_people
from casemgmt.printing.orders import PrintOrder
from casemgmt.printing.periods import CHOICES, named_period
from casenotes.models import PrintedReport
from offenders.models import Offender

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from agency.models import Facility
    from casemgmt.pages.signed_in import SignedInRequest

BATCHES_SHOWN = 8

#: The periods that one click chooses; "between" has fields.
PERIODS = [(name, label) for name, label in CHOICES.items() if name != "between"]


class WhatForm(forms.Form):
    """Whose notes, and of which days. One of person and officer, by our own ids."""

    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    officer = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    period = forms.ChoiceField(choices=list(CHOICES.items()), widget=forms.HiddenInput)
    from_on = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until_on = forms.DateField(
        label="Until",
        required=False,
        help_text="Included, to the end of the day.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Adds the days meant, as `days`."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("period")
        if not name:
            return cleaned
        if name != "between":
            cleaned["days"] = named_period(name, self.today)
            return cleaned
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first is None and "from_on" not in self.errors:
            self.add_error("from_on", "Say from which day on.")
        if last is None and "until_on" not in self.errors:
            self.add_error("until_on", "Say until which day.")
        if first and last:
            if last < first:
                self.add_error("until_on", "The last day is before the first.")
            else:
                cleaned["days"] = Period(first, last)
        return cleaned


@governed_by("print", Action.READ)
@require_GET
def prints(request: SignedInRequest) -> HttpResponse:
    """Choose people and a period; shows what would be in the report, in numbers."""
    user = request.user
    today = today_for(user)
    form = WhatForm(
        request.GET if "period" in request.GET else None,
        today=today,
        initial={"period": "all", "until_on": today},
    )
    context: dict[str, Any] = {
        "tabs": tabs("new"),
        "form": form,
        "periods": PERIODS,
        "found_for": request.GET.get("q", "").strip()[:100],
        "officers": officers_with_cases(user, today),
        "batches": Job.objects.filter(kind=batches.KIND, requested_by=user).order_by("-pk")[
            :BATCHES_SHOWN
        ],
        "file_place": file_place(Agency.current()),
        "kept_days": files.kept_days(),
    }
    people, chosen = _chosen(request.GET, user, today)
    context |= chosen
    if chosen:
        context["form_key"] = uuid.uuid4()
        context["choice"] = urlencode({name: row.pk for name, row in chosen.items()})
        if form.is_bound and form.is_valid():
            context |= _preview(user, people, form.cleaned_data["days"])
        _record_choice(chosen, people)
    elif context["found_for"]:
        context["found"] = find_people(user, context["found_for"])
        audit.record(
            AuditEventType.SEARCHED,
            object_type="print",
            details={"q": context["found_for"], "found": len(context["found"])},
        )
    return render(request, "pages/printing/new.html", context)


@governed_by("print", Action.CREATE)
@require_POST
def print_new(request: SignedInRequest) -> HttpResponse:
    """Ask for the print; the worker makes it."""
    user = request.user
    today = today_for(user)
    form = WhatForm(request.POST, today=today)
    people, chosen = _chosen(request.POST, user, today)
    if not chosen:
        raise Http404
    if form.is_valid():
        officer = chosen.get("officer")
        try:
            job = batches.request_print(
                user,
                people,
                form.cleaned_data["days"],
                officer_id=officer.pk if officer else None,
                form_key=_form_key(request.POST.get("form_key", "")),
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            audit.record(AuditEventType.CREATED, job, details={"kind": job.kind, **job.arguments})
            return redirect("pages:print-batch", pk=job.pk)
    context = {
        "tabs": tabs("new"),
        "form": form,
        "periods": PERIODS,
        "choice": urlencode({name: row.pk for name, row in chosen.items()}),
        "form_key": uuid.uuid4(),
        "officers": officers_with_cases(user, today),
        "file_place": file_place(Agency.current()),
        "kept_days": files.kept_days(),
        **chosen,
    }
    return render(request, "pages/printing/new.html", context, status=422)


@governed_by("print", Action.READ)
@require_GET
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a print is; when it has ended, its files and what was not printed and why."""
    job = own_job(request.user, pk)
    made = PrintedReport.objects.filter(job=job)
    shown = list(
        made.visible_to(request.user)
        .select_related("offender", "filing", "replaces")
        .order_by("offender__family_name", "offender__given_names", "offender__number")
    )
    for report in shown:
        report.has_file = files.file_of(report).exists()
    out_of_sight = made.count() - len(shown)
    officer_id = job.arguments.get("officer")
    context = {
        "tabs": tabs(""),
        "job": job,
        "period": PrintOrder.from_arguments(job.arguments).period,
        "officer": _officer(officer_id),
        "reports": shown,
        "out_of_sight": out_of_sight,
        "left_out": _left_out(request.user, job),
        "parts": [] if out_of_sight else files.parts_of_all(job.pk),
        "unfiled": [report for report in shown if not hasattr(report, "filing")],
        "file_place": file_place(Agency.current()),
        "kept_days": files.kept_days(),
        "has_files": any(report.has_file for report in shown),
    }
    audit.record(
        AuditEventType.LISTED,
        object_type="print",
        object_id=str(job.pk),
        details={"job": job.pk, "reports": len(shown)},
    )
    return render(request, "pages/printing/batch.html", context)


@for_everyone_signed_in(
    "How far one's own print is: numbers only, asked for every other second.", background=True
)
@require_GET
def batch_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The progress bar alone; when the job has ended, the whole page is loaded again."""
    job = own_job(request.user, pk)
    response = render(request, "pages/printing/_progress.html", {"job": job})
    if not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@governed_by("print", Action.CREATE)
@require_POST
def batch_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a print; what is printed stays in the ledger."""
    job = own_job(request.user, pk)
    if job.is_open:
        jobs.request_cancel(job)
        audit.record(AuditEventType.ENDED, job, details={"kind": job.kind})
        messages.info(request, "Cancelled. What is printed already stays in the print ledger.")
    return redirect("pages:print-batch", pk=job.pk)


def own_job(user: User, pk: int) -> Job:
    """A print that the user asked for; anybody else's is not found."""
    own = Job.objects.filter(kind=batches.KIND, requested_by=user)
    return get_or_refuse(own, pk=pk)  # type: ignore[return-value]


def today_for(user: User) -> date:
    """Today at the facility where the user prints."""
    return clock.today(printing_place(user))


def printing_place(user: User) -> Facility | None:
    """The facility where the user prints, by the latest of their postings that lets them."""
    places = [posting.facility for posting, _ in scopes_of(user, "print", Action.READ)]
    return places[0] if places else None


def tabs(current: str) -> list[dict[str, Any]]:
    """The two pages of printing; `current` is "new", "ledger" or neither."""
    return [
        {"label": "New print", "url": reverse("pages:prints"), "current": current == "new"},
        {
            "label": "Print ledger",
            "url": reverse("pages:print-ledger"),
            "current": current == "ledger",
        },
    ]


def _chosen(query: Any, user: User, today: date) -> tuple[list[int], dict[str, Any]]:
    """The ids of the people chosen, and the person or officer that was chosen by id, if any.

    An id that the user may not print is answered like one that does not exist.
    """
    if query.get("person"):
        person = get_or_refuse(printable_people(user), pk=_id(query["person"]))
        return [person.pk], {"person": person}
    if query.get("officer"):
        pk = _id(query["officer"])
        officer = next((o for o in officers_with_cases(user, today) if o.pk == pk), None)
        if officer is None:
            raise Http404
        return people_of_officer(user, pk, today), {"officer": officer}
    return [], {}


def _id(text: str) -> int:
    """An id from a query; what is none, or larger than the database's, is 0 and names nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _form_key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _preview(user: User, people: list[int], days: Period) -> dict[str, Any]:
    """What would be printed: a line of numbers for each person."""
    counts = count_for(people, user, days)
    known = {person.pk: person for person in Offender.objects.filter(pk__in=people)}
    lines = [{"person": known[pk], "counts": counts[pk]} for pk in people if pk in known]
    total = Counts(
        sum(line.notes for line in counts.values()),
        sum(line.reports for line in counts.values()),
        sum(line.withheld for line in counts.values()),
    )
    with_something = sum(line.anything for line in counts.values())
    return {"days": days, "lines": lines, "total": total, "with_something": with_something}


def _record_choice(chosen: dict[str, Any], people: list[int]) -> None:
    if "person" in chosen:
        audit.record(AuditEventType.READ, chosen["person"], details={"for": "print preview"})
    else:
        audit.record(
            AuditEventType.LISTED,
            object_type="print",
            details={"officer": chosen["officer"].pk, "people": len(people)},
        )


def _officer(officer_id: int | None) -> User | None:
    return User.objects.filter(pk=officer_id).first() if officer_id else None


def _left_out(user: User, job: Job) -> list[dict[str, Any]]:
    """Who was not printed and why; somebody whom the reader may no longer see has no name."""
    if job.state != JobState.DONE:
        return []
    listed = job.result.get("left_out", [])
    seen: QuerySet[Offender] = Offender.objects.visible_to(user)
    people = {p.pk: p for p in seen.filter(pk__in=[line["offender"] for line in listed])}
    return [
        {"person": people.get(line["offender"]), "why": batches.LEFT_OUT.get(line["why"], "")}
        for line in listed
    ]
