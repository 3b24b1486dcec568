"""Figures of compliance by facility, officer, duty and month; their export; a sample of items."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.models import AuditEventType, Facility
from agency.spreadsheets import neutralised
from conferences.sampling import new_seed
from scheduling import policies
from scheduling.compliance import (
    BY,
    LARGEST,
    Sample,
    Scope,
    figures,
    items_in,
    sample_of,
    total_of,
)
from scheduling.policy.dates import add_months
from scheduling.presentation import described

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

#: The longest period that one page works out.
LONGEST = timedelta(days=732)
USUAL_SIZE = 20
HEAD = ["Due", "In time", "Late", "Missed", "Not done"]


@dataclass
class Choice:
    """What the reader asked for, from the address; what makes no sense is left out.

    problem: a sentence where the period cannot be shown.
    """

    scope: Scope
    by: str
    seed: str
    size: int
    problem: str = ""

    @classmethod
    def of(cls, query: QueryDict, today: date) -> Choice:
        """Without dates: the last three whole months."""
        this_month = today.replace(day=1)
        first = _day(query.get("first")) or add_months(this_month, -3)
        last = _day(query.get("last")) or this_month - timedelta(days=1)
        problem = ""
        if last < first:
            problem = "The last day lies before the first. Choose it again."
        elif last - first > LONGEST:
            problem = "That is more than two years. Choose a shorter period."
        if problem:
            last = first
        place, duty = query.get("facility", ""), query.get("duty", "")
        seed, size = query.get("seed", ""), query.get("size", "")
        return cls(
            scope=Scope(
                first,
                # What is due today may still be done today.
                min(last, today - timedelta(days=1)),
                int(place) if place.isdecimal() and len(place) < 10 else None,
                duty if duty in policies.in_force().duties() else "",
            ),
            by=query.get("by", "") if query.get("by", "") in BY else "facility",
            seed=seed if seed.isdecimal() and len(seed) < 10 else "",
            size=min(int(size), LARGEST) if size.isdecimal() and 0 < len(size) < 5 else USUAL_SIZE,
            problem=problem,
        )

    def address(self, **more: Any) -> str:
        """The query that asks for the same, with `more`."""
        scope = self.scope
        asked: dict[str, Any] = {"first": scope.first, "last": scope.last}
        asked |= {"facility": scope.facility} if scope.facility is not None else {}
        asked |= {"duty": scope.duty} if scope.duty else {}
        return urlencode(asked | more)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@governed_by("compliance", Action.READ)
@require_GET
def compliance(request: SignedInRequest) -> HttpResponse:
    """The figures by one of four, each number once."""
    choice = Choice.of(request.GET, clock.today())
    lines = figures(items_in(request.user, choice.scope), [choice.by])
    audit.record(
        AuditEventType.LISTED,
        object_type="compliance",
        details={"by": choice.by, "shown": len(lines), **_details(choice)},
    )
    return render(
        request,
        "pages/compliance/figures.html",
        {
            **_form(choice),
            "lines": lines,
            "total": total_of(lines),
            "tabs": [
                {
                    "label": f"By {by}",
                    "url": f"{reverse('pages:compliance')}?{choice.address(by=by)}",
                    "current": by == choice.by,
                }
                for by in BY
            ],
        },
    )


def _details(choice: Choice) -> dict[str, Any]:
    scope = choice.scope
    return {
        "first": scope.first.isoformat(),
        "last": scope.last.isoformat(),
        "facility": scope.facility,
        "duty": scope.duty,
    }


def _form(choice: Choice) -> dict[str, Any]:
    duties = policies.in_force().duties()
    return {
        "choice": choice,
        "facilities": Facility.objects.order_by("name"),
        "duties": sorted((duty.name, code) for code, duty in duties.items()),
        "asked": choice.address(),
    }


@governed_by("compliance", Action.EXPORT)
@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Facility, officer, duty and month crossed, one line each; or the sample, with its seed."""
    choice = Choice.of(request.GET, clock.today())
    items = items_in(request.user, choice.scope)
    if choice.seed:
        drawn = sample_of(items, seed=int(choice.seed), size=choice.size)
        rows = _sample_rows(drawn, request.user)
        name, details = "compliance-sample", _of_sample(drawn)
    else:
        lines = figures(items, list(BY))
        rows = [["Facility", "Officer", "Duty", "Month", *HEAD]]
        rows += [
            [*line.names, line.due, line.in_time, line.late, line.missed, line.not_done]
            for line in lines
        ]
        name, details = "compliance", {"rows": len(lines)}
    audit.record(
        AuditEventType.EXPORTED, object_type="compliance", details={**details, **_details(choice)}
    )
    return _as_csv(f"{name}-{choice.scope.first}-to-{choice.scope.last}.csv", rows)


@governed_by("compliance", Action.READ)
@require_GET
def sample(request: SignedInRequest) -> HttpResponse:
    """Items drawn by a seed; without one a new seed is drawn and stands in the address."""
    choice = Choice.of(request.GET, clock.today())
    if not choice.seed:
        address = choice.address(size=choice.size, seed=new_seed())
        return redirect(f"{reverse('pages:compliance-sample')}?{address}")
    drawn = sample_of(items_in(request.user, choice.scope), seed=int(choice.seed), size=choice.size)
    audit.record(
        AuditEventType.LISTED,
        object_type="compliance_sample",
        details={**_of_sample(drawn), **_details(choice)},
    )
    return render(
        request,
        "pages/compliance/sample.html",
        {
            **_form(choice),
            "drawn": drawn,
            "rows": described(drawn.rows, clock.today()),
            "may_open": may(request.user, "due_item", Action.READ),
            "export": choice.address(size=choice.size, seed=choice.seed),
        },
    )


def _of_sample(drawn: Sample) -> dict[str, Any]:
    return {
        "seed": drawn.seed,
        "size": drawn.size,
        "pool": drawn.pool,
        "fingerprint": drawn.fingerprint,
    }


def _sample_rows(drawn: Sample, user: User) -> list[list[Any]]:
    rows: list[list[Any]] = [
        ["Seed", drawn.seed],
        ["Asked for", drawn.size],
        ["Pool", drawn.pool],
        ["Fingerprint of the pool", drawn.fingerprint],
        [],
        ["Item", "Facility", "Officer", "Duty", "Due", "Done", "Status"],
    ]
    for one in described(drawn.rows, clock.today()):
        item = one.item
        rows.append(
            [
                item.pk,
                item.facility or "",
                item.owner.sort_name if item.owner else "",
                one.duty,
                item.due_on or "",
                item.fulfilled_on or "",
                one.status,
            ]
        )
    return rows


def _as_csv(name: str, rows: Iterable[Iterable[Any]]) -> HttpResponse:
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    for row in rows:
        writer.writerow([neutralised(cell) for cell in row])
    return answer
