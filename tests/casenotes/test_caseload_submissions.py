"""The monthly caseload list: frozen, handed in, signed for. OK-006."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, transaction

from agency import clock, events
from agency.errors import RuleViolation
from offenders.models import CaseloadSubmission
from offenders.services import acknowledge_caseload_list, submit_caseload_list
from offenders.services.submissions import CaseloadRow

pytestmark = pytest.mark.django_db

CELLS = {"number": "744106", "name": "ASHBY, Terrell Dean", "hidden": "not a column"}


def submit(officer, **more):
    rows = [CaseloadRow(17, CELLS)]
    return submit_caseload_list(
        officer, columns=["number", "name"], rows=rows, generated_at=clock.now(), **more
    )


def test_a_submission_keeps_exactly_the_columns_for_the_month(cast):
    found = submit(cast.okafor)
    assert found.snapshot == [{"offender": 17, "number": "744106", "name": "ASHBY, Terrell Dean"}]
    assert (found.month, found.submitted_on, found.case_count) == (
        date(2026, 11, 1),
        date(2026, 11, 23),
        1,
    )
    assert found.unit_manager == cast.marrow


def test_an_officer_without_a_unit_manager_submits_to_the_supervisor(cast):
    cast.okafor.postings.update(unit=None)
    assert submit(cast.okafor).unit_manager == cast.lindqvist


def test_a_submission_is_announced_as_a_change_about_the_officer(cast):
    heard = []

    def hear(sender, subject, ids, because, **_):
        heard.append((subject, ids))

    events.subjects_changed.connect(hear)
    try:
        submit(cast.okafor)
    finally:
        events.subjects_changed.disconnect(hear)
    assert ("officer", [cast.okafor.pk]) in heard


def test_the_snapshot_is_never_changed(cast):
    found = submit(cast.okafor)
    for change in ({"snapshot": []}, {"month": date(2026, 10, 1)}, {"fingerprint": "x"}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            CaseloadSubmission.objects.filter(pk=found.pk).update(**change)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        CaseloadSubmission.objects.all().delete()


def test_the_manager_signs_once_and_the_first_receipt_stands(cast):
    found = submit(cast.okafor)
    acknowledge_caseload_list(found, cast.marrow)
    again = acknowledge_caseload_list(found, cast.lindqvist)
    assert again.received_by == cast.marrow
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        CaseloadSubmission.objects.update(received_by=cast.lindqvist)


def test_nobody_signs_for_their_own_list(cast):
    with pytest.raises(RuleViolation, match="Somebody else signs"):
        acknowledge_caseload_list(submit(cast.okafor), cast.okafor)


def test_who_holds_no_cases_submits_no_list(cast):
    with pytest.raises(RuleViolation, match="not posted"):
        submit(cast.strand)


def test_the_list_is_seen_by_its_officer_the_unit_manager_and_the_supervisor(cast):
    submit(cast.okafor)
    seen = {
        name
        for name, user in cast.users.items()
        if CaseloadSubmission.objects.in_scope(user, "read").exists()
    }
    assert seen == {"okafor", "marrow", "lindqvist"}
