"""The caseload standards review: contacts against the agency's own numbers, by risk level.

1.17, the preparation (PRO-015, PRO-016): start and end date, the numbers for field, office and
all contacts, one report for each risk level, and what share of the contacts took place in the
field and in the office. Where a contact took place is what its note says, else what its type
stands for (see `conferences.choices`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casenotes.models import CaseNote, ContactMode, MeetingPlace
from conferences import choices
from conferences.models import ContactStandard, ContactType
from conferences.risk import risk_of
from offenders.models import CaseAssignment
from scheduling.policy.dates import period_after, period_of

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User

NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact, or a try at one. where: field, office or "" (elsewhere)."""

    on: date
    where: str
    mode: str
    reached: bool


def review_standards(officer: User, from_on: date, until_on: date) -> list[dict[str, Any]]:
    """One report for each level among the cases that the officer holds on the last day.

    Each has risk_level, standards (what was asked for) and results: cases, contacts by place,
    percentages, for each standard how many cases met it, and a row for each case. A case counts
    for a standard by the whole weeks, months or quarters of the period since it was assigned.
    """
    assigned = dict(
        CaseAssignment.objects.holding_on(until_on)
        .filter(officer=officer)
        .values_list("offender_id", "from_on")
    )
    risk = risk_of(assigned, until_on)
    levels: dict[str, list[int]] = defaultdict(list)
    for case in sorted(assigned):
        levels[(risk[case].level if case in risk else "") or NOT_ASSESSED].append(case)
    standards: dict[str, list[ContactStandard]] = defaultdict(list)
    for standard in ContactStandard.objects.holding_on(until_on):
        standards[standard.risk_level].append(standard)
    contacts = _contacts(assigned, from_on, until_on)
    return [
        _report(level, cases, standards[level], contacts, assigned, from_on, until_on)
        for level, cases in sorted(levels.items())
    ]


#: Places of a note by what standards call them; elsewhere, neither.
_WHERE = {
    MeetingPlace.OFFICE: "office",
    MeetingPlace.FIELD: "field",
    MeetingPlace.HOME: "field",
    MeetingPlace.WORK: "field",
}


def _contacts(assigned: dict[int, date], from_on: date, until_on: date) -> dict[int, list[Contact]]:
    field, office = set(choices.field_note_types()), set(choices.office_note_types())
    found: dict[int, list[Contact]] = defaultdict(list)
    for note in (
        CaseNote.objects.standing()
        .filter(offender_id__in=assigned, occurred_on__gte=from_on, occurred_on__lte=until_on)
        .select_related("type")
        .defer("text")
    ):
        if note.contact_mode == ContactMode.NONE or note.occurred_on < assigned[note.offender_id]:
            continue
        code = note.type.code
        where = "field" if code in field else "office" if code in office else ""
        if note.place:
            # What the note itself says of its place goes before what its type stands for.
            where = _WHERE.get(note.place, "")
        found[note.offender_id].append(
            Contact(note.occurred_on, where, note.contact_mode, note.reached)
        )
    return found


def _report(
    level: str,
    cases: list[int],
    standards: list[ContactStandard],
    contacts: dict[int, list[Contact]],
    assigned: dict[int, date],
    from_on: date,
    until_on: date,
) -> dict[str, Any]:
    rows = []
    met: dict[str, list[int]] = {standard.contact_type: [0, 0] for standard in standards}
    for case in cases:
        tried = contacts.get(case, [])
        made = [contact for contact in tried if contact.reached]
        row: dict[str, Any] = {
            "offender": case,
            "field": sum(contact.where == "field" for contact in made),
            "office": sum(contact.where == "office" for contact in made),
            "total": len(made),
            "met": {},
        }
        for standard in standards:
            answer = _is_met(standard, tried, max(from_on, assigned[case]), until_on)
            row["met"][standard.contact_type] = answer
            if answer is not None:
                met[standard.contact_type][0] += answer
                met[standard.contact_type][1] += 1
        rows.append(row)
    total = sum(row["total"] for row in rows)
    return {
        "risk_level": level,
        "standards": [
            {
                "contact_type": standard.contact_type,
                "minimum": standard.minimum,
                "per": standard.per,
                "from_on": standard.from_on.isoformat(),
            }
            for standard in standards
        ],
        "results": {
            "cases": len(cases),
            "total": total,
            **{where: sum(row[where] for row in rows) for where in ("field", "office")},
            "met": {kind: {"met": good, "rated": rated} for kind, (good, rated) in met.items()},
            "rows": rows,
        },
    }


def _is_met(
    standard: ContactStandard, made: list[Contact], from_on: date, until_on: date
) -> bool | None:
    """Whether every whole period had enough contacts; None where there was no whole period."""
    usable = [
        contact
        for contact in made
        if (contact.reached or not standard.person_seen)
        and (not standard.modes or contact.mode in standard.modes)
    ]
    wanted = [
        contact.on
        for contact in usable
        if standard.contact_type in (ContactType.TOTAL, contact.where)
    ]
    any_kind = [contact.on for contact in usable]
    needed = max(standard.minimum - standard.substitutable, 0)
    per: Any = str(standard.per)
    period = period_of(from_on, per)
    if period.first_on < from_on:
        period = period_after(period, per)
    answer: bool | None = None
    while period.last_on <= until_on:
        enough = (
            sum(period.holds(day) for day in wanted) >= needed
            and sum(period.holds(day) for day in any_kind) >= standard.minimum
        )
        answer = enough if answer is None else answer and enough
        period = period_after(period, per)
    return answer
