"""What is taken out of the content of an extract before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from casemgmt.printing.content import Entry, Redacted, Report, Withheld, without

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    #: What is withheld, by the key of the entry and the name of its text; the name "" is the whole
    #: entry, under the ground of its first passage.
    Redactions = Mapping[tuple[str, str], Sequence[Redacted]]


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of an entry. part: its name there; label: what it is, for people."""

    part: str
    label: str
    text: str


def key_of(entry: Entry) -> str:
    """How an entry is named: "note:12"."""
    return f"{entry.kind}:{entry.id}"


def texts_of(entry: Entry) -> list[Passage]:
    """Every text of an entry that somebody wrote, in the order of the paper."""
    found = [Passage("others_present", "Also present", entry.others_present)]
    for number, (name, words) in enumerate(entry.details):
        found.append(Passage(f"detail:{number}", name, words))
    for number, answer in enumerate(entry.answers):
        found.append(Passage(f"answer:{number}", answer.name, answer.comment))
        found.append(Passage(f"action:{number}", f"{answer.name}, action", answer.action))
        found.append(Passage(f"action_by:{number}", f"{answer.name}, by", answer.action_by))
    found.append(Passage("text", "Text", entry.text))
    for number, (name, words) in enumerate(entry.parts):
        found.append(Passage(f"part:{number}", name, words))
    for number, name in enumerate(entry.attachments):
        found.append(Passage(f"attachment:{number}", "Attached", name))
    for number, addition in enumerate(entry.additions):
        found.append(Passage(f"addition:{number}", addition.kind, addition.text))
    return [passage for passage in found if passage.text]


def redacted(report: Report, redactions: Redactions) -> Report:
    """The report as it may be handed out: nothing of what is withheld is in it any more."""
    left = tuple(what_is_left(entry, redactions) for entry in report.entries)
    return replace(report, entries=left)


def what_is_left(entry: Entry | Withheld, redactions: Redactions) -> Entry | Withheld:
    """One entry as it may be handed out."""
    if isinstance(entry, Withheld):
        return entry
    key = key_of(entry)
    whole = redactions.get((key, ""))
    if whole:
        on = entry.occurred_at.astimezone(ZoneInfo(entry.time_zone)).date()
        told = None if entry.dated == "none" else on
        return Withheld(told, 1, whole[0].ground, entry.heading, entry.about)

    def left(part: str, words: str) -> str:
        return without(words, redactions.get((key, part), ()))

    return replace(
        entry,
        text=left("text", entry.text),
        others_present=left("others_present", entry.others_present),
        details=tuple(
            (name, left(f"detail:{n}", words)) for n, (name, words) in enumerate(entry.details)
        ),
        parts=tuple(
            (name, left(f"part:{n}", words)) for n, (name, words) in enumerate(entry.parts)
        ),
        attachments=tuple(
            left(f"attachment:{n}", name) for n, name in enumerate(entry.attachments)
        ),
        answers=tuple(
            replace(
                answer,
                comment=left(f"answer:{n}", answer.comment),
                action=left(f"action:{n}", answer.action),
                action_by=left(f"action_by:{n}", answer.action_by),
            )
            for n, answer in enumerate(entry.answers)
        ),
        additions=tuple(
            replace(addition, text=left(f"addition:{n}", addition.text))
            for n, addition in enumerate(entry.additions)
        ),
    )
