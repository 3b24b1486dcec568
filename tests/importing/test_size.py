"""The cost of an import follows its batches, not its rows, and nothing of it is logged."""

from __future__ import annotations

import logging

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casemgmt.importing import run
from offenders.models import Offender
from tests.importing.folder import make_folder, small_folder


def test_four_times_the_people_take_no_more_queries(bring_in):
    queries = []
    for people in (40, 160):
        with CaptureQueriesContext(connection) as captured:
            assert bring_in(make_folder(people), dry_run=True).refusals == []
        queries.append(len(captured))

    assert queries[1] <= queries[0] + 2


def test_many_small_batches_come_to_the_same(bring_in, monkeypatch):
    folder = make_folder(40, errors=True)
    whole = bring_in(folder, dry_run=True)
    monkeypatch.setattr(run, "ROWS_AT_ONCE", 30)
    monkeypatch.setattr(run, "PEOPLE_AT_ONCE", 3)
    parts = bring_in(folder, dry_run=True)

    assert parts.report.files == whole.report.files
    assert parts.report.effect == whole.report.effect
    assert parts.places == whole.places == folder.wrong


def test_progress_reaches_its_end(bring_in):
    told = []
    bring_in(make_folder(20), progress=lambda done, total: told.append((done, total)))

    done, total = told[-1]
    assert done <= total
    assert [step for step, _ in told] == sorted(step for step, _ in told)


def test_each_changed_person_has_one_audit_event_and_the_import_one(bring_in):
    imported = bring_in(make_folder(3))
    events = AuditEvent.objects.filter(type="imported")

    assert events.filter(object_type="importrun", object_id=str(imported.report.run)).count() == 1
    assert set(events.exclude(offender_id=None).values_list("offender_id", flat=True)) == set(
        Offender.objects.values_list("pk", flat=True)
    )
    assert events.count() == 4


def test_nothing_that_the_files_say_is_logged(bring_in, caplog):
    folder = small_folder()
    folder.add("offenders", number="9", family_name="Secretname", given_names="x", sex="Secretsex")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").disabled = True
        try:
            bring_in(folder, skip_refused=True)
        finally:
            logging.getLogger("django.db.backends").disabled = False

    assert "Secret" not in caplog.text


def test_two_imports_at_once_are_one_too_many(bring_in):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [run._LOCK])
        with pytest.raises(RuleViolation, match="Another import is under way"):
            bring_in(small_folder())
        # Given back before the connection ends, which the server notices only some time later.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [run._LOCK])
    finally:
        other.close()
