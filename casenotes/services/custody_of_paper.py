"""Where signed paper lies, and the files that go with a person to the next facility."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType
from casenotes.models import FileStep, GoingFile, PaperLocation, PaperPlace, TransferFile
from offenders.models import Placement

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from agency.models import User
    from casenotes.models import PrintedReport

CITE = "COPP 10.3, Records Management"


@transaction.atomic
def record_paper_location(
    report: PrintedReport,
    by: User,
    *,
    original: bool,
    place: str,
    moved_on: date,
    sent_to: str = "",
    form_key: uuid.UUID | None = None,
) -> PaperLocation:
    """Say where a paper was put or sent; the newest row of each of original and copy counts.

    Raises RuleViolation for a copy elsewhere than on the file, for paper that was destroyed, and
    for a day that cannot be.
    """
    form_key = form_key or uuid.uuid4()
    already = PaperLocation.objects.filter(form_key=form_key, by=by).first()
    if already is not None:
        return already
    if moved_on > clock.today(report.facility):
        raise RuleViolation("This day lies in the future.", field="moved_on")
    if moved_on < clock.local_date(report.printed_at, report.facility):
        raise RuleViolation("It was not printed yet on that day.", field="moved_on")
    elsewhere = place in {PaperPlace.CORPORATE_RECORDS, PaperPlace.WITH_SIGNATORY}
    if elsewhere and not original:
        raise RuleViolation(
            "A copy is kept on the person's file only; the original is what is forwarded.",
            field="place",
            cite=CITE,
        )
    if elsewhere and not sent_to.strip():
        raise RuleViolation("Write to whom it was sent.", field="sent_to")
    last = report.locations.filter(original=original).first()
    if last is not None and last.place == PaperPlace.DESTROYED:
        raise RuleViolation("This paper is on record as destroyed.", field="place")
    row = PaperLocation.objects.create(
        report=report,
        original=original,
        place=place,
        moved_on=moved_on,
        sent_to=sent_to.strip() if elsewhere else "",
        by=by,
        by_name=by.full_name,
        form_key=form_key,
    )
    audit.record(
        AuditEventType.CREATED,
        row,
        actor=by,
        offender_id=report.offender_id,
        facility_id=report.facility_id,
        details={"serial": report.serial, "place": place},
    )
    return row


# ---- Files that go with the person ---------------------------------------------------------------


def transfers_between(facilities: Collection[int], since: date) -> QuerySet[Placement]:
    """Permanent stays that began with a transfer from or to one of `facilities` (ids).

    Each has `sent_from_id`. They follow from movements, so a corrected transfer is one row here.
    """
    before = Placement.objects.filter(
        offender=OuterRef("offender"), permanent=True, departed_at=OuterRef("arrived_at")
    )
    return (
        Placement.objects.filter(permanent=True, arrived_on__gte=since)
        .annotate(sent_from_id=Subquery(before.values("facility_id")[:1]))
        .exclude(sent_from_id=None)
        .exclude(sent_from_id=F("facility_id"))
        .filter(Q(facility_id__in=facilities) | Q(sent_from_id__in=facilities))
        .select_related("offender", "facility", "arrival")
        .order_by("arrived_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Going:
    """One file of one transfer, with the ticks that there are."""

    file: GoingFile
    sent: TransferFile | None = None
    none: TransferFile | None = None
    received: TransferFile | None = None

    @property
    def is_open(self) -> bool:
        """Whether anybody still has to say something of it."""
        return self.received is None and self.none is None


def going_files(ticks: Collection[TransferFile]) -> list[Going]:
    """The checklist of one transfer from its ticks, in the order of the files."""
    by_step = {(tick.file, tick.step): tick for tick in ticks}
    return [
        Going(file, *(by_step.get((file, step)) for step in ("sent", "none", "received")))
        for file in GoingFile
    ]


@transaction.atomic
def tick_file(stay: Placement, by: User, *, file: str, step: str, done_on: date) -> TransferFile:
    """Say that a file was sent, that there is none, or that it was received.

    stay: as `transfers_between` gives it. The sending facility says the first two, the receiving
    one the last. Raises RuleViolation; a tick that is there already is kept.
    """
    here = stay.facility_id if step == FileStep.RECEIVED else stay.sent_from_id  # type: ignore[attr-defined]
    if here not in {facility.pk for facility in by.facilities()}:
        who = "receiving" if step == FileStep.RECEIVED else "sending"
        raise RuleViolation(f"The {who} facility says this.", cite=CITE)
    facility = next(facility for facility in by.facilities() if facility.pk == here)
    if done_on > clock.today(facility):
        raise RuleViolation("This day lies in the future.", field="done_on")
    ticks = TransferFile.objects.filter(movement=stay.arrival, file=file)
    there = {tick.step: tick for tick in ticks}
    if step in there:
        return there[step]
    if step == FileStep.NONE and there:
        raise RuleViolation("It is on record as sent or received, so there is one.")
    if step != FileStep.NONE and FileStep.NONE in there:
        raise RuleViolation("The sending facility said that there is no such file. Ask there.")
    try:
        with transaction.atomic():
            tick = TransferFile.objects.create(
                movement=stay.arrival,
                offender=stay.offender,
                file=file,
                step=step,
                done_on=done_on,
                facility=facility,
                by=by,
                by_name=by.full_name,
            )
    except IntegrityError:  # somebody ticked it in the same moment
        return TransferFile.objects.get(movement=stay.arrival, file=file, step=step)
    audit.record(
        AuditEventType.CREATED,
        tick,
        actor=by,
        offender_id=stay.offender_id,
        facility_id=facility.pk,
        details={"movement": stay.arrival_id, "file": file, "step": step},
    )
    return tick
