"""Finished files: whole or not at all, our account's alone, gone after the agency's days."""

from __future__ import annotations

import os

from agency.models import AuditEvent, AuditEventType, JobState
from casemgmt.printing import files
from casemgmt.tasks import delete_old_prints
from casenotes.models import PrintedReport


def test_files_are_deleted_after_the_agencys_days_and_the_ledger_stays(
    cast, wrote, printed, on_day
):
    wrote("2026-10-02T09:40", "text")
    job = printed([cast.ashby])
    cast.agency.settings = {"print_files_kept_days": 2}
    cast.agency.save()
    on_day("2026-11-25T15:59+00:00")
    assert files.delete_old_files() == 0
    on_day("2026-11-25T16:01+00:00")
    assert delete_old_prints() == 1
    assert not files.folder_of(job.pk).exists()
    assert PrintedReport.objects.count() == 1


def test_files_are_readable_by_our_own_account_alone(cast, wrote, printed):
    wrote("2026-10-02T09:40", "text")
    printed([cast.ashby])
    path = files.file_of(PrintedReport.objects.get())
    assert os.stat(path).st_mode & 0o077 == 0


def test_a_print_whose_file_cannot_be_written_is_not_in_the_ledger(
    cast, wrote, printed, monkeypatch
):
    wrote("2026-10-02T09:40", "text")

    def full_disk(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "keep", full_disk)
    job = printed([cast.ashby])
    assert job.state == JobState.WAITING, "it is tried again later"
    assert not PrintedReport.objects.exists()
    assert not AuditEvent.objects.filter(type=AuditEventType.PRINTED).exists()
