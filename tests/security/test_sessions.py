"""How a session begins, goes on and ends: S28, S29, S30, and the list of one's own."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from agency import sessions
from agency.models import AuditEvent, AuditEventType, Posting, Session
from agency.roles import Role
from tests.cast import PASSWORD
from tests.security.conftest import is_signed_in, sign_in_by_form

NEW_PASSWORD = "plum orchard lantern 42"
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.usefixtures("clocks")


@pytest.fixture
def two_browsers(new_browser, okafor):
    """Ada Okafor is signed in on two machines."""
    here, there = new_browser(), new_browser()
    for client in (here, there):
        sign_in_by_form(client)
        assert is_signed_in(client)
    return here, there


def with_cookie(new_browser, key):
    """A browser to which somebody gave a session's cookie."""
    client = new_browser()
    client.cookies["casemgmt-session"] = key
    return client


def query_of(answer):
    """Where the sign-in page was asked to lead, and what it is to say."""
    parts = urlsplit(answer["Location"])
    assert parts.path == "/sign-in"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


# --- S28: a new id at sign-in and at a change of password ----------------------------------------


def test_a_session_id_from_before_sign_in_is_worth_nothing(client, new_browser, okafor):
    """S28"""
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key
    client.cookies["casemgmt-session"] = before
    sign_in_by_form(client)
    assert client.session.session_key != before
    assert is_signed_in(client)
    assert not is_signed_in(with_cookie(new_browser, before))


def test_a_change_of_password_gives_a_new_id_and_ends_every_other_session(
    two_browsers, new_browser
):
    """S28, S30"""
    here, there = two_browsers
    before = here.session.session_key
    answer = here.post("/change-password", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert answer.status_code == 302
    assert here.session.session_key != before
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert not is_signed_in(with_cookie(new_browser, before))
    assert AuditEvent.objects.filter(type=AuditEventType.PASSWORD_CHANGED).count() == 1
    again = new_browser()
    sign_in_by_form(again, password=NEW_PASSWORD)
    assert is_signed_in(again)


# --- S29: idle and longest time ------------------------------------------------------------------


def test_a_session_ends_after_15_minutes_without_activity(client, okafor, clocks):
    """S29"""
    sign_in_by_form(client)
    clocks.go_on(minutes=15)
    assert is_signed_in(client)
    clocks.go_on(minutes=15, seconds=1)
    assert not is_signed_in(client)
    ended = AuditEvent.objects.get(type=AuditEventType.SESSION_ENDED)
    assert (ended.actor_id, ended.reason) == (okafor.pk, "idle")


def test_work_keeps_a_session_going_for_12_hours_and_no_longer(client, okafor, clocks):
    """S29"""
    sign_in_by_form(client)
    for _ in range(12 * 6):
        clocks.go_on(minutes=10)
        assert is_signed_in(client)
    clocks.go_on(seconds=1)
    answer = client.get("/my-sign-in")
    assert query_of(answer) == {"next": "/my-sign-in", "ended": "long"}


def test_nobody_can_set_more_than_half_an_hour(settings, production):
    """S29"""
    assert settings.SESSION_IDLE_SECONDS == 15 * 60
    assert production(SESSION_IDLE_MINUTES="25")["SESSION_IDLE_SECONDS"] == 25 * 60
    assert production(SESSION_IDLE_MINUTES="240")["SESSION_IDLE_SECONDS"] == 30 * 60


def test_after_an_idle_end_one_is_led_back_to_the_same_form(client, okafor, clocks):
    """S29"""
    sign_in_by_form(client)
    clocks.go_on(minutes=20)
    query = query_of(client.get("/case/7/note?kind=phone&x=1"))
    assert query == {"next": "/case/7/note?kind=phone&x=1", "ended": "idle"}
    answer = sign_in_by_form(client, following=query["next"])
    assert answer["Location"] == "/case/7/note?kind=phone&x=1"


def test_a_form_sent_too_late_leads_back_to_the_page_that_it_was_on(client, okafor, clocks):
    """S29: its text is in the draft."""
    sign_in_by_form(client)
    clocks.go_on(minutes=20)
    page = "http://testserver/case/7/note?kind=phone"
    answer = client.post("/case/7/note", {"text": "typed"}, headers={"referer": page})
    assert query_of(answer) == {"next": "/case/7/note?kind=phone", "ended": "idle"}


def test_a_partial_and_a_draft_save_are_told_where_to_sign_in(client, okafor, clocks):
    """S29"""
    sign_in_by_form(client)
    clocks.go_on(minutes=20)
    page = "http://testserver/worklist"
    partial = client.get("/x", headers={"hx-request": "true", "hx-current-url": page})
    assert partial.status_code == 401
    assert partial["HX-Redirect"] == "/sign-in?next=%2Fworklist&ended=idle"
    clocks.go_on(minutes=-20)
    sign_in_by_form(client)
    clocks.go_on(minutes=20)
    draft = client.post("/x", headers={"accept": "application/json", "referer": page})
    assert draft.status_code == 401
    assert draft.json()["sign_in"].startswith("/sign-in?next=%2Fworklist")


def test_the_way_back_is_never_off_the_site(client, okafor, clocks):
    """S57"""
    sign_in_by_form(client)
    clocks.go_on(minutes=20)
    foreign = "https://evil.example//evil.example/"
    answer = client.post("/x", headers={"referer": foreign})
    assert query_of(answer) == {"ended": "idle"}


def test_the_sign_in_page_itself_works_in_a_browser_whose_session_has_run_out(
    client, okafor, clocks
):
    """S29"""
    sign_in_by_form(client)
    clocks.go_on(minutes=20)
    assert client.get("/sign-in?next=/x").status_code == 200
    assert sign_in_by_form(client).status_code == 302
    assert is_signed_in(client)


def test_a_request_renews_the_session_and_says_how_long_it_lasts(client, okafor, clocks):
    """S29"""
    sign_in_by_form(client)
    clocks.go_on(minutes=14)
    answer = client.post(reverse("pages:session-renew"), headers=JSON)
    assert answer.json() == {"ends_in": 900}
    clocks.go_on(hours=11, minutes=40)
    sign_in_by_form(client)
    for _ in range(70):
        clocks.go_on(minutes=10)
        client.post(reverse("pages:session-renew"), headers=JSON)
    clocks.go_on(minutes=10)
    assert client.post(reverse("pages:session-renew"), headers=JSON).json() == {"ends_in": 600}


def test_a_page_that_asks_by_itself_keeps_no_session_going(client, okafor, clocks):
    """S29: a progress bar left open overnight is no activity."""
    sign_in_by_form(client)
    for _ in range(15):
        clocks.go_on(minutes=1)
        client.get(reverse("pages:job-progress", args=[1]), headers={"hx-request": "true"})
    clocks.go_on(seconds=1)
    assert not is_signed_in(client)


def test_only_a_post_renews(client, okafor):
    sign_in_by_form(client)
    assert client.get(reverse("pages:session-renew")).status_code == 405


def test_every_page_carries_its_countdown(client, okafor, clocks):
    """S29"""
    sign_in_by_form(client)
    clocks.go_on(seconds=7)
    page = client.get("/my-sign-in").content.decode()
    assert 'data-session-ends-in="893"' in page
    assert f'data-renew="{reverse("pages:session-renew")}"' in page


# --- S30: what ends every session ----------------------------------------------------------------


def test_signing_out_ends_every_session(two_browsers):
    """S30, S51"""
    here, there = two_browsers
    answer = here.post("/sign-out")
    assert answer["Location"] == "/sign-in?ended=signed-out"
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    assert Session.objects.count() == 0


def test_signing_out_takes_a_post(client, okafor):
    """S24"""
    sign_in_by_form(client)
    client.get("/sign-out")
    assert is_signed_in(client)


def test_disabling_an_account_ends_its_sessions_and_enabling_it_revives_none(two_browsers, okafor):
    """S30"""
    here, there = two_browsers
    okafor.is_active = False
    okafor.save()
    assert not is_signed_in(here)
    okafor.is_active = True
    okafor.save()
    assert not is_signed_in(here)
    assert not is_signed_in(there)


def test_an_account_disabled_in_the_table_itself_is_out_at_the_next_request(two_browsers, okafor):
    """S30"""
    here, there = two_browsers
    type(okafor).objects.filter(pk=okafor.pk).update(is_active=False)
    assert not is_signed_in(here)
    type(okafor).objects.filter(pk=okafor.pk).update(is_active=True)
    assert not is_signed_in(here)


def test_the_end_of_the_last_posting_ends_the_sessions(two_browsers, okafor, clocks):
    """S30: at midnight where the posting was, not before."""
    here, there = two_browsers
    okafor.postings.update(until_on=date(2026, 11, 23))
    clocks.go_on(hours=12, minutes=10)  # 22:10 in Chicago
    for client in (here, there):
        sign_in_by_form(client)
    for _ in range(10):
        clocks.go_on(minutes=10)
        assert is_signed_in(here)
        assert is_signed_in(there)
    clocks.go_on(minutes=10)
    assert query_of(here.get("/"))["ended"] == "posting"
    assert not is_signed_in(there)


def test_one_of_two_postings_is_enough(two_browsers, okafor, cast):
    """S30"""
    here, _ = two_browsers
    Posting.objects.create(
        user=okafor, role=Role.CONTRIBUTOR, facility=cast.redbud, from_on=date(2026, 1, 1)
    )
    okafor.postings.filter(role=Role.CASE_OFFICER).update(until_on=date(2026, 11, 22))
    assert is_signed_in(here)


def test_a_session_that_was_ended_from_elsewhere_says_so(two_browsers):
    here, there = two_browsers
    here.post("/sign-out")
    assert query_of(there.get("/worklist?tab=due"))["ended"] == "elsewhere"


# --- A new password first ------------------------------------------------------------------------


def test_who_must_change_the_password_gets_no_other_page(client, okafor):
    okafor.must_change_password = True
    okafor.save()
    sign_in_by_form(client)
    for address in ("/", "/my-sign-in", "/help"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/change-password")
    partial = client.get("/my-sign-in", headers={"hx-request": "true"})
    assert partial["HX-Redirect"] == "/change-password"
    client.post("/change-password", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    okafor.refresh_from_db()
    assert not okafor.must_change_password
    assert client.get("/my-sign-in").status_code == 200


def test_a_password_has_no_age_unless_the_site_sets_one(client, okafor, clocks, settings):
    """S35: PASSWORD_MAX_AGE_DAYS both ways."""
    assert settings.PASSWORD_MAX_AGE_DAYS == 0
    clocks.go_on(days=4000)
    sign_in_by_form(client)
    assert client.get("/help").status_code == 200
    settings.PASSWORD_MAX_AGE_DAYS = 365
    assert client.get("/help")["Location"] == "/change-password"


def test_a_password_is_asked_for_anew_when_its_year_is_over(client, okafor, clocks, settings):
    """S35"""
    settings.PASSWORD_MAX_AGE_DAYS = 365
    clocks.go_on(days=364)
    sign_in_by_form(client)
    assert client.get("/help").status_code == 200
    clocks.go_on(days=1, seconds=1)
    sign_in_by_form(client)
    assert client.get("/help")["Location"] == "/change-password"


# --- One's own sessions --------------------------------------------------------------------------


def test_one_sees_ones_own_sessions_and_which_is_this_one(two_browsers, reyes, new_browser):
    here, there = two_browsers
    sign_in_by_form(new_browser(), "reyes")
    page = here.get("/my-sign-in").content.decode()
    assert page.count("This one") == 1
    own = sessions.own_sessions(Session.objects.get(pk=here.session.session_key).user, None)
    assert len(own) == 2
    assert here.session.session_key not in page
    assert there.session.session_key not in page


def test_one_ends_a_session_of_ones_own(two_browsers, okafor):
    here, there = two_browsers
    other = next(
        session
        for session in sessions.own_sessions(okafor, here.session.session_key)
        if not session.is_this_one
    )
    here.post(reverse("pages:session-end"), {"session": other.name})
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_one_ends_all_sessions_but_this_one(two_browsers):
    here, there = two_browsers
    here.post(reverse("pages:session-end"), {"session": "others"})
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_nobody_ends_a_session_of_somebody_else(two_browsers, reyes, new_browser, okafor):
    stranger = new_browser()
    sign_in_by_form(stranger, "reyes")
    for session in sessions.own_sessions(okafor, None):
        stranger.post(reverse("pages:session-end"), {"session": session.name})
    assert all(is_signed_in(client) for client in two_browsers)


def test_rows_of_sessions_that_ran_out_are_removed_at_the_next_sign_in(
    client, new_browser, okafor, reyes, clocks
):
    sign_in_by_form(client)
    clocks.go_on(hours=13)
    sign_in_by_form(new_browser(), "reyes")
    assert list(Session.objects.values_list("user", flat=True)) == [reyes.pk]


def test_an_officer_sees_what_he_did_and_an_administrator_only_his_sign_ins(
    new_browser, okafor, cast
):
    """The access table: "R own actions" is the case officer's."""
    cast.amsel.set_password(PASSWORD)
    cast.amsel.save()
    officer, administrator = new_browser(), new_browser()
    sign_in_by_form(officer)
    sign_in_by_form(administrator, "amsel")
    assert "What I did" in officer.get("/my-sign-in").content.decode()
    page = administrator.get("/my-sign-in").content.decode()
    assert "Signed in" in page
