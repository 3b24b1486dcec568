"""The geometry of a trend: where its lines, marks and words stand, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MARGIN_BETWEEN_LABELS = 15


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a chart in pixels, its margins, and every how many months one is named."""

    css_class: str
    width: int
    height: int
    left: int
    right: int
    name_every: int
    top: int = 10
    foot: int = 30

    @property
    def floor(self) -> int:
        """The height at which the smallest value stands, measured from the top."""
        return self.height - self.foot

    def across(self, count: int) -> list[float]:
        """The horizontal places of `count` months."""
        step = (self.width - self.left - self.right) / max(count - 1, 1)
        return [round(self.left + step * index, 1) for index in range(count)]

    def down(self, value: float, low: float, high: float) -> float:
        """The vertical place of a value on a scale from `low` to `high`."""
        share = (min(max(value, low), high) - low) / (high - low or 1)
        return round(self.floor - share * (self.floor - self.top), 1)


CANVASES = (
    Canvas("for-wide", 560, 128, left=36, right=88, name_every=1),
    Canvas("for-narrow", 300, 140, left=32, right=12, name_every=3, top=24),
)


def _line(canvas: Canvas, values: Sequence[float | None], low: float, high: float) -> str:
    """The path of a line; a month without a value is a gap, never a zero."""
    parts: list[str] = []
    pen_down = False
    for x, value in zip(canvas.across(len(values)), values, strict=True):
        if value is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{x} {canvas.down(value, low, high)}")
        pen_down = True
    return "".join(parts)


def _scale(known: Sequence[float]) -> tuple[int, int]:
    """From the ten below the smallest value up to 100, or further where a value is larger."""
    low = max(0, int(min(known, default=0) // 10) * 10)
    high = max(100, int(-(-max(known, default=0) // 10) * 10))
    return (low if low < high else high - 10), high


def _last_known(values: Sequence[float | None]) -> int | None:
    return next((i for i in range(len(values) - 1, -1, -1) if values[i] is not None), None)


def _apart(y: float, other: float) -> float:
    """`y`, moved so that two labels beside the lines do not cover one another."""
    if abs(y - other) >= MARGIN_BETWEEN_LABELS:
        return y
    return other + (MARGIN_BETWEEN_LABELS if y >= other else -MARGIN_BETWEEN_LABELS)


def drawing_of(
    canvas: Canvas,
    labels: Sequence[str],
    values: Sequence[float | None],
    before: Sequence[float | None],
) -> dict[str, Any]:
    """What the template draws on one canvas."""
    low, high = _scale([value for value in (*values, *before) if value is not None])
    xs = canvas.across(len(labels))
    last, last_before = _last_known(values), _last_known(before)
    end = None
    if last is not None:
        y = canvas.down(values[last] or 0, low, high)
        end = {"x": xs[last], "y": y, "text_y": y + 4, "value": values[last]}
    before_y = None
    if last_before is not None:
        before_y = canvas.down(before[last_before] or 0, low, high)
        if last is not None:
            before_y = _apart(before_y, canvas.down(values[last] or 0, low, high))
        before_y += 4
    newest = len(labels) - 1
    return {
        "canvas": canvas,
        "grid_end": canvas.width - canvas.right,
        "grid": [
            {
                "y": canvas.down(mark, low, high),
                "text_y": canvas.down(mark, low, high) + 4,
                "mark": mark,
            }
            for mark in (high, (high + low) // 2, low)
        ],
        "mark_x": canvas.left - 8,
        "months": [
            {"x": x, "label": label}
            for index, (x, label) in enumerate(zip(xs, labels, strict=True))
            if (newest - index) % canvas.name_every == 0
        ],
        "month_y": canvas.height - 12,
        "line": _line(canvas, values, low, high),
        "before": _line(canvas, before, low, high),
        "end": end,
        "before_y": before_y,
        "label_x": canvas.width - canvas.right + 10,
        "beside": canvas.css_class == "for-wide",
    }
