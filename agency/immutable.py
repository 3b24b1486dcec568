"""Triggers for rows that are added and never changed."""

from __future__ import annotations

import pgtrigger


def never_changed() -> list[pgtrigger.Trigger]:
    """Refuse UPDATE, DELETE and TRUNCATE of a table, whoever asks.

    A database superuser can still switch triggers off; docs/security.md says so.
    """
    return [
        pgtrigger.Protect(name="never_updated", operation=pgtrigger.Update),
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        never_truncated(),
    ]


def never_truncated() -> pgtrigger.Trigger:
    """Refuse TRUNCATE of a table whose rows may change under conditions of their own."""
    return pgtrigger.Trigger(
        name="never_truncated",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
    )
