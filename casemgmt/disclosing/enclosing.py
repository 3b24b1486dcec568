"""The files that are handed out beside a copy: one zip of the paper, each file, and what they are.

A file is given whole or not at all. It is an entry of its own, which is marked, checked and
withheld as any other, and it stays out with its note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency.errors import RuleViolation
from agency.templatetags.words import short_day
from casemgmt.printing import files
from casemgmt.printing.content import REDACTION_CLOSES, REDACTION_OPENS, Entry, Report, Withheld
from casemgmt.printing.redacting import key_of, redacted
from casenotes.models import Attachment
from casenotes.services.attachments import INFECTED, NOT_SCANNED, state_of
from casenotes.services.stored_files import is_whole, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from casemgmt.disclosing.copying import Marks
    from casenotes.models import PrintedReport

#: The kind of an entry that is a file.
FILE = "file"

DAMAGED = "damaged: its bytes are not those that were kept"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One file of a copy. said: what the paper says of it, with what is withheld taken out;
    why_not: why it is not in the zip, in words; "" where `path` is."""

    name: str
    said: tuple[tuple[str, str], ...]
    path: Path | None = None
    why_not: str = ""


def details_of(file: Attachment, title: str, on: date) -> list[tuple[str, str]]:
    """What the paper says of a file: enough to tell that it is the one that was kept."""
    return [
        ("Name", file.file_name),
        ("With", f"{title}, {short_day(on)}"),
        ("Kind", file.content_type),
        ("Size", f"{file.size:,} bytes"),
        ("SHA-256", file.sha256),
    ]


def enclosed_in(report: Report, marks: Marks) -> list[Enclosed]:
    """The files of a copy in the order of the paper, those withheld with their ground.

    Raises RuleViolation while a scanner has not told of one: it may not leave before.
    """
    asked = [e for e in report.entries if isinstance(e, Entry) and e.kind == FILE]
    rows = {
        file.pk: file
        for file in Attachment.objects.filter(pk__in=[e.id for e in asked]).with_verdicts()
    }
    left = {
        key_of(before): after
        for before, after in zip(report.entries, redacted(report, marks).entries, strict=True)
        if isinstance(before, Entry)
    }
    return [_enclosed(left[key_of(entry)], rows[entry.id]) for entry in asked]


def _enclosed(entry: Entry | Withheld, file: Attachment) -> Enclosed:
    name = f"file-{file.pk}.{file.file_name.rpartition('.')[2].lower()}"
    if isinstance(entry, Withheld):
        return Enclosed(f"file-{file.pk}", (), why_not=f"Withheld: {entry.why}")
    said = tuple((label, _plain(words)) for label, words in entry.details)
    state = state_of(file)
    if state not in {"", NOT_SCANNED, INFECTED}:
        raise RuleViolation(f"File {file.pk} {state}. Release the copy when it is scanned.")
    if state == INFECTED or not is_whole(file):
        told = INFECTED if state == INFECTED else DAMAGED
        return Enclosed(f"file-{file.pk}", said, why_not=f"Not enclosed: {told}")
    return Enclosed(name, said, path_of(file))


def keep_together(printed: PrintedReport, enclosed: Sequence[Enclosed]) -> None:
    """Keep one zip of the paper, its files and `manifest.txt`, which lists every one of them."""
    manifest = files.folder_of(printed.job_id or 0) / f"{printed.pk}.txt"
    files.keep(manifest, manifest_of(printed, enclosed).encode())
    named = [(f"files/{one.name}", one.path) for one in enclosed if one.path is not None]
    files.keep_zip(
        files.with_files(printed),
        [
            (f"{printed.serial}.pdf", files.file_of(printed)),
            ("manifest.txt", manifest),
            *named,
        ],
    )


def manifest_of(printed: PrintedReport, enclosed: Sequence[Enclosed]) -> str:
    """What is in the zip, file by file: name, size and SHA-256, or why it is not in it."""
    lines = [f"Copy {printed.serial}. {printed.reference}.", f"Fingerprint {printed.fingerprint}."]
    for one in enclosed:
        lines += ["", f"files/{one.name}" if one.path else one.name]
        lines += [f"  {one.why_not}."] if one.why_not else []
        lines += [f"  {label}: {words}" for label, words in one.said]
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    return words.replace(REDACTION_OPENS, "").replace(REDACTION_CLOSES, "")
