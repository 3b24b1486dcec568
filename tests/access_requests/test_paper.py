"""Where signed paper is (WA-026), and the files that go with a transfer (WA-027)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from agency.errors import RuleViolation
from casenotes.models import PaperLocation, PrintedReport, TransferFile
from casenotes.services.custody_of_paper import record_paper_location, transfers_between
from offenders.services import correct_movement, record_movement

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def paper(cast):
    return PrintedReport.objects.create(
        serial="RCC-2026-000001",
        offender=cast.ashby,
        facility=cast.redbud,
        kind="primary_report",
        page_count=2,
        fingerprint="0" * 64,
        printed_by=cast.tran,
        printed_by_name="Linh Tran",
        printed_at=datetime(2026, 11, 16, 16, 0, tzinfo=UTC),
    )


def test_each_move_of_a_paper_is_a_line_that_stays(cast, paper):
    record_paper_location(
        paper, cast.tran, original=True, place="file", moved_on=date(2026, 11, 17)
    )
    sent = record_paper_location(
        paper,
        cast.tran,
        original=True,
        place="corporate_records",
        moved_on=date(2026, 11, 18),
        sent_to="Corporate Records Branch",
    )
    assert paper.locations.first() == sent
    assert PaperLocation.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperLocation.objects.update(place="file")


def test_a_copy_is_kept_on_the_persons_file_only(cast, paper):
    with pytest.raises(RuleViolation, match="person's file only") as refused:
        record_paper_location(
            paper,
            cast.tran,
            original=False,
            place="corporate_records",
            moved_on=date(2026, 11, 17),
            sent_to="Corporate Records Branch",
        )
    assert refused.value.cite == "COPP 10.3, Records Management"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"moved_on": date(2026, 11, 24)}, "moved_on"),
        ({"moved_on": date(2026, 11, 15)}, "moved_on"),
        ({"place": "corporate_records"}, "sent_to"),
    ],
)
def test_a_place_that_cannot_be_is_refused_at_its_field(cast, paper, said, field):
    fields = {"original": True, "place": "file", "moved_on": date(2026, 11, 17)} | said
    with pytest.raises(RuleViolation) as refused:
        record_paper_location(paper, cast.tran, **fields)
    assert refused.value.field == field


def test_destroyed_paper_moves_no_more(cast, paper):
    record_paper_location(
        paper, cast.tran, original=False, place="destroyed", moved_on=date(2026, 11, 18)
    )
    with pytest.raises(RuleViolation, match="destroyed"):
        record_paper_location(
            paper, cast.tran, original=False, place="file", moved_on=date(2026, 11, 19)
        )


def test_the_page_says_where_each_paper_is_and_takes_the_next_place(cast, paper, sign_in):
    client = sign_in(cast.tran)
    address = f"/case/{cast.ashby.pk}/paper"
    assert "Not said" in client.get(address).content.decode()
    sent = {
        "report": paper.pk,
        "original": "yes",
        "place": "corporate_records",
        "moved_on": "2026-11-18",
        "sent_to": "",
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Write to whom it was sent." in refused.content.decode()
    assert client.post(address, sent | {"sent_to": "Corporate Records"}).status_code == 302
    assert "Original: corporate records, Corporate Records" in client.get(address).content.decode()


def test_paper_of_another_person_is_not_taken(cast, paper, sign_in):
    client = sign_in(cast.tran)
    sent = {"report": paper.pk, "original": "yes", "place": "file", "moved_on": "2026-11-18"}
    assert client.post(f"/case/{cast.vann.pk}/paper", sent).status_code == 422
    assert not PaperLocation.objects.exists()


# ---- Files that go with a transfer ---------------------------------------------------------------


@pytest.fixture
def moved(cast):
    return record_movement(
        cast.ashby,
        cast.tran,
        kind="transfer",
        facility=cast.saltbush,
        unit=cast.saltbush_unit,
        permanent=True,
        occurred_at=datetime(2026, 11, 19, 18, 0, tzinfo=UTC),
    )


def tick(client, stay, file, step, on="2026-11-20"):
    return client.post(
        "/transfer-files", {"stay": stay.pk, "file": file, "step": step, "done_on": on}
    )


def open_for(client):
    return client.get("/transfer-files").context["open"]


def test_a_permanent_transfer_opens_a_checklist_at_both_facilities(cast, moved, sign_in):
    for clerk in (cast.tran, cast.marsh_records):
        client = sign_in(clerk)
        body = client.get("/transfer-files").content.decode()
        assert open_for(client) == 1
        assert "Redbud Correctional Center to Saltbush Prison" in body
        assert "ASHBY" in body.upper()


def test_files_are_sent_by_one_and_received_by_the_other(cast, moved, sign_in):
    stay = transfers_between([cast.redbud.pk], NOVEMBER).get()
    client = sign_in(cast.tran)
    for file, step in (("unit", "sent"), ("field", "sent"), ("assessment", "none")):
        assert tick(client, stay, file, step).status_code == 302
    assert TransferFile.objects.count() == 3
    tick(client, stay, "unit", "received")  # not for who sends to say
    assert TransferFile.objects.count() == 3
    client = sign_in(cast.marsh_records)
    assert open_for(client) == 1
    tick(client, stay, "unit", "received")
    tick(client, stay, "field", "received")
    assert open_for(client) == 0
    received = TransferFile.objects.get(file="unit", step="received")
    assert (received.by_name, received.facility) == ("Sid Parata", cast.saltbush)


def test_a_file_is_not_both_missing_and_sent(cast, moved, sign_in):
    stay = transfers_between([cast.redbud.pk], NOVEMBER).get()
    client = sign_in(cast.tran)
    tick(client, stay, "unit", "none")
    tick(client, stay, "unit", "sent")
    assert [row.step for row in TransferFile.objects.all()] == ["none"]


def test_a_tick_in_the_future_or_of_a_strangers_transfer_is_not_taken(cast, moved, sign_in):
    stay = transfers_between([cast.redbud.pk], NOVEMBER).get()
    tick(sign_in(cast.tran), stay, "unit", "sent", on="2026-11-24")
    assert not TransferFile.objects.exists()
    from agency.models import Facility

    elsewhere = Facility.objects.create(
        code="ELS", name="Elsewhere", time_zone="America/Chicago", kind="prison"
    )
    cast.tran.postings.update(facility=elsewhere)
    assert tick(sign_in(cast.tran), stay, "unit", "sent").status_code == 404


def test_temporary_stays_and_moves_within_a_facility_carry_no_files(cast):
    places = (
        {"facility": cast.redbud, "permanent": True, "unit": cast.unit_c},
        {"facility": cast.saltbush, "permanent": False},
    )
    for number, place in enumerate(places):
        record_movement(
            cast.ashby,
            cast.tran,
            kind="transfer",
            occurred_at=datetime(2026, 11, 10 + number, 18, 0, tzinfo=UTC),
            **place,
        )
    assert not transfers_between([cast.redbud.pk, cast.saltbush.pk], NOVEMBER).exists()


def test_a_corrected_transfer_keeps_its_ticks(cast, moved, sign_in):
    stay = transfers_between([cast.redbud.pk], NOVEMBER).get()
    tick(sign_in(cast.tran), stay, "unit", "sent")
    correct_movement(
        moved,
        cast.tran,
        kind="transfer",
        facility=cast.saltbush,
        unit=cast.saltbush_unit,
        permanent=True,
        occurred_at=datetime(2026, 11, 18, 18, 0, tzinfo=UTC),
        reason="It was the day before.",
    )
    row = sign_in(cast.tran).get("/transfer-files").context["rows"][0]
    assert row["stay"].arrived_on == date(2026, 11, 18)
    assert row["files"][0].sent is not None
