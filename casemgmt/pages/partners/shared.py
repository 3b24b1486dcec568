"""The partner's own pages: the people whose consent names their organisation, and of each only
what it covers. Every page carries the notice on passing on; every disclosure names its consents
in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.errors_in_records.shown import STRIKE_PARTS, struck
from casemgmt.pages.recording import may_about
from casemgmt.pages.whereabouts import whereabouts_of
from casenotes.models import CaseNote, DisclosureKind, ErrorReport
from casenotes.services.disclosures import record_disclosure
from offenders.models import (
    Assessment,
    ConsentRecipient,
    DataClass,
    Enrolment,
    InstrumentKind,
    Offender,
    Organisation,
    Referral,
    SupervisionTerm,
)
from offenders.sharing import shared_with
from plans.models import Goal, PlanAction, PlanVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Consent


@governed_by("partner_case", "read")
@require_GET
def partner_people(request: SignedInRequest) -> HttpResponse:
    """The people whose consent in force names an organisation of the partner."""
    user = request.user
    rows = [
        {"person": person, "shared": shared_with(user, person.pk)}
        for person in Offender.objects.in_scope(user, "partner_case", "read").order_by(
            "family_name", "given_names", "number"
        )
    ]
    consents = sorted({pk for row in rows for pk in row["shared"].details["consents"]})
    audit.record(
        AuditEventType.LISTED,
        object_type="partner_case",
        details={"shown": len(rows), "consents": consents},
    )
    return render(request, "pages/partners/people.html", {"rows": rows, "today": clock.today()})


@governed_by("partner_case", "read")
@require_GET
def partner_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of one person, what the consents in force cover, and nothing else."""
    user = request.user
    offender = get_or_refuse(Offender.objects.in_scope(user, "partner_case", "read"), pk=pk)
    assert isinstance(offender, Offender)
    shared = shared_with(user, pk)
    today = clock.today()
    parts: dict[str, Any] = {}
    for data_class, gather in PARTS.items():
        if shared.covers(data_class):
            parts |= gather(user, offender, today)
    record_disclosure(
        offender,
        user,
        kind=DisclosureKind.PARTNER,
        recipient=_organisations_of(user, shared.consents, today) or user.full_name,
        recipient_person=user.full_name,
        channel="On screen",
        what=", ".join(str(DataClass(code).label) for code in sorted(shared.classes)),
        basis="The person's written consent",
        consents=shared.details["consents"],
    )
    audit.record(
        AuditEventType.READ,
        offender,
        object_type="partner_case",
        details={**shared.details, "classes": sorted(shared.classes)},
    )
    return render(
        request,
        "pages/partners/case.html",
        {
            "offender": offender,
            "consents": shared.consents,
            "today": today,
            "may_log": may_about(user, offender, "note", "create"),
            **parts,
        },
    )


def _organisations_of(user: User, consents: Sequence[Consent], today: date) -> str:
    """For whom the partner looks: the organisations that these consents name."""
    named = Organisation.objects.filter(
        Q(members__until_on=None) | Q(members__until_on__gte=today),
        members__user=user,
        members__from_on__lte=today,
        pk__in=ConsentRecipient.objects.filter(consent__in=consents).values("organisation"),
    )
    return ", ".join(sorted(set(named.values_list("name", flat=True))))


# ---- What each class of data holds ---------------------------------------------------------------


def _contact(user: User, offender: Offender, today: date) -> dict[str, Any]:
    assignment = offender.current_assignment(today)
    return {
        "contact": {
            "where": whereabouts_of(offender).full,
            "officer": assignment.officer if assignment else None,
        }
    }


def _plan(user: User, offender: Offender, today: date) -> dict[str, Any]:
    newest: dict[int, PlanVersion] = {}
    for version in (
        PlanVersion.objects.approved()
        .filter(plan__offender=offender, plan__ended_on=None)
        .select_related("plan")
        .order_by("number", "pk")
    ):
        newest[version.plan_id] = version
    return {
        "plans": [
            {
                "plan": version.plan,
                "goals": Goal.objects.filter(version=version),
                "actions": PlanAction.objects.filter(version=version).select_related("owner"),
            }
            for version in newest.values()
        ]
    }


def _programs(user: User, offender: Offender, today: date) -> dict[str, Any]:
    return {
        "enrolments": Enrolment.objects.filter(offender=offender).select_related("program"),
        "referrals": Referral.objects.with_status()
        .filter(offender=offender)
        .select_related("program"),
    }


def _risk(user: User, offender: Offender, today: date) -> dict[str, Any]:
    rows = (
        Assessment.objects.standing()
        .filter(offender=offender, instrument__kind=InstrumentKind.RISK_AND_NEEDS)
        .select_related("instrument")
        .prefetch_related("strengths")[:3]
    )
    return {"assessments": [(row, row.level_on(today)) for row in rows]}


def _supervision(user: User, offender: Offender, today: date) -> dict[str, Any]:
    return {
        "terms": SupervisionTerm.objects.standing()
        .filter(offender=offender, ended_on=None)
        .prefetch_related("conditions")
    }


def _notes(user: User, offender: Offender, today: date) -> dict[str, Any]:
    """The partner's own notes, struck ones as such, with what became of errors in them."""
    rows = (
        CaseNote.objects.visible_to(user)
        .filter(offender=offender, author=user)
        .select_related("type", *STRIKE_PARTS)
        .prefetch_related("amendments", Prefetch("errors", _errors_told(user)))
    )
    return {"notes": [(note, struck(note)) for note in rows]}


def _errors_told(user: User) -> Any:
    """Reports of errors in the partner's notes, each with its decision if there is one."""
    return ErrorReport.objects.visible_to(user).select_related("decision")


PARTS = {
    DataClass.CONTACT: _contact,
    DataClass.PLAN: _plan,
    DataClass.PROGRAMS: _programs,
    DataClass.RISK: _risk,
    DataClass.SUPERVISION: _supervision,
    DataClass.NOTES: _notes,
}
