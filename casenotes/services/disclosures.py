"""Adds to the dissemination log. The act that discloses records its own audit event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agency import clock
from casenotes.models import Disclosure, DisclosureKind, PrintKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from agency.clock import HasTimeZone
    from agency.models import User
    from casenotes.models import AccessRequest, PrintedReport
    from offenders.models import Offender

#: Why somebody of the agency takes something away, where nothing else was said.
OWN_WORK = "For the work of the agency"


def record_disclosure(
    offender: Offender,
    by: User,
    *,
    kind: DisclosureKind,
    recipient: str,
    channel: str,
    what: str = "",
    basis: str = "",
    recipient_person: str = "",
    fields: Sequence[str] = (),
    consents: Sequence[int] = (),
    printed: PrintedReport | None = None,
    access_request: AccessRequest | None = None,
    at: datetime | None = None,
    place: HasTimeZone | None = None,
) -> Disclosure:
    """Say that something about a person was told, shown or handed over.

    what: in words, never the text of a record. at: by default now; place: whose day it is.
    """
    at = at or clock.now()
    return Disclosure.objects.create(
        offender=offender,
        kind=kind,
        recipient=recipient[:200],
        recipient_person=recipient_person[:200],
        channel=channel[:100],
        what=what[:1000],
        basis=basis[:400],
        fields=list(fields),
        consents=list(consents),
        printed=printed,
        access_request=access_request,
        disclosed_at=at,
        disclosed_on=clock.local_date(at, place),
        by=by,
        by_name=by.full_name,
    )


def record_export(
    people: Iterable[int], by: User, *, what: str, channel: str, basis: str = OWN_WORK
) -> int:
    """One entry for each of `people` (ids) whose record is in a file that `by` takes away.

    Returns how many.
    """
    now = clock.now()
    common = {
        "kind": DisclosureKind.EXPORT,
        "recipient": by.full_name[:200],
        "channel": channel[:100],
        "what": what[:1000],
        "basis": basis[:400],
    }
    return _log(
        [Disclosure(offender_id=pk, **common, **_by(by, now)) for pk in sorted(set(people))]
    )


def record_prints_taken(reports: Iterable[PrintedReport], by: User) -> int:
    """One entry for each print whose file `by` fetches to put it on paper. Returns how many."""
    now = clock.now()
    return _log(
        [
            Disclosure(
                offender_id=report.offender_id,
                kind=DisclosureKind.PRINT,
                recipient=(report.file_section or _reader_of(report) or by.full_name)[:200],
                channel="Print",
                what=f"{report.get_kind_display()} {report.serial}",
                basis=(report.reason_words or report.reference or OWN_WORK)[:400],
                printed=report,
                **_by(by, now, report.facility),
            )
            for report in reports
        ]
    )


def _reader_of(report: PrintedReport) -> str:
    return "The person" if report.kind == PrintKind.EXTRACT else ""


def _by(by: User, at: datetime, place: HasTimeZone | None = None) -> dict[str, Any]:
    return {
        "by": by,
        "by_name": by.full_name,
        "disclosed_at": at,
        "disclosed_on": clock.local_date(at, place),
    }


def _log(rows: list[Disclosure]) -> int:
    Disclosure.objects.bulk_create(rows, batch_size=500)
    return len(rows)
