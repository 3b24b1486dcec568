"""A file, a group session and behaviour about a case, for tests that visit every page."""

from __future__ import annotations

import uuid
from datetime import date
from types import SimpleNamespace

from casenotes.models import BehaviourKind, BehaviourNature, ResponseLevel, Severity
from casenotes.services.attachments import attach_files
from casenotes.services.behaviour import (
    BehaviourFacts,
    ResponseFacts,
    record_behaviour,
    record_response,
)
from casenotes.services.stored_files import Stored

#: Pages whose address names a person.
OF_A_PERSON = ("pages:behaviour", "pages:behaviour-new")

EXAMPLES = {
    "pages:attachment": lambda world: {"pk": world.writing.file.pk},
    "pages:behaviour-act": lambda world: {"pk": world.writing.event.pk, "act": "answer"},
    "pages:response-act": lambda world: {"pk": world.writing.response.pk, "act": "correct"},
}


def add_writing(world, *, words):
    """The file's bytes are nowhere: what is crawled is who may ask for them."""
    case, officer = world.ashby, world.okafor
    world.writing = SimpleNamespace(
        file=attach_files(
            world.note,
            officer,
            [Stored(f"{words[:60]}.txt", "text/plain", 5, "0" * 64, uuid.uuid4().hex)],
        )[0],
        event=record_behaviour(
            case,
            officer,
            BehaviourFacts(
                kind=BehaviourKind.NEGATIVE,
                occurred_on=date(2026, 11, 10),
                learned_on=date(2026, 11, 12),
                severity=Severity.MINOR,
                nature=BehaviourNature.ADJUSTMENT,
                what=words,
            ),
            form_key=uuid.uuid4(),
        ),
    )
    world.writing.response = record_response(
        world.writing.event,
        officer,
        ResponseFacts(
            level=ResponseLevel.objects.get(kind="sanction", step=1),
            imposed_on=date(2026, 11, 13),
            rationale=words,
        ),
        form_key=uuid.uuid4(),
    )
