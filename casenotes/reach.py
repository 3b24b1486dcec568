"""Whose notes and reports somebody reads, worked out once for many rows.

`CaseNote.objects.visible_to(user)` asks the access table for every row anew, which is right for
one record. A search looks at thousands of rows about few people, so here the people come first,
as ids, and the rows are compared with them. A test holds that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from agency import statements
from agency.access import Action, Scope, scopes_of
from casenotes.models import CaseNote, ContactReport, Strike
from casenotes.models.striking import about_somebody_unread
from offenders.models import Offender
from offenders.querysets import reached_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

    from agency.models import User
    from offenders.querysets import Reached, Scopes


@dataclass(frozen=True, slots=True)
class Reach:
    """Ids of people, by what `user` reads about them.

    notes, confidential, reports: all such records; own_notes, own_reports: what the user wrote.
    unread_notes, unread_reports: ids of records that were struck as being about somebody else,
    whom the user may not read (`casenotes.models.striking`).
    """

    user: User
    notes: frozenset[int]
    confidential: frozenset[int]
    reports: frozenset[int]
    own_notes: frozenset[int]
    own_reports: frozenset[int]
    unread_notes: frozenset[int] = frozenset()
    unread_reports: frozenset[int] = frozenset()

    def reads(self, record: CaseNote | ContactReport) -> bool:
        """Whether the user may read that note or report."""
        person, mine = record.offender_id, record.author_id == self.user.pk
        if isinstance(record, ContactReport):
            allowed = person in self.reports or (mine and person in self.own_reports)
            return allowed and record.pk not in self.unread_reports
        people = self.confidential if record.confidential else self.notes
        allowed = person in people or (mine and person in self.own_notes)
        return allowed and record.pk not in self.unread_notes

    def people(self, model: type[CaseNote] | type[ContactReport]) -> frozenset[int]:
        """Everybody about whom such a record may be read."""
        if model is CaseNote:
            return self.notes | self.confidential | self.own_notes
        return self.reports | self.own_reports

    def reading(
        self, model: type[CaseNote] | type[ContactReport], *, limited: bool = False
    ) -> tuple[Reading, dict[str, Any]]:
        """The form and the values of `readable`, for such records.

        limited: the rows are about `people` alone, so these need not be named again.
        """
        everybody = self.people(model) if limited else None
        if model is CaseNote:
            groups = (self.notes, self.confidential, self.own_notes)
            unread = self.unread_notes
        else:
            groups = (self.reports, frozenset(), self.own_reports)
            unread = self.unread_reports
        values: dict[str, Any] = {}
        limits = []
        for name, people in zip(_GROUPS, groups, strict=True):
            limits.append("" if not people else "of all" if people == everybody else "of some")
            if limits[-1] == "of some":
                values[name] = sorted(people)
        if groups[-1]:
            values["reader"] = self.user.pk
        if unread:
            values["unread"] = sorted(unread)
        ordinary, confidential, own = limits
        return Reading(ordinary, confidential, own, bool(unread)), values

    def readable(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the notes or reports that the user may read."""
        return readable(rows, *self.reading(rows.model))


@dataclass(frozen=True, slots=True)
class Reading:
    """Of whom the ordinary, the confidential and one's own records are read: "of all", "of some"
    or "" for nobody; and whether some are not read though they are about these people."""

    ordinary: str
    confidential: str
    own: str
    unread: bool


#: Names of the values with the people whose ordinary, confidential and own records are read.
_GROUPS = ("readable", "trusted", "own")


def readable(rows: QuerySet[Any], form: Reading, values: Mapping[str, Any]) -> QuerySet[Any]:
    """Those of the notes or reports that somebody may read, by what `Reach.reading` gives."""
    seen = Q()
    notes = rows.model is CaseNote
    for limit, name, also in (
        (form.ordinary, _GROUPS[0], {"confidential": False} if notes else {}),
        (form.confidential, _GROUPS[1], {"confidential": True}),
        (form.own, _GROUPS[2], {"author_id": values.get("reader")}),
    ):
        if limit:
            about = {"offender_id__among": values[name]} if limit == "of some" else {}
            seen |= Q(**about, **also) if about or also else ~Q(pk=None)
    if not seen:
        return rows.none()
    rows = rows.filter(seen)
    return rows.exclude(pk__among=values["unread"]) if form.unread else rows


def reach_over_one(user: User, offender_id: int) -> Reach:
    """What the user reads about one person."""
    one = frozenset([offender_id])
    struck: list[bool] = []

    def where(reached: Reached) -> frozenset[int]:
        found = statements.fetch(_is_it, reached.scopes, person=offender_id, **reached.values)
        struck.extend(found)
        return one if found else frozenset()

    authored = _authored(user)
    by_name = reached_by(user, "offender", Action.READ_MINIMAL) if authored else None
    known = where(by_name) if by_name else frozenset()
    notes, confidential, reports = _read_by_object(user, where)
    nobody: frozenset[int] = frozenset()
    unread = _unread(user, offender_id=offender_id) if any(struck) else (nobody, nobody)
    return Reach(
        user=user,
        notes=notes,
        confidential=confidential,
        reports=reports,
        own_notes=known if "note" in authored else nobody,
        own_reports=known if "report" in authored else nobody,
        unread_notes=unread[0],
        unread_reports=unread[1],
    )


def _is_it(scopes: Scopes, person: int, **values: Any) -> QuerySet[Any]:
    """One row where the person is reached: whether something was struck as about another."""
    strikes = Exists(Strike.objects.filter(about_another=True, offender_id=OuterRef("pk")))
    people = Offender.objects.reached(scopes, values).filter(pk=person)
    return people.order_by().values_list(strikes, flat=True)


def reach_of(user: User) -> Reach:
    """What the user reads about anybody."""

    def where(reached: Reached) -> frozenset[int]:
        return frozenset(statements.fetch(_all_of_them, reached.scopes, **reached.values))

    def written(model: type[CaseNote] | type[ContactReport], object_: str) -> frozenset[int]:
        if object_ not in _authored(user):
            return frozenset()
        by_user = model._default_manager.order_by().filter(author=user).values("offender_id")
        known = Offender.objects.known_to(user).filter(pk__in=by_user)
        return frozenset(known.order_by().values_list("pk", flat=True))

    notes, confidential, reports = _read_by_object(user, where)
    unread_notes, unread_reports = _unread(user)
    return Reach(
        user=user,
        notes=notes,
        confidential=confidential,
        reports=reports,
        own_notes=written(CaseNote, "note"),
        own_reports=written(ContactReport, "report"),
        unread_notes=unread_notes,
        unread_reports=unread_reports,
    )


def _all_of_them(scopes: Scopes, **values: Any) -> QuerySet[Any]:
    return Offender.objects.reached(scopes, values).order_by().values_list("pk", flat=True)


def _read_by_object(
    user: User, where: Callable[[Reached], frozenset[int]]
) -> tuple[frozenset[int], ...]:
    """The people of notes, confidential notes and reports. What has the same scopes in the access
    table has the same people, so most roles are asked about once."""
    found: dict[str, frozenset[int]] = {}
    people: list[frozenset[int]] = []
    for object_ in ("note", "confidential_note", "report"):
        reached = reached_by(user, object_, Action.READ)
        if reached is None:
            people.append(frozenset())
            continue
        lasting = {name: value for name, value in reached.values.items() if name[:4] != "now_"}
        if (form := repr((reached.scopes, lasting))) not in found:
            found[form] = where(reached)
        people.append(found[form])
    return tuple(people)


def _authored(user: User) -> set[str]:
    """The objects of which the user reads what they wrote."""
    return {
        object_
        for object_ in ("note", "report")
        if any(scope == Scope.AUTHORED for _, scope in scopes_of(user, object_, Action.READ))
    }


def _unread(user: User, **about: Any) -> tuple[frozenset[int], frozenset[int]]:
    """Ids of notes and of reports struck as about somebody whom the user may not read."""
    ids = statements.fetch(_struck, **about)
    if not ids:
        return frozenset(), frozenset()

    def hidden(model: type[CaseNote] | type[ContactReport], name: str, at: int) -> frozenset[int]:
        rows = model._default_manager.filter(pk__in=[pair[at] for pair in ids if pair[at]])
        found = rows.order_by().filter(about_somebody_unread(user, name))
        return frozenset(found.values_list("pk", flat=True))

    return hidden(CaseNote, "note", 0), hidden(ContactReport, "report", 1)


def _struck(**about: int) -> QuerySet[Any]:
    struck = Strike.objects.filter(about_another=True, **about)
    return struck.values_list("note_id", "report_id")
