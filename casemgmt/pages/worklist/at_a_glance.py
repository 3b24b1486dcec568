"""What a worklist has to know of its reader besides the list, in one query.

Each part of an inbox is read only where there is something in it, so that a quiet day costs the
same few queries however many kinds of news there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from agency import statements
from agency.models import User
from casemgmt.pages.errors_in_records.news import errors_told
from casenotes.models import AlertRecipient, Draft
from casenotes.services.closing import requests_to, summaries_handed_to
from casenotes.services.risk_alerts import remember_whether_any_wait
from offenders.models import CaseAssignment, Cover
from offenders.querysets import remember_covered

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from offenders.models.caseload import CaseAssignmentQuerySet


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """How many cases somebody holds, and whether there are drafts and news of each kind."""

    cases: int
    drafts: bool
    new_cases: bool
    closings: bool
    errors: bool


def at_a_glance(user: User, today: date, *, since: datetime) -> AtAGlance:
    """What there is for the user today; since: from when on something is news.

    It also reads for whom the user stands in and whether alerts of a risk wait, which every page
    asks for.
    """
    row = statements.first(_known, user=user.pk, today=today, since=since)
    assert row is not None, "A user who is signed in is there."
    cases, covered, alerts, drafts, new_cases, handed, asked, errors = row
    remember_covered(user, today, covered)
    remember_whether_any_wait(user, alerts)
    return AtAGlance(
        cases=cases,
        drafts=drafts,
        new_cases=new_cases,
        closings=handed or asked,
        errors=errors,
    )


def new_cases_of(user: int, since: datetime) -> CaseAssignmentQuerySet:
    """Cases that others gave the user (an id), and that are still theirs, newest first."""
    return (
        CaseAssignment.objects.standing()
        .filter(officer=user, recorded_at__gte=since, until_on=None)
        .exclude(recorded_by=user)
        .order_by("-recorded_at", "-pk")
    )


def _known(user: int, today: date, since: datetime) -> QuerySet[User, Any]:
    holding = CaseAssignment.objects.holding_on(today).filter(officer=OuterRef("pk"))
    counted = holding.order_by().values("officer").annotate(n=Count("pk")).values("n")
    covers = Cover.objects.holding_on(today).filter(colleague=OuterRef("pk")).order_by()
    return (
        User.objects.filter(pk=user)
        .order_by()
        .values_list(
            Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            ArraySubquery(covers.values("officer_id")),
            Exists(AlertRecipient.objects.filter(user=OuterRef("pk"), acknowledged_at=None)),
            Exists(Draft.objects.filter(owner=OuterRef("pk"))),
            Exists(new_cases_of(user, since)),
            Exists(summaries_handed_to(user, today)),
            Exists(requests_to(user)),
            Exists(errors_told(user, since)),
        )
    )
