"""Entries as the templates show them: every value is text, or a flag for the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agency.templatetags.words import counted, short_day
from casemgmt.printing.content import STRUCK, Entry, Withheld
from casemgmt.printing.words import clean, lower_first, moment, stretches
from casenotes.models import PrintKind

if TYPE_CHECKING:
    from casemgmt.printing.content import Addition, Answer, Report

#: Entries up to this many characters are kept on one page; longer ones may break between lines.
KEPT_TOGETHER = 700

#: Who signs by hand, by the kind of paper: the agency's word for them, or words as they are.
SIGNATURES = {
    PrintKind.PRIMARY: ("case_officer", "offender"),
    PrintKind.REGULAR: ("case_officer", "offender"),
    PrintKind.TERMINATION: ("case_officer", "Received by"),
}


def shown(entry: Entry | Withheld, report: Report) -> dict[str, Any]:
    """One entry for the template."""
    if isinstance(entry, Withheld):
        return _withheld(entry, report)
    zone = entry.time_zone
    marked = report.kind == PrintKind.EXTRACT
    return {
        **_heading(entry),
        "dated": entry.dated,
        "on": short_day(entry.occurred_at.astimezone(ZoneInfo(zone)).date()),
        "occurred": moment(entry.occurred_at, zone),
        "recorded": moment(entry.recorded_at, zone),
        "recorded_word": "Signed" if entry.kind == "report" else "Recorded",
        "place": entry.place,
        "late": entry.late,
        "room": _room(entry),
        "title": clean(entry.title),
        "summary_word": "Summary" if entry.answers and entry.text else "",
        "author": signature(entry),
        "subjects": ", ".join(entry.subjects),
        "details": [
            {"name": name, "runs": _line(words, marked)} for name, words in _details(entry)
        ],
        "text": stretches(entry.text, with_redactions=marked),
        "parts": [
            {"name": name, "text": stretches(words, with_redactions=marked)}
            for name, words in entry.parts
        ],
        "answers": [_answer(answer, marked) for answer in entry.answers],
        "additions": [_addition(addition, zone, marked) for addition in entry.additions],
        "struck": _struck(entry),
        "earlier": entry.earlier,
        "together": length(entry) <= KEPT_TOGETHER,
        "number": entry.id,
    }


def signature(signed: Entry | Addition) -> str:
    """Name and role as they were then; where the name is unknown, nothing is made up."""
    role = lower_first(signed.author_role)
    return clean(", ".join(part for part in (signed.author_name, role) if part))


def length(entry: Entry | Withheld) -> int:
    """About how many characters of lines an entry fills."""
    if isinstance(entry, Withheld):
        return 200
    additions = sum(len(addition.text) + 120 for addition in entry.additions)
    answers = sum(len(a.comment) + len(a.action) + 80 for a in entry.answers)
    parts = sum(len(words) + 80 for _, words in entry.parts)
    parts += sum(len(words) + 40 for _, words in entry.details)
    lines = 60 * entry.text.count("\n")
    return len(entry.text) + additions + answers + parts + lines


def _withheld(entry: Withheld, report: Report) -> dict[str, Any]:
    if report.kind == PrintKind.EXTRACT and entry.why:
        number = "One entry" if entry.count == 1 else f"{entry.count} entries"
        words = f"{number} withheld: {clean(entry.why)}."
    elif entry.why == STRUCK:
        number = "One entry was" if entry.count == 1 else f"{entry.count} entries were"
        words = f"{number} struck as an error: about another person. Nothing of it is shown here."
    else:
        number = "One note" if entry.count == 1 else f"{entry.count} notes"
        kind = "Its kind is" if entry.count == 1 else "Their kind is"
        words = (
            f"{number} withheld from this report. {kind} not open to the reader for whom it was "
            "printed."
        )
    return {"withheld": words, "on": short_day(entry.on), **_heading(entry)}


def _heading(entry: Entry | Withheld) -> dict[str, str]:
    return {"heading": clean(entry.heading), "about": clean(entry.about)}


def _details(entry: Entry) -> list[tuple[str, str]]:
    found = list(entry.details)
    if entry.others_present:
        found.append(("Also present", entry.others_present))
    if entry.attachments:
        files = counted(len(entry.attachments), "file")
        found.append((f"Attached, {files}", ", ".join(entry.attachments)))
    return found


def _line(words: str, marked: bool) -> list[dict[str, Any]]:
    """The runs of a text of one line."""
    found = stretches(words.replace("\n", " "), with_redactions=marked)
    return [run for stretch in found for run in stretch["runs"]]


def _struck(entry: Entry) -> str:
    if entry.struck is None:
        return ""
    at = moment(entry.struck.at, entry.time_zone)
    return clean(
        f"Struck as an error on {at} by {entry.struck.by}: {entry.struck.why}. "
        "It counts for nothing."
    )


def _answer(answer: Answer, marked: bool) -> dict[str, Any]:
    action = answer.action
    if action:
        by = f", by {answer.action_by}" if answer.action_by else ""
        due = f", due {short_day(answer.action_due_on)}" if answer.action_due_on else ""
        action = f"{action}{by}{due}"
    return {
        "name": answer.name,
        "answer": "" if answer.yes is None else ("Yes" if answer.yes else "No"),
        "comment": stretches(answer.comment, with_redactions=marked),
        "action": _line(action, marked),
    }


def _addition(addition: Addition, zone: str, marked: bool) -> dict[str, Any]:
    return {
        "kind": addition.kind,
        "signed": f"{moment(addition.recorded_at, zone)}, {signature(addition)}",
        "text": stretches(addition.text, with_redactions=marked),
    }


def _room(entry: Entry) -> int:
    """By how many lines the times beside an entry may be longer than the entry itself."""
    beside = 2 + entry.late + len(entry.place) // 40 + bool(entry.place)
    extra = len(entry.answers) + 2 * len(entry.additions) + 2 * len(entry.parts)
    extra += len(_details(entry)) + bool(entry.struck) + bool(entry.earlier)
    lines = 1 + bool(entry.subjects) + extra
    if entry.text:
        lines += 1 + max(entry.text.strip().count("\n"), len(entry.text) // 120)
    return min(2, max(0, beside - lines))
