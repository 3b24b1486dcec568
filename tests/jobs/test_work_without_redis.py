"""An officer's work goes on whatever Redis does."""

from __future__ import annotations

import time
import uuid

import pytest

from casenotes.models import CaseNote, NoteType
from scheduling.models import DueItem
from tests.jobs.conftest import closed_port


@pytest.fixture(params=["stopped", "never answers"])
def redis_is(request, broker, black_hole):
    broker(closed_port() if request.param == "stopped" else black_hole)
    return request.param


def test_a_note_is_saved_and_its_date_moves(redis_is, cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    started = time.monotonic()
    answer = client.post(
        f"/case/{cast.ashby.pk}/note",
        {
            "type": NoteType.objects.get(code="contact").pk,
            "occurred_on": "2026-11-20",
            "occurred_time": "10:00",
            "contact_mode": "face_to_face",
            "text": "Saw him in the unit office.",
            "form_key": str(uuid.uuid4()),
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert time.monotonic() - started < 2
    note = CaseNote.objects.get(offender=cast.ashby)
    item = DueItem.objects.get(offender=cast.ashby, due_on="2026-11-30")
    assert item.fulfilled_by == f"note:{note.pk}"


def test_every_page_of_the_day_still_opens(redis_is, cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    started = time.monotonic()
    for address in ("/worklist", f"/case/{cast.ashby.pk}", "/my-sign-in"):
        assert client.get(address).status_code == 200
    assert time.monotonic() - started < 4
