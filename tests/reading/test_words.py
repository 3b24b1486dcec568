"""What is typed, what PostgreSQL finds and what is marked agree, in any script."""

from __future__ import annotations

import pytest
from django.db import connection

from casenotes.search.marking import Part, excerpt, hits, marked
from casenotes.search.terms import fold, parse

pytestmark = pytest.mark.django_db

#: text, search, whether it is found.
PAIRS = [
    ("His medication was changed.", "medic", True),
    ("His medication was changed.", "edication", False),
    ("His medication was changed.", "MEDICATION", True),
    ("His medication was changed.", '"medic"', False),
    ("His medication was changed.", '"medication was"', True),
    ("His medication was changed.", '"was medication"', False),
    ("His medication was changed.", "changed his", True),
    ("His medication was changed.", "his absent", False),
    ("He said he/she and/or 2026-11-23.", "she", True),
    ("He said he/she and/or 2026-11-23.", "2026-11", True),
    ("Rang O'Brien at a.person@example.org.", "o'brien", True),
    ("Rang O'Brien at a.person@example.org.", "example", True),
    ("Rang O'Brien at a.person@example.org.", "brien rang", True),
    ("José Łukasz Straße Ñandú", "jose", True),
    ("José Łukasz Straße Ñandú", "LUKASZ", True),
    ("José Łukasz Straße Ñandú", "strasse", True),
    ("Jose Lukasz", "José", True),
    ("Jose\u0301 came", "josé", True),
    ("Иванов вышел", "иван", True),
    ("Иванов вышел", "ванов", False),
    ("患者服用药物后睡觉。", "药物", True),
    ("患者服用药物后睡觉。", "物药", False),
    ("彼は薬を飲んだ。", "薬", True),
    ("เขากินยาแล้ว", "กินยา", True),
    ("उसने दवा ली", "दवा", True),
    ("תרופה חדשה", "תרופה", True),
    ("تناول الدواء اليوم", "الدواء", True),
    ("Took 药物 today", "took 药物", True),
    ("vitamin B12药 taken", "b12药", True),
    ("100% done -- 3.5mg", "3.5mg", True),
    ("snake_case word", "case", False),
    ("bold <b>words</b> & more", "words", True),
]


@pytest.mark.parametrize(("text", "typed", "found"), PAIRS)
def test_reading_index_and_marks_agree(text, typed, found):
    search = parse(typed)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + " AND ".join(["folded_text(%s) ~ %s"] * len(search.patterns)),
            [value for pattern in search.patterns for value in (text, pattern)],
        )
        assert cursor.fetchone()[0] is found
        for lexeme in (word for term in search.terms for word in term.lexemes()):
            cursor.execute("SELECT note_words(%s) @@ to_tsquery('simple', %s)", [text, lexeme])
            # The index may name a text too many, which is then read; never one too few.
            assert cursor.fetchone()[0] or not found, lexeme
    assert bool(hits(text, search)) is found or len(search.terms) > 1


@pytest.mark.parametrize("typed", ["", "   ", "!?", '""', "—", "\x00", "'&|!"])
def test_nothing_to_look_for_is_no_search(typed):
    assert parse(typed) is None


def test_a_search_is_cut_to_its_longest_and_its_terms_to_the_most():
    search = parse(" ".join(f"word{number}" for number in range(60)))
    assert len(search.text) == 200
    assert len(search.terms) == 8


def test_folding_knows_where_each_letter_came_from():
    folded, places = fold("Straße é")
    assert folded == "strasse e"
    assert places == [0, 1, 2, 3, 4, 4, 5, 6, 7]


def test_what_is_marked_are_the_letters_that_somebody_wrote():
    parts = marked("Straße, José und JOSÉ.", parse("jose strass"))
    assert [part.text for part in parts if part.hit] == ["Straß", "José", "JOSÉ"]
    assert "".join(part.text for part in parts) == "Straße, José und JOSÉ."


def test_an_excerpt_shows_the_first_match_and_says_what_it_leaves_out():
    text = f"{'Quiet week. ' * 40}He refused medication. {'All well. ' * 60}"
    parts = excerpt(text, parse("refus"))
    shown = "".join(part.text for part in parts)
    assert Part("refus", hit=True) in parts
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300


def test_an_excerpt_of_a_short_text_is_the_text():
    assert excerpt("All well.", None) == [Part("All well.")]


def test_a_long_text_without_blanks_is_cut_all_the_same():
    parts = excerpt("药" * 5000, parse("药"))
    assert sum(len(part.text) for part in parts) < 300


def test_a_megabyte_of_text_can_be_kept_and_is_found_where_it_is_read(
    django_assert_max_num_queries,
):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT length(note_words(string_agg('w' || n, ' '))) FROM generate_series(1, 150000) n"
        )
        assert 10_000 < cursor.fetchone()[0] < 20_000
