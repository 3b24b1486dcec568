"""Millions of notes with words as people use them: a few very often, most of them hardly ever.

The words of rank r come 1/r times as often as the first (Zipf). Texts are put together from a
pool of fragments of twelve words, so that PostgreSQL makes thousands a second; everything follows
from the number of the note. The words are strings of letters that mean nothing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import connection

from casemgmt.bench.population import FIRST_DAY, PEOPLE_IN_A_FACILITY, PEOPLE_OF_AN_OFFICER, fill
from casenotes.models import CaseNote, NoteType

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = 30_000
FRAGMENTS = 50_000
WORDS_IN_A_FRAGMENT = 12
FRAGMENTS_IN_A_NOTE = 9
NOTES_OF_A_PERSON = 50
#: The first person has that many, as somebody after twenty years inside.
NOTES_OF_THE_FIRST = 1_000
CHUNK = 250_000
DAYS = 730

#: Words of letters alone, five to fourteen of them; the number makes each another one.
_POOL = """
CREATE UNLOGGED TABLE bench_word AS
SELECT n AS rank,
       translate(substr(md5(n::text), 1, 3 + (n * 7) %% 7) || n, '0123456789', 'ghijklmnop') AS word
FROM generate_series(1, %(words)s) AS n;
CREATE UNIQUE INDEX ON bench_word (rank);
CREATE UNLOGGED TABLE bench_fragment AS
SELECT n AS id, string_agg(word, ' ' ORDER BY place) AS words
FROM (
    SELECT n, place,
           least(%(words)s, floor(exp(
               bench_r(n * 100 + place, 60, 2000000000) / 2000000000.0 * ln(%(words)s)
           ))::integer) AS rank
    FROM generate_series(1, %(fragments)s) AS n, generate_series(1, %(in_fragment)s) AS place
) AS drawn JOIN bench_word USING (rank)
GROUP BY n;
CREATE UNIQUE INDEX ON bench_fragment (id);
ANALYZE bench_word;
ANALYZE bench_fragment;
"""

_CHUNK = """
CREATE UNLOGGED TABLE bench_note AS
SELECT n, person, (person - 1) / %(of_officer)s + 1 AS officer,
       (person - 1) / %(in_facility)s + 1 AS facility, at, text
FROM (
    SELECT n, {text} AS text,
           CASE WHEN n %% %(every)s = 0 THEN 1 ELSE 1 + bench_r(n, 20, %(people)s) END
               AS person,
           %(today)s::timestamptz - make_interval(
               secs => (%(number)s - n) * 86400.0 * %(days)s / %(number)s
           ) AS at
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n {joins}
) AS drawn
"""


def word(rank: int) -> str:
    """The word of that rank."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM bench_word WHERE rank = %s", [rank])
        return str(cursor.fetchone()[0])


def make_pool() -> None:
    """Words and fragments."""
    with connection.cursor() as cursor:
        cursor.execute(
            _POOL,
            {"words": WORDS, "fragments": FRAGMENTS, "in_fragment": WORDS_IN_A_FRAGMENT},
        )


def make_notes(number: int, people: int, say: Callable[[str], None]) -> None:
    """That many notes, in the order in which they were recorded, of everybody in turn by chance.

    Foreign keys are not checked one by one while they are made: all of them follow from numbers.
    """
    type_id = NoteType.objects.get(code="contact").pk
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    for first in range(1, number + 1, CHUNK):
        last = min(number, first + CHUNK - 1)
        _make_chunk(first, last, number, people, type_id)
        say(f"made {last:,} of {number:,} notes, {time.perf_counter() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")


def _make_chunk(first: int, last: int, number: int, people: int, type_id: int) -> None:
    every = max(1, number // NOTES_OF_THE_FIRST)
    parts = range(1, FRAGMENTS_IN_A_NOTE + 1)
    joins = " ".join(
        f"JOIN bench_fragment AS f{at} ON f{at}.id = 1 + bench_r(n, {at}, {FRAGMENTS})"
        for at in parts
    )
    text = " || ' ' || ".join(f"f{at}.words" for at in parts)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_note")
        cursor.execute(
            _CHUNK.format(text=text, joins=joins),
            {
                "of_officer": PEOPLE_OF_AN_OFFICER,
                "in_facility": PEOPLE_IN_A_FACILITY,
                "every": every,
                "people": people,
                "today": FIRST_DAY,
                "number": number,
                "days": DAYS,
                "first": first,
                "last": last,
            },
        )
    fill(
        CaseNote,
        "FROM bench_note ORDER BY n",
        offender_id="person",
        type_id=str(type_id),
        author_id="officer",
        author_name="'Officer ' || officer",
        facility_id="facility",
        occurred_at="at - make_interval(hours => bench_r(n, 21, 48))",
        occurred_on="(at - make_interval(hours => bench_r(n, 21, 48)))::date",
        recorded_at="at",
        recorded_on="at::date",
        text="text",
        confidential="bench_r(n, 22, 100) < 5",
        for_officer="true",
        form_key="gen_random_uuid()",
    )
