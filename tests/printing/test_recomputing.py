"""The records of its moment give the fingerprint of a print again, unless somebody changed them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casemgmt.printing.recomputing import reckoned
from casenotes.services import add_amendment
from casenotes.services.errors import decide_error, report_error
from tests.access_requests.test_enclosing import attach

SAME = "from the records as they were when it was printed: the same"
NOT_THE_SAME = "from the records as they were when it was printed: not the same"


@pytest.fixture
def check(sign_in, cast):
    """What the check of a paper says."""

    def ask(row):
        asked = {"serial": row.serial, "fingerprint": row.fingerprint}
        page = sign_in(cast.tran).get(reverse("pages:print-check"), asked).content.decode()
        return page.partition('role="status"')[2].partition("</div>")[0]

    return ask


def test_a_print_is_the_same_after_amendments_later_notes_and_a_move(
    cast, wrote, ordered, check, on_day
):
    note = wrote("2026-10-02T09:40", "text")
    wrote("2026-10-02T11:00", "hidden", confidential=True)
    add_amendment(cast.okafor, note=note, text="Before.")
    row = ordered()
    assert row.withheld_count == 1
    on_day("2026-11-24T17:00+00:00")
    add_amendment(cast.okafor, note=note, text="After.")
    wrote("2026-10-05T09:40", "late")
    wrote("2026-10-05T10:40", "hidden too", confidential=True)
    assert reckoned(row).verdict == "same"
    said = check(row)
    assert SAME in said
    assert "The record has changed since." in said


def test_a_note_whose_text_was_changed_in_the_database_is_found(
    wrote, ordered, check, past_the_product
):
    note = wrote("2026-10-02T09:40", "He asked for help twice.")
    row = ordered()
    assert SAME in check(row)
    past_the_product(
        "UPDATE casenotes_casenote SET text = %s WHERE id = %s", "He asked for nothing.", note.pk
    )
    assert reckoned(row).verdict == "different"
    assert NOT_THE_SAME in check(row)


def test_an_amendment_that_was_taken_out_of_the_database_is_found(
    cast, wrote, ordered, check, past_the_product
):
    note = wrote("2026-10-02T09:40", "text")
    addition = add_amendment(cast.okafor, note=note, text="It was at 13:30.")
    row = ordered()
    past_the_product("DELETE FROM casenotes_amendment WHERE id = %s", addition.pk)
    assert NOT_THE_SAME in check(row)


@pytest.mark.parametrize(
    "change",
    [
        "fingerprint = repeat('0', 64)",
        "note_ids = '{}', note_versions = '{}'",
        "until_on = '2026-10-31'",
    ],
)
def test_a_row_of_the_ledger_that_was_changed_in_the_database_is_found(
    wrote, ordered, check, past_the_product, change
):
    wrote("2026-10-02T09:40", "text")
    row = ordered()
    past_the_product(f"UPDATE casenotes_printedreport SET {change} WHERE id = %s", row.pk)
    row.refresh_from_db()
    assert NOT_THE_SAME in check(row)


def test_new_entries_alone_are_reckoned_with_the_paper_that_holds_the_rest(
    cast, wrote, ordered, check, on_day
):
    note = wrote("2026-10-02T09:40", "text")
    add_amendment(cast.okafor, note=note, text="On the first paper.")
    ordered()
    on_day("2026-11-23T16:10+00:00")
    add_amendment(cast.okafor, note=note, text="New.")
    wrote("2026-10-05T11:00", "hidden", confidential=True)
    row = ordered(only_new=True)
    on_day("2026-11-23T16:20+00:00")
    add_amendment(cast.okafor, note=note, text="Later.")
    assert row.particulars["earlier"] == {f"note:{note.pk}": ["RCC-2026-000001", 1]}
    assert SAME in check(row)


def strike_out(cast, note, kind):
    error = report_error(note, cast.okafor, kind=kind, reason="The other file was open.")
    decide_error(error, cast.strand, outcome="struck", remark="Yes.")


@pytest.mark.parametrize("kind", ["wrong_person", "wrong_content"])
def test_a_strike_before_or_after_a_print_does_not_make_it_another(
    cast, wrote, ordered, on_day, kind
):
    before, after = wrote("2026-10-02T09:40", "one"), wrote("2026-10-03T09:40", "two")
    strike_out(cast, before, kind)
    row = ordered()
    on_day("2026-11-23T16:10+00:00")
    strike_out(cast, after, kind)
    assert reckoned(row).verdict == "same"


def test_a_file_that_came_later_is_not_on_the_paper(cast, wrote, ordered, on_day):
    note = wrote("2026-10-02T09:40", "text")
    attach(note, cast.okafor)
    row = ordered()
    on_day("2026-11-23T16:10+00:00")
    attach(note, cast.okafor, name="later.txt", data=b"Later.")
    assert row.particulars["files"] == {f"note:{note.pk}": 1}
    assert reckoned(row).verdict == "same"


def test_another_name_of_the_person_or_of_a_type_is_not_another_print(
    cast, wrote, ordered, interview
):
    wrote("2026-10-02T09:40", "text")
    row = ordered()
    interview.name = "Conversation"
    interview.save()
    cast.ashby.family_name = "Ashby-Cole"
    cast.ashby.save()
    assert reckoned(type(row).objects.get(pk=row.pk)).verdict == "same"


def test_what_the_printer_may_read_today_does_not_matter(cast, wrote, ordered, past_the_product):
    hidden = wrote("2026-10-02T11:00", "hidden", confidential=True)
    wrote("2026-10-02T09:40", "text")
    row = ordered()
    assert row.withheld_count == 1
    past_the_product("UPDATE casenotes_casenote SET confidential = false WHERE id = %s", hidden.pk)
    assert reckoned(row).verdict == "same"


def test_of_a_print_of_before_this_was_kept_the_check_says_why_it_cannot_tell(
    wrote, ordered, check, past_the_product
):
    wrote("2026-10-02T09:40", "text")
    row = ordered()
    past_the_product(
        "UPDATE casenotes_printedreport SET particulars = NULL, seal = '' WHERE id = %s", row.pk
    )
    said = check(row)
    assert "cannot be reckoned anew: it was printed before the ledger kept what that takes" in said
    assert "has no seal: it is from before rows were sealed" in said
