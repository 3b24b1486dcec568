"""The agency's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.models import Agency, AuditEventType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agency.models import User


@transaction.atomic
def choose_words(terms: Mapping[str, str], by: User) -> None:
    """Use these words on screens and paper in place of the earlier ones, and put it on record."""
    agency = Agency.objects.select_for_update().get()
    before = dict(agency.terms)
    agency.terms = dict(terms)
    agency.save(update_fields=["terms"])
    changed = {
        name: {"before": before.get(name, ""), "after": terms.get(name, "")}
        for name in sorted({*before, *terms})
        if before.get(name, "") != terms.get(name, "")
    }
    audit.record(AuditEventType.SETTING_CHANGED, agency, actor=by, details={"words": changed})
