"""Whom the pregnancy notification goes to: as OP-060101, II.L says, or as the agency sets it."""

from __future__ import annotations

from dataclasses import dataclass

from agency.models import Agency


@dataclass(frozen=True, slots=True)
class Hotline:
    """The recipient of the notification, its telephone number, the form and where it is filed."""

    recipient: str = "Department of Human Services"
    number: str = "1-800-522-3511"
    form_code: str = "MSRM 140106-01"
    form_title: str = "Pregnant Offender Guidelines"
    section: str = "Section III"


def hotline() -> Hotline:
    """The agency's setting "pregnancy_hotline": any of the fields of Hotline, by name."""
    chosen = Agency.current().setting("pregnancy_hotline", {})
    known = {name: str(chosen[name]) for name in Hotline.__slots__ if chosen.get(name)}
    return Hotline(**known)
