"""The text of a version as plain values: what a form sends, what is copied, what is compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from plans.models import (
    Goal,
    Intervention,
    Need,
    NeedSource,
    PlanAction,
    PlanKind,
    PlanVersion,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The columns of a version that each kind of plan uses, with the words of that plan.
#: COPP 10.3, Introduction (IMP); OP-060101, II.A; TPC, 3 (what each stage describes).
TEXTS: dict[str, dict[str, str]] = {
    PlanKind.IMP: {
        "overview": "Overview",
        "placement": "Placement recommendations",
        "security_rating": "Security rating",
    },
    PlanKind.OMP1: {
        "overview": "Overview",
        "expectations": "What is expected during the prison term",
    },
    PlanKind.OMP2: {
        "overview": "Overview",
        "conditions": "Terms and conditions of release",
        "expectations": "What is expected on release",
    },
    PlanKind.OMP3: {
        "overview": "Overview",
        "conditions": "Terms and conditions",
        "expectations": "Schedule of supervision and services",
    },
    PlanKind.OMP4: {
        "overview": "Overview",
        "supports": "Community services and informal supports",
        "expectations": "How success is kept up in the long term",
    },
    PlanKind.ACCOUNTABILITY: {"overview": "Overview"},
    PlanKind.CASE_PLAN: {"overview": "Overview"},
}

#: Who leads, in which phase, with whom (TPC, 2); the plans of the stages have them.
TEAM_FIELDS = {"phase": "Phase", "lead": "Lead", "team": "Team"}

#: Every column of a version that is text of the plan.
TEXT_FIELDS = (
    "overview",
    "placement",
    "security_rating",
    "expectations",
    "conditions",
    "supports",
    "phase",
    "lead",
    "team",
    "focus_reason",
)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need. Rows of goals and interventions name it by its place in the list, from 1."""

    domain: str
    level: str = ""
    driver: bool = False
    source: str = NeedSource.JUDGEMENT
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal in both voices. `need`: the place of the need it answers, None for none."""

    goal: str
    own_words: str = ""
    need: int | None = None


@dataclass(frozen=True, slots=True)
class InterventionRow:
    """What, when, where and by whom."""

    name: str
    when: str = ""
    where: str = ""
    by_whom: str = ""
    need: int | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action. `goal`: the place of the goal it serves. `owner`: the id of a user.

    `of`: the id of the action of the version before that this one continues.
    """

    what: str
    owner_party: str
    due_on: date
    owner: int | None = None
    owner_name: str = ""
    goal: int | None = None
    reentry: str = ""
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """All the text of a version. `texts`: by the names of TEXT_FIELDS; absent ones are empty."""

    texts: dict[str, str] = field(default_factory=dict)
    needs: tuple[NeedRow, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    interventions: tuple[InterventionRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()

    def text(self, name: str) -> str:
        """One of the texts."""
        return self.texts.get(name, "")


def content_of(version: PlanVersion) -> Content:
    """What is stored of a version."""
    needs, goals = list(version.needs.all()), list(version.goals.all())
    need_place: dict[int | None, int] = {need.pk: place for place, need in enumerate(needs, 1)}
    goal_place: dict[int | None, int] = {goal.pk: place for place, goal in enumerate(goals, 1)}
    return Content(
        texts={name: getattr(version, name) for name in TEXT_FIELDS},
        needs=tuple(
            NeedRow(need.domain, need.level, need.driver, need.source, need.note) for need in needs
        ),
        goals=tuple(
            GoalRow(goal.goal, goal.own_words, need_place.get(goal.need_id)) for goal in goals
        ),
        interventions=tuple(
            InterventionRow(row.name, row.when, row.where, row.by_whom, need_place.get(row.need_id))
            for row in version.interventions.all()
        ),
        actions=tuple(
            ActionRow(
                row.what,
                row.owner_party,
                row.due_on,
                row.owner_id,
                row.owner_name,
                goal_place.get(row.goal_id),
                row.reentry,
                row.copied_from_id,
            )
            for row in version.actions.all()
        ),
    )


def carried_on(version: PlanVersion) -> Content:
    """What a new version begins with: everything but the actions that are done or dropped, each
    action tied to the one that it continues."""
    stored = content_of(version)
    actions = tuple(
        ActionRow(
            row.what,
            row.owner_party,
            row.due_on,
            row.owner,
            row.owner_name,
            row.goal,
            row.reentry,
            kept.pk,
        )
        for row, kept in zip(stored.actions, version.actions.all(), strict=True)
        if not kept.is_settled
    )
    texts = {**stored.texts, "focus_reason": ""}
    return Content(texts, stored.needs, stored.goals, stored.interventions, actions)


def write(version: PlanVersion, content: Content) -> None:
    """Put the content in place of what a draft held. The caller saves the version itself."""
    for name in TEXT_FIELDS:
        setattr(version, name, content.text(name))
    version.actions.all().delete()
    version.interventions.all().delete()
    version.goals.all().delete()
    version.needs.all().delete()
    needs = Need.objects.bulk_create(
        Need(
            version=version,
            position=place,
            domain=row.domain,
            level=row.level,
            driver=row.driver,
            source=row.source,
            note=row.note,
        )
        for place, row in enumerate(content.needs, 1)
    )
    goals = Goal.objects.bulk_create(
        Goal(
            version=version,
            position=place,
            need=_at(needs, row.need),
            goal=row.goal,
            own_words=row.own_words,
        )
        for place, row in enumerate(content.goals, 1)
    )
    Intervention.objects.bulk_create(
        Intervention(
            version=version,
            position=place,
            need=_at(needs, row.need),
            name=row.name,
            when=row.when,
            where=row.where,
            by_whom=row.by_whom,
        )
        for place, row in enumerate(content.interventions, 1)
    )
    continued = PlanAction.objects.in_bulk([row.of for row in content.actions if row.of])
    for place, row in enumerate(content.actions, 1):
        before = continued.get(row.of) if row.of else None
        PlanAction.objects.create(
            version=version,
            position=place,
            goal=_at(goals, row.goal),
            what=row.what,
            owner_party=row.owner_party,
            owner_id=row.owner,
            owner_name=row.owner_name,
            due_on=row.due_on,
            reentry=row.reentry,
            copied_from=before,
            origin_id=before.origin_id_or_own if before else None,
        )


def _at(rows: Sequence[Any], place: int | None) -> Any:
    """The row at that place, counted from 1; None for no place or one that there is not."""
    return rows[place - 1] if place and place <= len(rows) else None
