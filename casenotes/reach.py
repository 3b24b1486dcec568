"""Whose notes and reports somebody reads, worked out once for many rows.

`CaseNote.objects.visible_to(user)` asks the access table for every row anew, which is right for
one record. A search looks at thousands of rows about few people, so here the people come first,
as ids, and the rows are compared with them. A test holds that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q

from agency.access import Action, Scope, scopes_of
from casenotes.models import CaseNote, ContactReport, Strike
from casenotes.models.striking import about_somebody_unread
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from agency.models import User


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

    def readable(self, rows: QuerySet[Any], *, limited: bool = False) -> QuerySet[Any]:
        """Those of the notes or reports that the user may read.

        limited: the rows are about `people` alone, so these need not be named again.
        """
        everybody = self.people(rows.model) if limited else None

        def about(people: frozenset[int], **also: Any) -> Q:
            if people and people == everybody:
                return Q(**also) if also else ~Q(pk=None)
            return Q(offender_id__in=sorted(people), **also)

        if rows.model is CaseNote:
            unread = self.unread_notes
            seen = about(self.notes, confidential=False)
            seen |= about(self.confidential, confidential=True)
            seen |= about(self.own_notes, author=self.user)
        else:
            unread = self.unread_reports
            seen = about(self.reports) | about(self.own_reports, author=self.user)
        readable = rows.filter(seen)
        return readable.exclude(pk__in=sorted(unread)) if unread else readable


def reach_over_one(user: User, offender_id: int) -> Reach:
    """What the user reads about one person."""
    one = frozenset([offender_id])

    strikes = Exists(Strike.objects.filter(about_another=True, offender_id=offender_id))
    struck: list[bool] = []

    def where(people: QuerySet[Any]) -> frozenset[int]:
        found = list(people.filter(pk=offender_id).order_by().values_list(strikes))
        struck.extend(flag for (flag,) in found)
        return one if found else frozenset()

    authored = _authored(user)
    known = where(Offender.objects.known_to(user)) if authored else frozenset()
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


def reach_of(user: User) -> Reach:
    """What the user reads about anybody."""

    def where(people: QuerySet[Any]) -> frozenset[int]:
        return frozenset(people.order_by().values_list("pk", flat=True))

    def written(model: type[CaseNote] | type[ContactReport], object_: str) -> frozenset[int]:
        if object_ not in _authored(user):
            return frozenset()
        by_user = model._default_manager.order_by().filter(author=user).values("offender_id")
        return where(Offender.objects.known_to(user).filter(pk__in=by_user))

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


def _read_by_object(
    user: User, where: Callable[[QuerySet[Any]], frozenset[int]]
) -> tuple[frozenset[int], ...]:
    """The people of notes, confidential notes and reports. What has the same scopes in the access
    table has the same people, so most roles are asked about once."""
    found: dict[tuple[Any, ...], frozenset[int]] = {}
    people = []
    for object_ in ("note", "confidential_note", "report"):
        scopes = tuple(
            (posting.pk, scope, object_ if scope == Scope.CONSENT else "")
            for posting, scope in scopes_of(user, object_, Action.READ)
            if scope != Scope.AUTHORED
        )
        if scopes not in found:
            allowed = Offender.objects.in_scope(user, object_, Action.READ)
            found[scopes] = where(allowed) if scopes else frozenset()
        people.append(found[scopes])
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
    struck = Strike.objects.filter(about_another=True, **about)
    ids = list(struck.values_list("note_id", "report_id"))
    if not ids:
        return frozenset(), frozenset()

    def hidden(model: type[CaseNote] | type[ContactReport], name: str, at: int) -> frozenset[int]:
        rows = model._default_manager.filter(pk__in=[pair[at] for pair in ids if pair[at]])
        found = rows.order_by().filter(about_somebody_unread(user, name))
        return frozenset(found.values_list("pk", flat=True))

    return hidden(CaseNote, "note", 0), hidden(ContactReport, "report", 1)
