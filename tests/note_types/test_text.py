"""What may be typed into a note: every script, counted alike by browser and server."""

from __future__ import annotations

import pytest

from agency.errors import RuleViolation
from casenotes.models import CaseNote
from casenotes.text import require_text
from scheduling.services.chosen_settings import choose_settings

#: Text as a browser sends it, and what is kept.
WRITTEN = [
    ("Kia ora, Tāne Māori ē", "Kia ora, Tāne Māori ē"),
    ("naïve café, Ångström", "naïve café, Ångström"),
    ("e\u0301 stays as it was typed", "e\u0301 stays as it was typed"),
    ("👩‍👩‍👧 and 🇳🇿", "👩‍👩‍👧 and 🇳🇿"),
    ("שלום עולם, مرحبا", "שלום עולם, مرحبا"),
    ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
    ("no\x00thing", "nothing"),
    ("…", "…"),
    ("👍", "👍"),
    ("𝒜 and 𠀋 lie beyond the basic plane", "𝒜 and 𠀋 lie beyond the basic plane"),
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "kept"), WRITTEN)
def test_a_note_keeps_every_script_and_only_drops_nul(office, signed, typed, kept) -> None:
    note = signed(office.ashby, office.okafor, text=typed)
    assert CaseNote.objects.get(pk=note.pk).text == kept


@pytest.mark.parametrize("unit", ["a", "é", "👍", "ש", "\n", "\r\n", "𠀋"])
def test_exactly_the_limit_is_kept_and_one_more_is_refused(office, unit) -> None:
    choose_settings({"longest_note": 1000}, office.quist)
    assert len(require_text("x" + unit * 999)) == 1000
    with pytest.raises(RuleViolation, match="This is 1 character too long; 1,000 is the most"):
        require_text("x" + unit * 1000)


def test_the_shipped_limit_is_twelve_thousand(office) -> None:
    assert len(require_text("x" * 12_000)) == 12_000
    with pytest.raises(RuleViolation, match="12,000 is the most"):
        require_text("x" * 12_001)


def test_the_form_says_the_agencys_limit_and_keeps_what_is_too_long(office, browse) -> None:
    from tests.note_types.test_types import note_fields

    choose_settings({"longest_note": 2000}, office.quist)
    client = browse(office.okafor)
    address = f"/case/{office.ashby.pk}/note"
    assert 'data-counter="2000"' in client.get(address).content.decode()
    answer = client.post(address, note_fields(text="y" * 2001))
    assert answer.status_code == 422
    assert "y" * 2001 in answer.content.decode()
    assert "1 character too long" in answer.content.decode()
