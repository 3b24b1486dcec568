"""Imports: send files, read what they would do, import them, mend what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType, ImportRun, ImportState
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.importing.background import cancel, request_check, request_import, standing
from casemgmt.importing.contract import TABLES
from casemgmt.importing.report import Report
from casemgmt.importing.uploads import Refusals, zip_refused

if TYPE_CHECKING:
    from casemgmt.pages.signed_in import SignedInRequest

RUNS_ON_A_PAGE = 20
REFUSALS_ON_A_PAGE = 100


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that were chosen."""
        chosen = (data or [None]) if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class UploadForm(forms.Form):
    """What to import, and from which day the lists count."""

    sent = FilesField(
        label="Files",
        help_text="One zip, or one .xlsx with a sheet for each file, or the .csv files themselves.",
        error_messages={"required": "Choose what to import."},
        widget=ManyFiles(attrs={"accept": ".zip,.csv,.xlsx"}),
    )
    live_from = forms.DateField(
        label="Go-live day",
        required=False,
        help_text="What was due before it is kept, but on no list. Empty: the day of the import.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Agency.current().live_from is not None:
            # Only the first import sets it.
            del self.fields["live_from"]


@governed_by("import", Action.READ)
@require_GET
def imports(request: SignedInRequest) -> HttpResponse:
    """The imports so far, and a form for the next."""
    return _list(request, UploadForm())


def _list(request: SignedInRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.select_related("by", "job")
    page = Paginator(runs, RUNS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [(run, ImportState(standing(run)).label) for run in page.object_list]
    audit.record(
        AuditEventType.LISTED, object_type="import", details={"shown": len(page.object_list)}
    )
    context = {"form": form, "page": page, "runs": shown, "tables": TABLES.values()}
    return render(request, "pages/imports/imports.html", context, status=status)


@governed_by("import", Action.CREATE)
@require_POST
def import_new(request: SignedInRequest) -> HttpResponse:
    """Keep what was sent and have it checked."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            run = request_check(
                request.user,
                form.cleaned_data["sent"],
                live_from=form.cleaned_data.get("live_from"),
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:import-run", pk=run.pk)
    return _list(request, form, status=422)


@governed_by("import", Action.READ)
@require_GET
def import_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it would do or did, and every refusal.

    What the files say is shown to the person who sent them and to nobody else.
    """
    run = _run(pk)
    context = _context(request, run)
    report: Report | None = context["report"]
    if report is not None and report.has_refusals and context["mine"]:
        refusals = Refusals(run, report.refusals)
        context["refusals"] = Paginator(refusals, REFUSALS_ON_A_PAGE).get_page(  # type: ignore[arg-type]
            request.GET.get("page")
        )
    audit.record(AuditEventType.READ, run)
    return render(request, "pages/imports/run.html", context)


@governed_by("import", Action.READ, background=True)
@require_GET
def import_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The progress bar alone; when the job has ended, the whole page is loaded again."""
    run = _run(pk)
    response = render(request, "pages/imports/_progress.html", _context(request, run))
    if run.job is None or not run.job.is_open:
        response["HX-Refresh"] = "true"
    return response


@governed_by("import", Action.CREATE)
@require_POST
def import_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Import what was checked, perhaps without the refused rows."""
    run = _own(request, pk)
    try:
        request_import(run, request.user, skip_refused="skip_refused" in request.POST)
    except RuleViolation as violation:
        messages.error(request, violation.reason)
    return redirect("pages:import-run", pk=run.pk)


@governed_by("import", Action.CREATE)
@require_POST
def import_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an import up."""
    run = _own(request, pk)
    cancel(run, request.user)
    messages.info(request, "Cancelled. Nothing is imported, and the files are removed.")
    return redirect("pages:import-run", pk=run.pk)


@governed_by("import", Action.READ)
@require_GET
def import_refused(request: SignedInRequest, pk: int) -> HttpResponse | FileResponse:
    """The refused rows as a zip, for the person who sent them."""
    run = _own(request, pk)
    path = zip_refused(run)
    if path is None:
        raise Http404
    audit.record(AuditEventType.EXPORTED, run)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename="refused.zip", content_type="application/zip"
    )


def _run(pk: int) -> ImportRun:
    runs = ImportRun.objects.select_related("by", "job")
    run = get_or_refuse(runs, pk=pk)
    assert isinstance(run, ImportRun)
    return run


def _own(request: SignedInRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.select_related("job")
    run = get_or_refuse(runs.filter(by=request.user), runs, pk=pk)
    assert isinstance(run, ImportRun)
    return run


def _context(request: SignedInRequest, run: ImportRun) -> dict[str, Any]:
    state = standing(run)
    report = Report.from_json(run.report) if run.report else None
    return {
        "run": run,
        "state": state,
        "state_words": ImportState(state).label,
        "job": run.job,
        "report": report,
        "mine": run.by_id == request.user.pk,
        "may_start": state == ImportState.CHECKED and run.by_id == request.user.pk,
    }
