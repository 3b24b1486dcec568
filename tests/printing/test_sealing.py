"""A row of the ledger and paper that were forged together are found by the seal alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from casemgmt.printing.content import Report
from casemgmt.printing.recomputing import reckoned
from casemgmt.printing.sealing import Seal, seal_on

OTHER_KEY = "another-secret-of-fifty-characters-or-more-0123456789"
FORGED = "He asked for nothing."


@pytest.fixture
def row(wrote, ordered):
    row = ordered() if wrote("2026-10-02T09:40", "He asked for help twice.") else None
    row.refresh_from_db()
    return row


@pytest.fixture
def forged(row, past_the_product, monkeypatch):
    """The note, the row and the paper all say the same; who did it had the database alone."""
    past_the_product("UPDATE casenotes_casenote SET text = %s", FORGED)
    seen = []
    honest = Report.fingerprint
    with monkeypatch.context() as patched:
        patched.setattr(Report, "fingerprint", lambda self: seen.append(honest(self)) or seen[-1])
        reckoned(row)
    past_the_product("UPDATE casenotes_printedreport SET fingerprint = %s", seen[-1])
    row.refresh_from_db()
    return row


def check(sign_in, cast, row):
    asked = {"serial": row.serial, "fingerprint": row.fingerprint}
    page = sign_in(cast.tran).get(reverse("pages:print-check"), asked).content.decode()
    return page.partition('role="status"')[2].partition("</div>")[0]


def checked_by_command():
    said = StringIO()
    try:
        call_command("check_prints", stdout=said)
    except CommandError as problem:
        return said.getvalue() + str(problem)
    return said.getvalue()


def test_a_print_carries_a_seal(row, sign_in, cast):
    assert seal_on(row) == Seal.WHOLE
    assert "carries the seal of this system" in check(sign_in, cast, row)
    assert checked_by_command() == "1 prints, 0 of them without a seal.\n"


def test_a_row_and_paper_forged_together_are_found(forged, sign_in, cast):
    assert reckoned(forged).verdict == "same"
    assert seal_on(forged) == Seal.BROKEN
    said = check(sign_in, cast, forged)
    assert "Do not rely on this paper." in said
    assert "does not carry the seal of this system" in said
    assert 'class="success"' not in said
    assert "RCC-2026-000001: the row does not carry the seal" in checked_by_command()


def test_a_seal_of_an_earlier_key_holds_as_long_as_that_key_is_kept(row, settings):
    earlier = settings.SECRET_KEY
    settings.SECRET_KEY = OTHER_KEY
    assert seal_on(row) == Seal.BROKEN
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert seal_on(row) == Seal.WHOLE


def test_a_row_whose_seal_was_taken_off_is_not_taken_for_an_old_one(
    row,
    ordered,
    past_the_product,
):
    later = ordered()
    past_the_product("UPDATE casenotes_printedreport SET seal = '' WHERE id = %s", later.pk)
    later.refresh_from_db()
    assert seal_on(later) == Seal.BROKEN
    assert f"{later.serial}: the row does not carry the seal" in checked_by_command()


def test_a_row_that_was_deleted_leaves_a_gap(row, wrote, ordered, past_the_product, cast):
    wrote("2026-10-02T09:40", "text", about=cast.mabry)
    ordered(cast.mabry)
    past_the_product("DELETE FROM casenotes_printedreport WHERE id = %s", row.pk)
    assert "RCC-2026: 1 of 2 serials are missing." in checked_by_command()


@pytest.mark.parametrize(
    "typed",
    ["rcc-2026-000001", " RCC 2026 000001 ", "RCC–2026–OOOO01", "rcc.2026.1", "RCC-2026-00000l"],
)
def test_a_serial_is_known_however_it_is_typed(row, sign_in, cast, typed):
    asked = {"serial": typed, "fingerprint": row.fingerprint[:20].replace("0", "O")}
    page = sign_in(cast.tran).get(reverse("pages:print-check"), asked).content.decode()
    assert "RCC-2026-000001 is what was printed" in page
