"""Staff: one row for each posting; accounts follow from them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from agency.models import AuditEvent, AuditEventType, Posting, User
from agency.roles import AGENCY_WIDE_ROLES
from casemgmt.importing.saver import Saver, differing, text_or_empty
from casemgmt.importing.tables import count, remember_refused, rows_of_table

if TYPE_CHECKING:
    from casemgmt.importing.context import Context
    from casemgmt.importing.staging import Row

_username_can_be = UnicodeUsernameValidator()


def import_staff(context: Context) -> None:
    """Take in accounts, without a password, and their postings."""
    rows = rows_of_table(context, "staff")
    _refuse_names_that_differ_in_case(context, rows)
    for row in rows:
        _check(context, row)
    _refuse_unknown_supervisors(context, rows)
    kept = []
    for row in rows:
        if row.refused:
            remember_refused(context, row)
        else:
            kept.append(row)
    speaking = _speaking_rows(kept)
    people_changed = _save_people(context, speaking)
    saver = Saver(context, Posting)
    for row in kept:
        username = row.values["username"]
        _posting(context, row, row is speaking[username] and username in people_changed, saver)
    saver.write()
    context.changed_staff = {p.user_id for p in (*saver.new, *saver.changed.values())}
    _record_permissions(context, context.changed_staff)


def _refuse_names_that_differ_in_case(context: Context, rows: list[Row]) -> None:
    """A user name is one person's, however it is capitalised."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for username in (*context.users, *(row.values["username"] for row in rows)):
        spellings[username.lower()].add(username)
    for row in rows:
        username = row.values["username"]
        others = spellings[username.lower()] - {username}
        if others and username not in context.users:
            context.refuse(
                row, "username", f"It differs from “{min(others)}” in capital letters only."
            )


def _check(context: Context, row: Row) -> None:
    """Refuse a row for what it says by itself."""
    values = row.values
    try:
        _username_can_be(values["username"])
    except ValidationError:
        context.refuse(row, "username", "Only letters, digits and @ . + - _ may be in it.")
    place = context.facility_of(row, "facility", values.get("facility"))
    says_where = "facility" in values or not _stored_postings(context, row)
    if says_where and values.get("facility") is None and values["role"] not in AGENCY_WIDE_ROLES:
        context.refuse(row, "facility", f"A {values['role']} is posted to a facility.")
    if place is not None or values.get("facility") is None:
        context.unit_of(row, place, values.get("unit"))
    if values["from_on"] > context.today(place):
        context.refuse(row, "from_on", "It lies in the future.")
    until = values.get("until_on")
    if until is not None and until < values["from_on"]:
        context.refuse(row, "until_on", "It ends before it starts.")
    if len(_stored_postings(context, row)) > 1:
        context.refuse(row, "from_on", "Two stored postings begin on that day; which is not said.")


def _stored_postings(context: Context, row: Row) -> list[Posting]:
    user = context.users.get(row.values["username"])
    if user is None or user.pk is None:
        return []
    return [p for p in context.postings[user.pk] if p.from_on == row.values["from_on"]]


def _refuse_unknown_supervisors(context: Context, rows: list[Row]) -> None:
    """Refuse rows whose supervisor is nobody, then those that depended on them, and so on."""
    while True:
        there = {row.values["username"] for row in rows if not row.refused} | set(context.users)
        lost = [
            row
            for row in rows
            if not row.refused
            and (row.values.get("supervisor") or row.values["username"]) not in there
        ]
        for row in rows:
            if row.refused:
                remember_refused(context, row)
        if not lost:
            return
        for row in lost:
            context.refuse(row, "supervisor", context.why_no_user(row.values["supervisor"]))


def _speaking_rows(rows: list[Row]) -> dict[str, Row]:
    """By user name the row of the latest posting: its name and address are the person's."""
    speaking: dict[str, Row] = {}
    for row in rows:
        already = speaking.get(row.values["username"])
        if already is None or already.values["from_on"] < row.values["from_on"]:
            speaking[row.values["username"]] = row
    return speaking


def _save_people(context: Context, speaking: dict[str, Row]) -> set[str]:
    """Make and change accounts; returns the user names of those that are changed."""
    saver = Saver(context, User)
    changed = set()
    for username, row in speaking.items():
        wanted = {name: row.values[name] for name in ("family_name", "given_names")}
        wanted |= text_or_empty(row, ("email",))
        stored = context.users.get(username)
        if stored is None:
            # Nobody can sign in with it until an administrator lets them.
            stored = User(
                username=username, password=make_password(None), created_at=context.now, **wanted
            )
            saver.new.append(stored)
            context.users[username] = stored
        elif differences := differing(stored, wanted):
            saver.change(stored, differences)
            changed.add(username)
    saver.write()
    return changed


def _posting(context: Context, row: Row, person_changed: bool, saver: Saver) -> None:
    values = row.values
    user = context.users[values["username"]]
    place = context.facilities[values["facility"]] if values.get("facility") else None
    wanted: dict[str, Any] = {"role": values["role"]}
    if "facility" in values:
        wanted["facility_id"] = place.pk if place else None
    if "unit" in values:
        unit = context.units[place.pk, values["unit"]] if place and values["unit"] else None
        wanted["unit_id"] = unit.pk if unit else None
    if "supervisor" in values:
        boss = context.users[values["supervisor"]] if values["supervisor"] else None
        wanted["supervisor_id"] = boss.pk if boss else None
    wanted |= {name: values[name] for name in ("capacity", "until_on") if name in values}
    stored = _stored_postings(context, row)
    if not stored:
        saver.new.append(Posting(user_id=user.pk, from_on=values["from_on"], **wanted))
        count(context, row, new=True)
        return
    differences = differing(stored[0], wanted)
    if differences:
        saver.change(stored[0], differences)
    count(context, row, changed=bool(differences) or person_changed)


def _record_permissions(context: Context, user_ids: set[int]) -> None:
    """What somebody may do follows from their postings: one audit event for each person."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            type=AuditEventType.PERMISSION_CHANGED,
            at=context.now,
            actor_id=context.by.pk if context.by else None,
            actor_name=context.by.full_name if context.by else "",
            object_type="user",
            object_id=str(pk),
            details={"import": context.run.pk},
        )
        for pk in sorted(user_ids)
    )
