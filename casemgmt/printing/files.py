"""Where finished files wait for the person who asked, and for how long.

They lie under MEDIA_ROOT, which no address serves; a view hands them out. Their names are ids.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from agency import clock
from agency.models import Agency, Job

if TYPE_CHECKING:
    from casenotes.models import PrintedReport

#: Unless the agency's setting "print_files_kept_days" says otherwise.
KEPT_DAYS = 7


def folder_of(job_id: int) -> Path:
    """The folder of one job's files."""
    return Path(settings.MEDIA_ROOT) / "prints" / str(job_id)


def file_of(report: PrintedReport) -> Path:
    """The PDF of one printed report."""
    return folder_of(report.job_id or 0) / f"{report.pk}.pdf"


def file_of_all(job_id: int, part: int = 1) -> Path:
    """The PDF of all reports of one job, one after the other; very many come in parts."""
    return folder_of(job_id) / f"all-{part}.pdf"


def parts_of_all(job_id: int) -> list[int]:
    """The numbers of the parts that there are: none, one, or one after the other."""
    return list(range(1, len(list(folder_of(job_id).glob("all-*.pdf"))) + 1))


def keep(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, readable by our account alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
