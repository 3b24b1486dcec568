"""The agency's own kinds of notes: add, change, end, put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify

from agency import audit
from agency.errors import RuleViolation
from agency.models import AuditEventType
from casenotes.models import Behaviour, NoteType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agency.models import User

#: What may be changed of a type; its code and the type of which it is a part never are.
CHANGEABLE = (
    "name",
    "from_on",
    "until_on",
    "confidential",
    "is_contact",
    "subtype_required",
    "behaviour",
    "facets",
)

#: Behaviours that standards and forms of their own rest on: a type keeps them and gains them not.
FIXED = frozenset({Behaviour.OWN_FORM, Behaviour.NO_CONTACT})


@transaction.atomic
def save_note_type(
    by: User,
    type_: NoteType | None,
    *,
    parent: NoteType | None = None,
    after: NoteType | None = None,
    **said: Any,
) -> NoteType:
    """Add a type, or a part of `parent`, or change what a type is called and asks for.

    said: values of CHANGEABLE. after: its neighbour before it; None: it stands first. Notes that
    were signed keep what they say: confidentiality, parts and facets hold for later notes alone.
    Raises RuleViolation, naming the field.
    """
    # Few rows, changed by few people: one at a time keeps order and names right.
    list(NoteType.objects.select_for_update().values_list("pk", flat=True))
    new = type_ is None
    if parent is not None and parent.parent_id is not None:
        raise RuleViolation("A part of a type has no parts of its own.", field="parent")
    if type_ is None:
        type_ = NoteType(code=_code(said["name"], parent), parent=parent)
    else:
        type_ = NoteType.objects.get(pk=type_.pk)
        if type_.parent_id != (parent.pk if parent else None):
            raise RuleViolation(
                "It stays where it is, for signed notes say so. End it and add another.",
                field="parent",
            )
    before = {name: getattr(type_, name) for name in CHANGEABLE}
    _take(type_, said)
    changed = sorted(name for name in CHANGEABLE if getattr(type_, name) != before[name])
    if changed or new:
        type_.save()
    if _place(type_, after):
        changed.append("order")
    if new:
        audit.record(AuditEventType.CREATED, type_, actor=by, details={"code": type_.code})
    elif changed:
        audit.record(AuditEventType.UPDATED, type_, actor=by, details={"changed": changed})
    return NoteType.objects.get(pk=type_.pk)


def _code(name: str, parent: NoteType | None) -> str:
    """A code that no other type has, from the name."""
    stem = slugify(f"{parent.code} {name}" if parent else name)[:34] or "type"
    code, number = stem, 1
    while NoteType.objects.filter(code=code).exists():
        number += 1
        code = f"{stem}-{number}"
    return code


def _place(type_: NoteType, after: NoteType | None) -> bool:
    """Put it behind its neighbour, and say whether any place changed."""
    if after is not None and (after.parent_id != type_.parent_id or after.pk == type_.pk):
        raise RuleViolation(
            "It stands among the parts of its own type, or among types. Choose one of them.",
            field="after",
        )
    others = list(
        NoteType.objects.filter(parent=type_.parent_id)
        .exclude(pk=type_.pk)
        .order_by("order", "name")
    )
    to = next((n for n, row in enumerate(others, 1) if after and row.pk == after.pk), 0)
    others.insert(to, type_)
    moved = False
    for place, row in enumerate(others, start=1):
        if row.order != place * 10:
            moved = True
            row.order = place * 10
            row.save(update_fields=["order"])
    return moved


def _take(type_: NoteType, said: Mapping[str, Any]) -> None:
    """The values that were given, checked together with those that stay."""
    was = type_.behaviour
    for name, value in said.items():
        if name not in CHANGEABLE:
            raise ValueError(f"{name} of a note type is not changed here.")
        setattr(type_, name, value)
    type_.name = type_.name.strip()
    if not type_.name:
        raise RuleViolation("Give it a name.", field="name")
    same = NoteType.objects.filter(parent=type_.parent_id, name__iexact=type_.name)
    if same.exclude(pk=type_.pk).exists():
        raise RuleViolation("There is one with this name already. Choose another.", field="name")
    if type_.from_on and type_.until_on and type_.until_on < type_.from_on:
        raise RuleViolation(
            "The last day lies before the first. Choose a later one.", field="until_on"
        )
    if type_.behaviour != was and FIXED & {type_.behaviour, was}:
        raise RuleViolation(
            "What this type asks for belongs to a duty or to a form of its own and stays as it "
            "is. Add another type instead.",
            field="behaviour",
        )
    if type_.parent_id is not None:
        if type_.behaviour:
            raise RuleViolation("A part asks for what its type asks for.", field="behaviour")
        if type_.subtype_required:
            raise RuleViolation("A part has no parts of its own.", field="subtype_required")
    if (
        type_.subtype_required
        and not NoteType.objects.filter(parent=type_.pk, selectable=True).exists()
    ):
        raise RuleViolation(
            "It has no part that could be chosen. Add parts first.", field="subtype_required"
        )
