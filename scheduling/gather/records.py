"""What staff recorded of a case besides notes, reports and plan reviews."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from casenotes.models import NoContactReason, PregnancyNotice, WarrantRequest
from conferences.models import TeamAppearance
from offenders.models import Application, Assessment, TeamLead
from plans.models import PlanAction
from scheduling.engine import facts
from scheduling.gather.sources import Source
from scheduling.refs import ref


def _no_contact(
    pk: int, origin: int | None, month: date, reason: str, entered_on: date, author: int
) -> facts.NoContactReason:
    return facts.NoContactReason(
        ref("no_contact", origin or pk), month, reason, entered_on, ref("user", author)
    )


def _warrant(
    pk: int,
    prepared_on: date,
    submitted_on: date | None,
    decided_on: date | None,
    approved: bool | None,
) -> facts.WarrantRequest:
    return facts.WarrantRequest(
        ref("warrant_request", pk), prepared_on, submitted_on, decided_on, approved
    )


def _pregnancy(
    pk: int,
    received_on: date,
    notified_on: date | None,
    noted_on: date | None,
    note: int | None,
    filed_on: date | None,
    struck: int | None,
) -> facts.PregnancyNotice:
    if struck is not None:  # the note was entered in error: it does not stand for the call
        noted_on = note = None
    return facts.PregnancyNotice(
        ref("pregnancy", pk),
        received_on,
        notified_on,
        noted_on,
        ref("note", note) if note else "",
        filed_on,
    )


def _assessment(pk: int, origin: int | None, code: str, assessed_on: date) -> Any:
    return facts.AssessmentMade(ref("assessment", origin or pk), code, assessed_on)


def _plan_action(
    pk: int,
    origin: int | None,
    plan: str,
    due_on: date,
    done_on: date | None,
    dropped_on: date | None,
    plan_ended_on: date | None,
    owner: int | None,
    what: str,
) -> facts.PlanAction:
    if done_on is None and dropped_on is None:
        dropped_on = plan_ended_on
    return facts.PlanAction(
        ref("plan_action", origin or pk),
        plan,
        due_on,
        done_on,
        dropped_on,
        ref("user", owner) if owner else "",
        what,
    )


def _team_appearance(
    pk: int,
    at: datetime,
    noticed_at: datetime | None,
    waived_on: date | None,
    held_on: date | None,
    kind: Any,
    zone: str,
) -> facts.TeamAppearance:
    return facts.TeamAppearance(
        ref("team_appearance", pk),
        _on_the_wall(at, zone),
        _on_the_wall(noticed_at, zone) if noticed_at else None,
        waived_on,
        held_on,
        kind,
    )


def _on_the_wall(moment: datetime, zone: str) -> datetime:
    """Local time without a zone, as the engine counts hours: by the clock of the facility."""
    return moment.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _team_lead(pk: int, phase: str, from_on: date, until_on: date | None) -> facts.TeamLead:
    return facts.TeamLead(ref("team_lead", pk), phase, from_on, until_on)


def _application(
    pk: int, kind: str, eligible_on: date, informed_on: date | None, unwanted_on: date | None
) -> facts.Application:
    return facts.Application(ref("application", pk), kind, eligible_on, informed_on, unwanted_on)


SOURCES: dict[str, Source] = {
    "no_contact_reasons": Source(
        lambda: NoContactReason.objects.standing(),
        ("pk", "origin_id", "month", "reason", "entered_on", "author_id"),
        _no_contact,
    ),
    "warrant_requests": Source(
        lambda: WarrantRequest.objects.all(),
        ("pk", "prepared_on", "submitted_on", "decided_on", "approved"),
        _warrant,
    ),
    "pregnancies": Source(
        lambda: PregnancyNotice.objects.standing(),
        (
            "pk",
            "received_on",
            "notified_on",
            "noted_on",
            "note_id",
            "filed_on",
            "note__strike__pk",
        ),
        _pregnancy,
    ),
    "assessments": Source(
        lambda: Assessment.objects.standing(),
        ("pk", "origin_id", "instrument__code", "assessed_on"),
        _assessment,
    ),
    "plan_actions": Source(
        lambda: PlanAction.objects.standing(),
        (
            "pk",
            "origin_id",
            "version__plan__kind",
            "due_on",
            "done_on",
            "dropped_on",
            "version__plan__ended_on",
            "owner_id",
            "what",
        ),
        _plan_action,
        by="version__plan__offender_id",
    ),
    "team_appearances": Source(
        lambda: TeamAppearance.objects.standing(),
        ("pk", "at", "noticed_at", "waived_on", "held_on", "kind", "facility__time_zone"),
        _team_appearance,
    ),
    "team_leads": Source(
        lambda: TeamLead.objects.all(), ("pk", "phase", "from_on", "until_on"), _team_lead
    ),
    "applications": Source(
        lambda: Application.objects.all(),
        ("pk", "kind", "eligible_on", "informed_on", "no_longer_wanted_on"),
        _application,
    ),
}
