import uuid

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import agency.clock
import agency.migrating


class Migration(migrations.Migration):
    dependencies = [
        ("casenotes", "0006_writing"),
        ("offenders", "0006_applications"),
    ]

    operations = [
        agency.migrating.Together(
            operations=[
                migrations.CreateModel(
                    name="ErrorReport",
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
                        (
                            "offender",
                            models.ForeignKey(
                                help_text="On whose file it stands.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="errors",
                                to="casenotes.casenote",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="errors",
                                to="casenotes.contactreport",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("wrong_person", "It is about another person"),
                                    ("wrong_content", "What it says is wrong"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "right_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reported_by_name", models.CharField(max_length=400)),
                        ("reported_by_role", models.CharField(blank=True, max_length=200)),
                        ("reported_at", models.DateTimeField(default=agency.clock.now)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                    ],
                    options={
                        "ordering": ["reported_at", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["offender", "-reported_at"],
                                name="casenotes_e_offende_e84c88_idx",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("note__isnull", False), ("report__isnull", True)),
                                    models.Q(("note__isnull", True), ("report__isnull", False)),
                                    _connector="OR",
                                ),
                                name="error_in_one_note_or_report",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("right_person", None),
                                    ("kind", "wrong_person"),
                                    _connector="OR",
                                ),
                                name="right_person_only_of_a_wrong_one",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="f94bf0762c1cddd90a33d40bb9d44e9106f032eb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_0e02b",
                                    table="casenotes_errorreport",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="04b7f4e86d3d07bfd92475ad9996d2e09ca2e5bb",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_9dbc6",
                                    table="casenotes_errorreport",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="62cc696e464795d7a9a50b897aaf2b99de322f02",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_45ed6",
                                    table="casenotes_errorreport",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErrorDecision",
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
                        (
                            "error",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="casenotes.errorreport",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("moved", "Struck here, entered on the right person"),
                                    (
                                        "corrected",
                                        "To be written anew by its author; struck when that is signed",
                                    ),
                                    (
                                        "amended",
                                        "Minor: the author adds what is right, the record stands",
                                    ),
                                    ("struck", "Struck; nothing takes its place"),
                                    ("declined", "Declined: the record stands as it is"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("remark", models.TextField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_by_name", models.CharField(max_length=400)),
                        ("decided_by_role", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="423102a7ede161fa7d64443eb89863922a7a7abc",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_def1d",
                                    table="casenotes_errordecision",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="a6225c868709a633e4a121174364a871a6939ddd",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_61e09",
                                    table="casenotes_errordecision",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="de11178b53cc7d305453b564f92ccd1b9c271a2e",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_78cba",
                                    table="casenotes_errordecision",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Strike",
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
                        (
                            "offender",
                            models.ForeignKey(
                                help_text="On whose file it stands.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "error",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strike",
                                to="casenotes.errorreport",
                            ),
                        ),
                        (
                            "note",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strike",
                                to="casenotes.casenote",
                            ),
                        ),
                        (
                            "report",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strike",
                                to="casenotes.contactreport",
                            ),
                        ),
                        ("about_another", models.BooleanField()),
                        (
                            "right_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "new_note",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="in_place_of",
                                to="casenotes.casenote",
                            ),
                        ),
                        (
                            "new_report",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="in_place_of",
                                to="casenotes.contactreport",
                            ),
                        ),
                        (
                            "struck_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("struck_by_name", models.CharField(max_length=400)),
                        ("struck_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("note__isnull", False), ("report__isnull", True)),
                                    models.Q(("note__isnull", True), ("report__isnull", False)),
                                    _connector="OR",
                                ),
                                name="strike_of_one_note_or_report",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="80d4e401356f3c1a9bb5fc857d8ff233d17ef43b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_40308",
                                    table="casenotes_strike",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="10c1f5a0b7e4bcbc68749421da6fc531b20f98f8",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_3ef3b",
                                    table="casenotes_strike",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="13677f88fa1c1f6290ebc554f751eff811f9a619",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_f9d23",
                                    table="casenotes_strike",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedWithout",
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
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "assignment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closed_without",
                                to="offenders.caseassignment",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("officer_left", "The officer has left"),
                                    ("officer_on_leave", "The officer is on leave"),
                                    ("urgent", "It cannot wait for the summary"),
                                    ("other", "Another reason"),
                                    ("happened", "The person had gone already"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("by_name", models.CharField(max_length=400)),
                        ("by_role", models.CharField(blank=True, max_length=200)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="10ddbd425920668d914ea03650d563b1b5996b14",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_0a6b4",
                                    table="casenotes_closedwithout",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="1afb2d42188fced1847dd0a195ec6f4b46f6b273",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_8a468",
                                    table="casenotes_closedwithout",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="f4ae02f4456760903206336bfd5ae53258aa8eeb",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_876ba",
                                    table="casenotes_closedwithout",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SummaryRequest",
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
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "assignment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="summary_request",
                                to="offenders.caseassignment",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_by_name", models.CharField(max_length=400)),
                        ("asked_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="40b2d21662aa95a23aa9cbdbc55f082d4365e232",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_805ba",
                                    table="casenotes_summaryrequest",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="3c10434712eb22a8aeb7c54433b74be670eda992",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_8476f",
                                    table="casenotes_summaryrequest",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="8ede3e2d381c11db1679da8c205612c4c76d0612",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_e4368",
                                    table="casenotes_summaryrequest",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SummaryReceipt",
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
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="casenotes.casenote",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("by_name", models.CharField(max_length=400)),
                        ("handed_to", models.CharField(blank=True, max_length=200)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["recorded_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("note", "by", "handed_to"),
                                name="one_receipt_per_summary_and_reader",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="e7b28013f50e6429a95c3aec40ed7acdbcf6192d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_26048",
                                    table="casenotes_summaryreceipt",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="3fc8373a862ac0de9bb0b282fdb45feca7a3e137",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_12742",
                                    table="casenotes_summaryreceipt",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="e56da5a552e28f0497205c1daecda79d0f14853d",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_a6a02",
                                    table="casenotes_summaryreceipt",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
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
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "facility",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agency.facility",
                            ),
                        ),
                        ("subject", models.CharField(max_length=200)),
                        ("addressed_to", models.CharField(max_length=200)),
                        (
                            "signatory",
                            models.CharField(
                                choices=[
                                    ("warden", "Warden"),
                                    ("camp_administrator", "Camp Administrator"),
                                ],
                                default="warden",
                                max_length=20,
                            ),
                        ),
                        (
                            "delegated",
                            models.BooleanField(
                                default=False,
                                help_text="Decided by delegated authority; it is checked all the same.",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("checking", "In quality control"),
                                    ("returned", "Returned with remarks"),
                                    ("passed", "Passed, to be signed"),
                                    ("signed", "Signed"),
                                    ("withdrawn", "Not sent"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(default=agency.clock.now)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                    ],
                    options={
                        "ordering": ["-prepared_at", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["facility", "state"], name="casenotes_l_facilit_d23a24_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterVersion",
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
                        (
                            "letter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="casenotes.letter",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("author_name", models.CharField(max_length=400)),
                        ("author_role", models.CharField(blank=True, max_length=200)),
                        ("written_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["letter", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("letter", "number"), name="letter_version_numbers"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="886fb0e14682ddcfdff454346f1d264efc7d79cd",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_7f6e5",
                                    table="casenotes_letterversion",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="0ba77a5a9e8a362f20639551f682c905752b1ebd",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_5ada3",
                                    table="casenotes_letterversion",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="b4bb94e79bacb480dfc30afb05dd23e56b5170d0",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_a4ec7",
                                    table="casenotes_letterversion",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterStep",
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
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="casenotes.letterversion",
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("submitted", "Given to quality control"),
                                    ("returned", "Returned"),
                                    ("passed", "Passed quality control"),
                                    ("signed", "Signed"),
                                    ("withdrawn", "Not sent"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("remark", models.TextField(blank=True)),
                        ("signed_by", models.CharField(blank=True, max_length=200)),
                        ("signed_on", models.DateField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("by_name", models.CharField(max_length=400)),
                        ("by_role", models.CharField(blank=True, max_length=200)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["recorded_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("act", "returned"), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_returned_letter_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("act", "signed"), _negated=True),
                                    models.Q(
                                        ("signed_on__isnull", False),
                                        models.Q(("signed_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_signature_has_name_and_day",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="51e8568f5ce32e57c932faac7ed086a763852367",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_cf23d",
                                    table="casenotes_letterstep",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="fd0fac8bcd9fa8a33ac5380249446148b465e1f0",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_fc4a9",
                                    table="casenotes_letterstep",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="ee36ada79f66a52e2a560eb502b93f5512fb29e3",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_76e29",
                                    table="casenotes_letterstep",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
