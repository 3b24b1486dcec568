"""Many allocations in one go: what was chosen, what it makes of the loads, doing it one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from agency.errors import RuleViolation
from offenders.models import CaseAssignment, Placement
from offenders.queries import Officer, allocatable, facilities_of, officers_at
from offenders.services import assign_officer, reassign

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from agency.models import User
    from offenders.closing import WithoutSummary

AS_SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Choice:
    """One person and the officer meant for them.

    seen: the link that the one who decides was looking at, None where there was none.
    """

    offender: int
    officer: int | None
    seen: int | None


@dataclass(slots=True)
class Outcome:
    """What became of each choice: links that now hold, and people with why it failed."""

    done: list[CaseAssignment] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)


def choices_from(sent: QueryDict) -> list[Choice]:
    """What a form of people and officers says; each person once, in the order of the form."""
    to = sent.get("to", AS_SUGGESTED)
    choices = {}
    for text in sent.getlist("people"):
        offender = _number(text)
        if offender is None:
            continue
        officer = sent.get(f"officer-{offender}")
        if officer is None:
            officer = sent.get(f"suggested-{offender}", "") if to == AS_SUGGESTED else to
        choices[offender] = Choice(
            offender, _number(officer), _number(sent.get(f"seen-{offender}", ""))
        )
    return list(choices.values())


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


@dataclass(frozen=True, slots=True)
class Load:
    """An officer's load now and as it would be."""

    officer: Officer
    change: int

    @property
    def after(self) -> int:
        """Cases after saving."""
        return self.officer.load + self.change

    @property
    def words(self) -> str:
        """What is left after saving: "3 left", "full", "over by 1"; "" without a limit."""
        if self.officer.capacity is None:
            return "no limit set"
        left = self.officer.capacity - self.after
        if left < 0:
            return f"over by {-left}"
        return f"{left} left" if left else "full"

    @property
    def is_over(self) -> bool:
        """Whether the limit would be passed."""
        return self.officer.capacity is not None and self.after > self.officer.capacity


def loads_after(officers: list[Officer], choices: list[Choice]) -> list[Load]:
    """The officers' loads with what was chosen; a case that is passed on leaves the old one."""
    gained = Counter(choice.officer for choice in choices if choice.officer is not None)
    left = Counter(
        CaseAssignment.objects.filter(
            pk__in=[choice.seen for choice in choices if choice.seen is not None]
        ).values_list("officer_id", flat=True)
    )
    return [Load(officer, gained[officer.user.pk] - left[officer.user.pk]) for officer in officers]


def carry_out(
    user: User,
    choices: list[Choice],
    *,
    from_on: date,
    today: date,
    reason: str,
    without: WithoutSummary | None = None,
) -> Outcome:
    """Allocate or pass on each chosen case by itself; what fails is told and stops nothing.

    without: why cases whose termination summary is missing are passed on all the same.
    """
    outcome = Outcome()
    placed = {
        placement.offender_id: placement
        for placement in allocatable(user)
        .filter(offender_id__in=[choice.offender for choice in choices])
        .select_related("offender")
    }
    officers = {
        officer.user.pk: officer
        for officer in officers_at(
            facilities_of(user, "assignment", "allocate"), max(from_on, today)
        )
    }
    for choice in choices:
        try:
            with transaction.atomic():
                outcome.done.append(
                    _carry_out_one(
                        user,
                        choice,
                        placed,
                        officers,
                        from_on=from_on,
                        reason=reason,
                        without=without,
                    )
                )
        except RuleViolation as violation:
            outcome.failed.append((choice.offender, violation.reason))
    return outcome


def _carry_out_one(
    user: User,
    choice: Choice,
    placed: dict[int, Placement],
    officers: dict[int, Officer],
    *,
    from_on: date,
    reason: str,
    without: WithoutSummary | None,
) -> CaseAssignment:
    placement = placed.get(choice.offender)
    if placement is None:
        raise RuleViolation("Not, or no longer, among those whose officer you name.")
    if choice.officer is None:
        raise RuleViolation("No officer was chosen.")
    officer = officers.get(choice.officer)
    if officer is None:
        raise RuleViolation("That officer is not posted here, or not on that day.")
    if from_on < placement.arrived_on:
        raise RuleViolation(
            f"Arrived on {placement.arrived_on:%-d %B %Y}; no officer can start before that."
        )
    if choice.seen is None:
        return assign_officer(
            placement.offender, officer.user, user, from_on=from_on, reason=reason
        )
    link = CaseAssignment.objects.filter(pk=choice.seen, offender=placement.offender).first()
    if link is None:
        raise RuleViolation("The case has changed in the meantime. Look at who has it now.")
    if not reason:
        raise RuleViolation("Say why the officer changes.")
    if from_on < link.from_on:
        raise RuleViolation(
            f"{link.officer} has the case from {link.from_on:%-d %B %Y}; "
            "a change cannot be earlier."
        )
    return reassign(link, officer.user, user, from_on=from_on, reason=reason, without=without)
