"""Alerts of a risk, inquiries and a cover, so that their pages have something to show."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from agency import clock
from agency.models import Facility
from casenotes.models import AlertRecipient, Asker, Basis, Behaviour, Channel, NoteType, RiskAlert
from casenotes.services.inquiries import answer_inquiry, record_inquiry
from casenotes.services.risk_alerts import who_may_receive
from casenotes.services.signing import NoteContent, sign_note
from offenders.models import CaseAssignment
from offenders.services.cover import record_cover

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from casemgmt.demo.office import Office
    from offenders.models import Offender

ALERTS = (
    "Threatened another man over a debt in the dining hall and says that it is not over.",
    "Told the evening shift that life is not worth the trouble. Has given away his radio.",
    "Found with a sharpened piece of plastic; says that he needs it to feel safe.",
)
QUESTIONS = (
    (Asker.FAMILY, "Sister", Channel.TELEPHONE, "When may the family visit, and what is allowed?"),
    (Asker.LAWYER, "P. Lowe", Channel.LETTER, "Is my client still enrolled in the course?"),
    (Asker.PERSON, "", Channel.REQUEST_FORM, "I ask to talk about my job before the review."),
    (Asker.AGENCY, "Housing office", Channel.EMAIL, "Has a release address been given?"),
)
ANSWERS = ("Answered from the file, and said what the next step is.", "Told what is on record.")


def make_alerts(office: Office) -> None:
    """For the people of the first two facilities who have an officer."""
    for facility in Facility.objects.order_by("pk")[:2]:
        held = list(
            CaseAssignment.objects.holding_on(office.today)
            .filter(
                offender__placements__facility=facility,
                offender__placements__departed_at=None,
                officer__in=office.staff.officers[facility.pk],
            )
            .select_related("offender", "officer")
            .order_by("officer_id", "pk")[:12]
        )
        for number, link in enumerate(held[:3]):
            _alert(office, facility, link.offender, ALERTS[number])
        for number, link in enumerate(held[3:9]):
            _inquiry(office, facility, link.offender, link.officer, number)
        officers = office.staff.officers[facility.pk]
        record_cover(
            officers[1],
            officers[2],
            office.staff.supervisors[facility.pk],
            from_on=office.today + timedelta(days=7),
            until_on=office.today + timedelta(days=18),
            reason="Annual leave",
        )


def _moment(facility: Facility, on: date, hour: int) -> datetime:
    moment = datetime.combine(on, time(hour), tzinfo=clock.zone(facility))
    return min(moment, clock.now())


def _alert(office: Office, facility: Facility, offender: Offender, text: str) -> None:
    by = office.random.choice(office.staff.others[facility.pk])
    receivers = who_may_receive(offender, by)
    chosen = sorted(receivers)[:4]
    if not chosen:
        return
    when = _moment(facility, office.today - timedelta(days=office.random.randint(0, 5)), 8)
    note = sign_note(
        offender,
        by,
        NoteContent(
            type=NoteType.objects.filter(behaviour=Behaviour.RISK_ALERT)[0],
            occurred_at=when,
            text=text,
        ),
        uuid.uuid4(),
    )
    alert = RiskAlert.objects.create(offender=offender, note=note, facility=note.facility)
    AlertRecipient.objects.bulk_create(
        AlertRecipient(
            alert=alert,
            user=receivers[pk][0],
            user_name=receivers[pk][0].full_name,
            acknowledged_at=clock.now() if position % 2 else None,
        )
        for position, pk in enumerate(chosen)
    )


def _inquiry(
    office: Office, facility: Facility, offender: Offender, officer: User, number: int
) -> None:
    asker, name, channel, question = QUESTIONS[number % len(QUESTIONS)]
    came = office.today - timedelta(days=office.random.randint(2, 12))
    inquiry = record_inquiry(
        offender,
        officer,
        asker=asker,
        from_whom=name,
        channel=channel,
        received_at=_moment(facility, came, 9),
        question=question,
    )
    if number % 3 == 2:
        answer_inquiry(
            inquiry,
            officer,
            answered_at=_moment(facility, came + timedelta(days=1), 10),
            answer=office.random.choice(ANSWERS),
            told=True,
            basis="" if asker == Asker.PERSON else Basis.CONSENT,
        )
