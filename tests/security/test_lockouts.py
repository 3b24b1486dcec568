"""S32: five failures lock an account for 15 minutes, and nobody for ever."""

from __future__ import annotations

import json

import pytest
from axes.models import AccessAttempt
from django.core import serializers

from agency import lockouts
from agency.models import AuditEvent, AuditEventType
from tests.security.conftest import is_signed_in, sign_in_by_form

pytestmark = pytest.mark.usefixtures("clocks")


def fail(client, times, username="okafor", **extra):
    for _ in range(times):
        answer = sign_in_by_form(client, username, "not the password", **extra)
    return answer


def can_sign_in(new_browser, username="okafor", **extra):
    client = new_browser()
    sign_in_by_form(client, username, **extra)
    return is_signed_in(client)


def test_four_failures_lock_nothing(client, new_browser, okafor):
    fail(client, 4)
    assert can_sign_in(new_browser)


def test_after_five_failures_the_right_password_fails_too(client, new_browser, okafor):
    fail(client, 5)
    assert not can_sign_in(new_browser)


def test_a_lock_ends_after_15_minutes_and_not_before(client, new_browser, okafor, clocks):
    fail(client, 5)
    clocks.go_on(minutes=14, seconds=59)
    assert not can_sign_in(new_browser)
    clocks.go_on(seconds=2)
    assert can_sign_in(new_browser)


def test_failures_that_are_older_than_15_minutes_do_not_count(client, new_browser, okafor, clocks):
    fail(client, 4)
    clocks.go_on(minutes=15, seconds=1)
    fail(client, 4)
    assert can_sign_in(new_browser)


def test_a_sign_in_forgives_earlier_failures(client, new_browser, okafor):
    fail(client, 4)
    assert can_sign_in(new_browser)
    fail(client, 4)
    assert can_sign_in(new_browser)


def test_failures_count_together_from_whatever_address_browser_and_spelling(new_browser, okafor):
    for number, name in enumerate(["okafor", "OKAFOR", " okafor", "Okafor", "oKafor "]):
        fail(new_browser(), 1, name, REMOTE_ADDR=f"192.0.2.{number}", HTTP_USER_AGENT=f"B/{number}")
    assert not can_sign_in(new_browser)


def test_a_lock_lasts_its_full_time_when_failures_came_from_two_places(
    client, new_browser, okafor, reyes, clocks
):
    fail(client, 4, REMOTE_ADDR="192.0.2.1")
    clocks.go_on(minutes=10)
    fail(client, 1, REMOTE_ADDR="192.0.2.2")
    clocks.go_on(minutes=6)
    # Somebody else's sign-in clears old failures away, not the ones that the lock rests on.
    assert can_sign_in(new_browser, "reyes")
    clocks.go_on(minutes=8, seconds=59)
    assert not can_sign_in(new_browser)
    clocks.go_on(seconds=2)
    assert can_sign_in(new_browser)


def test_trying_on_does_not_make_a_lock_longer(client, new_browser, okafor, clocks):
    """Nobody can keep a colleague out for ever."""
    fail(client, 5)
    for _ in range(14):
        clocks.go_on(minutes=1)
        fail(client, 1)
    clocks.go_on(minutes=1, seconds=1)
    assert can_sign_in(new_browser)


def test_a_lock_touches_nobody_else_and_no_session_under_way(client, new_browser, okafor, reyes):
    working = new_browser()
    sign_in_by_form(working)
    fail(client, 5)
    assert is_signed_in(working)
    assert can_sign_in(new_browser, "reyes")


def test_an_administrator_unlocks_an_account(client, new_browser, cast, okafor):
    fail(client, 5)
    assert lockouts.locked_until(okafor).isoformat() == "2026-11-23T16:15:00+00:00"
    assert lockouts.unlock(okafor, cast.amsel)
    assert lockouts.locked_until(okafor) is None
    assert can_sign_in(new_browser)
    event = AuditEvent.objects.get(type=AuditEventType.UNLOCKED)
    assert (event.actor_id, event.object_type, event.object_id) == (
        cast.amsel.pk,
        "user",
        str(okafor.pk),
    )


def test_a_lock_is_recorded_once(client, okafor):
    fail(client, 8)
    locked = AuditEvent.objects.filter(type=AuditEventType.LOCKED_OUT)
    assert [event.object_id for event in locked] == [str(okafor.pk)]
    failed = AuditEvent.objects.filter(type=AuditEventType.SIGN_IN_FAILED).order_by("pk")
    assert [event.reason for event in failed] == [""] * 5 + ["locked"] * 3


def test_guessing_the_present_password_while_changing_it_locks_too(new_browser, okafor):
    working = new_browser()
    sign_in_by_form(working)
    for _ in range(5):
        working.post(
            "/change-password", {"oldpassword": "a guess", "password1": "plum orchard lantern 42"}
        )
    assert not can_sign_in(new_browser)


def test_an_address_with_too_many_failures_has_to_wait(new_browser, okafor, settings, clocks):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 12
    for number in range(12):
        fail(new_browser(), 1, f"guess-{number}", REMOTE_ADDR="192.0.2.9")
    blocked = new_browser()
    answer = sign_in_by_form(blocked, REMOTE_ADDR="192.0.2.9")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert not is_signed_in(blocked)
    assert can_sign_in(new_browser, REMOTE_ADDR="192.0.2.10")
    clocks.go_on(minutes=15, seconds=1)
    assert can_sign_in(new_browser, REMOTE_ADDR="192.0.2.9")


def test_the_limit_of_an_address_is_far_above_what_a_facility_mistypes(settings):
    assert settings.SIGN_IN_FAILURES_PER_ADDRESS == 100


def test_hammering_a_locked_account_counts_for_the_address(new_browser, okafor, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 12
    fail(new_browser(), 12, REMOTE_ADDR="192.0.2.9")
    assert sign_in_by_form(new_browser(), "reyes", REMOTE_ADDR="192.0.2.9").status_code == 429


def test_signing_in_does_not_excuse_the_failures_of_an_address(new_browser, okafor, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 6
    fail(new_browser(), 3, "someone", REMOTE_ADDR="192.0.2.9")
    assert can_sign_in(new_browser, REMOTE_ADDR="192.0.2.9")
    fail(new_browser(), 3, "someone-else", REMOTE_ADDR="192.0.2.9")
    assert sign_in_by_form(new_browser(), REMOTE_ADDR="192.0.2.9").status_code == 429


def test_locks_need_no_redis(client, new_browser, okafor, monkeypatch):
    def unreachable(*_, **__):
        raise AssertionError("Sign-in asked Redis.")

    monkeypatch.setattr("redis.connection.AbstractConnection.connect", unreachable)
    monkeypatch.setattr("socket.create_connection", unreachable)
    fail(client, 5)
    assert not can_sign_in(new_browser)


def test_what_was_typed_is_in_no_row_of_the_failures(client, okafor):
    """S48: people type passwords into the field for the user name."""
    fail(client, 2, "Canary-in-the-name-field")
    sign_in_by_form(client, "okafor", "Canary-in-the-password-field", following="/canary-next")
    assert AccessAttempt.objects.count() == 2
    kept = json.dumps(json.loads(serializers.serialize("json", AccessAttempt.objects.all())))
    assert "anary" not in kept
    assert "okafor" not in kept
    events = serializers.serialize("json", AuditEvent.objects.all())
    assert "anary" not in events
