"""Who read this: for a note, a report and a person's file, for those who may ask."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from agency.models import AuditEvent
from casenotes.models import CaseNote, PrintedReport
from tests.reading.conftest import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(world):
    """A note that Okafor wrote, read by the supervisor on the file and found by the coordinator."""
    cast = world.cast
    written = world.write(cast.ashby, cast.okafor, "Kayak mentioned.")
    world.page(cast.lindqvist, f"/case/{cast.ashby.pk}")
    world.page(cast.strand, "/notes/search?q=kayak")
    world.page(cast.ferrante, f"/case/{cast.ashby.pk}?show=movements")
    world.page(cast.strand, "/notes/search?q=medication+changed")
    return written


def lines(page):
    """(who, what) of each event, newest first."""
    found = re.findall(
        r'data-label="Who"><span>([^<]+)<.*?data-label="What"><span>([^<]+?)\s*<', page, re.S
    )
    return [(who.strip(), what.strip()) for who, what in found if who != "Nobody signed in"]


def asked(person, record=None, **more):
    """The address of the question."""
    address = f"/audit?offender={person.pk}"
    if record is not None:
        address += f"&record={'note' if isinstance(record, CaseNote) else 'report'}-{record.pk}"
    return address + "".join(f"&{name}={value}" for name, value in more.items())


def test_a_note_names_those_who_saw_it_and_not_those_who_saw_something_else(world, note):
    page = world.page(world.cast.noor, asked(world.cast.ashby, note))
    assert lines(page) == [
        ("Helen Strand", "Searched"),
        ("Per Lindqvist", "Read"),
        ("Ada Okafor", "Signed"),
    ]
    assert "Who read the note of 20 Nov 2026" in page
    assert "Case management coordinator" in page
    assert "Kayak" not in page


def test_a_file_names_also_those_whose_search_showed_something_of_it(world, note):
    cast = world.cast
    page = world.page(cast.tran, asked(cast.ashby))
    assert ("Helen Strand", "Searched") in lines(page)
    assert ("Luca Ferrante", "Read") in lines(page)
    # The search for what is in Mabry's note showed nothing of Ashby.
    assert lines(page).count(("Helen Strand", "Searched")) == 1
    assert lines(world.page(cast.tran, asked(cast.mabry)))[0] == ("Helen Strand", "Searched")


def test_terms_of_a_search_and_other_people_in_it_stay_with_the_auditor(world, note):
    cast = world.cast
    page = world.page(cast.tran, asked(cast.ashby))
    assert "kayak" not in page
    assert "notes shown: 1" in page
    assert "kayak" in world.page(cast.noor, asked(cast.ashby))


def test_a_print_that_holds_the_note_is_an_access_to_it(world, note):
    cast = world.cast
    from agency import audit
    from agency.models import AuditEventType

    printed = PrintedReport.objects.create(
        serial="RCC-2026-000001",
        year=2026,
        number=1,
        offender=cast.ashby,
        facility=cast.redbud,
        from_on=None,
        until_on=note.occurred_on,
        note_ids=[note.pk],
        page_count=1,
        printed_by=cast.tran,
        file_section="",
    )
    audit.record(AuditEventType.PRINTED, printed, actor=cast.tran)
    assert lines(world.page(cast.noor, asked(cast.ashby, note)))[0] == ("Linh Tran", "Printed")
    other = CaseNote.objects.filter(offender=cast.ashby).exclude(pk=note.pk).first()
    assert ("Linh Tran", "Printed") not in lines(world.page(cast.noor, asked(cast.ashby, other)))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"type": "searched"}, ["Helen Strand"]),
        ({"until_on": "2026-11-22"}, []),
        ({"from_on": "2026-11-23", "type": "read"}, ["Per Lindqvist"]),
    ],
)
def test_it_is_narrowed_by_action_and_period(world, note, more, expected):
    page = world.page(world.cast.noor, asked(world.cast.ashby, note, **more))
    assert [who for who, _ in lines(page)] == expected


def test_by_person_it_says_how_often(world, note):
    world.page(world.cast.lindqvist, f"/case/{world.cast.ashby.pk}?q=kayak")
    page = world.page(world.cast.tran, asked(world.cast.ashby, note, actor=""))
    table = page.partition('id="lookers"')[2].partition("</table>")[0]
    times = dict(
        re.findall(
            r'data-label="Person">([^<]+)</td><td class="num" data-label="Times">(\d)', table
        )
    )
    assert times == {"Per Lindqvist": "2", "Helen Strand": "1", "Ada Okafor": "1"}


@pytest.mark.parametrize(
    ("who", "status"),
    [("noor", 200), ("tran", 200), ("okafor", 404), ("lindqvist", 404), ("marsh_records", 404)],
)
def test_only_auditors_and_the_records_administrator_of_the_place_ask(world, note, who, status):
    client = Client()
    client.force_login(world.cast.users[who], backend=BACKEND)
    assert client.get(asked(world.cast.ashby, note)).status_code == status


def test_about_a_note_that_one_may_not_read_one_is_answered_like_about_none(world):
    """S07: also the existence of a confidential note is nothing to ask a log about."""
    cast = world.cast
    hidden = world.write(cast.ashby, cast.okafor, "Saltlantern.", confidential=True)
    client = Client()
    client.force_login(cast.tran, backend=BACKEND)
    assert client.get(asked(cast.ashby, hidden)).status_code == 404
    foreign = CaseNote.objects.get(offender=cast.mabry)
    assert client.get(asked(cast.ashby, foreign)).status_code == 404
    for mangled in ("note-", "note-x", "note-99999999", "memo-1", "-"):
        address = f"/audit?offender={cast.ashby.pk}&record={mangled}"
        assert client.get(address).status_code == 404
    assert world.page(cast.noor, asked(cast.ashby, hidden))


def test_asking_is_on_record_with_what_was_asked_about(world, note):
    world.page(world.cast.tran, asked(world.cast.ashby, note))
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_type) == ("listed", "audit_log")
    assert event.offender_id == world.cast.ashby.pk
    assert event.details["about"] == f"casenote {note.pk}"


def test_a_card_leads_those_who_may_ask_to_who_read_it(world, note):
    cast = world.cast
    link = f"/audit?offender={cast.ashby.pk}&amp;record=note-{note.pk}"
    assert link in world.timeline(cast.tran, cast.ashby)
    assert link not in world.timeline(cast.okafor, cast.ashby)
