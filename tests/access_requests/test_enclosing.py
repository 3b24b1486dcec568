"""Files with notes: given as they were kept, or withheld whole, and listed either way."""

from __future__ import annotations

import hashlib
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agency import jobs
from agency.models import JobState
from casemgmt.disclosing.marking import find
from casemgmt.printing import files
from casenotes.models import Disclosure, PrintedReport
from casenotes.services import stored_files
from casenotes.services.access_requests import decide_access_request, release_copy
from casenotes.services.attachments import attach_files
from casenotes.services.redactions import Mark
from tests.access_requests.test_redaction import pieces_for
from tests.access_requests.world import approve, prepare

FORM = b"Visiting form, signed by Ruth Mabry.\n"


def attach(note, by, name="visiting form.txt", data=FORM):
    sent = stored_files.check_files([SimpleUploadedFile(name, data)])
    return attach_files(note, by, stored_files.store(sent))[0]


@pytest.fixture
def released(cast, asked, delegate):
    """Release a copy of the notes; the zip file with it, or None, and the job."""

    def release(*, marks=(), let_in=(), ground="third_person"):
        request = asked()
        chosen = marks(request) if callable(marks) else marks
        redaction = prepare(request, cast.tran, marks=chosen, ground=ground)
        approve(redaction, cast.marrow if not let_in else cast.strand, let_in=let_in)
        by = delegate if not let_in else cast.strand
        decide_access_request(request, by, outcome="copy")
        job = release_copy(request, cast.tran, channel="letter").job
        jobs.run_open_jobs()
        job.refresh_from_db()
        printed = PrintedReport.objects.filter(job=job).first()
        there = printed is not None and files.with_files(printed).exists()
        return (zipfile.ZipFile(files.with_files(printed)) if there else None), job

    return release


def manifest_in(archive):
    return archive.read("manifest.txt").decode()


def test_the_file_comes_with_the_paper_as_it_was_kept_and_is_listed(cast, wrote, released):
    file = attach(wrote("He handed in a form."), cast.okafor)
    archive, job = released()
    assert job.state == JobState.DONE, job.error
    printed = PrintedReport.objects.get()
    name = f"files/file-{file.pk}.txt"
    assert sorted(archive.namelist()) == [f"{printed.serial}.pdf", name, "manifest.txt"]
    assert archive.read(name) == FORM
    assert archive.read(f"{printed.serial}.pdf").startswith(b"%PDF-")
    manifest = manifest_in(archive)
    for line in (
        name,
        "Name: visiting form.txt",
        f"Size: {len(FORM)} bytes",
        f"SHA-256: {hashlib.sha256(FORM).hexdigest()}",
        "With: Contact",
    ):
        assert line in manifest
    assert Disclosure.objects.get(kind="release").what.endswith(", redacted, with 1 file")


def test_a_withheld_file_is_named_with_its_ground_and_left_out(cast, wrote, released):
    file = attach(wrote("He handed in a form."), cast.okafor)
    archive, _ = released(marks=[Mark(f"file:{file.pk}")], ground="safety")
    assert [name for name in archive.namelist() if name.startswith("files/")] == []
    assert f"file-{file.pk}\n  Withheld: safety of a person." in manifest_in(archive)
    assert "visiting" not in manifest_in(archive)
    assert Disclosure.objects.get(kind="release").what.endswith(", redacted")


def test_with_a_note_its_files_stay_out(cast, wrote, released):
    note = wrote("He handed in a form.")
    file = attach(note, cast.okafor)
    archive, _ = released(marks=[Mark(f"note:{note.pk}")])
    assert (
        archive.read("manifest.txt")
        .decode()
        .endswith(f"file-{file.pk}\n  Withheld: about another person.\n")
    )
    assert len(archive.namelist()) == 2


def test_a_name_that_is_withheld_stands_in_no_list_and_in_no_name_of_a_file(cast, wrote, released):
    attach(wrote("He handed in a form."), cast.okafor, name="form of Ruth Mabry.txt")
    archive, _ = released(marks=lambda request: find("Ruth Mabry", pieces_for(request, cast.tran)))
    said = manifest_in(archive) + "".join(archive.namelist())
    assert "Mabry" not in said
    assert "Name: form of [withheld: about another person].txt" in said


def test_the_file_of_a_confidential_note_stays_out_unless_it_is_let_in(cast, wrote, released):
    note = wrote("A word on a debt.", confidential=True)
    file = attach(note, cast.okafor)
    assert released()[0] is None
    archive, _ = released(let_in=[f"file:{file.pk}"])
    assert archive.read(f"files/file-{file.pk}.txt") == FORM


def test_no_file_leaves_before_a_scanner_has_told_or_when_its_bytes_are_others(
    cast, wrote, released, settings
):
    file = attach(wrote("He handed in a form."), cast.okafor)
    settings.ATTACHMENT_SCAN_COMMAND = "scanner-that-is-not-there"
    _, job = released()
    assert job.state == JobState.FAILED
    assert "waits for the virus scan" in job.error
    assert not PrintedReport.objects.exists()
    settings.ATTACHMENT_SCAN_COMMAND = ""
    stored_files.path_of(file).write_bytes(b"Something else.")
    archive, _ = released()
    assert "Not enclosed: damaged" in manifest_in(archive)
    assert not [name for name in archive.namelist() if name.startswith("files/")]
