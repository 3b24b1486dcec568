"""The typesetter: a program of its own that makes PDFs of HTML, each in a bounded child.

It is started by `press` with Python's isolated mode, knows neither Django nor the database nor any
secret, and speaks over its standard streams: a line of JSON (do, bytes, seconds, memory) and the
HTML come in, a line of JSON (ok, pages, blank, bytes; or ok false and reason) and the PDF go out.
It sets a document ("set"), and puts finished files one after the other ("join", with what `merge`
takes in place of the HTML).

WeasyPrint is loaded once; for each document the program forks, so that one document that eats
time or memory takes nothing but itself along. Nothing is ever fetched: a document may use
`data:` addresses only.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

#: Why a document was not made: the words for people are in `press`.
TOO_LONG, TOO_LARGE, BROKEN = "time", "memory", "broken"


#: Takes the words that came in; returns what there is to say, and the bytes that go out.
Work = Callable[[str], tuple[dict[str, Any], bytes]]


def make_pdf(html: str, most_pages: int | None = None) -> tuple[dict[str, Any], bytes]:
    """The number of pages, which of them (from 0) are blank so that the next one is a front side,
    and the PDF, tagged as PDF/UA-1; at most the first `most_pages`."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    document = HTML(string=html, url_fetcher=fetcher).render(pdf_variant="pdf/ua-1")
    if most_pages:
        document = document.copy(document.pages[:most_pages])
    blank = [n for n, page in enumerate(document.pages) if page._page_box.page_type.blank]
    facts = {"pages": len(document.pages), "blank": blank}
    return facts, document.write_pdf(pdf_variant="pdf/ua-1")


def join(plan: str) -> tuple[dict[str, Any], bytes]:
    """The number of pages of the file that was written, and nothing."""
    from importlib.util import module_from_spec, spec_from_file_location

    where = Path(__file__).with_name("merge.py")  # isolated: no package is known here
    spec = spec_from_file_location("merge", where)
    assert spec is not None
    assert spec.loader is not None
    merge = module_from_spec(spec)
    spec.loader.exec_module(merge)
    return {"pages": merge.join(**json.loads(plan))}, b""


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer one request after the other until the other side closes."""
    import weasyprint  # noqa: F401 - loaded before the first fork, once for all

    while line := requests.readline():
        request = json.loads(line)
        html = requests.read(request["bytes"])
        work: Work = join
        if request["do"] == "set":
            work = partial(make_pdf, most_pages=request.get("most_pages"))
        answer, pdf = _in_a_child(work, html, request["seconds"], request["memory"])
        answers.write(json.dumps(answer | {"bytes": len(pdf)}).encode() + b"\n")
        answers.write(pdf)
        answers.flush()


def _in_a_child(work: Work, html: bytes, seconds: int, memory: int) -> tuple[dict[str, Any], bytes]:
    """Do one piece of work in a forked child of at most `seconds` and `memory` bytes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(work, html, writing, seconds, memory)
    os.close(writing)
    try:
        received = _read_until(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
    if received is None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return {"ok": False, "reason": TOO_LONG}, b""
    _, status = os.waitpid(child, 0)
    if status != 0 or not received:
        return {"ok": False, "reason": _why(status)}, b""
    head, _, pdf = received.partition(b"\n")
    answer: dict[str, Any] = json.loads(head)
    return answer, pdf


def _be_the_child(work: Work, html: bytes, writing: int, seconds: int, memory: int) -> None:
    """Never returns."""
    code = 1
    try:
        # What is said on the streams is said by the parent alone.
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        facts, pdf = work(html.decode())
        with os.fdopen(writing, "wb") as stream:
            stream.write(json.dumps({"ok": True} | facts).encode() + b"\n")
            stream.write(pdf)
        code = 0
    except MemoryError:
        code = 3
    except RecursionError:
        code = 4
    except BaseException:
        # The message may hold what somebody wrote; the parent is told only that it broke.
        code = 1
    finally:
        os._exit(code)


def _read_until(reading: int, deadline: float) -> bytes | None:
    """Everything that the child writes; None when the deadline comes first."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if not ready:
            break
        part = os.read(reading, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _why(status: int) -> str:
    if os.WIFSIGNALED(status):
        stopped_by = os.WTERMSIG(status)
        if stopped_by in {signal.SIGXCPU, signal.SIGKILL}:
            return TOO_LONG
        # Pango ends the process when it is refused memory.
        return TOO_LARGE
    return TOO_LARGE if os.WEXITSTATUS(status) == 3 else BROKEN


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
