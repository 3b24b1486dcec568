"""Facility and unit orientation, each a record and a note. OK-005."""

from __future__ import annotations

from datetime import datetime

import pytest

from agency.errors import RuleViolation
from casenotes.models import Orientation
from casenotes.services import record_orientation

pytestmark = pytest.mark.django_db

HELD_AT = datetime.fromisoformat("2026-11-20T16:00+00:00")


def orient(cast, **more):
    return record_orientation(
        cast.ashby,
        cast.okafor,
        **{
            "level": "facility",
            "occurred_at": HELD_AT,
            "programs": ["GED classes", "  Thinking  for a change ", ""],
            "acknowledgement": "signed",
        }
        | more,
    )


def test_the_two_orientations_are_two_records_with_a_note_each(cast):
    orient(cast)
    orient(cast, level="unit")
    found = Orientation.objects.order_by("pk")
    assert [(row.level, row.note.type.code) for row in found] == [
        ("facility", "orientation_facility"),
        ("unit", "orientation_unit"),
    ]
    assert found[0].programs_explained == ["GED classes", "Thinking for a change"]
    assert found[0].note.text == (
        "Programs explained: GED classes; Thinking for a change.\nSigned for it."
    )


def test_an_orientation_names_the_programs(cast):
    with pytest.raises(RuleViolation) as refused:
        orient(cast, programs=["  "])
    assert refused.value.field == "programs"


def test_a_refusal_to_sign_says_why(cast):
    with pytest.raises(RuleViolation) as refused:
        orient(cast, acknowledgement="refused")
    assert refused.value.field == "refusal_reason"
    kept = orient(cast, acknowledgement="refused", refusal_reason="Wants a lawyer to read it.")
    assert "Refused to sign for it: Wants a lawyer to read it." in kept.note.text
