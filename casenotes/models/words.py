"""The words of a text as PostgreSQL indexes them, so that searches need not read every text.

`note_words` is an immutable SQL function made by migration 0008. It folds case and accents as
names are folded (`folded_text`), parts words at everything that is neither letter nor digit, and
takes each letter of a script beyond Latin, Greek, Cyrillic and Armenian for a word of its own,
because PostgreSQL does not know where words end in Chinese, Japanese, Thai or Khmer. It knows no
language: no word is left out, none is cut to its stem. It reads the first 100,000 characters.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class Words(Func):
    """The words of a column, exactly as the indexes hold them."""

    function = "note_words"
    output_field = SearchVectorField()


def words_index(column: str, name: str) -> GinIndex:
    """An index of the words in a column of text.

    Without a list of pending entries: every save pays for its own words, none for those of
    thousands of others, and no search reads such a list.
    """
    return GinIndex(Words(column), name=name, fastupdate=False)
