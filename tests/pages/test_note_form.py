"""Logging a note: what it asks, what it keeps, who may, and that twice is once."""

from __future__ import annotations

from datetime import date

import pytest

from casenotes.models import CaseNote, Draft, NoteType
from offenders.services import reassign, record_movement
from scheduling.models import DueItem
from tests.cast import WITHOUT_SUMMARY


def address(offender):
    return f"/case/{offender.pk}/note"


def monthly(offender, month):
    return DueItem.objects.get(
        offender=offender,
        standard="OK.MONTHLY_NOTE",
        due_on__month=month,
        due_on__year=2026,
        withdrawn_at=None,
    )


def test_the_form_comes_with_type_and_moment_filled_in(office, sign_in) -> None:
    page = sign_in(office.okafor).get(address(office.ashby)).content.decode()
    assert 'value="2026-11-23"' in page
    assert 'value="10:00"' in page
    assert "Meets <b>Monthly note, Nov</b>" in page


def test_a_saved_note_meets_the_duty_of_its_month(office, sign_in, note_form) -> None:
    answer = sign_in(office.okafor).post(address(office.ashby), note_form())
    assert answer.status_code == 302
    note = CaseNote.objects.get()
    assert (note.author, note.text) == (office.okafor, "Saw him in the unit office.")
    item = monthly(office.ashby, 11)
    assert (item.fulfilled_on, item.fulfilled_by) == (date(2026, 11, 23), f"note:{note.pk}")


def test_sending_a_form_twice_makes_one_note(office, sign_in, note_form) -> None:
    client = sign_in(office.okafor)
    sent = note_form()
    assert client.post(address(office.ashby), sent).status_code == 302
    assert client.post(address(office.ashby), sent).status_code == 302
    assert CaseNote.objects.count() == 1


def test_a_form_sent_again_with_other_words_keeps_them_and_says_so(
    office, sign_in, note_form
) -> None:
    client = sign_in(office.okafor)
    sent = note_form()
    client.post(address(office.ashby), sent)
    answer = client.post(address(office.ashby), sent | {"text": "Saw him, and his sister called."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "saved as a note before" in page
    assert "his sister called" in page
    assert sent["form_key"] not in page
    assert CaseNote.objects.count() == 1


def test_a_future_moment_is_refused_by_the_clocks_of_the_facility(
    office, sign_in, note_form
) -> None:
    client = sign_in(office.okafor)
    answer = client.post(address(office.ashby), note_form(occurred_time="10:01"))
    page = answer.content.decode()
    assert "This lies in the future" in page
    assert "Saw him in the unit office." in page
    assert client.post(address(office.ashby), note_form(occurred_time="10:00")).status_code == 302


def test_at_saltbush_an_hour_earlier_is_the_present(office, sign_in, note_form) -> None:
    client = sign_in(office.marsh)
    assert client.post(address(office.nalder), note_form(occurred_time="09:01")).status_code == 422
    assert client.post(address(office.nalder), note_form(occurred_time="09:00")).status_code == 302


def test_a_back_dated_note_meets_its_own_month_and_shows_as_a_late_entry(
    office, sign_in, note_form
) -> None:
    client = sign_in(office.okafor)
    client.post(address(office.ashby), note_form(occurred_on="2026-10-31"))
    assert monthly(office.ashby, 10).fulfilled_on == date(2026, 10, 31)
    assert monthly(office.ashby, 11).fulfilled_on is None
    assert "late entry" in client.get(f"/case/{office.ashby.pk}").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": " \n "}, "Write what happened."),
        ({"text": "\u200b\u00a0\u2060\u202e\ufeff"}, "Write what happened."),
        ({"occurred_on": "1899-11-23"}, "before the person was born"),
        ({"occurred_on": "0001-01-01"}, "before the person was born"),
        ({"text": "x" * 12_001}, "1 character too long"),
        ({"occurred_on": "2026-02-30"}, "Write a day like"),
        ({"occurred_time": "25:00"}, "Write a time like"),
        ({"occurred_on": "2026-03-08", "occurred_time": "02:30"}, "clocks went forward"),
        ({"type": "999999"}, "Notes of this type are not made here"),
        ({"contact_mode": "pigeon"}, "pigeon"),
    ],
)
def test_every_mistake_is_told_at_its_field_and_above_and_keeps_what_was_typed(
    office, sign_in, note_form, changed, words
) -> None:
    sent = note_form(**({"text": "Kept word for word."} | changed))
    answer = sign_in(office.okafor).post(address(office.ashby), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not saved yet. What you typed is still here." in page
    assert page.count(words) >= 2
    assert sent["text"].strip() in page
    assert CaseNote.objects.count() == 0


def test_a_line_break_counts_as_one_and_a_nul_is_dropped(office, sign_in, note_form) -> None:
    text = "é" * 11_990 + "\r\n" * 9 + "\x00" + "ꙮ"
    sign_in(office.okafor).post(address(office.ashby), note_form(text=text))
    kept = CaseNote.objects.get().text
    assert len(kept) == 12_000
    assert "\r" not in kept
    assert "\x00" not in kept


def test_who_will_read_it_is_said_before_saving(office, sign_in) -> None:
    page = sign_in(office.okafor).get(address(office.ashby)).content.decode()
    assert "Read by <b>7 people" in page
    assert "Helen Strand" in page
    assert "Confidential: read by <b>4 people" in page
    assert "Dan Marsh" not in page


def test_only_those_who_may_are_asked_whether_it_is_confidential(office, sign_in) -> None:
    assert (
        'name="confidential"' in sign_in(office.okafor).get(address(office.ashby)).content.decode()
    )
    assert (
        'name="confidential"'
        not in sign_in(office.ferrante).get(address(office.ashby)).content.decode()
    )


def test_a_confidential_mark_of_somebody_who_may_not_set_it_is_ignored(
    office, sign_in, note_form
) -> None:
    sign_in(office.ferrante).post(address(office.ashby), note_form(confidential="on"))
    assert CaseNote.objects.get().confidential is False


def test_the_last_note_stands_beside_the_form(office, sign_in, write_note) -> None:
    write_note(office.ashby, office.okafor, "Older.", on=date(2026, 10, 1))
    write_note(office.ashby, office.okafor, "Asked about welding.", on=date(2026, 10, 26))
    page = sign_in(office.okafor).get(address(office.ashby)).content.decode()
    assert "Asked about welding." in page
    assert "Older." not in page
    assert "by you" in page
    assert "Earlier, 1" in page


def test_other_staff_write_about_people_of_whom_they_know_only_name_and_place(
    office, sign_in, write_note, note_form
) -> None:
    write_note(office.ashby, office.okafor, "The officer's own words.", on=date(2026, 10, 26))
    client = sign_in(office.coble)
    page = client.get(address(office.ashby)).content.decode()
    assert "The officer&#x27;s own words." not in page
    assert "ASHBY, Terrell Dean" in page
    assert client.post(address(office.ashby), note_form(text="In class.")).status_code == 302
    assert "In class." in client.get(address(office.ashby)).content.decode()
    assert monthly(office.ashby, 11).fulfilled_on is None


def test_a_colleague_gets_not_allowed_and_a_stranger_not_found(office, sign_in, note_form) -> None:
    for person, expected in (("reyes", 403), ("marsh", 404), ("lindqvist", 404), ("amsel", 404)):
        client = sign_in(office.users[person])
        assert client.get(address(office.ashby)).status_code == expected, person
        assert client.post(address(office.ashby), note_form()).status_code == expected, person
    assert CaseNote.objects.count() == 0


def test_an_unfinished_note_can_be_signed_after_a_transfer_for_a_day_before_it(
    office, sign_in, note_form
) -> None:
    client = sign_in(office.okafor)
    client.post(
        f"/case/{office.ashby.pk}/draft/note",
        note_form(text="Half a"),
        HTTP_ACCEPT="application/json",
    )
    assignment = office.ashby.assignments.get()
    reassign(
        assignment,
        office.reyes,
        office.strand,
        from_on=date(2026, 11, 23),
        reason="Leave",
        without=WITHOUT_SUMMARY,
    )
    page = client.get(address(office.ashby)).content.decode()
    assert "Half a" in page
    assert "This case is no longer yours" in page
    refused = client.post(address(office.ashby), note_form(text="Half a note", draft_version="1"))
    assert "The case was not yours on that day" in refused.content.decode()
    sent = note_form(text="Half a note", draft_version="1", occurred_on="2026-11-20")
    assert client.post(address(office.ashby), sent).status_code == 302
    assert Draft.objects.count() == 0
    assert client.get(address(office.ashby)).status_code == 403


def test_for_somebody_who_is_away_no_contact_is_proposed(office, sign_in) -> None:
    from datetime import UTC, datetime

    record_movement(
        office.ashby,
        None,
        kind="temporary_out",
        occurred_at=datetime(2026, 11, 22, 15, tzinfo=UTC),
        reason="Court",
    )
    page = sign_in(office.okafor).get(address(office.ashby)).content.decode()
    assert '<option value="none" selected>' in page
    assert "away, court" in page


def test_a_way_back_outside_the_product_is_not_taken(office, sign_in, note_form) -> None:
    client = sign_in(office.okafor)
    for elsewhere in ("https://example.org/", "//example.org/x", "javascript:alert(1)"):
        answer = client.post(
            address(office.ashby), note_form(back=elsewhere, text=f"He spoke of {elsewhere}.")
        )
        assert answer["Location"] == f"/case/{office.ashby.pk}"


def test_a_type_that_is_confidential_is_marked_and_offered_only_to_those_who_may(
    office, sign_in, note_form
) -> None:
    health = NoteType.objects.create(code="health", name="Health", confidential=True, order=1)
    page = sign_in(office.okafor).get(address(office.ashby)).content.decode()
    assert "data-confidential>Health</option>" in page
    client = sign_in(office.ferrante)
    assert "Health" not in client.get(address(office.ashby)).content.decode()
    refused = client.post(address(office.ashby), note_form(type=health.pk))
    assert "Notes of this type are not made here" in refused.content.decode()
    sign_in(office.okafor).post(address(office.ashby), note_form(code="health"))
    assert CaseNote.objects.get().confidential is True
