"""The row of the worklist, the one place where its markup stands.

The page, and a row after its note was saved, write it by `{% worklist_rows rows back %}`. It is
made by string formatting and not by a template: nine tenths of the time of a page of rows went
into the nodes of the row's template. Everything that is put into the markup is escaped here.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgmt.pages.worklist.rows import Row

register = template.Library()


@register.simple_tag
def worklist_rows(rows: Iterable[Row], back: str) -> SafeString:
    """The rows as HTML. back: the address of the list, percent-encoded."""
    back = escape(back)
    return mark_safe("".join([_row(row, back) for row in rows]))  # noqa: S308


def _row(row: Row, back: str) -> str:
    # row.chip is made by `status_chip`, which escapes what it shows.
    return f"""<tr id="{escape(row.dom_id)}" data-row>
<td class="c-person">{_person(row)}</td>
<td class="c-number">{escape(row.number)}</td>
<td class="c-place">{escape(row.place)}</td>
<td class="c-duty">{_done(row)}{escape(row.duty)}{_hold(row)}</td>
<td class="c-state">{row.chip}</td>
<td class="c-date">{_date(row)}</td>
<td class="c-note">{_note(row)}</td>
<td class="c-tags">{"".join([f'<span class="tag">{escape(tag)}</span> ' for tag in row.tags])}</td>
<td class="c-action">{_action(row, back)}</td>
</tr>
"""


def _person(row: Row) -> str:
    if row.person_url:
        return f'<a href="{escape(row.person_url)}" data-open>{escape(row.name)}</a>'
    return f"<b>{escape(row.name)}</b>"


def _done(row: Row) -> str:
    return f'<span class="done-words">✓ {escape(row.saved)}</span> ' if row.saved else ""


def _hold(row: Row) -> str:
    return f'<span class="second">{escape(row.hold)}</span>' if row.hold else ""


def _date(row: Row) -> str:
    if not row.why_url:
        return escape(row.due)
    url = escape(row.why_url)
    return (
        f'<a class="why-link" href="{url}" data-panel hx-get="{url}?in=row" '
        f'hx-target="closest tr" hx-swap="afterend">{escape(row.due)}'
        '<span class="only-spoken">, why</span></a>'
    )


def _note(row: Row) -> str:
    if row.note:
        return f'{escape(row.note)} <span class="note-type">{escape(row.note_type)}</span>'
    return "None yet" if row.person_url else ""


def _action(row: Row, back: str) -> str:
    if not row.action:
        return ""
    url = escape(row.action_url)
    words = f'{escape(row.action)}<span class="only-spoken">: {escape(row.name)}</span>'
    if not row.in_place:
        return f'<a href="{url}?back={back}">{words}</a>'
    address = f"{url}?row={escape(row.dom_id)}&amp;back={back}"
    return (
        f'<a href="{address}" data-panel data-note hx-get="{address}" '
        f'hx-target="closest tr" hx-swap="afterend">{words}</a>'
    )
