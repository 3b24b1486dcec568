"""Who changed a type of note, or a part of one, and when."""

from __future__ import annotations

from casemgmt.pages.row_history import HistoryLine, Words, lines_of, newest_first
from casenotes.models import Behaviour, Facet, NoteType

#: Its place in the list is told by the list, and its rank moves with its neighbours'.
WORDS = Words(
    fields={
        "name": "Name",
        "from_on": "First day",
        "until_on": "Last day",
        "confidential": "Its notes are confidential",
        "is_contact": "Records contact",
        "subtype_required": "A part has to be chosen",
        "behaviour": "Asks for",
        "facets": "May be marked as about",
        "selectable": "May be chosen",
    },
    not_told=frozenset({"id", "code", "order", "parent"}),
    values={
        "behaviour": {value: str(label) for value, label in Behaviour.choices},
        "facets": {value: str(label) for value, label in Facet.choices},
    },
)


def history_of(type_: NoteType) -> list[HistoryLine]:
    """The latest changes of the type and its parts, newest first."""
    versions: dict[int, list[NoteType]] = {}
    for row in (
        NoteType.history.filter(id__in=[type_.pk, *type_.subtypes.values_list("pk", flat=True)])
        .select_related("history_user")
        .order_by("history_id")
    ):
        versions.setdefault(row.id, []).append(row)
    lines: list[HistoryLine] = []
    for pk, rows in versions.items():
        what = "Type" if pk == type_.pk and type_.parent_id is None else f"Part {rows[-1].name}"
        lines += lines_of(rows, WORDS, made=f"{what} added", changed=f"{what} changed")
    return newest_first(lines)
