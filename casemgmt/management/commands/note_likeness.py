"""Tells how like one another pairs of notes are, so that an agency can choose its thresholds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from agency.models import Agency
from casenotes.likeness import likeness
from scheduling.policy.settings import DEFAULTS, BadSetting, Settings, settings_from

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXAMPLE = '[{"id": "1", "a": "earlier note", "b": "new note"}]'
BAD_FILE = 2


class Command(BaseCommand):
    """`manage.py note_likeness FILE.json`, or `-` for standard input."""

    help = (
        f"Read {EXAMPLE} and print the likeness of each pair and whether it would be questioned, "
        "by the agency's settings. a is the earlier note, b the new one."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which file."""
        parser.add_argument("file", help="A JSON file of pairs; - for standard input.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one object for each pair, in the order of the file."""
        pairs = pairs_of(_read(options["file"]))
        settings = self._settings()
        threshold = min(settings.note_similarity_warning, settings.note_similarity_block)
        found = []
        for pair in pairs:
            score = round(likeness(pair["a"], pair["b"]), 4)
            found.append({"id": pair["id"], "score": score, "copied": score >= threshold})
        lines = ",\n ".join(json.dumps(one) for one in found)
        self.stdout.write(f"[{lines}]")

    def _settings(self) -> Settings:
        """The agency's settings; the shipped ones, with a word about it, where there are none."""
        try:
            agency = Agency.objects.first()
        except DatabaseError:
            self.stderr.write("No database is reachable: the shipped thresholds apply.")
            return DEFAULTS
        if agency is None:
            self.stderr.write("No agency is set up: the shipped thresholds apply.")
            return DEFAULTS
        try:
            return settings_from(agency.setting("policy", {}))
        except BadSetting as bad:
            raise CommandError(f"The agency's settings cannot be read: {bad}") from bad


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as problem:
        raise _bad(f"{name}: cannot be read: {problem.strerror}.") from problem
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _bad(f"{name}: byte {problem.start} is no UTF-8.") from problem


def pairs_of(text: str) -> list[dict[str, Any]]:
    """The pairs of a file; raises CommandError that names the entry and the key."""
    try:
        entries = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        where = (
            f" line {problem.lineno}, column {problem.colno}: {problem.msg}"
            if isinstance(problem, json.JSONDecodeError)
            else ""
        )
        raise _bad(f"This is no JSON:{where or ' it is nested too deeply'}.") from problem
    if not isinstance(entries, list):
        raise _bad(f"Expected a list of pairs, found {_kind(entries)}.")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise _bad(f"Entry {number}: expected an object, found {_kind(entry)}.")
        for key in ("id", "a", "b"):
            if key not in entry:
                raise _bad(f"Entry {number}: the key {key!r} is missing.")
            wanted: tuple[type, ...] = (str, int) if key == "id" else (str,)
            if not isinstance(entry[key], wanted) or isinstance(entry[key], bool):
                expected = "a text or a whole number" if key == "id" else "a text"
                raise _bad(
                    f"Entry {number}, key {key!r}: expected {expected}, found {_kind(entry[key])}."
                )
    return entries


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "nothing (null)" if value is None else kinds.get(type(value), "a number")


def _bad(message: str) -> CommandError:
    return CommandError(f"{message} Expected: {EXAMPLE}", returncode=BAD_FILE)
