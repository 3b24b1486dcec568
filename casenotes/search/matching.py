"""Which notes and reports hold a search.

`holding` reads the texts that it is asked about, one by one; it is for rows that are few already:
one person's, or the newest of several people's. `indexed` asks the indexes of migration 0008
first, of which the rarest word alone, and then reads what they name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, OuterRef, Q, Subquery, Value

from casenotes.models import Amendment, CaseNote, ContactReport, ReportAnswer
from casenotes.models.words import Words
from offenders.models.person import Folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from casenotes.search.terms import Search

#: Words in at least this share of all notes are common.
COMMON = 0.03

#: Of each kind of record: its own column of text, and the tables of further texts, each with its
#: column and its reference to the record.
_TEXTS: dict[type[Model], tuple[str, list[tuple[type[Model], str, str]]]] = {
    CaseNote: ("text", [(Amendment, "text", "note")]),
    ContactReport: (
        "summary",
        [(ReportAnswer, "comment", "report"), (Amendment, "text", "report")],
    ),
}


def holding(rows: QuerySet[Any], search: Search) -> QuerySet[Any]:
    """Those of the notes or reports of which one text has all the terms."""
    column, others = _TEXTS[rows.model]
    found = _has_all(search)
    for model, text, reference in others:
        added = _with_folded(model._default_manager.order_by(), text)
        held = added.filter(_has_all(search), **{reference: OuterRef("pk")}).values(
            said=Value(True)
        )
        # Not EXISTS, which PostgreSQL may answer by reading all additions of the agency at once.
        found |= Q(Subquery(held[:1], output_field=BooleanField()))
    return _with_folded(rows, column).filter(found)


def indexed(rows: QuerySet[Any], search: Search, people: Iterable[int]) -> QuerySet[Any]:
    """The same, of those of the rows that are about `people`, through the indexes of words."""
    column, others = _TEXTS[rows.model]
    about = list(people)
    word = _rarest(search)
    if not word:
        return holding(rows.filter(offender_id__in=about), search)
    own = rows.model._default_manager.order_by().filter(offender_id__in=about)
    named = [_with_word(own, column, word).values("pk")]
    for model, text, reference in others:
        added = model._default_manager.order_by().filter(**{f"{reference}__offender_id__in": about})
        named.append(_with_word(added, text, word).values(f"{reference}_id"))
    # A union and not "or", so that PostgreSQL starts from what the indexes name.
    return holding(rows.filter(pk__in=named[0].union(*named[1:], all=True)), search)


def _with_folded(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    return rows.alias(folded=Folded(column))


def _has_all(search: Search) -> Q:
    found = Q()
    for pattern in search.patterns:
        found &= Q(folded__regex=pattern)
    return found


def _with_word(rows: QuerySet[Any], column: str, word: str) -> QuerySet[Any]:
    query = SearchQuery(word, config="simple", search_type="raw")
    return rows.alias(words=Words(column)).filter(words=query)


def is_common(search: Search) -> bool:
    """Whether its rarest word stands in so many notes that among the newest ones there will be
    enough of them, by the statistics of PostgreSQL."""
    word = _rarest(search)
    if not word:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'casenotes_casenote'::regclass")
        (notes,) = cursor.fetchone()
    return _expected(word) >= COMMON * notes


def _rarest(search: Search) -> str:
    """The lexeme of the search of which PostgreSQL expects fewest notes, by its statistics.

    "" for a search that has none, such as a single numeral of another script.
    """
    words = list(dict.fromkeys(word for term in search.terms for word in term.lexemes()))
    if len(words) < 2:
        return "".join(words)
    return min(words, key=_expected)


def _expected(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT 1 FROM casenotes_casenote"
            " WHERE note_words(text) @@ to_tsquery('simple', %s)",
            [word],
        )
        (plan,) = cursor.fetchone()
    told = json.loads(plan) if isinstance(plan, str) else plan
    return int(told[0]["Plan"]["Plan Rows"])
