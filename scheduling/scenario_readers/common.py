"""What scenarios of every policy may say: exemptions, the actions of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduling.engine.facts import (
    Exemption,
    Facts,
    PlanAction,
)
from scheduling.scenario_keys import Keys


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader makes of a scenario's facts. `since`, `horizon`: the days that the facts
    themselves bound, such as one month; `needs_horizon`: its duties recur without an end."""

    subjects: tuple[Facts, ...]
    since: date | None = None
    horizon: date | None = None
    needs_horizon: bool = False


def exemptions(keys: Keys) -> tuple[Exemption, ...]:
    """Authorised exemptions, in any jurisdiction."""
    found: list[Exemption] = []
    for index, entry in enumerate(keys.objects("exemptions"), start=1):
        from_on = entry.needed_day("from")
        found.append(
            Exemption(
                f"exemption:{index}",
                from_on,
                entry.day("until"),
                tuple(entry.texts("standards")),
                entry.text("reason"),
                entry.text("approved_by"),
                entry.day("approved"),
            )
        )
        entry.finish()
    return tuple(found)


def plan_actions(keys: Keys, plan: str) -> tuple[PlanAction, ...]:
    """Dated actions of a plan, in any jurisdiction."""
    found: list[PlanAction] = []
    for index, entry in enumerate(keys.objects("actions"), start=1):
        found.append(
            PlanAction(
                f"action:{index}",
                plan,
                entry.needed_day("due"),
                entry.day("done"),
                entry.day("dropped"),
                entry.text("owner"),
                entry.text("what"),
            )
        )
        entry.finish()
    return tuple(found)
