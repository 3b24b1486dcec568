"""Rows of plans: the versions, what stands in them, and what became of their actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history

from plans.models import Agreement, Goal, Need, Plan, PlanAction, PlanVersion, VersionStatus

if TYPE_CHECKING:
    from casemgmt.demo.life import Life
    from casemgmt.demo.writing import Writer
    from offenders.models import Offender

REASON = "demonstration data"


def write_plans(writer: Writer, told: list[tuple[Offender, Life]]) -> dict[tuple[int, str], int]:
    """Write the plans of these people, approved; returns the ids of the first versions by person
    and kind of plan.

    Rows are added while their version is a draft, because an approved one takes none.
    """
    wanted = [(person, plan) for person, life in told for plan in life.plans]
    if not wanted:
        return {}
    plans = bulk_create_with_history(
        [
            Plan(
                offender=person,
                kind=plan["kind"],
                begun_on=plan["approved_on"],
                begun_by_id=plan["prepared_by"],
            )
            for person, plan in wanted
        ],
        Plan,
        default_change_reason=REASON,
    )
    first = _versions(writer, [(row, plan) for row, (_, plan) in zip(plans, wanted, strict=True)])
    _versions(
        writer,
        [
            (row, plan)
            for row, (_, plan) in zip(plans, wanted, strict=True)
            if plan["second_on"] is not None
        ],
        second=True,
    )
    return {
        (row.offender_id, row.kind): version.pk for row, version in zip(plans, first, strict=True)
    }


def _versions(
    writer: Writer, wanted: list[tuple[Plan, dict[str, Any]]], *, second: bool = False
) -> list[PlanVersion]:
    days = [plan["second_on"] if second else plan["approved_on"] for _, plan in wanted]
    versions = PlanVersion.objects.bulk_create(
        PlanVersion(
            plan=row,
            number=2 if second else 1,
            reason="review" if second else "first",
            overview=plan["overview"],
            prepared_by_id=plan["prepared_by"],
            created_at=writer.noon(day),
            saved_at=writer.noon(day),
            saved_by_id=plan["prepared_by"],
        )
        for (row, plan), day in zip(wanted, days, strict=True)
    )
    by_version = list(zip(versions, [plan for _, plan in wanted], days, strict=True))
    _content(by_version, with_actions=not second)
    for version, plan, day in by_version:
        version.status = VersionStatus.APPROVED
        version.submitted_at = version.approved_at = writer.noon(day)
        version.submitted_by_id = plan["prepared_by"]
        version.approved_on = day
        version.approved_by_id = plan["approved_by"]
    PlanVersion.objects.bulk_update(
        versions,
        ["status", "submitted_at", "submitted_by", "approved_at", "approved_on", "approved_by"],
    )
    history: Any = PlanVersion.history
    history.bulk_history_create(versions, default_change_reason=REASON)
    Agreement.objects.bulk_create(
        Agreement(
            version=version,
            answer="agreed",
            on=day,
            how="signed",
            recorded_by_id=plan["prepared_by"],
            recorded_at=writer.noon(day),
        )
        for version, plan, day in by_version
    )
    return versions


def _content(by_version: list[tuple[PlanVersion, dict[str, Any], Any]], with_actions: bool) -> None:
    rows = [
        (version, place, need)
        for version, plan, _ in by_version
        for place, need in enumerate(plan["needs"], start=1)
    ]
    needs = Need.objects.bulk_create(
        Need(
            version=version,
            position=place,
            domain=need["domain"],
            level=need["level"],
            driver=need["driver"],
            source=need["source"],
        )
        for version, place, need in rows
    )
    goals = Goal.objects.bulk_create(
        Goal(
            version=version,
            position=place,
            need=row,
            goal=need["goal"],
            own_words=need["own_words"],
        )
        for row, (version, place, need) in zip(needs, rows, strict=True)
    )
    if not with_actions:
        return
    by_place = {(goal.version_id, goal.position): goal for goal in goals}
    bulk_create_with_history(
        [
            PlanAction(
                version=version,
                position=place,
                goal=by_place[version.pk, action["goal"] + 1],
                **{key: value for key, value in action.items() if key != "goal"},
            )
            for version, plan, _ in by_version
            for place, action in enumerate(plan["actions"], start=1)
        ],
        PlanAction,
        default_change_reason=REASON,
    )
