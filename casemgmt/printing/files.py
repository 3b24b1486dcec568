"""Where finished files wait for the person who asked, and for how long.

They lie under MEDIA_ROOT, which no address serves; a view hands them out. Their names are ids.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from agency import clock
from agency.models import Agency, Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casenotes.models import PrintedReport

#: How the name of a file ends that is not written to its end.
UNFINISHED = ".part"

#: Unless the agency's setting "print_files_kept_days" says otherwise.
KEPT_DAYS = 7


def folder_of(job_id: int) -> Path:
    """The folder of one job's files."""
    return Path(settings.MEDIA_ROOT) / "prints" / str(job_id)


def file_of(report: PrintedReport) -> Path:
    """The PDF of one printed report."""
    return folder_of(report.job_id or 0) / f"{report.pk}.pdf"


def with_files(report: PrintedReport) -> Path:
    """The zip file of a copy with the files that are given beside it."""
    return folder_of(report.job_id or 0) / f"{report.pk}.zip"


def file_of_all(job_id: int, part: int = 1) -> Path:
    """The PDF of all reports of one job, one after the other; very many come in parts."""
    return folder_of(job_id) / f"all-{part}.pdf"


def parts_of_all(job_id: int) -> list[int]:
    """The numbers of the parts that there are: none, one, or one after the other."""
    return list(range(1, len(list(folder_of(job_id).glob("all-*.pdf"))) + 1))


def zip_of_all(job_id: int) -> Path:
    """The zip file of all reports of one job, one PDF for each person."""
    return folder_of(job_id) / "all.zip"


def keep(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, readable by our account alone."""
    with kept(path) as temporary:
        temporary.write_bytes(data)


def keep_zip(path: Path, named: Sequence[tuple[str, Path]]) -> None:
    """Keep these files, each under its name, as one zip file; PDFs are compressed already."""
    with kept(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
        for name, file in named:
            archive.write(file, name)


@contextmanager
def kept(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, which takes its place when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=UNFINISHED)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def delete_unfinished(job_id: int) -> None:
    """Delete what an earlier attempt at this job left half written when its worker died."""
    for path in folder_of(job_id).glob(f"*{UNFINISHED}"):
        path.unlink(missing_ok=True)


def kept_days() -> int:
    """For how many days a finished file waits."""
    return int(Agency.current().setting("print_files_kept_days", KEPT_DAYS))


def delete_old_files() -> int:
    """Delete the folders of jobs that ended longer ago than files are kept, and folders of no job.

    Returns how many. The ledger keeps its rows: what was printed can be printed again.
    """
    ended_before = clock.now() - timedelta(days=kept_days())
    folders = {
        int(folder.name): folder
        for folder in (Path(settings.MEDIA_ROOT) / "prints").glob("*")
        if folder.is_dir() and folder.name.isdecimal()
    }
    known = dict(Job.objects.filter(pk__in=folders).values_list("pk", "finished_at"))
    deleted = 0
    for job_id, folder in folders.items():
        finished_at = known.get(job_id)
        if job_id in known and (finished_at is None or finished_at >= ended_before):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        deleted += 1
    return deleted
