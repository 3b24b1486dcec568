"""Fills a form as a browser shows it: what is chosen stays, what is required gets something."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

WORDS = "Spoke with the unit team about the weekend visit and the kitchen job."
BY_TYPE = {
    "date": "2026-11-20",
    "time": "09:00",
    "number": "5",
    "email": "someone@x.test",
    "text": WORDS[:40],
    "textarea": WORDS,
}
NOT_SENT = {"submit", "button", "file", "search"}


@dataclass
class Form:
    """One form of a page. names: of all its fields, filled or not. values: as it would be sent.

    choices: the ids that a field offers, by name.
    """

    action: str
    method: str
    names: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class Forms(HTMLParser):
    """Every form of a page, in `found`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select: tuple[str, bool, list[tuple[str, bool]]] | None = None
        self._text: tuple[str, bool] | None = None
        self._written = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        if tag == "form":
            self._form = Form(had.get("action", ""), had.get("method", "get").lower())
            self.found.append(self._form)
        if self._form is None or "disabled" in had:
            return
        name = had.get("name", "")
        if name:
            self._form.names.add(name)
        if tag == "input" and name:
            self._input(name, had)
        elif tag == "select":
            self._select = (name, "required" in had, [])
        elif tag == "option" and self._select:
            self._select[2].append((had.get("value", ""), "selected" in had))
        elif tag == "textarea":
            self._text = (name, "required" in had)
            self._written = ""

    def _input(self, name, had):
        kind = had.get("type", "text")
        value = had.get("value", "")
        if kind in NOT_SENT:
            return
        if kind == "radio":
            self._form.choices.setdefault(name, []).append(value)
            if "checked" in had:
                self._form.values[name] = [value]
            elif "required" in had and name not in self._form.values:
                self._form.put(name, value)
        elif kind == "checkbox":
            if "checked" in had:
                self._form.put(name, value or "on")
        elif value or kind == "hidden":
            self._form.put(name, value)
        elif "required" in had:
            self._form.put(name, BY_TYPE.get(kind, BY_TYPE["text"]))

    def handle_data(self, data):
        if self._text:
            self._written += data

    def handle_endtag(self, tag):
        if self._form is None:
            return
        if tag == "select" and self._select:
            name, required, options = self._select
            self._form.choices[name] = [value for value, _ in options if value]
            chosen = [value for value, selected in options if selected and value]
            offered = self._form.choices[name]
            if chosen or (required and offered):
                self._form.values[name] = chosen or offered[:1]
            self._select = None
        elif tag == "textarea" and self._text:
            name, required = self._text
            written = self._written.strip("\n") or (BY_TYPE["textarea"] if required else "")
            if written:
                self._form.put(name, written)
            self._text = None
        elif tag == "form":
            self._form = None


def form_of(html: str, address: str) -> Form | None:
    """The form that the page at `address` sends to itself: the one with the most fields."""
    own = [
        form
        for form in Forms(html).found
        if form.method == "post" and form.action.split("?")[0] in {"", address}
    ]
    return max(own, key=lambda form: len(form.names), default=None)
