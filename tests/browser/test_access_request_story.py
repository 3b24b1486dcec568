"""A person asks for their notes: redacted by one, checked by another, decided by the delegate,
released; and what somebody else asks is redirected and refused release.

COPP 10.3, Records Management; register rows WA-025 and WA-028.
"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from agency import jobs
from casenotes.models import Disclosure, NoteType, PrintedReport
from casenotes.services import record_note
from tests.access_requests.test_enclosing import FORM, attach
from tests.access_requests.world import named
from tests.browsing import assert_accessible
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_goes_from_receipt_to_the_copy(
    desk,
    transactional_db,
    office,  # noqa: F811
    settings,
    tmp_path,
):
    settings.MEDIA_ROOT = tmp_path
    note = record_note(
        office.ashby,
        office.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 3, 18, 0, tzinfo=UTC),
        text="He said that Ruth Mabry visits on Sundays.",
    )
    given = attach(note, office.okafor)
    kept_back = attach(note, office.okafor, name="plan of the unit.txt", data=b"Gate 4.")
    named(office.redbud, office.marrow, office.amsel)
    page = desk(office.tran, f"/case/{office.ashby.pk}/access-request")
    main = page.get_by_role("main")
    page.get_by_label("Case notes").check()
    page.get_by_role("button", name="Record the request").click()
    expect(main).to_contain_text("To be redacted")
    address = page.url

    page.get_by_role("link", name="Mark what is withheld").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Words to withhold wherever they stand").fill("ruth mabry")
    page.get_by_role("button", name="Withhold everywhere").click()
    expect(main.locator("mark")).to_contain_text("Ruth Mabry")
    assert_accessible(page)
    page.get_by_role("link", name="Files with the notes").click()
    plan = page.locator(f"#file-{kept_back.pk}")
    expect(plan.get_by_role("link", name="Open the file")).to_be_visible()
    plan.locator("summary").click()
    plan.get_by_label("Ground").select_option("security")
    plan.get_by_role("button", name="Withhold the whole entry").click()
    expect(plan).to_contain_text("The whole entry is withheld: security of the facility.")
    page.get_by_role("button", name="Hand to the second person").click()
    expect(main).to_contain_text("To be checked")

    page = desk(office.strand, address)
    main = page.get_by_role("main")
    page.get_by_role("link", name="Check the redaction").click()
    expect(main.locator("mark")).to_contain_text("Ruth Mabry")
    page.get_by_text("Approve", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Record the check").click()
    expect(main).to_contain_text("To be decided")

    page = desk(office.marrow, address)
    main = page.get_by_role("main")
    page.get_by_role("combobox", name="Decision").select_option("copy")
    page.get_by_role("button", name="Record the decision").click()
    expect(main).to_contain_text("A copy is released, decided by Keith Marrow")

    page = desk(office.tran, address)
    main = page.get_by_role("main")
    assert_accessible(page)
    page.get_by_role("button", name="Release the copy").click()
    expect(main).to_contain_text("Being made")
    jobs.run_open_jobs()
    page.goto(address)
    printed = PrintedReport.objects.get(kind="subject_access")
    with page.expect_download() as download:
        page.get_by_role("link", name=f"PDF of {printed.serial}").click()
    assert download.value.suggested_filename == f"{printed.serial}.pdf"
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Paper and files of {printed.serial}").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.read(f"files/file-{given.pk}.txt") == FORM
        assert f"file-{kept_back.pk}\n  Withheld: security" in archive.read("manifest.txt").decode()
        assert len(archive.namelist()) == 3
    assert Disclosure.objects.get(kind="release").printed == printed
    page.goto(f"/case/{office.ashby.pk}/disclosures")
    expect(main).to_contain_text(printed.serial)

    page.goto(f"/case/{office.ashby.pk}/access-request")
    page.get_by_label("Who asks").select_option("somebody")
    main.get_by_label("Name", exact=True).fill("R. Mabry")
    page.get_by_label("Case notes").check()
    page.get_by_role("button", name="Record the request").click()
    expect(main).to_contain_text("The delegate decides only what the person asks about themself")
    page.get_by_label("Who deals with it").select_option("copp_9_6")
    page.get_by_label("Redirected to").fill("Information office")
    page.get_by_role("button", name="Record the request").click()
    expect(main).to_contain_text("Nothing is shown or released on it here.")
    expect(page.get_by_role("button", name="Release the copy")).to_have_count(0)
    redirected = page.url.rsplit("/", 1)[-1]
    answer = page.request.post(
        f"/access-requests/{redirected}/release",
        form={
            "channel": "letter",
            "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        },
        headers={"Referer": page.url},
    )
    assert answer.status == 422
    assert "redirected to Information office" in answer.text()
    assert Disclosure.objects.filter(kind="release").count() == 1
