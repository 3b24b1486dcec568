"""Duties that follow from a pregnancy are known to whom the record itself is known."""

from __future__ import annotations

from datetime import date

import pytest

from casemgmt.pages.worklist.rows import items_of
from casenotes.services import receive_pregnancy_form
from scheduling.models import DueItem

pytestmark = pytest.mark.django_db

CODES = {"OK.DHS_PREGNANCY", "OK.FILE_MSRM"}


@pytest.fixture
def notice(cast):
    """Okafor has received the form copy about Ashby, so the notice is owed by 20 December."""
    return receive_pregnancy_form(cast.ashby, cast.okafor, received_on=date(2026, 11, 20))


def codes(items):
    return set(items.filter(standard__in=CODES).values_list("standard", flat=True))


def test_the_officer_and_the_coordinator_know_of_them(cast, notice):
    for who in (cast.okafor, cast.strand):
        assert codes(DueItem.objects.visible_to(who).open()) == CODES
    assert codes(items_of(cast.okafor)) == CODES


@pytest.mark.parametrize("who", ["lindqvist", "marrow", "ferrante", "tran", "amsel"])
def test_others_do_not_even_where_they_read_the_case(cast, notice, who):
    assert codes(DueItem.objects.visible_to(cast.users[who])) == set()
    assert codes(items_of(cast.users[who])) == set()


def test_a_supervisors_numbers_leave_out_what_the_lists_leave_out(cast, notice, on_day):
    from django.http import QueryDict

    from casemgmt.pages.officers.figures import View

    on_day("2026-12-22T16:00+00:00")
    view = View(cast.lindqvist, QueryDict())
    overdue = items_of(cast.lindqvist).overdue(date(2026, 12, 22)).filter(owner=cast.okafor)
    [row] = [row for row in view.rows() if row.officer.user == cast.okafor]
    assert row.counts.overdue == overdue.count() > 0
    assert codes(DueItem.objects.overdue(date(2026, 12, 22)).filter(owner=cast.okafor))


def test_the_page_of_a_past_day_leaves_them_out(cast, notice, sign_in, on_day):
    on_day("2026-11-25T16:00+00:00")
    page = f"/case/{cast.ashby.pk}/past?on=2026-11-24"
    assert "Pregnancy notification" in sign_in(cast.okafor).get(page).content.decode()
    assert "Pregnancy notification" not in sign_in(cast.lindqvist).get(page).content.decode()


def test_nobody_else_opens_the_reasons_of_such_a_date(cast, notice, sign_in):
    item = DueItem.objects.get(offender=cast.ashby, standard="OK.DHS_PREGNANCY")
    page = f"/due/{item.pk}/why"
    assert sign_in(cast.okafor).get(page).status_code == 200
    for who in (cast.ferrante, cast.tran, cast.lindqvist):
        assert sign_in(who).get(page).status_code == 404
