"""The first pages of a report as they would be printed, to be looked at: no record, no serial.

Set while somebody waits, and not by a job: few entries, few pages, one at a time for each web
process, in the typesetter's bounded child. Each page is marked across as a preview, and carries
neither serial nor fingerprint, so that it cannot take the place of a print.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agency.errors import RuleViolation
from casemgmt.printing.content import Entry
from casemgmt.printing.gather import notes_of, reports_of
from casemgmt.printing.html import Part, part_html
from casemgmt.printing.ledger import prepare
from casemgmt.printing.press import Press
from casemgmt.printing.shown import length
from casenotes.models import CaseNote, ContactReport

if TYPE_CHECKING:
    from datetime import date

    from agency.models import Facility, User
    from casemgmt.printing.content import Period, Report
    from casemgmt.printing.orders import PrintOrder
    from offenders.models import Offender
    from offenders.querysets import AboutOffenderQuerySet

#: As much as is shown. A single long entry is shown alone, as far as the pages go.
MOST_ENTRIES, MOST_CHARACTERS, MOST_PAGES = 12, 15_000, 5
SECONDS, MEMORY = 10, 512 << 20

#: How long somebody waits for their turn.
PATIENCE = 10

_TURN = threading.Lock()


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages, and what stands on them."""

    data: bytes
    note_ids: list[int]
    report_ids: list[int]


def preview(offender: Offender, by: User, order: PrintOrder, facility: Facility) -> Preview | None:
    """The first pages of the report that `order` asks for; None when it is empty.

    The caller has made sure that `by` may print this person. Raises RuleViolation when it cannot
    be set in time, or when others have the typesetter for long.
    """
    prepared = prepare(
        offender, by, replace(order, period=_narrowed(offender, by, order)), facility
    )
    if prepared is None:
        return None
    report = replace(
        prepared.report,
        period=order.period,
        entries=prepared.report.entries[: _most_entries(prepared.report)],
    )
    stamp = replace(prepared.stamp(0), serial="", replaces="", fingerprint="")
    looks = replace(prepared.looks, preview=True)
    part = Part(0, len(report.entries), is_last=False)
    if not _TURN.acquire(timeout=PATIENCE):
        raise RuleViolation("Others are looking at previews. Try again in a moment.")
    try:
        with Press() as press:
            html = part_html(report, stamp, looks, part)
            pdf = press.make(html, seconds=SECONDS, memory=MEMORY, most_pages=MOST_PAGES)
    finally:
        _TURN.release()
    return Preview(
        pdf.data, [note.id for note in report.notes], [made.id for made in report.reports]
    )


def _narrowed(offender: Offender, by: User, order: PrintOrder) -> Period:
    """The days of the period until enough is on them: a preview need not read a thousand notes."""
    if order.only_new:
        return order.period
    last = [
        day
        for rows, field in (
            (notes_of(order.kind, CaseNote.objects.visible_to(by), order.period), "occurred_on"),
            (
                reports_of(order.kind, ContactReport.objects.visible_to(by), order.period),
                "interview_on",
            ),
        )
        if (day := _day_of_the_last(rows.filter(offender=offender), field)) is not None
    ]
    return replace(order.period, until_on=min([*last, order.period.until_on]))


def _day_of_the_last(rows: AboutOffenderQuerySet, field: str) -> date | None:
    days = rows.order_by(field).values_list(field, flat=True)
    return next(iter(days[MOST_ENTRIES : MOST_ENTRIES + 1]), None)


def _most_entries(report: Report) -> int:
    characters = 0
    for number, entry in enumerate(report.entries[:MOST_ENTRIES]):
        characters += length(entry) if isinstance(entry, Entry) else 0
        if number and characters > MOST_CHARACTERS:
            return number
    return MOST_ENTRIES
