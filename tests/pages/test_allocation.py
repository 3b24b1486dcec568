"""Allocation: who waits, whom to choose, many at once, and two people at the same moment."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from agency.models import AuditEvent, Posting
from agency.roles import Role
from offenders.models import CaseAssignment, Exclusion
from offenders.services import (
    assign_officer,
    end_assignment,
    reassign,
    record_movement,
    register_offender,
)
from tests.cast import WITHOUT_SUMMARY

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = date(2026, 11, 23)


def arrive(cast, number, family, *, on=10, unit=None, facility=None):
    person = register_offender(None, number=number, family_name=family, given_names="Kim")
    record_movement(
        person,
        None,
        kind="arrival",
        facility=facility or cast.redbud,
        unit=unit or (None if facility else cast.unit_b),
        permanent=True,
        occurred_at=datetime(2026, 11, on, 18, tzinfo=UTC),
    )
    return person


def rows(page):
    return re.findall(r"data-open>([^<]+)<", page.content.decode())


def officer_of(person):
    link = CaseAssignment.objects.holding_on(TODAY).filter(offender=person).first()
    return link.officer if link else None


#: What lets a case go on a form though its termination summary is missing.
WITHOUT = {"without_why": "officer_left", "without_reason": "Resigned on Friday."}


def one(officer, **changed):
    return {"officer": officer.pk, "from_on": "2026-11-23", "reason": "", "current": ""} | changed


# ---- The lists ---------------------------------------------------------------------------------


def test_people_without_an_officer_are_listed_with_a_suggestion(cast, sign_in) -> None:
    arrive(cast, "900001", "Pelham")
    page = sign_in(cast.strand).get("/allocation")
    assert rows(page) == ["VANN, Isaiah", "PELHAM, Kim"]
    assert "nobody in Unit C; most room here" in page.content.decode()
    assert "same unit, 59 places" in page.content.decode()
    assert "set no number of days" in page.content.decode()


def test_a_unit_manager_allocates_in_the_unit_alone(cast, sign_in) -> None:
    arrive(cast, "900001", "Pelham")
    assert rows(sign_in(cast.marrow).get("/allocation")) == ["PELHAM, Kim"]
    assert sign_in(cast.marrow).get(f"/case/{cast.vann.pk}/officer").status_code == 404


def test_who_is_here_for_a_time_only_needs_no_officer_here(cast, sign_in) -> None:
    record_movement(
        cast.nalder,
        None,
        kind="transfer",
        facility=cast.redbud,
        permanent=False,
        occurred_at=datetime(2026, 11, 20, 18, tzinfo=UTC),
    )
    assert "NALDER" not in sign_in(cast.strand).get("/allocation").content.decode()


def test_who_will_have_an_officer_from_a_later_day_does_not_wait(cast, sign_in) -> None:
    assign_officer(cast.vann, cast.okafor, cast.strand, from_on=date(2026, 12, 1))
    assert rows(sign_in(cast.strand).get("/allocation")) == []


def test_the_previous_officer_is_suggested(cast, sign_in) -> None:
    end_assignment(cast.mabry.assignments.get(), None, until_on=date(2026, 11, 1), reason="Leave")
    page = sign_in(cast.strand).get("/allocation").content.decode()
    assert "their officer until Nov 2026" in page


def test_transfers_in_say_from_where_and_out_keep_the_person_back(cast, sign_in) -> None:
    for person, to in ((cast.nalder, cast.redbud), (cast.ashby, cast.saltbush)):
        record_movement(
            person,
            None,
            kind="transfer",
            facility=to,
            permanent=True,
            occurred_at=datetime(2026, 11, 20, 18, tzinfo=UTC),
        )
    client = sign_in(cast.strand)
    came = client.get("/allocation?tab=in").content.decode()
    assert "NALDER, Reece" in came
    assert "Saltbush Prison" in came
    left = client.get("/allocation?tab=out").content.decode()
    assert "No longer yours to see" in left
    assert "ASHBY" not in left
    assert "Saltbush Prison" in left


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("left", "posting ended 20 Nov 2026"),
        ("leaves", "posting ends 7 Dec 2026"),
        ("off", "account is off"),
        ("promoted", "no posting here"),
    ],
)
def test_officers_who_cannot_keep_their_cases_need_attention(cast, sign_in, change, why) -> None:
    if change == "left":
        cast.okafor.postings.update(until_on=date(2026, 11, 20))
    elif change == "leaves":
        cast.okafor.postings.update(until_on=date(2026, 12, 7))
    elif change == "promoted":
        cast.okafor.postings.update(role=Role.SUPERVISOR)
    else:
        cast.okafor.is_active = False
        cast.okafor.save()
    client = sign_in(cast.strand)
    page = client.get("/allocation?tab=attention").content.decode()
    assert "Ada Okafor" in page
    assert f"{why[0].upper()}{why[1:]}" in page
    cases = client.get(f"/allocation/officers/{cast.okafor.pk}")
    assert rows(cases) == ["ASHBY, Terrell Dean"]
    assert (
        sign_in(cast.marsh_coordinator).get(f"/allocation/officers/{cast.okafor.pk}").status_code
        == 404
    )


def test_an_officer_whose_next_posting_follows_needs_none(cast, sign_in) -> None:
    cast.okafor.postings.update(until_on=date(2026, 12, 7))
    Posting.objects.create(
        user=cast.okafor,
        role=Role.CASE_OFFICER,
        facility=cast.redbud,
        unit=cast.unit_c,
        from_on=date(2026, 12, 8),
    )
    page = sign_in(cast.strand).get("/allocation?tab=attention").content.decode()
    assert "Nothing needs attention" in page


def test_the_page_takes_as_many_queries_for_forty_as_for_one(
    cast, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(cast.strand)
    with django_assert_max_num_queries(30):
        client.get("/allocation")
    for number in range(40):
        arrive(cast, f"9100{number}", "Pelham")
    with django_assert_max_num_queries(30):
        assert len(rows(client.get("/allocation"))) == 41


# ---- One at a time ------------------------------------------------------------------------------


def test_allocating_gives_the_case_and_says_so(cast, sign_in) -> None:
    answer = sign_in(cast.strand).post(
        f"/case/{cast.vann.pk}/officer", one(cast.reyes), follow=True
    )
    assert "Luz Reyes has the case of VANN, Isaiah from 23 November 2026." in (
        answer.content.decode()
    )
    link = CaseAssignment.objects.get(offender=cast.vann)
    assert (link.officer, link.recorded_by, link.from_on) == (cast.reyes, cast.strand, TODAY)


def test_the_officer_may_read_from_then_on_and_the_former_one_no_longer(cast, sign_in) -> None:
    theirs = sign_in(cast.okafor)
    address = f"/case/{cast.ashby.pk}/custody"
    assert theirs.get(address).status_code == 200
    link = cast.ashby.assignments.get()
    coordinator = Client()
    coordinator.force_login(cast.strand, backend=BACKEND)
    sent = one(cast.reyes, current=link.pk, reason="Moves to nights") | WITHOUT
    assert coordinator.post(f"/case/{cast.ashby.pk}/officer", sent).status_code == 302
    assert theirs.get(address).status_code == 404
    assert sign_in(cast.reyes).get(address).status_code == 200


def test_passing_on_names_the_officer_and_asks_why(cast, sign_in) -> None:
    client = sign_in(cast.strand)
    link = cast.ashby.assignments.get()
    page = client.get(f"/case/{cast.ashby.pk}/officer").content.decode()
    assert "<b>Ada Okafor</b> has this case since 3 Sep" in page
    answer = client.post(f"/case/{cast.ashby.pk}/officer", one(cast.reyes, current=link.pk))
    assert "Say why the officer changes." in answer.content.decode()


def test_a_stale_screen_ends_nobodys_charge(cast, sign_in) -> None:
    link = cast.ashby.assignments.get()
    reassign(link, cast.reyes, cast.marrow, from_on=TODAY, reason="Cover", without=WITHOUT_SUMMARY)
    sent = one(cast.reyes, current=link.pk, reason="Cover")
    answer = sign_in(cast.strand).post(f"/case/{cast.ashby.pk}/officer", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Luz Reyes has the case now, recorded by Keith Marrow on 23 November at 10:00" in page
    assert CaseAssignment.objects.standing().filter(offender=cast.ashby).count() == 2


def test_a_screen_that_saw_nobody_is_told_who_was_faster(cast, sign_in) -> None:
    assign_officer(cast.vann, cast.okafor, cast.marrow, from_on=TODAY)
    answer = sign_in(cast.strand).post(f"/case/{cast.vann.pk}/officer", one(cast.okafor))
    assert (
        "Ada Okafor has had this case since 23 November 2026, recorded by Keith Marrow."
        in answer.content.decode()
    )
    assert CaseAssignment.objects.filter(offender=cast.vann).count() == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"officer": ""}, "Choose an officer."),
        ({"from_on": "2026-08-01"}, "Arrived on 1 September 2026"),
        ({"from_on": "2027-02-01"}, "a month ahead at most"),
        ({"from_on": "yesterday"}, "Write a day like 2026-11-23."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    cast, sign_in, changed, message
) -> None:
    sent = one(cast.reyes, reason="Speaks Dinka") | changed
    answer = sign_in(cast.strand).post(f"/case/{cast.vann.pk}/officer", sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "Speaks Dinka" in answer.content.decode()
    assert officer_of(cast.vann) is None


@pytest.mark.parametrize("who", ["marsh", "lindqvist", "strand"])
def test_an_officer_who_is_not_offered_is_not_taken(cast, sign_in, who) -> None:
    answer = sign_in(cast.strand).post(f"/case/{cast.vann.pk}/officer", one(cast.users[who]))
    assert answer.status_code == 422
    assert "Dan Marsh" not in answer.content.decode()
    assert officer_of(cast.vann) is None


def test_a_party_to_the_case_is_not_offered(cast, sign_in) -> None:
    Exclusion.objects.create(offender=cast.vann, user=cast.reyes, reason="Cousin")
    page = sign_in(cast.strand).get(f"/case/{cast.vann.pk}/officer").content.decode()
    assert "Reyes" not in page
    assert "Okafor" in page


def test_ending_a_charge_needs_a_reason_and_leaves_the_case_waiting(cast, sign_in) -> None:
    client = sign_in(cast.strand)
    link = cast.ashby.assignments.get()
    address = f"/assignment/{link.pk}/end"
    assert (
        "Say why it ends."
        in client.post(address, {"until_on": "2026-11-22", "reason": ""}).content.decode()
    )
    client.post(address, {"until_on": "2026-11-22", "reason": "On leave"} | WITHOUT)
    assert "ASHBY, Terrell Dean" in rows(client.get("/allocation"))
    again = client.post(address, {"until_on": "2026-11-21", "reason": "Again"})
    assert "Ada Okafor no longer has this case." in again.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("strand", 200), ("marrow", 200), ("okafor", 404), ("lindqvist", 404), ("tran", 404)],
)
def test_only_those_who_allocate_reach_it(cast, sign_in, who, status) -> None:
    link = cast.ashby.assignments.get()
    client = sign_in(cast.users[who])
    for address in ("/allocation", f"/case/{cast.ashby.pk}/officer", f"/assignment/{link.pk}/end"):
        assert client.get(address).status_code == status


def test_another_facility_reaches_nothing(cast, sign_in) -> None:
    client = sign_in(cast.marsh_coordinator)
    link = cast.ashby.assignments.get()
    assert client.get(f"/case/{cast.ashby.pk}/officer").status_code == 404
    assert client.post(f"/case/{cast.vann.pk}/officer", one(cast.marsh)).status_code == 404
    assert client.post(f"/assignment/{link.pk}/end", {"reason": "x"}).status_code == 404
    page = client.get("/allocation").content.decode()
    assert "VANN" not in page
    assert "Okafor" not in page


# ---- Many at once -------------------------------------------------------------------------------


def chosen(people, suggested=None, **more):
    sent = {"people": [person.pk for person in people], "to": "suggested"}
    for person in people:
        sent[f"suggested-{person.pk}"] = suggested.pk if suggested else ""
    return sent | more


def test_forty_are_saved_but_for_the_one_that_cannot_be(cast, sign_in) -> None:
    people = [arrive(cast, f"9200{number:02}", f"Pelham{number}") for number in range(39)]
    assign_officer(cast.vann, cast.okafor, cast.marrow, from_on=TODAY)
    client = sign_in(cast.strand)
    answer = client.post("/allocation/save", chosen([*people, cast.vann], cast.reyes))
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "39 saved, 1 not" in page
    assert "Ada Okafor has had this case since 23 November 2026" in page
    assert CaseAssignment.objects.holding_on(TODAY).filter(officer=cast.reyes).count() == 40
    summary = AuditEvent.objects.filter(type="updated", object_type="assignment").get()
    assert (summary.details["done"], summary.details["failed"]) == (39, 1)


def test_checking_first_shows_each_load_before_and_after(cast, sign_in) -> None:
    person = arrive(cast, "900001", "Pelham")
    page = sign_in(cast.strand).post("/allocation/check", chosen([person], cast.reyes))
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "Reyes 1 → 2 of 60" in text
    assert "PELHAM, Kim" in text
    assert officer_of(person) is None


def test_the_loads_follow_what_is_chosen(cast, sign_in) -> None:
    person = arrive(cast, "900001", "Pelham")
    part = sign_in(cast.strand).post("/allocation/load", chosen([person, cast.vann], cast.reyes))
    page = part.content.decode()
    assert 'id="officers-load"' in page
    assert "<b>2 chosen</b>" in page
    assert "Allocate 2</button>" in page


def test_cases_are_passed_on_together_and_leave_the_former_load(cast, sign_in) -> None:
    cast.okafor.postings.update(until_on=date(2026, 11, 20))
    link = cast.ashby.assignments.get()
    client = sign_in(cast.strand)
    sent = chosen([cast.ashby], cast.reyes) | {f"seen-{cast.ashby.pk}": link.pk}
    without_reason = client.post("/allocation/save", sent)
    assert without_reason.status_code == 422
    assert "Say why the officer changes." in without_reason.content.decode()
    client.post("/allocation/save", sent | {"reason": "Okafor left"} | WITHOUT)
    assert officer_of(cast.ashby) == cast.reyes


@pytest.mark.parametrize("field", ["people", "officer", "seen"])
def test_a_foreign_id_in_a_form_does_nothing_and_tells_nothing(cast, sign_in, field) -> None:
    client = sign_in(cast.strand)
    before = CaseAssignment.objects.count()
    sent = chosen([cast.vann], cast.reyes, reason="x")
    if field == "people":
        sent = chosen([cast.nalder], cast.reyes)
    elif field == "officer":
        sent = chosen([cast.vann], cast.marsh)
    else:
        sent[f"seen-{cast.vann.pk}"] = cast.nalder.assignments.get().pk
    page = client.post("/allocation/save", sent, follow=True).content.decode()
    assert "0 saved, 1 not" in page
    assert "NALDER" not in page
    assert "Marsh" not in page
    assert CaseAssignment.objects.count() == before


def test_nothing_chosen_is_said(cast, sign_in) -> None:
    page = sign_in(cast.strand).post("/allocation/save", {"to": "suggested"}).content.decode()
    assert "Nothing was chosen" in page


# ---- The clock ----------------------------------------------------------------------------------


def test_where_the_policy_has_a_clock_it_runs_and_the_allocation_starts_the_next(
    cast, sign_in
) -> None:
    from casemgmt.shipped import install_shipped_data
    from plans.services import record_review
    from scheduling.models import DueItem
    from scheduling.policies import activate_packs
    from scheduling.sync import recompute

    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    install_shipped_data()
    activate_packs(cast.agency)
    person = arrive(cast, "J120417", "Treloar", on=13)
    record_review(person, cast.ferrante, plan="imp", kind="approved", done_on=date(2026, 11, 12))
    recompute([person.pk], "test")
    client = sign_in(cast.strand)
    page = " ".join(client.get("/allocation").content.decode().split())
    assert "7-day clock" in page
    assert "Overdue 3 days" in page
    assert "day 10, limit 7" in page
    assert "12 Nov" in page
    client.post(f"/case/{person.pk}/officer", one(cast.reyes))
    report = DueItem.objects.get(offender=person, standard="WA.PRIMARY", withdrawn_at=None)
    assert (report.due_on, report.owner) == (date(2026, 12, 7), cast.reyes)
    assert rows(client.get("/allocation")) == ["VANN, Isaiah"]


# ---- Two at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_allocate_at_the_same_moment_one_wins_and_the_other_is_told(cast) -> None:
    clients = {"strand": Client(), "marrow": Client()}
    people = {"strand": cast.okafor, "marrow": cast.reyes}
    person = arrive(cast, "900001", "Pelham")
    for name, client in clients.items():
        client.force_login(cast.users[name], backend=BACKEND)
    both_ready = threading.Barrier(2)
    answers = {}

    def allocate(name):
        close_old_connections()
        try:
            both_ready.wait(timeout=20)
            answers[name] = clients[name].post(f"/case/{person.pk}/officer", one(people[name]))
        finally:
            connection.close()

    threads = [threading.Thread(target=allocate, args=(name,)) for name in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answer.status_code for answer in answers.values()) == [302, 422]
    link = CaseAssignment.objects.standing().get(offender=person)
    loser = next(name for name, answer in answers.items() if answer.status_code == 422)
    winner = next(name for name in clients if name != loser)
    assert (link.officer, link.recorded_by) == (people[winner], cast.users[winner])
    assert (
        f"{link.officer} has had this case since 23 November 2026, recorded by {link.recorded_by}."
        in answers[loser].content.decode()
    )
