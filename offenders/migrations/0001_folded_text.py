"""An immutable SQL function for comparing names: lower case, without accents.

PostgreSQL's unaccent() is only stable, because its dictionary could be replaced; this wrapper
names the dictionary, so an index may use it.
"""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(
            """
            CREATE FUNCTION folded_text(text) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
            RETURN lower(public.unaccent('public.unaccent'::regdictionary, $1))
            """,
            "DROP FUNCTION folded_text(text)",
        ),
    ]
