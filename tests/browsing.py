"""What the stories in a real browser share: who sits at it, and what every screen must hold.

Who needs a browser at which somebody is signed in takes the fixture `desk`; whatever any browser
of a test complains of fails that test, see the fixture `complaints`.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}

#: Every rule that axe applies of itself, and the size of targets (WCAG 2.2), which it leaves out.
_RULES = {"rules": {"target-size": {"enabled": True}}}
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


def listen(context: BrowserContext, complaints: list[str]) -> None:
    """Write down what the console and the scripts of every page of a browser complain of."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location['url']})")

    def failed(mistake: WebError) -> None:
        complaints.append(str(mistake.error))

    context.on("console", said)
    context.on("weberror", failed)


def assert_fits(page: Page) -> None:
    """Nothing on the screen needs scrolling sideways."""
    page.wait_for_function(_WHOLE)
    wide, there = page.evaluate(_WIDTHS)
    assert wide <= there, (page.url, wide, there, page.evaluate(_REACHES_OUT))


def assert_accessible(page: Page) -> None:
    """axe finds nothing to complain of."""
    page.wait_for_function(_WHOLE)
    found = Axe().run(page, options=_RULES).response["violations"]
    assert found == [], [
        (page.url, one["id"], [node["html"][:300] for node in one["nodes"]]) for one in found
    ]


def assert_looks_right(page: Page) -> None:
    """Accessible and as wide as the screen: on a laptop and a phone, light and dark."""
    before = page.viewport_size
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)
            assert_fits(page)
            assert_accessible(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before or LAPTOP)
