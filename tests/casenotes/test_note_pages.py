"""No-contact reasons, confirmations, orientations and warrant requests as people record them."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from casenotes.models import CaseNote, NoContactReason, NoteType, Orientation, WarrantRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields():
    """What a browser sends for a note: `fields("no_contact", no_contact_reason="custody")`."""

    def of(code="contact", **changed):
        return {
            "type": NoteType.objects.get(code=code).pk,
            "occurred_on": "2026-11-23",
            "occurred_time": "09:30",
            "contact_mode": "none",
            "text": "The landlord says he has moved.",
            "form_key": str(uuid.uuid4()),
            "draft_version": "0",
        } | changed

    return of


def test_the_note_of_no_contact_begins_with_its_type_and_without_contact(cast, sign_in):
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/note/no-contact")
    form = page.context["form"]
    assert form["type"].value() == NoteType.objects.get(code="no_contact").pk
    assert form["contact_mode"].value() == "none"


def test_the_confirmation_begins_as_a_call_to_the_residential_staff(cast, sign_in):
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/note/residential-confirmation")
    form = page.context["form"]
    assert (form["collateral"].value(), form["contact_mode"].value()) == (
        "residential_staff",
        "telephone",
    )
    assert '<details class="more-fields" open>' in page.content.decode()


def test_a_routine_note_keeps_the_further_fields_folded_away(cast, sign_in):
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/note").content.decode()
    assert '<details class="more-fields">' in page


def test_a_reason_and_its_note_are_recorded_from_the_note_form(cast, sign_in, fields):
    answer = sign_in(cast.okafor).post(
        f"/case/{cast.ashby.pk}/note/no-contact",
        fields("no_contact", no_contact_reason="absconded"),
    )
    assert answer.status_code == 302
    reason = NoContactReason.objects.get()
    assert (reason.month, reason.reason) == (date(2026, 11, 1), "absconded")
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/note/no-contact").content.decode()
    assert "Entered for November 2026: absconded." in page


def test_a_note_of_no_contact_without_a_reason_comes_back_with_its_text(cast, sign_in, fields):
    answer = sign_in(cast.okafor).post(f"/case/{cast.ashby.pk}/note", fields("no_contact"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say why the person could not be reached." in page
    assert "The landlord says he has moved." in page
    assert not CaseNote.objects.filter(type__code="no_contact").exists()


def test_an_attempt_without_a_way_of_contact_comes_back(cast, sign_in, fields):
    answer = sign_in(cast.okafor).post(
        f"/case/{cast.ashby.pk}/note", fields("contact", contact="attempted")
    )
    assert answer.status_code == 422
    assert "Say how contact was made or tried" in answer.content.decode()


def test_orientations_and_pregnancy_notes_are_not_made_on_the_note_form(cast, sign_in):
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/note")
    offered = {type_.code for type_ in page.context["form"].fields["type"].queryset}
    assert "no_contact" in offered
    assert not offered & {
        "orientation_facility",
        "orientation_unit",
        "dhs_pregnancy",
        "termination_summary",
    }


def test_after_the_facility_orientation_the_page_proposes_that_of_the_unit(cast, sign_in):
    at = f"/case/{cast.ashby.pk}/orientation"
    client = sign_in(cast.okafor)
    assert client.get(at).context["form"]["level"].value() == "facility"
    answer = client.post(
        at,
        {
            "level": "facility",
            "occurred_on": "2026-11-20",
            "occurred_time": "09:00",
            "programs": "GED classes\nThinking for a change",
            "acknowledgement": "signed",
        },
    )
    assert answer.status_code == 302
    assert Orientation.objects.get().programs_explained == ["GED classes", "Thinking for a change"]
    assert client.get(at).context["form"]["level"].value() == "unit"


def test_a_warrant_request_goes_from_the_officer_to_the_supervisor_and_back(cast, sign_in):
    at = f"/case/{cast.ashby.pk}/warrant"
    texts = {"request_text": "Not seen since 2 November.", "order_text": "Revoked."}
    assert sign_in(cast.okafor).post(at, texts | {"then": "submit"}).status_code == 302
    request = WarrantRequest.objects.get()
    assert request.submitted_on == date(2026, 11, 23)

    waiting = sign_in(cast.lindqvist).get("/warrants").context["waiting"]
    assert waiting == [request]
    assert sign_in(cast.okafor).post(f"/warrants/{request.pk}/decide").status_code == 404

    back = sign_in(cast.lindqvist).post(
        f"/warrants/{request.pk}/decide", {"decision": "return", "reason": ""}
    )
    assert back.status_code == 422
    assert "Say what is missing" in back.content.decode()
    decided = sign_in(cast.lindqvist).post(
        f"/warrants/{request.pk}/decide", {"decision": "return", "reason": "No last address."}
    )
    assert decided.status_code == 302
    assert "No last address." in sign_in(cast.okafor).get(at).content.decode()
    again = sign_in(cast.lindqvist).post(f"/warrants/{request.pk}/decide", {"decision": "approve"})
    assert again.status_code == 409
    assert "Per Lindqvist has decided this already: returned." in again.content.decode()


def test_the_page_of_a_warrant_asks_for_the_reason_of_the_month(cast, sign_in, fields):
    at = f"/case/{cast.ashby.pk}/warrant"
    assert "None is entered for November." in sign_in(cast.okafor).get(at).content.decode()
    sign_in(cast.okafor).post(
        f"/case/{cast.ashby.pk}/note", fields("no_contact", no_contact_reason="warrant")
    )
    assert "the reason for no contact" not in sign_in(cast.okafor).get(at).content.decode()
