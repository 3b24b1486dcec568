"""Authorised exemptions, of whatever subject."""

from __future__ import annotations

from datetime import date, timedelta

from scheduling.engine import facts
from scheduling.gather.sources import Source
from scheduling.models import Exemption
from scheduling.refs import ref


def _exemption(
    pk: int,
    from_on: date,
    until_on: date | None,
    cleared_on: date | None,
    standards: list[str],
    reason: str,
    approved_by: int | None,
    approved_on: date,
) -> facts.Exemption:
    if cleared_on is not None:
        last = cleared_on - timedelta(days=1)
        until_on = last if until_on is None else min(last, until_on)
    return facts.Exemption(
        ref=ref("exemption", pk),
        from_on=from_on,
        until_on=until_on,
        standards=tuple(sorted(standards)),
        reason=reason,
        approved_by=ref("user", approved_by) if approved_by else "",
        approved_on=approved_on,
    )


def source(by: str) -> Source:
    """The exemptions of one kind of subject, named by its column; only those that ever held."""
    return Source(
        lambda: Exemption.objects.ever_running(),
        (
            "pk",
            "from_on",
            "until_on",
            "cleared_on",
            "standards",
            "reason",
            "approved_by_id",
            "approved_on",
        ),
        _exemption,
        by,
    )
