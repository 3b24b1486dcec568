"""What the ledger keeps of a print beside ids and versions, so that its content can be made again.

Signed rows never change; what may change around them is kept: the person's name, the names of
types of notes, what was withheld from whoever printed it, what had been struck by then, how many
files a note had, and which earlier paper holds the rest of an entry. No text of a record is kept.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from casemgmt.printing.content import Entry, Report, Withheld, as_text
from casemgmt.printing.redacting import key_of
from casenotes.models import CaseNote

if TYPE_CHECKING:
    from collections.abc import Sequence

#: As many characters of an entry's SHA-256 as are kept of an extract.
_DIGEST = 16


def particulars_of(report: Report) -> dict[str, Any]:
    """What is kept of a report that was printed. One query."""
    entries = [entry for entry in report.entries if isinstance(entry, Entry)]
    return {
        "name": report.person.sort_name,
        "number": report.person.number,
        "zone": report.time_zone,
        "types": _names_of_types([note.id for note in report.notes]),
        "withheld": [
            [entry.on.isoformat() if entry.on else None, entry.count, entry.why]
            for entry in report.entries
            if isinstance(entry, Withheld)
        ],
        "struck": [key_of(entry) for entry in entries if entry.struck],
        "files": {key_of(entry): len(entry.attachments) for entry in entries if entry.attachments},
        "earlier": {
            key_of(entry): [entry.earlier, entry.version - len(entry.additions)]
            for entry in entries
            if entry.earlier
        },
    }


def particulars_of_extract(whole: Report, content: Report) -> dict[str, Any]:
    """What is kept of a copy that is handed out: of each entry its key and a digest of what
    was left of it. whole: the same report before anything was taken out."""
    keys = [key_of(entry) if isinstance(entry, Entry) else "" for entry in whole.entries]
    digests = [[key, digest_of(left)] for key, left in zip(keys, content.entries, strict=True)]
    return particulars_of(content) | {"entries": digests}


def digest_of(entry: Entry | Withheld) -> str:
    """The beginning of the SHA-256 of an entry, wherever in its section it stands."""
    said = asdict(replace(entry, heading="", about=""))
    encoded = json.dumps(said, sort_keys=True, ensure_ascii=True, default=as_text)
    return hashlib.sha256(encoded.encode()).hexdigest()[:_DIGEST]


def _names_of_types(notes: Sequence[int]) -> dict[str, str]:
    """The names of the types and parts of these notes (ids), by id, as the agency has them now."""
    found: dict[str, str] = {}
    rows = CaseNote.objects.filter(pk__in=notes).order_by()
    for kind, name, part, part_name in rows.values_list(
        "type", "type__name", "subtype", "subtype__name"
    ).distinct():
        found[str(kind)] = name
        if part is not None:
            found[str(part)] = part_name
    return found
