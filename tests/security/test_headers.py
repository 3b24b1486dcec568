"""S16, S25, S26, S51, S52: the headers of every answer, whatever it is."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders

from tests.cast import PASSWORD
from tests.security.crawl import address, make_world, routes

ROLES = ("okafor", "tran", "strand", "amsel", "noor")


@pytest.fixture
def world(cast):
    return make_world(cast)


def check(answer, *, static=False):
    """Every header that every answer has."""
    policy = {
        part.split()[0]: part.split()[1:]
        for part in answer["Content-Security-Policy"].split(";")
        if part.strip()
    }
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])
    assert "Server" not in answer
    if static:
        assert "no-store" not in answer["Cache-Control"]
    else:
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_of_every_page_has_them(client, sign_in, world, role):
    """Pages, forms, refusals and files alike."""
    sign_in(world.cast.users[role])
    client.raise_request_exception = False
    seen = set()
    for route in routes():
        if route.name == "account_logout":
            continue
        answer = client.get(address(route, world))
        assert answer.status_code < 500, route.name
        seen.add(answer.status_code)
        check(answer)
    assert {200, 302, 404, 405} <= seen


def test_answers_to_nobody_have_them(client, world):
    for route in routes():
        answer = client.get(address(route, world))
        assert answer.status_code in {200, 302, 405}, route.name
        check(answer)


def test_static_files_have_them_and_may_be_kept(client, db):
    for name in ("css/site.css", "js/page.js", "img/icon.svg"):
        assert finders.find(name)
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        check(answer, static=True)


def test_a_static_file_that_does_not_exist_has_them(client, db):
    answer = client.get("/static/js/none.js")
    assert answer.status_code == 404
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_the_redirect_to_https_has_them(client, cast, production, settings):
    apply(settings, production())
    answer = client.get("/sign-in", HTTP_HOST="cases.example.org")
    assert (answer.status_code, answer["Location"]) == (301, "https://cases.example.org/sign-in")
    check(answer)


def apply(settings, values):
    """Use what a production site sets, except where its files and databases are."""
    for name, value in values.items():
        if name.startswith(("SESSION_", "CSRF_", "SECURE_")) or name == "ALLOWED_HOSTS":
            setattr(settings, name, value)


def test_production_tells_browsers_to_come_by_https_only(client, cast, production, settings):
    """S27"""
    apply(settings, production())
    answer = client.get("/sign-in", secure=True, HTTP_HOST="cases.example.org")
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_production_cookies_are_bound_to_the_host_and_kept_from_scripts(
    client, okafor, production, settings
):
    """S26"""
    apply(settings, production())
    at_home = {"secure": True, "HTTP_HOST": "cases.example.org"}
    client.get("/sign-in", **at_home)
    client.post("/sign-in", {"login": "okafor", "password": PASSWORD}, **at_home)
    assert set(client.cookies) == {"__Host-csrftoken", "__Host-session"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert not client.cookies["__Host-session"]["expires"]


def test_messages_are_not_kept_in_a_cookie(settings):
    """S26: they name people."""
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"


def test_no_name_or_number_is_in_an_address(world):
    """S51"""
    person = world.ashby
    for route in routes():
        path = address(route, world)
        for word in (person.number, person.family_name, person.given_names):
            assert word.lower() not in path.lower()
        assert set(route.arguments) <= {"pk", "kind", "form", "act"}, route.name
