"""One officer at a time is in charge of a case."""

from __future__ import annotations

from datetime import date

import pytest

from agency.errors import EditConflict
from offenders.models import CaseAssignment, Offender
from offenders.services import assign_officer, reassign


def test_the_second_of_two_coordinators_is_told_who_has_the_case(cast) -> None:
    assign_officer(cast.vann, cast.okafor, cast.strand, from_on=date(2026, 11, 20))
    with pytest.raises(EditConflict, match="Ada Okafor has had this case since 20 November 2026"):
        assign_officer(cast.vann, cast.reyes, cast.strand, from_on=date(2026, 11, 23))


def test_a_case_passed_on_the_day_it_was_given_never_was_the_first_officers(cast) -> None:
    first = assign_officer(cast.vann, cast.okafor, cast.strand, from_on=date(2026, 11, 20))
    reassign(first, cast.reyes, cast.strand, from_on=date(2026, 11, 20), reason="Wrong officer")
    assert CaseAssignment.objects.standing().get(offender=cast.vann).officer == cast.reyes


def test_each_role_sees_the_people_of_its_scope_and_nobody_else(cast) -> None:
    def seen(name: str) -> set[str]:
        people = Offender.objects.visible_to(cast.users[name])
        return {person.family_name for person in people}

    assert seen("okafor") == {"Ashby"}
    assert seen("lindqvist") == {"Ashby", "Mabry"}
    assert seen("strand") == {"Ashby", "Mabry", "Vann"}
    assert seen("marrow") == {"Ashby", "Mabry"}
    assert seen("marsh") == {"Nalder"}
    assert seen("amsel") == seen("noor") == seen("sato") == seen("coble") == set()
