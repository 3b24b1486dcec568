"""Whatever happens to a case, in whatever order: stored due items equal a rebuild from scratch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agency import clock
from agency.errors import RuleViolation
from agency.events import announce_facility_changed
from agency.models import Agency, Facility, Posting, Unit, User
from casemgmt.shipped import install_shipped_data
from casenotes.models import NoteType
from casenotes.services import record_note
from conferences.models import CoverageDay
from offenders.models import CaseAssignment, Movement, SentenceDetermination
from offenders.services import (
    assign_officer,
    correct_movement,
    correct_release_dates,
    end_assignment,
    reassign,
    record_movement,
    record_release_dates,
    register_offender,
    withdraw_movement,
)
from plans.models import PlanReview
from plans.services import record_review, withdraw_review
from scheduling import difference, fingerprints, policies, sweep, sync
from scheduling.gather import gather, gather_others
from scheduling.models import DueItem, Exemption, Transition
from scheduling.policies import activate_packs
from scheduling.services.exemptions import approve_exemption, ask_exemption, clear_exemption

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 1, 5)


class OneCase(RuleBasedStateMachine):
    """A case and everything that may happen to it; each example is rolled back."""

    pack = ""
    zone = "America/Chicago"

    def __init__(self) -> None:
        super().__init__()
        self.day = FIRST_DAY
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clock = clock.set_for_tests(self.noon())
        self.clock.__enter__()
        self.agency = Agency.objects.create(
            code="x", name="X", time_zone=self.zone, standards=[self.pack]
        )
        install_shipped_data()
        activate_packs(self.agency)
        self.places = [
            Facility.objects.create(code=code, name=code, time_zone=self.zone, kind="prison")
            for code in "AB"
        ]
        self.exempt = Unit.objects.create(
            facility=self.places[0], code="AOD", name="AOD", local_procedure="LP 1"
        )
        self.officers = [User.objects.create_user(f"officer{i}") for i in range(4)]
        for index, officer in enumerate(self.officers):
            Posting.objects.create(
                user=officer,
                role="case_officer",
                facility=self.places[index % 2],
                from_on=date(2025, 1, 1),
            )
        self.person = register_offender(
            None, number="1", family_name="Ashby", given_names="Terrell"
        )

        sweep.recompute_all_others()

    def noon(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 18, 0, tzinfo=UTC)

    def teardown(self) -> None:
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, act, *args, **kwargs) -> None:
        """Do it, unless a rule of the product forbids it; then nothing may have changed."""
        try:
            with transaction.atomic():
                act(*args, **kwargs)
        except RuleViolation:
            pass

    def ago(self, days: int) -> datetime:
        return max(self.noon() - timedelta(days=days, hours=1), datetime(2025, 12, 1, tzinfo=UTC))

    @rule(days=st.sampled_from([1, 2, 6, 15, 29, 31, 62, 95]))
    def time_passes(self, days: int) -> None:
        self.clock.__exit__(None, None, None)
        self.day += timedelta(days=days)
        self.clock = clock.set_for_tests(self.noon())
        self.clock.__enter__()
        sweep.sweep()

    @rule(
        place=st.integers(0, 1), back=st.integers(0, 40), permanent=st.booleans(), aod=st.booleans()
    )
    def moves(self, place: int, back: int, permanent: bool, aod: bool) -> None:
        held = self.person.placements.filter(departed_at=None, permanent=True).exists()
        self.attempt(
            record_movement,
            self.person,
            None,
            kind="transfer" if held else "arrival",
            facility=self.places[place],
            unit=self.exempt if aod and place == 0 else None,
            permanent=permanent,
            occurred_at=self.ago(back),
        )

    @rule(
        kind=st.sampled_from(["temporary_out", "parole", "discharge", "escape"]),
        back=st.integers(0, 40),
    )
    def leaves(self, kind: str, back: int) -> None:
        self.attempt(record_movement, self.person, None, kind=kind, occurred_at=self.ago(back))

    @rule(place=st.integers(0, 1), back=st.integers(0, 20))
    def comes_back(self, place: int, back: int) -> None:
        self.attempt(
            record_movement,
            self.person,
            None,
            kind="return",
            facility=self.places[place],
            occurred_at=self.ago(back),
        )

    @precondition(lambda self: Movement.objects.standing().exists())
    @rule(which=st.integers(0, 99), back=st.integers(0, 60), never=st.booleans())
    def a_movement_is_corrected(self, which: int, back: int, never: bool) -> None:
        standing = list(Movement.objects.standing())
        wrong = standing[which % len(standing)]
        if never:
            self.attempt(withdraw_movement, wrong, None, reason="Never happened")
            return
        self.attempt(
            correct_movement,
            wrong,
            None,
            kind=wrong.kind,
            facility=wrong.facility,
            unit=wrong.unit,
            permanent=wrong.permanent,
            occurred_at=self.ago(back),
            reason="Wrong day",
        )

    @rule(officer=st.integers(0, 3), back=st.integers(0, 10))
    def is_allocated(self, officer: int, back: int) -> None:
        on = self.ago(back).date()
        current = CaseAssignment.objects.standing().filter(until_on=None).first()
        if current is None:
            self.attempt(assign_officer, self.person, self.officers[officer], None, from_on=on)
        else:
            self.attempt(
                reassign, current, self.officers[officer], None, from_on=on, reason="Leave"
            )

    @rule(back=st.integers(0, 5))
    def the_assignment_ends(self, back: int) -> None:
        current = CaseAssignment.objects.standing().filter(until_on=None).first()
        if current is not None:
            self.attempt(
                end_assignment, current, None, until_on=self.ago(back).date(), reason="Left"
            )

    @rule(
        kind=st.sampled_from(["contact", "progress_review", "absence", "termination_summary"]),
        officer=st.integers(0, 3),
        back=st.integers(0, 70),
    )
    def a_note_is_made(self, kind: str, officer: int, back: int) -> None:
        self.attempt(
            record_note,
            self.person,
            self.officers[officer],
            type=NoteType.objects.get(code=kind),
            occurred_at=self.ago(back),
            text="Saw him.",
        )

    @rule(months=st.integers(1, 90), back=st.integers(0, 50), correct=st.booleans())
    def release_dates_are_determined(self, months: int, back: int, correct: bool) -> None:
        dates = {
            "start_on": date(2025, 11, 1),
            "eed": date(2025, 11, 1) + timedelta(days=30 * months),
            "recorded_on": self.ago(back).date(),
        }
        last = SentenceDetermination.objects.standing().last()
        if correct and last is not None:
            self.attempt(correct_release_dates, last, None, reason="Typing error", **dates)
        else:
            self.attempt(record_release_dates, self.person, None, **dates)

    @rule(
        plan=st.sampled_from(["imp", "accountability"]),
        kind=st.sampled_from(["approved", "reviewed"]),
        back=st.integers(0, 60),
        resets=st.booleans(),
    )
    def the_plan_is_seen_to(self, plan: str, kind: str, back: int, resets: bool) -> None:
        self.attempt(
            record_review,
            self.person,
            None,
            plan=plan,
            kind=kind,
            done_on=self.ago(back).date(),
            resets_cycle=resets,
        )

    @rule(which=st.integers(0, 99))
    def a_review_was_recorded_wrongly(self, which: int) -> None:
        standing = list(PlanReview.objects.standing())
        if standing:
            self.attempt(withdraw_review, standing[which % len(standing)], None)

    @rule(every_duty=st.booleans(), starts_in=st.integers(0, 3), days=st.integers(0, 60))
    def is_exempted(self, every_duty: bool, starts_in: int, days: int) -> None:
        codes = sorted(policies.in_force().duties())

        def ask_and_approve() -> None:
            asked = ask_exemption(
                self.person,
                self.officers[0],
                reason="In hospital",
                from_on=self.day + timedelta(days=starts_in),
                until_on=self.day + timedelta(days=starts_in + days) if days else None,
                standards=() if every_duty else codes[:2],
            )
            approve_exemption(asked, self.officers[1])

        self.attempt(ask_and_approve)

    @precondition(lambda self: Exemption.objects.exists())
    @rule(ahead=st.integers(0, 3))
    def the_exemption_is_cleared(self, ahead: int) -> None:
        self.attempt(
            clear_exemption,
            Exemption.objects.latest("pk"),
            self.officers[1],
            cleared_on=self.day + timedelta(days=ahead),
            reason="Back",
        )

    @rule(place=st.integers(0, 1), back=st.integers(0, 40))
    def a_day_is_covered(self, place: int, back: int) -> None:
        facility = self.places[place]
        on = self.ago(back).date()
        CoverageDay.objects.get_or_create(facility=facility, on=on, staff=self.officers[place])
        announce_facility_changed(facility.pk, "covered")

    @rule()
    def everything_is_recomputed(self) -> None:
        """It finds nothing to change, and then nothing to look at until something changes."""
        assert sweep.recompute_everyone().total == 0
        today = clock.today(self.places[0])
        assert fingerprints.to_look_at(0, self.person.pk, today) == {}

    @invariant()
    def a_facilitys_items_equal_a_rebuild(self) -> None:
        in_force = policies.in_force()
        for found in gather_others("facility", [place.pk for place in self.places]):
            answer = policies.assess(in_force, found.facts, clock.today(found.facility))
            stored = {
                item.occurrence: tuple(getattr(item, name) for name in difference.COMPUTED)
                for item in DueItem.objects.standing().filter(facility_subject=found.pk)
            }
            assert stored == {
                one.occurrence: difference.row_of(found, one, None, in_force)
                for one in answer.obligations
            }

    @invariant()
    def stored_items_equal_a_rebuild(self) -> None:
        in_force = policies.in_force()
        (case,) = gather([self.person.pk])
        answer = policies.assess(in_force, case.facts, clock.today(case.facility))
        rebuilt = {
            obligation.occurrence: difference.row_of(case, obligation, None, in_force)
            for obligation in answer.obligations
        }
        stored = {
            item.occurrence: tuple(getattr(item, name) for name in difference.COMPUTED)
            for item in DueItem.objects.standing().filter(offender=self.person)
        }
        assert stored == rebuilt

    @invariant()
    def recomputing_again_writes_nothing(self) -> None:
        before = Transition.objects.count()
        assert sync.recompute([self.person.pk], "again").total == 0
        assert Transition.objects.count() == before


class OklahomaCase(OneCase):
    pack = "us-ok/op-060101"


class WesternAustralianCase(OneCase):
    pack = "au-wa/copp-10.3"
    zone = "Australia/Perth"


@pytest.mark.parametrize("machine", [OklahomaCase, WesternAustralianCase])
def test_stored_items_equal_a_rebuild_after_any_sequence_of_events(machine) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            # A counterexample is not made smaller: each step takes the database along.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
