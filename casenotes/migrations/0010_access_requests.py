import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import agency.clock
import agency.migrating


class Migration(migrations.Migration):
    dependencies = [
        ("agency", "0004_policy_officers"),
        ("casenotes", "0009_printed_file"),
    ]

    operations = [
        agency.migrating.Together(
            operations=[
                migrations.CreateModel(
                    name="Delegate",
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
                        ("from_on", models.DateField()),
                        (
                            "until_on",
                            models.DateField(
                                blank=True, help_text="The last day on which it holds.", null=True
                            ),
                        ),
                        (
                            "authority",
                            models.CharField(
                                blank=True, help_text="The order that says so.", max_length=200
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                        (
                            "facility",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegates",
                                to="agency.facility",
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
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["facility__name", "-from_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="delegate_does_not_end_before_it_starts",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="0f4f73ade607354474bdb298aafe456107a15501",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_e4ad7",
                                    table="casenotes_delegate",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDelegate",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("from_on", models.DateField()),
                        (
                            "until_on",
                            models.DateField(
                                blank=True, help_text="The last day on which it holds.", null=True
                            ),
                        ),
                        (
                            "authority",
                            models.CharField(
                                blank=True, help_text="The order that says so.", max_length=200
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
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
                            "facility",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agency.facility",
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
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical delegate",
                        "verbose_name_plural": "historical delegates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AccessRequest",
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
                            "asker",
                            models.CharField(
                                choices=[
                                    ("person", "The person themself"),
                                    ("somebody", "Somebody else about the person"),
                                    ("external_body", "An external body"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("asker_name", models.CharField(blank=True, max_length=200)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("in_person", "In person"),
                                    ("letter", "By letter"),
                                    ("email", "By e-mail"),
                                    ("telephone", "By telephone"),
                                    ("form", "On a form"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("received_on", models.DateField()),
                        (
                            "target_on",
                            models.DateField(
                                help_text="By when it should be answered: a target, no duty."
                            ),
                        ),
                        (
                            "items",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("primary_reports", "Primary Contact Reports"),
                                        ("regular_reports", "Regular Contact Reports"),
                                        ("notes", "Case notes"),
                                        ("whole_file", "Everything held on the person"),
                                    ],
                                    max_length=20,
                                ),
                                size=None,
                            ),
                        ),
                        ("from_on", models.DateField(blank=True, null=True)),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("details", models.CharField(blank=True, max_length=1000)),
                        (
                            "route",
                            models.CharField(
                                choices=[
                                    ("delegate", "The superintendent's delegate"),
                                    ("copp_9_6", "Requests for information (COPP 9.6)"),
                                    ("foi", "Freedom of information"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("redirected_to", models.CharField(blank=True, max_length=200)),
                        ("redirected_on", models.DateField(blank=True, null=True)),
                        ("recorded_by_name", models.CharField(max_length=400)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "facility",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agency.facility",
                            ),
                        ),
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="access_requests",
                                to="offenders.offender",
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
                    ],
                    options={
                        "ordering": ["-received_on", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["offender", "-received_on"],
                                name="casenotes_a_offende_60448d_idx",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("asker", "person"),
                                        ("redirected_on", None),
                                        ("redirected_to", ""),
                                        ("route", "delegate"),
                                    ),
                                    models.Q(
                                        models.Q(("route", "delegate"), _negated=True),
                                        models.Q(("redirected_to", ""), _negated=True),
                                        ("redirected_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_others_ask_is_redirected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_on", None),
                                    ("until_on", None),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="access_request_period_in_order",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="9b9bb1bae917fa381f80240a6adc0c2dba54d17f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_50527",
                                    table="casenotes_accessrequest",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="da559b8036c4179aec63feea453a4cf26af68c56",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_f8373",
                                    table="casenotes_accessrequest",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="7b116066e9e7d8acbfb3d3909a655cd5f483ac9d",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_181f8",
                                    table="casenotes_accessrequest",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccessDecision",
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
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("view", "May view under supervision"),
                                    ("copy", "A copy is released"),
                                    ("view_and_copy", "May view, and a copy is released"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn by the person"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("safety", "It would put somebody's safety at risk"),
                                    (
                                        "security",
                                        "It would put the security of the facility at risk",
                                    ),
                                    (
                                        "third_persons",
                                        "It cannot be given without telling of other people",
                                    ),
                                    (
                                        "proceedings",
                                        "It would harm an investigation or proceedings",
                                    ),
                                    ("not_held", "Nothing of the kind is held"),
                                    ("other", "Another ground"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        ("decided_by_name", models.CharField(max_length=400)),
                        ("decided_by_role", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(default=agency.clock.now)),
                        ("decided_on", models.DateField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="casenotes.accessrequest",
                            ),
                        ),
                        (
                            "delegate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casenotes.delegate",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "refused"), _negated=True),
                                    models.Q(
                                        models.Q(("ground", ""), _negated=True),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="refused_access_says_why",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="17000cb3808b45ec33be7caf44a559e7b30d73b5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_a1e33",
                                    table="casenotes_accessdecision",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="ea962ab7495ac6165b41e2a524c0dfc5a97f9fc4",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_82ef3",
                                    table="casenotes_accessdecision",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="624055a7a61bfc92a75d473aaf5c2fa3f1754d91",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_c0dab",
                                    table="casenotes_accessdecision",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Redaction",
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
                        ("number", models.PositiveIntegerField()),
                        ("prepared_by_name", models.CharField(max_length=400)),
                        ("begun_at", models.DateTimeField(default=agency.clock.now)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("reviewed", models.JSONField(blank=True, default=dict)),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redactions",
                                to="casenotes.accessrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["request", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "number"), name="redaction_numbered_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="e3e5c9f3b608144d6a40c6cd1ea71bdc8b876e29",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_86053",
                                    table="casenotes_redaction",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="submitted_never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."submitted_at" IS NOT NULL)',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="5adca313adca54f921113c07d24b4f045c89c28b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_submitted_never_updated_b60a0",
                                    table="casenotes_redaction",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Withholding",
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
                        ("entry", models.CharField(max_length=60)),
                        ("part", models.CharField(blank=True, max_length=60)),
                        ("start", models.PositiveIntegerField(blank=True, null=True)),
                        ("end", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("third_person", "about another person"),
                                    ("safety", "safety of a person"),
                                    ("security", "security of the facility"),
                                    ("proceedings", "investigation or proceedings"),
                                    ("privilege", "legal privilege"),
                                    ("not_asked", "not part of the request"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("marked_at", models.DateTimeField(default=agency.clock.now)),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "marked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "redaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withholdings",
                                to="casenotes.redaction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["redaction", "entry", "part", "start", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end", None), ("part", ""), ("start", None)),
                                    models.Q(
                                        ("end__gt", models.F("start")),
                                        ("start__isnull", False),
                                        models.Q(("part", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="withholding_of_an_entry_or_a_passage",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="6b5f639501076f36e33131abcd47b8952d92bf36",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_82724",
                                    table="casenotes_withholding",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="mark_never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."lifted_at" IS NOT NULL OR OLD."entry" IS DISTINCT FROM (NEW."entry") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."ground" IS DISTINCT FROM (NEW."ground"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="5a89191c6b08c6d2ba8428f0a667a850cddeb363",
                                    operation="UPDATE",
                                    pgid="pgtrigger_mark_never_updated_8c239",
                                    table="casenotes_withholding",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RedactionCheck",
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
                        ("approved", models.BooleanField()),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        (
                            "let_in",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "reviewed",
                            models.JSONField(
                                blank=True, default=dict, help_text="Of `let_in`: key to hash."
                            ),
                        ),
                        ("checked_by_name", models.CharField(max_length=400)),
                        ("checked_at", models.DateTimeField(default=agency.clock.now)),
                        (
                            "checked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "redaction",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_made",
                                to="casenotes.redaction",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved", True),
                                    models.Q(
                                        models.Q(("reason", ""), _negated=True), ("let_in", [])
                                    ),
                                    _connector="OR",
                                ),
                                name="returned_redaction_says_why",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="37340b0d20b8433b49c6bd8724586ca1e210c146",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_a7495",
                                    table="casenotes_redactioncheck",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="af2adef5779bc2dd7c94a5daa14353b8a1ebb461",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_300b2",
                                    table="casenotes_redactioncheck",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="157ed15979d6028320fa00b736d35c5cefcdff26",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_719b4",
                                    table="casenotes_redactioncheck",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Viewing",
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
                        ("began_at", models.DateTimeField(default=agency.clock.now)),
                        ("viewed_on", models.DateField()),
                        ("place", models.CharField(max_length=200)),
                        ("supervised_by_name", models.CharField(max_length=400)),
                        ("recorded_by_name", models.CharField(max_length=400)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "redaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casenotes.redaction",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="viewings",
                                to="casenotes.accessrequest",
                            ),
                        ),
                        (
                            "supervised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-began_at", "-pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="59e43a5aeaf8794874670236a0c52fe2a3de6786",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_b8b75",
                                    table="casenotes_viewing",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="4ee75735c9c9733542656404f069a779837b209e",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_83528",
                                    table="casenotes_viewing",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="b838159fc9dca03fde212a7c2e6635e96df89a1a",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_ebf2f",
                                    table="casenotes_viewing",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
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
                        ("released_to", models.CharField(max_length=200)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("in_person", "In person"),
                                    ("letter", "By letter"),
                                    ("email", "By e-mail"),
                                    ("telephone", "By telephone"),
                                    ("form", "On a form"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("released_by_name", models.CharField(max_length=400)),
                        ("released_at", models.DateTimeField(default=agency.clock.now)),
                        ("released_on", models.DateField()),
                        (
                            "job",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="release",
                                to="agency.job",
                            ),
                        ),
                        (
                            "redaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casenotes.redaction",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="casenotes.accessrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-released_at", "-pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="7902cae0f9914c7dcfa2b9308019801e7f48be83",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_8c245",
                                    table="casenotes_release",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="da4e3625d0106493c8c187f23c1837c685153a0a",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_0b119",
                                    table="casenotes_release",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="13cc9537ecc5ab000963f1a5b8fed7a38a59fd72",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_6fe4d",
                                    table="casenotes_release",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperLocation",
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
                            "original",
                            models.BooleanField(help_text="The signed original, not a copy of it."),
                        ),
                        (
                            "place",
                            models.CharField(
                                choices=[
                                    ("file", "The person's file"),
                                    ("corporate_records", "Corporate records"),
                                    ("signatory", "With somebody for signature"),
                                    ("destroyed", "Destroyed"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("moved_on", models.DateField()),
                        ("sent_to", models.CharField(blank=True, max_length=200)),
                        ("by_name", models.CharField(max_length=400)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                        ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="locations",
                                to="casenotes.printedreport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["report", "-recorded_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("original", True),
                                    models.Q(
                                        ("place__in", ["corporate_records", "signatory"]),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="copies_are_kept_on_the_file_only",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="1b9a601b0eeb1bd87ee02aac407ecab3144d56c9",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_dc7a7",
                                    table="casenotes_paperlocation",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="2886bf95bebfed4101acd4286aee2fa85b9cb9c6",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_75c92",
                                    table="casenotes_paperlocation",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="ecb2da5eb9a96d49c029ddde135b7d87d60c69d0",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_b8854",
                                    table="casenotes_paperlocation",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TransferFile",
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
                            "file",
                            models.CharField(
                                choices=[
                                    ("unit", "Unit file"),
                                    ("assessment", "Assessment file"),
                                    ("field", "Field file"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("sent", "Sent"),
                                    ("none", "There is none"),
                                    ("received", "Received"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("done_on", models.DateField()),
                        ("by_name", models.CharField(max_length=400)),
                        ("recorded_at", models.DateTimeField(default=agency.clock.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files_ticked",
                                to="offenders.movement",
                            ),
                        ),
                        (
                            "offender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files_sent",
                                to="offenders.offender",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["movement", "file", "recorded_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("movement", "file", "step"),
                                name="one_tick_per_file_and_step",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="never_updated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="78be9a770800f0da323a710a068c7550100cf261",
                                    operation="UPDATE",
                                    pgid="pgtrigger_never_updated_f0d73",
                                    table="casenotes_transferfile",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_deleted",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="c77eb8184710ccd7f4083cd2a7ae6bde5dcb4511",
                                    operation="DELETE",
                                    pgid="pgtrigger_never_deleted_94b1e",
                                    table="casenotes_transferfile",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="never_truncated",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                                    hash="c48b0ed9ccc2ab654c935ffd31195a15627d53db",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_never_truncated_e2546",
                                    table="casenotes_transferfile",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="consents",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("pregnancy_notification", "Notification by telephone"),
                            ("viewing", "Viewed under supervision"),
                            ("release", "Copy released"),
                            ("print", "Print taken from the system"),
                            ("export", "File taken from the system"),
                            ("partner_view", "Record shown to a partner by consent"),
                            ("inquiry", "Inquiry answered"),
                        ],
                        default="pregnancy_notification",
                        max_length=30,
                    ),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="printed",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="casenotes.printedreport",
                    ),
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="basis",
                    field=models.CharField(
                        blank=True,
                        default="",
                        help_text="Why the recipient may be told.",
                        max_length=400,
                    ),
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="what",
                    field=models.CharField(blank=True, max_length=1000),
                ),
                migrations.AlterField(
                    model_name="disclosure",
                    name="fields",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("first_and_last_name", "First and last name"),
                                ("number", "Number"),
                                ("pregnancy", "The fact of the pregnancy"),
                                ("facility", "Current facility"),
                                ("answer", "The answer to an inquiry"),
                            ],
                            max_length=30,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="access_request",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="casenotes.accessrequest",
                    ),
                ),
            ],
        ),
    ]
