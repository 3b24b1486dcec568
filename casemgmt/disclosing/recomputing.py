"""Reckons anew, from the records, what stood on a copy that was handed out.

The ledger keeps a digest of what was left of each entry. Notes and reports never change, so
theirs must come out the same; other records (a plan, an assignment) may honestly read differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgmt.disclosing.copying import marks_of, with_their_notes
from casemgmt.disclosing.gather import everything, own_lines_of, with_own_line
from casemgmt.printing.particulars import digest_of
from casemgmt.printing.recomputing import (
    Reckoned,
    Verdict,
    kept_of,
    notes_then,
    reports_then,
    why_not,
)
from casemgmt.printing.redacting import key_of, what_is_left
from casenotes.models import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgmt.printing.content import Entry
    from casenotes.models import PrintedReport

NO_RELEASE = "the release for which it was made is not in the database"


def reckoned_copy(row: PrintedReport) -> Reckoned:
    """Whether the records give what stood on a copy, by the marks that it was made with."""
    if cannot := why_not(row):
        return Reckoned(Verdict.CANNOT, cannot)
    release = Release.objects.filter(job=row.job_id).select_related("redaction").first()
    if release is None or row.job_id is None:
        return Reckoned(Verdict.CANNOT, NO_RELEASE)
    request, check = release.request, release.redaction.check_made
    pieces = {piece.key: piece for piece in everything(request, check.checked_by)}
    pieces |= {piece.key: piece for piece in everything(request, row.printed_by)}
    marks = marks_of(release.redaction.withholdings.all())
    marks |= with_their_notes(pieces.values(), marks)
    now: dict[str, Entry] = {key: piece.entry for key, piece in pieces.items()}
    now |= {key_of(entry): entry for entry in _notes_and_reports(row)}

    kept: dict[str, str] = dict(kept_of(row)["entries"])
    left = {key: digest_of(what_is_left(entry, marks)) for key, entry in now.items() if key in kept}
    different = {key for key, digest in kept.items() if left.get(key) != digest}
    same, number = len(kept) - len(different), len(kept)
    printed = {f"note:{pk}" for pk in row.note_ids} | {f"report:{pk}" for pk in row.report_ids}
    if printed & different or not printed <= kept.keys():
        return Reckoned(Verdict.DIFFERENT, same=same, entries=number)
    return Reckoned(Verdict.PARTLY if different else Verdict.SAME, same=same, entries=number)


def _notes_and_reports(row: PrintedReport) -> Iterator[Entry]:
    own_lines = own_lines_of(row.offender_id)
    for _, note in notes_then(row):
        yield with_own_line(note, own_lines)
    for _, report in reports_then(row):
        yield report
