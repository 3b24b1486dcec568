"""S10: access ends with the fact that it rests on, for the next request of the same session."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from agency.models import AccessReason, AuditEvent, Posting
from agency.roles import Role
from offenders.models import Exclusion, Offender
from offenders.services import end_assignment, reassign, record_movement
from tests.cast import NOW
from tests.security.crawl import make_world

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(cast):
    return make_world(cast, words="quillfeather-ashby")


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def reads_the_case(client, world):
    """Whether the text of the case comes back."""
    answer = client.get(f"/case/{world.ashby.pk}")
    assert answer.status_code in {200, 302, 404}
    return b"quillfeather-ashby" in answer.content


def move_away(world):
    """Ashby goes to Saltbush for good."""
    record_movement(
        world.ashby,
        None,
        kind="transfer",
        facility=world.saltbush,
        permanent=True,
        occurred_at=NOW - timedelta(minutes=30),
    )


def test_an_officer_loses_the_case_that_is_given_to_somebody_else(world):
    officer, colleague = signed_in(world.okafor), signed_in(world.reyes)
    assert reads_the_case(officer, world)
    assert not reads_the_case(colleague, world)
    current = world.ashby.current_assignment(date(2026, 11, 23))
    reassign(current, world.reyes, None, from_on=date(2026, 11, 23), reason="Load")
    assert not reads_the_case(officer, world)
    assert reads_the_case(colleague, world)


def test_an_ended_assignment_holds_through_its_last_day_and_no_longer(world, on_day):
    officer = signed_in(world.okafor)
    end_assignment(
        world.ashby.current_assignment(date(2026, 11, 23)),
        None,
        until_on=date(2026, 11, 23),
        reason="Leave",
    )
    on_day("2026-11-24T05:59+00:00")  # one minute to midnight in Chicago
    assert Offender.objects.visible_to(world.okafor).filter(pk=world.ashby.pk).exists()
    on_day("2026-11-24T06:00+00:00")
    user = type(world.okafor).objects.get(pk=world.okafor.pk)
    assert not Offender.objects.visible_to(user).filter(pk=world.ashby.pk).exists()
    assert not reads_the_case(officer, world)


@pytest.mark.parametrize("name", ["okafor", "strand", "tran", "ferrante", "marrow", "lindqvist"])
def test_everybody_at_the_facility_loses_who_is_moved_away(world, name):
    client = signed_in(world.cast.users[name])
    assert reads_the_case(client, world)
    move_away(world)
    assert client.get(f"/case/{world.ashby.pk}").status_code == 404


def test_the_other_facility_reads_the_case_from_then_on(world):
    client = signed_in(world.marsh_records)
    assert not reads_the_case(client, world)
    move_away(world)
    assert reads_the_case(client, world)


def test_the_author_of_a_note_keeps_the_authorship_and_loses_the_note(world):
    move_away(world)
    client = signed_in(world.okafor)
    assert client.get(f"/note/{world.note.pk}/add").status_code == 404
    world.note.refresh_from_db()
    assert world.note.author == world.okafor


@pytest.mark.parametrize("name", ["strand", "tran", "ferrante", "marrow", "lindqvist", "okafor"])
def test_a_posting_that_ended_yesterday_opens_nothing_today(world, name):
    user = world.cast.users[name]
    client = signed_in(user)
    assert reads_the_case(client, world)
    user.postings.update(until_on=date(2026, 11, 22))
    answer = client.get(f"/case/{world.ashby.pk}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in")


def test_a_posting_elsewhere_in_its_place_opens_only_what_is_there(world):
    user = world.strand
    client = signed_in(user)
    user.postings.update(until_on=date(2026, 11, 22))
    Posting.objects.create(
        user=user, role=Role.COORDINATOR, facility=world.saltbush, from_on=date(2026, 11, 23)
    )
    assert client.get(f"/case/{world.ashby.pk}").status_code == 404
    assert client.get(f"/case/{world.nalder.pk}").status_code == 200


def test_a_supervisor_loses_the_team_that_is_given_to_another(world):
    client = signed_in(world.lindqvist)
    assert reads_the_case(client, world)
    world.okafor.postings.update(supervisor=world.strand)
    assert client.get(f"/case/{world.ashby.pk}").status_code == 404


def test_a_unit_manager_loses_who_moves_to_another_unit(world):
    client = signed_in(world.marrow)
    record_movement(
        world.ashby,
        None,
        kind="transfer",
        facility=world.redbud,
        unit=world.unit_c,
        permanent=True,
        occurred_at=NOW - timedelta(minutes=30),
    )
    assert client.get(f"/case/{world.ashby.pk}").status_code == 404


@pytest.mark.parametrize(
    "name", ["okafor", "strand", "tran", "ferrante", "marrow", "lindqvist", "coble", "noor"]
)
def test_somebody_who_is_a_party_is_kept_out_whatever_they_hold(world, name):
    user = world.cast.users[name]
    client = signed_in(user)
    assert client.get(f"/case/{world.ashby.pk}").status_code == 200
    Exclusion.objects.create(offender=world.ashby, user=user, reason="Brother of the victim")
    assert client.get(f"/case/{world.ashby.pk}").status_code == 404
    assert not Offender.objects.known_to(user).filter(pk=world.ashby.pk).exists()


def test_an_auditor_reads_for_an_hour_after_saying_why_and_then_is_asked_again(world, on_day):
    client = signed_in(world.noor)
    assert not reads_the_case(client, world)
    client.post(f"/case/{world.ashby.pk}/reason", {"reason": "Complaint 12 to the ombudsman"})
    assert AccessReason.objects.filter(user=world.noor).count() == 1
    assert reads_the_case(client, world)
    on_day(NOW + timedelta(minutes=61))
    later = signed_in(world.noor)
    assert not reads_the_case(later, world)


def test_a_disabled_account_reads_nothing_even_through_a_query(world):
    world.okafor.is_active = False
    world.okafor.save()
    assert not Offender.objects.visible_to(world.okafor).exists()
    assert not Offender.objects.known_to(world.okafor).exists()


PAGES = ["/case/{}", "/case/{}/note", "/report/{}", "/note/{}/add", "/due/{}/why"]


@pytest.mark.parametrize("pattern", PAGES)
def test_what_is_not_there_and_what_is_not_ours_are_answered_alike(world, pattern):
    """The same page, the same length, whatever the reason; one refusal each."""
    theirs = {
        "/case/{}": world.nalder.pk,
        "/case/{}/note": world.nalder.pk,
        "/report/{}": world.report.pk,
        "/note/{}/add": world.note.pk,
        "/due/{}/why": world.due_item.pk,
    }[pattern]
    reader = world.coble if pattern in PAGES[:2] else world.marsh
    client = signed_in(reader)
    bodies = []
    for pk in (theirs, 999_999_999):
        before = AuditEvent.objects.count()
        answer = client.get(pattern.format(pk))
        assert answer.status_code == 404
        assert AuditEvent.objects.count() == before + 1
        assert AuditEvent.objects.latest("pk").type == "refused"
        body = answer.content.decode().replace(answer["X-Request-ID"], "")
        bodies.append(re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', "", body))
    assert bodies[0] == bodies[1]
