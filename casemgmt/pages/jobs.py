"""Work in the background: how far it is, how to stop it, where its result is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock, jobs
from agency.access import Action, Scope, governed_by, scopes_of
from agency.models import AuditEventType, Job, JobState
from agency.viewtools import get_or_refuse
from casemgmt.pages.whereabouts import own_facility

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

ROWS_ON_A_PAGE = 30

#: What each kind of work is called; another kind is named by its code in words.
NAMES = {
    "print_case_notes": "Print of case note reports",
    "release_copy": "Copy for an access request",
    "import_check": "Check of an import",
    "import_records": "Import of records",
    "digest": "Morning digest",
    "policy_preview": "What an edition would change",
    "policy_in_force": "Dates moved by an edition",
}

#: The page on which the result of a kind is looked at, by URL name with the job's id.
RESULTS = {"print_case_notes": "pages:print-batch"}


def named(kind: str) -> str:
    """A kind of work in words."""
    words = kind.rsplit(".", 1)[-1].replace("_", " ")
    return NAMES.get(kind, words[:1].upper() + words[1:])


def result_address(job: Job) -> str:
    """Where the result of a job is: its handler may say so as `url`; "" where there is none."""
    if job.kind in RESULTS:
        return reverse(RESULTS[job.kind], args=[job.pk])
    address = str(job.result.get("url", "")) if isinstance(job.result, dict) else ""
    return address if address.startswith("/") and not address.startswith("//") else ""


def percent(job: Job) -> int | None:
    """How much is done, None while nobody knows of how much."""
    if not job.total_count:
        return None
    return min(100, round(100 * job.done_count / job.total_count))


@governed_by("job", Action.READ)
@require_GET
def job_list(request: SignedInRequest) -> HttpResponse:
    """One's own jobs; for administrators also how many there are of each kind, without content."""
    user = request.user
    mine = Job.objects.filter(requested_by=user).order_by("-created_at", "-pk")
    page = Paginator(mine, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    kinds = _kinds() if _sees_all(user) else None
    audit.record(AuditEventType.LISTED, object_type="job", details={"shown": len(page)})
    return render(
        request,
        "pages/jobs/jobs.html",
        {
            "page": page,
            "rows": [_described(job) for job in page],
            "kinds": kinds,
            "zone": clock.zone(own_facility(user)),
        },
    )


@governed_by("job", Action.READ)
@require_GET
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    """One job of one's own: progress, cancel, result."""
    found = _own_job(request.user, pk)
    return render(request, "pages/jobs/job.html", _context(request, found))


@governed_by("job", Action.READ, background=True)
@require_GET
def job_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that changes; it asks for itself again while the job is open."""
    found = _own_job(request.user, pk)
    if not request.headers.get("HX-Request"):
        return redirect("pages:job", pk=pk)
    return render(request, "pages/jobs/_progress.html", _context(request, found))


@governed_by("job", Action.UPDATE)
@require_POST
def job_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a job: at once while it waits, at its next step while it runs."""
    found = _own_job(request.user, pk)
    if found.is_open:
        jobs.request_cancel(found)
        found.refresh_from_db()
        messages.success(
            request,
            "Cancelled."
            if found.state == JobState.CANCELLED
            else "It stops after the step that it is in.",
        )
        audit.record(AuditEventType.UPDATED, found, details={"cancel": True})
    else:
        messages.info(request, "It has ended already.")
    return redirect("pages:job", pk=pk)


def _sees_all(user: User) -> bool:
    return any(scope == Scope.AGENCY for _, scope in scopes_of(user, "job", Action.READ))


def _own_job(user: User, pk: int) -> Job:
    """What somebody asked for is nobody else's, an administrator's neither: it names people."""
    found = get_or_refuse(Job.objects.filter(requested_by=user), pk=pk)
    assert isinstance(found, Job)
    return found


def _described(found: Job) -> dict[str, Any]:
    return {
        "job": found,
        "name": named(found.kind),
        "percent": percent(found),
        "result_url": result_address(found) if found.state == JobState.DONE else "",
        "left": max((found.total_count or 0) - found.done_count, 0),
    }


def _context(request: SignedInRequest, found: Job) -> dict[str, Any]:
    return _described(found) | {"zone": clock.zone(own_facility(request.user))}


def _kinds() -> list[dict[str, Any]]:
    counted = (
        Job.objects.values("kind")
        .annotate(
            waiting=Count("pk", filter=Q(state=JobState.WAITING)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            done=Count("pk", filter=Q(state=JobState.DONE)),
            failed=Count("pk", filter=Q(state=JobState.FAILED)),
            cancelled=Count("pk", filter=Q(state=JobState.CANCELLED)),
        )
        .order_by("kind")
    )
    return [{"name": named(row["kind"])} | row for row in counted]
