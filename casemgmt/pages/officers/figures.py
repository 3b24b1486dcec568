"""The numbers of officers as one reader sees them: loads, conferences, what is done in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from agency import clock
from agency.access import Action, Scope, scopes_of
from casemgmt.pages.whereabouts import own_facility
from conferences.models import Conference
from conferences.of_officers import officers_in_scope
from offenders.queries import Officer, facilities_of, officers_in_charge_of
from scheduling import policies, rates
from scheduling.models import DueItem
from scheduling.rates import Counts, Window

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from agency.models import User


@dataclass(frozen=True, slots=True)
class Conferences:
    """When an officer's last conference was held, the next one set, and by when one is due."""

    last: Conference | None = None
    next: Conference | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One officer with the numbers; conferences where the standards ask for them and the reader
    may know of them."""

    officer: Officer
    counts: Counts
    conferences: Conferences | None = None

    @property
    def pk(self) -> int:
        """The officer's id."""
        return int(self.officer.user.pk)


class View:
    """What the page shows to one reader: officers, numbers, period, order."""

    SORTS = ("name", "cases", "overdue", "due", "missing", "rate")

    def __init__(self, user: User, query: QueryDict, action: Action = Action.READ):
        self.user = user
        self.conference_duties = [
            code
            for code, duty in policies.in_force().duties().items()
            if duty.action == "conference"
        ]
        self.has_conferences = bool(self.conference_duties) and any(
            scope == Scope.TEAM for _, scope in scopes_of(user, "conference", Action.READ)
        )
        self.today: date = clock.today(own_facility(user))
        text = query.get("period", "")
        days = int(text) if text.isdecimal() and len(text) < 4 else rates.USUAL_PERIOD
        self.days = days if days in rates.PERIODS else rates.USUAL_PERIOD
        self.window: Window = rates.window_of(self.days, self.today)
        sort = query.get("sort", "-overdue")
        self.sort = sort if sort.removeprefix("-") in self.SORTS else "-overdue"
        self.officers = officers_in_charge_of(user, self.today, action)
        self.facilities = facilities_of(user, "caseload", action)
        self.notes = rates.note_standards()
        self.items = rates.items_owed_by(
            [officer.user.pk for officer in self.officers], self.facilities
        ).known_to(user)

    def rows(self) -> list[Row]:
        """The officers in the order asked for; one query."""
        found = rates.counts_by_officer(self.items, self.today, self.window, self.notes)
        held = self.conferences() if self.has_conferences else {}
        rows = [
            Row(one, found.get(one.user.pk, Counts()), held.get(one.user.pk))
            for one in self.officers
        ]
        return self._in_order(rows)

    def conferences(self) -> dict[int, Conferences]:
        """The conferences of those whose records the reader may see; two queries."""
        visible = {
            user.pk for user in officers_in_scope(self.user, Action.READ) if user != self.user
        }
        ids = [one.user.pk for one in self.officers if one.user.pk in visible]
        last: dict[int, Conference] = {}
        upcoming: dict[int, Conference] = {}
        # One held or to come may hide another, so the order decides.
        of_team = Conference.objects.standing().filter(officer_id__in=ids, cancelled_on=None)
        for one in of_team.order_by("scheduled_on", "pk"):
            if one.held_on is not None:
                last[one.officer_id] = one
            else:
                upcoming.setdefault(one.officer_id, one)
        due = dict(
            DueItem.objects.on_lists()
            .open()
            .filter(officer_id__in=ids, standard__in=self.conference_duties)
            .order_by("-due_on")
            .values_list("officer_id", "due_on")
        )
        return {pk: Conferences(last.get(pk), upcoming.get(pk), due.get(pk)) for pk in ids}

    def _in_order(self, rows: list[Row]) -> list[Row]:
        key = self.sort.removeprefix("-")
        backwards = self.sort.startswith("-")

        def value(row: Row) -> Any:
            if key == "name":
                return row.officer.user.sort_name.casefold()
            return row.officer.load if key == "cases" else getattr(row.counts, key)

        # Officers are in the order of their names already, and stay so among equals.
        known = sorted((r for r in rows if value(r) is not None), key=value, reverse=backwards)
        if backwards and key != "name":
            known = sorted((r for r in rows if value(r) is not None), key=lambda row: -value(row))
        return known + [row for row in rows if value(row) is None]

    def officer(self, pk: int) -> Officer:
        """One of the officers; anybody else is not found."""
        for officer in self.officers:
            if officer.user.pk == pk:
                return officer
        raise Http404
