"""Writes new and changed rows of tracked models, with a history that names the import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from casemgmt.importing.context import Context
    from casemgmt.importing.staging import Row

BATCH = 1_000


def differing(stored: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """What of `wanted` the stored row does not say already."""
    return {name: value for name, value in wanted.items() if getattr(stored, name) != value}


def text_or_empty(row: Row, columns: Iterable[str]) -> dict[str, Any]:
    """The texts of those columns that the file has; an empty cell clears."""
    return {name: row.values[name] or "" for name in columns if name in row.values}


class Saver:
    """New and changed rows of one tracked model, written with a history that names the import."""

    def __init__(self, context: Context, model: type[Model]) -> None:
        self.context = context
        self.model = model
        self.new: list[Any] = []
        self.changed: dict[int, Any] = {}
        self.fields: set[str] = set()

    def change(self, stored: Any, differences: dict[str, Any]) -> None:
        """Set `differences` on a stored row and remember it."""
        for name, value in differences.items():
            setattr(stored, name, value)
        self.changed[stored.pk] = stored
        self.fields |= set(differences)

    def write(self) -> None:
        """Two statements for the new rows and two for the changed."""
        history = {
            "default_user": self.context.by,
            "default_change_reason": self.context.label,
            "default_date": self.context.now,
        }
        if self.new:
            bulk_create_with_history(self.new, self.model, batch_size=BATCH, **history)
        if self.changed:
            bulk_update_with_history(
                list(self.changed.values()),
                self.model,
                sorted(self.fields),
                batch_size=BATCH,
                **history,
            )
