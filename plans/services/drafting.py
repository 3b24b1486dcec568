"""Beginning a plan, editing its draft, beginning a new version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import Offender
from plans.content import TEXT_FIELDS, Content, NeedRow, carried_on, content_of, write
from plans.focus import domains_of, latest_assessment
from plans.models import (
    NeedSource,
    Plan,
    PlanAction,
    PlanKind,
    PlanReview,
    PlanVersion,
    VersionReason,
    VersionStatus,
)
from plans.order import plans_that_end, stage_before
from plans.services.locks import locked, not_ahead

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from offenders.models import Assessment

LONGEST_TEXT = 20_000


@transaction.atomic
def start_plan(offender: Offender, by: User | None, *, kind: str) -> PlanVersion:
    """Begin a plan: its first version, a draft.

    The needs begin with the elevated domains of the latest assessment; a later stage of the OMP
    goes on from the stage before. Raises RuleViolation for a second plan of a kind in use, or a
    stage out of order (TPC, 3); after a return to prison the old plans end.
    """
    offender = Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    today = clock.today()
    for old in plans_that_end(offender, kind):
        old.versions.open().delete()
        for action in PlanAction.objects.unfinished().filter(version__plan=old):
            action.dropped_on, action.dropped_because = today, "Return to prison"
            action.settled_by, action.settled_at = by, clock.now()
            action.save()
        old.ended_on, old.ended_because = today, "Return to prison"
        old.save(update_fields=["ended_on", "ended_because"])
    rounds = Plan.objects.filter(offender=offender, kind=kind).aggregate(last=Max("round"))
    plan = Plan.objects.create(
        offender=offender, kind=kind, round=(rounds["last"] or 0) + 1, begun_on=today, begun_by=by
    )
    assessment = latest_assessment(offender)
    before = stage_before(offender, kind)
    content = carried_on(before) if before else Content()
    if before:
        content = replace(content, texts={**content.texts, "overview": ""})
    content = with_assessed_needs(content, assessment)
    version = PlanVersion.objects.create(
        plan=plan, number=1, prepared_by=by, saved_by=by, assessment=assessment
    )
    write(version, content)
    version.save()
    audit.record(AuditEventType.CREATED, version, actor=by, details={"plan": kind})
    announce_case_changed(offender.pk, "plan begun")
    return version


def with_assessed_needs(content: Content, assessment: Assessment | None) -> Content:
    """The content with the elevated domains of the assessment among its needs, and the level of
    every need that the assessment scored as it scored it."""
    levels = {domain.name.casefold(): domain for domain in domains_of(assessment)}
    needs = [
        replace(row, level=levels[row.domain.casefold()].level or row.level)
        if row.domain.casefold() in levels
        else row
        for row in content.needs
    ]
    there = {row.domain.casefold() for row in needs}
    needs += [
        NeedRow(domain.name, domain.level, source=NeedSource.ASSESSMENT)
        for key, domain in levels.items()
        if domain.elevated and key not in there
    ]
    return replace(content, needs=tuple(needs))


@transaction.atomic
def new_version(
    plan: Plan,
    by: User | None,
    *,
    reason: str = VersionReason.REVIEW,
    reason_note: str = "",
    event_on: date | None = None,
    prompted_by: PlanReview | None = None,
) -> PlanVersion:
    """A draft that begins as a copy of the last approved version, without what is done.

    reason: why; a setback names the day of the event, so that the days until the change are told
    (TPC, 6). Raises RuleViolation while another version is open, or when there is none to copy.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.ended_on is not None:
        raise RuleViolation("This plan has ended.")
    if plan.versions.open().exists():
        raise RuleViolation("A new version is being written already: open that one.")
    last = plan.versions.approved().order_by("-number").first()
    if last is None:
        raise RuleViolation("There is no approved version to go on from.")
    if reason == VersionReason.BEHAVIOUR and event_on is None:
        raise RuleViolation("Say on which day it happened.", field="event_on")
    if event_on is not None:
        not_ahead(event_on, "event_on")
    assessment = latest_assessment(plan.offender)
    version = PlanVersion.objects.create(
        plan=plan,
        number=last.number + 1,
        reason=reason,
        reason_note=reason_note,
        event_on=event_on,
        prompted_by=prompted_by,
        prepared_by=by,
        saved_by=by,
        assessment=assessment,
    )
    write(version, with_assessed_needs(carried_on(last), assessment))
    version.save()
    audit.record(AuditEventType.CREATED, version, actor=by, details={"reason": reason})
    return version


@transaction.atomic
def save_version(
    version: PlanVersion, by: User | None, content: Content, *, revision: int
) -> PlanVersion:
    """Keep what was typed into a draft.

    revision: the one that the form was opened with. Raises EditConflict, with the version as it
    stands in `latest`, when somebody saved other words in between; RuleViolation when it is
    submitted or approved, or when rows do not fit together.
    """
    version, changed = kept(version, by, content, revision=revision)
    if changed:
        details = {"revision": version.revision}
        audit.record(AuditEventType.UPDATED, version, actor=by, details=details)
    else:
        audit.tell_nothing_new()
    return version


def kept(
    version: PlanVersion, by: User | None, content: Content, *, revision: int
) -> tuple[PlanVersion, bool]:
    """`save_version` as part of an act that the caller records; and whether anything changed."""
    version = locked(version)
    if version.status != VersionStatus.DRAFT:
        raise RuleViolation(
            "This version is approved and never changes."
            if version.status == VersionStatus.APPROVED
            else "This version waits for approval. Have it sent back to change it."
        )
    content = replace(content, texts={name: content.text(name) for name in TEXT_FIELDS})
    if content_of(version) == content:
        return version, False
    if version.revision != revision:
        raise EditConflict("Somebody else saved this plan while you were writing.", latest=version)
    _check(version, content)
    write(version, content)
    version.revision += 1
    version.saved_at, version.saved_by = clock.now(), by
    version.save()
    return version, True


def _check(version: PlanVersion, content: Content) -> None:
    domains = [row.domain.casefold() for row in content.needs]
    if len(set(domains)) < len(domains):
        raise RuleViolation("A need is there twice. Keep one of the two.", field="needs")
    if sum(row.driver for row in content.needs) > 1:
        raise RuleViolation(
            "Only one need is the driver: the one that leads to the others.", field="needs"
        )
    if any(len(text) > LONGEST_TEXT for text in content.texts.values()):
        raise RuleViolation(f"A text is longer than {LONGEST_TEXT:,} characters. Shorten it.")
    continued = {row.of for row in content.actions if row.of}
    known = version.plan.offender_id
    fitting = PlanAction.objects.filter(pk__in=continued, version__plan__offender=known)
    if fitting.count() != len(continued):
        raise RuleViolation("An action continues one of another plan.", field="actions")


@transaction.atomic
def discard_version(version: PlanVersion, by: User | None) -> None:
    """Throw a draft away; with the only version of a plan goes the plan."""
    version = locked(version)
    if version.status != VersionStatus.DRAFT:
        raise RuleViolation("Only a draft can be discarded.")
    plan = version.plan
    audit.record(AuditEventType.DISCARDED, version, actor=by, details={"number": version.number})
    version.delete()
    if not plan.versions.exists():
        plan.delete()


def kinds_to_begin(offender: Offender) -> list[str]:
    """The kinds of plan that could be begun for the person today."""
    possible = []
    for kind in PlanKind.values:
        try:
            plans_that_end(offender, kind)
        except RuleViolation:
            continue
        possible.append(kind)
    return possible
