"""Every component in a real browser: accessible, reflowing, within the policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing import assert_accessible, assert_fits
from tests.ui.samples import PAGES
from tests.ui.studio import show

CONTROLS = "button, .button, summary, select, input"
SMALL_TARGETS = """([controls, least]) => [...document.querySelectorAll(controls)]
  .filter((part) => part.checkVisibility() && !part.closest('.only-spoken, dialog'))
  .map((part) => [part, (part.closest('label') || part).getBoundingClientRect()])
  .filter(([part, box]) => box.height < least && box.height > 0)
  .map(([part, box]) => part.outerHTML.slice(0, 80) + ' ' + box.height)"""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page, name):
    show(page, name)
    for width, scheme in ((1366, "light"), (1366, "dark"), (360, "light")):
        page.set_viewport_size({"width": width, "height": 768})
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_needs_scrolling_sideways(page, name):
    show(page, name)
    for width in (320, 360, 683, 768, 1024, 1366):
        page.set_viewport_size({"width": width, "height": 740})
        assert_fits(page)


@pytest.mark.parametrize("name", PAGES)
def test_the_browser_has_nothing_to_complain_of(page, name, complaints):
    show(page, name)
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_buttons_are_large_enough_to_touch_on_a_narrow_screen(page, name):
    page.set_viewport_size({"width": 360, "height": 740})
    show(page, name)
    assert page.evaluate(SMALL_TARGETS, [CONTROLS, 24]) == []
    assert page.evaluate(SMALL_TARGETS, ["button, .button, select, .tabs a", 44]) == []


@pytest.mark.parametrize("name", PAGES)
def test_everything_focused_with_the_keyboard_can_be_seen(page, name):
    page.set_viewport_size({"width": 1366, "height": 768})
    show(page, name)
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const it = document.activeElement;
              if (it === document.body) return true;
              const box = it.getBoundingClientRect();
              const ring = it.closest('.seg') ? it.closest('label') : it;
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const style = getComputedStyle(ring);
              const shown = top && (it.contains(top) || top.contains(it) || top.closest('label'));
              const ringed = style.outlineStyle !== 'none';
              return Boolean(shown && ringed) || it.outerHTML.slice(0, 120);
            }"""
        )
        assert seen is True


def test_on_paper_the_frame_is_gone_and_the_words_are_black(page):
    show(page, "case_file")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".search").first).not_to_be_visible()
    expect(page.locator(".button", has_text="Start report")).not_to_be_visible()
    expect(page.locator(".amendment").first).to_be_visible()
    ink = page.evaluate("getComputedStyle(document.querySelector('.entry .text')).color")
    assert ink == "rgb(0, 0, 0)"
