"""Searching the notes about everybody whose records one reads."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agency.models import AccessReason, AuditEvent
from agency.roles import Role
from casemgmt.pages.note_search import finding
from casenotes.models import CaseNote, ContactReport
from casenotes.reach import reach_of, reach_over_one, readable
from casenotes.search.matching import rarest
from tests.cast import NOW
from tests.reading.conftest import BACKEND, marks, texts

pytestmark = pytest.mark.django_db


def found(world, user, asked="q=medic"):
    """Who is found, in their order."""
    page = world.page(user, f"/notes/search?{asked}")
    return re.findall(r'<p class="whose"><a href="[^"]+">([A-Z]+)', page)


def test_everybody_finds_what_they_read_and_nothing_else(world):
    cast = world.cast
    assert found(world, cast.okafor) == ["ASHBY", "ASHBY"]
    assert found(world, cast.lindqvist) == ["MABRY", "ASHBY", "ASHBY"]
    assert found(world, cast.marsh) == ["NALDER"]
    assert found(world, cast.strand) == ["MABRY", "ASHBY", "ASHBY"]
    assert found(world, cast.coble) == []


def test_a_contributor_finds_their_own_notes(world):
    world.write(world.cast.vann, world.cast.coble, "Medication seen in the shop.")
    assert found(world, world.cast.coble) == ["VANN"]


def test_who_reads_no_notes_has_no_such_page(world):
    client = Client()
    client.force_login(world.cast.amsel, backend=BACKEND)
    assert client.get("/notes/search").status_code == 404


def test_an_auditor_finds_within_the_cases_that_a_reason_opened(world):
    noor = world.cast.noor
    assert found(world, noor) == []
    AccessReason.objects.create(
        user=noor,
        offender_id=world.cast.mabry.pk,
        reason="Complaint 2026-118",
        given_at=NOW,
        ends_at=NOW.replace(hour=17),
    )
    assert found(world, noor) == ["MABRY"]


@pytest.mark.parametrize(
    ("newest", "most_read"), [(0, 0), (1, 1), (2, 2), (2, 1000), (1000, 1000), (0, 1000)]
)
def test_the_index_and_reading_find_the_same(world, monkeypatch, newest, most_read):
    monkeypatch.setattr(finding, "MOST_READ", most_read)
    monkeypatch.setattr(
        finding,
        "_plan",
        lambda filters: finding._Plan(
            rarest(filters.search)[0] if filters.search else "", 10**9, newest
        ),
    )
    for asked, people in (
        ("q=medic", ["MABRY", "ASHBY", "ASHBY"]),
        ("q=%22medication+refused%22", ["ASHBY"]),
        ("q=medication+nurse", ["ASHBY"]),
        ("q=kayak", []),
        ("q=medic&contact=made", ["ASHBY"]),
        ("", ["MABRY", "ASHBY", "ASHBY", "ASHBY"]),
    ):
        assert found(world, world.cast.lindqvist, asked) == people, asked


def test_what_others_wrote_elsewhere_changes_nothing(world):
    """S08: byte for byte the same with and without foreign and restricted matches."""
    cast = world.cast
    asked = ["/notes/search?q=medic", "/notes/search?q=medic&filters=1", "/notes/search"]
    before = [world.page(cast.marrow, address) for address in asked]
    world.write(cast.nalder, cast.marsh, "More medication.")
    world.write(cast.ashby, cast.okafor, "Secret medication.", confidential=True)
    assert [world.page(cast.marrow, address) for address in asked] == before


def test_a_result_leads_to_its_note_and_shows_both_times(world):
    page = world.page(world.cast.okafor, "/notes/search?q=nurse")
    assert marks(page) == ["nurse"]
    assert "<span>10:00</span></time>" in page
    assert "recorded" in page
    (address,) = re.findall(r'<p class="kind"><a href="([^"]+)"', page)
    note = CaseNote.objects.get(text__contains="nurse")
    assert address.endswith(f"#note-{note.pk}")
    opened = world.page(world.cast.okafor, address.replace("&amp;", "&").partition("#")[0])
    assert f'id="note-{note.pk}"' in opened


def test_pages_follow_one_another(world, monkeypatch):
    monkeypatch.setattr(finding, "NUMBERS_READ", (30,))
    monkeypatch.setattr(finding, "MOST_READ", 30)
    for number in range(50):
        world.write(
            world.cast.ashby if number % 2 else world.cast.mabry,
            world.cast.okafor if number % 2 else world.cast.reyes,
            f"Kayak {number:02}.",
            on=date(2026, 9, 5 + number // 10),
        )
    seen, address = [], "/notes/search?q=kayak"
    while address:
        page = world.page(world.cast.lindqvist, address)
        seen += texts(page)
        more = page.partition('<li class="entry-more"><a class="button" href="')[2]
        address = more.partition('"')[0].replace("&amp;", "&").partition("#")[0]
    assert len(seen) == len(set(seen)) == 50


def test_the_search_is_on_record_with_words_people_and_counts(world):
    world.page(world.cast.okafor, "/notes/search?q=medic")
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_type) == ("searched", "note_search")
    assert event.details["q"] == "medic"
    assert event.details["shown"] == 2
    assert event.details["people"] == [world.cast.ashby.pk]
    assert len(event.details["notes"]) == 2


def test_none_match_and_none_are_different_pages(world):
    page = world.page(world.cast.okafor, "/notes/search?q=kayaking")
    assert "No notes match" in page
    assert "Words that begin with “kaya”" in page
    assert "No notes yet" in world.page(world.cast.coble, "/notes/search")


def test_a_search_takes_the_same_queries_whatever_is_found(world):
    client = Client()
    client.force_login(world.cast.okafor, backend=BACKEND)
    client.get("/notes/search?q=medic")

    def queries(asked):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/notes/search?q={asked}")
        return len(captured)

    for number in range(15):
        world.write(world.cast.ashby, world.cast.okafor, f"Kayak {number}.")
    assert queries("kayak") <= queries("medic") + 1
    assert queries("kayak") <= 32


@pytest.mark.parametrize("role", [role for role in Role if role != Role.POLICY_OFFICER])
def test_reach_and_access_table_say_the_same(world, role):
    """`Reach` is `visible_to`, worked out once; for every role, over one person and over all."""
    cast = world.cast
    user = next(u for u in cast.users.values() if u.has_role(role))
    world.write(cast.ashby, cast.okafor, "Trusted.", confidential=True)
    for author in (cast.coble, cast.okafor, cast.ferrante):
        world.write(cast.vann if author == cast.coble else cast.ashby, author, "Own words.")
    over_all = reach_of(user)
    for model in (CaseNote, ContactReport):
        everything = model.objects.all()
        expected = set(model.objects.visible_to(user).values_list("pk", flat=True))
        assert set(over_all.readable(everything).values_list("pk", flat=True)) == expected
        within = model.objects.filter(offender_id__in=over_all.people(model))
        limited = readable(within, *over_all.reading(model, limited=True))
        assert set(limited.values_list("pk", flat=True)) == expected
        one = set()
        for person in cast.offenders.values():
            rows = everything.filter(offender=person)
            one |= set(reach_over_one(user, person.pk).readable(rows).values_list("pk", flat=True))
        assert one == expected
