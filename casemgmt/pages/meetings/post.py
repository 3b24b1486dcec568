"""Who held the coordinator's post, and when nobody did.

P.S. 3510.08, 5: each institution has a Case Management Coordinator position; Attachment A, V: an
assistant is appropriate above a number of inmates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agency.models import Agency, Posting
from agency.roles import Role
from offenders.models import Placement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import Facility

#: The setting "assistant_coordinator_above"; P.S. 3510.08, Attachment A, V.
ASSISTANT_ABOVE = 750


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a coordinator; until_on None: still."""

    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Post:
    """The post at one facility: who holds it today, its holders, the days without one."""

    holders: list[Posting]
    today: list[Posting]
    gaps: list[Gap]
    population: int
    assistant_above: int

    @property
    def wants_assistant(self) -> bool:
        """Whether the policy finds an assistant appropriate and there is none."""
        return self.population > self.assistant_above and len(self.today) < 2


def post_of(facility: Facility, today: date) -> Post:
    """The post as the postings say it, from the facility's first posting on."""
    postings = Posting.objects.filter(facility=facility, from_on__lte=today)
    first = postings.order_by("from_on").values_list("from_on", flat=True).first()
    holders = list(
        postings.filter(role=Role.COORDINATOR).select_related("user").order_by("-from_on", "-pk")
    )
    here = Placement.objects.filter(facility=facility, departed_at=None).order_by()
    return Post(
        holders=holders,
        today=[posting for posting in holders if posting.holds_on(today)],
        gaps=gaps(((p.from_on, p.until_on) for p in holders), first or today, today),
        population=here.values("offender_id").distinct().count(),
        assistant_above=int(
            Agency.current().setting("assistant_coordinator_above", ASSISTANT_ABOVE)
        ),
    )


def gaps(spans: Iterable[tuple[date, date | None]], first_on: date, today: date) -> list[Gap]:
    """The days from `first_on` to `today` that no span covers, the newest first.

    spans: first and last day; None: still.
    """
    found = []
    covered_to = first_on - timedelta(days=1)  # the last day known to be covered
    for from_on, until_on in sorted(spans, key=lambda span: span[0]):
        if from_on > covered_to + timedelta(days=1):
            found.append(Gap(covered_to + timedelta(days=1), from_on - timedelta(days=1)))
        covered_to = max(covered_to, until_on or today)
    if covered_to < today:
        found.append(Gap(covered_to + timedelta(days=1), None))
    return found[::-1]
