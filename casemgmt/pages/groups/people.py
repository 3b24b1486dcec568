"""Who is in the group, with what was typed for each, and who else may be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from agency import clock
from casemgmt.pages.whereabouts import own_facility
from casenotes.services.groups import MOST_PEOPLE, GroupLine
from casenotes.text import clean_text
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from agency.models import User
    from casemgmt.pages.copies.beside import Beside

SHOWN = 60
#: Whom the list of people to choose from shows, by the value of the field.
CIRCLES = (("mine", "My caseload"), ("unit", "My unit"), ("all", "Everybody I may write about"))


@dataclass(slots=True)
class Line:
    """One person's line of the form, as it was typed.

    copy: the earlier note that theirs would be much like, once saving was tried.
    """

    person: Offender
    attended: bool
    words: str
    errors: list[str] = field(default_factory=list)
    copy: Beside | None = None

    @property
    def name(self) -> str:
        """The name of its text field."""
        return f"words_{self.person.pk}"

    def as_said(self) -> GroupLine:
        """What the service takes."""
        return GroupLine(self.person, self.attended, self.words)


def writable(user: User) -> QuerySet[Any]:
    """The people about whom the user may write notes."""
    return Offender.objects.in_scope(user, "note", "create").order_by(
        "family_name", "given_names", "pk"
    )


def lines_from(user: User, data: Mapping[str, Any]) -> list[Line]:
    """The lines that were typed, of people about whom the user may still write.

    data: the fields by name; "people" and "attended" are ids, one or a list of them. "add" are
    those that were just ticked: they attended, unless somebody says otherwise.
    """
    added = _ids(data.get("add"))
    attended = {*_ids(data.get("attended")), *added}
    chosen = [*_ids(data.get("people")), *added][:MOST_PEOPLE]
    return [
        Line(person, person.pk in attended, clean_text(str(data.get(f"words_{person.pk}", ""))))
        for person in writable(user).filter(pk__in=chosen)
    ]


def left_out(data: Mapping[str, Any], lines: list[Line], *, but: str = "") -> dict[str, str]:
    """Texts, by the name of their field, that were typed for people about whom the user may no
    longer write: they are shown to be copied and stay in the draft. but: whose line was just left
    out by hand."""
    known = {line.name for line in lines} | {f"words_{but}"}
    return {
        name: text
        for name, value in data.items()
        if name.startswith("words_") and name not in known and (text := str(value).strip())
    }


def to_choose_from(user: User, circle: str, text: str, without: set[int]) -> list[Offender]:
    """People who may be added: of the circle, those whose name or number is like `text`."""
    people = writable(user)
    today = clock.today(own_facility(user))
    if circle == "mine":
        held = CaseAssignment.objects.holding_on(today).filter(officer=user)
        people = people.filter(pk__in=held.values("offender_id"))
    elif circle == "unit":
        units = [posting.unit_id for posting in user.current_postings() if posting.unit_id]
        people = people.filter(
            placements__unit__in=units, placements__departed_at__isnull=True
        ).distinct()
    if text:
        like = Q(family_name__icontains=text) | Q(given_names__icontains=text)
        people = people.filter(like | Q(number__istartswith=text))
    return list(people.exclude(pk__in=without)[:SHOWN])


def circles_of(user: User) -> list[tuple[str, str]]:
    """The circles that mean something for the user, the narrowest first."""
    today = clock.today(own_facility(user))
    has = {
        "mine": CaseAssignment.objects.holding_on(today).filter(officer=user).exists(),
        "unit": any(posting.unit_id for posting in user.current_postings()),
        "all": True,
    }
    return [(key, name) for key, name in CIRCLES if has[key]]


def _ids(raw: Any) -> list[int]:
    values = raw if isinstance(raw, list) else [raw] if raw else []
    return [int(value) for value in values if str(value).isdecimal() and len(str(value)) < 19]
