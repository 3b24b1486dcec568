"""Whom to print: people by name or number, officers by their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat

from agency.models import User
from casemgmt.printing.gather import printable_people
from offenders.models import CaseAssignment
from offenders.models.person import Folded

if TYPE_CHECKING:
    from datetime import date

    from offenders.models import Offender

MOST_FOUND = 20


def find_people(reader: User, words: str) -> list[Offender]:
    """People whom `reader` may print: each word in their name, or their number begins with it.

    Case and accents do not matter. At most MOST_FOUND.
    """
    people = printable_people(reader).annotate(
        folded_name=Folded(Concat(F("family_name"), Value(" "), F("given_names")))
    )
    for word in words.replace(",", " ").split()[:6]:
        people = people.filter(
            Q(folded_name__contains=Folded(Value(word))) | Q(number__istartswith=word)
        )
    return list(people[:MOST_FOUND])


def officers_with_cases(reader: User, on: date) -> list[User]:
    """Officers who hold cases on that day that `reader` may print; `cases` says how many."""
    held = CaseAssignment.objects.holding_on(on).filter(
        offender_id__in=printable_people(reader).values("pk")
    )
    return list(
        User.objects.filter(assignments__in=held.values("pk")).annotate(
            cases=Count("assignments", distinct=True)
        )
    )
