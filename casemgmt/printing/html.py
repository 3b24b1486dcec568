"""Makes the HTML of a report. Every word in it is text: the template escapes, none is trusted."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.template.loader import get_template

from agency.templatetags.words import agency_word, capitalised, counted, short_day
from casemgmt.printing.content import Entry, Withheld

if TYPE_CHECKING:
    from datetime import datetime

    from agency.models import Agency
    from casemgmt.printing.content import Addition, Answer, Report, Stamp
    from casemgmt.printing.filing import FilePlace

TITLE = "Case Note Report"

#: Entries up to this many characters are kept on one page; longer ones may break between lines.
KEPT_TOGETHER = 700

#: In a running header a longer name is cut; it stands in full on the first page.
LONGEST_RUNNING_NAME = 56

# What no font has and no reader can see; a report shows that something stood there.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]")


def report_html(
    report: Report, stamp: Stamp, *, agency: Agency, place: FilePlace, paper: str
) -> str:
    """The report as one HTML document with its style sheet in it; it refers to nothing outside.

    paper: a CSS page size, "Letter" or "A4".
    """
    context = {
        "report": report,
        "title": TITLE,
        "paper": paper,
        "language": place.language,
        "document_title": _clean(f"{TITLE}: {report.person.sort_name}, {report.person.number}"),
        "running_place": _clean(f"{report.agency} · {report.facility}"),
        "running_name": _clean(f"{_shortened(report.person.sort_name)} · {report.person.number}"),
        "running_print": _running_print(report, stamp),
        "running_replaces": f"Replaces {stamp.replaces}" if stamp.replaces else "",
        "period": period_words(report),
        "kept_in": place.section,
        "clause": place.clause,
        "identity": list(_identity(report, agency)),
        "about": about(report, stamp),
        "entries": [_shown(entry, report) for entry in report.entries],
        "end": _end(report),
    }
    return get_template("print/case_note_report.html").render(context)


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
    printed_at = _moment(stamp.printed_at, report.time_zone)
    period = report.period
    since = f"from {short_day(period.from_on)} " if period.from_on else ""
    sentences = [
        f"As of {printed_at}.",
        f"What happened {since}until {short_day(period.until_on)}, both days included.",
    ]
    if report.withheld_count:
        notes = counted(report.withheld_count, "restricted note")
        sentences.append(f"{notes} not included.")
    else:
        sentences.append("Nothing was left out.")
    sentences.append("Amendments stand beneath what they add to.")
    return " ".join(sentences)


def fingerprint_words(fingerprint: str) -> str:
    """The beginning of a fingerprint in groups: "7F3A 91C2 0D5E B844 6A1B"."""
    start = fingerprint[:20].upper()
    return " ".join(start[i : i + 4] for i in range(0, 20, 4))


def _running_print(report: Report, stamp: Stamp) -> str:
    by = f"{stamp.printed_by}, {_lower_first(stamp.printed_as)}".rstrip(", ")
    printed_at = _moment(stamp.printed_at, report.time_zone)
    return _clean(
        f"Printed {printed_at} by {_shortened(by)}. Confidential.\n"
        f"Serial {stamp.serial}   Fingerprint {fingerprint_words(report.fingerprint())}"
    )


def _identity(report: Report, agency: Agency) -> Any:
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
    yield "Notes in this report", f"{notes}, of which {withheld} withheld" if withheld else notes
    if report.reports:
        yield "Contact reports", len(report.reports)


def _shown(entry: Entry | Withheld, report: Report) -> dict[str, Any]:
    if isinstance(entry, Withheld):
        number = "One note" if entry.count == 1 else f"{entry.count} notes"
        kind = "Its kind is" if entry.count == 1 else "Their kind is"
        return {
            "withheld": f"{number} withheld from this report. {kind} not open to the reader for "
            "whom it was printed.",
            "on": short_day(entry.on),
        }
    zone = entry.time_zone
    return {
        "occurred": _moment(entry.occurred_at, zone),
        "recorded": _moment(entry.recorded_at, zone),
        "recorded_word": "Signed" if entry.kind == "report" else "Recorded",
        "place": entry.place,
        "late": entry.late,
        "room": _room(entry),
        "title": _clean(entry.title),
        "summary_word": "Summary" if entry.answers and entry.text else "",
        "author": _signature(entry),
        "subjects": ", ".join(entry.subjects),
        "others_present": _clean(entry.others_present),
        "text": _text(entry.text),
        "answers": [_answer(answer) for answer in entry.answers],
        "additions": [_addition(addition, zone) for addition in entry.additions],
        "together": _length(entry) <= KEPT_TOGETHER,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    action = answer.action
    if action:
        by = f", by {answer.action_by}" if answer.action_by else ""
        due = f", due {short_day(answer.action_due_on)}" if answer.action_due_on else ""
        action = f"{action}{by}{due}"
    return {
        "name": answer.name,
        "answer": "" if answer.yes is None else ("Yes" if answer.yes else "No"),
        "comment": _text(answer.comment),
        "action": _clean(action),
    }


def _addition(addition: Addition, zone: str) -> dict[str, Any]:
    return {
        "kind": addition.kind,
        "signed": f"{_moment(addition.recorded_at, zone)}, {_signature(addition)}",
        "text": _text(addition.text),
    }


def _signature(signed: Entry | Addition) -> str:
    """Name and role as they were then; where the name is unknown, nothing is made up."""
    role = _lower_first(signed.author_role)
    return _clean(", ".join(part for part in (signed.author_name, role) if part))


def _text(words: str) -> list[dict[str, str]]:
    """Words in stretches of lines that are read in one direction, by their first letters."""
    stretches: list[dict[str, str]] = []
    for line in _clean(words).strip("\n").split("\n"):
        direction = _direction(line) or (stretches[-1]["dir"] if stretches else "")
        if stretches and direction in {stretches[-1]["dir"], ""}:
            stretches[-1]["words"] += f"\n{line}"
        elif stretches and not stretches[-1]["dir"]:
            stretches[-1] = {"words": f"{stretches[-1]['words']}\n{line}", "dir": direction}
        else:
            stretches.append({"words": line, "dir": direction})
    return [stretch for stretch in stretches if stretch["words"].strip()]


def _direction(line: str) -> str:
    for letter in line:
        found = unicodedata.bidirectional(letter)
        if found == "L":
            return "ltr"
        if found in {"R", "AL"}:
            return "rtl"
    return ""


def _clean(words: str) -> str:
    return _CONTROL.sub("\ufffd", words.replace("\t", "    "))


def _room(entry: Entry) -> int:
    """By how many lines the times beside an entry may be longer than the entry itself."""
    beside = 2 + entry.late + len(entry.place) // 40 + bool(entry.place)
    extra = len(entry.answers) + 2 * len(entry.additions)
    lines = 1 + bool(entry.subjects) + bool(entry.others_present) + extra
    if entry.text:
        lines += 1 + max(entry.text.strip().count("\n"), len(entry.text) // 120)
    return min(2, max(0, beside - lines))


def _length(entry: Entry) -> int:
    additions = sum(len(addition.text) + 120 for addition in entry.additions)
    answers = sum(len(a.comment) + len(a.action) + 80 for a in entry.answers)
    lines = 60 * entry.text.count("\n")
    return len(entry.text) + additions + answers + lines


def _end(report: Report) -> str:
    notes = counted(len(report.notes), "note")
    reports = counted(len(report.reports), "contact report")
    parts = [notes, *([reports] if report.reports else [])]
    return f"End of report: {' and '.join(parts)} printed, {report.withheld_count} withheld."


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date())}, {local:%H:%M}"


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_RUNNING_NAME:
        return name
    return name[: LONGEST_RUNNING_NAME - 1].rstrip() + "…"
