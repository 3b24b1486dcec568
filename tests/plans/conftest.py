"""A plan in the making, as the services take it."""

from __future__ import annotations

from datetime import date

import pytest

from plans.content import ActionRow, Content, GoalRow, InterventionRow, NeedRow
from plans.models import OwnerParty
from plans.services import approve, save_version, start_plan, submit


def some_content(owner=None, **texts) -> Content:
    """A small whole plan; `owner`: who owes the first action."""
    return Content(
        texts={"overview": "Works toward a trade.", **texts},
        needs=(NeedRow("Companions", driver=True), NeedRow("Employment")),
        goals=(
            GoalRow("Finish the welding course", "I want a trade.", need=2),
            GoalRow("Keep away from old friends", "They drag me down.", need=1),
        ),
        interventions=(InterventionRow("Welding 1", "From March", "Workshop", "TAFE", need=2),),
        actions=(
            ActionRow(
                "Enrol in the welding course",
                OwnerParty.PRISON_STAFF,
                date(2026, 12, 15),
                owner=owner.pk if owner else None,
                goal=1,
            ),
            ActionRow("Ask for a trade test", OwnerParty.PERSON, date(2027, 2, 1), goal=1),
        ),
    )


@pytest.fixture
def draft(cast):
    """An IMP of Ashby that Ferrante prepares."""
    version = start_plan(cast.ashby, cast.ferrante, kind="imp")
    return save_version(version, cast.ferrante, some_content(cast.okafor), revision=0)


@pytest.fixture
def approved(cast, draft):
    """The same, approved by the coordinator on 20 November 2026."""
    submit(draft, cast.ferrante)
    return approve(draft, cast.strand, approved_on=date(2026, 11, 20))
