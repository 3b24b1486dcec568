import uuid

import django.db.models.deletion
import pgtrigger.compiler
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import agency.clock
import agency.migrating


class Migration(migrations.Migration):
    dependencies = [
        ("casenotes", "0005_likeness"),
    ]

    operations = [
        agency.migrating.Together(
            operations=[
                migrations.CreateModel(
                    name="NoteBatch",
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
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="note_batches",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("occurred_at", models.DateTimeField()),
                        ("common_text", models.TextField()),
                        ("people_count", models.PositiveSmallIntegerField()),
                        (
                            "form_key",
                            models.UUIDField(
                                default=uuid.uuid4,
                                help_text="Sent with the form: a double click is one.",
                                unique=True,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["-occurred_at", "-pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="5bb52d53d6d905189a1a10b0b054f1a025da2e7c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_12f38",
                                    table="casenotes_notebatch",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="7aaa2dab6efe7b2fee1e2c46d5bf30955b2c06db",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_0b6e7",
                                    table="casenotes_notebatch",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="1efbcde60d025b8f419bbc4542626622363567c9",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_33e42",
                                    table="casenotes_notebatch",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchLine",
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
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="casenotes.notebatch",
                            ),
                        ),
                        (
                            "note",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batch_line",
                                to="casenotes.casenote",
                            ),
                        ),
                        ("attended", models.BooleanField()),
                        ("words", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["batch", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="f443cfbe1b97071829f0fa8bcc2cf14b4f3c44d7",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_c2ae9",
                                    table="casenotes_batchline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="f4bbf4eaa7e20ab4394ca9e128e34bd889f26598",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_d2690",
                                    table="casenotes_batchline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="6abcea8464b2a336144e91ac7db468c0eca77222",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_56842",
                                    table="casenotes_batchline",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponseLevel",
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
                            "kind",
                            models.CharField(
                                choices=[("reward", "Reward"), ("sanction", "Sanction")],
                                max_length=10,
                            ),
                        ),
                        ("step", models.PositiveSmallIntegerField(help_text="1 is the lowest.")),
                        ("name", models.CharField(max_length=100)),
                        (
                            "needs_approval",
                            models.BooleanField(
                                default=False,
                                help_text="Somebody else has to agree before it is imposed.",
                            ),
                        ),
                        ("in_use", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["kind", "step", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "name"), name="response_level_named_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("step__gte", 1)),
                                name="response_levels_start_at_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalResponseLevel",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("reward", "Reward"), ("sanction", "Sanction")],
                                max_length=10,
                            ),
                        ),
                        ("step", models.PositiveSmallIntegerField(help_text="1 is the lowest.")),
                        ("name", models.CharField(max_length=100)),
                        (
                            "needs_approval",
                            models.BooleanField(
                                default=False,
                                help_text="Somebody else has to agree before it is imposed.",
                            ),
                        ),
                        ("in_use", models.BooleanField(default=True)),
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
                        "verbose_name": "historical response level",
                        "verbose_name_plural": "historical response levels",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="BehaviourEvent",
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
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_by_name", models.CharField(max_length=400)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="casenotes.behaviourevent",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casenotes.behaviourevent",
                            ),
                        ),
                        ("correction_reason", models.CharField(blank=True, max_length=400)),
                        ("withdrawn", models.BooleanField(default=False)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="behaviour",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("positive", "Progress or achievement"),
                                    ("negative", "Violation or setback"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("occurred_on", models.DateField()),
                        ("learned_on", models.DateField()),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("minor", "Minor"),
                                    ("moderate", "Moderate"),
                                    ("major", "Major"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("adjustment", "Adjustment to life outside"),
                                    ("risk", "Risk to public safety"),
                                    ("unclear", "Unclear"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("need", models.CharField(blank=True, max_length=100)),
                        ("what", models.TextField()),
                        ("after_release", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-occurred_on", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["offender", "-occurred_on"],
                                name="casenotes_b_offende_d6cd41_idx",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("learned_on__gte", models.F("occurred_on"))),
                                name="behaviour_learned_of_after_it_happened",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "positive"), ("nature", "")),
                                    models.Q(
                                        ("kind", "negative"),
                                        models.Q(("nature", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="violations_say_their_nature",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="b9d10cb88d175284ddf696bfe6a4e19b63fabde1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_0a6ed",
                                    table="casenotes_behaviourevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="b2648e14db916d7ab18e2d2f41c260db47db9f7f",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_e7326",
                                    table="casenotes_behaviourevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="6a89742697cec89a6c01836050f706576838a3e0",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_c870e",
                                    table="casenotes_behaviourevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BehaviourResponse",
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
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_by_name", models.CharField(max_length=400)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="casenotes.behaviourresponse",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casenotes.behaviourresponse",
                            ),
                        ),
                        ("correction_reason", models.CharField(blank=True, max_length=400)),
                        ("withdrawn", models.BooleanField(default=False)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="responses",
                                to="offenders.offender",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="responses",
                                to="casenotes.behaviourevent",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("reward", "Reward"), ("sanction", "Sanction")],
                                max_length=10,
                            ),
                        ),
                        (
                            "level",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casenotes.responselevel",
                            ),
                        ),
                        (
                            "level_name",
                            models.CharField(help_text="As it was called then.", max_length=100),
                        ),
                        ("step", models.PositiveSmallIntegerField(help_text="As it stood then.")),
                        ("imposed_on", models.DateField()),
                        ("rationale", models.TextField()),
                        (
                            "above_lowest_reason",
                            models.CharField(
                                blank=True,
                                help_text="Why a lower level would not do.",
                                max_length=1000,
                            ),
                        ),
                        (
                            "approver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("approver_name", models.CharField(blank=True, max_length=400)),
                        (
                            "officer",
                            models.ForeignKey(
                                blank=True,
                                help_text="The officer in charge on the day on which it was imposed.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["imposed_on", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["offender", "imposed_on"],
                                name="casenotes_b_offende_854ccc_idx",
                            ),
                            models.Index(
                                fields=["officer", "imposed_on"],
                                name="casenotes_b_officer_bbec61_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="7e7c0223454a5753342b0d76cc9be7ef3f60ab8b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_ecbcb",
                                    table="casenotes_behaviourresponse",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="ce4fbcc98d55c9411eb0048f60a5450181534e76",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_6f335",
                                    table="casenotes_behaviourresponse",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="4700af72dd562d23ff0dbdfbd92225792c698cc3",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_7037b",
                                    table="casenotes_behaviourresponse",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                            "file_name",
                            models.CharField(
                                help_text="As the sender called it, cleaned.", max_length=150
                            ),
                        ),
                        ("content_type", models.CharField(max_length=60)),
                        ("size", models.PositiveIntegerField(help_text="In bytes.")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "stored_as",
                            models.CharField(
                                help_text="Its random name among the private files.",
                                max_length=32,
                                unique=True,
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="casenotes.casenote",
                            ),
                        ),
                        (
                            "amendment",
                            models.ForeignKey(
                                blank=True,
                                help_text="The addition with which it came; empty when it came with the note.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="casenotes.amendment",
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_by_name", models.CharField(max_length=400)),
                        ("added_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["added_at", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="869cd9a1a00342b964da71641a18d88523056355",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_8f6df",
                                    table="casenotes_attachment",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="29ccc47c5eee2c878e2147038bf28dc9a826fffd",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_04992",
                                    table="casenotes_attachment",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="6f1baead2f3a5919cad5f4697c9374079b04a0d3",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_c3bfd",
                                    table="casenotes_attachment",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttachmentScan",
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
                            "attachment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="casenotes.attachment",
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("clean", "Scanned, nothing found"),
                                    ("infected", "Infected, put away"),
                                    ("failed", "Could not be scanned"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("exit_code", models.SmallIntegerField(blank=True, null=True)),
                        ("scanned_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["scanned_at", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="269b2268acc3d90b67b6735ad195b8be553de5a4",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_7bfe7",
                                    table="casenotes_attachmentscan",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="340377ef480bef22d5b538fea144047f6c98c268",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_e8150",
                                    table="casenotes_attachmentscan",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="c829fc8738c8ee1adb5925bf32d4627585898d8c",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_43ad4",
                                    table="casenotes_attachmentscan",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftFile",
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
                            "file_name",
                            models.CharField(
                                help_text="As the sender called it, cleaned.", max_length=150
                            ),
                        ),
                        ("content_type", models.CharField(max_length=60)),
                        ("size", models.PositiveIntegerField(help_text="In bytes.")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "stored_as",
                            models.CharField(
                                help_text="Its random name among the private files.",
                                max_length=32,
                                unique=True,
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="casenotes.draft",
                            ),
                        ),
                        (
                            "key",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="Names it in the form.", unique=True
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=agency.clock.now)),
                    ],
                    options={
                        "ordering": ["added_at", "pk"],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="draft",
                    name="one_draft_per_person_and_form",
                ),
                migrations.AddField(
                    model_name="draft",
                    name="warned_on",
                    field=models.DateField(blank=True, null=True),
                ),
                migrations.AlterField(
                    model_name="draft",
                    name="offender",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="offenders.offender",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "offender", "form"),
                        name="one_draft_per_person_and_form",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("offender__isnull", False), ("form", "group"), _connector="OR"
                        ),
                        name="only_drafts_of_a_group_name_nobody",
                    ),
                ),
                migrations.AddField(
                    model_name="casenote",
                    name="batch",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The group session of which it is one person's note.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="casenotes.notebatch",
                    ),
                ),
            ],
        ),
    ]
