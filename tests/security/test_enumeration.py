"""S36: nobody learns from the sign-in page which accounts exist, are locked or are disabled."""

from __future__ import annotations

import gc
import re
from statistics import median
from time import perf_counter

import pytest
from axes.models import AccessAttempt

from agency import lockouts
from tests.cast import PASSWORD
from tests.security.conftest import sign_in_by_form
from tests.security.hashers import SteadyHasher

TRIES = 200
KINDS = ("unknown", "locked", "inactive", "valid")
ALLOWED_MS = 5.0


@pytest.fixture
def accounts(cast, settings):
    """A locked, a disabled and a usable account, and a user name that nobody has."""
    settings.PASSWORD_HASHERS = ["tests.security.hashers.SteadyHasher"]
    # So that 200 wrong passwords leave each account as it is.
    settings.AXES_FAILURE_LIMIT = 10**6
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 0
    names = {"locked": "reyes", "inactive": "marrow", "valid": "okafor", "unknown": "zdanowicz"}
    for kind in ("locked", "inactive", "valid"):
        user = cast.users[names[kind]]
        user.set_password(PASSWORD)
        user.is_active = kind != "inactive"
        user.save()
    AccessAttempt.objects.create(
        username=lockouts.account_key("reyes"),
        ip_address="192.0.2.1",
        user_agent="",
        failures_since_start=10**6,
    )
    return names


def answer_to(client, username, password="not the password at all"):
    """Status and page, without what differs in every answer."""
    answer = sign_in_by_form(client, username, password)
    page = answer.content.decode().replace(f'value="{username}"', 'value="NAME"')
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return answer.status_code, page


def test_every_failure_gets_the_same_page(client, accounts):
    """S36"""
    answers = {kind: answer_to(client, name) for kind, name in accounts.items()}
    assert len(set(answers.values())) == 1
    assert answers["valid"][0] == 200


@pytest.mark.parametrize("kind", ["locked", "inactive"])
def test_the_right_password_of_an_unusable_account_gets_it_too(client, accounts, kind):
    """S36"""
    right = answer_to(client, accounts[kind], PASSWORD)
    assert right == answer_to(client, accounts["valid"])


@pytest.mark.parametrize("kind", KINDS)
def test_each_failure_costs_exactly_one_hash(client, accounts, kind):
    """S36"""
    SteadyHasher.spent = 0
    answer_to(client, accounts[kind])
    assert SteadyHasher.spent == 1


def test_every_failure_takes_the_same_time(client, accounts):
    """S36: medians of 200 tries each, taken in turn, so that a busy machine slows all alike."""
    took = {kind: [] for kind in KINDS}
    for kind in KINDS:
        answer_to(client, accounts[kind])
    gc.collect()
    gc.disable()
    try:
        for turn in range(TRIES):
            for place in range(len(KINDS)):
                kind = KINDS[(turn + place) % len(KINDS)]
                start = perf_counter()
                answer = sign_in_by_form(client, accounts[kind], "not the password at all")
                took[kind].append((perf_counter() - start) * 1000)
                assert answer.status_code == 200
    finally:
        gc.enable()
    medians = {kind: median(times) for kind, times in took.items()}
    assert min(medians.values()) > ALLOWED_MS, (
        "The hash must cost more than the difference allowed."
    )
    assert max(medians.values()) - min(medians.values()) < ALLOWED_MS, medians
