"""How fast reports are set, beside WeasyPrint on the same HTML without our style sheet.

It needs no database: the content of the reports is made here. Figures mean something only as
ratios within one run.
"""

from __future__ import annotations

import re
import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from agency.models import Agency
from casemgmt.printing.content import Entry, Period, Person, Report, Stamp
from casemgmt.printing.filing import file_place
from casemgmt.printing.html import Looks, part_html, parts_of
from casemgmt.printing.room import PressRoom, cores

if TYPE_CHECKING:
    from collections.abc import Callable

AGENCY = Agency(
    code="us-ok",
    name="Department of Corrections",
    time_zone="America/Chicago",
    standards=["us-ok/op-060101"],
)
STAMP = Stamp("RCC-2026-000001", datetime(2026, 11, 23, 16, tzinfo=UTC), "Linh Tran", "Records")
WORDS = (
    "Saw him in the unit office. He has started the course and works mornings in the kitchen. "
    "Earned credits for September were read to him. No family concerns. He attended six of six "
    "sessions of the group; the facilitator says that he speaks up and helps new members. "
)

NOTES_OF_ONE = 120
IN_A_BATCH = 8
NOTES_IN_A_BATCH = 60
NOTES_OF_THE_LONGEST = 5600
ROUNDS = 3


def measure(say: Callable[[str], None]) -> dict[str, Any]:
    """Set one report, a batch and a report of a thousand pages; returns the figures."""
    figures: dict[str, Any] = {"presses": cores()}
    looks = Looks(AGENCY, file_place(AGENCY), "Letter")
    one, bare = _report(NOTES_OF_ONE), _bare_html(_report(NOTES_OF_ONE), looks)
    with PressRoom() as room:

        def set_bare() -> int:
            with room.press() as press:
                return press.make(bare).pages

        def set_ours() -> int:
            return room.set(one, STAMP, looks).result().pages

        # Both on a typesetter that is warm, and by turns, so that they meet the same machine.
        bare_rates, our_rates = [], []
        for _ in range(cores()):
            with room.press() as press:
                press.make("<p>warm")
        for _ in range(ROUNDS):
            bare_rates.append(_rate(set_bare))
            our_rates.append(_rate(set_ours))
        _keep(figures, say, "bare, pages a second", statistics.median(bare_rates))
        _keep(figures, say, "one report, pages a second", statistics.median(our_rates))
        base = statistics.median(bare_rates)
        _keep(figures, say, "one report, to bare", statistics.median(our_rates) / base)

        batch = [_report(NOTES_IN_A_BATCH) for _ in range(IN_A_BATCH)]
        bare_batch = [_bare_html(report, looks) for report in batch]

        def set_batch() -> int:
            made = [room.set(report, STAMP, looks) for report in batch]
            return sum(pdf.result().pages for pdf in made)

        def set_one_bare(html: str) -> int:
            with room.press() as press:
                return press.make(html).pages

        def set_bare_batch() -> int:
            with ThreadPoolExecutor(cores()) as threads:
                return sum(threads.map(set_one_bare, bare_batch))

        bare_rates, our_rates = [], []
        for _ in range(ROUNDS):
            bare_rates.append(_rate(set_bare_batch))
            our_rates.append(_rate(set_batch))
        on_every_core = statistics.median(bare_rates)
        _keep(figures, say, "bare on every core, pages a second", on_every_core)
        _keep(figures, say, "batch, pages a second", statistics.median(our_rates))
        _keep(
            figures,
            say,
            "batch, to bare on every core",
            statistics.median(our_rates) / on_every_core,
        )
    with PressRoom() as room:
        began = time.perf_counter()
        pages = room.set(_report(NOTES_OF_THE_LONGEST), STAMP, looks).result().pages
        seconds = time.perf_counter() - began
        _keep(figures, say, "longest report, pages", pages)
        _keep(figures, say, "longest report, seconds", seconds)
        _keep(figures, say, "longest report, to bare", pages / seconds / base)
        _keep(
            figures, say, "longest report, to bare on every core", pages / seconds / on_every_core
        )
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    _keep(figures, say, "largest typesetter, MB", largest)
    _keep(figures, say, "worker, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def _keep(figures: dict[str, Any], say: Callable[[str], None], name: str, value: float) -> None:
    figures[name] = round(value, 2)
    say(f"{name}: {value:,.2f}")


def _rate(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    pages = work()
    return pages / (time.perf_counter() - began)


def _report(notes: int) -> Report:
    start = datetime(2020, 1, 1, 15, tzinfo=UTC)
    entries = tuple(
        Entry(
            kind="note",
            id=number,
            title="Progress review, face to face",
            occurred_at=start + timedelta(hours=9 * number),
            recorded_at=start + timedelta(hours=9 * number, minutes=12),
            time_zone="America/Chicago",
            late=False,
            author_name="Dana Whitfield",
            author_role="Case manager",
            text=WORDS * (2 + number % 3),
        )
        for number in range(notes)
    )
    return Report(
        agency=AGENCY.name,
        facility="Redbud Correctional Center",
        time_zone="America/Chicago",
        person=Person("744106", "ASHBY, Terrell Dean", date(1989, 3, 17), "Unit B", "D. Whitfield"),
        period=Period(None, date(2026, 11, 23)),
        entries=entries,
    )


def _bare_html(report: Report, looks: Looks) -> str:
    """The same HTML without our style sheet: text of the same size, page numbers, nothing else."""
    style = (
        "<style>@page{size:Letter;margin:27mm 18mm 26mm;"
        "@bottom-right{content:'Page ' counter(page) ' of ' counter(pages)}}"
        'body{font:9pt/12.5pt "Open Sans",sans-serif}h1,h2,h3{font-size:9pt;margin:7pt 0 0}'
        "p{margin:0}.text{white-space:pre-wrap}</style>"
    )
    html = part_html(report, STAMP, looks, parts_of(report)[0])
    return re.sub(r"<style>.*?</style>", lambda found: style, html, count=1, flags=re.DOTALL)
