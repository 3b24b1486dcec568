"""The pages: what each role finds, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest

from agency.models import AuditEvent
from conferences.models import (
    CoverageDay,
    Meeting,
    Minutes,
    PerformanceMemo,
    PolicyRevision,
    TeamAppearance,
    TeamSession,
    WorkHours,
)
from conferences.services.memos import dispute_memo, record_discussion
from tests.access.filled import form_of
from tests.meetings.records import ELEMENTS, draft_about, meeting_on, minutes_of, sent_about
from tests.meetings.test_revisions import issued
from tests.meetings.test_teams import appearance_at

pytestmark = pytest.mark.django_db


def send(client, address, **typed):
    """Fill the form of a page as a browser shows it, change some of it, and send it."""
    page = client.get(address)
    assert page.status_code == 200, address
    values = form_of(page.content.decode(), address).values | typed
    return client.post(address, values)


def opens(client, address):
    return client.get(address).status_code


def test_a_coordinator_records_a_meeting_and_finds_it_with_its_training(sign_in, cast):
    client = sign_in(cast.strand)
    refused = send(client, "/meetings/new", discussed="Custody reviews", attendees=[])
    assert refused.status_code == 422
    assert "Say who was there" in refused.content.decode()
    assert "Custody reviews" in refused.content.decode()
    answer = send(
        client,
        "/meetings/new",
        kind="unit_support",
        held_on="2026-11-20",
        attendees=[cast.okafor.pk],
        topics=["review_trends"],
        training_1="Release gratuities",
        training_1_by=cast.okafor.pk,
    )
    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.facility, meeting.kind) == (cast.redbud, "unit_support")
    assert "20 Nov" in client.get("/meetings?kind=unit_support").content.decode()
    assert "No such meeting" in client.get("/meetings?kind=cm_group").content.decode()
    page = client.get(f"/meetings/{meeting.pk}").content.decode()
    assert "Release gratuities, given by Ada Okafor" in page
    corrected = send(client, f"/meetings/{meeting.pk}/change", held_on="2026-11-19")
    assert corrected.status_code == 302
    withdrawn = client.post(
        f"/meetings/{meeting.pk}/change", {"withdraw": "yes", "because": "Typed twice"}
    )
    assert withdrawn.status_code == 302
    assert opens(client, f"/meetings/{meeting.pk}") == 404


def test_a_hold_and_the_last_day_keep_minutes_from_disposal_on_the_page_too(sign_in, cast, on_day):
    on_day("2026-11-23T16:00+00:00")
    client = sign_in(cast.strand)
    minutes = minutes_of(cast, "2024-11-23")
    page = f"/meetings/{minutes.meeting_id}/minutes"
    shown = client.get(f"{page}/dispose").content.decode()
    assert "from 24 November 2026 on" in shown
    assert "Tick this" not in shown
    assert client.post(f"{page}/dispose", {"sure": "on"}).status_code == 422
    on_day("2026-11-24T16:00+00:00")
    client.logout()  # the night has ended the session
    client = sign_in(cast.strand)
    assert send(client, f"{page}/hold", reason="Claim 31").status_code == 302
    assert "legal hold" in client.get(f"{page}/dispose").content.decode()
    assert send(client, f"{page}/lift", reason="Settled").status_code == 302
    unsure = client.post(f"{page}/dispose", {})
    assert (unsure.status_code, Minutes.objects.get().disposed_on) == (422, None)
    assert client.post(f"{page}/dispose", {"sure": "on"}).status_code == 302
    assert Minutes.objects.get().text == ""


@pytest.mark.parametrize("reader", ["marrow", "lindqvist"])
def test_unit_managers_and_supervisors_read_meetings_and_change_none(sign_in, cast, reader):
    meeting = meeting_on(cast, "2026-11-20")
    client = sign_in(cast.users[reader])
    assert opens(client, f"/meetings/{meeting.pk}") == 200
    assert "Record a meeting" not in client.get("/meetings").content.decode()
    for part in ("change", "minutes"):
        assert opens(client, f"/meetings/{meeting.pk}/{part}") == 404


@pytest.mark.parametrize("stranger", ["okafor", "coble", "tran", "amsel", "noor", "sato"])
def test_everybody_else_finds_no_meeting(sign_in, cast, stranger):
    meeting = meeting_on(cast, "2026-11-20")
    client = sign_in(cast.users[stranger])
    assert {opens(client, "/meetings"), opens(client, f"/meetings/{meeting.pk}")} == {404}


def test_another_facilitys_coordinator_finds_nothing_of_ours(sign_in, cast):
    meeting = minutes_of(cast, "2026-11-20").meeting
    memo = sent_about(cast, cast.okafor)
    revision = issued(cast)
    client = sign_in(cast.marsh_coordinator)
    for address in (
        f"/meetings?facility={cast.redbud.pk}",
        f"/meetings/{meeting.pk}",
        f"/meetings/{meeting.pk}/minutes/dispose",
        f"/memos/{memo.pk}",
        f"/unit-teams?facility={cast.redbud.pk}",
        f"/coverage?facility={cast.redbud.pk}",
        f"/coverage/hours/{cast.okafor.pk}",
        f"/procedures/{revision.pk}",
    ):
        assert opens(client, address) == 404, address
    shown = client.get("/memos").content.decode()
    assert "Okafor" not in shown


def test_a_memo_is_written_sent_discussed_and_acknowledged_on_its_pages(client, cast, sign_in):
    sign_in(cast.strand)
    kept = send(client, "/memos/new", officer=cast.okafor.pk, element_2="Reviews were done.")
    memo = PerformanceMemo.objects.get()
    assert kept["Location"] == f"/memos/{memo.pk}"
    half = send(client, f"/memos/{memo.pk}/change", act="send", element_3="Clear with all.")
    assert half.status_code == 422
    page = half.content.decode()
    assert "Element #4" in page
    assert "is empty" in page
    assert "Clear with all." in page
    assert send(client, f"/memos/{memo.pk}/change", act="send", **ELEMENTS).status_code == 302
    assert opens(client, f"/memos/{memo.pk}/change") == 403
    sign_in(cast.lindqvist)
    assert ELEMENTS["element_4"] in client.get(f"/memos/{memo.pk}").content.decode()
    assert send(client, f"/memos/{memo.pk}/act/discuss").status_code == 302
    sign_in(cast.okafor)
    assert "Okafor, Ada" in client.get("/memos").content.decode()
    assert send(client, f"/memos/{memo.pk}/acknowledge", remarks="Read it.").status_code == 302
    memo.refresh_from_db()
    assert (memo.state, memo.remarks) == ("acknowledged", "Read it.")


def test_a_draft_is_thrown_away_by_its_author_alone(client, cast, sign_in):
    memo = draft_about(cast, cast.okafor)
    for other in (cast.lindqvist, cast.marrow, cast.okafor):
        sign_in(other)
        assert opens(client, f"/memos/{memo.pk}") == 404
        assert opens(client, f"/memos/{memo.pk}/change") == 404
    sign_in(cast.strand)
    assert send(client, f"/memos/{memo.pk}/change", act="discard").status_code == 302
    assert not PerformanceMemo.objects.exists()


def test_colleagues_find_no_memo_and_the_refusal_is_logged(client, cast, sign_in):
    memo = sent_about(cast, cast.okafor)
    for other in (cast.reyes, cast.marrow, cast.coble, cast.tran, cast.amsel, cast.noor):
        sign_in(other)
        assert opens(client, f"/memos/{memo.pk}") == 404
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_type, event.object_id) == ("refused", "memo", str(memo.pk))


def test_a_dispute_is_raised_and_decided_on_its_pages(client, cast, sign_in):
    memo = sent_about(cast, cast.okafor)
    record_discussion(memo, cast.lindqvist, on=date(2026, 11, 23))
    sign_in(cast.lindqvist)
    raised = send(
        client,
        f"/memos/{memo.pk}/act/dispute",
        reason="#3 is hearsay.",
        referred_to=cast.marrow.pk,
    )
    assert raised.status_code == 302
    assert opens(client, f"/memos/{memo.pk}/act/decide") == 403
    sign_in(cast.marrow)
    assert opens(client, f"/memos/{memo.pk}/act/discuss") == 403
    decided = send(
        client,
        f"/memos/{memo.pk}/act/decide",
        outcome="set_aside",
        resolution="Nobody heard it.",
    )
    assert decided.status_code == 302
    assert opens(client, f"/memos/{memo.pk}/act/decide") == 404
    sign_in(cast.okafor)
    page = client.get(f"/memos/{memo.pk}").content.decode()
    for text in (ELEMENTS["element_3"], "#3 is hearsay.", "Nobody heard it.", "Set aside"):
        assert text in page


def test_the_coordinator_sees_who_has_no_memo_and_not_what_others_wrote(client, cast, sign_in):
    sent_about(cast, cast.okafor)
    dispute_memo(
        PerformanceMemo.objects.get(), cast.lindqvist, reason="No.", referred_to=cast.marrow
    )
    sign_in(cast.strand)
    page = client.get("/memos").content.decode()
    assert "October to December 2026" in page
    assert "23 Nov by Helen Strand" in page
    assert "With the reviewing official" in page


def test_a_visit_to_a_team_is_recorded_and_corrected(client, cast, sign_in):
    sign_in(cast.strand)
    typed = {"unit": cast.unit_b.pk, "on": "2026-11-20", "conducted": "no"}
    refused = send(client, "/unit-teams/new", **typed)
    assert (refused.status_code, TeamSession.objects.count()) == (422, 0)
    kept = send(client, "/unit-teams/new", findings="Two people unheard.", **typed)
    assert kept.status_code == 302
    session = TeamSession.objects.get()
    page = client.get("/unit-teams").content.decode()
    for words in ("Two people unheard.", "Not conducted properly", "Fri 20 Nov 2026", "Never"):
        assert words in page
    assert send(client, f"/unit-teams/{session.pk}", findings="One.").status_code == 302
    gone = client.post(f"/unit-teams/{session.pk}", {"withdraw": "yes", "because": "Unit C"})
    assert gone.status_code == 302
    assert "One." not in client.get("/unit-teams").content.decode()


def test_an_appearance_is_set_and_its_outcome_kept_from_the_case_file(client, cast, sign_in):
    sign_in(cast.okafor)
    late = {
        "at_on": "2026-11-24",
        "at_time": "10:00",
        "noticed_on": "2026-11-23",
        "noticed_time": "09:00",
    }
    assert send(client, f"/case/{cast.ashby.pk}/unit-team", **late).status_code == 302
    appearance = TeamAppearance.objects.get()
    assert str(appearance.local_at) == "2026-11-24 10:00:00"
    page = client.get(f"/case/{cast.ashby.pk}").content.decode()
    assert "Told too late" in page
    address = f"/team-appearances/{appearance.pk}"
    waived = client.post(
        address, late | {"act": "notice", "waived_on": "2026-11-23", "waiver_reference": ""}
    )
    assert waived.status_code == 422
    assert "filed" in waived.content.decode()
    outcome = {"held_on": "2026-11-24", "appeared": "yes", "needs": "Work", "program": "Welding"}
    early = client.post(address, outcome | {"act": "outcome"})
    assert early.status_code == 422
    assert "Welding" in early.content.decode()
    sign_in(cast.reyes)
    assert opens(client, address) == 404


def test_the_clock_that_is_skipped_is_refused_with_what_was_typed(client, cast, sign_in):
    sign_in(cast.okafor)
    answer = send(
        client,
        f"/case/{cast.ashby.pk}/unit-team",
        at_on="2027-03-14",
        at_time="02:30",
    )
    assert answer.status_code == 422
    assert "clocks went forward" in answer.content.decode()


def test_others_read_an_appearance_on_the_case_file_and_change_none(client, cast, sign_in):
    appearance = appearance_at(cast, "2026-11-26T10:00-06:00", None)
    sign_in(cast.ferrante)
    assert "Program review" in client.get(f"/case/{cast.ashby.pk}").content.decode()
    assert opens(client, f"/team-appearances/{appearance.pk}") == 404


def test_a_week_is_ticked_copied_and_read(client, cast, sign_in):
    sign_in(cast.strand)
    ticks = [f"{cast.okafor.pk}:2026-11-{day}" for day in (23, 24, 25)]
    saved = client.post("/coverage/week", {"week": "2026-11-25", "cover": [*ticks, "x:y"]})
    assert saved.status_code == 302
    assert CoverageDay.objects.count() == 3
    page = client.get("/coverage").content.decode()
    assert "3 of 5 days" in page
    copied = client.get("/coverage?week=2026-11-30&like_last=1").content.decode()
    assert f'value="{cast.okafor.pk}:2026-12-01" checked' in copied
    assert CoverageDay.objects.count() == 3
    assert client.post("/coverage/week", {"week": "soon"}).status_code == 422
    sign_in(cast.marrow)
    assert "Save the week" not in client.get("/coverage").content.decode()
    assert client.post("/coverage/week", {"week": "2026-11-23"}).status_code == 404


def test_hours_are_assigned_by_weekday(client, cast, sign_in):
    sign_in(cast.strand)
    address = f"/coverage/hours/{cast.okafor.pk}"
    half = send(client, address, starts_0="08:00")
    assert half.status_code == 422
    assert "neither" in half.content.decode()
    assert send(client, address, starts_0="08:00", ends_0="16:30").status_code == 302
    assert WorkHours.objects.count() == 1
    assert "Mon 08:00" in client.get("/coverage").content.decode()


def test_a_revision_is_issued_read_and_shown_as_read(client, cast, sign_in):
    sign_in(cast.strand)
    kept = send(
        client,
        "/procedures/new",
        code="OP-060102",
        effective_on="2026-12-01",
        roles=["case_officer"],
    )
    assert kept.status_code == 302
    revision = PolicyRevision.objects.get()
    assert revision.facility == cast.redbud
    page = client.get(f"/procedures/{revision.pk}").content.decode()
    assert "Okafor, Ada" in page
    assert "Reyes, Luz" in page
    sign_in(cast.okafor)
    assert "To read" in client.get("/procedures").content.decode()
    assert "Reyes" not in client.get(f"/procedures/{revision.pk}").content.decode()
    assert client.post(f"/procedures/{revision.pk}/read").status_code == 302
    assert "Nothing to read" in client.get("/procedures").content.decode()
    sign_in(cast.lindqvist)
    assert opens(client, f"/procedures/{revision.pk}") == 404


def test_a_policy_officer_issues_for_the_whole_agency(client, cast, sign_in):
    sign_in(cast.quist)
    kept = send(
        client,
        "/procedures/new",
        code="OP-060102",
        effective_on="2026-12-01",
        facility="",
        roles=["case_officer"],
    )
    assert kept.status_code == 302
    revision = PolicyRevision.objects.get()
    assert revision.facility is None
    page = client.get(f"/procedures/{revision.pk}").content.decode()
    assert "Marsh, Dan" in page
    sign_in(cast.strand)
    page = client.get(f"/procedures/{revision.pk}").content.decode()
    assert "Okafor, Ada" in page
    assert "Marsh, Dan" not in page
    assert opens(client, f"/procedures/{revision.pk}/withdraw") == 403
    sign_in(cast.quist)
    gone = send(client, f"/procedures/{revision.pk}/withdraw", because="Points were wrong")
    assert gone.status_code == 302
