"""Has PDFs made by the typesetter, a process of its own, and says in words why one was not made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from agency.errors import RuleViolation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

TYPESETTER = Path(__file__).with_name("typeset.py")

#: What one document may use. Time grows with the entries: 400 notes take about four seconds.
SECONDS = 30
ENTRIES_WITHIN_SECONDS = 200
SECONDS_PER_FURTHER_ENTRY = 0.15
LONGEST_SECONDS = 240  # less than the lease of a job
MEMORY = 1 << 30

#: What the typesetter may know of our environment: where libraries and fonts are, no secret.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "HOME", "LANG", "TMPDIR")

REASONS = {
    "time": "This report takes too long to set. Print a shorter period.",
    "memory": "This report is too large to set. Print a shorter period.",
    "broken": "This report could not be set as a PDF. Nothing was printed.",
}


class CannotPrint(RuleViolation):
    """A report could not be made. `code` is one of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document. blank: pages, from 0, that only make the next one a front side."""

    pages: int
    data: bytes
    blank: tuple[int, ...] = ()


def seconds_for(entries: int) -> int:
    """How long a report of so many entries may take."""
    further = max(0, entries - ENTRIES_WITHIN_SECONDS)
    return min(LONGEST_SECONDS, SECONDS + int(further * SECONDS_PER_FURTHER_ENTRY))


class Press:
    """A typesetter that stands ready for several reports: `with Press() as press: ...`."""

    def __enter__(self) -> Self:
        self._process: subprocess.Popen[bytes] | None = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def make(
        self,
        html: str,
        *,
        seconds: int = SECONDS,
        memory: int = MEMORY,
        most_pages: int | None = None,
    ) -> Pdf:
        """Set one document, or its first `most_pages`. Raises CannotPrint when it breaks, or needs
        more than it may use."""
        return self._have_done("set", html, seconds, memory, most_pages)

    def join(
        self,
        files: list[tuple[Path, str]],
        to: Path,
        *,
        title: str,
        duplex: bool = False,
        numbers: Sequence[Path] = (),
        seconds: int = LONGEST_SECONDS,
        memory: int = MEMORY,
    ) -> int:
        """Write the PDFs in `files` (each with its bookmark, or "") one after the other to `to`.

        duplex: each begins on a front side. numbers: PDFs whose pages are laid over theirs.
        Returns the number of pages. Raises CannotPrint.
        """
        plan = {
            "files": [[str(path), bookmark] for path, bookmark in files],
            "to": str(to),
            "title": title,
            "duplex": duplex,
            "numbers": [str(path) for path in numbers],
        }
        return self._have_done("join", json.dumps(plan), seconds, memory).pages

    def stop(self) -> None:
        """End the typesetter; the next document starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.communicate()

    def _have_done(
        self, what: str, words: str, seconds: int, memory: int, most_pages: int | None = None
    ) -> Pdf:
        process = self._process or self._start()
        encoded = words.encode()
        request = {
            "do": what,
            "bytes": len(encoded),
            "seconds": seconds,
            "memory": memory,
            "most_pages": most_pages,
        }
        # The typesetter keeps the time itself; this is for the day on which it does not.
        guard = threading.Timer(seconds + 10, process.kill)
        guard.start()
        try:
            to_it, from_it = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
            to_it.write(json.dumps(request).encode() + b"\n" + encoded)
            to_it.flush()
            line = from_it.readline()
            answer: dict[str, Any] = json.loads(line) if line else {"ok": False, "reason": "broken"}
            data = from_it.read(answer.get("bytes", 0))
        except (BrokenPipeError, ValueError):
            # ValueError: it was stopped meanwhile, as when a job is cancelled.
            answer, data = {"ok": False, "reason": "broken"}, b""
        finally:
            guard.cancel()
        if not answer["ok"]:
            if process.poll() is not None:
                self.stop()
            raise CannotPrint(answer["reason"])
        return Pdf(answer["pages"], data, tuple(answer.get("blank", ())))

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(TYPESETTER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        return self._process
