"""Graduated responses that an installation begins with; the agency changes them as it likes."""

from __future__ import annotations

from casenotes.models import ResponseKind, ResponseLevel

#: kind, step, name, whether somebody else has to agree.
LEVELS = (
    (ResponseKind.REWARD, 1, "Praise, said in person", False),
    (ResponseKind.REWARD, 2, "Written recognition", False),
    (ResponseKind.REWARD, 3, "Voucher or small benefit", False),
    (ResponseKind.REWARD, 4, "Fewer reports or a later curfew", True),
    (ResponseKind.REWARD, 5, "Earlier end of a condition proposed", True),
    (ResponseKind.SANCTION, 1, "Talk and spoken warning", False),
    (ResponseKind.SANCTION, 2, "Written assignment", False),
    (ResponseKind.SANCTION, 3, "More frequent reports", False),
    (ResponseKind.SANCTION, 4, "Curfew or community work", True),
    (ResponseKind.SANCTION, 5, "Short custody", True),
    (ResponseKind.SANCTION, 6, "Revocation proposed", True),
)


def install_responses() -> None:
    """Add the levels where the agency has none of its own; safe to call again."""
    if ResponseLevel.objects.exists():
        return
    for kind, step, name, needs_approval in LEVELS:
        ResponseLevel.objects.create(kind=kind, step=step, name=name, needs_approval=needs_approval)
