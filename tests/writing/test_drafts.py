"""Drafts over time and across windows: warned of, discarded, kept readable, never overwritten."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.core import mail

from agency import jobs
from agency.models import AuditEvent, Posting
from casenotes.models import CaseNote, Draft
from casenotes.services import save_draft
from casenotes.services.draft_ages import age_drafts
from offenders.services import reassign, record_movement
from scheduling.digests import queue_digests
from tests.writing.conftest import sent_note


def keep(client, offender, form="note", **fields):
    sent = {"draft_version": "0", "form_key": str(uuid.uuid4())} | fields
    return client.post(f"/case/{offender.pk}/draft/{form}", sent, HTTP_ACCEPT="application/json")


def draft_of(cast, text="Half a sentence about the visit", **content):
    return save_draft(
        cast.okafor,
        cast.ashby,
        "note",
        {"text": text} | content,
        version=0,
        form_key=uuid.uuid4(),
    )


def at(day, hour=16):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


# ---- Old drafts --------------------------------------------------------------------------------


def test_a_draft_is_warned_of_first_and_discarded_two_weeks_later(cast, on_day, sign_in) -> None:
    draft_of(cast)
    on_day(at(date(2027, 2, 6)))
    assert age_drafts() == {"warned": 0, "discarded": 0}
    on_day(at(date(2027, 2, 7)))
    assert age_drafts() == {"warned": 1, "discarded": 0}
    assert age_drafts() == {"warned": 0, "discarded": 0}
    client = sign_in(cast.okafor)
    for address in ("/drafts", "/worklist"):
        assert "21 Feb" in client.get(address).content.decode(), address
    on_day(at(date(2027, 2, 20)))
    assert age_drafts() == {"warned": 0, "discarded": 0}
    on_day(at(date(2027, 2, 21)))
    assert age_drafts() == {"warned": 0, "discarded": 1}
    event = AuditEvent.objects.get(type="discarded")
    assert event.details["owner"] == cast.okafor.pk
    assert "visit" not in str(event.details)
    assert not Draft.objects.exists()


def test_going_on_with_a_draft_begins_its_time_anew(cast, on_day) -> None:
    draft = draft_of(cast)
    on_day(at(date(2027, 2, 10)))
    age_drafts()
    save_draft(
        cast.okafor, cast.ashby, "note", {"text": "More"}, version=1, form_key=draft.form_key
    )
    on_day(at(date(2027, 2, 25)))
    assert age_drafts() == {"warned": 0, "discarded": 0}


def test_a_shorter_time_still_warns_everybody_first(cast, on_day) -> None:
    draft_of(cast)
    on_day(at(date(2027, 1, 20)))
    cast.agency.settings = {"policy": {"drafts_kept_days": 30}}
    cast.agency.save()
    assert age_drafts() == {"warned": 1, "discarded": 0}
    on_day(at(date(2027, 2, 2)))
    assert age_drafts() == {"warned": 0, "discarded": 0}
    on_day(at(date(2027, 2, 3)))
    assert age_drafts() == {"warned": 0, "discarded": 1}


def test_an_agency_may_keep_drafts_for_good(cast, on_day) -> None:
    draft_of(cast)
    cast.agency.settings = {"policy": {"drafts_kept_days": 0}}
    cast.agency.save()
    on_day(at(date(2029, 1, 1)))
    assert age_drafts() == {"warned": 0, "discarded": 0}


def test_the_digest_tells_of_a_draft_and_names_nobody(cast, on_day) -> None:
    draft_of(cast)
    on_day(at(date(2027, 2, 7)))
    age_drafts()
    queue_digests()
    jobs.run_open_jobs()
    said = next(sent.body for sent in mail.outbox if sent.to == ["okafor@x.test"])
    assert "1 draft of yours will be discarded on 21 February" in said
    assert "Ashby" not in said


def test_who_gets_no_digest_of_work_gets_one_for_a_draft(cast, on_day) -> None:
    save_draft(cast.coble, cast.ashby, "note", {"text": "Late"}, version=0, form_key=uuid.uuid4())
    on_day(at(date(2027, 2, 7)))
    age_drafts()
    queue_digests()
    jobs.run_open_jobs()
    assert [sent.to for sent in mail.outbox if "1 draft of yours" in sent.body] == [
        ["coble@x.test"]
    ]


def test_home_tells_whoever_does_not_start_on_the_worklist(cast, on_day, sign_in) -> None:
    save_draft(cast.strand, cast.ashby, "note", {"text": "Late"}, version=0, form_key=uuid.uuid4())
    on_day(at(date(2027, 2, 7)))
    age_drafts()
    page = sign_in(cast.strand).get("/", follow=True).content.decode()
    assert "A draft of yours is discarded on Sun 21 Feb" in page


# ---- The end of the month ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "dated", "told"),
    [
        (date(2026, 11, 27), "2026-11-27", False),
        (date(2026, 11, 28), "2026-11-27", True),
        (date(2026, 11, 30), "2026-11-30", True),
        (date(2026, 12, 1), "2026-11-30", True),
        (date(2026, 12, 1), "2026-12-01", False),
    ],
)
def test_a_note_that_is_still_a_draft_as_its_month_ends_is_told_of(
    cast, on_day, sign_in, day, dated, told
) -> None:
    draft_of(cast, occurred_on=dated)
    on_day(at(day))
    page = sign_in(cast.okafor).get("/worklist").content.decode()
    assert ("counts for nothing in November" in page) is told


# ---- People who move on ------------------------------------------------------------------------


def test_a_draft_of_what_may_no_longer_be_written_is_read_by_its_owner_alone(
    cast, sign_in, client
) -> None:
    draft = save_draft(
        cast.ferrante,
        cast.ashby,
        "note",
        {"text": "Words that stay readable"},
        version=0,
        form_key=uuid.uuid4(),
    )
    record_movement(
        cast.ashby,
        None,
        kind="transfer",
        facility=cast.saltbush,
        unit=cast.saltbush_unit,
        permanent=True,
        occurred_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    )
    client = sign_in(cast.ferrante)
    assert client.get(f"/case/{cast.ashby.pk}/note").status_code == 404
    page = client.get("/drafts").content.decode()
    assert f'href="/drafts/{draft.pk}/discard" data-open>Read' in page
    page = client.get(f"/drafts/{draft.pk}/discard").content.decode()
    assert "Words that stay readable" in page
    assert "You can no longer write this" in page
    assert "Go on writing" not in page
    client = sign_in(cast.strand)
    assert client.get(f"/drafts/{draft.pk}/discard").status_code == 404


def test_a_window_that_is_open_while_the_person_leaves_still_keeps_its_text(cast, sign_in) -> None:
    client = sign_in(cast.ferrante)
    first = keep(client, cast.ashby, text="Begun before the transfer")
    record_movement(
        cast.ashby,
        None,
        kind="transfer",
        facility=cast.saltbush,
        unit=cast.saltbush_unit,
        permanent=True,
        occurred_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    )
    later = keep(
        client,
        cast.ashby,
        text="Begun before the transfer, ended after it",
        draft_version=str(first.json()["version"]),
    )
    assert later.status_code == 200
    assert Draft.objects.get().content["text"].endswith("ended after it")


def test_a_draft_survives_reassignment_and_is_signed_for_a_day_that_was_the_writers(
    cast, sign_in
) -> None:
    draft = draft_of(cast, "Seen on Friday, when he was mine")
    reassign(
        cast.ashby.assignments.get(),
        cast.reyes,
        None,
        from_on=date(2026, 11, 23),
        reason="Balance",
    )
    client = sign_in(cast.okafor)
    assert "Continue" in client.get("/drafts").content.decode()
    sent = sent_note(text="Seen on Friday, when he was mine", form_key=str(draft.form_key))
    refused = client.post(f"/case/{cast.ashby.pk}/note", sent)
    assert "The case was not yours on that day" in refused.content.decode()
    signed = client.post(f"/case/{cast.ashby.pk}/note", sent | {"occurred_on": "2026-11-20"})
    assert signed.status_code == 302
    assert CaseNote.objects.get().for_officer


# ---- Two windows -------------------------------------------------------------------------------


def test_signing_in_one_window_leaves_the_later_text_of_another(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    draft = draft_of(cast, "What both windows began with")
    keep(
        client,
        cast.ashby,
        text="What the second window wrote afterwards",
        draft_version="1",
        form_key=str(draft.form_key),
        draft_tab="b",
    )
    sent = sent_note(text="What the first window says", form_key=str(draft.form_key))
    assert (
        client.post(f"/case/{cast.ashby.pk}/note", sent | {"draft_version": "1"}).status_code == 302
    )
    left = Draft.objects.get()
    assert left.content["text"] == "What the second window wrote afterwards"
    assert left.form_key != draft.form_key


def test_a_save_that_overtakes_the_signing_leaves_no_draft_behind(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    draft = draft_of(cast, "Saw him in the unit")
    keep(
        client,
        cast.ashby,
        text="Saw him in the unit office",
        collateral="family",
        draft_version="1",
        form_key=str(draft.form_key),
    )
    sent = sent_note(form_key=str(draft.form_key), draft_version="1")
    client.post(f"/case/{cast.ashby.pk}/note", sent)
    assert CaseNote.objects.count() == 1
    assert not Draft.objects.exists()


# ---- Every script ------------------------------------------------------------------------------

SCRIPTS = "日本語 עברית العربية हिन्दी ไทย ქართული 👩🏽‍🚒🏴󠁧󠁢󠁷󠁬󠁳󠁿 𝔘𝔫𝔦 a\u0301 \u202eright"


def test_a_draft_and_its_note_keep_every_script_and_drop_nul(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    saved = keep(client, cast.ashby, text=f"{SCRIPTS}\x00\r\nend")
    assert saved.status_code == 200
    draft = Draft.objects.get()
    assert draft.content["text"] == f"{SCRIPTS}\nend"
    sent = sent_note(text=f"{SCRIPTS}\x00\r\nend", form_key=str(draft.form_key))
    client.post(f"/case/{cast.ashby.pk}/note", sent)
    assert CaseNote.objects.get().text == f"{SCRIPTS}\nend"


def test_a_draft_outlives_its_owners_posting(cast, sign_in) -> None:
    draft = draft_of(cast)
    Posting.objects.filter(user=cast.okafor).update(until_on=date(2026, 11, 22))
    Posting.objects.create(
        user=cast.okafor, role="contributor", facility=cast.saltbush, from_on=date(2026, 11, 23)
    )
    page = sign_in(cast.okafor).get(f"/drafts/{draft.pk}/discard").content.decode()
    assert "Half a sentence about the visit" in page
