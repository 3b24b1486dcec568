"""What documents and templates say of modules is true: every one that they name is there."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOPS = "agency|casemgmt|casenotes|conferences|offenders|plans|scheduling|templates|tests"
PATHS = re.compile(rf"`((?:{TOPS})/[\w/.-]*)`")
NAMES = re.compile(r"`(casemgmt\.[a-z_.]+\w*)`")

PAGES = sorted([ROOT / "README.md", ROOT / "CONTEXT.md", *(ROOT / "docs").glob("*.md")])
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    missing = [path for path in PATHS.findall(page.read_text()) if not (ROOT / path).exists()]
    assert missing == [], f"{page.name} names what is not there: {', '.join(missing)}."


def test_the_page_about_the_code_names_every_room() -> None:
    named = set(PATHS.findall((ROOT / "docs" / "architecture.md").read_text()))
    rooms = {"agency", "offenders", "casenotes", "plans", "conferences", "scheduling", "casemgmt"}
    assert {f"{room}/" for room in rooms} <= named


def test_every_view_that_a_template_names_is_there() -> None:
    """A template says in its first lines which view gives its context."""
    missing = [
        f"{template.relative_to(ROOT)}: {name}"
        for template in TEMPLATES
        for name in NAMES.findall(template.read_text())
        if not is_there(name)
    ]
    assert missing == []


def is_there(name: str) -> bool:
    """Whether the name is a module, or what a module holds."""
    try:
        import_module(name)
    except ModuleNotFoundError:
        module, _, rest = name.rpartition(".")
        if not module:
            return False
        try:
            return hasattr(import_module(module), rest) or is_nested(module, rest)
        except ModuleNotFoundError:
            return is_nested(module, rest)
    return True


def is_nested(module: str, rest: str) -> bool:
    """Whether `rest` is a field or method of a class: `Panel.context`."""
    outer, _, inner = module.rpartition(".")
    try:
        return hasattr(getattr(import_module(outer), inner), rest)
    except (AttributeError, ModuleNotFoundError):
        return False
