"""Several presses at once: one for each core that we may use."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Self

from casemgmt.printing.html import part_html, parts_of
from casemgmt.printing.press import SECONDS, CannotPrint, Pdf, Press, seconds_for

if TYPE_CHECKING:
    from collections.abc import Iterator
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

    A long report is set in parts on all presses: counted first, so that each page can say which
    of how many it is, then set and joined. So it needs no more memory than a part does.
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

    def _count(self, html: str, seconds: int) -> int:
        with self.press() as press:
            return press.count(html, seconds=seconds)

    def _in_parts(self, report: Report, stamp: Stamp, looks: Looks, parts: list[Part]) -> Pdf:
        def html_of(part: Part) -> tuple[str, int]:
            # A part that is no larger than others may be slow only because the machine is busy.
            seconds = SECONDS // 2 if part.is_oversize else OF_A_PART  # counted, then set
            return part_html(report, stamp, looks, part), seconds

        # A number in the place of the one that is not known yet: as wide, so nothing moves.
        guess = [replace(part, pages_before=1000, pages_of_all=1000) for part in parts]
        counting = [self._parts.submit(self._count, *html_of(part)) for part in guess]
        pages = [counted.result() for counted in counting]
        total = sum(pages)
        placed = [
            replace(part, pages_before=sum(pages[:number]), pages_of_all=total)
            for number, part in enumerate(parts)
        ]
        setting = [self._parts.submit(self._make, *html_of(part)) for part in placed]
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, made in enumerate(setting):
                pdf = made.result()
                if pdf.pages != pages[number]:
                    raise CannotPrint("broken")  # the numbers on the pages would be wrong
                files.append((Path(folder) / f"{number}.pdf", ""))
                files[-1][0].write_bytes(pdf.data)
            whole = Path(folder) / "whole.pdf"
            title = f"{report.person.sort_name}, {report.person.number}"
            with self.press() as press:
                joined = press.join(files, whole, title=title)
            return Pdf(joined, whole.read_bytes())
