"""What is asked for when something is printed, as it is kept with its job."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import models

from casemgmt.printing.content import Period
from casenotes.models import PrintKind


class Delivery(models.TextChoices):
    """How the reports of several people are handed over."""

    ONE = "one", "One PDF"
    EACH = "each", "One PDF for each person, in a zip file"


class Order(models.TextChoices):
    """In which order people come."""

    NAME = "name", "By name"
    NUMBER = "number", "By number"
    PLACE = "place", "By unit, then name"


#: What may be chosen on the page of prints; extracts answer requests and come from those.
KINDS = (PrintKind.CASE_NOTES, PrintKind.PRIMARY, PrintKind.REGULAR, PrintKind.TERMINATION)


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to print of each person.

    only_new: only what no earlier print of this kind for the file held. reason: a code of the
    print rules; explained: the reason in the printer's own words. cover: a cover sheet for the
    section of the file. duplex: each person begins on a front side.
    """

    period: Period
    kind: str = PrintKind.CASE_NOTES
    only_new: bool = False
    reason: str = ""
    explained: str = ""
    cover: bool = False
    duplex: bool = False
    delivery: str = Delivery.ONE
    order: str = Order.NAME

    def as_arguments(self) -> dict[str, Any]:
        """Ids, codes and ISO dates; the words of a reason are the only free text."""
        found = asdict(self)
        del found["period"]
        period = self.period
        return found | {
            "from_on": period.from_on.isoformat() if period.from_on else None,
            "until_on": period.until_on.isoformat(),
        }

    @classmethod
    def from_arguments(cls, arguments: dict[str, Any]) -> PrintOrder:
        """The order that a job was asked for; jobs of before had a period alone."""
        from_on = arguments.get("from_on")
        period = Period(
            date.fromisoformat(from_on) if from_on else None,
            date.fromisoformat(arguments["until_on"]),
        )
        names = set(cls.__dataclass_fields__) - {"period"}
        return cls(period, **{name: arguments[name] for name in names if name in arguments})
