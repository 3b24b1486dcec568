"""Makes the HTML of a report. Every word in it is text: the template escapes, none is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template

from agency.templatetags.words import agency_word, capitalised, counted, short_day
from casemgmt.printing.shown import SIGNATURES, length, shown
from casemgmt.printing.words import (
    LONGEST_BESIDE_MARK,
    LONGEST_RUNNING_NAME,
    clean,
    fingerprint_words,
    groups_of_four,
    lower_first,
    moment,
    shortened,
)
from casenotes.models import PrintKind

if TYPE_CHECKING:
    from agency.models import Agency
    from casemgmt.printing.content import Report, Stamp
    from casemgmt.shipped_print_rules import FilePlace

TITLES = {
    PrintKind.CASE_NOTES: "Case Note Report",
    PrintKind.PRIMARY: "Primary Contact Report",
    PrintKind.REGULAR: "Regular Contact Report",
    PrintKind.TERMINATION: "Termination Summary",
    PrintKind.EXTRACT: "Extract of the Case Record",
}

#: Stands across each page of a preview, and at its foot.
NO_RECORD = "Preview - not a record"
FIRST_ENTRIES = (
    "The first entries alone, as they would be printed. The print says how many there are and what "
    "is left out."
)

#: A longer report is set in parts of this many characters (some fifty pages each), so that it
#: takes no more memory than a short one and all cores at once.
WHOLE_UNTIL, PART_OF = 450_000, 220_000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long report: which entries. is_oversize: one alone is more than a part should be.

    A part that is not the whole has no page numbers: see `numbering`.
    """

    first: int
    last: int
    is_first: bool = True
    is_last: bool = True
    is_oversize: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether there is no other part."""
        return self.is_first and self.is_last


@dataclass(frozen=True, slots=True)
class Looks:
    """How a report is set. paper: a CSS page size, "Letter" or "A4". preview: each page says that
    it is none, in place of serial and fingerprint."""

    agency: Agency
    place: FilePlace
    paper: str
    cover: bool = False
    duplex: bool = False
    preview: bool = False


def parts_of(report: Report) -> list[Part]:
    """The parts in which a report is set: one, or several of about the same size."""
    sizes = [length(entry) + 200 for entry in report.entries]
    if sum(sizes) <= WHOLE_UNTIL:
        return [Part(0, len(sizes))]
    bounds, filled = [0], 0
    for number, size in enumerate(sizes):
        if filled and filled + size > PART_OF:
            bounds.append(number)
            filled = 0
        filled += size
    bounds.append(len(sizes))
    last = len(bounds) - 2
    return [
        Part(
            bounds[n],
            bounds[n + 1],
            is_first=n == 0,
            is_last=n == last,
            is_oversize=sum(sizes[bounds[n] : bounds[n + 1]]) > PART_OF,
        )
        for n in range(last + 1)
    ]


def title_of(report: Report) -> str:
    """What the paper is called."""
    return TITLES[PrintKind(report.kind)]


def document_title(report: Report) -> str:
    """What the file says that it is: "Case Note Report: ASHBY, Terrell Dean, 744106"."""
    return f"{title_of(report)}: {name_of(report)}"


def name_of(report: Report) -> str:
    """For the bookmarks of a file of several: "ASHBY, Terrell Dean, 744106"."""
    return clean(f"{report.person.sort_name}, {report.person.number}")


def report_html(
    report: Report,
    stamp: Stamp,
    *,
    agency: Agency,
    place: FilePlace,
    paper: str,
    cover: bool = False,
    duplex: bool = False,
) -> str:
    """The whole report as one HTML document."""
    looks = Looks(agency, place, paper, cover, duplex)
    return part_html(report, stamp, looks, Part(0, len(report.entries)))


def part_html(report: Report, stamp: Stamp, looks: Looks, part: Part) -> str:
    """A part of a report as an HTML document with its style sheet in it; it refers to nothing
    outside."""
    agency, place = looks.agency, looks.place
    title, digits = title_of(report), _fingerprint(report, stamp)
    context = {
        "report": report,
        "title": title,
        "paper": looks.paper,
        "part": part,
        "cover": looks.cover and part.is_first,
        "duplex": looks.duplex,
        "language": place.language,
        "document_title": document_title(report),
        "running_place": _running_place(report, is_marked=bool(stamp.not_for_file)),
        "running_name": _running_name(report, is_marked=bool(stamp.not_for_file)),
        "running_print": _running_preview(report, stamp)
        if looks.preview
        else _running_print(report, stamp),
        "watermark": NO_RECORD if looks.preview else "",
        "running_replaces": f"Replaces {stamp.replaces}" if stamp.replaces else "",
        "not_for_file": stamp.not_for_file,
        "period": period_words(report),
        "kept_in": "" if stamp.not_for_file else place.section,
        "clause": place.clause,
        "caution": place.caution,
        "identity": list(_identity(report, agency, is_counted=not looks.preview)),
        "about": FIRST_ENTRIES if looks.preview else about(report, stamp),
        "reason": clean(stamp.reason),
        "reference": clean(stamp.reference),
        "serial": "None: a preview" if looks.preview else stamp.serial,
        "printed": moment(stamp.printed_at, report.time_zone),
        "printed_by": clean(stamp.printed_by),
        "fingerprint_start": "None: a preview" if looks.preview else fingerprint_words(digits),
        "fingerprint": groups_of_four(digits),
        "as_form": report.kind in SIGNATURES,
        "signatures": _signatures(report, agency),
        "entries": [shown(entry, report) for entry in report.entries[part.first : part.last]],
        "end": _end(report),
    }
    return get_template("print/report.html").render(context)


def period_words(report: Report) -> str:
    """The days of which it tells: "1 Jul 2026 to 22 Nov 2026"."""
    period = report.period
    if period.from_on is None:
        return f"All until {short_day(period.until_on)}"
    if period.from_on == period.until_on:
        return short_day(period.until_on)
    return f"{short_day(period.from_on)} to {short_day(period.until_on)}"


def about(report: Report, stamp: Stamp) -> str:
    """What the report holds and what it leaves out, in sentences."""
    printed_at = moment(stamp.printed_at, report.time_zone)
    period = report.period
    since = f"from {short_day(period.from_on)} " if period.from_on else ""
    sentences = [
        f"As of {printed_at}.",
        f"What happened {since}until {short_day(period.until_on)}, both days included.",
    ]
    if report.only_new:
        sentences.append("Only what no earlier print of this kind for the file held.")
    extract, number = report.kind == PrintKind.EXTRACT, report.withheld_count
    if number:
        what = ("entry", "entries") if extract else ("restricted note", "restricted notes")
        sentences.append(f"{number} {what[number > 1]} not included.")
    if extract:
        # Said of every copy alike: that something restricted is left out must not show.
        sentences.append("What is withheld says on which ground. Restricted records are left out.")
    elif report.struck_count:
        entries = "1 entry" if report.struck_count == 1 else f"{report.struck_count} entries"
        sentences.append(f"{entries} struck as about another person not shown.")
    elif not number:
        sentences.append("Nothing was left out.")
    sentences.append("Amendments stand beneath what they add to.")
    return " ".join(sentences)


def _fingerprint(report: Report, stamp: Stamp) -> str:
    return stamp.fingerprint or report.fingerprint()


def _running_place(report: Report, *, is_marked: bool) -> str:
    """Agency and facility on one line at the head of a page, or the facility where both are too
    long for it: beside the words on what may not be filed there is less room."""
    longest = LONGEST_BESIDE_MARK if is_marked else LONGEST_RUNNING_NAME
    both = f"{report.agency} · {report.facility}"
    return clean(both if len(both) <= longest else shortened(report.facility, longest))


def _running_name(report: Report, *, is_marked: bool) -> str:
    number = report.person.number
    longest = LONGEST_BESIDE_MARK - len(number) - 8 if is_marked else LONGEST_RUNNING_NAME
    return clean(f"{shortened(report.person.sort_name, max(12, longest))} · {number}")


def _running_print(report: Report, stamp: Stamp) -> str:
    by = f"{stamp.printed_by}, {lower_first(stamp.printed_as)}".rstrip(", ")
    printed_at = moment(stamp.printed_at, report.time_zone)
    return clean(
        f"Printed {printed_at} by {shortened(by)}. Confidential.\n"
        f"Serial {stamp.serial}   Fingerprint {fingerprint_words(_fingerprint(report, stamp))}"
    )


def _running_preview(report: Report, stamp: Stamp) -> str:
    """Who looked at it, and when, in the place of who printed it."""
    seen_at = moment(stamp.printed_at, report.time_zone)
    return clean(f"Seen {seen_at} by {shortened(stamp.printed_by)}. Confidential.\n{NO_RECORD}")


def _identity(report: Report, agency: Agency, *, is_counted: bool) -> Any:
    person = report.person
    notes = len(report.notes) + report.withheld_count
    withheld = report.withheld_count
    yield capitalised(agency_word(agency.terms, "offender")), person.sort_name
    yield "Number", person.number
    yield "Date of birth", short_day(person.date_of_birth) or "Not known"
    yield "Location when printed", person.location
    yield capitalised(agency_word(agency.terms, "case_officer")), person.officer or "None"
    for label, on in person.release_dates:
        yield label, short_day(on)
    if not person.release_dates:
        yield "Release dates", "None recorded"
    if not is_counted:
        return
    if report.kind not in {PrintKind.PRIMARY, PrintKind.REGULAR}:
        held = f"{notes}, of which {withheld} withheld" if withheld else notes
        yield "Notes in this report", held
    if report.reports:
        yield "Contact reports", len(report.reports)


def _signatures(report: Report, agency: Agency) -> list[str]:
    """Who signs by hand beneath a form."""
    return [
        capitalised(agency_word(agency.terms, who)) if who.islower() else who
        for who in SIGNATURES.get(PrintKind(report.kind), ())
    ]


def _end(report: Report) -> str:
    notes = counted(len(report.notes), "note")
    reports = counted(len(report.reports), "contact report")
    parts = [
        *([notes] if report.notes or not report.reports else []),
        *([reports] if report.reports else []),
    ]
    return f"End of report: {' and '.join(parts)} printed, {report.withheld_count} withheld."
