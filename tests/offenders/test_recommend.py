"""Whom the product suggests as the officer of a case, and why."""

from __future__ import annotations

from datetime import date

from offenders.recommend import Candidate, Waiting, recommend, unplaced

HERE, ELSEWHERE = 1, 2


def officer(id, *, unit=10, load=0, capacity=10, facility=HERE):
    return Candidate(id=id, facility=facility, unit=unit, load=load, capacity=capacity)


def person(id=1, **facts):
    return Waiting(**({"id": id, "facility": HERE, "unit": 10, "unit_name": "Unit B"} | facts))


def only(people, officers):
    return recommend([people], officers)[people.id]


def test_the_previous_officer_comes_first_however_full() -> None:
    full, empty = officer(1, load=12), officer(2)
    found = only(person(previous=((1, date(2025, 3, 9)),)), [full, empty])
    assert (found.officer, found.why) == (1, "their officer until Mar 2025")


def test_of_several_previous_officers_the_last_comes_first() -> None:
    previous = ((2, date(2026, 1, 1)), (1, date(2025, 1, 1)))
    assert only(person(previous=previous), [officer(1), officer(2, load=10)]).officer == 2


def test_a_previous_officer_who_is_posted_here_no_longer_is_not_suggested() -> None:
    away = officer(1, facility=ELSEWHERE)
    assert only(person(previous=((1, None),)), [away, officer(2)]).officer == 2


def test_otherwise_the_least_full_of_the_same_unit() -> None:
    officers = [officer(1, load=5), officer(2, load=12, capacity=30), officer(3, unit=11)]
    found = only(person(), officers)
    assert (found.officer, found.why) == (2, "same unit, 18 places")


def test_where_the_unit_is_full_the_least_full_here() -> None:
    officers = [officer(1, load=10), officer(2, unit=11, load=3), officer(3, unit=12, load=2)]
    found = only(person(), officers)
    assert (found.officer, found.why) == (3, "Unit B is full; most room here")


def test_a_party_to_the_case_is_never_suggested_not_even_as_previous_officer() -> None:
    excluded = person(excluded=frozenset({1}), previous=((1, date(2026, 1, 1)),))
    assert only(excluded, [officer(1), officer(2, load=9)]).officer == 2


def test_nobody_is_suggested_at_another_facility() -> None:
    found = only(person(), [officer(1, facility=ELSEWHERE)])
    assert found.officer is None


def test_each_suggestion_takes_its_room_and_those_left_over_are_named() -> None:
    people = [person(1), person(2), person(3)]
    found = recommend(people, [officer(1, load=9), officer(2, load=9)])
    assert [found[p.id].officer for p in people] == [1, 2, None]
    assert unplaced(found) == [3]
    assert found[3].why == "every officer here is full"


def test_an_officer_without_a_limit_has_room() -> None:
    found = only(person(), [officer(1, load=40, capacity=None), officer(2, load=10)])
    assert (found.officer, found.why) == (1, "same unit, no limit set")
