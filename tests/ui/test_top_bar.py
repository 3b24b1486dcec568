"""The top bar shows the places that fit and keeps the rest behind one word."""

from __future__ import annotations

from casemgmt.context import BAR_LETTERS, GAP, NavigationItem, bar_and_more


def places(*labels):
    return [NavigationItem(label, f"/{label}", current=False) for label in labels]


def test_few_places_all_stand_in_the_bar():
    few = places("Worklist", "Case files", "Standards")
    assert bar_and_more(few) == (few, [])


def test_many_places_keep_their_order_and_none_is_lost():
    many = places(*(f"Place number {number}" for number in range(9)))
    bar, more = bar_and_more(many)
    assert bar + more == many
    assert more
    assert sum(len(item.label) + GAP for item in bar) + len("More") + GAP <= BAR_LETTERS


def test_one_long_label_does_not_push_an_earlier_place_away():
    bar, more = bar_and_more(places("Worklist", "A" * BAR_LETTERS, "Printing"))
    assert [item.label for item in bar] == ["Worklist"]
    assert len(more) == 2
