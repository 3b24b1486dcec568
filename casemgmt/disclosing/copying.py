"""What may be given by an approved redaction: only what both people saw, without what is marked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from agency import clock
from agency.errors import RuleViolation
from agency.models import Agency
from casemgmt.disclosing.gather import everything
from casemgmt.disclosing.held import SECTIONS
from casemgmt.printing.content import Period, Redacted, Report
from casemgmt.printing.gather import person_of
from casemgmt.printing.redacting import redacted
from casenotes.models import PrintKind, WithholdingGround

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import User
    from casemgmt.disclosing.content import Piece
    from casemgmt.printing.content import Entry
    from casenotes.models import AccessRequest, Redaction, Withholding

#: What is withheld, by key of the entry and name of its text ("" is the whole entry).
Marks = dict[tuple[str, str], list[Redacted]]


def marks_of(withholdings: Iterable[Withholding]) -> Marks:
    """The marks that stand, as a text is cut by them."""
    found: Marks = defaultdict(list)
    for mark in withholdings:
        if mark.lifted_at is None:
            ground = str(WithholdingGround(mark.ground).label)
            if not mark.whole:  # the words that stand in its place
                ground = f"[withheld: {ground}]"
            found[mark.entry, mark.part].append(Redacted(mark.start or 0, mark.end or 0, ground))
    return found


def copy_by(redaction: Redaction, reader: User) -> tuple[Report, Marks]:
    """The content of the copy in sections, and what is to be taken out of it before it is shown
    or printed.

    What came to the record after the redaction was prepared is left out. Restricted entries are in
    it where the second person let them in and may read them still. Raises RuleViolation when
    something that was reviewed has changed or can no longer be read: nobody has seen that.
    """
    request = redaction.request
    check = redaction.check_made
    opened: dict[str, str] = check.reviewed
    found = {piece.key: piece for piece in everything(request, reader) if not piece.restricted}
    if opened:
        let_in = everything(request, check.checked_by)
        found |= {p.key: p for p in let_in if p.restricted and p.key in opened}
    reviewed: dict[str, str] = {**redaction.reviewed, **opened}
    pieces = [piece for key, piece in found.items() if key in reviewed]
    changed = any(not p.living and p.digest != reviewed[p.key] for p in pieces)
    gone = any(key not in found for key, seen in reviewed.items() if seen != LIVING)
    if changed or gone:
        raise RuleViolation(
            "The record has changed since the redaction was prepared, so nobody has looked at what "
            "stands there now. Prepare it again: its marks are kept."
        )
    marks = marks_of(redaction.withholdings.all())
    return report_of(request, pieces), marks | with_their_notes(pieces, marks)


def with_their_notes(pieces: Iterable[Piece], marks: Marks) -> Marks:
    """Marks of what goes with an entry that is withheld whole: its files stay out with a note."""
    return {
        (piece.key, ""): marks[piece.of, ""]
        for piece in pieces
        if (piece.of, "") in marks and (piece.key, "") not in marks
    }


#: In place of a digest, for what changes by itself.
LIVING = "living"


def seen_by(pieces: Iterable[Piece]) -> dict[str, str]:
    """What somebody has before them: key to digest."""
    return {piece.key: LIVING if piece.living else piece.digest for piece in pieces}


def report_of(request: AccessRequest, pieces: Iterable[Piece]) -> Report:
    """The pieces as a report in sections, each of which begins with its heading."""
    by_section: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_section[piece.section].append(piece)
    entries: list[Entry] = []
    for key, heading, about in SECTIONS:
        own = [piece.entry for piece in by_section[key]]
        if own:
            entries += [replace(own[0], heading=heading, about=about), *own[1:]]
    agency, facility = Agency.current(), request.facility
    today = clock.today(facility)
    return Report(
        agency=agency.name,
        facility=facility.name,
        time_zone=facility.time_zone,
        person=person_of(request.offender, agency, today),
        period=Period(request.from_on, request.until_on or today),
        entries=tuple(entries),
        kind=PrintKind.EXTRACT,
    )


def without_what_is_withheld(report: Report, marks: Marks) -> Report:
    """The copy itself: nothing of what is withheld is in it any more."""
    return redacted(report, marks)
