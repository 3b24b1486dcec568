"""Marks what was searched for on cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgmt.pages.timeline.entries import SOURCES
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS
from casenotes.models import ReportAnswer
from casenotes.search.marking import excerpt, hits, marked

if TYPE_CHECKING:
    from casemgmt.pages.timeline.entries import Entry
    from casenotes.search.terms import Search

#: What the checks and focus points of reports are called, by code.
_HEADINGS = {item.code: item.name for item in (*PRIMARY_CHECKS, *FOCUS_POINTS)}


def add_marks(entries: list[Entry], search: Search | None) -> None:
    """Mark the matches in notes, reports and additions; answers of reports that match are added
    as passages, with one query for all."""
    if search is None:
        return
    reports = {}
    for entry in entries:
        key = SOURCES[entry.rank].key
        if entry.restricted or key not in {"notes", "reports"}:
            continue
        entry.parts = marked(entry.text, search)
        for addition in entry.additions:
            addition.parts = marked(addition.text, search)  # type: ignore[attr-defined]
        if key == "reports":
            reports[entry.pk] = entry
    if not reports:
        return
    for answer in ReportAnswer.objects.filter(report_id__in=reports).order_by("pk"):
        if answer.comment and hits(answer.comment, search):
            heading = _HEADINGS.get(answer.item, answer.item)
            entry = reports[answer.report_id]
            entry.passages.append((heading, excerpt(answer.comment, search)))
