"""Files with notes: kept through a form's errors, handed out by the note's rule, scanned."""

from __future__ import annotations

import hashlib
import os
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agency.jobs import run_open_jobs
from agency.models import AuditEvent, Job
from casenotes.models import Attachment, CaseNote, Draft, DraftFile
from casenotes.services import stored_files
from casenotes.services.attachments import attach_files, queue_scans
from casenotes.services.draft_ages import age_drafts
from tests.writing.conftest import PDF, image, note_on, sent_note


def upload(name="form 7.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


@pytest.fixture
def attached(cast, note):
    return attach(note, cast.okafor)


def attach(note, by, name="form 7.pdf", data=PDF):
    return attach_files(
        note, by, stored_files.store(stored_files.check_files([upload(name, data)]))
    )[0]


def fetch(client, file):
    return client.get(f"/attachment/{file.pk}")


def test_a_file_comes_with_a_note_and_is_kept_under_a_random_name(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    answer = client.post(f"/case/{cast.ashby.pk}/note", sent_note() | {"files": [upload()]})
    assert answer.status_code == 302
    file = Attachment.objects.get()
    assert (file.note, file.file_name, file.size) == (
        CaseNote.objects.get(),
        "form 7.pdf",
        len(PDF),
    )
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    path = stored_files.path_of(file)
    assert path.read_bytes() == PDF
    assert len(path.name) == 32
    assert os.stat(path).st_mode & 0o077 == 0
    page = client.get(f"/case/{cast.ashby.pk}").content.decode()
    assert "form 7.pdf" in page
    assert f"/attachment/{file.pk}" in page
    assert "not scanned for viruses" in page


def test_a_form_that_comes_back_keeps_its_files_with_the_draft(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    sent = sent_note(text="")
    answer = client.post(f"/case/{cast.ashby.pk}/note", sent | {"files": [upload()]})
    assert answer.status_code == 422
    held = DraftFile.objects.get()
    page = answer.content.decode()
    assert "form 7.pdf" in page
    assert str(held.key) in page
    version = Draft.objects.get().version
    assert f'name="draft_version" value="{version}"' in page
    again = sent | {"text": "Now with words.", "keep_file": str(held.key), "draft_version": version}
    assert client.post(f"/case/{cast.ashby.pk}/note", again).status_code == 302
    assert Attachment.objects.get().stored_as == held.stored_as
    assert not Draft.objects.exists()


def test_a_refused_file_says_why_and_the_fine_one_beside_it_is_kept(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    files = [upload(), upload("scan.jpg", b"<html></html>")]
    answer = client.post(f"/case/{cast.ashby.pk}/note", sent_note() | {"files": files})
    assert answer.status_code == 422
    assert "is not what its name says" in answer.content.decode()
    assert DraftFile.objects.get().file_name == "form 7.pdf"
    assert not CaseNote.objects.exists()


def test_a_file_that_is_unticked_is_left_out(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    sent = sent_note(text="")
    client.post(f"/case/{cast.ashby.pk}/note", sent | {"files": [upload()]})
    client.post(f"/case/{cast.ashby.pk}/note", sent | {"text": "Without it.", "draft_version": 1})
    assert CaseNote.objects.exists()
    assert not Attachment.objects.exists()


def test_sending_a_form_twice_attaches_its_file_once(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    sent = sent_note()
    for _ in range(2):
        client.post(f"/case/{cast.ashby.pk}/note", sent | {"files": [upload()]})
    assert Attachment.objects.count() == 1


def test_a_file_is_added_to_a_signed_note_with_an_addition(cast, sign_in, note) -> None:
    client = sign_in(cast.okafor)
    sent = {"kind": "more_details", "text": "The form, scanned.", "files": [upload()]}
    assert client.post(f"/note/{note.pk}/add", sent).status_code == 302
    assert Attachment.objects.get().amendment == note.amendments.get()


def test_too_large_and_too_many_are_refused(cast, sign_in) -> None:
    cast.agency.settings = {"policy": {"attachment_megabytes": 1}}
    cast.agency.save()
    client = sign_in(cast.okafor)
    large = upload("form.txt", b"x" * (1024 * 1024 + 1))
    answer = client.post(f"/case/{cast.ashby.pk}/note", sent_note() | {"files": [large]})
    assert "has more than 1 MB" in answer.content.decode()
    many = [upload(f"{n}.pdf") for n in range(11)]
    answer = client.post(f"/case/{cast.ashby.pk}/note", sent_note() | {"files": many})
    assert "At most 10 files" in answer.content.decode()


def test_it_is_handed_out_to_be_saved_and_never_shown(cast, sign_in, attached) -> None:
    answer = fetch(sign_in(cast.okafor), attached)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="form 7.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.type, event.object_type, event.offender_id) == (
        "read",
        "attachment",
        cast.ashby.pk,
    )
    assert "form 7" not in str(event.details)


def test_only_readers_of_the_note_get_its_file(cast, client, note, attached) -> None:
    secret = note_on(cast.ashby, cast.okafor, confidential=True)
    confidential = attach(secret, cast.okafor)
    readers = {
        "okafor": (200, 200),
        "lindqvist": (200, 200),
        "tran": (200, 404),
        "marrow": (200, 404),
        "coble": (404, 404),
        "reyes": (404, 404),
        "marsh": (404, 404),
        "amsel": (404, 404),
        "noor": (404, 404),
    }
    for name, (ordinary, hidden) in readers.items():
        client.force_login(
            cast.users[name], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        assert fetch(client, attached).status_code == ordinary, name
        assert fetch(client, confidential).status_code == hidden, name


@pytest.mark.parametrize("address", ["/media/attachments/{}", "/attachments/{}", "/static/{}"])
def test_no_address_serves_the_folder_itself(cast, sign_in, attached, address) -> None:
    guessed = address.format(attached.stored_as)
    assert sign_in(cast.okafor).get(guessed).status_code == 404


def test_a_file_that_was_changed_where_it_lies_is_not_handed_out(cast, sign_in, attached) -> None:
    stored_files.path_of(attached).write_bytes(PDF + b" ")
    answer = fetch(sign_in(cast.okafor), attached)
    assert answer.status_code == 409
    assert "missing or damaged" in answer.content.decode()


# ---- The scanner -------------------------------------------------------------------------------

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def scanner(settings, tmp_path):
    """A scanner that knows one virus, and ends with another code when it is told to fail."""

    def use(fails_with=0):
        program = tmp_path / "scan.py"
        program.write_text(
            "import pathlib, sys\n"
            f"if {fails_with}: sys.exit({fails_with})\n"
            "sys.exit(b'EICAR' in pathlib.Path(sys.argv[-1]).read_bytes())\n"
        )
        settings.ATTACHMENT_SCAN_COMMAND = f"{sys.executable} {program}"

    return use


def test_nothing_is_handed_out_before_it_was_found_clean(cast, sign_in, note, scanner) -> None:
    scanner()
    file = attach(note, cast.okafor)
    client = sign_in(cast.okafor)
    assert fetch(client, file).status_code == 409
    assert "waits for the virus scan" in client.get(f"/case/{cast.ashby.pk}").content.decode()
    assert run_open_jobs() >= 1
    assert file.scans.get().verdict == "clean"
    assert fetch(client, file).status_code == 200
    assert "virus" not in client.get(f"/case/{cast.ashby.pk}").content.decode()


def test_an_infected_file_is_put_away_and_the_event_says_so(cast, sign_in, note, scanner) -> None:
    scanner()
    file = attach(note, cast.okafor, "dictated.txt", EICAR)
    run_open_jobs()
    answer = fetch(sign_in(cast.okafor), file)
    assert answer.status_code == 409
    assert "was found infected" in answer.content.decode()
    assert not stored_files.path_of(file).exists()
    assert (stored_files.quarantine() / file.stored_as).exists()
    event = AuditEvent.objects.get(object_type="attachment", details__act="quarantined")
    assert event.offender_id == cast.ashby.pk


def test_a_scanner_that_cannot_tell_is_asked_again_and_hands_nothing_out(
    cast, sign_in, note, scanner
) -> None:
    scanner(fails_with=2)
    file = attach(note, cast.okafor)
    run_open_jobs()
    client = sign_in(cast.okafor)
    assert "could not be scanned" in fetch(client, file).content.decode()
    scanner()
    assert queue_scans() == 1
    assert queue_scans() == 1
    assert Job.objects.filter(kind="scan_attachment", period__isnull=False).count() == 1
    run_open_jobs()
    assert fetch(client, file).status_code == 200


# ---- Files that nothing names -----------------------------------------------------------------


def test_strays_are_deleted_when_they_are_old_and_nothing_else_is(cast, note, attached) -> None:
    stray, young = stored_files.store(
        stored_files.check_files([upload("a.pdf"), upload("b.png", image("PNG"))])
    )
    two_days_ago = stored_files.clock.wall_time().timestamp() - 2 * 86_400
    for stored in (stray, attached):
        os.utime(stored_files.path_of(stored), (two_days_ago, two_days_ago))
    assert stored_files.delete_strays() == 1
    assert not stored_files.path_of(stray).exists()
    assert stored_files.path_of(young).exists()
    assert stored_files.path_of(attached).exists()


def test_a_discarded_draft_leaves_its_file_to_be_deleted(cast, sign_in, on_day) -> None:
    client = sign_in(cast.okafor)
    client.post(f"/case/{cast.ashby.pk}/note", sent_note(text="") | {"files": [upload()]})
    stored = DraftFile.objects.get()
    client.post(f"/drafts/{Draft.objects.get().pk}/discard")
    assert not DraftFile.objects.exists()
    two_days_ago = stored_files.clock.wall_time().timestamp() - 2 * 86_400
    os.utime(stored_files.path_of(stored), (two_days_ago, two_days_ago))
    assert stored_files.delete_strays() == 1
    assert age_drafts() == {"warned": 0, "discarded": 0}


def test_a_full_disk_loses_no_words(cast, sign_in, monkeypatch) -> None:
    client = sign_in(cast.okafor)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored_files.os, "fsync", full)
    answer = client.post(
        f"/case/{cast.ashby.pk}/note", sent_note(text="Kept words") | {"files": [upload()]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "there is no room for it" in page
    assert "Kept words" in page
    assert not list(stored_files.folder().glob("*"))
