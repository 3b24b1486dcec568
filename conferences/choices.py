"""The agency's choices about conferences, with the defaults where it has made none.

1.17 gives the ten days of the notice; the other numbers answer its silences.
"""

from __future__ import annotations

from agency.models import Agency


def _number(name: str, default: int) -> int:
    return int(Agency.current().setting(name, default))


def notice_days() -> int:
    """How many calendar days the notice has to run at least."""
    return _number("conference_notice_days", 10)


def evaluation_days() -> int:
    """Within how many days of the conference its evaluation is written."""
    return _number("conference_evaluation_days", 14)


def sample_minimum() -> int:
    """How many cases are drawn at least, where there are as many."""
    return _number("conference_sample_minimum", 3)


def sample_percent() -> int:
    """How many of a hundred high and med/high cases are drawn at least."""
    return _number("conference_sample_percent", 10)


def plan_months() -> int:
    """For how many months a plan counts as current, if nothing else makes it old."""
    return _number("plan_current_months", 6)


def assessment_months() -> int:
    """For how many months an assessment counts as current (SLO 1.16: twelve)."""
    return _number("conference_assessment_months", 12)


def enrolment_months() -> int:
    """After how many months an open enrolment has to be verified."""
    return _number("conference_enrolment_months", 6)


def field_note_types() -> list[str]:
    """Codes of the note types that record a contact in the field."""
    return list(Agency.current().setting("field_contact_types", ["field_contact", "home_visit"]))


def office_note_types() -> list[str]:
    """Codes of the note types that record a contact in the office."""
    return list(Agency.current().setting("office_contact_types", ["office_contact"]))
