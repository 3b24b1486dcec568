"""The parts of a screen that are computed: state chips, sorted heads, bars and charts.

Parts that are only markup are includes in templates/components/. Charts are SVG made here, so
that they print, need no script and pass a strict content security policy: sizes are attributes
and colours are classes of the stylesheet, never inline styles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agency.templatetags.trend import CANVASES, drawing_of
from agency.templatetags.words import relative_due, short_day

register = template.Library()

# ---- States: a shape, a word, a colour -----------------------------------------------------

SHAPES = {
    "triangle": ("M5 .8 9.8 9.4H.2Z", False),
    "circle": ("M5 .8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Z", False),
    "ring": ("M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z", True),
    "diamond": ("M5 .2 9.8 5 5 9.8.2 5Z", False),
    "open-diamond": ("M5 .9 9.1 5 5 9.1.9 5Z", True),
    "tick": ("M.8 5.4 3.8 8.4 9.2 1.8", True),
    "dash": ("M.8 5H9.2", True),
    "cross": ("M1.4 1.4 8.6 8.6M8.6 1.4 1.4 8.6", True),
    "slash": ("M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM2.2 7.8 7.8 2.2", True),
    "arrow": ("M.6 5H9M5.8 1.8 9 5 5.8 8.2", True),
}

SETTLED = {
    "done": ("done", "tick", "Done"),
    "done late": ("done late", "tick", "Done late"),
    "on hold": ("hold", "dash", "On hold"),
    "missed": ("missed", "cross", "Missed"),
    "cancelled": ("cancelled", "slash", "Cancelled"),
    "superseded": ("superseded", "arrow", "Superseded"),
}

DAYS_THAT_ARE_SOON = 7


def shape_svg(name: str) -> SafeString:
    """The small drawing that goes with a state's word, 10 by 10 pixels, silent to readers."""
    path, is_open = SHAPES[name]
    return format_html(
        '<svg class="shape{}" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">'
        '<path d="{}"/></svg>',
        " open" if is_open else "",
        path,
    )


_SHAPE_SVG = {name: shape_svg(name) for name in SHAPES}


@register.simple_tag
def shape(name: str) -> SafeString:
    """One of the state shapes by name: `{% shape "tick" %}`."""
    return _SHAPE_SVG[name]


def chip(kind: str, shape_name: str, words: str) -> SafeString:
    """A state chip: `kind` is its class, `words` its text."""
    return format_html('<span class="chip {}">{}{}</span>', kind, _SHAPE_SVG[shape_name], words)


@register.simple_tag
def state_chip(kind: str, shape_name: str, words: str) -> SafeString:
    """A chip with words of your own: `{% state_chip "overdue" "triangle" "Notice late" %}`."""
    return chip(kind, shape_name, words)


def normal_status(status: Any) -> str:
    """The status as its words: "done_late", "DONE-LATE" and "done late" are the same."""
    value = getattr(status, "value", status)
    return str(value or "").lower().replace("_", " ").replace("-", " ").strip()


@register.simple_tag
def status_chip(
    status: Any,
    due_on: dt.date | None,
    today: dt.date,
    done_on: dt.date | None = None,
) -> SafeString:
    """The state of a due item as shape, word and colour: `{% status_chip status due_on today %}`.

    Settled states (done, done late, on hold, missed, cancelled, superseded) are said as they
    are, with the day when `done_on` is given. An open item is said by the days that are left.
    """
    name = normal_status(status)
    if name in SETTLED:
        kind, shape_name, words = SETTLED[name]
        return chip(kind, shape_name, f"{words} {short_day(done_on, today)}".strip())
    if due_on is None:
        return chip("later", "open-diamond", "No date yet")
    words = relative_due(due_on, today)
    left = (due_on - today).days
    if left < 0:
        return chip("overdue", "triangle", words)
    if left == 0:
        return chip("today", "circle", words)
    if left <= DAYS_THAT_ARE_SOON:
        return chip("soon", "diamond", words)
    return chip("later", "open-diamond", words)


# ---- Sorted heads --------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context,
    key: str,
    label: str,
    kind: str = "",
    first: str = "ascending",
) -> SafeString:
    """A `<th>` whose link sorts the table on the server and keeps every other choice.

    The order in force is the context's `sort` ("due" or "-due"), else the query's `sort`.
    `kind` is the head's class ("num", "c-date"); `first` is the direction of the first click.
    The page number is dropped, because another order makes it mean other rows.
    """
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    in_force = context.get("sort")
    if in_force is None:
        in_force = query.get("sort", "") if query is not None else ""
    direction = ""
    if in_force in (key, f"-{key}"):
        direction = "descending" if in_force.startswith("-") else "ascending"
    if direction:
        wanted = key if direction == "descending" else f"-{key}"
    else:
        wanted = key if first == "ascending" else f"-{key}"
    if query is not None:
        query.pop("page", None)
        query["sort"] = wanted
        address = f"?{query.urlencode()}"
    else:
        address = f"?sort={wanted}"
    arrow = {"ascending": "↑", "descending": "↓"}.get(direction, "")
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}{}</a></th>',
        format_html(' class="{}"', kind) if kind else "",
        format_html(' aria-sort="{}"', direction) if direction else "",
        address,
        label,
        format_html(' <span class="sort" aria-hidden="true">{}</span>', arrow) if arrow else "",
    )


# ---- Bars ----------------------------------------------------------------------------------


def _share(value: float, whole: float, width: float) -> float:
    if whole <= 0:
        return 0.0
    return round(min(max(value / whole, 0.0), 1.0) * width, 1)


@register.simple_tag
def bar(value: float, whole: float, width: int = 72, limit: float | None = None) -> SafeString:
    """A bar of `value` out of `whole`; red when `value` is over `limit`. Say the number beside."""
    over = limit is not None and value > limit
    return format_html(
        '<svg class="bar" width="{0}" height="8" viewBox="0 0 {0} 8" aria-hidden="true">'
        '<rect class="track" x=".5" y=".5" width="{1}" height="7"/>'
        '<rect class="fill{2}" y="0" height="8" width="{3}"/></svg>',
        width,
        width - 1,
        " over" if over else "",
        _share(value, whole, width),
    )


@register.simple_tag
def count_bar(value: float, most: float, overdue: float = 0, width: int = 104) -> SafeString:
    """A bar without a track, for counts beside one another; its overdue part first, in red."""
    late = _share(overdue, most, width)
    rest = _share(max(value - overdue, 0), most, width)
    return format_html(
        '<svg class="bar thin" width="{0}" height="10" viewBox="0 0 {0} 10" aria-hidden="true">'
        '<rect class="fill over" width="{1}" height="10"/>'
        '<rect class="fill" x="{2}" width="{3}" height="10"/></svg>',
        width,
        late,
        late + 1 if late and rest else late,
        rest,
    )


@register.simple_tag
def load_bar(now: int, capacity: int, chosen: int = 0, width: int = 96) -> SafeString:
    """An officer's load: cases now, those chosen hatched after them, red when over capacity."""
    over = now > capacity
    full = _share(now, capacity, width)
    end = _share(now + chosen, capacity, width)
    lines = "".join(f"M{x:.1f} 10 {x + 6:.1f} 0" for x in _steps(full, end - 6, 3)) or (
        f"M{full:.1f} 10 {end:.1f} 0" if end > full else ""
    )
    return format_html(
        '<svg class="bar" width="{0}" height="10" viewBox="0 0 {0} 10" aria-hidden="true">'
        '<rect class="track" x=".5" y=".5" width="{1}" height="9"/>'
        '<rect class="fill{2}" width="{3}" height="10"/><path class="hatch" d="{4}"/></svg>',
        width,
        width - 1,
        " over" if over else "",
        full,
        lines,
    )


def _steps(start: float, stop: float, step: float) -> list[float]:
    return [start + step * index for index in range(int((stop - start) // step) + 1)]


@register.simple_tag
def clock_blocks(day: int, limit: int = 7) -> SafeString:
    """The days of a clock as blocks, the passed ones filled, with the same said in words."""
    over = day > limit
    blocks = format_html_join(
        "",
        '<rect class="block{}" x="{}" y=".5" width="11" height="5"/>',
        ((" on" if index < day else "", index * 14 + 0.5) for index in range(limit)),
    )
    words = f"day {day}, limit {limit}" if over else f"day {day} of {limit}"
    return format_html(
        '<svg class="bar clock{0}" width="{1}" height="6" viewBox="0 0 {1} 6" '
        'aria-hidden="true">{2}'
        '</svg><span class="second">{3}</span>',
        " over" if over else "",
        limit * 14,
        blocks,
        words,
    )


# ---- The trend -----------------------------------------------------------------------------


@register.inclusion_tag("components/trend_chart.html")
def trend_chart(
    points: Sequence[tuple[str, float | None]],
    previous: Sequence[float | None] = (),
    title: str = "On time by month, %",
    previous_title: str = "year before",
    unit: str = " %",
) -> dict[str, Any]:
    """A line over the months, with the same months a year before dashed, and a table of both.

    `points` are (label, value or None) in order; `previous` the values to compare with. The
    floor is the ten below the smallest value and is labelled, because it is seldom zero. It is
    drawn twice, for wide and for narrow screens, so that its words keep their size.
    """
    labels = [label for label, _ in points]
    values = [value for _, value in points]
    before = [*previous, *([None] * (len(points) - len(previous)))][: len(points)]
    return {
        "title": title,
        "previous_title": previous_title,
        "unit": unit,
        "drawings": [drawing_of(canvas, labels, values, before) for canvas in CANVASES],
        "rows": list(zip(labels, values, before, strict=True)),
    }


# ---- Forms ---------------------------------------------------------------------------------


@register.filter
def control_kind(field: Any) -> str:
    """What sort of control a bound field is: text, checkbox, choices (one) or checks (several)."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind == "checkbox" and getattr(field.field.widget, "allow_multiple_selected", False):
        return "checks"
    if kind == "radio":
        return "choices"
    return "checkbox" if kind == "checkbox" else "text"


@register.filter
def as_percent(part: int | None, whole: int | None) -> str:
    """A rate in words: 0 of 12 is "0 %", 0 of 0 is "none due"."""
    if not whole:
        return "none due"
    return f"{round(100 * (part or 0) / whole)} %"


@register.simple_tag
def spoken(words: str) -> SafeString:
    """Words for screen readers only, where the eye has the table's head or the row."""
    return format_html('<span class="only-spoken">{}</span>', words)


@register.filter
def last_page_size(page: Any) -> int:
    """How many rows the next page has, when that is the last one (a Django Page)."""
    return page.paginator.count - page.end_index()
