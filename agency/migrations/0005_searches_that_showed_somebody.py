"""An index of the people whom searches in notes showed, built without locking anybody out."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("agency", "0004_policy_officers")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS audit_of_note_searches", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="auditevent",
            index=GinIndex(
                fields=["details"],
                opclasses=["jsonb_path_ops"],
                condition=models.Q(("object_type", "note_search")),
                name="audit_of_note_searches",
            ),
        ),
    ]
