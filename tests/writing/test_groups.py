"""A group session: one text, many people, a note for each that names nobody else."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casenotes.models import CaseNote, Draft, LikenessCheck, NoteBatch, NoteType
from casenotes.services.groups import GroupLine, GroupSession, record_group
from offenders.services import assign_officer
from scheduling.models import DueItem
from tests.cast import NOW


@pytest.fixture
def group(cast):
    """Okafor holds Ashby and Vann."""
    assign_officer(cast.vann, cast.okafor, None, from_on=date(2026, 9, 3))
    return cast


def sent(cast, *people, **changed):
    fields = {
        "type": NoteType.objects.get(code="participation").pk,
        "occurred_on": "2026-11-23",
        "occurred_time": "09:00",
        "contact_mode": "face_to_face",
        "place": "",
        "text": "Third meeting of the anger group: triggers and what helps.",
        "form_key": str(uuid.uuid4()),
        "draft_version": "0",
        "people": [str(person.pk) for person in people],
        "attended": [str(person.pk) for person in people],
        "act": "save",
    }
    return fields | changed


def test_everybody_gets_a_note_of_their_own_and_their_duties_move(group, sign_in) -> None:
    fields = sent(group, group.ashby, group.vann)
    fields[f"words_{group.ashby.pk}"] = "Spoke about his brother."
    fields["attended"] = [str(group.ashby.pk)]
    fields[f"words_{group.vann.pk}"] = "Excused by the clinic."
    answer = sign_in(group.okafor).post("/group", fields)
    assert answer.status_code == 302
    batch = NoteBatch.objects.get()
    ashby, vann = (CaseNote.objects.get(offender=p) for p in (group.ashby, group.vann))
    assert {ashby.batch, vann.batch} == {batch}
    assert ashby.text == f"{fields['text']}\n\nAttended. Spoke about his brother."
    assert vann.text == f"{fields['text']}\n\nDid not attend. Excused by the clinic."
    assert (ashby.reached, vann.reached) == (True, False)
    assert ashby.for_officer
    assert [line.attended for line in batch.lines.order_by("note__offender_id")] == [True, False]
    for person in (group.ashby, group.vann):
        assert DueItem.objects.filter(
            offender=person, standard="OK.MONTHLY_NOTE", fulfilled_on="2026-11-23"
        ).exists()
        assert AuditEvent.objects.filter(offender_id=person.pk, type="signed").count() == 1


def test_two_clicks_make_one_batch(group, sign_in) -> None:
    client = sign_in(group.okafor)
    fields = sent(group, group.ashby, group.vann)
    for _ in range(2):
        assert client.post("/group", fields).status_code == 302
    assert (NoteBatch.objects.count(), CaseNote.objects.count()) == (1, 2)


def test_a_mistake_in_one_line_signs_nothing_and_keeps_everything(group, sign_in) -> None:
    fields = sent(group, group.ashby, group.vann)
    fields[f"words_{group.ashby.pk}"] = "Words that must stay."
    fields[f"words_{group.vann.pk}"] = "x" * 12_000
    answer = sign_in(group.okafor).post("/group", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "characters too long" in page
    assert "Words that must stay." in page
    assert fields["text"] in page
    assert not CaseNote.objects.exists()
    assert not NoteBatch.objects.exists()


@pytest.mark.parametrize("where", ["text", "line"])
def test_nobody_is_named_in_another_ones_note(group, sign_in, where) -> None:
    fields = sent(group, group.ashby, group.vann)
    said = "Vann and he spoke about work."
    fields["text" if where == "text" else f"words_{group.ashby.pk}"] = said
    client = sign_in(group.okafor)
    answer = client.post("/group", fields)
    assert answer.status_code == 422
    assert "“Vann” is the name or number of somebody in this group" in answer.content.decode()
    assert 'name="no_names"' in answer.content.decode()
    assert client.post("/group", fields | {"no_names": "on"}).status_code == 302


def test_a_persons_own_line_may_name_them(group) -> None:
    session = GroupSession(
        type=NoteType.objects.get(code="participation"), occurred_at=NOW, common_text="A session."
    )
    lines = [
        GroupLine(group.ashby, True, "Ashby wants to go on."),
        GroupLine(group.vann, False),
    ]
    assert record_group(group.okafor, session, lines, form_key=uuid.uuid4()).people_count == 2
    with pytest.raises(RuleViolation, match="each person once"):
        record_group(group.okafor, session, [lines[0], lines[0]], form_key=uuid.uuid4())
    with pytest.raises(RuleViolation, match="Choose who belongs"):
        record_group(group.okafor, session, [], form_key=uuid.uuid4())


def test_people_are_chosen_from_those_one_may_write_about(group, sign_in) -> None:
    client = sign_in(group.okafor)
    page = client.get("/group").content.decode()
    assert "ASHBY" in page
    assert "MABRY" not in page
    page = client.post("/group", sent(group, act="find", circle="all", find="mab")).content.decode()
    assert "MABRY" not in page
    fields = sent(group, group.ashby, group.mabry)
    client.post("/group", fields)
    assert [note.offender for note in CaseNote.objects.all()] == [group.ashby]
    page = sign_in(group.coble).get("/group").content.decode()
    assert "MABRY" in page
    assert "NALDER" not in page


def test_adding_people_keeps_what_was_typed_and_ticks_them_as_attended(group, sign_in) -> None:
    fields = sent(group, group.ashby, act="add", add=[str(group.vann.pk)], facets=["reentry"])
    fields[f"words_{group.ashby.pk}"] = "Typed before."
    answer = sign_in(group.okafor).post("/group", fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Typed before." in page
    assert fields["text"] in page
    assert f'name="attended" value="{group.vann.pk}" checked' in page
    assert fields["form_key"] in page
    assert "Save 2 notes" in page


def test_the_session_is_a_draft_meanwhile_and_is_gone_once_signed(group, sign_in) -> None:
    client = sign_in(group.okafor)
    fields = sent(group, group.ashby)
    fields[f"words_{group.ashby.pk}"] = "Half a word"
    saved = client.post("/group/draft", fields, HTTP_ACCEPT="application/json")
    assert saved.json()["version"] == 1
    page = client.get("/group").content.decode()
    assert "Half a word" in page
    assert fields["text"] in page
    assert "Several people" in client.get("/drafts").content.decode()
    client.post("/group", fields | {"draft_version": "1"})
    assert not Draft.objects.exists()


def test_a_line_of_somebody_who_has_moved_on_is_shown_and_stays_in_the_draft(
    group, sign_in
) -> None:
    client = sign_in(group.okafor)
    fields = sent(group, group.ashby, group.vann)
    fields[f"words_{group.vann.pk}"] = "Words about somebody who leaves."
    client.post("/group/draft", fields)
    group.vann.assignments.update(until_on=date(2026, 11, 22))
    page = client.get("/group").content.decode()
    assert "You can no longer write about 1 of them" in page
    assert page.count("Words about somebody who leaves.") == 2
    assert "Save 1 note" in page
    left = fields | {"act": f"drop-{group.ashby.pk}", f"words_{group.ashby.pk}": "Not needed"}
    page = client.post("/group", left).content.decode()
    assert "Not needed" not in page
    assert "Words about somebody who leaves." in page


def test_who_may_write_about_nobody_has_no_such_page(group, sign_in) -> None:
    assert sign_in(group.tran).get("/group").status_code == 404


# ---- Copies ------------------------------------------------------------------------------------

SESSION = (
    "Third meeting of the anger group. We went through triggers at work and in the dayroom, "
    "acted one scene in pairs and wrote down three things that help before a quarrel begins."
)


@pytest.fixture
def last_week(group):
    """Both had the same session a week ago."""
    session = GroupSession(
        type=NoteType.objects.get(code="participation"),
        occurred_at=NOW - timedelta(days=7),
        common_text=SESSION,
    )
    lines = [GroupLine(group.ashby, True, "Spoke first."), GroupLine(group.vann, True)]
    record_group(group.okafor, session, lines, form_key=uuid.uuid4())
    return group


def test_a_session_like_an_earlier_one_asks_once_for_a_reason_and_keeps_everything(
    last_week, sign_in
) -> None:
    cast = last_week
    fields = sent(cast, cast.ashby, cast.vann, text=SESSION, facets=["reentry"])
    fields[f"words_{cast.ashby.pk}"] = "Brought the form."
    client = sign_in(cast.okafor)
    answer = client.post("/group", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Much of this stands in earlier notes on 2 of these people" in page
    assert page.count('name="copy_reason"') == 1
    assert re.search(r"VANN[^:]*</span>: word for word the same", page)
    assert re.search(r"ASHBY[^:]*</span>: \d\d in 100 alike", page)
    assert "Brought the form.</textarea>" in page
    assert re.search('value="reentry"[^>]* checked', page)
    assert (NoteBatch.objects.count(), CaseNote.objects.count()) == (1, 2)
    read = AuditEvent.objects.filter(type="read", details__shown="likely copy")
    assert set(read.values_list("offender_id", flat=True)) == {cast.ashby.pk, cast.vann.pk}

    again = client.post("/group", fields | {"copy_reason": "The same session, held again."})
    assert again.status_code == 302
    checks = LikenessCheck.objects.filter(note__batch__people_count=2, copied=True)
    assert {check.reason for check in checks} == {"The same session, held again."}
    assert [check.counts for check in checks.order_by("note__offender_id")].count(False) == 1


def test_one_likely_copy_among_honest_lines_signs_nobody_until_it_is_explained(
    last_week, sign_in
) -> None:
    cast = last_week
    cast.mabry.assignments.update(officer=cast.okafor)
    fields = sent(cast, cast.ashby, cast.mabry, text=SESSION)
    page = sign_in(cast.okafor).post("/group", fields).content.decode()
    assert "on 1 of these people" in page
    assert not CaseNote.objects.filter(offender=cast.mabry).exists()


def test_a_reason_that_is_too_long_is_refused_whole_and_stays(last_week, sign_in) -> None:
    cast = last_week
    fields = sent(cast, cast.vann, text=SESSION, copy_reason="y" * 1003)
    answer = sign_in(cast.okafor).post("/group", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is 3 characters too long: 1,000 are the most." in page
    assert "y" * 1003 in page


def test_a_reason_stays_while_people_are_added_and_when_something_else_is_wrong(
    last_week, sign_in
) -> None:
    cast = last_week
    client = sign_in(cast.okafor)
    typed = {"text": SESSION, "copy_reason": "Held again for those who missed it."}
    for changed in ({"act": "add", "add": [str(cast.vann.pk)]}, {"occurred_on": "2031-01-01"}):
        page = client.post("/group", sent(cast, cast.ashby, **typed, **changed)).content.decode()
        assert "Held again for those who missed it." in page, changed
