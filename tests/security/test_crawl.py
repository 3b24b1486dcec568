"""The crawl itself: every address has a name of its own, a rule and an example (S01)."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.security.crawl import EXAMPLES, address, make_world, routes


def test_every_address_has_a_name_of_its_own():
    shared = [name for name, times in Counter(r.name for r in routes()).items() if times > 1]
    assert shared == []


def test_every_address_has_a_rule():
    """S01"""
    assert [route.name for route in routes() if route.rule is None] == []


def test_every_address_has_an_example_and_every_example_an_address(cast):
    world = make_world(cast)
    for route in routes():
        assert address(route, world).startswith("/")
    assert set(EXAMPLES) <= {route.name for route in routes()}


def test_what_a_page_asks_for_by_itself_keeps_no_session_going():
    """S29"""
    polled = {route.name for route in routes() if route.name.endswith("progress")}
    assert polled
    assert {route.name for route in routes() if route.rule.background} == polled


#: Addresses for everybody, each for the reason that its view gives.
FOR_EVERYBODY = {"account_login", "account_logout", "pages:health", "pages:cannot-sign-in"}


def test_nothing_else_is_open_to_everybody():
    """S01"""
    assert {route.name for route in routes() if route.rule.public} == FOR_EVERYBODY


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_nobody_signed_in_gets_nothing_but_the_way_to_sign_in(client, cast, method):
    """S01"""
    world = make_world(cast)
    for route in routes():
        if route.name in FOR_EVERYBODY:
            continue
        answer = getattr(client, method)(address(route, world))
        assert answer.status_code == 302, route.name
        assert answer["Location"].startswith("/sign-in"), route.name
        partial = getattr(client, method)(address(route, world), headers={"hx-request": "true"})
        assert partial.status_code == 401, route.name


def test_a_view_without_a_rule_is_never_served(client, sign_in, cast, monkeypatch):
    """S01"""
    from casemgmt.pages import account

    monkeypatch.delattr(account.help_page, "access_rule")
    client = sign_in(cast.okafor)
    client.raise_request_exception = False
    assert client.get("/help").status_code == 500
