"""The pages of printing: who may open what, what they show, and when a file is handed out."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.urls import reverse

from agency import jobs
from agency.models import AuditEvent, AuditEventType, Job, JobState, Posting
from casemgmt.printing import files
from casenotes.models import Filing, PrintedReport
from offenders.services import record_movement
from tests.printing.conftest import CHICAGO


@pytest.fixture
def records(sign_in, cast):
    return sign_in(cast.tran)


@pytest.fixture
def made(cast, wrote, printed):
    """A finished print of Ashby: the job and its ledger row."""
    wrote("2026-10-02T09:40", "Saw him in the unit office.")
    job = printed([cast.ashby])
    return job, PrintedReport.objects.get(job=job)


def routes(job, row):
    """Every route of printing with the method that it takes."""
    return [
        ("get", reverse("pages:prints")),
        ("post", reverse("pages:print-new")),
        ("get", reverse("pages:print-batch", args=[job.pk])),
        ("get", reverse("pages:print-batch-progress", args=[job.pk])),
        ("post", reverse("pages:print-batch-cancel", args=[job.pk])),
        ("get", reverse("pages:print-batch-file", args=[job.pk])),
        ("post", reverse("pages:print-batch-filed", args=[job.pk])),
        ("get", reverse("pages:print-ledger")),
        ("get", reverse("pages:print-check")),
        ("get", reverse("pages:print-report", args=[row.pk])),
        ("get", reverse("pages:print-file", args=[row.pk])),
        ("post", reverse("pages:print-filed", args=[row.pk])),
    ]


def bytes_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_every_other_role_finds_nothing_at_any_address(cast, made, sign_in):
    for name, user in cast.users.items():
        if name in {"tran", "marsh_records"}:
            continue
        client = sign_in(user)
        for method, address in routes(*made):
            assert getattr(client, method)(address).status_code == 404, (name, address)


def test_the_records_administrator_of_another_facility_finds_none_of_it(cast, made, sign_in):
    client = sign_in(cast.marsh_records)
    job, row = made
    for method, address in routes(job, row):
        if address in {
            reverse(f"pages:{name}") for name in ("prints", "print-ledger", "print-check")
        }:
            continue
        assert getattr(client, method)(address).status_code == 404, address
    assert client.get(reverse("pages:prints"), {"person": cast.ashby.pk}).status_code == 404
    assert client.get(reverse("pages:prints"), {"officer": cast.okafor.pk}).status_code == 404
    ledger = client.get(reverse("pages:print-ledger")).content.decode()
    assert row.serial not in ledger
    assert "ASHBY" not in ledger
    found = client.get(reverse("pages:prints"), {"q": "ashby"}).content.decode()
    assert "ASHBY" not in found


def test_a_foreign_person_or_officer_in_the_form_prints_nothing(cast, records):
    for choice in (
        {"person": cast.nalder.pk},
        {"officer": cast.marsh.pk},
        {"person": 10**30},
        {"person": "x"},
        {},
    ):
        answer = records.post(reverse("pages:print-new"), {**choice, "period": "all"})
        assert answer.status_code == 404, choice
    assert not Job.objects.exists()


def test_a_colleague_at_the_facility_sees_the_ledger_and_not_the_file(cast, made, sign_in):
    job, row = made
    Posting.objects.create(
        user=cast.reyes,
        role="records_administrator",
        facility=cast.redbud,
        from_on=date(2026, 1, 1),
    )
    client = sign_in(type(cast.reyes).objects.get(pk=cast.reyes.pk))
    assert row.serial in client.get(reverse("pages:print-ledger")).content.decode()
    assert client.get(reverse("pages:print-file", args=[row.pk])).status_code == 404
    assert client.get(reverse("pages:print-batch", args=[job.pk])).status_code == 404


def test_search_finds_by_part_of_a_name_without_accents_or_by_number(cast, records):
    type(cast.ashby).objects.filter(pk=cast.ashby.pk).update(family_name="Åshby")
    for words in ("ash", "terrell ashby", "7441", "ASHBY, Terrell"):
        assert (
            "Terrell Dean" in records.get(reverse("pages:prints"), {"q": words}).content.decode()
        ), words
    assert (
        "Terrell Dean" not in records.get(reverse("pages:prints"), {"q": "nobody"}).content.decode()
    )


def test_the_preview_shows_numbers_and_no_text(cast, wrote, records):
    wrote("2026-11-02T09:40", "canary-text")
    wrote("2026-11-03T09:40", "canary-secret", confidential=True)
    answer = records.get(reverse("pages:prints"), {"person": cast.ashby.pk, "period": "this_month"})
    page = answer.content.decode()
    assert "canary" not in page
    assert answer.context["lines"][0]["counts"].notes == 1
    assert answer.context["lines"][0]["counts"].withheld == 1
    assert "Print this report" in page
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.offender_id) == (AuditEventType.READ, cast.ashby.pk)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"period": "this_month"}, "2026-11-01", "2026-11-23"),
        ({"period": "last_month"}, "2026-10-01", "2026-10-31"),
        ({"period": "last_90_days"}, "2026-08-26", "2026-11-23"),
        ({"period": "all"}, None, "2026-11-23"),
        (
            {"period": "between", "from_on": "2026-03-01", "until_on": "2026-03-31"},
            "2026-03-01",
            "2026-03-31",
        ),
    ],
)
def test_each_period_asks_for_its_days(cast, records, asked, first, last):
    answer = records.post(reverse("pages:print-new"), {"person": cast.ashby.pk, **asked})
    job = Job.objects.get()
    assert answer.url == reverse("pages:print-batch", args=[job.pk])
    kept = {name: job.arguments[name] for name in ("people", "from_on", "until_on", "officer")}
    assert kept == {
        "people": [cast.ashby.pk],
        "from_on": first,
        "until_on": last,
        "officer": None,
    }
    assert job.requested_by == cast.tran
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_id) == (AuditEventType.CREATED, str(job.pk))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"period": "between"}, "Say from which day on."),
        ({"period": "between", "from_on": "2026-03-01"}, "Say until which day."),
        (
            {"period": "between", "from_on": "2026-04-01", "until_on": "2026-03-31"},
            "The last day is before the first.",
        ),
        ({"period": "between", "from_on": "31/02/2026", "until_on": "x"}, "Enter a valid date."),
    ],
)
def test_a_period_that_makes_no_sense_is_told_and_keeps_what_was_typed(
    cast, records, asked, message
):
    for send in (records.get, records.post):
        name = "pages:prints" if send == records.get else "pages:print-new"
        page = send(reverse(name), {"person": cast.ashby.pk, **asked}).content.decode()
        assert message in page
        for typed in list(asked.values())[1:]:
            assert typed in page
    assert not Job.objects.exists()


def test_a_double_click_prints_once(cast, records):
    form = {"person": cast.ashby.pk, "period": "all", "form_key": "0" * 31 + "7"}
    first, second = (records.post(reverse("pages:print-new"), form) for _ in range(2))
    assert first.url == second.url
    assert Job.objects.count() == 1


def test_a_caseload_is_chosen_by_its_officer(cast, wrote, records):
    wrote("2026-11-02T09:40", "text")
    page = records.get(reverse("pages:prints")).content.decode()
    assert "Okafor, Ada" in page
    assert "Marsh, Dan" not in page
    records.post(reverse("pages:print-new"), {"officer": cast.okafor.pk, "period": "all"})
    job = Job.objects.get()
    assert job.arguments["people"] == [cast.ashby.pk]
    assert job.arguments["officer"] == cast.okafor.pk


def test_while_it_waits_the_page_asks_again_and_when_done_it_loads_anew(cast, wrote, records):
    wrote("2026-11-02T09:40", "text")
    records.post(reverse("pages:print-new"), {"person": cast.ashby.pk, "period": "all"})
    job = Job.objects.get()
    page = records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    assert "Waiting for its turn" in page
    assert 'http-equiv="refresh"' in page
    before = AuditEvent.objects.count()
    progress = records.get(reverse("pages:print-batch-progress", args=[job.pk]))
    assert "HX-Refresh" not in progress
    assert AuditEvent.objects.count() == before, "asking how far it is reads no record"
    jobs.run_open_jobs()
    progress = records.get(reverse("pages:print-batch-progress", args=[job.pk]))
    assert progress["HX-Refresh"] == "true"
    page = records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    assert "RCC-2026-000001" in page
    assert 'http-equiv="refresh"' not in page


def test_the_file_comes_as_an_attachment_that_nothing_keeps_and_is_recorded(records, made):
    _, row = made
    answer = records.get(reverse("pages:print-file", args=[row.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{row.serial}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert bytes_of(answer).startswith(b"%PDF-")
    events = AuditEvent.objects.filter(type=AuditEventType.EXPORTED)
    assert [(e.object_id, e.offender_id) for e in events] == [(str(row.pk), row.offender_id)]


def test_the_link_stops_working_when_the_person_leaves_the_facility(cast, records, made):
    job, row = made
    address = reverse("pages:print-file", args=[row.pk])
    assert records.get(address).status_code == 200
    record_movement(
        cast.ashby,
        None,
        kind="transfer",
        facility=cast.saltbush,
        unit=cast.saltbush_unit,
        permanent=True,
        occurred_at=datetime(2026, 11, 20, 12, 0, tzinfo=CHICAGO),
    )
    assert records.get(address).status_code == 404
    page = records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    assert "ASHBY" not in page
    assert "no longer at your facility" in page


def test_the_link_stops_working_when_the_posting_ends(cast, records, made):
    _, row = made
    Posting.objects.filter(user=cast.tran).update(until_on=date(2026, 11, 22))
    # Another posting keeps the session alive; it opens no prints.
    Posting.objects.create(
        user=cast.tran, role="contributor", facility=cast.redbud, from_on=date(2026, 11, 23)
    )
    assert records.get(reverse("pages:print-file", args=[row.pk])).status_code == 404


def test_one_file_of_all_is_refused_when_one_person_left_and_the_others_stay(
    cast, wrote, printed, records
):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    job = printed([cast.ashby, cast.mabry])
    whole = reverse("pages:print-batch-file", args=[job.pk])
    assert bytes_of(records.get(whole)).startswith(b"%PDF-")
    assert (
        f"{whole}?part=1"
        in records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    )
    for part in ("0", "2", "-1", "x", "../1", ""):
        assert records.get(whole, {"part": part}).status_code == 404, part
    record_movement(
        cast.ashby,
        None,
        kind="discharge",
        occurred_at=datetime(2026, 11, 20, 12, 0, tzinfo=CHICAGO),
    )
    assert records.get(whole).status_code == 404
    mabrys = PrintedReport.objects.get(offender=cast.mabry)
    assert records.get(reverse("pages:print-file", args=[mabrys.pk])).status_code == 200
    page = records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    assert f"{whole}?part=1" not in page


def test_no_address_serves_the_folder_of_files(records, made):
    _, row = made
    path = files.file_of(row)
    for address in (f"/media/prints/{path.parent.name}/{path.name}", f"/prints/{path.name}"):
        assert records.get(address).status_code == 404


def test_a_deleted_file_is_not_found_and_the_page_offers_to_print_again(records, made):
    job, row = made
    files.file_of(row).unlink()
    assert records.get(reverse("pages:print-file", args=[row.pk])).status_code == 404
    page = records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    assert reverse("pages:print-file", args=[row.pk]) not in page
    ledger = records.get(reverse("pages:print-ledger")).content.decode()
    assert "Print again" in ledger


def test_filing_is_confirmed_for_one_and_for_all(cast, wrote, printed, records):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    job = printed([cast.ashby, cast.mabry])
    first = PrintedReport.objects.order_by("pk")[0]
    answer = records.post(reverse("pages:print-filed", args=[first.pk]), {"from": "ledger"})
    assert answer.url == reverse("pages:print-ledger")
    assert Filing.objects.get().filed_by == cast.tran
    records.post(reverse("pages:print-batch-filed", args=[job.pk]))
    assert Filing.objects.count() == 2
    page = records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    assert "Filed 23 Nov 2026" in page
    assert "are filed" not in page


def test_the_ledger_is_narrowed_by_words_days_and_filing(cast, wrote, printed, records, on_day):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    printed([cast.ashby])
    on_day("2026-11-25T05:30+00:00")  # 23:30 on the 24th in Chicago
    printed([cast.mabry])
    ashbys, mabrys = (row.serial for row in PrintedReport.objects.order_by("pk"))
    records.post(reverse("pages:print-filed", args=[PrintedReport.objects.get(serial=ashbys).pk]))

    def listed(**wanted):
        page = records.get(reverse("pages:print-ledger"), wanted).context["page"]
        return [row.serial for row in page.object_list]

    assert listed() == [mabrys, ashbys]
    assert listed(q="mabry") == [mabrys]
    assert listed(q=ashbys) == [ashbys]
    assert listed(q="744106") == [ashbys]
    assert listed(filed="no") == [mabrys]
    assert listed(filed="yes") == [ashbys]
    assert listed(printed_from="2026-11-24", printed_until="2026-11-24") == [mabrys]
    assert listed(printed_from="2026-11-25") == []
    nothing = records.get(reverse("pages:print-ledger"), {"q": "nothing"}).content.decode()
    assert "No prints match" in nothing


def test_a_cancelled_print_says_so(cast, records):
    records.post(reverse("pages:print-new"), {"person": cast.ashby.pk, "period": "all"})
    job = Job.objects.get()
    records.post(reverse("pages:print-batch-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert (
        "Cancelled after 0 of 1"
        in records.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    )


def test_names_with_markup_are_text_on_every_page(cast, wrote, printed, records):
    payload = "<img src=x onerror=alert(1)>"
    type(cast.ashby).objects.filter(pk=cast.ashby.pk).update(family_name=payload)
    wrote("2026-10-02T09:40", "text")
    job = printed([cast.ashby])
    for address in (
        reverse("pages:print-batch", args=[job.pk]),
        reverse("pages:print-ledger"),
        reverse("pages:prints") + f"?person={cast.ashby.pk}&period=all",
        reverse("pages:prints") + "?q=img",
    ):
        page = records.get(address).content.decode().lower()
        assert payload.lower() not in page
        assert "&lt;img" in page, address
