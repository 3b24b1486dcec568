"""Full text: indexes on the words of notes, reports, answers and additions.

Built without locking anybody out, so the old version goes on working meanwhile; signed rows are
not touched. A build that was interrupted leaves an invalid index, which the next try removes.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from agency.migrating import Together
from casenotes.models.words import words_index

# Strict, and with a part that is not: PostgreSQL then does not write it out in place, and its
# cost stands for what it takes, so that the planner reads an index rather than every text.
FUNCTION = r"""
CREATE OR REPLACE FUNCTION note_words(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 5000
RETURN to_tsvector(
    'simple'::regconfig,
    CASE
        WHEN octet_length($1) = char_length($1)
        THEN regexp_replace(folded_text(left($1, 100000)), '[^[:alnum:]]+', ' ', 'g')
        ELSE regexp_replace(
            regexp_replace(folded_text(left($1, 100000)), '[^[:alnum:]]+', ' ', 'g'),
            '([\u0590-\u1dff\u2000-\U0010ffff])', ' \1 ', 'g'
        )
    END
)
"""

INDEXES = [
    ("casenote", "text", "casenote_words"),
    ("amendment", "text", "amendment_words"),
    ("contactreport", "summary", "report_words"),
    ("reportanswer", "comment", "answer_words"),
]


def without_a_broken_one(name: str) -> migrations.RunSQL:
    """Remove what an interrupted build left."""
    return migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("casenotes", "0007_errors_and_closing"),
        ("offenders", "0001_folded_text"),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTION,
            "DROP FUNCTION note_words(text)",
        ),
        Together(
            [
                step
                for model, column, name in INDEXES
                for step in (
                    without_a_broken_one(name),
                    AddIndexConcurrently(model_name=model, index=words_index(column, name)),
                )
            ]
        ),
    ]
