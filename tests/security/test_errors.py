"""S49: error pages say the same whatever the cause was, with the request's id."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.test import Client

from agency.models import Agency
from casemgmt.pages import account
from tests.security.test_headers import check

SECRET = "Canary: what was in the exception"


@pytest.fixture
def officer(cast, sign_in):
    client = sign_in(cast.okafor)
    client.raise_request_exception = False
    return client


@pytest.fixture
def broken(monkeypatch):
    """Make the help page fail in some way: `broken(ValueError())`."""

    def fail_with(error):
        def fail():
            raise error

        monkeypatch.setattr(account, "_whom_to_ask", fail)

    return fail_with


def page_of(answer, status):
    assert answer.status_code == status
    check(answer)
    page = answer.content.decode()
    assert f"quote {answer['X-Request-ID']}" in page
    assert "Canary" not in page
    assert "Traceback" not in page
    assert ".py" not in page
    return page


def test_debug_is_off_here_as_it_is_in_production(settings, production):
    assert settings.DEBUG is False
    assert production()["DEBUG"] is False


def test_400_for_a_request_that_cannot_be_read(officer):
    page_of(officer.get("/help", HTTP_HOST="evil.example"), 400)


def test_403_for_a_form_from_somewhere_else(cast):
    page_of(Client(enforce_csrf_checks=True).post("/sign-in"), 403)


def test_403_says_nothing_of_the_cause(officer, broken):
    broken(PermissionDenied(SECRET))
    page_of(officer.get("/help"), 403)


def test_what_was_typed_into_a_page_that_is_too_old_is_given_back_to_copy(cast):
    client = Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")
    sent = {"reason": "He was <i>not</i> there.", "oldpassword": "correct horse", "kind": "content"}
    page = page_of(client.post("/note/1/error", sent), 403)
    assert "He was &lt;i&gt;not&lt;/i&gt; there." in page
    assert "correct horse" not in page
    assert page.count("<blockquote") == 1


def test_nobody_else_puts_words_on_a_page_of_ours(cast):
    for origin in ("https://evil.example", "null", ""):
        client = Client(enforce_csrf_checks=True, HTTP_ORIGIN=origin)
        page = page_of(client.post("/note/1/error", {"reason": "Call this number now"}), 403)
        assert "Call this number" not in page


def test_404_for_an_address_that_does_not_exist(officer):
    page_of(officer.get("/no/such/page"), 404)


def test_404_is_the_same_for_what_does_not_exist_and_for_what_one_may_not_see(officer, cast):
    """S03"""

    def body(address):
        answer = officer.get(address)
        return page_of(answer, 404).replace(answer["X-Request-ID"], "ID")

    assert body(f"/case/{cast.nalder.pk}") == body("/case/99999999")


def test_413_for_more_than_any_form_can_hold(officer):
    page = page_of(officer.post("/my-sign-in/end", {"session": "x" * 2_200_000}), 413)
    assert "kept as a draft" in page


def test_429_for_an_address_with_too_many_failures(client, okafor, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 1
    sent = {"login": "okafor", "password": "wrong"}
    client.post("/sign-in", sent)
    page_of(client.post("/sign-in", sent), 429)


def test_500_for_a_fault_of_ours(officer, broken):
    broken(ValueError(SECRET))
    page_of(officer.get("/help"), 500)


@pytest.mark.parametrize("error", [OperationalError(SECRET), InterfaceError(SECRET)])
def test_503_when_the_database_goes_away_under_a_page(officer, broken, error):
    broken(error)
    answer = officer.get("/help")
    page = page_of(answer, 503)
    assert "your text is kept" in page
    assert answer["Retry-After"] == "10"


def test_503_when_the_database_is_away_before_any_page(client, cast, monkeypatch):
    def away(*_):
        raise OperationalError(SECRET)

    monkeypatch.setattr(Agency.objects, "first", away)
    client.raise_request_exception = False
    for address in ("/sign-in", "/help", "/health"):
        page_of(client.get(address), 503)


def test_503_when_a_session_cannot_be_read(officer, monkeypatch):
    def away(*_):
        raise OperationalError(SECRET)

    monkeypatch.setattr("agency.session_store.SessionStore.load", away)
    page_of(officer.get("/help"), 503)


def test_error_pages_need_no_database(rf, django_assert_num_queries, db):
    from casemgmt import errors

    request = rf.get("/")
    request.request_id = "0" * 32
    with django_assert_num_queries(0):
        for view in (errors.bad_request, errors.forbidden, errors.not_found, errors.unavailable):
            assert "0" * 32 in view(request).content.decode()
