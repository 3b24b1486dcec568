"""Words as they stand on paper: cleaned, in stretches of one direction, moments and names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agency.templatetags.words import short_day
from casemgmt.printing.content import REDACTION_CLOSES, REDACTION_OPENS

if TYPE_CHECKING:
    from datetime import datetime

#: In a running header a longer name is cut; it stands in full on the first page.
LONGEST_RUNNING_NAME = 56

#: The same beside the words on what may not be filed, which stand between place and name.
LONGEST_BESIDE_MARK = 44

# What no font has and no reader can see; a report shows that something stood there.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]")
_MARKS = re.compile(f"[{REDACTION_OPENS}{REDACTION_CLOSES}]")
_REDACTED = re.compile(f"{REDACTION_OPENS}([^{REDACTION_CLOSES}]*){REDACTION_CLOSES}")


def clean(words: str) -> str:
    """Without what cannot be seen; tabs as spaces."""
    return _MARKS.sub("\ufffd", _without_controls(words))


def stretches(words: str, *, with_redactions: bool = False) -> list[dict[str, Any]]:
    """Words in stretches of lines that are read in one direction, by their first letters.

    Each has `dir` and `runs`: pieces of text, some of which stand for something redacted.
    """
    cleaned = _without_controls(words) if with_redactions else clean(words)
    found: list[dict[str, str]] = []
    for line in cleaned.strip("\n").split("\n"):
        direction = _direction(line) or (found[-1]["dir"] if found else "")
        if found and direction in {found[-1]["dir"], ""}:
            found[-1]["words"] += f"\n{line}"
        elif found and not found[-1]["dir"]:
            found[-1] = {"words": f"{found[-1]['words']}\n{line}", "dir": direction}
        else:
            found.append({"words": line, "dir": direction})
    return [
        {"dir": stretch["dir"], "runs": _runs(stretch["words"])}
        for stretch in found
        if stretch["words"].strip()
    ]


def moment(at: datetime, zone: str) -> str:
    """A moment on the clock of `zone`: "23 Nov 2026, 11:04"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date())}, {local:%H:%M}"


def lower_first(words: str) -> str:
    """With a small first letter, for the middle of a sentence."""
    return words[:1].lower() + words[1:]


def shortened(name: str, longest: int = LONGEST_RUNNING_NAME) -> str:
    """For a running header."""
    if len(name) <= longest:
        return name
    return name[: longest - 1].rstrip() + "…"


def groups_of_four(digits: str) -> str:
    """Hexadecimal digits as a person reads them: "7F3A 91C2"."""
    upper = digits.upper()
    return " ".join(upper[i : i + 4] for i in range(0, len(upper), 4))


def fingerprint_words(fingerprint: str) -> str:
    """The beginning of a fingerprint in groups: "7F3A 91C2 0D5E B844 6A1B"."""
    return groups_of_four(fingerprint[:20])


def _without_controls(words: str) -> str:
    return _CONTROL.sub("\ufffd", words.replace("\t", "    "))


def _runs(words: str) -> list[dict[str, Any]]:
    """The pieces between grounds, and the grounds; most texts are one piece."""
    if REDACTION_OPENS not in words:
        return [{"words": words}]
    pieces = _REDACTED.split(words)
    return [
        {"words": _MARKS.sub("\ufffd", piece), "redacted": bool(number % 2)}
        for number, piece in enumerate(pieces)
        if piece or number % 2
    ]


def _direction(line: str) -> str:
    for letter in line:
        found = unicodedata.bidirectional(letter)
        if found == "L":
            return "ltr"
        if found in {"R", "AL"}:
            return "rtl"
    return ""
