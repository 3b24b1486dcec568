"""What the stories in a real browser share: who sits at it, and what every screen must hold."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_WHOLE = "() => document.readyState === 'complete'"
_WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
_REACHES_OUT = """() => Array.from(document.querySelectorAll("*"))
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => `${one.tagName}.${one.className}`).slice(0, 5)"""


def seat(context: BrowserContext, live_server: Any, user: Any) -> None:
    """Sign a browser in as somebody, whoever sat at it before."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    key = client.cookies["casemgmt-session"].value
    context.clear_cookies()
    context.add_cookies([{"name": "casemgmt-session", "value": key, "url": live_server.url}])


def assert_fits(page: Page) -> None:
    """Nothing on the screen needs scrolling sideways."""
    page.wait_for_function(_WHOLE)
    wide, there = page.evaluate(_WIDTHS)
    assert wide <= there, (page.url, wide, there, page.evaluate(_REACHES_OUT))


def assert_accessible(page: Page) -> None:
    """axe finds nothing to complain of."""
    page.wait_for_function(_WHOLE)
    found = Axe().run(page).response["violations"]
    assert found == [], [
        (page.url, one["id"], [node["html"] for node in one["nodes"]]) for one in found
    ]
