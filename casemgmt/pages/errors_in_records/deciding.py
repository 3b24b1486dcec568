"""Reports of errors: those that wait, what became of the others, and the decision on one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.errors_in_records.shown import STRIKE_PARTS, struck
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.writing import page_of
from casenotes.forms.errors import DecisionForm
from casenotes.models import CaseNote, ContactReport, ErrorOutcome, ErrorReport
from casenotes.services import decide_error
from offenders.models import Offender
from offenders.sharing import disclosure_details

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agency.models import User

DECIDED_SHOWN_FOR = timedelta(days=90)
MOST_ROWS = 100


def _with_names(rows: Any) -> Any:
    return rows.select_related(
        "offender",
        "note__type",
        "note__facility",
        "report__facility",
        "decision",
        "strike",
    )


@governed_by("record_error", "read")
@require_GET
def errors(request: HttpRequest) -> HttpResponse:
    """What waits for one's decision, what one is to put right, what one reported oneself."""
    user = signed_in(request)
    today = clock.today(own_facility(user))
    recent = clock.now() - DECIDED_SHOWN_FOR
    reports = ErrorReport.objects
    visible = _with_names(reports.visible_to(user))
    waiting = list(_with_names(reports.decidable_by(user))[:MOST_ROWS])
    asked = list(visible.filter(pk__in=reports.asked_of(user).values("pk"))[:MOST_ROWS])
    own = list(
        visible.filter(reported_by=user, reported_at__gte=recent).order_by("-pk")[:MOST_ROWS]
    )
    decided = list(
        visible.in_scope(user, Action.APPROVE)
        .filter(decision__decided_at__gte=recent)
        .exclude(reported_by=user)
        .order_by("-decision__decided_at")[:MOST_ROWS]
    )
    audit.record(
        AuditEventType.LISTED,
        object_type="errorreport",
        details={"waiting": len(waiting), "own": len(own), "decided": len(decided)},
    )
    parts = [
        ("waiting", "To decide", waiting, "Nothing waits for your decision."),
        ("asked", "For you to write anew", asked, ""),
        ("own", "Reported by you", own, ""),
        ("decided", "Decided by others or by you", decided, ""),
    ]
    return render(
        request,
        "pages/errors_in_records/errors.html",
        {
            "parts": [part for part in parts if part[2] or part[0] == "waiting"],
            "today": today,
        },
    )


def _found(request: HttpRequest, pk: int) -> ErrorReport:
    rows = _with_names(ErrorReport.objects.visible_to(signed_in(request)))
    found = get_or_refuse(rows, pk=pk)
    assert isinstance(found, ErrorReport)
    return found


@governed_by("record_error", "read")
@require_GET
def error(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: the entry, what is said to be wrong with it, what was decided."""
    found = _found(request, pk)
    shared = disclosure_details(signed_in(request), found.offender_id)
    audit.record(AuditEventType.READ, found, details=shared)
    return _page(request, found, _form(request, found))


@governed_by("record_error", "approve")
@require_POST
def error_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a report of another person's."""
    user = signed_in(request)
    within = ErrorReport.objects.visible_to(user).in_scope(user, Action.APPROVE)
    found: Any = get_or_refuse(
        _with_names(ErrorReport.objects.filter(pk__in=within.values("pk"))),
        ErrorReport.objects.visible_to(user),
        pk=pk,
    )
    form = _form(request, found) or _decision_form(request, found)
    if form.is_valid():
        try:
            decide_error(found, user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "Decided. Whoever reported it is told.")
            return redirect("pages:errors")
    return _page(request, found, form, status=422)


def _form(request: HttpRequest, found: ErrorReport) -> DecisionForm | None:
    """The form for whoever may decide; None for others and where it is decided."""
    user = signed_in(request)
    if not ErrorReport.objects.decidable_by(user).filter(pk=found.pk).exists():
        return None
    return _decision_form(request, found)


def _decision_form(request: HttpRequest, found: ErrorReport) -> DecisionForm:
    reach = Offender.objects.in_scope(signed_in(request), "record_error", Action.APPROVE)
    right = found.right_person_id and reach.filter(pk=found.right_person_id).first()
    return DecisionForm(
        request.POST or None,
        error=found,
        people=reach,
        initial={"right_person": right.number if right else ""},
    )


def _page(
    request: HttpRequest, found: ErrorReport, form: DecisionForm | None, *, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    known = Offender.objects.known_to(user).filter(pk=found.right_person_id or 0).first()
    decision = getattr(found, "decision", None)
    record = found.record
    writes = record.author_id == user.pk and decision is not None
    correct = add = ""
    if writes and decision is not None and not hasattr(found, "strike"):
        if decision.outcome == ErrorOutcome.CORRECTED:
            correct = address_of_correction(found)
        elif decision.outcome == ErrorOutcome.AMENDED:
            name = "note-amend" if found.note_id else "report-amend"
            add = f"{reverse(f'pages:{name}', args=[record.pk])}?kind=error_reported"
    context = {
        "offender": found.offender,
        "error": found,
        "decision": decision,
        "known": known,
        "form": form,
        "own": found.reported_by_id == user.pk or record.author_id == user.pk,
        "correct": correct,
        "add": add,
        "today": clock.today(own_facility(user)),
        **record_context(record, user),
    }
    return render(request, "pages/errors_in_records/error.html", context, status=status)


def address_of_correction(found: ErrorReport) -> str:
    """Where the author of a record writes it anew."""
    if found.note_id:
        page = reverse("pages:note-new", args=[found.offender_id])
    else:
        assert found.report is not None
        page = reverse("pages:report-new", args=[found.offender_id, found.report.kind])
    return f"{page}?corrects={found.pk}"


def record_context(record: CaseNote | ContactReport, user: User) -> dict[str, Any]:
    """What a template shows of the record that is said to be wrong."""
    is_note = isinstance(record, CaseNote)
    rows: Any = CaseNote.objects if is_note else ContactReport.objects
    with_strike = rows.select_related(*STRIKE_PARTS).get(pk=record.pk)
    return {
        "record": record,
        "person_page": page_of(user, record.offender),
        "what": record.type.name if isinstance(record, CaseNote) else record.get_kind_display(),
        "text": record.text if isinstance(record, CaseNote) else record.summary,
        "report_url": "" if is_note else reverse("pages:report", args=[record.pk]),
        "happened_at": (
            record.occurred_at if isinstance(record, CaseNote) else record.interview_at
        ),
        "recorded_at": record.recorded_at if isinstance(record, CaseNote) else record.signed_at,
        "zone": clock.zone(record.facility or own_facility(user)),
        "struck": struck(with_strike),
    }
