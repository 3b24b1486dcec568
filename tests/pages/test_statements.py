"""A statement is put together once and runs with other values each time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from agency import statements
from agency.models import Posting, User
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db


def _named(pk: int, since: datetime):
    return User.objects.filter(pk=pk, created_at__gte=since).values_list("username", flat=True)


def test_it_gives_the_answer_of_its_own_values_each_time(cast):
    long_ago = NOW - timedelta(days=40_000)
    assert statements.fetch(_named, pk=cast.okafor.pk, since=long_ago) == ["okafor"]
    assert statements.fetch(_named, pk=cast.reyes.pk, since=long_ago) == ["reyes"]
    assert statements.fetch(_named, pk=cast.reyes.pk, since=NOW + timedelta(days=40_000)) == []


def _postings(users: list[int]):
    rows = Posting.objects.filter(user_id__among=users).select_related("user", "facility")
    return rows.order_by("user__username", "pk")


def test_objects_come_with_what_was_selected_with_them(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = statements.fetch(_postings, users=[cast.reyes.pk, cast.okafor.pk])
        assert {posting.user.username for posting in found} == {"okafor", "reyes"}
        assert all(posting.facility.name for posting in found if posting.facility_id)
    assert statements.fetch(_postings, users=[]) == []
    assert statements.first(_postings, users=[]) is None


def _unused(pk: int, on: date):
    return User.objects.filter(pk=pk).values_list("pk")


def test_a_value_that_the_statement_does_not_use_is_a_mistake(cast):
    with pytest.raises(ValueError, match="Not in the statement: on"):
        statements.fetch(_unused, pk=1, on=TODAY)


def _depends_on_its_value(pk: int):
    return User.objects.filter(pk=pk) if pk < 0 else User.objects.exclude(pk=pk)


def test_a_form_that_depends_on_a_value_is_found_in_tests(cast):
    with pytest.raises(AssertionError, match="depends on its values"):
        statements.fetch(_depends_on_its_value, pk=1)


def _nobody(shape: str, pk: int):
    return User.objects.filter(pk=pk).none() if shape == "none" else User.objects.filter(pk=pk)


def test_what_django_answers_without_the_database_is_empty(cast):
    assert statements.fetch(_nobody, "none", pk=cast.okafor.pk) == []
    assert statements.fetch(_nobody, "some", pk=cast.okafor.pk) == [cast.okafor]


def test_a_truth_value_is_shape_and_no_value(cast):
    with pytest.raises(TypeError):
        statements.fetch(_named, pk=True, since=NOW)


def test_ever_new_forms_do_not_fill_the_memory(cast, monkeypatch):
    monkeypatch.setattr(statements, "MOST_KEPT", 5)
    for number in range(20):
        assert statements.fetch(_nobody, f"form {number}", pk=cast.okafor.pk) == [cast.okafor]
        assert len(statements._PUT_TOGETHER) <= 5
