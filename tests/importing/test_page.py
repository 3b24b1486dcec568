"""The page: send, check, read the report, import, mend; by the administrator and nobody else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agency import jobs
from agency.models import AuditEvent, ImportRun, ImportState, Job, JobState
from casemgmt.importing import background
from casemgmt.importing.contract import TABLES
from casemgmt.importing.uploads import folder_of
from offenders.models import Offender
from tests.importing.folder import small_folder


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def admin(cast, sign_in):
    return sign_in(cast.amsel)


def _zip(folder=None, name="nightly.zip"):
    folder = folder or small_folder()
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in folder.files:
            archive.writestr(f"{file}.csv", folder.text(file))
    return SimpleUploadedFile(name, stream.getvalue())


def _send(client, *files):
    response = client.post(reverse("pages:import-new"), {"sent": files or (_zip(),)})
    assert response.status_code == 302, response.content.decode()
    jobs.run_open_jobs()
    return ImportRun.objects.latest("pk")


def _wrong():
    folder = small_folder()
    folder.add("offenders", number="9", family_name="Secretname", given_names="x", sex="M")
    return folder


def _page(client, run):
    return client.get(reverse("pages:import-run", args=[run.pk])).content.decode()


def test_a_good_import_is_checked_and_then_written(admin):
    run = _send(admin)
    page = _page(admin, run)

    assert "Every row can be imported" in page
    places = [page.index(f">{file}</td>") for file in TABLES]
    assert places == sorted(places), "files in the order of the contract"
    assert "Go-live day: Wed 1 Jan 2025" in page
    assert "would be added" in page
    assert not Offender.objects.filter(number="00123").exists()

    admin.post(reverse("pages:import-start", args=[run.pk]))
    jobs.run_open_jobs()

    run.refresh_from_db()
    assert run.state == ImportState.IMPORTED
    assert Offender.objects.filter(number="00123").exists()
    assert "Imported." in _page(admin, run)
    assert not any(path.is_file() for path in folder_of(run).iterdir())


def test_refused_rows_are_shown_downloaded_and_left_out_when_asked(admin):
    run = _send(admin, _zip(_wrong()))
    page = _page(admin, run)

    assert "1 row is refused" in page
    assert "Not one of: male, female, other, unknown." in page
    assert "Import without the refused rows" in page

    admin.post(reverse("pages:import-start", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED, "not without saying so"

    admin.post(reverse("pages:import-start", args=[run.pk]), {"skip_refused": "yes"})
    jobs.run_open_jobs()
    run.refresh_from_db()
    assert run.state == ImportState.IMPORTED
    assert Offender.objects.filter(number="00123").exists()
    assert not Offender.objects.filter(number="9").exists()

    answer = admin.get(reverse("pages:import-refused", args=[run.pk]))
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert answer["Content-Disposition"] == 'attachment; filename="refused.zip"'
    assert sorted(archive.namelist()) == ["refused/offenders.csv", "refused/refusals.csv"]
    assert "Secretname" in archive.read("refused/offenders.csv").decode()


def test_single_csv_files_can_be_sent(admin):
    folder = small_folder()
    run = _send(
        admin,
        *[SimpleUploadedFile(f"{file}.csv", folder.text(file).encode()) for file in folder.files],
    )

    assert run.state == ImportState.CHECKED
    assert run.report["refused_files"] == []
    assert run.report["files"]["offenders"]["new"] == 1


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose what to import"),
        ([("a.exe", b"MZ")], "is none of .zip, .xlsx and .csv"),
        ([("a.zip", b"not a zip")], "is not what its name says"),
        ([("offenders.csv", b"PK\x03\x04")], "is not what its name says"),
        ([("a.zip", b"PK\x03\x04"), ("b.csv", b"x")], "Send one zip"),
    ],
)
def test_what_cannot_be_records_is_not_kept(admin, files, words):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = admin.post(reverse("pages:import-new"), {"sent": sent})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_broken_zip_is_told_in_the_report(admin):
    run = _send(admin, SimpleUploadedFile("a.zip", b"PK\x03\x04 broken"))

    assert "It cannot be read as a zip." in _page(admin, run)


def test_a_name_that_leads_elsewhere_leads_nowhere(admin):
    run = _send(admin, SimpleUploadedFile("../../offenders.csv", b"number\n"))

    assert {path.parent for path in folder_of(run).rglob("*") if path.is_file()} <= {
        folder_of(run),
        folder_of(run) / "refused",
    }


def test_an_import_that_waits_can_be_cancelled(admin):
    admin.post(reverse("pages:import-new"), {"sent": _zip()})
    run = ImportRun.objects.get()
    assert "Waiting for its turn" in _page(admin, run)

    admin.post(reverse("pages:import-cancel", args=[run.pk]))

    run.refresh_from_db()
    assert run.state == ImportState.CANCELLED
    assert run.job.state == JobState.CANCELLED
    assert jobs.run_open_jobs() == 0
    assert "Nothing was imported" in _page(admin, run)


def test_a_checked_import_can_be_given_up(admin):
    run = _send(admin)
    admin.post(reverse("pages:import-cancel", args=[run.pk]))
    admin.post(reverse("pages:import-start", args=[run.pk]))

    run.refresh_from_db()
    assert run.state == ImportState.CANCELLED
    assert jobs.run_open_jobs() == 0


def test_a_double_click_on_import_makes_one_job(admin):
    run = _send(admin)
    for _ in range(2):
        admin.post(reverse("pages:import-start", args=[run.pk]))

    assert Job.objects.filter(kind=background.IMPORT).count() == 1


def test_another_administrator_sees_the_counts_but_not_what_the_files_say(admin, cast, client):
    run = _send(admin, _zip(_wrong()))
    other = cast.tran
    other.postings.update(role="agency_administrator", facility=None)
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = _page(client, run)

    assert "1 row is refused" in page
    assert "shown to the person who sent them" in page
    assert "Not one of" not in page
    for name in ("import-start", "import-cancel"):
        assert client.post(reverse(f"pages:{name}", args=[run.pk])).status_code == 403
    assert client.get(reverse("pages:import-refused", args=[run.pk])).status_code == 403


@pytest.mark.parametrize("name", ["okafor", "lindqvist", "strand", "tran", "noor"])
def test_nobody_but_the_administrator_finds_imports(cast, client, name):
    client.force_login(
        cast.users[name], backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    assert client.get(reverse("pages:imports")).status_code == 404
    assert client.post(reverse("pages:import-new"), {"sent": _zip()}).status_code == 404


def test_neither_the_row_nor_the_audit_log_holds_what_the_files_say(admin):
    run = _send(admin, _zip(_wrong()))
    _page(admin, run)

    assert "Secretname" not in str(run.report)
    for event in AuditEvent.objects.all():
        assert "Secretname" not in str(event.details) + event.reason


def test_a_check_that_cannot_be_done_says_why(admin, cast):
    admin.post(reverse("pages:import-new"), {"sent": _zip()})
    run = ImportRun.objects.get()
    ImportRun.objects.update(live_from="2020-01-01")
    jobs.run_open_jobs()

    assert "The go-live day is 1 January 2025 already" in _page(admin, run)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_import_is_under_way_and_cancelling_stops_it(
    on_day, monkeypatch
):
    from tests.cast import NOW, make_cast

    on_day(NOW)
    cast = make_cast()
    run = background.request_check(cast.amsel, [_zip()])
    seen = []
    tell = jobs.JobRun.progress

    def progress(job, done, total=None):
        tell(job, done, total)
        row = Job.objects.get(pk=job.job.pk)
        seen.append((row.done_count, row.total_count))
        jobs.request_cancel(row)

    monkeypatch.setattr(jobs.JobRun, "progress", progress)
    monkeypatch.setattr("casemgmt.importing.staging.ROWS_AT_ONCE", 1)
    jobs.run_open_jobs()

    run.refresh_from_db()
    assert seen == [(1, None)]
    assert run.state == ImportState.CANCELLED
    assert run.job.state == JobState.CANCELLED
    assert not folder_of(run).exists()
    assert not Offender.objects.filter(number="00123").exists()
