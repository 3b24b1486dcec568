"""The copy: on paper, in the print ledger and in the dissemination log."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from agency import jobs
from agency.errors import RuleViolation
from agency.models import JobState
from casemgmt.printing import files
from casenotes.models import AccessRequest, Disclosure, PrintedReport, Release
from casenotes.services import add_amendment
from casenotes.services.access_requests import decide_access_request, release_copy
from tests.access_requests.test_redaction import pieces_for
from tests.access_requests.world import approve, prepare

from casemgmt.disclosing.marking import find  # isort: skip


@pytest.fixture
def granted(cast, asked, delegate, wrote):
    """A copy of a note in which Ruth Mabry is withheld, and of a whole file's other sections."""
    wrote("He said that Ruth Mabry visits on Sundays.")
    wrote("A confidential note.", confidential=True, on=date(2026, 11, 5))
    request = asked(items=["whole_file"])
    redaction = prepare(
        request, cast.tran, marks=find("Ruth Mabry", pieces_for(request, cast.tran))
    )
    approve(redaction, cast.marrow)
    decide_access_request(request, delegate, outcome="copy")
    return request


def text_of(path):
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_the_copy_shows_the_ground_in_place_and_stands_in_ledger_and_log(cast, granted):
    release = release_copy(granted, cast.tran, channel="in_person")
    jobs.run_open_jobs()
    release.job.refresh_from_db()
    assert release.job.state == JobState.DONE, release.job.error
    printed = PrintedReport.objects.get(job=release.job)
    assert (printed.kind, printed.for_file) == ("subject_access", False)
    assert printed.reference == f"Access request {granted.pk} of 16 Nov 2026"
    text = text_of(files.file_of(printed))
    words = " ".join(text.split())
    assert "He said that [withheld: about another person] visits on Sundays." in words
    for absent in ("Ruth", "Mabry", "A confidential note"):
        assert absent not in words
    assert "Restricted records are left out." in words
    assert "Nothing was left out" not in words
    for heading in ("Notes about you", "Where you were held", "Who works with you"):
        assert heading in words
    told = Disclosure.objects.get(kind="release")
    assert (told.printed, told.access_request) == (printed, granted)
    assert (told.recipient, told.channel) == ("The person", "In person")
    assert AccessRequest.objects.with_stage().get(pk=granted.pk).stage == "done"


def test_a_job_that_runs_twice_makes_one_copy_and_logs_it_once(cast, granted):
    from casemgmt.disclosing.releasing import carry_out

    release = release_copy(granted, cast.tran, channel="letter")
    for _ in range(2):
        carry_out(jobs.JobRun(release.job))
    assert PrintedReport.objects.filter(job=release.job).count() == 1
    assert Disclosure.objects.filter(kind="release").count() == 1


def test_a_copy_of_what_has_changed_is_not_made_and_may_be_asked_for_again(cast, granted):
    release = release_copy(granted, cast.tran, channel="letter")
    with pytest.raises(RuleViolation, match="already"):
        release_copy(granted, cast.tran, channel="letter")
    add_amendment(cast.okafor, note=cast.ashby.notes.get(confidential=False), text="Ruth again.")
    jobs.run_open_jobs()
    release.job.refresh_from_db()
    assert release.job.state == JobState.FAILED
    assert "changed since the redaction" in release.job.error
    assert not PrintedReport.objects.exists()
    assert not Disclosure.objects.exists()
    assert release_copy(granted, cast.tran, channel="letter") != release
    assert Release.objects.count() == 2


def test_who_was_moved_away_gets_no_copy(cast, granted):
    release = release_copy(granted, cast.tran, channel="letter")
    cast.tran.postings.update(until_on=date(2026, 11, 22))
    jobs.run_open_jobs()
    release.job.refresh_from_db()
    assert release.job.state == JobState.FAILED
    assert not PrintedReport.objects.exists()
