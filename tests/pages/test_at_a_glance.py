"""What stands around a worklist is read by one statement that is put together once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agency.models import User
from casemgmt.pages.worklist.at_a_glance import at_a_glance
from offenders.querysets import covered_by
from offenders.services import assign_officer
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db

TWO_WEEKS = timedelta(days=14)


def glance(user):
    """As in a request of its own: nothing is remembered from one before."""
    return at_a_glance(User.objects.get(pk=user.pk), TODAY, since=NOW - TWO_WEEKS)


def test_everybody_gets_their_own_answer(cast):
    assert glance(cast.okafor).cases == 1
    assert glance(cast.lindqvist).cases == 0
    assert not glance(cast.okafor).drafts
    assign_officer(cast.vann, cast.okafor, cast.strand, from_on=date(2026, 11, 20))
    seen = glance(cast.okafor)
    assert (seen.cases, seen.new_cases) == (2, True)
    assert not glance(cast.lindqvist).new_cases


def test_it_is_one_query_and_knows_for_whom_one_stands_in(cast):
    user = User.objects.get(pk=cast.okafor.pk)
    with CaptureQueriesContext(connection) as asked:
        at_a_glance(user, TODAY, since=NOW - TWO_WEEKS)
        assert covered_by(user, TODAY) == []
    assert len(asked) == 1
