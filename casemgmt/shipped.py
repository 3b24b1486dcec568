"""What every installation begins with: the types of note and instruments."""

from __future__ import annotations

from typing import Any

from casemgmt.shipped_instruments import install_instruments
from casemgmt.shipped_responses import install_responses
from casenotes.models import Behaviour, NoteType

#: The types of note, in their order. Contact reports are written on forms of their own; their types
#: name them in lists and imports and are not chosen for a note.
NOTE_TYPES: tuple[dict[str, Any], ...] = (
    {"code": "contact", "name": "Contact", "is_contact": True},
    {"code": "progress_review", "name": "Progress review", "is_contact": True},
    {"code": "acm", "name": "ACM offender note"},
    {"code": "classification", "name": "Classification"},
    {"code": "disciplinary", "name": "Discipline"},
    {"code": "positive", "name": "Positive behaviour"},
    {"code": "participation", "name": "Work and programs"},
    {"code": "family", "name": "Family and community"},
    {"code": "collateral", "name": "Collateral contact", "behaviour": Behaviour.COLLATERAL},
    {"code": "absence", "name": "Continued absence", "behaviour": Behaviour.ABSENCE},
    {"code": "no_contact", "name": "No contact possible", "behaviour": Behaviour.NO_CONTACT},
    {"code": "risk_alert", "name": "Incident or risk alert", "behaviour": Behaviour.RISK_ALERT},
    {"code": "inquiry", "name": "Inquiry and answer", "behaviour": Behaviour.INQUIRY},
    {
        "code": "orientation_facility",
        "name": "Facility orientation",
        "is_contact": True,
        "behaviour": Behaviour.OWN_FORM,
    },
    {
        "code": "orientation_unit",
        "name": "Unit orientation",
        "is_contact": True,
        "behaviour": Behaviour.OWN_FORM,
    },
    {
        "code": "dhs_pregnancy",
        "name": "Pregnancy notification",
        "confidential": True,
        "behaviour": Behaviour.OWN_FORM,
    },
    {
        "code": "termination_summary",
        "name": "Termination summary",
        "behaviour": Behaviour.OWN_FORM,
    },
    {
        "code": "primary_contact_report",
        "name": "Primary contact report",
        "is_contact": True,
        "selectable": False,
    },
    {
        "code": "regular_contact_report",
        "name": "Regular contact report",
        "is_contact": True,
        "selectable": False,
    },
)

#: Parts of types, by the code of the type: code and name. OP-060101, II.E and III.A.
PARTS = {
    "contact": (
        ("contact-interview", "Interview"),
        ("contact-informal", "Informal talk"),
        ("contact-crisis", "Crisis"),
    ),
    "classification": (
        ("classification-review", "Review"),
        ("classification-packet", "Packet submitted"),
        ("classification-credits", "Earned credit level"),
    ),
    "disciplinary": (
        ("disciplinary-report", "Misconduct report"),
        ("disciplinary-hearing", "Hearing and my part in it"),
        ("disciplinary-outcome", "Outcome"),
    ),
    "family": (
        ("family-loss", "Death or illness"),
        ("family-issue", "Marital or family issue"),
        ("family-social", "Other social contact"),
    ),
}


def install_shipped_data() -> None:
    """Add what is missing; what the agency has changed stays as it is. Safe to call again."""
    known = dict(NoteType.objects.values_list("code", "pk"))
    for place, entry in enumerate(NOTE_TYPES, start=1):
        code = entry["code"]
        if code not in known:
            known[code] = NoteType.objects.create(**entry, order=place * 10).pk
    for parent, parts in PARTS.items():
        for place, (code, name) in enumerate(parts, start=1):
            if code not in known:
                NoteType.objects.create(
                    code=code, name=name, parent_id=known[parent], order=place * 10
                )
    install_instruments()
    install_responses()
