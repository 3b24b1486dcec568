"""A person's timeline: searched, narrowed, paged, and silent about what one may not read."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from agency.models import AuditEvent
from casenotes.checklists import PRIMARY_CHECKS
from casenotes.services import add_amendment, sign_report
from casenotes.services.reports import Answer
from tests.reading.conftest import marks, texts

pytestmark = pytest.mark.django_db


def test_words_are_found_and_marked(world):
    page = world.timeline(world.cast.okafor, world.cast.ashby, "q=medic")
    assert len(texts(page)) == 2
    assert marks(page) == ["Medic", "medic", "medic"]


def test_accents_and_case_do_not_count(world):
    page = world.timeline(world.cast.okafor, world.cast.ashby, "q=jose-maria")
    assert marks(page) == ["José-María"]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("q=%22medication+refused%22", 1),
        ("q=medication+nurse", 1),
        ("show=mine", 2),
        ("show=mine&q=medic", 1),
        ("contact=made", 1),
        ("contact=tried", 1),
        ("contact=none", 1),
        ("facet=family", 1),
        ("facet=reentry", 0),
        ("type=contact", 3),
        ("type=disciplinary", 0),
        ("from_on=2026-11-12&until_on=2026-11-12", 1),
        ("show=notes&from_on=2026-11-03&until_on=2026-11-18", 2),
        ("show=notes&clock=recorded&from_on=2026-11-23", 3),
        ("show=notes&clock=recorded&until_on=2026-11-22", 0),
        ("q=medic&from_on=garbled&facet=garbled&author=x", 2),
    ],
)
def test_filters_narrow_to_what_they_say(world, asked, number):
    page = world.timeline(world.cast.okafor, world.cast.ashby, asked)
    assert len(texts(page)) == number


def test_authors_and_facilities_are_filters_too(world):
    cast = world.cast
    by_ferrante = world.timeline(cast.okafor, cast.ashby, f"author={cast.ferrante.pk}")
    assert [text[:4] for text in texts(by_ferrante)] == ["Plan"]
    here = world.timeline(cast.okafor, cast.ashby, f"facility={cast.redbud.pk}&show=notes")
    assert len(texts(here)) == 3
    elsewhere = world.timeline(cast.okafor, cast.ashby, f"facility={cast.saltbush.pk}")
    assert texts(elsewhere) == []


def test_each_filter_has_a_chip_that_takes_it_away_alone(world):
    page = world.timeline(
        world.cast.okafor, world.cast.ashby, "q=medic&contact=made&from_on=2026-11-01"
    )
    chips = {
        words.strip(): address.replace("&amp;", "&")
        for address, words in re.findall(r'<li><a href="([^"]+)">([^<]+)<span aria-hidden', page)
    }
    assert set(chips) == {"Words: medic", "Reached", "Happened from 1 Nov 2026"}
    assert "contact=" not in chips["Reached"]
    assert "q=medic" in chips["Reached"]
    assert "from_on" not in chips["Happened from 1 Nov 2026"]


def test_none_match_is_not_none_and_has_three_ways_out(world):
    page = world.timeline(world.cast.okafor, world.cast.ashby, "q=kayak&contact=made")
    assert "No entries match" in page
    empty = page.partition('<div class="empty">')[2]
    ways = re.findall(r'<a class="button" href="([^"]+)">([^<]+)', empty)
    assert [words for _, words in ways] == [
        "Show all entries",
        "Only the words “kayak”",
        "Search the notes of all your people",
    ]
    assert ways[2][0] == "/notes/search?q=kayak"
    assert "No entries yet" not in page


def test_a_match_in_an_addition_shows_the_note_with_the_addition_marked(world):
    note = world.write(world.cast.ashby, world.cast.okafor, "Said on Friday.")
    add_amendment(world.cast.okafor, note=note, text="It was a Thursday.")
    page = world.timeline(world.cast.okafor, world.cast.ashby, "q=thursday")
    assert texts(page) == ["Said on Friday."]
    assert marks(page) == ["Thursday"]


def test_a_match_in_an_answer_shows_the_report_with_its_question(world):
    cast = world.cast
    sign_report(
        cast.ashby,
        cast.okafor,
        kind="primary",
        interview_at=world.write(cast.ashby, cast.okafor, "Before it.").occurred_at,
        contact_mode="face_to_face",
        summary="All went well.",
        answers={
            item.code: Answer(True, comment="Plays chess daily.") for item in PRIMARY_CHECKS[:1]
        }
        | {item.code: Answer(True) for item in PRIMARY_CHECKS[1:]},
    )
    page = world.timeline(cast.okafor, cast.ashby, "q=chess")
    assert marks(page) == ["chess"]
    assert "Wellbeing:" in page


def test_pages_of_a_search_follow_without_gap_or_repetition(world):
    for number in range(45):
        world.write(
            world.cast.ashby,
            world.cast.okafor,
            f"Kayak {number:02}.",
            on=date(2026, 9, 5 + number // 9),
        )
    seen, asked = [], "q=kayak"
    while asked:
        page = world.timeline(world.cast.okafor, world.cast.ashby, asked)
        seen += texts(page)
        more = page.partition('<li class="entry-more"><a class="button" href="')[2]
        address = more.partition('"')[0].replace("&amp;", "&")
        assert not address or "q=kayak" in address
        asked = address.partition("?")[2].partition("#")[0]
    assert len(seen) == 45
    assert len(set(seen)) == 45


def test_a_restricted_note_never_matches_and_leaves_no_trace_in_a_search(world):
    """S07, S08: the records administrator reads no confidential notes."""
    cast = world.cast
    asked = ("q=medic", "q=saltlantern", "facet=family", "from_on=2026-11-01", "type=contact")
    before = [world.timeline(cast.tran, cast.ashby, query) for query in asked]
    world.write(
        cast.ashby,
        cast.okafor,
        "Saltlantern medication.",
        confidential=True,
        facets=["family"],
    )
    assert [world.timeline(cast.tran, cast.ashby, query) for query in asked] == before
    assert "Saltlantern" in world.timeline(cast.okafor, cast.ashby, "q=saltlantern")


def test_unfiltered_a_restricted_note_keeps_its_day_and_is_in_no_total(world):
    cast = world.cast
    before = world.timeline(cast.tran, cast.ashby)
    world.write(cast.ashby, cast.okafor, "Saltlantern.", confidential=True)
    after = world.timeline(cast.tran, cast.ashby)
    assert "Restricted note" in after
    assert "Saltlantern" not in after
    count = re.compile(r'<span class="count">(\d+)</span>')
    assert count.search(after).group() == count.search(before).group()
    assert "Notes 3" in after


def test_with_htmx_the_timeline_comes_alone(world):
    address = f"/case/{world.cast.ashby.pk}?q=medic"
    part = world.page(world.cast.okafor, address, hx_request="true", hx_target="timeline")
    assert part.lstrip().startswith("<section")
    assert "Due items" not in part
    assert len(marks(part)) == 3


def test_with_htmx_what_is_earlier_comes_alone_and_is_as_without(world):
    cast = world.cast
    for number in range(25):
        world.write(cast.ashby, cast.okafor, f"Kayak {number:02}.", on=date(2026, 9, 1 + number))
    whole = world.timeline(cast.okafor, cast.ashby, "show=notes")
    address = html.unescape(re.search(r'hx-get="([^"]+part=timeline[^"]*)"', whole)[1])
    part = world.page(cast.okafor, address, hx_request="true")
    assert part.lstrip().startswith("<li")
    page = world.page(cast.okafor, re.sub("&?part=timeline", "", address))
    assert texts(part) == texts(page)
    assert len(texts(part)) == 8
    assert part.count("Report an error") == page.count("Report an error") == 8
    # Who only knows the person gets no further page of it either.
    assert texts(world.page(cast.coble, address, hx_request="true")) == []


def test_a_search_leaves_one_event_with_words_and_records(world):
    world.timeline(world.cast.okafor, world.cast.ashby, "q=medic&contact=made")
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.offender_id) == ("searched", world.cast.ashby.pk)
    assert event.details["q"] == "medic"
    assert event.details["contact"] == "made"
    assert len(event.details["notes"]) == 1


def test_words_that_look_like_markup_or_sql_are_words(world):
    for typed in ("%3Cscript%3E", "'+OR+1%3D1--", "%5Cm(", "a%2A", "%25", "%00medic"):
        assert "<script>" not in world.timeline(world.cast.okafor, world.cast.ashby, f"q={typed}")
