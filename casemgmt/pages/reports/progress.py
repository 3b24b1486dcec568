"""How far a contact report is, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casenotes.models import ReportKind

if TYPE_CHECKING:
    from casenotes.forms import ReportForm


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, how it stands in words, whether it is done, where it is on the page."""

    name: str
    words: str
    done: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The parts of a report, signing being the last."""

    parts: list[Part]

    @property
    def done(self) -> int:
        """How many parts are done."""
        return sum(part.done for part in self.parts)

    @property
    def total(self) -> int:
        """How many parts there are."""
        return len(self.parts)

    @property
    def to_do(self) -> list[Part]:
        """What is left before signing."""
        return [part for part in self.parts[:-1] if not part.done]


def _in_words(value: object) -> str:
    """A day as it stands in the form, "20 Nov"; as it was typed when it is no day."""
    try:
        on = date.fromisoformat(str(value or ""))
    except ValueError:
        return str(value or "")
    return f"{on.day} {on:%b}"


def progress_of(form: ReportForm) -> Progress:
    """What of the form is filled in, whether typed just now or kept in the draft."""
    held = _in_words(form["interview_on"].value())
    parts = [Part("Interview", held, bool(held), "interview")]
    for number, item in enumerate(form.items, 1):
        values = {
            name: str(field.value() or "").strip() for name, field in form.parts_of(item).items()
        }
        anchor = f"question-{number}"
        if form.kind == ReportKind.PRIMARY:
            answer = values["answer"]
            acted = all(values[name] for name in ("comment", "action", "by", "due"))
            words = {
                "yes": "Yes",
                "no": "No, action set" if acted else "No, action to do",
            }.get(answer, "To do")
            parts.append(
                Part(
                    f"{number} {item.name}",
                    words,
                    answer == "yes" or (answer == "no" and acted),
                    anchor,
                )
            )
        else:
            done = bool(values["comment"])
            parts.append(
                Part(f"{number} {item.name}", "Written" if done else "To do", done, anchor)
            )
    parts.append(Part("Sign", "To do", False, "sign"))
    return Progress(parts)
