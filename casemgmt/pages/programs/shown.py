"""The programs of a person: needs without a referral, referrals with their steps, enrolments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.programs.needs import needs_of
from casemgmt.pages.recording import may_about, person_to_read
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.models import Enrolment, Offender, Referral, ReferralStatus
from offenders.models.programs import REFERRAL_STEPS
from offenders.program_lists import STALE_MONTHS
from scheduling.policy.dates import add_months

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("program", "read")
@require_GET
def programs(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about programs of one person."""
    user = request.user
    offender = person_to_read(user, "program", pk)
    today = clock.today(whereabouts_of(offender).facility or own_facility(user))
    audit.record(AuditEventType.READ, offender, details={"part": "programs"})
    referrals = (
        Referral.objects.with_status()
        .filter(offender=offender)
        .select_related("program__provider", "domain", "referred_by")
        .prefetch_related("steps__recorded_by")
    )
    return render(
        request,
        "pages/programs/programs.html",
        {
            "offender": offender,
            "today": today,
            "needs": needs_of(offender, today),
            "referrals": [(row, bool(REFERRAL_STEPS[row.status])) for row in referrals],
            "enrolments": enrolments_of(offender, today),
            "reasons": offender.no_referrals.select_related("recorded_by"),
            "may_add": may_about(user, offender, "program", "create"),
            "may_change": may_about(user, offender, "program", "update"),
        },
    )


def enrolments_of(offender: Offender, today: date) -> list[dict[str, Any]]:
    """Enrolments, the open ones first; `stale` is open over six months (M7)."""
    rows = (
        Enrolment.objects.filter(offender=offender)
        .select_related("program__provider")
        .prefetch_related("verifications__by")
        .order_by("closed_on", "-opened_on", "-pk")
    )
    listed = [
        {
            "enrolment": row,
            "open": row.closed_on is None,
            "stale": row.closed_on is None and add_months(row.opened_on, STALE_MONTHS) < today,
            "verified": [v for v in row.verifications.all() if v.still_valid][-1:],
        }
        for row in rows
    ]
    return sorted(listed, key=lambda row: not row["open"])


def programs_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows of programs: what is under way."""
    return {
        "enrolments": [row for row in enrolments_of(offender, today) if row["open"]],
        "referrals": [
            (row, ReferralStatus(row.status).label)
            for row in Referral.objects.open()
            .filter(offender=offender)
            .exclude(status=ReferralStatus.STARTED)
            .select_related("program")
        ],
    }
