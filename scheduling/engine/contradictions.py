"""Facts about an officer, a facility or a unit that contradict each other, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scheduling.engine.context import Run
from scheduling.engine.facts import Exemption, FacilityFacts, OfficerFacts, UnitFacts
from scheduling.policy.dates import spoken


def before(
    run: Run, code: str, what: str, earlier: date | None, than: str, later: date | None, ref: str
) -> None:
    """Say it where one day lies before another that must come first."""
    if earlier is not None and later is not None and earlier < later:
        run.find(code, f"{what} on {spoken(earlier)}, before {than} on {spoken(later)}.", ref)


def of_exemptions(run: Run, exemptions: Iterable[Exemption]) -> None:
    """Not approved, ended before it began, or approved when it was over: none of them counts."""
    ordered = sorted(exemptions, key=lambda entry: (entry.from_on, entry.ref))
    for entry in ordered:
        if entry.approved_on is None:
            run.find(
                "exemption_not_approved",
                f"The exemption from {spoken(entry.from_on)} is not approved; it is not used.",
                entry.ref,
            )
        elif entry.until_on is not None and entry.until_on < entry.from_on:
            before(
                run,
                "ends_before_it_begins",
                "An exemption ends",
                entry.until_on,
                "it begins",
                entry.from_on,
                entry.ref,
            )
        elif entry.until_on is not None and entry.until_on < entry.approved_on:
            run.find(
                "exemption_approved_too_late",
                f"The exemption ended on {spoken(entry.until_on)} and was approved on "
                f"{spoken(entry.approved_on)}, after it; it is not used.",
                entry.ref,
            )
    counting = [entry for entry in ordered if entry.approved_on is not None]
    for one, other in zip(counting, counting[1:], strict=False):
        shared = not one.standards or not other.standards
        shared = shared or bool(set(one.standards) & set(other.standards))
        if shared and (one.until_on is None or one.until_on >= other.from_on):
            run.find(
                "exempt_while_exempt",
                f"Exempt again from {spoken(other.from_on)} while an exemption still runs.",
                one.ref,
                other.ref,
            )


def of_officer(run: Run, officer: OfficerFacts) -> None:
    """Conferences, coaching, memos and revisions whose days cannot all be right."""
    before(
        run,
        "ends_before_it_begins",
        "The caseload ends",
        officer.holds_cases_until,
        "it begins",
        officer.holds_cases_from,
        officer.ref,
    )
    for entry in officer.conferences:
        ref = entry.ref
        before(
            run,
            "notice_after_conference",
            "The conference is set for",
            entry.on,
            "its notice was sent",
            entry.noticed_on,
            ref,
        )
        if entry.evaluated_on is not None and entry.held_on is None:
            run.find(
                "evaluated_but_not_held",
                f"A conference was evaluated on {spoken(entry.evaluated_on)}; no record says "
                "that it was held.",
                ref,
            )
        before(
            run,
            "evaluated_before_held",
            "Evaluated",
            entry.evaluated_on,
            "the conference was held",
            entry.held_on,
            ref,
        )
        if entry.held_on is not None and entry.cancelled_on is not None:
            run.find(
                "held_and_cancelled",
                f"A conference was held on {spoken(entry.held_on)} and cancelled on "
                f"{spoken(entry.cancelled_on)}.",
                ref,
            )
    for item in officer.coaching:
        before(
            run,
            "closed_before_agreed",
            "Coaching was closed",
            item.closed_on,
            "it was agreed",
            item.agreed_on,
            item.ref,
        )
        before(
            run,
            "check_before_agreed",
            "Coaching is checked",
            item.next_check_on,
            "it was agreed",
            item.agreed_on,
            item.ref,
        )
    for memo in officer.memos:
        before(
            run,
            "discussed_before_sent",
            "A memo was discussed",
            memo.discussed_on,
            "it was sent",
            memo.sent_on,
            memo.ref,
        )
    for revision in officer.revisions:
        before(
            run,
            "acknowledged_before_issued",
            "A revision was acknowledged",
            revision.acknowledged_on,
            "it was issued",
            revision.issued_on,
            revision.ref,
        )
        before(
            run,
            "effective_before_issued",
            "A revision is in force",
            revision.effective_on,
            "it was issued",
            revision.issued_on,
            revision.ref,
        )
    of_exemptions(run, officer.exemptions)


def of_facility(run: Run, facility: FacilityFacts) -> None:
    """Meetings, minutes and opening days whose days cannot all be right."""
    before(
        run,
        "ends_before_it_begins",
        "The facility closes",
        facility.open_until,
        "it opens",
        facility.open_from,
        facility.ref,
    )
    for meeting in facility.meetings:
        steps = (
            ("prepared", meeting.minutes_prepared_on),
            ("forwarded", meeting.minutes_forwarded_on),
            ("disposed of", meeting.minutes_disposed_on),
        )
        for word, day in steps:
            before(
                run,
                "minutes_before_meeting",
                f"Minutes were {word}",
                day,
                "the meeting",
                meeting.on,
                meeting.ref,
            )
        if meeting.legal_hold and meeting.minutes_disposed_on is not None:
            run.find(
                "disposed_under_hold",
                f"Minutes were disposed of on {spoken(meeting.minutes_disposed_on)} although a "
                "legal hold keeps them.",
                meeting.ref,
            )
    of_exemptions(run, facility.exemptions)


def of_unit(run: Run, unit: UnitFacts) -> None:
    """Opening days and exemptions whose days cannot all be right."""
    before(
        run,
        "ends_before_it_begins",
        "The unit closes",
        unit.open_until,
        "it opens",
        unit.open_from,
        unit.ref,
    )
    of_exemptions(run, unit.exemptions)
