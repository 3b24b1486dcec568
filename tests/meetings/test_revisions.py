"""Who must read a revised procedure, by when, and how that is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from agency.errors import RuleViolation
from agency.events import subjects_changed
from agency.models import Posting
from agency.roles import Role
from conferences.models import PolicyRevision
from conferences.services.revisions import (
    acknowledge_revision,
    issue_revision,
    withdraw_revision,
)

pytestmark = pytest.mark.django_db


def issued(cast, **changes):
    """A revision for the case managers of Redbud, in force from 1 December."""
    said = {
        "code": "OP-060102",
        "title": "Custody assessment",
        "kind": "revised",
        "what_changed": "Points for age are new.",
        "effective_on": date(2026, 12, 1),
        "roles": ["case_officer"],
        "facility": cast.redbud,
    }
    return issue_revision(cast.strand, **said | changes)


def names(people):
    return {person.username for person in people}


def test_it_is_for_those_posted_in_its_roles_at_its_facility(cast):
    assert names(issued(cast).readers()) == {"okafor", "reyes"}
    assert names(issued(cast, facility=None).readers()) == {"okafor", "reyes", "marsh"}
    both = issued(cast, roles=["case_officer", "coordinator"])
    assert names(both.readers()) == {"okafor", "reyes", "strand"}


@pytest.mark.parametrize(
    ("from_on", "until_on", "reads"),
    [
        ("2026-12-01", None, True),  # comes on its first day in force
        ("2026-12-02", None, False),  # learns of it when learning the work
        ("2025-01-01", "2026-11-22", False),  # gone the day before it was issued
        ("2025-01-01", "2026-11-23", True),
    ],
)
def test_whoever_was_there_between_its_issue_and_its_first_day_reads_it(
    cast, from_on, until_on, reads
):
    revision = issued(cast)
    cast.marsh.postings.all().delete()
    Posting.objects.create(
        user=cast.marsh,
        role=Role.CASE_OFFICER,
        facility=cast.redbud,
        from_on=date.fromisoformat(from_on),
        until_on=date.fromisoformat(until_on) if until_on else None,
    )
    assert ("marsh" in names(revision.readers())) is reads
    addressed = PolicyRevision.objects.addressed_to(cast.marsh).filter(pk=revision.pk)
    assert addressed.exists() is reads


@pytest.mark.parametrize(
    ("now", "late"),
    [("2026-12-01T05:59+00:00", False), ("2026-12-01T06:01+00:00", True)],
)
def test_it_is_read_in_time_before_the_day_on_which_it_takes_effect(cast, on_day, now, late):
    revision = issued(cast)
    on_day(now)  # one minute before and after midnight in Chicago
    acknowledgement = acknowledge_revision(revision, cast.okafor)
    assert acknowledgement.is_late is late


def test_one_that_was_issued_late_is_read_in_time_on_the_day_of_its_issue(cast, on_day):
    revision = issued(cast, effective_on=date(2026, 11, 1))
    assert revision.read_by == date(2026, 11, 23)
    assert not acknowledge_revision(revision, cast.okafor).is_late


def test_an_acknowledgement_is_given_once_by_an_addressee_and_stands(cast):
    revision = issued(cast)
    heard = []

    def hear(subject, ids, **_):
        heard.append((subject, ids))

    subjects_changed.connect(hear)
    try:
        first = acknowledge_revision(revision, cast.okafor)
        assert acknowledge_revision(revision, cast.okafor).pk == first.pk
    finally:
        subjects_changed.disconnect(hear)
    assert heard == [("officer", [cast.okafor.pk])]
    with pytest.raises(RuleViolation, match="not addressed"):
        acknowledge_revision(revision, cast.lindqvist)
    for change in (
        "DELETE FROM conferences_revisionacknowledgement WHERE id = %s",
        "UPDATE conferences_revisionacknowledgement SET acknowledged_on = '2026-01-01'"
        " WHERE id = %s",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change, [first.pk])


def test_what_was_issued_stands_and_is_withdrawn_with_a_reason(cast):
    revision = issued(cast)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE conferences_policyrevision SET effective_on = '2027-01-01' WHERE id = %s",
            [revision.pk],
        )
    with pytest.raises(RuleViolation, match="why"):
        withdraw_revision(revision, cast.strand, because="")
    withdraw_revision(revision, cast.strand, because="Points were wrong")
    with pytest.raises(RuleViolation, match="withdrawn"):
        acknowledge_revision(revision, cast.okafor)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"roles": []}, "roles"),
        ({"code": " "}, "code"),
        ({"what_changed": ""}, "what_changed"),
        ({"issued_on": date(2026, 11, 24)}, "issued_on"),
    ],
)
def test_a_revision_says_what_and_for_whom(cast, changes, field):
    with pytest.raises(RuleViolation) as refused:
        issued(cast, **changes)
    assert refused.value.field == field
