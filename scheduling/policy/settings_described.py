"""Every setting in the words of the page on which an agency chooses it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """A setting as its page shows it: a plain name, and what choosing it means."""

    name: str
    title: str
    meaning: str
    group: str


def _about(group: str, *entries: tuple[str, str, str]) -> tuple[SettingInfo, ...]:
    return tuple(SettingInfo(name, title, meaning, group) for name, title, meaning in entries)


#: Every setting, in the order of the page.
DESCRIBED: tuple[SettingInfo, ...] = (
    *_about(
        "Calendar",
        (
            "week_starts_on",
            "First day of the week",
            "1 is Monday, 7 is Sunday. Days of coverage are counted from this day.",
        ),
        (
            "quarter_starts_in",
            "A month in which a quarter starts",
            "1 is January: January to March, April to June and so on. 2 shifts every quarter by "
            "a month.",
        ),
        (
            "working_days_only",
            "Due dates on working days only",
            "When on, a deadline that is counted in days and ends on a Saturday, a Sunday or a "
            "holiday ends on the next working day. When off, no date moves.",
        ),
        ("holidays", "Holidays", "Days that are no working days, where that setting is on."),
    ),
    *_about(
        "Notes and lists",
        (
            "month_note_due_day",
            "Day of the month for the monthly note",
            "0 is the last day of the month.",
        ),
        (
            "caseload_list_due_day",
            "Day of the month for the caseload list",
            "0 is the last day of the month.",
        ),
        (
            "termination_grace_days",
            "Days for the termination summary",
            "Days after the transfer or departure; 0 is the same day.",
        ),
        (
            "termination_after_death",
            "Termination summary after a death",
            "When off, nobody owes one for a person who died. It never holds anything up.",
        ),
        (
            "note_similarity_warning",
            "Likeness from which a note is questioned",
            "From 0 to 1: how much of a note's substance stands already in an earlier one. A note "
            "at least this much like an earlier one is shown beside it before it is saved, needs "
            "a reason and is listed for the supervisor.",
        ),
        (
            "note_similarity_block",
            "Likeness from which a note does not count",
            "From 0 to 1. A note at least this much like an earlier one of the person does not "
            "fulfil the month, whatever the reason. 1 is an identical text: it never does.",
        ),
        (
            "longest_note",
            "Longest note",
            "In characters; a line break counts as one. Notes signed before stay as they are.",
        ),
        (
            "counting_roles",
            "Roles whose notes count for the officer's duties",
            "The officer in charge and a recorded cover always count. Notes signed from now on by "
            "somebody in a role that is ticked here count as well.",
        ),
        (
            "inquiry_working_days",
            "Working days to answer an inquiry",
            "A target that the product shows beside each inquiry; no policy sets it.",
        ),
        (
            "access_request_days",
            "Days to answer a request to see a record",
            "A target that the product shows; no policy sets it.",
        ),
        (
            "drafts_kept_days",
            "Days that an untouched draft is kept",
            "Counted from the last time somebody wrote in it; its owner is warned before. 0 keeps "
            "drafts until their owners discard them.",
        ),
        (
            "draft_warning_days",
            "Days of warning before a draft is discarded",
            "No draft is discarded before its owner was warned for so long.",
        ),
        (
            "attachment_megabytes",
            "Largest file with a note",
            "In megabytes, for each file: scanned forms, photographs, dictated text.",
        ),
    ),
    *_about(
        "Behaviour and responses",
        (
            "adjustment_period_days",
            "Days of adjustment after a release",
            "A violation within these days is marked as one in the time of adjustment. 0 marks "
            "none.",
        ),
        (
            "rewards_per_sanction",
            "Rewards for each sanction",
            "The goal that stands beside the ratio of rewards to sanctions; 0 shows none.",
        ),
    ),
    *_about(
        "Contact cycle",
        (
            "switch_reading",
            "Change to the shorter interval",
            "strict: the later of the short interval after the last date and the day on which "
            "the final part begins. grace: one short interval after that day. lazy: when the "
            "running long interval ends. Never later than the long interval.",
        ),
        (
            "early_window",
            "How early a report counts",
            "A report completed earlier than this before its date is an additional contact.",
        ),
        (
            "primary_on_reallocation",
            "First report on a change of officer",
            "When on, a new officer at the same place owes a first report too.",
        ),
        (
            "primary_supersedes_regular",
            "First report replaces a regular one near it",
            "When on, a first report takes the place of a regular one due up to its own date.",
        ),
        (
            "inform_before_application",
            "When to tell the person what an application needs",
            "So long before the day from which the person may apply.",
        ),
    ),
    *_about(
        "Plans and reviews",
        (
            "accountability_plan",
            "Time for the first accountability plan",
            "Counted from the day on which the case was received.",
        ),
        (
            "adjustment_review",
            "Time between adjustment reviews",
            "Four months follows the statute; the agency has also published 120 days.",
        ),
        (
            "case_plan_current",
            "How long a case plan is current",
            "A plan that was not looked at for so long is due for review.",
        ),
        (
            "plan_domain_minimum",
            "Areas that a case plan must take up",
            "How many of the highest areas of the assessment; all of them where there are fewer.",
        ),
        (
            "omp1_grace_days",
            "Days for the Prison Programming Plan",
            "Days after intake; 0 is the day of intake.",
        ),
        (
            "omp2_grace_days",
            "Days for the Parole and Reentry Plan",
            "Days added to the day before release.",
        ),
        (
            "omp3_grace_days",
            "Days for the Treatment and Supervision Plan",
            "Days after release; 0 is the day of release.",
        ),
        (
            "omp4_grace_days",
            "Days for the Discharge and Aftercare Plan",
            "Days added to the day before discharge.",
        ),
    ),
    *_about(
        "Assessments and programs",
        (
            "intake_assessment_days",
            "Days for the assessment at intake",
            "Days after intake; 0 is the day of intake.",
        ),
        (
            "lscmi_validity",
            "How long an assessment is current",
            "A new one is due when the last one is this old.",
        ),
        (
            "reassessment",
            "Time between assessments in reentry",
            "Counted from the last assessment.",
        ),
        (
            "reassessment_after_program",
            "Time for an assessment after a program",
            "Counted from the day on which the program was completed.",
        ),
        (
            "enrolment_stale",
            "When an enrolment must be checked",
            "An enrolment open for longer than this is checked, then once each quarter.",
        ),
    ),
    *_about(
        "Supervision of officers",
        (
            "conference_period",
            "How often conferences are held",
            "calendar_quarter: one in each quarter. rolling: three months after the last one.",
        ),
        (
            "conference_evaluation",
            "Time for the evaluation of a conference",
            "Counted from the day of the conference.",
        ),
        (
            "sample_least",
            "Smallest sample of cases",
            "At least so many cases are looked at in depth, or all where there are fewer.",
        ),
        (
            "sample_percent",
            "Share of cases in the sample",
            "In percent of the high and medium-high cases.",
        ),
        (
            "memo_discussion",
            "Time to discuss a performance memo",
            "Counted from the day it was sent; 0 days is the end of that quarter.",
        ),
        (
            "meeting_roll",
            "Two-weekly and six-monthly dates",
            "last_held: counted from the last one held. fixed: counted from the first one, so "
            "that a late one moves nothing.",
        ),
    ),
    *_about(
        "Exemptions",
        (
            "exemption_clear_days",
            "Days after an exemption ends",
            "What fell due while an exemption ran is due so many days after the day on which it "
            "no longer holds; 0 is that day.",
        ),
    ),
)
