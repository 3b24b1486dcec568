"""The records of its moment give the fingerprint of a print again, unless somebody changed them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from casemgmt.printing.recomputing import is_as_printed
from casenotes.services import add_amendment

SAME = "from the records as they were when it was printed: the same"
NOT_THE_SAME = "from the records as they were when it was printed: not the same"


@pytest.fixture
def past_the_product(db):
    """Run SQL without the triggers that keep signed rows as they are."""

    def run(sql, *parameters):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql, parameters)
            assert cursor.rowcount == 1
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


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
    assert is_as_printed(row) is True
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
    assert is_as_printed(row) is False
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


def test_where_the_records_cannot_tell_the_check_says_so(wrote, ordered, check):
    wrote("2026-10-02T09:40", "text")
    row = ordered(only_new=True)
    assert is_as_printed(row) is None
    assert "compared with the ledger alone" in check(row)
    assert row.until_on == date(2026, 11, 23)
