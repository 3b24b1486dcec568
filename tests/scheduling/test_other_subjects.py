"""Duties about officers, facilities and units: computed, moved by their records, shown to whom
they are owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casemgmt.pages.duties import ACTION_WORDS, address_of_action, address_of_own_action
from casemgmt.recomputing import announce_posting_changed
from conferences.checks import Preparation
from conferences.services.appointments import schedule_conference
from scheduling import digests, flags, sweep
from scheduling.gather import gather, gather_others
from scheduling.models import DueItem, OtherSchedule, Transition
from scheduling.needs import sources_read
from scheduling.policies import activate_packs
from scheduling.policy.load import shipped
from scheduling.policy.select import Policies
from scheduling.presentation import why
from tests.factories import HeldFactory, OffenderFactory


@pytest.fixture
def probation(cast):
    """The cast under the county's conference policy too."""
    cast.agency.standards = ["us-ok/op-060101", "us-ca-slo/1.17", "us-bop/3510.08"]
    cast.agency.save()
    activate_packs(cast.agency)
    sweep.recompute_everyone()
    return cast


def about(officer, standard: str) -> DueItem:
    """The officer's item that is due in the last quarter of 2026."""
    return DueItem.objects.standing().get(
        officer=officer, standard=standard, due_on__range=("2026-10-01", "2026-12-31")
    )


def test_a_conference_is_owed_by_the_officers_supervisor(probation) -> None:
    item = about(probation.okafor, "PRO.CONFERENCE")
    assert item.owner == probation.lindqvist
    assert item.facility == probation.redbud


def test_the_conference_passes_to_a_new_supervisor(probation) -> None:
    posting = probation.okafor.postings.get()
    posting.supervisor = probation.marrow
    posting.save()
    announce_posting_changed(posting)
    assert about(probation.okafor, "PRO.CONFERENCE").owner == probation.marrow


def test_setting_a_conference_owes_its_notice_in_the_same_transaction(probation) -> None:
    conference = schedule_conference(
        probation.okafor,
        probation.lindqvist,
        on=date(2026, 12, 10),
        at=time(9),
        preparation=Preparation(),
    )
    item = DueItem.objects.get(occurrence=f"PRO.NOTICE/conference:{conference.pk}")
    assert (item.due_on, item.owner) == (date(2026, 11, 30), probation.lindqvist)


def test_a_facility_and_a_unit_owe_meetings_and_visits(probation) -> None:
    items = DueItem.objects.standing()
    assert items.filter(facility_subject=probation.redbud, standard="OK.COVERAGE").exists()
    assert items.filter(facility_subject=probation.redbud, standard="FED.CM_MEETING").exists()
    assert items.filter(unit_subject=probation.unit_b, standard="FED.TEAM_ATTENDANCE").exists()


def test_who_is_not_posted_to_hold_cases_owes_no_list(cast) -> None:
    sweep.recompute_all_others()
    owing = DueItem.objects.filter(standard="OK.CASELOAD_LIST").values_list("officer", flat=True)
    assert set(owing) == {cast.okafor.pk, cast.reyes.pk, cast.marsh.pk}


def test_a_second_look_at_every_subject_writes_nothing(probation) -> None:
    before = Transition.objects.count(), OtherSchedule.objects.count()
    assert sweep.recompute_all_others().total == 0
    assert (Transition.objects.count(), OtherSchedule.objects.count()) == before


def test_the_sweep_takes_the_officers_whose_day_has_come(cast, on_day) -> None:
    sweep.recompute_all_others()
    lists = DueItem.objects.filter(officer=cast.okafor, standard="OK.CASELOAD_LIST")
    assert not lists.filter(due_on="2026-12-31").exists()
    on_day(datetime(2026, 12, 1, 18, tzinfo=UTC))
    sweep.sweep()
    assert lists.filter(due_on="2026-12-31").exists()
    assert flags.flag_overdue() > 0
    flagged = Transition.objects.filter(kind="flagged_overdue", item__officer=cast.okafor)
    assert flagged.exists()


def test_the_number_of_queries_is_the_same_for_one_case_and_for_many(cast) -> None:
    held = {"unit": cast.unit_b, "since": date(2026, 10, 5), "officer": cast.okafor}
    people = [person.pk for person in HeldFactory.create_batch(12, **held)]
    with CaptureQueriesContext(connection) as for_some:
        gather(people[:6])
    with CaptureQueriesContext(connection) as for_many:
        gather(people)
    assert len(for_some) == len(for_many)


def test_the_facts_of_one_case_are_read_by_one_query_and_are_the_same_as_among_many(cast) -> None:
    everybody = [person.pk for person in cast.offenders.values()]
    others = [person.pk for person in OffenderFactory.create_batch(4)]
    with CaptureQueriesContext(connection) as queries:
        alone = [gather([pk])[0] for pk in everybody]
    assert len(queries) == len(everybody)
    assert alone == gather([*everybody, *others])[: len(everybody)]


def test_fewer_queries_are_asked_where_fewer_duties_are_in_force(cast) -> None:
    ids = list(range(1, 10))
    with CaptureQueriesContext(connection) as everything:
        gather(ids)
    with CaptureQueriesContext(connection) as western_australian:
        gather(ids, sources_read(Policies.of(shipped("WA"))))
    assert len(western_australian) < len(everything)


def test_why_tells_of_an_officers_duty_too(probation) -> None:
    told = why(about(probation.okafor, "PRO.CONFERENCE"), date(2026, 11, 23))
    assert told is not None
    assert told.quote
    (gathered,) = gather_others("officer", [probation.okafor.pk])
    assert gathered.facts.supervisor == f"user:{probation.lindqvist.pk}"


# ---- Shown to whom they are owed -----------------------------------------------------------


@pytest.mark.parametrize("edition", shipped(), ids=lambda edition: edition.code)
def test_every_action_of_every_standard_has_words_and_a_page(edition, cast) -> None:
    for duty in edition.duties():
        shown = {"plan_review": "review", "adjustment_review": "review"}
        action = shown.get(duty.action, duty.action)
        assert action in ACTION_WORDS, f"{duty.code}: {action}"
        item = DueItem(
            occurrence=f"{duty.code}/revision:1/meeting:1/memo:1/conference:1/coaching:1",
            officer=cast.okafor,
        )
        assert address_of_action(action, 1) or address_of_own_action(action, item), duty.code


def test_an_officer_finds_the_caseload_list_among_their_own_duties(cast, sign_in) -> None:
    sweep.recompute_all_others()
    page = sign_in(cast.okafor).get(reverse("pages:worklist")).content.decode()
    assert "My own duties" in page
    assert reverse("pages:caseload-list") in page


def test_a_supervisor_sees_conferences_owed_and_set(probation, sign_in) -> None:
    schedule_conference(
        probation.reyes,
        probation.lindqvist,
        on=date(2026, 12, 10),
        at=time(9),
        preparation=Preparation(),
    )
    page = sign_in(probation.lindqvist).get(reverse("pages:officers")).content.decode()
    assert "Next conference" in page
    assert f"{reverse('pages:conference-new')}?officer={probation.okafor.pk}" in page
    assert "My own duties" in page


def test_conferences_are_no_column_where_no_standard_asks_for_them(cast, sign_in) -> None:
    page = sign_in(cast.lindqvist).get(reverse("pages:officers")).content.decode()
    assert "Next conference" not in page


def test_the_coordinator_plans_the_coverage_that_names_nobody(cast, sign_in) -> None:
    sweep.recompute_all_others()
    page = sign_in(cast.strand).get(reverse("pages:worklist")).content.decode()
    assert reverse("pages:coverage") in page


def test_nobody_elsewhere_sees_the_duties_of_a_facility(cast) -> None:
    sweep.recompute_all_others()
    theirs = DueItem.objects.own_duties(cast.marsh_coordinator)
    assert set(theirs.values_list("facility__code", flat=True)) == {"SBP"}


def test_a_supervisors_own_load_counts_conferences(probation) -> None:
    assert digests.own_load(probation.lindqvist, date(2026, 12, 31)).due_today > 0


def test_findings_name_the_record_and_what_mends_it(cast, sign_in) -> None:
    page = sign_in(cast.strand).get(reverse("pages:findings")).content.decode()
    assert "VANN" in page
    assert "Allocate the case." in page
    there = sign_in(cast.marsh_coordinator).get(reverse("pages:findings")).content.decode()
    assert "VANN" not in there
    worklist = sign_in(cast.strand).get(reverse("pages:worklist")).content.decode()
    assert reverse("pages:findings") in worklist
