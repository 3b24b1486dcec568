"""Several presses at once: one for each core that we may use."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Self

from casemgmt.printing.html import document_title, part_html, parts_of
from casemgmt.printing.numbering import blanks_of, numbers_html
from casemgmt.printing.press import SECONDS, CannotPrint, Pdf, Press, seconds_for
from casemgmt.printing.shown import SIGNATURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from casemgmt.printing.content import Report, Stamp
    from casemgmt.printing.html import Looks, Part


#: How many seconds an ordinary part of a long report may take: three or four on a free core.
OF_A_PART = 120


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0))


class PressRoom:
    """`with PressRoom() as room: ...`; everything in it ends with it.

    A long report is set in parts on all presses, and its page numbers are laid over the joined
    parts: each is laid out once, and needs no more memory than a part does.
    """

    def __init__(self, presses: int | None = None) -> None:
        self.presses = presses or cores()

    def __enter__(self) -> Self:
        self._all = [Press().__enter__() for _ in range(self.presses)]
        self._free: Queue[Press] = Queue()
        for press in self._all:
            self._free.put(press)
        # Whoever waits for parts must not stand in the way of the parts.
        self._reports = ThreadPoolExecutor(self.presses, thread_name_prefix="report")
        self._parts = ThreadPoolExecutor(self.presses, thread_name_prefix="part")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._reports.shutdown(wait=False, cancel_futures=True)
        self._parts.shutdown(wait=False, cancel_futures=True)
        for press in self._all:
            press.stop()
        self._reports.shutdown()
        self._parts.shutdown()
        for press in self._all:
            press.stop()  # one that was asked once more while the others ended

    def set(self, report: Report, stamp: Stamp, looks: Looks) -> Future[Pdf]:
        """Have a report set; the future raises CannotPrint.

        The HTML is made here and now, so that it takes nothing from the database later.
        """
        parts = parts_of(report)
        if len(parts) == 1:
            html = part_html(report, stamp, looks, parts[0])
            return self._reports.submit(self._make, html, seconds_for(len(report.entries)))
        return self._reports.submit(self._in_parts, report, stamp, looks, parts)

    @contextmanager
    def press(self) -> Iterator[Press]:
        """The next press that is free."""
        press = self._free.get()
        try:
            yield press
        finally:
            self._free.put(press)

    def _make(self, html: str, seconds: int) -> Pdf:
        with self.press() as press:
            return press.make(html, seconds=seconds)

    def _in_parts(self, report: Report, stamp: Stamp, looks: Looks, parts: list[Part]) -> Pdf:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            setting = []
            for number, part in enumerate(parts):
                # A part that is no larger than others may be slow only as the machine is busy.
                seconds = SECONDS if part.is_oversize else OF_A_PART
                html_of = partial(part_html, report, stamp, looks, part)  # no sooner than needed
                where = folder / f"{number}.pdf"
                setting.append(self._parts.submit(self._make_in, where, html_of, seconds))
            made = [one.result() for one in setting]
            each_in_front = looks.duplex and report.kind in SIGNATURES
            numbering = []
            blanks = blanks_of(made, each_in_front=each_in_front)
            for number, html in enumerate(numbers_html(blanks, looks, self.presses)):
                where = folder / f"numbers-{number}.pdf"
                numbering.append(
                    self._parts.submit(self._make_in, where, partial(str, html), OF_A_PART)
                )
            numbered = sum(one.result().pages for one in numbering)
            whole = folder / "whole.pdf"
            with self.press() as press:
                joined = press.join(
                    [(folder / f"{number}.pdf", "") for number in range(len(parts))],
                    whole,
                    title=document_title(report),
                    duplex=each_in_front,
                    numbers=[folder / f"numbers-{number}.pdf" for number in range(len(numbering))],
                )
            if joined != len(blanks) or numbered != joined:
                raise CannotPrint("broken")  # the numbers on the pages would be wrong
            return Pdf(joined, whole.read_bytes())

    def _make_in(self, where: Path, html_of: Callable[[], str], seconds: int) -> Pdf:
        """Set one document into a file; what comes back is about it, without it."""
        pdf = self._make(html_of(), seconds)
        where.write_bytes(pdf.data)
        return replace(pdf, data=b"")
