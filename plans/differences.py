"""What changed from one text of a plan to another, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.models import User
from plans.content import TEXT_FIELDS, TEXTS
from plans.models import OwnerParty, PlanPhase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from plans.content import ActionRow, Content, GoalRow, InterventionRow, NeedRow


def differences(before: Content, after: Content, kind: str) -> list[str]:
    """One sentence for each change; empty when nothing changed."""
    names = {**TEXTS[kind], "phase": "Phase", "lead": "Lead", "team": "Team"}
    said = []
    for name in TEXT_FIELDS:
        old, new = before.text(name), after.text(name)
        if old != new and name in names:
            said.append(_text(name, names[name], old, new))
    said += _needs(before.needs, after.needs)
    said += _listed("Goal", before.goals, after.goals, lambda row: row.goal, _goal)
    said += _listed(
        "Intervention",
        before.interventions,
        after.interventions,
        lambda row: row.name,
        _intervention,
    )
    return said + _actions(before.actions, after.actions)


def _text(name: str, words: str, old: str, new: str) -> str:
    if name == "phase":
        labels = dict(PlanPhase.choices)
        old, new = str(labels.get(old, old)), str(labels.get(new, new))
    if not old:
        return f"{words} was added: {_short(new)}."
    if not new:
        return f"{words} was taken out."
    if len(old) > 80 or len(new) > 80:
        return f"{words} was rewritten."
    return f"{words} was {_short(old)}, now {_short(new)}."


def _needs(old: Sequence[NeedRow], new: Sequence[NeedRow]) -> list[str]:
    before = {row.domain.casefold(): row for row in old}
    after = {row.domain.casefold(): row for row in new}
    said = [f"Need added: {after[key].domain}." for key in after if key not in before]
    said += [f"Need taken out: {before[key].domain}." for key in before if key not in after]
    for key in after:
        if key in before and before[key].level != after[key].level:
            levels = before[key].level or "none", after[key].level or "none"
            said.append(f"{after[key].domain}: level was {levels[0]}, now {levels[1]}.")
        if key in before and before[key].note != after[key].note:
            said.append(f"{after[key].domain}: the remark was changed.")
    driver_before = next((row.domain for row in old if row.driver), "")
    driver_after = next((row.domain for row in new if row.driver), "")
    if driver_before.casefold() != driver_after.casefold():
        said.append(f"The driver was {driver_before or 'none'}, now {driver_after or 'none'}.")
    return said


def _listed(
    word: str,
    old: Sequence[Any],
    new: Sequence[Any],
    name: Callable[[Any], str],
    changes: Callable[[Any, Any], list[str]],
) -> list[str]:
    """Rows are paired by their words; what is left on both sides, by their order."""
    left, added, said = list(old), [], []
    for row in new:
        same = next((other for other in left if name(other) == name(row)), None)
        if same is None:
            added.append(row)
        else:
            left.remove(same)
            said += [f"{word} {_short(name(row))}: {change}." for change in changes(same, row)]
    for before, after in zip(left, added, strict=False):
        said.append(f"{word} {_short(name(before))} now reads {_short(name(after))}.")
        said += [f"{word} {_short(name(after))}: {it}." for it in changes(before, after)]
    said += [f"{word} added: {_short(name(row))}." for row in added[len(left) :]]
    return said + [f"{word} taken out: {_short(name(row))}." for row in left[len(added) :]]


def _goal(old: GoalRow, new: GoalRow) -> list[str]:
    return ["the person’s own words were changed"] if old.own_words != new.own_words else []


def _intervention(old: InterventionRow, new: InterventionRow) -> list[str]:
    return [
        f"{word} was {getattr(old, column) or 'open'}, now {getattr(new, column) or 'open'}"
        for column, word in (("when", "when"), ("where", "where"), ("by_whom", "by whom"))
        if getattr(old, column) != getattr(new, column)
    ]


def _actions(old: Sequence[ActionRow], new: Sequence[ActionRow]) -> list[str]:
    owners = {row.owner for row in (*old, *new) if row.owner}
    people = {user.pk: user.full_name for user in User.objects.filter(pk__in=owners)}

    def owner(row: ActionRow) -> str:
        party = str(OwnerParty(row.owner_party).label)
        return people.get(row.owner or 0, "") or row.owner_name or party

    def changes(before: ActionRow, after: ActionRow) -> list[str]:
        said = []
        if before.due_on != after.due_on:
            said.append(f"due {_day(before)}, now {_day(after)}")
        if owner(before) != owner(after):
            said.append(f"owed by {owner(before)}, now by {owner(after)}")
        return said

    return _listed("Action", old, new, lambda row: row.what, changes)


def _day(row: ActionRow) -> str:
    return f"{row.due_on.day} {row.due_on:%b %Y}"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return f"“{words[:79]}…”" if len(words) > 80 else f"“{words}”"
