"""An alert of a risk, an inquiry and a cover, for tests that visit every page."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

from casenotes.services.inquiries import record_inquiry
from casenotes.services.risk_alerts import raise_risk_alert
from offenders.models import Cover

#: Pages whose address names a person.
OF_A_PERSON = ("pages:risk-alert-new", "pages:inquiry-new")

EXAMPLES = {
    "pages:risk-alert": lambda world: {"pk": world.alerted.alert.pk},
    "pages:inquiry": lambda world: {"pk": world.alerted.inquiry.pk},
    "pages:inquiry-answer": lambda world: {"pk": world.alerted.inquiry.pk},
    "pages:cover-end": lambda world: {"pk": world.alerted.cover.pk},
}

AT = datetime.fromisoformat("2026-11-20T16:00+00:00")


def add_note_types(world, *, words):
    """The alert went to the coordinator; the cover has not begun, so nobody reads by it."""
    case, officer = world.ashby, world.okafor
    world.alerted = SimpleNamespace(
        alert=raise_risk_alert(case, officer, occurred_at=AT, text=words, people=[world.strand.pk]),
        inquiry=record_inquiry(
            case,
            officer,
            asker="family",
            from_whom="R. Quill",
            channel="letter",
            received_at=AT,
            question=words,
        ),
        cover=Cover.objects.create(
            officer=officer,
            colleague=world.users["amsel"],
            from_on=date(2027, 1, 4),
            until_on=date(2027, 1, 8),
            reason="Leave",
            recorded_by=world.strand,
        ),
    )
