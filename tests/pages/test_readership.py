"""Who will read a record, said before it is signed, is who then can."""

from __future__ import annotations

from datetime import date

import pytest

from agency.models import AccessReason, Posting, User
from agency.roles import Role
from casenotes.readership import circle_of
from offenders.models import Exclusion, Offender


@pytest.mark.parametrize("object_", ["note", "confidential_note", "report"])
@pytest.mark.parametrize("person", ["ashby", "mabry", "vann", "nalder"])
def test_the_readers_named_are_those_whom_the_access_table_lets_in(cast, object_, person) -> None:
    offender = cast.offenders[person]
    named = set(circle_of(offender).readers(object_).users)
    let_in = {
        user.pk
        for user in User.objects.all()
        if Offender.objects.in_scope(user, object_, "read").filter(pk=offender.pk).exists()
    }
    assert named == let_in


def test_an_auditor_is_named_as_one_who_must_say_why(cast) -> None:
    readers = circle_of(cast.ashby).readers("note")
    assert set(readers.with_reason) == {cast.noor.pk}
    assert AccessReason.objects.count() == 0


def test_somebody_kept_from_the_case_and_somebody_who_left_are_not_named(cast) -> None:
    Exclusion.objects.create(offender=cast.ashby, user=cast.strand, reason="Sister")
    Posting.objects.filter(user=cast.tran).update(until_on=date(2026, 11, 22))
    named = circle_of(cast.ashby).readers("note").users
    assert cast.strand.pk not in named
    assert cast.tran.pk not in named


def test_each_reader_is_counted_once_whatever_their_roles(cast) -> None:
    Posting.objects.create(
        user=cast.strand,
        role=Role.RECORDS_ADMINISTRATOR,
        facility=cast.redbud,
        from_on=date(2026, 1, 1),
    )
    readers = circle_of(cast.ashby).readers("note")
    names = [user.full_name for _, people in readers.by_role() for user in people]
    assert names.count("Helen Strand") == 1
