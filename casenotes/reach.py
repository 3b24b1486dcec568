"""Whose notes and reports somebody reads, worked out once for many rows.

`CaseNote.objects.visible_to(user)` asks the access table for every row anew, which is right for
one record. A search looks at thousands of rows about few people, so here the people come first,
as ids, and the rows are compared with them. A test holds that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from agency.access import Action, Scope, scopes_of
from casenotes.models import CaseNote, ContactReport
from casenotes.models.striking import about_somebody_unread
from offenders.models import Offender

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import User


@dataclass(frozen=True, slots=True)
class Reach:
    """Ids of people, by what `user` reads about them.

    notes, confidential, reports: all such records; own_notes, own_reports: what the user wrote.
    """

    user: User
    notes: frozenset[int]
    confidential: frozenset[int]
    reports: frozenset[int]
    own_notes: frozenset[int]
    own_reports: frozenset[int]

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
            record = "note"
            seen = about(self.notes, confidential=False)
            seen |= about(self.confidential, confidential=True)
            seen |= about(self.own_notes, author=self.user)
        else:
            record = "report"
            seen = about(self.reports) | about(self.own_reports, author=self.user)
        return rows.filter(seen).exclude(about_somebody_unread(self.user, record))


def reach_over_one(user: User, offender_id: int) -> Reach:
    """What the user reads about one person; one query."""
    wanted = {
        "n": Offender.objects.in_scope(user, "note", Action.READ),
        "c": Offender.objects.in_scope(user, "confidential_note", Action.READ),
        "r": Offender.objects.in_scope(user, "report", Action.READ),
        "k": Offender.objects.known_to(user),
    }
    found = (
        Offender.objects.filter(pk=offender_id)
        .order_by()
        .values_list(*(Exists(people.filter(pk=OuterRef("pk"))) for people in wanted.values()))
        .first()
    )
    allowed = dict(zip(wanted, found or [False] * len(wanted), strict=True))
    one = frozenset([offender_id])

    def where(key: str, *, own_of: str = "") -> frozenset[int]:
        return one if allowed[key] and (not own_of or _reads_own(user, own_of)) else frozenset()

    return Reach(
        user,
        where("n"),
        where("c"),
        where("r"),
        where("k", own_of="note"),
        where("k", own_of="report"),
    )


def reach_of(user: User) -> Reach:
    """What the user reads about anybody."""

    def people(object_: str) -> frozenset[int]:
        found = Offender.objects.in_scope(user, object_, Action.READ).order_by()
        return frozenset(found.values_list("pk", flat=True))

    def written(model: type[CaseNote] | type[ContactReport], object_: str) -> frozenset[int]:
        if not _reads_own(user, object_):
            return frozenset()
        by_user = model._default_manager.order_by().filter(author=user).values("offender_id")
        known = Offender.objects.known_to(user).order_by().filter(pk__in=by_user)
        return frozenset(known.values_list("pk", flat=True))

    return Reach(
        user,
        people("note"),
        people("confidential_note"),
        people("report"),
        written(CaseNote, "note"),
        written(ContactReport, "report"),
    )


def _reads_own(user: User, object_: str) -> bool:
    return any(scope == Scope.AUTHORED for _, scope in scopes_of(user, object_, Action.READ))
