"""What conferences take from the policy's text, and the agency's own types of contact.

Its readings of the policy's silences are settings (`scheduling.policy.settings`).
"""

from __future__ import annotations

from agency.models import Agency

#: General Procedure: notice is sent "at least 10 calendar days in advance". The policy says it, so
#: it is no setting; the standard computes the same.
NOTICE_DAYS = 10


def field_note_types() -> list[str]:
    """Codes of the note types that record a contact in the field."""
    return list(Agency.current().setting("field_contact_types", ["field_contact", "home_visit"]))


def office_note_types() -> list[str]:
    """Codes of the note types that record a contact in the office."""
    return list(Agency.current().setting("office_contact_types", ["office_contact"]))
