"""Seals rows of the print ledger with the secret of the installation.

A fingerprint is a hash: whoever can write to the database could change a row, reckon its
fingerprint and print paper to it. A seal takes a secret that the database does not hold.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from casenotes.models import PrintedReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SALT = "casemgmt.printing.sealing"

#: What is sealed, for good: another list would break every seal that there is.
_SEALED = (
    *("serial", "year", "number", "offender_id", "facility_id", "kind", "from_on", "until_on"),
    *("note_ids", "note_versions", "report_ids", "report_versions", "only_new", "withheld_count"),
    *("particulars", "page_count", "fingerprint", "file_section", "for_file", "reason"),
    *("reason_words", "reference", "printed_by_id", "printed_by_name", "printed_at", "job_id"),
    "replaces_id",
)


class Seal(StrEnum):
    """What a row's seal says. NONE: it is from before rows were sealed."""

    WHOLE = "whole"
    BROKEN = "broken"
    NONE = "none"


def seal_of(row: PrintedReport) -> str:
    """The seal of a row as it stands: HMAC-SHA-256, in hexadecimal."""
    return _with(settings.SECRET_KEY, row)


def seal_on(row: PrintedReport) -> Seal:
    """Whether a row is as it was written. SECRET_KEY_FALLBACKS count as well.

    A row without a seal is broken where an earlier one has its own: somebody took it off.
    """
    if not row.seal:
        sealed = PrintedReport.objects.exclude(seal="").filter(pk__lt=row.pk)
        return Seal.BROKEN if sealed.exists() else Seal.NONE
    return Seal.WHOLE if _is_whole(row) else Seal.BROKEN


def broken_among(rows: Iterable[PrintedReport]) -> Iterator[PrintedReport]:
    """Those of `rows`, which come in the order of their ids from the first on, that are broken."""
    seen_a_seal = False
    for row in rows:
        if row.seal:
            seen_a_seal = True
        if (row.seal and not _is_whole(row)) or (seen_a_seal and not row.seal):
            yield row


def _is_whole(row: PrintedReport) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(row.seal, _with(key, row)) for key in keys)


def _with(key: str, row: PrintedReport) -> str:
    said = {name: _plain(getattr(row, name)) for name in _SEALED}
    encoded = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return salted_hmac(_SALT, encoded, secret=key, algorithm="sha256").hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
