"""Rows of appearances before unit teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simple_history.utils import bulk_create_with_history

from conferences.models import TeamAppearance

if TYPE_CHECKING:
    from casemgmt.demo.life import Life
    from casemgmt.demo.writing import Writer
    from offenders.models import Offender


def write_appearances(writer: Writer, told: list[tuple[Offender, Life]]) -> None:
    """Write when people were or are to be before the team."""
    rows = [
        TeamAppearance(
            offender=person,
            recorded_at=writer.noon(appearance.get("held_on") or writer.today),
            **appearance,
        )
        for person, life in told
        for appearance in life.appearances
    ]
    if rows:
        bulk_create_with_history(rows, TeamAppearance, default_change_reason="demonstration data")
