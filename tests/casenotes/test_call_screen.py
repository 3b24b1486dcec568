"""The screen of the call shows what may be told to the operator, and nothing else. OK-021."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agency.models import Agency
from casenotes.models import CaseNote, Disclosure, DocumentEntry, NoteType, PregnancyNotice
from casenotes.services import receive_pregnancy_form, record_note
from offenders.models import Alias
from offenders.services import raise_alert, record_assessment, record_release_dates
from tests.casenotes.conftest import no_standards_in_force

pytestmark = pytest.mark.django_db

#: A word of its own in each part of the record.
CANARIES = {
    "middle name": "Quillwren",
    "alias": "Saltfinch",
    "born": "1971",
    "alert": "Marshlark",
    "note": "Tidesparrow",
    "unit": "Heronward",
    "assessment": "very high",
    "release": "2039",
    "received": "9 Nov",
}


@pytest.fixture
def called(cast, on_day):
    """Somebody with everything on file, whose form was received on 9 November."""
    from offenders.models import Instrument

    person = cast.ashby
    person.given_names, person.date_of_birth = "Terra Quillwren", date(1971, 4, 2)
    person.sex = "female"
    person.save()
    cast.unit_c.name = "Heronward"
    cast.unit_c.save()
    person.placements.update(unit=cast.unit_c)
    Alias.objects.create(offender=person, family_name="Saltfinch", given_names="T.")
    raise_alert(person, cast.okafor, label="Marshlark", text="Marshlark", from_on=date(2026, 11, 1))
    record_note(
        person,
        cast.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
        text="Tidesparrow",
    )
    record_assessment(
        person,
        cast.ferrante,
        instrument=Instrument.objects.get(code="LS/CMI"),
        assessed_on=date(2026, 10, 1),
        score=Decimal(33),
    )
    record_release_dates(
        person,
        cast.tran,
        start_on=date(2024, 1, 5),
        recorded_on=date(2026, 9, 2),
        srd=date(2039, 5, 1),
    )
    receive_pregnancy_form(person, cast.okafor, received_on=date(2026, 11, 9))
    return person


def canaries_in(page):
    """The parts of the record that show, however the page writes capitals."""
    return [part for part, word in CANARIES.items() if word.casefold() in page.casefold()]


def words_of(page):
    """What a reader of the page sees, fields included."""
    body = page.split("<main", 1)[1].split("</main>", 1)[0]
    values = re.findall(r'value="([^"]*)"', body)
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *values]))


def test_the_canaries_are_on_the_case_file(cast, sign_in, called):
    """Without this the next test would pass on an empty record."""
    page = sign_in(cast.okafor).get(f"/case/{called.pk}").content.decode()
    page += sign_in(cast.okafor).get(f"/case/{called.pk}/custody").content.decode()
    page += sign_in(cast.okafor).get(f"/case/{called.pk}/pregnancy").content.decode()
    assert canaries_in(page) == list(CANARIES)


def test_the_call_screen_shows_name_number_fact_and_facility_and_no_canary(cast, sign_in, called):
    page = sign_in(cast.okafor).get(f"/case/{called.pk}/pregnancy/call").content.decode()
    assert canaries_in(page) == []
    seen = words_of(page)
    for told in ("Terra", "Ashby", "744106", "She is pregnant", "Redbud Correctional Center"):
        assert told in seen
    assert "1-800-522-3511" in seen


def test_a_call_screen_that_comes_back_with_errors_shows_no_more(cast, sign_in, called):
    answer = sign_in(cast.okafor).post(
        f"/case/{called.pk}/pregnancy/call",
        {"called_on": "2026-11-23", "called_time": "09:20", "housing_location": "East wing"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ask the operator for their name." in page
    assert "East wing" in page
    assert canaries_in(page) == []


def test_the_number_of_the_hotline_is_the_agencys(cast, sign_in, called):
    Agency.objects.update(settings={"pregnancy_hotline": {"number": "1-800-555-0100"}})
    page = sign_in(cast.okafor).get(f"/case/{called.pk}/pregnancy/call").content.decode()
    assert "1-800-555-0100" in page
    assert "1-800-522-3511" not in page


def test_one_save_keeps_call_note_disclosure_and_filing(cast, sign_in, called):
    answer = sign_in(cast.okafor).post(
        f"/case/{called.pk}/pregnancy/call",
        {
            "called_on": "2026-11-23",
            "called_time": "09:20",
            "operator_name": "M. Quist",
            "filed_today": "on",
        },
    )
    assert answer.status_code == 302
    notice = PregnancyNotice.objects.get()
    assert notice.notified_on == notice.noted_on == notice.filed_on == date(2026, 11, 23)
    assert notice.housing_location == "Redbud Correctional Center, Heronward"
    assert notice.note == CaseNote.objects.get(type__code="dhs_pregnancy")
    assert Disclosure.objects.get().fields_in_words == (
        "First and last name, Number, The fact of the pregnancy, Current facility"
    )
    assert DocumentEntry.objects.get().section == "Section III"
    page = sign_in(cast.okafor).get(answer.url).content.decode()
    assert "M. Quist" in page
    assert "Filed in Section III" in page


def test_the_call_is_made_by_the_officer_in_charge_alone(cast, sign_in, called):
    answers = {
        name: sign_in(user).get(f"/case/{called.pk}/pregnancy/call").status_code
        for name, user in cast.users.items()
    }
    assert {name for name, status in answers.items() if status == 200} == {"okafor"}
    known = {
        name
        for name, user in cast.users.items()
        if sign_in(user).get(f"/case/{called.pk}/pregnancy").status_code == 200
    }
    assert known == {"okafor", "strand"}


def test_the_typed_note_is_read_by_those_who_read_confidential_notes(cast, sign_in, called):
    sign_in(cast.okafor).post(
        f"/case/{called.pk}/pregnancy/call",
        {"called_on": "2026-11-23", "called_time": "09:20", "operator_name": "M. Quist"},
    )
    readers = {
        name
        for name, user in cast.users.items()
        if CaseNote.objects.visible_to(user).filter(type__code="dhs_pregnancy").exists()
    }
    assert readers == {"okafor", "strand", "lindqvist"}


def test_nothing_of_it_is_there_where_no_standard_asks_for_it(cast, sign_in, called):
    no_standards_in_force()
    for part in ("", "/received", "/call", "/filed", "/withdrawn"):
        answer = sign_in(cast.okafor).get(f"/case/{called.pk}/pregnancy{part}")
        assert answer.status_code == 404
    assert "regnancy" not in sign_in(cast.okafor).get(f"/case/{called.pk}").content.decode()


def test_a_receipt_of_a_form_for_somebody_on_record_as_male_is_questioned_not_refused(
    cast, sign_in
):
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/pregnancy/received").content.decode()
    assert "The record says that this person is male" in page
    answer = sign_in(cast.okafor).post(
        f"/case/{cast.ashby.pk}/pregnancy/received", {"received_on": "2026-11-20"}
    )
    assert answer.status_code == 302
    assert PregnancyNotice.objects.get().received_on == date(2026, 11, 20)
