"""Asks for prints and carries them out: one job for one person or for a whole facility.

A job's arguments are ids, codes and dates. What the person who asked may print is decided anew for
each report when its turn comes; somebody whose posting has ended in between gets nothing.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from agency.errors import RuleViolation
from agency.jobs import JobRun, enqueue, handles
from agency.models import Agency, User
from casemgmt.printing import files
from casemgmt.printing.content import Period
from casemgmt.printing.filing import OTHER, file_place
from casemgmt.printing.gather import printable_people
from casemgmt.printing.html import TITLES
from casemgmt.printing.orders import KINDS, Delivery, PrintOrder
from casemgmt.printing.production import Production
from casemgmt.printing.room import PressRoom
from casenotes.models import PrintedReport, PrintKind

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

#: Joining takes memory by the page, in the typesetter: about 300 MB for so many.
PAGES_IN_ONE = 400

#: As many as one job takes; more are asked for in parts.
MOST_PEOPLE = 3000


def request_print(
    by: User,
    people: Sequence[int],
    period: Period | PrintOrder,
    *,
    officer_id: int | None = None,
    chosen: dict[str, int] | None = None,
    form_key: uuid.UUID | None = None,
) -> Job:
    """Ask for the reports about `people` (ids), in that order.

    period: what to print; a period alone asks for the case note report. chosen: by what people
    were chosen ("officer", "unit" or "facility") and its id. form_key: sent with the form; the
    same key again is the job that it made.

    Raises RuleViolation for nobody, too many, a period that ends before it starts, or a reason
    that the agency's rules ask for and that is missing.
    """
    order = PrintOrder(period) if isinstance(period, Period) else period
    if not people:
        raise RuleViolation("There is nobody to print.")
    if len(people) > MOST_PEOPLE:
        raise RuleViolation(f"At most {MOST_PEOPLE:,} people can be printed at once.")
    _check(order)
    by_what = dict(chosen or {})
    if officer_id is not None:
        by_what["officer"] = officer_id
    return enqueue(
        KIND,
        {
            "people": list(people),
            **order.as_arguments(),
            "officer": by_what.get("officer"),
            "unit": by_what.get("unit"),
            "facility": by_what.get("facility"),
        },
        requested_by=by,
        period=f"{by.pk}:{form_key}" if form_key else None,
    )


def _check(order: PrintOrder) -> None:
    days = order.period
    if days.from_on is not None and days.until_on < days.from_on:
        raise RuleViolation("The last day is before the first.", field="until_on")
    if order.kind not in KINDS:
        raise RuleViolation("Choose what to print.", field="kind")
    place = file_place(Agency.current())
    reason = place.reason(order.reason)
    if place.reason_required and reason is None:
        raise RuleViolation("Say why it is printed.", field="reason")
    if order.reason and reason is None:
        raise RuleViolation("This reason is not one of the agency's.", field="reason")
    if reason is not None and reason.code == OTHER and not order.explained.strip():
        raise RuleViolation("Say in your own words what the reason is.", field="explained")


@handles(KIND)
def carry_out(run: JobRun) -> dict[str, Any]:
    """Print the reports, several at once; safe to run twice.

    A report that an earlier attempt has printed is not printed again: the ledger says so.
    """
    files.delete_old_files()
    files.delete_unfinished(run.job.pk)
    people: list[int] = run.arguments["people"]
    order = PrintOrder.from_arguments(run.arguments)
    left_out: list[dict[str, Any]] = []
    run.progress(0, len(people))
    room = PressRoom()
    production = Production(run.job, order, room)
    with room, closing(production.reports(people)) as made:
        for position, (offender_id, why) in enumerate(made, start=1):
            if why:
                left_out.append({"offender": offender_id, "why": why})
            run.progress(position)
        printed = list(PrintedReport.objects.filter(job=run.job))
        if not printed:
            raise RuleViolation(_nothing_printed(left_out))
        if len(printed) > 1:
            _put_together(run, order, people, printed, room)
    return {"printed": len(printed), "left_out": left_out}


def _put_together(
    run: JobRun,
    order: PrintOrder,
    people: list[int],
    printed: list[PrintedReport],
    room: PressRoom,
) -> None:
    """All reports, in the order that was asked for: in files of at most PAGES_IN_ONE pages with a
    bookmark for each person, or in a zip file of one PDF for each."""
    places = {offender_id: position for position, offender_id in enumerate(people)}
    printed.sort(key=lambda report: places.get(report.offender_id, len(places)))
    present = [report for report in printed if files.file_of(report).exists()]
    if order.delivery == Delivery.EACH:
        named = [(f"{r.serial}.pdf", files.file_of(r)) for r in present]
        files.keep_zip(files.zip_of_all(run.job.pk), named)
        return
    bookmarks = _bookmarks(present)
    parts: list[list[tuple[Path, str]]] = [[]]
    pages = 0
    for report in present:
        if parts[-1] and pages + report.page_count > PAGES_IN_ONE:
            parts.append([])
            pages = 0
        parts[-1].append((files.file_of(report), bookmarks[report.pk]))
        pages += report.page_count
    for number, paths in enumerate(parts, start=1):
        run.progress(len(people))
        if paths:
            title = f"{TITLES[PrintKind(order.kind)]}s: {len(paths)} people"
            with room.press() as press, files.kept(files.file_of_all(run.job.pk, number)) as whole:
                press.join(paths, whole, title=title, duplex=order.duplex)


def _bookmarks(printed: Sequence[PrintedReport]) -> dict[int, str]:
    rows = PrintedReport.objects.filter(pk__in=[report.pk for report in printed])
    return {
        row.pk: f"{row.offender.sort_name}, {row.offender.number}"
        for row in rows.select_related("offender")
    }


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
