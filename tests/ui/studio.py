"""Renders the style guide and shows it to a browser: no route, no database, the real CSP."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import override_settings

from tests.ui.samples import PAGES

ORIGIN = "http://styleguide.test"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'"


def html_of(name: str) -> str:
    """The style guide's page `name`, rendered without a database."""
    with override_settings(ROOT_URLCONF="tests.ui.urls"):
        context = PAGES[name]()
        return get_template(f"styleguide/{name}.html").render(context, context["request"])


def answer(route) -> None:
    """Serve a style guide page or a static file, as the product's server would."""
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        if found is None:
            route.fulfill(status=404, body="")
            return
        kind = mimetypes.guess_type(found)[0] or "text/plain"
        route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        return
    if path == "/draft/":
        route.fulfill(json={"saved_at": "10:42", "version": 1})
        return
    name = path.strip("/")
    if name not in PAGES:
        route.fulfill(status=404, body="", content_type="text/html")
        return
    route.fulfill(
        body=html_of(name),
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": POLICY},
    )


def show(page, name: str, answers: dict[str, Callable] | None = None) -> None:
    """Open a style guide page; `answers` are the routes that a test answers itself, by path."""
    page.route("**/*", answer)
    for path, reply in (answers or {}).items():
        page.route(f"{ORIGIN}{path}", reply)
    page.goto(f"{ORIGIN}/{name}/")
