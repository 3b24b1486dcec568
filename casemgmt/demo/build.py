"""Writes the demonstration in batches, so that memory does not grow with its size."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from random import Random
from typing import TYPE_CHECKING, Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from agency import clock
from agency.models import Agency, Facility, User
from casemgmt.agencies import PLANS, set_up_agency
from casemgmt.demo.lives import Life, Place, Teller, add_months
from casemgmt.demo.staff import Staff, make_staff
from casenotes.models import Amendment, CaseNote, ContactReport, NoteType, ReportAnswer
from offenders.models import (
    Absence,
    Alert,
    Alias,
    Assessment,
    CaseAssignment,
    Instrument,
    Movement,
    Offender,
    Placement,
    SentenceDetermination,
)
from offenders.rules import derive_custody
from offenders.services.custody import absences_from, as_moved, placements_from
from plans.models import PlanReview
from scheduling.sync import recompute

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

BATCH = 150
REASON = "demonstration data"


def make_demonstration(
    agency_code: str,
    offenders: int,
    seed: int,
    *,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Agency:
    """Fill an empty database. told: called with how many people are done, and of how many.

    The same seed on the same day makes the same demonstration.
    """
    plan = PLANS[agency_code]
    today = clock.now().astimezone(clock.ZoneInfo(plan.time_zone)).date()
    with transaction.atomic():
        agency = set_up_agency(plan, live_from=add_months(today, -24).replace(day=1))
        facilities = list(Facility.objects.order_by("pk"))
        staff = make_staff(Random(f"{seed}/staff"), facilities, today)  # noqa: S311
    teller = Teller(
        contact_cycle="au-wa/copp-10.3" in plan.standards,
        zone=plan.time_zone,
        today=today,
        places=[
            Place(
                facility.pk,
                tuple(facility.units.filter(local_procedure="").values_list("pk", flat=True)),
                tuple(facility.units.exclude(local_procedure="").values_list("pk", flat=True)),
            )
            for facility in facilities
        ],
        staff=staff,
    )
    writer = _Writer(agency, staff, today)
    for start in range(0, offenders, BATCH):
        lives = [
            teller.tell(Random(f"{seed}/{index}"), index)  # noqa: S311
            for index in range(start, min(start + BATCH, offenders))
        ]
        with transaction.atomic():
            writer.write(lives)
        told(min(start + BATCH, offenders), offenders)
    return agency


class _Writer:
    """Turns lives into rows."""

    def __init__(self, agency: Agency, staff: Staff, today: date) -> None:
        self.agency = agency
        self.staff = staff
        self.today = today
        self.types = {kind.code: kind for kind in NoteType.objects.all()}
        self.instrument = Instrument.objects.get(code="LS/CMI")
        self.bands = list(self.instrument.bands.all())
        self.recorder = {facility: user.pk for facility, user in staff.recorders.items()}
        self.roles = {
            user.pk: ", ".join(sorted({p.role_word for p in user.postings.all()}))
            for user in User.objects.prefetch_related("postings")
        }

    def write(self, lives: list[Life]) -> None:
        """Write one batch and compute its due items."""
        people = bulk_create_with_history(
            [
                Offender(
                    number=life.number,
                    family_name=life.family_name,
                    given_names=life.given_names,
                    sex=life.sex,
                    date_of_birth=life.date_of_birth,
                )
                for life in lives
            ],
            Offender,
            default_change_reason=REASON,
        )
        told = list(zip(people, lives, strict=True))
        self._custody(told)
        assignments = self._facts(told)
        self._notes(told, assignments)
        self._reports(told)
        recompute([person.pk for person in people], REASON)

    def _local(self, moment: Any) -> date:
        return clock.local_date(moment, self.agency)

    def _noon(self, day: Any) -> datetime:
        """Midday of a past day; of the present day, its first minutes."""
        at = time(12) if day < self.today else time(0, 10)
        return clock.local_moment(day, at, self.agency)

    def _custody(self, told: list[tuple[Offender, Life]]) -> None:
        movements = Movement.objects.bulk_create(
            [
                Movement(
                    offender=person,
                    occurred_on=self._local(movement["occurred_at"]),
                    recorded_at=movement["occurred_at"],
                    **movement,
                )
                for person, life in told
                for movement in life.movements
            ]
        )
        by_person: dict[int, list[Movement]] = {}
        for movement in movements:
            by_person.setdefault(movement.offender_id, []).append(movement)
        placements: list[Placement] = []
        absences: list[Absence] = []
        for pk, rows in by_person.items():
            custody = derive_custody(as_moved(row) for row in rows)
            placements += placements_from(custody, pk)
            absences += absences_from(custody, pk)
        Placement.objects.bulk_create(placements)
        Absence.objects.bulk_create(absences)

    def _facts(self, told: list[tuple[Offender, Life]]) -> dict[tuple[int, date], int]:
        """Sentences, assignments, reviews, assessments, alerts, names; returns the assignments'
        ids by person and first day."""
        SentenceDetermination.objects.bulk_create(
            SentenceDetermination(
                offender=person,
                recorded_at=self._noon(sentence["recorded_on"]),
                **sentence,
            )
            for person, life in told
            for sentence in life.sentences
        )
        assignments = bulk_create_with_history(
            [
                CaseAssignment(
                    offender=person,
                    end_reason="Passed on" if assignment["until_on"] else "",
                    **assignment,
                )
                for person, life in told
                for assignment in life.assignments
            ],
            CaseAssignment,
            default_change_reason=REASON,
        )
        bulk_create_with_history(
            [
                PlanReview(offender=person, recorded_at=self._noon(review["done_on"]), **review)
                for person, life in told
                for review in life.reviews
            ],
            PlanReview,
            default_change_reason=REASON,
        )
        bulk_create_with_history(
            [
                Assessment(
                    offender=person,
                    instrument=self.instrument,
                    level=self._level(assessment["score"]),
                    **assessment,
                )
                for person, life in told
                for assessment in life.assessments
            ],
            Assessment,
            default_change_reason=REASON,
        )
        bulk_create_with_history(
            [Alert(offender=person, **alert) for person, life in told for alert in life.alerts],
            Alert,
            default_change_reason=REASON,
        )
        bulk_create_with_history(
            [
                Alias(offender=person, family_name=family, given_names=given)
                for person, life in told
                for family, given in life.aliases
            ],
            Alias,
            default_change_reason=REASON,
        )
        return {(row.offender_id, row.from_on): row.pk for row in assignments}

    def _level(self, score: Any) -> str:
        return next(b.level for b in self.bands if b.lowest_score <= score <= b.highest_score)

    def _author(self, pk: Any) -> dict[str, Any]:
        return {
            "author_id": pk,
            "author_name": self.staff.names[pk],
            "author_role": self.roles[pk],
        }

    def _notes(
        self, told: list[tuple[Offender, Life]], assignments: dict[tuple[int, date], int]
    ) -> None:
        rows: list[CaseNote] = []
        amendments: list[tuple[CaseNote, dict[str, Any]]] = []
        for person, life in told:
            made: list[CaseNote] = []
            for note in life.notes:
                on = self._local(note["occurred_at"])
                made.append(
                    CaseNote(
                        offender=person,
                        type=self.types[str(note["type"])],
                        **self._author(note["author_id"]),
                        facility_id=note["facility_id"],
                        occurred_at=note["occurred_at"],
                        occurred_on=on,
                        recorded_at=note["recorded_at"],
                        recorded_on=self._local(note["recorded_at"]),
                        text=note["text"],
                        facets=note["facets"],
                        contact_mode=note["contact_mode"],
                        confidential=note["confidential"],
                        for_officer=any(
                            a["officer_id"] == note["author_id"]
                            and a["from_on"] <= on
                            and (a["until_on"] is None or on <= a["until_on"])
                            for a in life.assignments
                        ),
                        assignment_ended_id=assignments.get((person.pk, note["closes"]))
                        if note["closes"]
                        else None,
                        form_key=uuid.uuid4(),
                    )
                )
            amendments += [(made[position], told_) for position, told_ in life.amendments]
            rows += made
        CaseNote.objects.bulk_create(rows, batch_size=1000)
        Amendment.objects.bulk_create(
            Amendment(
                note=note,
                kind=amendment["kind"],
                text=amendment["text"],
                recorded_at=amendment["recorded_at"],
                **self._author(amendment["author_id"]),
            )
            for note, amendment in amendments
        )

    def _reports(self, told: list[tuple[Offender, Life]]) -> None:
        answers: list[ReportAnswer] = []
        reports: list[ContactReport] = []
        for person, life in told:
            for report in life.reports:
                row = ContactReport(
                    offender=person,
                    kind=report["kind"],
                    **self._author(report["author_id"]),
                    facility_id=report["facility_id"],
                    interview_at=report["interview_at"],
                    interview_on=self._local(report["interview_at"]),
                    signed_at=report["signed_at"],
                    completed_on=self._local(report["signed_at"]),
                )
                reports.append(row)
                answers += [ReportAnswer(report=row, **answer) for answer in report["answers"]]
        ContactReport.objects.bulk_create(reports)
        for answer in answers:
            answer.report_id = answer.report.pk  # known only now
        ReportAnswer.objects.bulk_create(answers, batch_size=2000)
