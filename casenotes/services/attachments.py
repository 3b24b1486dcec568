"""Files beside notes: held with a draft, attached to a signed note, scanned by the agency's hook.

The hook is a command that is given the path of a file as its last argument: exit code 0 says that
nothing was found, 1 that the file is infected, anything else that it could not tell (the codes of
clamscan). Where a hook is set, no file is handed out before it said that nothing was found.
"""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from agency import audit, clock, jobs
from agency.models import AuditEventType
from casenotes.models import Attachment, AttachmentScan, DraftFile, ScanVerdict
from casenotes.services import stored_files
from casenotes.services.stored_files import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.jobs import JobRun
    from agency.models import User
    from casenotes.models import Amendment, CaseNote, Draft

SCAN_WITHIN = 240  # seconds; below the lease of a job

#: What is said of a file that no scanner has found clean.
NOT_SCANNED = "not scanned for viruses"
WAITS = "waits for the virus scan"
NOT_TOLD = "could not be scanned for viruses yet"
INFECTED = "infected, put away"

_VERDICTS = {0: ScanVerdict.CLEAN, 1: ScanVerdict.INFECTED}


def hold_files(draft: Draft, files: Iterable[Stored]) -> list[DraftFile]:
    """Keep files beside a draft; one that waits there already is not kept twice."""
    waiting = set(draft.files.values_list("sha256", flat=True))
    return [
        DraftFile.objects.create(draft=draft, **asdict(file))
        for file in files
        if file.sha256 not in waiting
    ]


def state_of(file: Attachment) -> str:
    """What the scanner said of a file of `Attachment.objects.with_verdicts()`; "" for clean."""
    if file.found_infected:  # type: ignore[attr-defined]
        return INFECTED
    if file.found_clean:  # type: ignore[attr-defined]
        return ""
    if not settings.ATTACHMENT_SCAN_COMMAND:
        return NOT_SCANNED
    return NOT_TOLD if file.scan_failed else WAITS  # type: ignore[attr-defined]


@transaction.atomic
def attach_files(
    note: CaseNote,
    by: User,
    files: Iterable[Stored | DraftFile],
    amendment: Amendment | None = None,
) -> list[Attachment]:
    """Let files belong to a signed note, or to an addition to it, from now on.

    The same file is not attached twice, so a form that is sent twice attaches once.
    """
    there = set(note.attachments.values_list("sha256", flat=True))
    added = []
    for file in files:
        if file.sha256 in there:
            continue
        there.add(file.sha256)
        added.append(
            Attachment.objects.create(
                note=note,
                amendment=amendment,
                file_name=file.file_name,
                content_type=file.content_type,
                size=file.size,
                sha256=file.sha256,
                stored_as=file.stored_as,
                added_by=by,
                added_by_name=by.full_name,
            )
        )
    if added:
        audit.record(
            AuditEventType.CREATED,
            added[0],
            actor=by,
            offender_id=note.offender_id,
            details={"note": note.pk, "files": [[one.pk, one.sha256] for one in added]},
        )
        if settings.ATTACHMENT_SCAN_COMMAND:
            for one in added:
                jobs.enqueue("scan_attachment", {"attachment": one.pk}, requested_by=None)
    return added


def queue_scans() -> int:
    """Have every file scanned that no scanner could tell about: it was down, or is new here.

    Run every hour; returns how many are queued.
    """
    if not settings.ATTACHMENT_SCAN_COMMAND:
        return 0
    told = AttachmentScan.objects.filter(verdict__in=_VERDICTS.values())
    waiting = Attachment.objects.exclude(pk__in=told.values("attachment"))
    hour = clock.now().replace(minute=0, second=0, microsecond=0).isoformat()
    queued = 0
    for pk in waiting.values_list("pk", flat=True):
        jobs.enqueue("scan_attachment", {"attachment": pk}, period=f"{pk}/{hour}")
        queued += 1
    return queued


@jobs.handles("scan_attachment")
def scan_attachment(run: JobRun) -> dict[str, object]:
    """Have one file scanned. An infected one is put out of reach, with an event that says so."""
    file = Attachment.objects.select_related("note").get(pk=run.arguments["attachment"])
    told = file.scans.filter(verdict__in=_VERDICTS.values()).last()
    if told is not None:
        if told.verdict == ScanVerdict.INFECTED:
            stored_files.put_away(file)
        return {"verdict": told.verdict}
    if not settings.ATTACHMENT_SCAN_COMMAND:
        return {"verdict": ""}
    code = _exit_code_of_scan(file)
    verdict = _VERDICTS.get(code if code is not None else -1, ScanVerdict.FAILED)
    if verdict == ScanVerdict.FAILED and file.scans.exists():
        raise RuntimeError(f"The scanner ended with {code}.")
    with transaction.atomic():
        AttachmentScan.objects.create(attachment=file, verdict=verdict, exit_code=code)
        if verdict == ScanVerdict.INFECTED:
            audit.record(
                AuditEventType.UPDATED, file, details={"act": "quarantined", "exit_code": code}
            )
    if verdict == ScanVerdict.INFECTED:
        stored_files.put_away(file)
    if verdict == ScanVerdict.FAILED:
        raise RuntimeError(f"The scanner ended with {code}.")
    return {"verdict": verdict}


def _exit_code_of_scan(file: Attachment) -> int | None:
    """What the command ended with; None when it could not be run or took too long."""
    command = [*shlex.split(settings.ATTACHMENT_SCAN_COMMAND), str(stored_files.path_of(file))]
    try:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SCAN_WITHIN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.returncode
