"""The sign-in page: what it offers, what it says, and where it leads."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.urls import NoReverseMatch, reverse

from agency.models import AuditEvent, AuditEventType
from tests.security.conftest import is_signed_in, sign_in_by_form


class Controls(HTMLParser):
    """The attributes of each input by its name."""

    def __init__(self):
        super().__init__()
        self.by_name = {}

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "input" and "name" in found:
            self.by_name[found["name"]] = found


def test_the_right_password_opens_the_first_page(client, okafor):
    answer = sign_in_by_form(client)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("pages:home")
    assert is_signed_in(client)


def test_a_user_name_is_the_same_in_capitals(client, okafor):
    sign_in_by_form(client, " OKAFOR ")
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["DWhitfield", "dwhitfield"])
def test_a_user_name_kept_with_capitals_signs_in_however_it_is_typed(client, okafor, typed):
    """An import keeps user names as the agency writes them."""
    okafor.username = "DWhitfield"
    okafor.save()
    sign_in_by_form(client, typed)
    assert is_signed_in(client)


def test_a_wrong_password_keeps_the_user_name_and_never_shows_the_password(client, okafor):
    page = sign_in_by_form(client, password="Pa55-canary-never-echoed").content.decode()
    assert 'value="okafor"' in page
    assert "Pa55-canary" not in page


def test_password_managers_and_pasting_work(client, cast):
    page = client.get("/sign-in").content.decode()
    controls = Controls()
    controls.feed(page)
    assert controls.by_name["login"]["autocomplete"] == "username"
    assert controls.by_name["password"]["autocomplete"] == "current-password"
    assert controls.by_name["password"]["type"] == "password"
    assert "onpaste" not in page
    assert "maxlength" not in controls.by_name["password"]


def test_the_show_button_is_hidden_until_a_script_can_make_it_work(client, cast):
    page = client.get("/sign-in").content.decode()
    assert 'data-show-password="id_password" aria-label="Show the password" hidden>' in page


def test_the_system_use_notice_is_on_the_sign_in_page(client, cast):
    assert "is recorded with your name" in client.get("/sign-in").content.decode()
    cast.agency.settings = {"system_use_notice": "Property of the State. Use is monitored."}
    cast.agency.save()
    assert "Use is monitored" in client.get("/sign-in").content.decode()


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("idle", "You were signed out after 15 minutes without activity."),
        ("long", "You were signed out after 12 hours"),
        ("elsewhere", "Your session was ended from somewhere else."),
        ("posting", "You have no posting today."),
        ("signed-out", "You are signed out, here and everywhere else."),
    ],
)
def test_the_page_says_why_one_was_signed_out(client, cast, ended, words):
    assert words in client.get(f"/sign-in?ended={ended}").content.decode()


def test_an_unknown_reason_is_not_shown(client, cast):
    page = client.get("/sign-in?ended=<script>alert(1)</script>").content.decode()
    assert "alert(1)" not in page
    assert 'role="status"><b>' not in page


def test_who_cannot_sign_in_learns_whom_to_ask(client, cast):
    cast.agency.settings = {"help_contact": "Duty administrator, extension 4410"}
    cast.agency.save()
    assert reverse("pages:cannot-sign-in") in client.get("/sign-in").content.decode()
    assert "extension 4410" in client.get(reverse("pages:cannot-sign-in")).content.decode()


def test_only_three_of_allauths_addresses_exist():
    for name in ("account_login", "account_logout", "account_change_password"):
        assert reverse(name)
    for name in (
        "account_signup",
        "account_email",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_from_key",
        "account_set_password",
        "account_reauthenticate",
        "account_request_login_code",
        "account_confirm_email",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_sign_in_leads_back_to_the_form_that_was_open(client, okafor):
    """S29"""
    answer = sign_in_by_form(client, following="/case/7?note=1")
    assert answer["Location"] == "/case/7?note=1"


def test_sign_ins_and_failures_are_recorded(client, okafor):
    """S40"""
    sign_in_by_form(client, password="wrong wrong wrong")
    sign_in_by_form(client, "nobody-of-that-name")
    sign_in_by_form(client)
    client.post("/sign-out")
    events = list(AuditEvent.objects.order_by("pk").values_list("type", "outcome", "object_id"))
    assert events[-4:] == [
        (AuditEventType.SIGN_IN_FAILED, "denied", str(okafor.pk)),
        (AuditEventType.SIGN_IN_FAILED, "denied", ""),
        (AuditEventType.SIGNED_IN, "ok", str(okafor.pk)),
        (AuditEventType.SIGNED_OUT, "ok", str(okafor.pk)),
    ]


def test_a_sign_in_event_says_when_who_and_from_where(client, okafor):
    """S41"""
    sign_in_by_form(client, REMOTE_ADDR="192.0.2.7")
    event = AuditEvent.objects.get(type=AuditEventType.SIGNED_IN)
    assert event.at.isoformat() == "2026-11-23T16:00:00+00:00"
    assert (event.actor_id, event.actor_name) == (okafor.pk, "Ada Okafor")
    assert event.actor_role == "case_officer"
    assert event.source_ip == "192.0.2.7"
    assert len(event.session) == 32
    assert client.session.session_key not in event.session
    assert len(event.request_id) == 32
