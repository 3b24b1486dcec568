"""Triggers that keep what was approved as it was approved, whoever asks."""

from __future__ import annotations

import pgtrigger

from agency.immutable import never_truncated

_REFUSE_IF_APPROVED = """
    IF TG_OP <> 'INSERT' THEN
        IF EXISTS (
            SELECT 1 FROM plans_planversion v WHERE v.id = OLD.version_id AND v.status = 'approved'
        ) THEN
            RAISE EXCEPTION 'pgtrigger: % of an approved plan version never changes', TG_TABLE_NAME;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF EXISTS (
        SELECT 1 FROM plans_planversion v WHERE v.id = NEW.version_id AND v.status = 'approved'
    ) THEN
        RAISE EXCEPTION 'pgtrigger: % of an approved plan version never changes', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
"""


def frozen_once_approved() -> list[pgtrigger.Trigger]:
    """For plan versions: refuse every change and the deletion of an approved one."""
    approved = pgtrigger.Q(old__status="approved")
    return [
        pgtrigger.Protect(
            name="approved_never_updated", operation=pgtrigger.Update, condition=approved
        ),
        pgtrigger.Protect(
            name="approved_never_deleted", operation=pgtrigger.Delete, condition=approved
        ),
        never_truncated(),
    ]


def frozen_with_its_version(*, but: tuple[str, ...] = ()) -> list[pgtrigger.Trigger]:
    """For rows that hang on a version by a column `version_id`: nothing is added to an approved
    version, taken from it or changed in it, apart from the columns named in `but`."""
    return [
        pgtrigger.Trigger(
            name="never_added_or_deleted",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Delete,
            func=_REFUSE_IF_APPROVED,
        ),
        pgtrigger.Trigger(
            name="never_updated",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=list(but)) if but else None,
            func=_REFUSE_IF_APPROVED,
        ),
        never_truncated(),
    ]
