"""The audit log on the screen: who sees which part of it, and that looking leaves a trace."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from agency import audit
from agency.models import AuditEvent, AuditEventType, Posting
from agency.roles import Role
from agency.spreadsheets import neutralised
from offenders.services import record_movement
from tests.cast import NOW


def record(kind, actor, *, at=NOW, **more):
    """One event of the log, at a moment."""
    from agency import clock

    with clock.set_for_tests(at):
        return audit.record(kind, actor=actor, **more)


@pytest.fixture
def log(cast):
    """A day's events: a read, a list, a refusal, a search, a reset password."""
    return {
        "read": record(AuditEventType.READ, cast.okafor, about=cast.ashby),
        "far": record(AuditEventType.READ, cast.marsh, about=cast.nalder),
        "refused": record(
            AuditEventType.REFUSED,
            cast.marsh,
            outcome="denied",
            object_type="offender",
            object_id=str(cast.ashby.pk),
        ),
        "search": record(
            AuditEventType.SEARCHED, cast.okafor, object_type="search", details={"q": "zebrawood"}
        ),
        "reset": record(AuditEventType.PASSWORD_CHANGED, cast.amsel, about=cast.coble),
    }


def lines(response):
    """(who, what) of each row, newest first."""
    page = response.content.decode()
    assert response.status_code == 200
    found = re.findall(
        r'data-label="Who"><span>([^<]+)<.*?data-label="What"><span>([^<]+?)\s*<', page, re.S
    )
    return [(who.strip(), what.strip()) for who, what in found]


def shown_since_set_up(response):
    """The rows about somebody who acted in these tests; the cast was made by nobody."""
    return [line for line in lines(response) if line[0] != "Nobody signed in"]


def test_an_auditor_sees_what_everybody_did(cast, log, sign_in):
    assert shown_since_set_up(sign_in(cast.noor).get("/audit")) == [
        ("Viktor Amsel", "Password changed"),
        ("Ada Okafor", "Searched"),
        ("Dan Marsh", "Refused"),
        ("Dan Marsh", "Read"),
        ("Ada Okafor", "Read"),
    ]


def test_an_administrator_sees_accounts_and_sign_ins_and_no_case(cast, log, sign_in):
    page = sign_in(cast.amsel).get("/audit")
    assert shown_since_set_up(page) == [("Viktor Amsel", "Password changed")]
    assert not re.search("Ashby|744106|zebrawood", page.content.decode())


def test_an_officer_sees_only_what_they_did_themselves(cast, log, sign_in):
    page = sign_in(cast.okafor).get("/audit")
    assert lines(page) == [("Ada Okafor", "Searched"), ("Ada Okafor", "Read")]
    assert "zebrawood" not in page.content.decode()


def test_a_records_administrator_sees_who_read_one_file_at_their_facility(cast, log, sign_in):
    client = sign_in(cast.tran)
    page = client.get("/audit", {"offender": cast.ashby.pk})
    assert shown_since_set_up(page) == [("Ada Okafor", "Read")]
    assert "ASHBY, Terrell Dean" in page.content.decode()
    assert client.get("/audit", {"offender": cast.nalder.pk}).status_code == 404
    assert client.get("/audit", {"offender": "999999"}).status_code == 404


@pytest.mark.parametrize(("name", "offered"), [("tran", True), ("okafor", False)])
def test_the_case_file_leads_those_who_may_ask_to_who_read_it(cast, sign_in, name, offered):
    page = sign_in(cast.users[name]).get(f"/case/{cast.ashby.pk}").content.decode()
    assert (f'href="/audit?offender={cast.ashby.pk}"' in page) is offered


@pytest.mark.parametrize("name", ["okafor", "amsel"])
def test_others_do_not_ask_who_read_a_file(cast, log, sign_in, name):
    client = sign_in(cast.users[name])
    assert client.get("/audit", {"offender": cast.ashby.pk}).status_code == 404
    client.post("/audit/find", {"number": "744106"})
    assert AuditEvent.objects.filter(type="searched", details__found=1).count() == 0


def test_who_read_a_file_is_no_longer_told_when_the_person_has_left(cast, log, sign_in):
    client = sign_in(cast.tran)
    assert client.get("/audit", {"offender": cast.ashby.pk}).status_code == 200
    record_movement(
        cast.ashby,
        None,
        kind="transfer",
        facility=cast.saltbush,
        permanent=True,
        occurred_at=NOW - timedelta(hours=2),
    )
    assert client.get("/audit", {"offender": cast.ashby.pk}).status_code == 404


@pytest.mark.parametrize("name", ["strand", "lindqvist", "marrow", "ferrante", "coble", "sato"])
def test_roles_without_a_part_in_the_log_do_not_find_it(cast, sign_in, name):
    assert sign_in(cast.users[name]).get("/audit").status_code == 404


def test_somebody_with_two_roles_sees_the_wider_part(cast, log, sign_in):
    Posting.objects.create(user=cast.strand, role=Role.AUDITOR, from_on=date(2026, 1, 1))
    assert len(shown_since_set_up(sign_in(cast.strand).get("/audit"))) == 5


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"actor": "marsh"}, [("Dan Marsh", "Refused"), ("Dan Marsh", "Read")]),
        ({"type": "searched"}, [("Ada Okafor", "Searched")]),
        ({"outcome": "denied"}, [("Dan Marsh", "Refused")]),
        ({"offender": "nalder"}, [("Dan Marsh", "Read")]),
        ({"from_on": "2026-11-24"}, []),
        ({"actor": "okafor", "type": "read"}, [("Ada Okafor", "Read")]),
    ],
    ids=str,
)
def test_the_log_is_narrowed(cast, log, sign_in, query, expected):
    ids = {"marsh": cast.marsh.pk, "okafor": cast.okafor.pk, "nalder": cast.nalder.pk}
    page = sign_in(cast.noor).get("/audit", {k: ids.get(v, v) for k, v in query.items()})
    assert shown_since_set_up(page) == expected


def test_days_are_those_on_the_readers_wall(cast, sign_in):
    late = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)  # still the 20th, 23:30, in Chicago
    record(AuditEventType.READ, cast.reyes, at=late, about=cast.mabry)
    client = sign_in(cast.noor)
    on_the_20th = {"actor": cast.reyes.pk, "from_on": "2026-11-20", "until_on": "2026-11-20"}
    on_the_21st = {"actor": cast.reyes.pk, "from_on": "2026-11-21", "until_on": "2026-11-21"}
    assert len(lines(client.get("/audit", on_the_20th))) == 1
    assert len(lines(client.get("/audit", on_the_21st))) == 0


def test_a_filter_that_cannot_be_read_says_so_and_keeps_the_rest(cast, log, sign_in):
    page = sign_in(cast.noor).get("/audit", {"from_on": "soon", "type": "read"}).content.decode()
    assert "Write a day like 2026-11-23." in page
    assert '<option value="read" selected>' in page


def test_earlier_events_follow_without_a_gap_or_a_repetition(cast, sign_in):
    for n in range(130):
        moment = NOW - timedelta(minutes=n // 3)
        record(AuditEventType.READ, cast.reyes, at=moment, about=cast.mabry, reason=f"n{n}.")
    client = sign_in(cast.noor)
    found, address = [], f"/audit?actor={cast.reyes.pk}"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r">(n\d+)\.<", page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        address = "/audit" + following.group(1).replace("&amp;", "&") if following else ""
    assert len(found) == len(set(found)) == 130


def test_looking_at_the_log_is_itself_recorded_once(cast, log, sign_in):
    client = sign_in(cast.noor)
    before = AuditEvent.objects.count()
    client.get("/audit", {"offender": cast.ashby.pk, "type": "read"})
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_type, event.actor_id) == ("listed", "audit_log", cast.noor.pk)
    assert event.offender_id == cast.ashby.pk
    assert event.details["type"] == "read"


def test_an_auditor_goes_from_a_number_to_the_events_and_the_number_stays_out_of_the_address(
    cast, log, sign_in
):
    answer = sign_in(cast.noor).post("/audit/find", {"number": "744106"})
    assert answer.url == f"/audit?offender={cast.ashby.pk}"


def test_a_number_that_nobody_has_is_answered_in_words(cast, sign_in):
    answer = sign_in(cast.noor).post("/audit/find", {"number": "999"}, follow=True)
    assert "Nobody whom you may ask about has the number" in answer.content.decode()


def test_an_unknown_and_a_forbidden_number_are_answered_alike(cast, sign_in):
    client = sign_in(cast.tran)
    known = client.post("/audit/find", {"number": "118204"})
    unknown = client.post("/audit/find", {"number": "118205"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_export_holds_the_same_events_and_harmless_cells(cast, log, sign_in):
    record(AuditEventType.REASON_GIVEN, cast.noor, about=cast.ashby, reason="=1+1")
    answer = sign_in(cast.noor).get("/audit/export", {"actor": cast.noor.pk})
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["reason"] for row in rows] == ["'=1+1"]
    assert AuditEvent.objects.filter(type="exported").get().details == {
        "rows": 1,
        "actor": cast.noor.pk,
    }


@pytest.mark.parametrize("name", ["amsel", "tran", "okafor"])
def test_only_auditors_export_the_log(cast, sign_in, name):
    assert sign_in(cast.users[name]).get("/audit/export").status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_what_a_spreadsheet_would_work_out_gets_an_apostrophe(cell):
    assert neutralised(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Read", "1-2", "", None, 12, "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert neutralised(cell) == ("" if cell is None else str(cell))
