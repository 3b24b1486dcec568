"""Finding people by name or number: forgiving of spelling and accents, within what one may see.

Names are compared as `folded_text` makes them, by trigrams, so that the indexes of migration 0002
answer. Each word of the search has to be like a word of one and the same name: the person's own
or one alias.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, F, FloatField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest

from offenders.models import Alias, Offender
from offenders.models.person import Folded

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import User

LONGEST_SEARCH = 100
MOST_WORDS = 6

#: How like a word of a name has to be: 1 is the same; a letter wrong in seven is about 0.6.
LIKENESS = 0.5

#: Shorter words have too few trigrams to be like anything: they are beginnings of names.
SHORTEST_LIKE_WORD = 3


def cleaned(text: str) -> str:
    """The search as it is used and kept in the audit log: one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:LONGEST_SEARCH]


def search_people(user: User, text: str) -> QuerySet[Offender]:
    """People whom `user` may know of and whose name, alias or number is like `text`.

    In order: the exact number, numbers that begin so, names by likeness. Nothing about people
    whom the user may not know of has any part in rows, order or counts. Run it inside a
    transaction: the likeness that suffices is set for it.
    """
    _set_likeness()
    text = cleaned(text)
    words = words_of(text)
    people = Offender.objects.known_to(user)
    number = text.replace(" ", "")
    if not number:
        return people.none()
    found = Offender.objects.filter(_number_begins(number)).order_by().values("pk")
    if words:
        by_name = _with_words(Offender.objects.annotate(folded=_folded_name()), words)
        by_alias = _with_words(Alias.objects.annotate(folded=_folded_name()), words)
        found = found.union(
            by_name.order_by().values("pk"), by_alias.order_by().values("offender_id"), all=True
        )
    return (
        people.filter(pk__in=found)
        .annotate(
            likeness=Case(
                When(number__iexact=number, then=Value(3.0)),
                When(_number_begins(number), then=Value(2.0)),
                default=_likeness(" ".join(words)),
                output_field=FloatField(),
            )
        )
        .order_by("-likeness", "family_name", "given_names", "number")
    )


def words_of(text: str) -> list[str]:
    """The words of a search; commas, hyphens and apostrophes part them as spaces do."""
    return [word for word in re.split(r"[\s,;.'’\-]+", text) if word][:MOST_WORDS]


def matching_aliases(offender_ids: list[int], text: str) -> dict[int, Alias]:
    """For each person whom an alias brought into the result, that alias; one query."""
    words = words_of(cleaned(text))
    if not words:
        return {}
    found = _with_words(Alias.objects.annotate(folded=_folded_name()), words)
    return {alias.offender_id: alias for alias in found.filter(offender_id__in=offender_ids)}


def _number_begins(number: str) -> Q:
    # Not istartswith: the pattern index is on the number as it is.
    return Q(number__startswith=number) | Q(number__startswith=number.upper())


def _folded_name() -> Folded:
    # Exactly the expression of the indexes, or they are not used.
    return Folded(Concat(F("family_name"), Value(" "), F("given_names")))


def _with_words(names: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    for word in words:
        if len(word) < SHORTEST_LIKE_WORD:
            beginning = Folded(Value(word))
            names = names.filter(
                Q(folded__startswith=beginning) | Q(folded__contains=Folded(Value(f" {word}")))
            )
        else:
            names = names.filter(folded__trigram_word_similar=Folded(Value(word)))
    return names


def _likeness(text: str) -> Greatest:
    # An expression, so that the words are folded by the same function as the names.
    folded: Any = Folded(Value(text))
    by_alias = (
        Alias.objects.filter(offender_id=OuterRef("pk"))
        .order_by()
        .values("offender_id")
        .annotate(best=Max(TrigramWordSimilarity(folded, _folded_name())))
        .values("best")
    )
    return Greatest(
        TrigramWordSimilarity(folded, _folded_name()),
        Coalesce(Subquery(by_alias, output_field=FloatField()), Value(0.0)),
        output_field=FloatField(),
    )


def _set_likeness() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)]
        )
