"""Turns lives into rows, in batches, so that memory does not grow with their number."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history

from agency import clock
from agency.models import Agency, User
from casemgmt.demo import plan_rows, supervision_rows, team_rows
from casenotes.models import (
    Amendment,
    CaseNote,
    ContactReport,
    NoContactReason,
    NoteType,
    ReportAnswer,
)
from offenders.models import (
    Absence,
    Alert,
    Alias,
    Assessment,
    CaseAssignment,
    Instrument,
    Movement,
    Offender,
    Organisation,
    Placement,
    SentenceDetermination,
)
from offenders.rules import derive_custody
from offenders.services.custody import absences_from, as_moved, placements_from
from plans.models import PlanReview
from scheduling.sync import recompute

if TYPE_CHECKING:
    from datetime import date

    from casemgmt.demo.life import Life
    from casemgmt.demo.staff import Staff
    from offenders.models import Program

REASON = "demonstration data"


class Writer:
    """Turns lives into rows."""

    def __init__(self, agency: Agency, staff: Staff, today: date, programs: list[Program]) -> None:
        self.agency = agency
        self.staff = staff
        self.today = today
        self.programs = programs
        self.organisations = list(Organisation.objects.order_by("pk"))
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
                    legal_status=life.legal_status,
                )
                for life in lives
            ],
            Offender,
            default_change_reason=REASON,
        )
        told = list(zip(people, lives, strict=True))
        self._custody(told)
        versions = plan_rows.write_plans(self, told)
        assignments = self._facts(told, versions)
        supervision_rows.write_supervision(self, told)
        team_rows.write_appearances(self, told)
        self._notes(told, assignments)
        self._reports(told)
        recompute([person.pk for person in people], REASON)

    def partner_of(self, consent: dict[str, Any]) -> int | None:
        """The id of the partner on the team, when the consent is for where the partner works."""
        here = consent["organisation"] == 0 and consent["partner_on_team"]
        return self.staff.partner.pk if here and self.staff.partner else None

    def local(self, moment: Any) -> date:
        """The day of a moment at the agency."""
        return clock.local_date(moment, self.agency)

    def noon(self, day: Any) -> datetime:
        """Midday of a past day; of the present day, its first minutes."""
        at = time(12) if day < self.today else time(0, 10)
        return clock.local_moment(day, at, self.agency)

    def _custody(self, told: list[tuple[Offender, Life]]) -> None:
        movements = Movement.objects.bulk_create(
            [
                Movement(
                    offender=person,
                    occurred_on=self.local(movement["occurred_at"]),
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

    def _facts(
        self, told: list[tuple[Offender, Life]], versions: dict[tuple[int, str], int]
    ) -> dict[tuple[int, date], int]:
        """Sentences, assignments, reviews, assessments, alerts, names; returns the assignments'
        ids by person and first day."""
        SentenceDetermination.objects.bulk_create(
            SentenceDetermination(
                offender=person,
                recorded_at=self.noon(sentence["recorded_on"]),
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
                PlanReview(
                    offender=person,
                    recorded_at=self.noon(review["done_on"]),
                    version_id=versions.get((person.pk, review["plan"])),
                    **review,
                )
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
        reasons: list[tuple[CaseNote, str]] = []
        for person, life in told:
            made: list[CaseNote] = []
            for note in life.notes:
                on = self.local(note["occurred_at"])
                made.append(
                    CaseNote(
                        offender=person,
                        type=self.types[str(note["type"])],
                        **self._author(note["author_id"]),
                        facility_id=note["facility_id"],
                        occurred_at=note["occurred_at"],
                        occurred_on=on,
                        recorded_at=note["recorded_at"],
                        recorded_on=self.local(note["recorded_at"]),
                        text=note["text"],
                        facets=note["facets"],
                        contact_mode=note["contact_mode"],
                        confidential=note["confidential"],
                        contact=note["contact"],
                        collateral=note["collateral"],
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
            reasons += [
                (row, note["no_contact"])
                for row, note in zip(made, life.notes, strict=True)
                if note["no_contact"]
            ]
            rows += made
        CaseNote.objects.bulk_create(rows, batch_size=1000)
        NoContactReason.objects.bulk_create(
            NoContactReason(
                offender_id=note.offender_id,
                month=note.occurred_on.replace(day=1),
                reason=reason,
                note=note,
                entered_at=note.recorded_at,
                entered_on=note.recorded_on,
                author_id=note.author_id,
                author_name=note.author_name,
            )
            for note, reason in reasons
        )
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
                    interview_on=self.local(report["interview_at"]),
                    signed_at=report["signed_at"],
                    completed_on=self.local(report["signed_at"]),
                )
                reports.append(row)
                answers += [ReportAnswer(report=row, **answer) for answer in report["answers"]]
        ContactReport.objects.bulk_create(reports)
        for answer in answers:
            answer.report_id = answer.report.pk  # known only now
        ReportAnswer.objects.bulk_create(answers, batch_size=2000)
