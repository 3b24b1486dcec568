"""Writing in a browser: two windows on one draft, a group session, a file and who may have it."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from casenotes.models import Attachment, CaseNote, Draft
from offenders.services import assign_officer
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.writing.conftest import PDF

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_writes_in_two_windows_for_a_group_and_with_a_file(
    desk, cast, settings, tmp_path, announced
):
    settings.MEDIA_ROOT = tmp_path / "media"
    assign_officer(cast.vann, cast.okafor, None, from_on=date(2026, 9, 3))
    address = f"/case/{cast.ashby.pk}/note"

    # Two windows on one draft: the second is told, and neither text is lost.
    announced.append("status of 409")
    first = desk(cast.okafor, address)
    second = first.context.new_page()
    second.goto(address)
    first.get_by_label("What happened").fill("What the first window wrote.")
    expect(first.get_by_text("Draft saved")).to_be_visible()
    second.get_by_label("What happened").fill("What the second window wrote.")
    expect(second.get_by_text("This draft was changed in another window.")).to_be_visible()
    assert Draft.objects.get().content["text"] == "What the first window wrote."
    second.get_by_role("button", name="Keep this text").click()
    expect(second.get_by_text("Draft saved")).to_be_visible()
    assert Draft.objects.get().content["text"] == "What the second window wrote."
    first.get_by_label("What happened").fill("What the first window wrote, and more.")
    first.get_by_role("button", name="Use the other text").click()
    expect(first.get_by_label("What happened")).to_have_value("What the second window wrote.")
    second.close()

    # A file comes with the note; a form that comes back keeps it.
    first.get_by_label("What happened").fill("")
    first.get_by_text("Files: scanned forms").click()
    first.get_by_label("Files", exact=True).set_input_files(
        {"name": "form 7.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_label("form 7.pdf")).to_be_checked()
    assert_accessible(first)
    first.get_by_label("What happened").fill("Went through form 7 with him.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("saved.")).to_be_visible()
    assert CaseNote.objects.get().attachments.get() == Attachment.objects.get()
    first.goto(f"/case/{cast.ashby.pk}")
    with first.expect_download() as fetched:
        first.get_by_role("link", name="form 7.pdf").click()
    assert fetched.value.suggested_filename == "form 7.pdf"
    assert fetched.value.path().read_bytes() == PDF
    elsewhere = desk(cast.marsh, "/")
    announced.append("status of 404")
    refused = elsewhere.goto(f"/attachment/{Attachment.objects.get().pk}")
    assert refused.status == 404

    # A group session on a phone's screen: one text, a line for each, a note for each.
    first.set_viewport_size(PHONE)
    first.goto("/group")
    first.get_by_label("Type").select_option(label="Work and programs")
    first.get_by_label("What all of them did").fill("Went through a job application.")
    first.get_by_label("ASHBY, Terrell Dean").check()
    first.get_by_label("VANN, Isaiah").check()
    first.get_by_role("button", name="Add those ticked").click()
    lines = first.get_by_label("What concerns this person alone")
    lines.nth(0).fill("Needed no help.")
    first.get_by_role("group", name="VANN").get_by_label("Attended").uncheck()
    expect(first.get_by_label("What all of them did")).to_have_value(
        "Went through a job application."
    )
    assert_accessible(first)
    assert_fits(first)
    first.get_by_role("button", name="Save 2 notes").click()
    expect(first.get_by_text("The session is saved: 2 notes")).to_be_visible()
    said = {note.offender.family_name: note.text for note in CaseNote.objects.exclude(batch=None)}
    assert said == {
        "Ashby": "Went through a job application.\n\nAttended. Needed no help.",
        "Vann": "Went through a job application.\n\nDid not attend.",
    }
