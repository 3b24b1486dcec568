"""What the case file shows of contact: this month's reason, orientations, what may be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, F, Func, Max, Q, Value, When

from casenotes.models import (
    SEVEN_FACETS,
    CaseNote,
    ContactMode,
    ContactOutcome,
    ContactReport,
    Inquiry,
    NoContactReason,
    Orientation,
    PregnancyNotice,
    WarrantRequest,
)
from casenotes.services.no_contact import reason_for
from offenders.models import Offender
from scheduling import policies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from agency.models import User
    from casenotes.models.notes import CaseNoteQuerySet

#: Stands beside the facets for contact with the person.
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class ContactRecords:
    """The panel. notifies, warrants: whether the reader may handle them here.

    last_contact, days_since: of the notes and reports that the reader may read; no policy gives a
    figure (COPP 10.3, Case Officers). untouched: the subjects of a monthly review on which this
    month is silent, each with the last day on which a note dealt with it (OP-060101, III.A.1).
    inquiries: how many wait for an answer.
    """

    reason: NoContactReason | None
    orientations: list[Orientation]
    may_write: bool
    notifies: bool
    notices: int
    warrants: bool
    request: WarrantRequest | None
    last_contact: date | None
    days_since: int | None
    untouched: list[tuple[str, date | None]]
    inquiries: int


def asks_for_notes() -> bool:
    """Whether a standard in force asks for a note of each month, so that silence is told."""
    return any(duty.action == "note" for duty in policies.in_force().duties().values())


def contact_records(
    user: User, offender: Offender, today: date, permissions: Mapping[str, bool]
) -> ContactRecords:
    """The panel for one reader; where no standard asks for a record, it is not offered.

    permissions: what the reader may do to this case, by the names of the case file.
    """
    asked = {duty.action for duty in policies.in_force().duties().values()}
    knows = "pregnancy_notice" in asked and permissions["may_read_notices"]
    decides = "warrant_request" in asked and permissions["may_read_warrants"]
    dealt_with = _last_days(CaseNote.objects.visible_to(user).standing().filter(offender=offender))
    last = _last_contact(user, offender, dealt_with.pop(CONTACT, None))
    return ContactRecords(
        last_contact=last,
        days_since=(today - last).days if last else None,
        untouched=_untouched(dealt_with, today) if "note" in asked else [],
        inquiries=Inquiry.objects.visible_to(user).filter(offender=offender).unanswered().count(),
        reason=reason_for(offender, today),
        orientations=list(
            Orientation.objects.visible_to(user)
            .filter(offender=offender)
            .select_related("facility")[:4]
        ),
        may_write=permissions["may_log"],
        notifies=knows,
        notices=PregnancyNotice.objects.standing().filter(offender=offender).count()
        if knows
        else 0,
        warrants=decides,
        request=WarrantRequest.objects.filter(offender=offender).first() if decides else None,
    )


def _last_days(notes: CaseNoteQuerySet) -> dict[str, date]:
    """The last day on which a note dealt with each facet, and, by CONTACT, on which the person
    was reached; one query."""
    reached = Q(contact=ContactOutcome.COMPLETED) | (
        Q(contact="") & ~Q(contact_mode=ContactMode.NONE)
    )
    words = Case(
        When(reached, then=Func(F("facets"), Value(CONTACT), function="array_append")),
        default=F("facets"),
        output_field=ArrayField(CharField()),
    )
    return dict(
        notes.order_by()
        .annotate(word=Func(words, function="unnest", output_field=CharField()))
        .values("word")
        .annotate(last=Max("occurred_on"))
        .values_list("word", "last")
    )


def _last_contact(user: User, offender: Offender, noted: date | None) -> date | None:
    """The last day on which the person was reached, by a note or at an interview of a report."""
    held = (
        ContactReport.objects.visible_to(user)
        .filter(offender=offender, strike=None)
        .aggregate(last=Max("interview_on"))["last"]
    )
    return max((day for day in (held, noted) if day), default=None)


def _untouched(dealt_with: dict[str, date], today: date) -> list[tuple[str, date | None]]:
    """What no note of this month deals with."""
    first = today.replace(day=1)
    return [
        (str(facet.label), last)
        for facet in SEVEN_FACETS
        if (last := dealt_with.get(facet.value)) is None or last < first
    ]
