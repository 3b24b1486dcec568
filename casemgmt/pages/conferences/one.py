"""One conference: its notice, what is ready, the reports, the sample, what followed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.conferencing.readiness import prepare
from conferences import choices
from conferences.checks import CHECKS, REMINDERS
from conferences.models import (
    CASE_QUESTIONS,
    CONFERENCE_ITEMS,
    CoachingItem,
    Conference,
    ReadinessMoment,
)
from conferences.notice_clock import notice_clock
from conferences.services.following import evaluation_due_on
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

logger = logging.getLogger(__name__)


@dataclass
class Check:
    """One check over the caseload: how many cases are ready, and those that are not."""

    name: str
    ready: int = 0
    rated: int = 0
    open: list[dict[str, Any]] = field(default_factory=list)


@governed_by("conference", Action.READ)
@require_GET
def conference(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one conference, for its supervisor or its officer."""
    user = request.user
    one = find(user, pk)
    today = clock.today(one.facility)
    leads = Conference.objects.in_scope(user, Action.UPDATE).filter(pk=pk).exists()
    is_officer = one.officer_id == user.pk
    evaluation = getattr(one, "evaluation", None)
    if evaluation is not None and not leads and evaluation.recorded_at is None:
        evaluation = None
    audit.record(AuditEventType.READ, one, details={"officer": one.officer_id})
    people = ReadablePeople(user)
    context = {
        "conference": one,
        "leads": leads,
        "is_officer": is_officer,
        "today": today,
        "zone": one.facility.time_zone,
        "clock": notice_clock(one, today),
        "notice_days": choices.NOTICE_DAYS,
        "notices": list(one.notices.select_related("job")),
        "reminders": REMINDERS,
        "discussed": [
            {"row": row, "person": people.get(row.offender_id)}
            for row in one.discussed.order_by("reason", "pk")
        ],
        "reports": [_report(report, people) for report in _latest_reports(one)],
        "review": _items(one, shown=leads),
        "sample": getattr(one, "sample", None) if leads or one.held_at else None,
        "evaluation": evaluation,
        "evaluation_due_on": evaluation_due_on(one),
        "coaching": list(one.coaching.order_by("pk")),
        "carried": list(
            CoachingItem.objects.filter(officer=one.officer, agreed_on__lte=one.counts_on)
            .exclude(conference=one)
            .filter(closed_on=None)
        ),
        **_readiness(one, people),
    }
    context["cases"] = _sampled(context["sample"], people, leads)
    return render(request, "pages/conferences/conference.html", context)


def find(user: User, pk: int, action: Action = Action.READ) -> Conference:
    """The conference, if the user may do `action` to it; strangers find nothing."""
    found = get_or_refuse(
        Conference.objects.in_scope(user, action).select_related(
            "officer", "supervisor", "facility", "evaluation", "review", "sample"
        ),
        Conference.objects.visible_to(user),
        pk=pk,
    )
    assert isinstance(found, Conference)
    return found


class ReadablePeople:
    """People by id, each only if the user may read the case; asked for in one query at a time."""

    def __init__(self, user: User):
        self.user = user
        self.known: dict[int, Offender | None] = {}

    def fetch(self, ids: Iterable[int]) -> None:
        """Look up what is not known yet."""
        new = set(ids) - self.known.keys()
        if new:
            found = Offender.objects.visible_to(self.user).in_bulk(list(new))
            self.known |= {pk: found.get(pk) for pk in new}

    def get(self, pk: int) -> Offender | None:
        """The person, or None where the case is not the reader's to see."""
        self.fetch([pk])
        return self.known[pk]


def _readiness(one: Conference, people: ReadablePeople) -> dict[str, Any]:
    """As it stands now while the conference is to come; as it was kept once it was held."""
    found: list[tuple[str, int, bool, str]]
    if one.is_open:
        try:
            with transaction.atomic():
                today = clock.today(one.facility)
                found = [
                    (f.check, f.offender_id, f.ok, f.words)
                    for f in prepare(one.officer, today).findings
                ]
        except Exception:
            logger.exception("The readiness of conference %s could not be computed.", one.pk)
            return {"checks": None}
    else:
        kept = one.readiness.filter(moment=ReadinessMoment.CONFERENCE)
        found = [(row.check_code, row.offender_id, row.ok, row.finding) for row in kept]
    people.fetch(case for _, case, ok, _ in found if not ok)
    checks = {code: Check(name) for code, name in CHECKS.items()}
    for code, case, ok, words in found:
        check = checks[code]
        check.rated += 1
        check.ready += ok
        if not ok:
            check.open.append({"person": people.get(case), "words": words})
    for check in checks.values():
        check.open.sort(
            key=lambda row: (row["person"] is None, row["person"] and row["person"].sort_name)
        )
    return {"checks": [check for check in checks.values() if check.rated]}


def _latest_reports(one: Conference) -> list[Any]:
    newest: dict[str, Any] = {}
    last_run = None
    for report in one.reports.order_by("-run_at", "pk"):
        last_run = last_run or report.run_at
        if report.run_at == last_run or (last_run - report.run_at).total_seconds() < 5:
            newest.setdefault(report.risk_level, report)
    return sorted(newest.values(), key=lambda report: report.risk_level)


def _report(report: Any, people: ReadablePeople) -> dict[str, Any]:
    rows = report.results.get("rows", [])
    people.fetch(row["offender"] for row in rows)
    kinds = [standard["contact_type"] for standard in report.standards]
    return {
        "report": report,
        "kinds": kinds,
        "standards": [
            {**standard, **report.results["met"].get(standard["contact_type"], {})}
            for standard in report.standards
        ],
        "rows": [
            {
                **row,
                "person": people.get(row["offender"]),
                "answers": [row["met"].get(kind) for kind in kinds],
            }
            for row in rows
        ],
    }


def _items(one: Conference, *, shown: bool) -> dict[str, Any] | None:
    review = getattr(one, "review", None)
    if review is None or not (shown or review.closed_at):
        return None
    return {
        "review": review,
        "rows": [
            {
                "words": words,
                "answer": getattr(review, f"get_{name}_display")(),
                "comment": review.comments.get(name, ""),
            }
            for name, words in CONFERENCE_ITEMS.items()
        ],
    }


def _sampled(sample: Any, people: ReadablePeople, leads: bool) -> list[dict[str, Any]]:
    if sample is None:
        return []
    cases = list(sample.cases.select_related("review", "replaced_by"))
    people.fetch(case.offender_id for case in cases)
    rows = []
    for case in cases:
        review = getattr(case, "review", None)
        shown = review if review is not None and (leads or review.closed_at) else None
        rows.append(
            {
                "case": case,
                "person": people.get(case.offender_id),
                "review": shown,
                "replacement": getattr(case, "replaced_by", None),
                "questions": len(CASE_QUESTIONS),
            }
        )
    return rows
