"""From the due item of a received form, through one call, to note, disclosure and filing.

OP-060101, II.L; register rows OK-020 to OK-023.
"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote, Disclosure, DocumentEntry
from casenotes.services import receive_pregnancy_form
from scheduling.models import DueItem
from tests.browsing import assert_accessible
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

DUTIES = {"OK.DHS_PREGNANCY", "OK.DHS_CASE_NOTE", "OK.FILE_MSRM"}


def open_duties(person):
    """The codes of what is still owed about the pregnancy."""
    items = DueItem.objects.on_lists().open().filter(offender=person, standard__in=DUTIES)
    return set(items.values_list("standard", flat=True))


def test_one_call_meets_the_duties_of_a_received_pregnancy_form(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    person = office.ashby
    receive_pregnancy_form(person, office.okafor, received_on=date(2026, 11, 9))
    assert open_duties(person) == {"OK.DHS_PREGNANCY", "OK.FILE_MSRM"}
    page = desk(office.okafor, "/worklist")
    row = page.locator("tr[data-row]", has_text="Pregnancy notification")
    expect(row).to_contain_text("9 Dec")
    row.get_by_role("link", name="Call").click()

    main = page.get_by_role("main")
    expect(page.get_by_role("heading", name="Call Department of Human Services")).to_be_visible()
    expect(main).to_contain_text("1-800-522-3511")
    expect(main).to_contain_text("Redbud Correctional Center")
    expect(main).not_to_contain_text("Unit B")
    expect(main).not_to_contain_text("Dean")
    expect(page.get_by_label("Operator's name")).to_be_focused()
    assert_accessible(page)

    page.keyboard.type("M. Quist")
    page.get_by_label("The form copy is filed today").check()
    page.get_by_role("button", name="Record the call").click()

    expect(page.get_by_role("heading", name="Pregnancy notification")).to_be_visible()
    expect(main).to_contain_text("operator M. Quist")
    expect(main).to_contain_text("First and last name, Number, The fact of the pregnancy")
    expect(main).to_contain_text("Filed in Section III")
    assert open_duties(person) == set()
    assert CaseNote.objects.get(type__code="dhs_pregnancy").confidential
    assert Disclosure.objects.get().recipient_person == "M. Quist"
    assert DocumentEntry.objects.get().filed_on == date(2026, 11, 23)
    page.goto("/worklist")
    expect(page.locator("td.c-duty", has_text="Monthly note")).not_to_have_count(0)
    expect(page.locator("td.c-duty", has_text="regnancy")).to_have_count(0)
