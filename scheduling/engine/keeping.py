"""The shapes `retention` and `permission`: what must be kept, and what may be seen."""

from __future__ import annotations

from datetime import date
from typing import cast

from scheduling.engine.context import Outcome, Run, Step
from scheduling.engine.facts import CaseFacts, Consent, FacilityFacts
from scheduling.engine.ordering import by_day
from scheduling.engine.results import FactUsed
from scheduling.policy.dates import Span, add_days, spoken
from scheduling.policy.select import Line
from scheduling.policy.shapes import Permission, Retention

#: What an attempt to see a record comes to.
ALLOW, DENY = "allow", "deny"


def disposable_on(kept_from: date, keep: Span) -> date:
    """The first day on which a record may be disposed of: the day after the anniversary (M8)."""
    return add_days(keep.after(kept_from), 1)


def for_meetings(run: Run, line: Line, facility: FacilityFacts) -> None:
    """The minutes of each meeting.

    Kept through the anniversary: fulfilled by that day's passing. Disposed of before: missed. A
    legal hold wins: on hold, and may not be disposed of whatever the date.
    """
    kinds = cast(Retention, line.first().shape).record_kinds
    for meeting in by_day(facility.meetings, "on"):
        if meeting.kind not in kinds:
            continue
        version = line.governing(meeting.on, (facility.ref,))
        if version is None:
            continue
        retention = cast(Retention, version.shape)
        free_on = disposable_on(meeting.on, retention.keep)
        disposed_on = meeting.minutes_disposed_on
        too_early = disposed_on is not None and (disposed_on < free_on or meeting.legal_hold)
        hold = None
        if too_early and disposed_on is not None:
            outcome = Outcome(closed="missed", closed_on=disposed_on, closed_by=meeting.ref)
        elif meeting.legal_hold:
            outcome = Outcome()
            hold = (meeting.on, None, "Legal hold")
        else:
            outcome = Outcome(fulfilled_on=free_on, fulfilled_by=meeting.ref)
        used = (FactUsed("Meeting held", meeting.on, meeting.ref),)
        run.emit(
            retention,
            version,
            occurrence=f"{retention.code}/{meeting.ref}",
            subject=facility.ref,
            due_on=free_on,
            opens_on=free_on,
            outcome=outcome,
            facility=facility.ref,
            hold=hold,
            facts_used=used,
            steps=(
                Step("Meeting held", "", meeting.on),
                Step(
                    "Kept through",
                    f"{spoken(meeting.on)} + {retention.keep}",
                    retention.keep.after(meeting.on),
                ),
                Step(retention.name, "the day after", free_on, None, True),
            ),
        )


def in_force(consent: Consent, on: date) -> bool:
    """Whether a consent holds on a day: from its signing through its last day; revoked, no more
    from that day on."""
    return (
        consent.signed_on <= on
        and (consent.expires_on is None or on <= consent.expires_on)
        and (consent.revoked_on is None or on < consent.revoked_on)
    )


def for_attempts(run: Run, line: Line, facts: CaseFacts) -> None:
    """Each attempt to see the record, allowed or denied by the consents of that day."""
    for attempt in by_day(facts.access_attempts, "on"):
        version = line.governing(attempt.on)
        if version is None:
            continue
        permission = cast(Permission, version.shape)
        consents = [c for c in by_day(facts.consents, "signed_on")
                    if c.recipient == attempt.recipient]  # fmt: skip
        holding = next((c for c in consents if in_force(c, attempt.on)), None)
        used = [FactUsed("Asked to see the record", attempt.on, attempt.ref)]
        steps = [Step("Asked to see the record", "", attempt.on)]
        for consent in consents:
            used.append(FactUsed("Consent signed", consent.signed_on, consent.ref))
            steps.append(Step("Consent signed", "", consent.signed_on))
            if consent.expires_on is not None:
                steps.append(Step("Last day of the consent", "", consent.expires_on))
            if consent.revoked_on is not None:
                steps.append(Step("Consent revoked", "", consent.revoked_on))
        words = "a consent is in force" if holding else "no consent is in force"
        run.emit(
            permission,
            version,
            occurrence=f"{permission.code}/{attempt.ref}",
            subject=facts.ref,
            due_on=attempt.on,
            outcome=Outcome(fulfilled_on=attempt.on, fulfilled_by=holding.ref)
            if holding
            else Outcome(closed="cancelled", closed_on=attempt.on, closed_by=attempt.ref),
            kind=ALLOW if holding else DENY,
            facts_used=tuple(used),
            steps=(*steps, Step(permission.name, words, attempt.on, None, True)),
        )
