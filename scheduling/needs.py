"""Which facts the duties in force read, so that nothing is gathered that nobody looks at.

A name of a shape that is not known here asks for everything: forgetting one costs time, never a
due date.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.policy.select import Policies
    from scheduling.policy.shapes import Shape

#: Facts that bear on every duty, or on the findings.
ALWAYS = frozenset(
    {
        "stays",
        "absences",
        "departures",
        "sentences",
        "assignments",
        "postings",
        "covers",
        "exemptions",
        "plan_events",
        "notes",
        "reports",
    }
)

_MILESTONES = frozenset({"milestones", "supervisions", "bookings", "enrolments", "verifications"})
_ENROLMENTS = frozenset({"enrolments", "verifications"})
#: What decides whether a month had a contact, a reason for none, or a warrant.
_MONTHS = frozenset(
    {"supervisions", "bookings", "no_contact_reasons", "warrant_requests", *_ENROLMENTS}
)
_CONFERENCES = frozenset({"conferences", "notices"})
_NOTHING_MORE: frozenset[str] = frozenset()

#: By the name of an event, a fulfilment or a situation: the sources of its facts.
READ_BY: dict[str, frozenset[str]] = {
    "": _NOTHING_MORE,
    "permanent_placement": _NOTHING_MORE,
    "initial_plan_approved": _NOTHING_MORE,
    "officer_allocated": _NOTHING_MORE,
    "case_handed_over": _NOTHING_MORE,
    "opened": _NOTHING_MORE,
    "primary_report": _NOTHING_MORE,
    "regular_report": _NOTHING_MORE,
    "plan_approved": _NOTHING_MORE,
    "plan_review": _NOTHING_MORE,
    "plan_kept": _NOTHING_MORE,
    "note": _NOTHING_MORE,
    "case": _NOTHING_MORE,
    "officer": _NOTHING_MORE,
    "facility": _NOTHING_MORE,
    "unit": _NOTHING_MORE,
    "pregnancy_form_received": frozenset({"pregnancies"}),
    "pregnancy_notified": frozenset({"pregnancies"}),
    "pregnancy_note": frozenset({"pregnancies"}),
    "pregnancy_form_filed": frozenset({"pregnancies"}),
    "case_received": frozenset({"bookings", "assessments"}),
    "assessment": frozenset({"assessments", "bookings"}),
    "designated_arrival": frozenset({"team_appearances", "legal_status"}),
    "initial_classification": frozenset({"team_appearances", "legal_status"}),
    "program_review": frozenset({"team_appearances", "legal_status"}),
    "team_appearance": frozenset({"team_appearances", "legal_status"}),
    "team_noticed": frozenset({"team_appearances", "legal_status"}),
    "enrolment_opened": _ENROLMENTS,
    "enrolment_verified": _ENROLMENTS,
    "enrolment": _ENROLMENTS,
    "custody_booked": frozenset({"bookings"}),
    "booking_typed": frozenset({"bookings"}),
    "intake": _MILESTONES,
    "release": _MILESTONES,
    "discharge": _MILESTONES,
    "program_completed": _MILESTONES | {"assessments"},
    "phase_begun": _MILESTONES | {"team_leads"},
    "lead_named": frozenset({"team_leads"}),
    "plan_action_due": frozenset({"plan_actions"}),
    "plan_action_done": frozenset({"plan_actions"}),
    "no_contact_reason": _MONTHS,
    "no_contact": _MONTHS,
    "residential": _MONTHS,
    "residential_contact": _MONTHS,
    "warrant": _MONTHS,
    "warrant_prepared": _MONTHS,
    "application_due": frozenset({"applications"}),
    "person_informed": frozenset({"applications"}),
    # An agency keeps no record of attempts at access from which duties follow.
    "consent": _NOTHING_MORE,
    "list_submitted": frozenset({"submissions", "statistical_reviews"}),
    "conference": _CONFERENCES,
    "notice_sent": _CONFERENCES,
    "conference_held": _CONFERENCES,
    "conference_evaluated": _CONFERENCES,
    "coaching_agreed": frozenset({"coaching"}),
    "coaching_closed": frozenset({"coaching"}),
    "memo_sent": frozenset({"memos"}),
    "memo_discussed": frozenset({"memos"}),
    "revision_effective": frozenset({"revisions", "acknowledgements"}),
    "revision_acknowledged": frozenset({"revisions", "acknowledgements"}),
    "meeting_held": frozenset({"meetings"}),
    "minutes_forwarded": frozenset({"meetings"}),
    "days_covered": frozenset({"covered_on"}),
    "team_attended": frozenset({"attendances"}),
}

#: Fields of a shape that name events, fulfilments and situations.
_NAMING = ("after", "requires", "before", "starts", "fulfilled_by", "subject", "when")


@lru_cache(maxsize=16)
def sources_read(policies: Policies) -> frozenset[str] | None:
    """The names of the sources that the duties of these policies read; None for all of them."""
    read = set(ALWAYS)
    for edition in policies.editions:
        for shape in edition.shapes:
            for name in _names(shape):
                if name not in READ_BY:
                    return None
                read |= READ_BY[name]
    return frozenset(read)


def _names(shape: Shape) -> set[str]:
    """The names by which a shape and the turns of a cycle call facts."""
    found: set[str] = set()
    for part in (shape, *getattr(shape, "turns", ())):
        for field in fields(part):
            value = getattr(part, field.name)
            if field.name in _NAMING and value is not None:
                found.update([value] if isinstance(value, str) else value)
    if getattr(shape, "keep", None) is not None:
        found.add("meeting_held")
    return found
