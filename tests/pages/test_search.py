"""Finding people: forgiving of spelling, and silent about everybody who is not one's business."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agency.models import AuditEvent, AuditEventType
from offenders.models import Alias, Exclusion, Offender
from offenders.search import search_people
from offenders.services import end_assignment, record_movement
from tests.cast import WITHOUT_SUMMARY
from tests.factories import HeldFactory


def found(client, text, **more):
    page = client.get("/people/search", {"q": text} | more)
    assert page.status_code == 200
    return re.findall(r"data-open>([^<]+)<", page.content.decode())


def plain(response):
    """An answer without what differs from request to request: its token against forgery."""
    return re.sub(rb'(X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', b"", response.content)


def newcomer(cast, number, family, given, facility="redbud"):
    return HeldFactory(
        number=number,
        family_name=family,
        given_names=given,
        facility=getattr(cast, facility),
        since=date(2026, 11, 2),
    )


@pytest.mark.parametrize(
    "text",
    ["ashby", "ASHBY, Terrell", "terrell ashby", "Ashbey", "Terell Ashby", "744106", "7441", "as"],
)
def test_a_person_is_found_however_the_name_is_written(cast, sign_in, text) -> None:
    assert found(sign_in(cast.strand), text) == ["ASHBY, Terrell Dean"]


@pytest.mark.parametrize("text", ["munoz", "Muñoz", "jose munoz", "MUNOZ José"])
def test_accents_do_not_matter(cast, sign_in, text) -> None:
    newcomer(cast, "900001", "Muñoz", "José")
    assert found(sign_in(cast.strand), text) == ["MUÑOZ, José"]


def test_another_name_finds_the_person_and_is_shown_beside_theirs(cast, sign_in) -> None:
    Alias.objects.create(offender=cast.mabry, family_name="Kowalczyk", given_names="Jan")
    page = sign_in(cast.strand).get("/people/search", {"q": "kowalczik"}).content.decode()
    assert "MABRY, Cole" in page
    assert "also KOWALCZYK, Jan" in page


def test_the_exact_number_comes_before_numbers_that_only_begin_so(cast, sign_in) -> None:
    newcomer(cast, "7901", "Zimmer", "Zach")
    assert found(sign_in(cast.strand), "7901") == ["ZIMMER, Zach", "MABRY, Cole"]


def test_the_words_of_a_search_have_to_fit_one_and_the_same_name(cast, sign_in) -> None:
    Alias.objects.create(offender=cast.mabry, family_name="Kowalczyk", given_names="Jan")
    assert found(sign_in(cast.strand), "kowalczyk cole") == []


def test_rows_of_people_one_only_knows_say_so_and_tell_no_more(cast, sign_in) -> None:
    page = sign_in(cast.coble).get("/people/search", {"q": "ashby"}).content.decode()
    assert "Name, number and location only" in page
    assert "744106" in page
    assert "Unit B" in page
    assert "Ada Okafor" not in page
    assert "1989" not in page


def test_an_answer_is_the_same_to_the_byte_whoever_is_held_elsewhere(cast, sign_in) -> None:
    client = sign_in(cast.strand)
    client.get("/people/search", {"q": "ashby"})
    before = plain(client.get("/people/search", {"q": "ashby"}))
    for number in range(12):
        newcomer(cast, f"7441{number}", "Ashby", "Terrell Dean", "saltbush")
    assert plain(client.get("/people/search", {"q": "ashby"})) == before


@pytest.mark.parametrize("text", ["nalder", "118204", "Nalder Reece"])
def test_who_is_held_elsewhere_is_answered_like_who_does_not_exist(cast, sign_in, text) -> None:
    client = sign_in(cast.strand)
    answer = plain(client.get("/people/search", {"q": text})).decode()
    nobody = plain(client.get("/people/search", {"q": "zzzz"})).decode()
    assert "No one matches" in answer
    assert answer.replace(text, "").replace(quote(text), "") == nobody.replace("zzzz", "")


def test_somebody_who_is_a_party_to_the_case_does_not_find_it(cast, sign_in) -> None:
    Exclusion.objects.create(offender=cast.ashby, user=cast.strand, reason="Sister")
    assert found(sign_in(cast.strand), "ashby") == []


def test_who_one_may_read_changes_with_the_next_request(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    assert found(client, "ashby", who="mine") == ["ASHBY, Terrell Dean"]
    link = cast.ashby.assignments.get()
    end_assignment(
        link,
        cast.strand,
        until_on=datetime(2026, 11, 22).date(),
        reason="Leave",
        without=WITHOUT_SUMMARY,
    )
    assert found(client, "ashby", who="mine") == []
    assert (
        "Name, number and location only"
        in client.get("/people/search", {"q": "ashby"}).content.decode()
    )
    record_movement(
        cast.ashby,
        None,
        kind="transfer",
        facility=cast.saltbush,
        permanent=True,
        occurred_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    )
    assert found(client, "ashby") == []


def test_what_was_searched_for_is_in_the_audit_log(cast, sign_in) -> None:
    sign_in(cast.strand).get("/people/search", {"q": "  ashby\x00 "})
    event = AuditEvent.objects.get(type=AuditEventType.SEARCHED)
    assert event.details == {"q": "ashby", "found": 1, "shown": 1}
    assert event.actor_id == cast.strand.pk


def test_without_a_search_the_cases_one_may_read_are_listed(cast, sign_in) -> None:
    assert found(sign_in(cast.marrow), "") == ["ASHBY, Terrell Dean", "MABRY, Cole"]


@pytest.mark.parametrize(
    "text", ["'; SELECT pg_sleep(9) --", "%", "_", "\\", "a' OR '1'='1", "x" * 500, "a " * 90]
)
def test_odd_searches_find_nobody_and_break_nothing(cast, sign_in, text) -> None:
    assert sign_in(cast.strand).get("/people/search", {"q": text}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, sign_in) -> None:
    for number in range(40):
        newcomer(cast, f"6000{number}", "Ashby", f"Terrell {number}")
    client = sign_in(cast.strand)
    found(client, "mabry")  # the first page of a session writes that it was seen
    with CaptureQueriesContext(connection) as for_one:
        assert len(found(client, "mabry")) == 1
    with CaptureQueriesContext(connection) as for_many:
        assert len(found(client, "ashby")) == 41
    # One of them asks for alerts of a risk, as every page does.
    assert len(for_many) == len(for_one) <= 19


def test_the_trigram_index_answers_a_search_among_many(cast, django_db_blocker) -> None:
    syllables = ("ba", "do", "ka", "li", "mo", "ne", "pa", "ri", "so", "ta", "ve", "wu")
    Offender.objects.bulk_create(
        Offender(
            number=f"9{index:05}",
            family_name=f"{syllables[index % 12]}{syllables[index // 12 % 12]}rst".title(),
            given_names=f"{syllables[index // 144 % 12]}{syllables[index % 7]}".title(),
        )
        for index in range(20_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE offenders_offender")
    plan = search_people(cast.noor, "Ashbey Terrell").explain()
    assert "offender_name_trigrams" in plan
