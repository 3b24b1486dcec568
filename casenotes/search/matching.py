"""Which notes and reports hold a search.

`holding` reads the texts that it is asked about, one by one; it is for rows that are few already:
one person's, the newest of several people's, or those that the indexes of migration 0008 name for
the rarest word of the search.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, OuterRef, Q, Subquery, Value

from agency import clock
from casenotes.models import Amendment, CaseNote, ContactReport, ReportAnswer
from casenotes.models.words import Words
from offenders.models.person import Folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import Model, QuerySet

    from casenotes.search.terms import Search

#: Of each kind of record: its own column of text, and the tables of further texts, each with its
#: column and its reference to the record.
_TEXTS: dict[type[Model], tuple[str, list[tuple[type[Model], str, str]]]] = {
    CaseNote: ("text", [(Amendment, "text", "note")]),
    ContactReport: (
        "summary",
        [(ReportAnswer, "comment", "report"), (Amendment, "text", "report")],
    ),
}


def holding(rows: QuerySet[Any], patterns: Sequence[str]) -> QuerySet[Any]:
    """Those of the notes or reports of which one text has all the patterns of a search."""
    column, others = _TEXTS[rows.model]
    found = _has_all(patterns)
    for model, text, reference in others:
        added = _with_folded(model._default_manager.order_by(), text)
        held = added.filter(_has_all(patterns), **{reference: OuterRef("pk")}).values(
            said=Value(True)
        )
        # Not EXISTS, which PostgreSQL may answer by reading all additions of the agency at once.
        found |= Q(Subquery(held[:1], output_field=BooleanField()))
    return _with_folded(rows, column).filter(found)


def named_by_index(
    model: type[Model], word: str, people: list[int]
) -> QuerySet[Any, dict[str, Any]]:
    """Ids of the notes or reports about `people` that the indexes of words name for `word`, some
    perhaps twice. word: a lexeme as `rarest` gives it."""
    column, others = _TEXTS[model]
    own = model._default_manager.order_by().filter(offender_id__among=people)
    named = [_with_word(own, column, word).values("pk")]
    for other, text, reference in others:
        added = other._default_manager.order_by()
        about = added.filter(**{f"{reference}__offender_id__among": people})
        named.append(_with_word(about, text, word).values(f"{reference}_id"))
    # A union and not "or", so that PostgreSQL starts from what the indexes name.
    return named[0].union(*named[1:], all=True)


def _with_folded(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    return rows.alias(folded=Folded(column))


def _has_all(patterns: Sequence[str]) -> Q:
    found = Q()
    for pattern in patterns:
        found &= Q(folded__regex=pattern)
    return found


def _with_word(rows: QuerySet[Any], column: str, word: str) -> QuerySet[Any]:
    query = SearchQuery(word, config="simple", search_type="raw")
    return rows.alias(words=Words(column)).filter(words=query)


def rarest(search: Search) -> tuple[str, float, float]:
    """The lexeme of the search that stands in fewest notes, in how many and in which share of
    them, by the statistics of PostgreSQL.

    ("", 0, 1) for a search that has none, such as a single numeral of another script.
    """
    words = dict.fromkeys(word for term in search.terms for word in term.lexemes())
    expected = {word: _expected(word) for word in words}
    if not expected:
        return "", 0.0, 1.0
    word = min(expected, key=lambda one: expected[one])
    share = min(1.0, expected[word] / _notes_by_statistics(clock.today()))
    return word, expected[word], share


@lru_cache(maxsize=1)
def _notes_by_statistics(today: date) -> float:
    """How many notes there are, asked once a day by each process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'casenotes_casenote'::regclass")
        return float(max(1, cursor.fetchone()[0]))


def _expected(word: str) -> int:
    """In how many notes PostgreSQL expects the lexeme."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT 1 FROM casenotes_casenote"
            " WHERE note_words(text) @@ to_tsquery('simple', %s)",
            [word],
        )
        (plan,) = cursor.fetchone()
    told = json.loads(plan) if isinstance(plan, str) else plan
    return int(told[0]["Plan"]["Plan Rows"])
