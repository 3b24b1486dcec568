"""Asks for prints and carries them out: one job for one person or for a whole caseload.

A job's arguments are ids and dates. What the person who asked may print is decided anew for each
report when its turn comes; somebody whose posting has ended in between gets nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from agency.access import Action, scopes_of
from agency.errors import RuleViolation
from agency.jobs import JobRun, enqueue, handles
from agency.models import Facility, User
from casemgmt.printing import files
from casemgmt.printing.content import Period
from casemgmt.printing.gather import printable_people
from casemgmt.printing.ledger import print_report
from casemgmt.printing.merge import merged
from casemgmt.printing.press import CannotPrint, Press
from casenotes.models import PrintedReport
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from pathlib import Path

    from agency.models import Job

KIND = "print_case_notes"

#: Why somebody's report was not printed, in words; the keys are kept with the job.
LEFT_OUT = {
    "no_access": "Not yours to print any more: moved away, or your posting has ended.",
    "empty": "No notes or contact reports in this period.",
    "time": "Takes too long to set: print a shorter period.",
    "memory": "Too large to set: print a shorter period.",
    "broken": "Could not be set as a PDF.",
}

#: Joining takes memory by the page: about 300 MB for so many.
PAGES_IN_ONE = 400

#: As many as one job takes; more are asked for in parts.
MOST_PEOPLE = 500


def request_print(
    by: User,
    people: Sequence[int],
    period: Period,
    *,
    officer_id: int | None = None,
    form_key: uuid.UUID | None = None,
) -> Job:
    """Ask for the reports about `people` (ids), in that order.

    form_key: sent with the form; the same key again is the job that it made.

    Raises RuleViolation for nobody, too many, or a period that ends before it starts or in the
    future.
    """
    if not people:
        raise RuleViolation("There is nobody to print.")
    if len(people) > MOST_PEOPLE:
        raise RuleViolation(f"At most {MOST_PEOPLE} people can be printed at once.")
    if period.from_on is not None and period.until_on < period.from_on:
        raise RuleViolation("The last day is before the first.", field="until_on")
    return enqueue(
        KIND,
        {
            "people": list(people),
            "from_on": period.from_on.isoformat() if period.from_on else None,
            "until_on": period.until_on.isoformat(),
            "officer": officer_id,
        },
        requested_by=by,
        period=f"{by.pk}:{form_key}" if form_key else None,
    )


def period_of(arguments: dict[str, Any]) -> Period:
    """The period that a job was asked for."""
    from_on = arguments.get("from_on")
    return Period(
        date.fromisoformat(from_on) if from_on else None,
        date.fromisoformat(arguments["until_on"]),
    )


@handles(KIND)
def carry_out(run: JobRun) -> dict[str, Any]:
    """Print one report after the other; safe to run twice.

    A report that an earlier attempt has printed is not printed again: the ledger says so.
    """
    files.delete_old_files()
    people: list[int] = run.arguments["people"]
    period = period_of(run.arguments)
    left_out: list[dict[str, Any]] = []
    run.progress(0, len(people))
    with Press() as press:
        for position, offender_id in enumerate(people, start=1):
            if not PrintedReport.objects.filter(job=run.job, offender=offender_id).exists():
                why = _print_one(run.job, offender_id, period, press)
                if why:
                    left_out.append({"offender": offender_id, "why": why})
            run.progress(position)
    printed = list(PrintedReport.objects.filter(job=run.job))
    if not printed:
        raise RuleViolation(_nothing_printed(left_out))
    if len(printed) > 1:
        _put_together(run, people, printed)
    return {"printed": len(printed), "left_out": left_out}


def _print_one(job: Job, offender_id: int, period: Period, press: Press) -> str:
    """Print one person's report; returns why not, a key of LEFT_OUT, or "" when it is printed."""
    # Read anew each time: postings are cached on the instance.
    reader = User.objects.get(pk=job.requested_by_id or 0)
    offender = printable_people(reader).filter(pk=offender_id).first()
    facility = facility_for(reader, offender) if offender is not None else None
    if offender is None or facility is None:
        return "no_access"
    try:
        row = print_report(offender, reader, period, facility, job, press)
    except CannotPrint as problem:
        return problem.code
    return "" if row is not None else "empty"


def facility_for(reader: User, offender: Offender) -> Facility | None:
    """The facility at which `reader` prints this person: where both are."""
    placed = set(offender.placements.filter(departed_at=None).values_list("facility_id", flat=True))
    for posting, _ in scopes_of(reader, "print", Action.CREATE):
        if posting.facility_id in placed:
            return posting.facility
    return None


def _put_together(run: JobRun, people: list[int], printed: list[PrintedReport]) -> None:
    """All reports, in the order that was asked for, in files of at most PAGES_IN_ONE pages."""
    order = {offender_id: position for position, offender_id in enumerate(people)}
    printed.sort(key=lambda report: order.get(report.offender_id, len(order)))
    parts: list[list[Path]] = [[]]
    pages = 0
    for report in printed:
        path = files.file_of(report)
        if not path.exists():
            continue
        if parts[-1] and pages + report.page_count > PAGES_IN_ONE:
            parts.append([])
            pages = 0
        parts[-1].append(path)
        pages += report.page_count
    for number, paths in enumerate(parts, start=1):
        run.progress(len(people))
        if paths:
            files.keep(files.file_of_all(run.job.pk, number), merged(paths))


def _nothing_printed(left_out: list[dict[str, Any]]) -> str:
    reasons = {item["why"] for item in left_out}
    if len(reasons) == 1:
        return f"Nothing was printed. {LEFT_OUT[reasons.pop()]}"
    return "Nothing was printed: no report could be made of anybody."


def may_still_fetch(reader: User, reports: Sequence[PrintedReport]) -> bool:
    """Whether `reader` may still carry away every one of `reports`."""
    wanted = {report.offender_id for report in reports}
    allowed = printable_people(reader).filter(pk__in=wanted)
    return allowed.count() == len(wanted)


def people_of_officer(reader: User, officer_id: int, on: date) -> list[int]:
    """The officer's cases of that day that `reader` may print, as ids in the order of names."""
    held = CaseAssignment.objects.holding_on(on).filter(officer_id=officer_id)
    people = printable_people(reader).filter(pk__in=held.values("offender_id"))
    return list(
        people.order_by("family_name", "given_names", "number").values_list("pk", flat=True)
    )
