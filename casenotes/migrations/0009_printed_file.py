import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import agency.migrating

_RULES = [
    ("file_section", models.CharField(max_length=100)),
    ("clause", models.CharField(blank=True, max_length=200)),
    (
        "filing",
        models.CharField(
            choices=[
                ("any", "Every print"),
                ("signed", "Only a print that somebody has to sign"),
            ],
            default="any",
            max_length=10,
        ),
    ),
    ("reason_required", models.BooleanField(default=False)),
    ("reasons", models.JSONField(blank=True, default=list)),
    ("caution", models.TextField(blank=True)),
    ("not_for_file_words", models.CharField(default="Not for file", max_length=40)),
]


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0008_search")]

    operations = [
        agency.migrating.Together(
            operations=[
                migrations.CreateModel(
                    name="HistoricalPrintRules",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        *_RULES,
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agency.agency",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical print rules",
                        "verbose_name_plural": "historical print rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PrintRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        *_RULES,
                        (
                            "agency",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="print_rules",
                                to="agency.agency",
                            ),
                        ),
                    ],
                    options={"verbose_name_plural": "print rules"},
                ),
                migrations.AlterField(
                    model_name="printedreport",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("case_note_report", "Case note report"),
                            ("primary_report", "Primary Contact Report"),
                            ("regular_report", "Regular Contact Report"),
                            ("termination_summary", "Termination summary"),
                            ("subject_access", "Subject access extract"),
                        ],
                        default="case_note_report",
                        max_length=40,
                    ),
                ),
                *(
                    migrations.AddField(model_name="printedreport", name=name, field=field)
                    for name, field in {
                        "note_versions": django.contrib.postgres.fields.ArrayField(
                            base_field=models.PositiveIntegerField(),
                            blank=True,
                            default=list,
                            help_text="How many amendments each note had, in the order of "
                            "`note_ids`; prints of before this was kept have none.",
                            size=None,
                        ),
                        "report_versions": django.contrib.postgres.fields.ArrayField(
                            base_field=models.PositiveIntegerField(),
                            blank=True,
                            default=list,
                            size=None,
                        ),
                        "only_new": models.BooleanField(
                            default=False,
                            help_text="Holds only what no earlier print of that kind for the file "
                            "held.",
                        ),
                        "for_file": models.BooleanField(
                            default=True,
                            help_text="May lie in the file; otherwise each page says that it may "
                            "not.",
                        ),
                        "reason": models.CharField(
                            blank=True, help_text="A code of the print rules.", max_length=40
                        ),
                        "reason_words": models.CharField(
                            blank=True,
                            help_text="The reason in words, as it was then.",
                            max_length=300,
                        ),
                        "reference": models.CharField(
                            blank=True,
                            help_text="What it was made for, as an access request.",
                            max_length=100,
                        ),
                    }.items()
                ),
            ]
        )
    ]
