"""No template, stylesheet or script leans on what the content security policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
SCRIPTS = sorted((BASE / "static" / "js").glob("*.js"))
SHEETS = sorted((BASE / "static" / "css").glob("*.css"))

#: Documents that become a PDF and never reach a browser carry their style sheet with them,
#: because nothing may be fetched while they are set.
CARRIES_ITS_STYLE = {"templates/print/page_numbers.html", "templates/print/report.html"}

FORBIDDEN = {
    "an inline style": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style[\s>]",
    "an inline script": r"<script(?![^>]*\bsrc=)[\s>]",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "htmx code in an attribute": r"\bhx-(on|vars)\b",
    "a script address": r"javascript:",
    "something from another host": r"(src|href)=[\"'](https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE)))
def test_a_template_has_no_inline_style_or_script(path):
    source = re.sub(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", "", path.read_text(), flags=re.S)
    found = {what for what, pattern in FORBIDDEN.items() if re.search(pattern, source)}
    carries = str(path.relative_to(BASE)) in CARRIES_ITS_STYLE
    assert found == ({"a style element"} if carries else set())


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS], ids=lambda path: path.name)
def test_scripts_and_sheets_fetch_nothing_from_elsewhere_and_evaluate_nothing(path):
    source = path.read_text()
    assert not re.search(r"https?://|\beval\(|new Function|\bimport\(|@import|url\(", source)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_keeps_personal_text_in_the_browser(path):
    kept = re.findall(r"(?:localStorage|sessionStorage)\.setItem\(([^,)]+)", path.read_text())
    assert set(kept) <= {"OFF"}


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('<p style="color:red">', "an inline style"),
        ("<script>go()</script>", "an inline script"),
        ('<button type="button" onclick="go()">', "an event attribute"),
        ('<link href="https://cdn.example/x.css">', "something from another host"),
    ],
)
def test_the_guard_itself_finds_what_it_forbids(source, what):
    assert re.search(FORBIDDEN[what], source)


def test_the_guard_reads_templates():
    assert len(TEMPLATES) > 20
    assert SCRIPTS
    assert SHEETS
