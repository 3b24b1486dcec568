"""Which edition governs, and what a new edition does to what is already open."""

from __future__ import annotations

import pytest

from scheduling.engine.obligations import assess
from scheduling.policy.load import STANDARDS, edition_from_text
from scheduling.policy.select import InForce, Policies
from tests.engine.cases import case, day, due

WA = (STANDARDS / "au-wa" / "copp-10.3.toml").read_text()


def edition(name, *changes, carries="keep"):
    text = WA.replace('edition      = "2.0"', f'edition = "{name}"\ncarries = "{carries}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return edition_from_text(text, "test.toml", "au-wa/copp-10.3")


TEN_DAYS = ("within       = { days = 7 }", "within = { days = 10 }")
FOUR_MONTHS = ("every = { months = 3 }", "every = { months = 4 }")
OLD = InForce(edition("2.0"), day("2022-03-08"))


def dates(policies, facts, code, as_of="2025-12-31"):
    answer = assess(policies, facts, day(as_of), horizon=day(as_of))
    return due([o for o in answer.obligations if o.standard == code])


@pytest.mark.parametrize(
    ("begins", "expected"),
    [("2025-02-09", "2025-02-17"), ("2025-02-10", "2025-02-20"), ("2025-02-11", "2025-02-17")],
)
def test_the_edition_of_the_day_on_which_an_interval_begins_governs_it(begins, expected):
    new = InForce(edition("3.0", TEN_DAYS), day(begins))
    found = dates(Policies([OLD, new]), case(), "WA.ALLOCATE")
    assert found == ["2025-02-20" if begins <= "2025-02-10" else expected]


def test_before_its_first_activation_the_first_edition_governs():
    facts = case(imp="2019-02-03", at=("2019-02-10 A",), officers=())
    assert dates(Policies([OLD]), facts, "WA.ALLOCATE") == ["2019-02-17"]


def test_an_open_item_keeps_the_edition_under_which_it_began():
    new = InForce(edition("3.0", FOUR_MONTHS), day("2025-04-01"))
    policies = Policies([OLD, new])
    assert dates(policies, case(), "WA.RCR") == ["2025-05-03"]
    assert dates(policies, case(), "WA.IMP_REVIEW") == ["2025-09-03"]


def test_an_edition_that_recomputes_moves_open_items_but_never_before_it_began():
    new = InForce(edition("3.0", FOUR_MONTHS, carries="recompute-open-items"), day("2025-04-01"))
    assert dates(Policies([OLD, new]), case(), "WA.RCR") == ["2025-06-03"]
    sooner = ("every = { months = 3 }", "every = { months = 1 }")
    new = InForce(edition("3.0", sooner, carries="recompute-open-items"), day("2025-04-01"))
    assert dates(Policies([OLD, new]), case(), "WA.RCR", "2025-04-30") == ["2025-04-01"]


def test_a_deadline_is_recomputed_only_while_it_is_open():
    longer = edition("3.0", TEN_DAYS, carries="recompute-open-items")
    facts = case(officers=())
    open_still = InForce(longer, day("2025-02-17"))
    assert dates(Policies([OLD, open_still]), facts, "WA.ALLOCATE") == ["2025-02-20"]
    too_late = InForce(longer, day("2025-02-18"))
    assert dates(Policies([OLD, too_late]), facts, "WA.ALLOCATE") == ["2025-02-17"]


def test_the_occurrence_never_names_the_edition():
    new = InForce(edition("3.0", TEN_DAYS), day("2025-01-01"))
    before = assess(Policies([OLD]), case(), day("2025-06-01")).obligations
    after = assess(Policies([OLD, new]), case(), day("2025-06-01")).obligations
    assert [o.occurrence for o in before if "ALLOCATE" in o.occurrence] == [
        o.occurrence for o in after if "ALLOCATE" in o.occurrence
    ]
    assert {o.edition for o in after} == {"au-wa/copp-10.3@3.0"}


def test_a_supplement_replaces_a_duty_at_its_place_only():
    local = InForce(edition("2.0-B", TEN_DAYS), day("2025-01-01"), None, "B")
    policies = Policies([OLD, local])
    facts = case(at=("2025-02-10 A", "2025-06-16 B"), officers=())
    assert dates(policies, facts, "WA.ALLOCATE") == ["2025-02-17", "2025-06-26"]


def test_a_supplement_ends_on_its_last_day():
    local = InForce(edition("2.0-B", TEN_DAYS), day("2025-01-01"), day("2025-06-15"), "B")
    facts = case(at=("2025-02-10 A", "2025-06-16 B"), officers=())
    assert dates(Policies([OLD, local]), facts, "WA.ALLOCATE") == ["2025-02-17", "2025-06-23"]


def test_a_duty_that_a_new_edition_drops_is_owed_no_more_from_then():
    text = WA.replace('edition      = "2.0"', 'edition = "3.0"')
    start, end = text.index("[[deadline]]"), text.index('[[deadline]]\nid           = "primary')
    without = edition_from_text(text[:start] + text[end:], "test.toml", "au-wa/copp-10.3")
    policies = Policies([OLD, InForce(without, day("2025-06-16"))])
    facts = case(at=("2025-02-10 A", "2025-06-16 B"), officers=())
    assert dates(policies, facts, "WA.ALLOCATE") == ["2025-02-17"]


def test_an_edition_is_found_by_its_key():
    policies = Policies([OLD])
    assert policies.edition("au-wa/copp-10.3@2.0").edition == "2.0"
    with pytest.raises(KeyError):
        policies.edition("au-wa/copp-10.3@9.9")
