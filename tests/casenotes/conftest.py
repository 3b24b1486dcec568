"""What the tests of the records of contact share."""

from __future__ import annotations

import pytest

from agency import clock
from casenotes.models import NoteType
from casenotes.services import record_note


def no_standards_in_force():
    """As in an agency that has activated no policy; activations are never deleted otherwise."""
    import pgtrigger

    from scheduling.models import Activation

    with pgtrigger.ignore():
        Activation.objects.all().delete()


@pytest.fixture
def wrote():
    """Sign a note: `wrote(offender, author, "no_contact", "2026-11-20T16:00+00:00", ...)`."""
    from datetime import datetime

    def write(offender, author, code="contact", at="2026-11-20T16:00+00:00", **more):
        return record_note(
            offender,
            author,
            type=NoteType.objects.get(code=code),
            occurred_at=datetime.fromisoformat(at),
            text=more.pop("text", "Rang twice; the landlord says he has moved."),
            **more,
        )

    return write


@pytest.fixture
def at():
    """Set the clock of this process for a while: `with at("2026-12-01T15:00+00:00"): ...`."""
    from datetime import datetime

    def moment(text):
        return clock.set_for_tests(datetime.fromisoformat(text))

    return moment
