"""The words in which a standard says what starts a clock, what fulfils a duty and whose it is.

Names of events and fulfilments are this product's, not any jurisdiction's. A word that is not here
refuses to load.
"""

from __future__ import annotations

from typing import Literal

#: What starts a clock, or what a clock runs to.
Event = Literal[
    "permanent_placement",
    "initial_plan_approved",
    "officer_allocated",
    "case_handed_over",
    "pregnancy_form_received",
    "pregnancy_notified",
    "case_received",
    "designated_arrival",
    "team_appearance",
    "enrolment_opened",
    "custody_booked",
    "intake",
    "release",
    "discharge",
    "phase_begun",
    "program_completed",
    "plan_action_due",
    "application_due",
    "conference",
    "conference_held",
    "coaching_agreed",
    "memo_sent",
    "revision_effective",
    "meeting_held",
]

#: What fulfils a duty.
Fulfilment = Literal[
    "officer_allocated",
    "primary_report",
    "regular_report",
    "plan_approved",
    "plan_review",
    "plan_kept",
    "note",
    "pregnancy_notified",
    "pregnancy_note",
    "pregnancy_form_filed",
    "assessment",
    "initial_classification",
    "program_review",
    "team_noticed",
    "enrolment_verified",
    "booking_typed",
    "lead_named",
    "plan_action_done",
    "person_informed",
    "notice_sent",
    "conference_evaluated",
    "coaching_closed",
    "memo_discussed",
    "revision_acknowledged",
    "minutes_forwarded",
    "meeting_held",
    "team_attended",
]

#: What the screen offers to do about it.
Action = Literal[
    "allocate",
    "primary_report",
    "regular_report",
    "plan_approval",
    "plan_review",
    "plan_action",
    "adjustment_review",
    "note",
    "termination_summary",
    "pregnancy_notice",
    "pregnancy_note",
    "file_form",
    "caseload_list",
    "meeting",
    "minutes",
    "retention",
    "coverage",
    "acknowledge",
    "performance_memo",
    "memo_discussion",
    "team_attendance",
    "team_appearance",
    "team_notice",
    "statistical_review",
    "conference",
    "conference_notice",
    "conference_evaluation",
    "coaching",
    "no_contact_reason",
    "residential_contact",
    "warrant_request",
    "booking_type",
    "enrolment_check",
    "assessment",
    "team_lead",
    "consent",
    "inform",
]

#: Whose duty it is, as a role; the officer is found from the facts.
Role = Literal[
    "case_officer",
    "assessment_officer",
    "case_management_coordinator",
    "facility_head",
    "supervisor",
    "unit_manager",
    "transition_team",
]

#: Whether the policy binds ("shall", "will", "must") or guides ("should").
Strength = Literal["SHALL", "SHOULD"]

#: What becomes of an unfulfilled item when the person leaves the place or custody. close: not yet
#: due is cancelled, past due is missed; bring_forward: it becomes due that day; stands: nothing.
OnLeaving = Literal["close", "bring_forward", "stands"]

#: When an assumption bears on an item; "" is always. What is not listed is on the standards page.
Situation = Literal["", "no_end", "end_passed", "switch", "superseded", "held", "missed"]

OncePer = Literal["permanent_placement", "event"]
CycleStart = Literal[
    "initial_plan_approved", "permanent_placement", "initial_classification", "assessment", "opened"
]
CycleSubject = Literal["case", "facility", "unit"]
CountsFrom = Literal["grid", "last_done"]
QuotaSubject = Literal["case", "enrolment", "officer", "facility"]
QuotaFulfilment = Literal[
    "note",
    "no_contact_reason",
    "residential_contact",
    "warrant_prepared",
    "enrolment_verified",
    "list_submitted",
    "memo_sent",
    "conference_held",
    "meeting_held",
    "days_covered",
]
QuotaWhen = Literal["", "no_contact", "residential", "warrant"]
StageFulfilment = Literal["plan_approved"]

#: Settings that a standard may name for a value that the agency decides; "" is none.
Grace = Literal[
    "",
    "termination_grace_days",
    "omp1_grace_days",
    "omp2_grace_days",
    "omp3_grace_days",
    "omp4_grace_days",
    "intake_assessment_days",
]
Repeats = Literal["", "primary_on_reallocation"]
DueDay = Literal["", "month_note_due_day", "caseload_list_due_day"]
EverySetting = Literal[
    "", "adjustment_review", "lscmi_validity", "reassessment", "case_plan_current"
]
WithinSetting = Literal[
    "",
    "accountability_plan",
    "conference_evaluation",
    "memo_discussion",
    "reassessment_after_program",
    "inform_before_application",
    "enrolment_stale",
]

#: What becomes of items begun under an older edition.
Carries = Literal["keep", "recompute-open-items"]
