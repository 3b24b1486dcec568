"""The colours of the stylesheet, measured: text 4.5 to 1, outlines and shapes 3 to 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "site.css").read_text()

GROUNDS = ["page", "panel", "sunk", "current"]
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "current"),
    ("overdue-ink", "overdue-ground"),
    ("today-ink", "today-ground"),
    ("today-ink", "panel"),
    ("done-ink", "done-ground"),
    ("hold-ink", "hold-ground"),
    ("ink", "match"),
    ("ink", "done-ground"),
    ("ink", "overdue-ground"),
    *((ink, "panel") for ink in ("soon-ink", "later-ink", "done-ink", "overdue-ink")),
    *((ink, "current") for ink in ("soon-ink", "later-ink", "done-ink", "overdue-ink")),
    *((ink, "sunk") for ink in ("overdue-ink", "soon-ink", "later-ink", "done-ink")),
    *((ink, "page") for ink in ("overdue-ink", "done-ink")),
]
SHAPES = [
    *(("outline", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    *(("overdue-shape", ground) for ground in [*GROUNDS, "overdue-ground"]),
    ("overdue-line", "panel"),
    ("today-line", "panel"),
    ("bar", "panel"),
    ("bar-strong", "panel"),
    ("accent", "panel"),
]


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))


def schemes() -> dict[str, dict[str, str]]:
    light_css, dark_css = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    light = tokens(light_css)
    return {"light": light, "dark": light | tokens(dark_css)}


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(scheme, ink, ground):
    colours = schemes()[scheme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_outlines_and_shapes_stand_out_from_their_ground(scheme, shape, ground):
    colours = schemes()[scheme]
    assert contrast(colours[shape], colours[ground]) >= 3


def test_dark_answers_every_colour_of_light():
    light_css, dark_css = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    assert tokens(light_css).keys() == tokens(dark_css).keys()


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
