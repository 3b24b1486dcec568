"""Due items, within what the reader may see, and their status as SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from agency.access import Action
from offenders.models import Offender
from scheduling.owing import own_duties_of

if TYPE_CHECKING:
    from agency.models import User


def done_in_time() -> Q:
    """What was done by its day, and by the minute where it counts in hours."""
    return Q(fulfilled_on__lte=F("due_on")) & ~_past_its_minute()


def done_late() -> Q:
    """What was done after its day, or after the minute on it."""
    return Q(fulfilled_on__gt=F("due_on")) | _past_its_minute()


def _past_its_minute() -> Q:
    # Never null, so that its opposite is true of everything that counts in days.
    return Q(
        due_time__isnull=False,
        fulfilled_time__isnull=False,
        fulfilled_on=F("due_on"),
        fulfilled_time__gt=F("due_time"),
    )


class DueItemQuerySet(models.QuerySet[Any]):
    """`on` is always the local day at the facility that is being looked at."""

    def standing(self) -> DueItemQuerySet:
        """Items that the facts still imply."""
        return self.filter(withdrawn_at=None)

    def on_lists(self) -> DueItemQuerySet:
        """Items that count for lists and rates: not those from before go-live."""
        return self.standing().filter(before_go_live=False)

    def open(self) -> DueItemQuerySet:
        """Items on which something is still to be done, those on hold included."""
        return self.standing().filter(fulfilled_on=None, closed="")

    def active(self) -> DueItemQuerySet:
        """Open items that are not on hold."""
        return self.open().filter(on_hold=False)

    def overdue(self, on: date) -> DueItemQuerySet:
        """Open items whose due day has passed. Never stored, so nothing has to run."""
        return self.active().filter(due_on__lt=on)

    def due_between(self, first: date, last: date) -> DueItemQuerySet:
        """Open items due on a day from `first` to `last`, both included."""
        return self.active().filter(due_on__range=(first, last))

    def visible_to(self, user: User) -> DueItemQuerySet:
        """Items about people whose due items the user may read, about the user, and those about
        officers, facilities and units that are the user's to do."""
        people = Offender.objects.in_scope(user, "due_item", Action.READ)
        return self.filter(
            Q(offender_id__in=people.values("pk")) | Q(officer=user) | own_duties_of(user)
        ).known_to(user)

    def known_to(self, user: User) -> DueItemQuerySet:
        """Without the duties whose name alone gives away a record that the user may not read."""
        from scheduling.confidential import withheld_from

        withheld = withheld_from(user)
        return self if withheld is None else self.exclude(withheld)

    def own_duties(self, user: User) -> DueItemQuerySet:
        """Open items about officers, facilities and units that are the user's to do."""
        return self.on_lists().open().filter(own_duties_of(user))

    def with_status(self, on: date) -> DueItemQuerySet:
        """Annotate `status` as `scheduling.engine.status.status_of` would say it on that day."""
        return self.annotate(
            status=Case(
                When(done_late(), then=Value("done late")),
                When(fulfilled_on__isnull=False, then=Value("done")),
                When(~Q(closed=""), then=F("closed")),
                When(on_hold=True, then=Value("on hold")),
                When(due_on__lt=on, then=Value("overdue")),
                When(opens_on__gt=on, then=Value("upcoming")),
                default=Value("due"),
                output_field=models.CharField(),
            )
        )
