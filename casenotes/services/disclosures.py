"""Adds to the dissemination log. The act that discloses records its own audit event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency import clock
from casenotes.models import Disclosure, DisclosureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from agency.clock import HasTimeZone
    from agency.models import User
    from casenotes.models import AccessRequest, PrintedReport
    from offenders.models import Offender


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
    people: Iterable[int],
    by: User,
    *,
    kind: DisclosureKind = DisclosureKind.EXPORT,
    what: str,
    basis: str,
    channel: str,
    place: HasTimeZone | None = None,
) -> int:
    """One entry for each of `people` (ids) whose record is in a file that `by` takes away.

    Returns how many.
    """
    now = clock.now()
    rows = [
        Disclosure(
            offender_id=offender_id,
            kind=kind,
            recipient=by.full_name[:200],
            channel=channel[:100],
            what=what[:1000],
            basis=basis[:400],
            disclosed_at=now,
            disclosed_on=clock.local_date(now, place),
            by=by,
            by_name=by.full_name,
        )
        for offender_id in sorted(set(people))
    ]
    Disclosure.objects.bulk_create(rows, batch_size=500)
    return len(rows)
