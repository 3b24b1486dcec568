"""Each standard reads as plain English, made from its data."""

from __future__ import annotations

import pytest

from scheduling.policy.english import sentence
from scheduling.policy.load import shipped

SHAPES = {shape.id: shape for edition in shipped() for shape in edition.shapes}


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (
            "case-allocation",
            "Within 7 days of the later of arrival at the permanent placement and approval of the "
            "initial plan, the Case Management Coordinator must allocate a Case Officer and record "
            "it on TOMS, once for each permanent placement.",
        ),
        (
            "contact-cycle",
            "From approval of the initial plan: a Regular Contact Report and an IMP Review in "
            "turn, every 6 months; every 3 months while no more than 3 years of the effective "
            "sentence is left.",
        ),
        (
            "adjustment-review-cycle",
            "Every 4 months, counted from the last one, the officer who holds the case must review "
            "the accountability plan on the Adjustment Review form, DOC 060203A; the first time "
            "from arrival at the permanent placement.",
        ),
        (
            "pregnancy-form",
            "After receipt of the form copy, without a date in the policy, the officer who holds "
            "the case must file the copy of MSRM Form 140106-01 in Section III of the field "
            "record.",
        ),
        (
            "quarterly-meeting",
            "Once in each calendar quarter, the facility head must ensure that the case manager "
            "IV and unit managers meet with case management staff.",
        ),
    ],
)
def test_the_sentence_says_who_what_and_when(shape, text):
    assert sentence(SHAPES[shape]) == text


def test_every_shipped_standard_has_a_sentence():
    for shape in SHAPES.values():
        text = sentence(shape)
        assert text[0].isupper()
        assert text.endswith(".")
