"""The rows of the officers for a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agency import audit
from agency.access import Action, governed_by
from agency.models import AuditEventType
from agency.spreadsheets import neutralised
from casemgmt.pages.officers.figures import View
from scheduling import rates

if TYPE_CHECKING:
    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("caseload", Action.EXPORT)
@require_GET
def officers_export(request: SignedInRequest) -> HttpResponse:
    """The same rows, in the same order, for a spreadsheet."""
    view = View(request.user, request.GET, Action.EXPORT)
    rows = view.rows()
    head = ["Officer", "Unit", "Cases", "Capacity", "Overdue", "Due in 14 days"]
    if view.notes:
        head += ["Notes missing this month", "Notes owed this month"]
    period = f"{view.window.first.isoformat()} to {view.window.last.isoformat()}"
    before = f"{view.window.before.first.isoformat()} to {view.window.before.last.isoformat()}"
    head += [f"Due {period}", f"On time {period}", f"On time % {period}"]
    head += [f"Due {before}", f"On time {before}", f"On time % {before}"]
    lines: list[list[Any]] = []
    for row in rows:
        counts, posting = row.counts, row.officer.posting
        line: list[Any] = [
            row.officer.user.sort_name,
            posting.unit.name if posting.unit else "",
            row.officer.load,
            "" if row.officer.capacity is None else row.officer.capacity,
            counts.overdue,
            counts.due,
        ]
        if view.notes:
            line += [counts.missing, counts.month]
        line += [counts.rated, counts.on_time, _percent(counts.on_time, counts.rated)]
        line += [
            counts.before_rated,
            counts.before_on_time,
            _percent(counts.before_on_time, counts.before_rated),
        ]
        lines.append(line)
    audit.record(
        AuditEventType.EXPORTED,
        object_type="caseload",
        details={"rows": len(lines), "period": view.days},
    )
    return _as_csv(f"officers-{view.today.isoformat()}.csv", [head, *lines])


def _as_csv(name: str, lines: list[list[Any]]) -> HttpResponse:
    """A file for spreadsheets; the mark at its beginning says that it is UTF-8."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerows([neutralised(cell) for cell in line] for line in lines)
    return answer


def _percent(part: int, whole: int) -> object:
    """0 of 12 is 0; 0 of 0 is "none due"; few are "too few to rate"."""
    if not whole:
        return "none due"
    return round(100 * part / whole) if whole >= rates.FEWEST_RATED else "too few to rate"
