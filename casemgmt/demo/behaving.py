"""What officers record of groups and of behaviour: one session with a form, rewards, sanctions."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from casenotes.file_kinds import TEXT
from casenotes.models import (
    BehaviourKind,
    BehaviourNature,
    NoteType,
    ResponseKind,
    ResponseLevel,
    Severity,
)
from casenotes.services.attachments import attach_files
from casenotes.services.behaviour import (
    BehaviourFacts,
    ResponseFacts,
    record_behaviour,
    record_response,
)
from casenotes.services.groups import GroupLine, GroupSession, record_group
from casenotes.services.stored_files import store
from offenders.models import CaseAssignment

if TYPE_CHECKING:
    from agency.models import User
    from casemgmt.demo.office import Office
    from offenders.models import Offender

SESSION = (
    "Second meeting of the group on work after release. Went through a job application, line by "
    "line, and everybody filled in the first page."
)
OWN_WORDS = (
    "Filled in the page without help and asked for a second one.",
    "Needed help with the dates of earlier jobs; will bring them next time.",
    "Quiet today, worked to the end.",
    "",
)
FORM = "Page 1 of the job application, as dictated.\nEarlier work: kitchen, two years; laundry.\n"
PROGRESS = (
    "Four weeks of work without a day missed.",
    "Passed the second part of the course.",
    "Paid the monthly instalment before it was due.",
    "Called by themselves when the bus failed, and came an hour later.",
)
SETBACKS = (
    ("Missed the appointment on Monday and did not call.", BehaviourNature.ADJUSTMENT),
    ("Came home two hours after the curfew.", BehaviourNature.UNCLEAR),
    ("Positive test for cannabis.", BehaviourNature.RISK),
)
OFFICERS = 4
PEOPLE_OF_EACH = 6


def make_group(office: Office) -> None:
    """One session of the first officer who holds cases, with a dictated form in one note."""
    for _, officer in office.officers():
        people = _cases_of(office, officer)[:5]
        type_ = NoteType.objects.filter(code="participation").first()
        if len(people) < 3 or type_ is None:
            continue
        batch = record_group(
            officer,
            GroupSession(
                type=type_, occurred_at=office.at(office.yesterday, 9), common_text=SESSION
            ),
            [
                GroupLine(person, place != 3, OWN_WORDS[place % len(OWN_WORDS)])
                for place, person in enumerate(people)
            ],
            form_key=_key(office),
            no_names=True,
        )
        note = batch.notes.order_by("pk")[0]
        form = store([("job application, page 1.txt", TEXT.content_type, FORM.encode())])
        attach_files(note, officer, form)
        return


def make_behaviour(office: Office) -> None:
    """Progress and setbacks of some people in the last two months, most of them answered."""
    levels = list(ResponseLevel.objects.filter(in_use=True, needs_approval=False))
    rewards = [level for level in levels if level.kind == ResponseKind.REWARD]
    lowest = next(level for level in levels if level.kind == ResponseKind.SANCTION)
    for _, officer in list(office.officers())[:OFFICERS]:
        for person in _cases_of(office, officer)[:PEOPLE_OF_EACH]:
            for what in office.random.sample(PROGRESS, office.random.randint(1, 3)):
                _tell(office, officer, person, what, "", office.random.choice(rewards))
            if office.random.random() < 0.4:
                what, nature = office.random.choice(SETBACKS)
                _tell(office, officer, person, what, nature, lowest)


def _tell(
    office: Office,
    officer: User,
    person: Offender,
    what: str,
    nature: str,
    level: ResponseLevel,
) -> None:
    happened = office.today - timedelta(days=office.random.randint(4, 60))
    learned = happened + timedelta(days=office.random.randint(0, 2))
    event = record_behaviour(
        person,
        officer,
        BehaviourFacts(
            kind=BehaviourKind.NEGATIVE if nature else BehaviourKind.POSITIVE,
            occurred_on=happened,
            learned_on=learned,
            severity=office.random.choice([Severity.MINOR, Severity.MODERATE]),
            nature=nature,
            what=what,
        ),
        form_key=_key(office),
    )
    if office.random.random() < 0.85:
        record_response(
            event,
            officer,
            ResponseFacts(
                level=level,
                imposed_on=learned + timedelta(days=office.random.randint(0, 2)),
                rationale="Said in person why it matters, and what comes next.",
                above_lowest_reason="" if level.step == 1 else "Agreed beforehand.",
            ),
            form_key=_key(office),
        )


def _cases_of(office: Office, officer: User) -> list[Offender]:
    held = CaseAssignment.objects.holding_on(office.today).filter(officer=officer)
    return [case.offender for case in held.select_related("offender").order_by("pk")]


def _key(office: Office) -> uuid.UUID:
    return uuid.UUID(int=office.random.getrandbits(128))
