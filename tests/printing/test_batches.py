"""Prints as jobs: the ledger, serials, running twice, being killed or cancelled, losing access."""

from __future__ import annotations

import uuid
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from agency import jobs
from agency.errors import RuleViolation
from agency.models import AuditEvent, AuditEventType, Job, JobState, Posting
from casemgmt.printing import batches, files, ledger, press
from casemgmt.printing.batches import request_print
from casenotes.models import Filing, PrintedReport
from tests.printing.conftest import pages_of, structure_of, words_of


def locks_held() -> int:
    """How many of the locks under which serials are given this connection still holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND pid = pg_backend_pid()",
            [ledger._SERIAL_LOCK],
        )
        return cursor.fetchone()[0]


def test_a_print_is_a_file_a_ledger_row_and_an_audit_event(cast, wrote, printed, days):
    note = wrote("2026-10-02T09:40", "Saw him in the unit office.")
    wrote("2026-10-03T09:40", "canary-secret", confidential=True)
    job = printed([cast.ashby], period=days("2026-10-01", "2026-10-31"))
    assert (job.state, job.result) == (JobState.DONE, {"printed": 1, "left_out": []})
    (row,) = PrintedReport.objects.all()
    assert row.serial == "RCC-2026-000001"
    assert (row.note_ids, row.report_ids, row.withheld_count) == ([note.pk], [], 1)
    assert (row.from_on, row.until_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert row.printed_by_name == "Linh Tran"
    assert row.file_section == "Field file, section four"
    assert len(row.fingerprint) == 64
    words = words_of(files.file_of(row))
    assert len(pages_of(files.file_of(row))) == row.page_count == 1
    assert "Saw him in the unit office." in words
    assert row.serial in words
    event = AuditEvent.objects.get(type=AuditEventType.PRINTED)
    assert (event.actor_id, event.offender_id) == (cast.tran.pk, cast.ashby.pk)
    assert (event.object_id, event.details["serial"]) == (str(row.pk), row.serial)
    assert (event.details["notes"], event.details["withheld"]) == (1, 1)
    assert "Saw him" not in repr(event.details)


def test_what_is_confidential_is_in_no_pdf_job_event_or_log_of_a_reader_without_access(
    cast, wrote, printed, caplog
):
    wrote("2026-10-02T09:40", "open text")
    wrote("2026-10-03T09:40", "canary-secret", confidential=True)
    job = printed([cast.ashby, cast.mabry])
    for path in files.folder_of(job.pk).iterdir():
        assert "canary" not in words_of(path)
        assert b"canary" not in path.read_bytes()
    assert "canary" not in repr([job.arguments, job.result, job.error])
    assert "canary" not in repr(list(AuditEvent.objects.values()))
    assert "canary" not in caplog.text


def test_serials_count_on_by_facility_and_year(cast, wrote, printed, on_day):
    for person, by in ((cast.ashby, cast.okafor), (cast.nalder, cast.marsh)):
        wrote("2026-10-02T09:40", "text", about=person, by=by)
    printed([cast.ashby])
    printed([cast.nalder], by=cast.marsh_records)
    printed([cast.ashby])
    # Still 2026 in Chicago, then 2027.
    on_day("2027-01-01T05:59+00:00")
    printed([cast.ashby])
    on_day("2027-01-01T06:00+00:00")
    printed([cast.ashby])
    assert list(PrintedReport.objects.order_by("pk").values_list("serial", flat=True)) == [
        "RCC-2026-000001",
        "SBP-2026-000001",
        "RCC-2026-000002",
        "RCC-2026-000003",
        "RCC-2027-000001",
    ]


def test_a_reprint_names_the_serial_that_it_replaces_and_a_shorter_one_names_none(
    cast, wrote, printed, days
):
    wrote("2026-10-02T09:40", "text")
    printed([cast.ashby], period=days("2026-10-01", "2026-10-31"))
    printed([cast.ashby], period=days(None, "2026-11-23"))
    printed([cast.ashby], period=days("2026-10-01", "2026-10-31"))
    first, second, third = PrintedReport.objects.order_by("pk")
    assert (first.replaces, second.replaces, third.replaces) == (None, first, first)
    assert f"Replaces {first.serial}" in words_of(files.file_of(second))


def test_a_caseload_is_one_file_in_the_order_of_names_with_pages_counted_for_each(
    cast, wrote, printed
):
    for person in (cast.ashby, cast.mabry, cast.vann):
        for day in range(1, 13):
            wrote(f"2026-10-{day:02}T09:40", "words " * 150, about=person, by=cast.strand)
    job = printed([cast.ashby, cast.mabry, cast.vann])
    assert (job.done_count, job.total_count) == (3, 3)
    all_in_one = files.file_of_all(job.pk)
    pages = pages_of(all_in_one)
    counts = list(PrintedReport.objects.order_by("pk").values_list("page_count", flat=True))
    assert min(counts) > 1
    assert len(pages) == sum(counts)
    expected = [
        (name, f"Page {page} of {count}")
        for name, count in zip(("ASHBY", "MABRY", "VANN"), counts, strict=True)
        for page in range(1, count + 1)
    ]
    for page, (name, number) in zip(pages, expected, strict=True):
        assert name in page
        assert number in page


def test_the_one_file_keeps_the_tags_of_each_report(cast, wrote, printed):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", f"about {person.family_name}", about=person, by=cast.strand)
    job = printed([cast.ashby, cast.mabry])

    whole = structure_of(files.file_of_all(job.pk))
    parts = [structure_of(files.file_of(row))[1:] for row in PrintedReport.objects.order_by("pk")]
    assert whole == ["Document", "Part", *parts[0], "Part", *parts[1]]
    assert any("about Mabry" in line for line in whole)


def test_very_many_pages_are_joined_in_parts_that_never_cut_a_report(
    cast, wrote, printed, monkeypatch
):
    for person in (cast.ashby, cast.mabry, cast.vann):
        for day in range(1, 13):
            wrote(f"2026-10-{day:02}T09:40", "words " * 150, about=person, by=cast.strand)
    monkeypatch.setattr(batches, "PAGES_IN_ONE", 9)
    job = printed([cast.ashby, cast.mabry, cast.vann])
    counts = list(PrintedReport.objects.order_by("pk").values_list("page_count", flat=True))
    assert 2 * counts[0] <= 9 < sum(counts)
    assert files.parts_of_all(job.pk) == [1, 2]
    assert len(pages_of(files.file_of_all(job.pk, 1))) == counts[0] + counts[1]
    assert len(pages_of(files.file_of_all(job.pk, 2))) == counts[2]


def test_who_has_nothing_in_the_period_is_listed_as_not_printed(cast, wrote, printed):
    wrote("2026-10-02T09:40", "text")
    job = printed([cast.ashby, cast.mabry])
    assert job.result == {
        "printed": 1,
        "left_out": [{"offender": cast.mabry.pk, "why": "empty"}],
    }
    assert PrintedReport.objects.count() == 1


def test_a_print_of_nothing_fails_and_says_so_and_uses_no_serial(cast, wrote, printed):
    job = printed([cast.ashby])
    assert job.state == JobState.FAILED
    assert job.error == ("Nothing was printed. No notes or contact reports in this period.")
    wrote("2026-10-02T09:40", "text")
    printed([cast.ashby])
    assert PrintedReport.objects.get().serial == "RCC-2026-000001"


def test_somebody_whose_posting_ended_before_the_worker_came_gets_nothing(cast, wrote, days):
    wrote("2026-10-02T09:40", "text")
    job = request_print(cast.tran, [cast.ashby.pk], days(None, "2026-11-23"))
    Posting.objects.filter(user=cast.tran).update(until_on=date(2026, 11, 22))
    jobs.run_open_jobs()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "your posting has ended" in job.error
    assert not PrintedReport.objects.exists()
    assert not files.folder_of(job.pk).exists()


def test_somebody_who_was_deactivated_gets_nothing(cast, wrote, days):
    wrote("2026-10-02T09:40", "text")
    request_print(cast.tran, [cast.ashby.pk], days(None, "2026-11-23"))
    type(cast.tran).objects.filter(pk=cast.tran.pk).update(is_active=False)
    jobs.run_open_jobs()
    assert not PrintedReport.objects.exists()


def test_a_person_of_another_facility_is_left_out_of_the_caseload(cast, wrote, printed):
    wrote("2026-10-02T09:40", "text")
    wrote("2026-10-02T09:40", "canary-other", about=cast.nalder, by=cast.marsh)
    job = printed([cast.ashby, cast.nalder])
    assert job.result["left_out"] == [{"offender": cast.nalder.pk, "why": "no_access"}]
    assert PrintedReport.objects.get().offender == cast.ashby


def test_the_second_run_of_a_job_prints_nobody_again(cast, wrote, printed):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    job = printed([cast.ashby, cast.mabry])
    before = list(PrintedReport.objects.order_by("pk").values())
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    jobs.run_open_jobs()
    job.refresh_from_db()
    assert (job.state, job.result["printed"]) == (JobState.DONE, 2)
    assert list(PrintedReport.objects.order_by("pk").values()) == before


def test_a_worker_that_dies_half_way_leaves_the_rest_to_the_next(
    cast, wrote, days, monkeypatch, on_day
):
    for person in (cast.ashby, cast.mabry, cast.vann):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    people = [cast.ashby.pk, cast.mabry.pk, cast.vann.pk]
    job = request_print(cast.tran, people, days(None, "2026-11-23"))
    keep = ledger.keep
    kept = []

    def die_at_the_second(prepared, *rest):
        if prepared.offender.pk == cast.mabry.pk and not kept[1:]:
            raise KeyboardInterrupt
        kept.append(prepared.offender.family_name)
        return keep(prepared, *rest)

    monkeypatch.setattr(ledger, "keep", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_open_jobs()
    assert locks_held() == 0
    kept.append("A new worker")
    first = PrintedReport.objects.get()
    # What a worker that was killed leaves half written goes with the next attempt.
    half = files.folder_of(job.pk) / f"half{files.UNFINISHED}"
    half.write_bytes(b"%PDF-")
    job.refresh_from_db()
    assert (job.state, job.done_count) == (JobState.RUNNING, 1)
    assert jobs.run_open_jobs() == 0, "its lease still holds"
    on_day("2026-11-23T16:10+00:00")
    assert jobs.run_open_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.result["printed"]) == (JobState.DONE, 3)
    assert list(PrintedReport.objects.order_by("pk"))[0] == first
    assert kept == ["Ashby", "A new worker", "Mabry", "Vann"], "nothing finished is done again"
    assert not half.exists()
    serials = PrintedReport.objects.order_by("pk").values_list("serial", flat=True)
    assert list(serials) == [f"RCC-2026-{number:06}" for number in (1, 2, 3)]


def test_a_cancelled_job_stops_and_keeps_what_is_printed(cast, wrote, days, monkeypatch):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    job = request_print(cast.tran, [cast.ashby.pk, cast.mabry.pk], days(None, "2026-11-23"))
    keep = ledger.keep

    def cancelled_meanwhile(*arguments):
        jobs.request_cancel(Job.objects.get(pk=job.pk))
        return keep(*arguments)

    monkeypatch.setattr(ledger, "keep", cancelled_meanwhile)
    jobs.run_open_jobs()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert locks_held() == 0
    (row,) = PrintedReport.objects.all()
    assert files.file_of(row).exists()
    assert not files.file_of_all(job.pk).exists()


def test_a_report_that_cannot_be_set_fails_alone_and_the_worker_lives_on(
    cast, wrote, printed, monkeypatch
):
    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", f"{person.family_name} text", about=person, by=cast.strand)
    make = press.Press.make

    def too_much_for_ashby(self, html, **options):
        limits = {"seconds": 2} if "Ashby text" in html else options
        hostile = "<p>" + "word " * 400_000 if "Ashby text" in html else html
        return make(self, hostile, **limits)

    monkeypatch.setattr(press.Press, "make", too_much_for_ashby)
    job = printed([cast.ashby, cast.mabry])
    assert job.result == {
        "printed": 1,
        "left_out": [{"offender": cast.ashby.pk, "why": "time"}],
    }
    assert PrintedReport.objects.get().serial == "RCC-2026-000001", "a failed print uses none"


@pytest.mark.parametrize(
    ("people", "first", "last", "reason"),
    [
        (0, None, "2026-11-23", "nobody"),
        (3001, None, "2026-11-23", "3,000"),
        (1, "2026-11-23", "2026-11-22", "before the first"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(cast, days, people, first, last, reason):
    with pytest.raises(RuleViolation, match=reason):
        request_print(cast.tran, list(range(1, people + 1)), days(first, last))


def test_ledger_rows_and_filings_are_never_changed(cast, wrote, printed):
    wrote("2026-10-02T09:40", "text")
    printed([cast.ashby])
    row = PrintedReport.objects.get()
    ledger.confirm_filed([row], cast.tran)
    for change in (
        lambda: PrintedReport.objects.update(page_count=9),
        lambda: PrintedReport.objects.all()._raw_delete("default"),
        lambda: Filing.objects.update(file_section="elsewhere"),
        lambda: Filing.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert PrintedReport.objects.get().page_count == 1


def test_a_filing_is_confirmed_once_by_the_first(cast, wrote, printed, on_day):
    wrote("2026-10-02T09:40", "text")
    printed([cast.ashby])
    row = PrintedReport.objects.get()
    assert len(ledger.confirm_filed([row], cast.tran)) == 1
    on_day("2026-11-25T16:00+00:00")
    assert ledger.confirm_filed([row], cast.marsh_records) == []
    filing = Filing.objects.get()
    assert (filing.filed_on, filing.filed_by_name) == (date(2026, 11, 23), "Linh Tran")
    assert filing.file_section == "Field file, section four"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_facility_never_give_the_same_serial(cast, wrote, days):
    for person in (cast.ashby, cast.mabry, cast.vann):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    people = [cast.ashby.pk, cast.mabry.pk, cast.vann.pk]
    for _ in range(2):
        request_print(cast.tran, people, days(None, "2026-11-23"))
    together = Barrier(2)
    failures = []

    def work():
        together.wait()
        try:
            jobs.run_open_jobs(most=1)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert sorted(PrintedReport.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_database_refuses_a_second_row_for_a_serial_or_a_person_in_a_job(cast, wrote, printed):
    wrote("2026-10-02T09:40", "text")
    printed([cast.ashby])
    row = PrintedReport.objects.get()
    for changes in ({"job": None}, {"number": 9, "serial": "RCC-2026-000009"}):
        twin = PrintedReport.objects.get(pk=row.pk)
        twin.pk = None
        twin._state.adding = True
        twin.serial = "RCC-2026-999999"
        for name, value in changes.items():
            setattr(twin, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


def test_asking_twice_with_the_same_form_makes_one_job(cast, days):
    key = uuid.UUID(int=7)
    asked = [
        request_print(cast.tran, [cast.ashby.pk], days(None, "2026-11-23"), form_key=key)
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    others = request_print(
        cast.marsh_records, [cast.nalder.pk], days(None, "2026-11-23"), form_key=key
    )
    assert others != asked[0]
