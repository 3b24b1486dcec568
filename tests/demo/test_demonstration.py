"""The demonstration: believable, from a seed, up to today, and consistent with the product."""

from __future__ import annotations

import html
import re
from datetime import date
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from agency import clock
from agency.models import Posting, User
from agency.roles import Role
from casemgmt.demo import texts
from casemgmt.demo.names import person_name
from casemgmt.demo.staff import SIGN_INS
from casenotes.models import CaseNote, ContactReport, NoContactReason, WarrantRequest
from conferences.models import (
    CoachingItem,
    Conference,
    ConferenceEvaluation,
    CoverageDay,
    Meeting,
    Minutes,
    PerformanceMemo,
    StatisticalReview,
    TeamAppearance,
    TeamSession,
)
from offenders.models import (
    Assessment,
    CaseAssignment,
    CaseloadSubmission,
    Consent,
    CustodyBooking,
    Enrolment,
    Movement,
    Offender,
    TeamLead,
)
from plans.models import PlanVersion
from scheduling import sweep
from scheduling.models import DueItem
from tests.cast import NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module", params=["us-ok", "au-wa", "us-ca", "us-bop"])
def demonstration(request, django_db_setup, django_db_blocker):
    """Made once for each agency, in a transaction that is never committed."""
    with django_db_blocker.unblock(), clock.set_for_tests(NOW):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            call_command("make_demo", agency=request.param, offenders=100, seed=7, verbosity=0)
            yield request.param
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def test_it_has_a_sign_in_for_each_role_41_staff_and_three_facilities(demonstration) -> None:
    roles = {
        username: set(User.objects.get(username=username).postings.values_list("role", flat=True))
        for username in SIGN_INS
    }
    assert roles == {username: {role} for username, role in SIGN_INS.items()}
    assert set(SIGN_INS.values()) == set(Role)
    assert User.objects.count() == 41
    assert Posting.objects.exclude(facility=None).values("facility").distinct().count() == 3


def test_it_reaches_up_to_today_and_never_beyond(demonstration) -> None:
    now = clock.now()
    assert not CaseNote.objects.filter(recorded_at__gt=now).exists()
    assert not CaseNote.objects.filter(occurred_at__gt=now).exists()
    assert not Movement.objects.filter(occurred_at__gt=now).exists()
    assert not ContactReport.objects.filter(signed_at__gt=now).exists()
    assert CaseNote.objects.filter(occurred_on__year=2026, occurred_on__month=11).exists()
    assert CaseNote.objects.filter(occurred_on__lt=date(2025, 2, 1)).exists()


def test_nothing_in_it_breaks_a_rule_of_the_product(demonstration) -> None:
    """No contradictory movement, no officer without a posting, stored items equal a rebuild."""
    from offenders.services.custody import custody_of

    for person in Offender.objects.all():
        assert custody_of(person).contradictions == []
    for assignment in CaseAssignment.objects.select_related("officer"):
        assert assignment.officer.postings.holding_on(assignment.from_on).exists()
    assert sweep.recompute_everyone().total == 0


def test_there_is_work_that_is_late_and_work_that_was_done(demonstration) -> None:
    items = DueItem.objects.on_lists().filter(offender__isnull=False)
    assert items.filter(fulfilled_on__isnull=False).count() > 100
    assert items.overdue(TODAY).exists()


#: What a visitor must find, by agency: how many rows at least of what.
TO_BE_FOUND = {
    "us-ok": {
        "plan versions approved": PlanVersion.objects.approved,
        "caseload lists": CaseloadSubmission.objects.all,
        "days covered": CoverageDay.objects.all,
        "quarterly meetings": lambda: Meeting.objects.filter(kind="case_management_staff"),
    },
    "au-wa": {"plan versions approved": PlanVersion.objects.approved},
    "us-ca": {
        "a conference held last quarter": lambda: Conference.objects.held().filter(
            held_on__range=(date(2026, 7, 1), date(2026, 9, 30))
        ),
        "a conference set": Conference.objects.upcoming,
        "a conference that nobody was told of": lambda: Conference.objects.upcoming().filter(
            notices=None
        ),
        "an evaluation": ConferenceEvaluation.objects.all,
        "coaching that goes on": CoachingItem.objects.open,
        "a statistical review": StatisticalReview.objects.all,
        "a case plan approved": lambda: PlanVersion.objects.approved().filter(
            plan__kind="case_plan"
        ),
        "an assessment with its domains": lambda: Assessment.objects.exclude(domain_scores={}),
        "an enrolment over six months": lambda: Enrolment.objects.open_on(TODAY).filter(
            opened_on__lt=date(2026, 5, 23)
        ),
        "somebody in residential treatment": lambda: Enrolment.objects.open_on(TODAY).filter(
            program__residential=True
        ),
        "a booking": CustodyBooking.objects.all,
        "a reason for no contact": NoContactReason.objects.all,
        "a warrant request that waits": WarrantRequest.objects.waiting,
        "a consent for the partner": lambda: Consent.objects.naming_organisation_of(
            User.objects.get(username="partner").pk, TODAY
        ),
        "a lead of a transition team": TeamLead.objects.all,
        "somebody whom the partner sees": lambda: Offender.objects.in_scope(
            User.objects.get(username="partner"), "partner_case", "read"
        ),
    },
    "us-bop": {
        "minutes that were forwarded": lambda: Minutes.objects.exclude(forwarded_on=None),
        "a meeting of the case managers": lambda: Meeting.objects.filter(kind="cm_group"),
        "a meeting of the support staff": lambda: Meeting.objects.filter(kind="unit_support"),
        "a memo": PerformanceMemo.objects.all,
        "a unit team attended": TeamSession.objects.all,
        "a program review held": lambda: TeamAppearance.objects.filter(
            kind="program_review", held_on__isnull=False
        ),
        "an appearance to come": lambda: TeamAppearance.objects.filter(held_on=None),
    },
}


def test_it_has_what_the_standards_of_the_agency_ask_for(demonstration) -> None:
    missing = [what for what, rows in TO_BE_FOUND[demonstration].items() if not rows().exists()]
    assert missing == []


def test_every_link_that_a_visitor_can_follow_leads_to_a_page(demonstration, sign_in) -> None:
    """From each role's first page on; each kind of page once, with the data that is there."""
    visited: set[str] = set()
    dead = []
    for username in SIGN_INS:
        client = sign_in(User.objects.get(username=username))
        client.raise_request_exception = False
        waiting = ["/"]
        visited.discard("/")
        while waiting:
            address = waiting.pop(0)
            kind = re.sub(r"\d+", "1", address.partition("?")[0])
            if kind in visited or kind == "/sign-out":
                continue
            visited.add(kind)
            answer = client.get(address, follow=True)
            if answer.status_code >= 400:
                dead.append((username, address, answer.status_code))
            elif answer["Content-Type"].startswith("text/html"):
                found = re.findall(r'<a\b[^>]*\bhref="(/(?!static)[^"#]*)', answer.content.decode())
                waiting += [html.unescape(one) for one in found]
    assert dead == []
    assert len(visited) > 60


def test_it_refuses_a_database_that_serves_an_agency_already(demonstration) -> None:
    with pytest.raises(CommandError, match="serves an agency already"):
        call_command("make_demo", agency=demonstration, offenders=1, seed=1)


def test_the_same_seed_tells_the_same_people() -> None:
    def told(seed: str) -> list[object]:
        random = Random(seed)
        life = texts.a_life(random, "Ashby", "male")
        return [person_name(random, "male"), texts.monthly_note(random, life)]

    assert told("1/5") == told("1/5")
    assert told("1/5") != told("1/6")
