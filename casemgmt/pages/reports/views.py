"""Contact reports: the form with its draft, the signed page, additions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by, may
from agency.errors import RuleViolation
from agency.form_fields import FormKey
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.draft_list import saved_at
from casemgmt.pages.duties import open_items
from casemgmt.pages.errors_in_records.correcting import (
    correction_asked,
    strike_what_it_corrects,
)
from casemgmt.pages.errors_in_records.shown import STRIKE_PARTS, origin, struck
from casemgmt.pages.notes import amend
from casemgmt.pages.readers import readers_in_words
from casemgmt.pages.reports.progress import progress_of
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casemgmt.pages.writing import (
    draft_context,
    forget_draft,
    initial_from,
    keep_draft,
    offender_to_write_about,
    posted_version,
    typed,
    way_back,
)
from casemgmt.printing.gather import printable_people
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS, PRIMARY_CITE, REGULAR_CITE
from casenotes.forms import ReportForm, now_on_the_wall
from casenotes.models import ContactMode, ContactReport, ReportKind
from casenotes.queries import last_report
from casenotes.readership import circle_of
from casenotes.services import DraftConflict, find_draft, sign_report
from casenotes.text import longest_note

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from casenotes.models import ErrorReport


@governed_by("report", "sign")
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A primary or regular contact report: kept as a draft until it is signed."""
    if kind not in ReportKind.values:
        raise Http404
    user = signed_in(request)
    form_name = f"{kind}_report"
    offender = offender_to_write_about(user, form_name, pk)
    where = whereabouts_of(offender)
    place = where.facility or own_facility(user)
    draft = find_draft(user, offender, form_name)
    corrects = correction_asked(request, offender)
    back = way_back(request, reverse("pages:case-file", args=[pk]))
    if request.method == "POST":
        form = ReportForm(request.POST, kind=kind, place=place)
        if "later" in request.POST:
            answer = _kept_for_later(request, form, offender, form_name, back)
        else:
            answer = _signed(request, form, offender, form_name, corrects)
        if answer is not None:
            return answer
    else:
        moment = now_on_the_wall(place)
        defaults = {
            "interview_on": moment.date(),
            "interview_time": moment.time(),
            "contact_mode": ContactMode.FACE_TO_FACE,
            "form_key": uuid.uuid4(),
        }
        form = ReportForm(initial=initial_from(draft, ReportForm, defaults), kind=kind, place=place)
        audit.record(AuditEventType.READ, offender, details={"form": form_name})
    on = clock.today(place)
    context = {
        **draft_context(draft, offender, form_name),
        "offender": offender,
        "where": where,
        "form": form,
        "corrects": corrects,
        "kind": kind,
        "primary": kind == ReportKind.PRIMARY,
        "title": ReportKind(kind).label,
        "cite": PRIMARY_CITE if kind == ReportKind.PRIMARY else REGULAR_CITE,
        "questions": [(item, form.parts_of(item)) for item in form.items],
        "progress": progress_of(form),
        "item": next((i for i in open_items(user, offender, on) if i.action == form_name), None),
        "assignment": offender.current_assignment(on),
        "before": report_in_words(last_report(user, offender)),
        "readers": readers_in_words(circle_of(offender).readers("report"), user),
        "today": on,
        "back": back,
        "longest": longest_note(),
        "draft_saved_at": saved_at(draft, user) if draft else "",
    }
    if request.method == "POST":
        context["draft_version"] = posted_version(request)
    return render(request, "pages/reports/form.html", context, status=422 if form.errors else 200)


def _kept_for_later(
    request: HttpRequest, form: ReportForm, offender: Any, form_name: str, back: str
) -> HttpResponse | None:
    """Keep everything as it was typed and go back; nothing is checked."""
    try:
        draft = keep_draft(
            signed_in(request),
            offender,
            form_name,
            {k: v for k, v in typed(request).items() if k != "later"},
            posted_version(request),
            FormKey().clean(request.POST.get("form_key", "")),
        )
    except DraftConflict as conflict:
        form.is_valid()
        form.add_error(None, f"{conflict.reason} What you typed here is not kept there yet.")
        return None
    audit.record(AuditEventType.UPDATED, draft, details={"form": form_name})
    messages.success(request, f"The report on {offender.sort_name} is kept as a draft.")
    return redirect(back)


def _signed(
    request: HttpRequest,
    form: ReportForm,
    offender: Any,
    form_name: str,
    corrects: ErrorReport | None,
) -> HttpResponse | None:
    """Sign, or leave the reason on the form."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        report = sign_report(
            offender,
            signed_in(request),
            kind=form.kind,
            interview_at=said["happened_at"],
            answers=form.answers(),
            contact_mode=said["contact_mode"],
            others_present=said["others_present"],
            summary=said.get("summary", ""),
            form_key=said["form_key"],
        )
        strike_what_it_corrects(request, corrects, report)
    except RuleViolation as violation:
        if violation.field in {item.code for item in form.items}:
            # The rule names the question; the form has a field for each part of it.
            violation.field = next(iter(form.parts_of_code(violation.field)))
        add_violation(form, violation)
        return None
    forget_draft(signed_in(request), offender, form_name, posted_version(request))
    messages.success(request, f"{report.get_kind_display()} signed.")
    return redirect("pages:report", pk=report.pk)


def report_in_words(report: ContactReport | None) -> dict[str, Any] | None:
    """A signed report with its answers in the order of the form, for a page."""
    if report is None:
        return None
    primary = report.kind == ReportKind.PRIMARY
    answers = {answer.item: answer for answer in report.answers.all()}
    items = PRIMARY_CHECKS if primary else FOCUS_POINTS
    return {
        "report": report,
        "primary": primary,
        "zone": clock.zone(report.facility),
        "answers": [(item, answers[item.code]) for item in items if item.code in answers],
    }


@governed_by("report", "read")
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed report, with what was added to it."""
    found = get_or_refuse(
        ContactReport.objects.visible_to(signed_in(request))
        .select_related("offender", "facility", *STRIKE_PARTS)
        .prefetch_related("answers"),
        pk=pk,
    )
    assert isinstance(found, ContactReport)
    audit.record(AuditEventType.READ, found)
    return render(
        request,
        "pages/reports/report.html",
        {
            **(report_in_words(found) or {}),
            "offender": found.offender,
            "additions": found.amendments.all(),
            "may_amend": found.author_id == signed_in(request).pk and struck(found) is None,
            "struck": struck(found),
            "origin": origin(found),
            "reports_errors": may(signed_in(request), "record_error", "create"),
            "may_print": may(signed_in(request), "print", "create")
            and printable_people(signed_in(request)).filter(pk=found.offender_id).exists(),
            "today": clock.today(found.facility),
            "back": reverse("pages:report", args=[pk]),
        },
    )


@governed_by("report", "amend")
@require_http_methods(["GET", "POST"])
def report_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Add more details to one's own signed report, or report an error in it."""
    return amend(request, f"amendment:report:{pk}")
