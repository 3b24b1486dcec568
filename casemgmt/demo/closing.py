"""Errors that were reported, cases that change hands and letters, for pages to show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casemgmt.closing import asked_anywhere
from casenotes.models import CaseNote, NoteType
from casenotes.services import decide_error, record_note, report_error
from casenotes.services.closing import ask_for_summary
from casenotes.services.correspondence import prepare_letter, take_step
from offenders.closing import WithoutSummary
from offenders.models import CaseAssignment
from offenders.services import reassign

if TYPE_CHECKING:
    from agency.models import User
    from casemgmt.demo.office import Office

SUMMARY = """Progress
Keeps the job in the kitchen and comes to the course. Two levels up since spring.

Problems
Behind with the fine; the payments stopped when the shift changed.

Concerns
Owes on the unit. Ask about it in the first week.

Recent developments
The sister has moved and will write about an address for release."""

LETTERS = (
    ("Transcript of the sentencing", "Clerk of the court", ()),
    ("Release address", "Probation office", ("submitted",)),
    ("Visit of the family", "The family", ("submitted", "returned")),
    ("Detainer", "County sheriff", ("submitted", "passed")),
    ("Property at the jail", "County jail", ("submitted", "passed", "signed")),
)


def make_closings(office: Office) -> None:
    """At the first facility, where the sign-ins work."""
    facility, officers = next(iter(office.staff.officers.items()))
    decider = office.staff.coordinators.get(facility) or office.staff.supervisors[facility]
    _errors(office, officers[0], decider)
    if asked_anywhere():
        _change_of_hands(office, officers, decider)


def _held(office: Office, officer: User) -> list[CaseAssignment]:
    links = CaseAssignment.objects.holding_on(office.today).filter(
        officer=officer,
        until_on=None,
        from_on__lt=office.today - timedelta(days=40),
        offender__placements__departed_at=None,
    )
    return list(links.select_related("offender").order_by("pk").distinct())


def _errors(office: Office, officer: User, decider: User) -> None:
    """One waits, one was moved, one is to be written anew, one was declined."""
    links = _held(office, officer)[:6]
    notes = [
        note
        for link in links
        for note in CaseNote.objects.filter(
            offender=link.offender, author=officer, confidential=False, no_contact=None
        ).order_by("-occurred_at", "-pk")[1:2]
    ]
    plans = (
        ("wrong_person", "I had the other file open. The job that it names is not his.", ""),
        ("wrong_person", "The course that it names is the other man's.", "moved"),
        ("wrong_content", "The day is wrong: it was the week before.", "corrected"),
        ("wrong_content", "He says that he never asked for the transfer.", "declined"),
    )
    for note, (kind, reason, outcome) in zip(notes, plans, strict=False):
        others = [link.offender for link in links if link.offender_id != note.offender_id]
        if not others:  # too few people for anybody to be the wrong one
            break
        error = report_error(
            note,
            officer,
            kind=kind,
            reason=reason,
            right_person=others[-1] if kind == "wrong_person" else None,
        )
        if outcome:
            remark = (
                "Seen with the officer." if outcome != "declined" else "The request is on file."
            )
            if note.author_id != decider.pk:
                decide_error(error, decider, outcome=outcome, remark=remark)


def _change_of_hands(office: Office, officers: list[User], decider: User) -> None:
    """A case that came with its summary, one without, and one whose summary is asked for."""
    first, second = officers[0], officers[1]
    given = _held(office, second)[:2]
    type_ = NoteType.objects.filter(code="termination_summary").first()
    if len(given) < 2 or type_ is None:
        return
    record_note(
        given[0].offender,
        second,
        type=type_,
        occurred_at=office.at(office.yesterday, 9),
        text=SUMMARY,
    )
    reassign(given[0], first, decider, from_on=office.today, reason="Moves to the day shift")
    reassign(
        given[1],
        first,
        decider,
        from_on=office.today,
        reason="Cover",
        without=WithoutSummary("officer_on_leave", "Called away on Friday; back in December."),
    )
    for link in _held(office, first)[7:8]:
        ask_for_summary(link, decider)


def make_letters(office: Office) -> None:
    """One letter in each state at each institution."""
    for facility_id, officers in office.staff.officers.items():
        coordinator = office.staff.coordinators.get(facility_id)
        if coordinator is None:
            continue
        facility = next(one for one in coordinator.facilities() if one.pk == facility_id)
        for link, (subject, to, acts) in zip(_held(office, officers[0]), LETTERS, strict=False):
            letter = prepare_letter(
                link.offender,
                officers[0],
                facility=facility,
                subject=subject,
                addressed_to=to,
                text=f"To: {to}\n\nThis is about {subject.lower()}. Please answer within a month.",
            )
            for act in acts:
                signed = act == "signed"
                take_step(
                    letter,
                    officers[0] if act == "submitted" else coordinator,
                    act,
                    remark="Name the docket number." if act == "returned" else "",
                    signed_by="The Warden" if signed else "",
                    signed_on=office.today if signed else None,
                )
