"""S04, S05: what a form does not ask for is not written, and a choice that was not offered fails.

Each form is fetched, filled as a person would fill it, and sent three times: as it is, with every
field of the database besides, and with ids of another facility in place of those it offered.
"""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.db import models, transaction

from tests.access.expected import MEMBER
from tests.access.filled import form_of
from tests.access.test_routes_by_role import GOVERNED, OPEN, answer_for

pytestmark = pytest.mark.django_db

WRITES = [r for r in GOVERNED if r.rule.action in {"create", "update", "amend", "sign", "allocate"}]

OURS = {"agency", "offenders", "casenotes", "plans", "conferences", "scheduling"}
#: Told by other tests, or different each time.
NOT_COMPARED = {"auditevent", "session"}
#: Keys, and what names a new row by its id inside a text.
DIFFERENT_EACH_TIME = {
    *("id", "form_key", "password"),
    *("basis", "occurrence", "fulfilled_by", "before", "after"),
    *("arguments", "uid", "body", "invitation"),  # of a notice and the job that sends it
}

#: What makes sense only in this place.
SENSIBLE = {
    # The draft has the words of an earlier note, and a copy is asked for its reason.
    "pages:note-new": {"text": "Came to the office and asked when the class begins."},
    "pages:alert-end": {"until_on": "2026-12-01"},
    "pages:posting-new": {"role": "contributor", "facility": "saltbush"},
    "pages:staff-new": {"username": "newcomer"},
    "pages:facility-new": {"code": "NEW", "name": "Juniper Camp"},
    "pages:unit-new": {"code": "NEW", "name": "Unit N"},
    "pages:person-new": {"number": "999321", "date_of_birth": "1990-01-01"},
    "pages:person-change": {"given_names": "Lucia"},
    "pages:posting-change": {"capacity": "61"},
    "pages:facility-change": {"name": "Redbud Farm"},
    "pages:unit-change": {"name": "Unit Bee"},
    "pages:identity-edit": {"given_names": "Terry"},
    "pages:movement-new": {"occurred_on": "2026-11-20", "occurred_time": "09:00"},
}

#: Forms that must have been sent with success, or these tests would show little.
CERTAIN = {
    "pages:note-new",
    "pages:report-new",
    "pages:note-amend",
    "pages:alert-new",
    "pages:alert-end",
    "pages:plan-review-new",
    "pages:sentence-new",
    "pages:identity-edit",
    "pages:case-officer",
    "pages:posting-new",
    "pages:posting-change",
    "pages:person-change",
    "pages:facility-change",
    "pages:unit-change",
    "pages:staff-new",
}


def filled_form(stage, route):
    """(who, address, form, values) for the first role that may send it; None without a form."""
    for role, user in MEMBER.items():
        if answer_for(route, role, "ashby") != OPEN:
            continue
        at = stage.address(route, "ashby")
        seen = stage.visit(user, "get", at)
        form = form_of(seen.body.decode(), at) if seen.status == 200 else None
        if form is None:
            return None
        values = {name: list(given) for name, given in form.values.items()}
        for name, value in SENSIBLE.get(route.name, {}).items():
            place = {"saltbush": stage.cast.saltbush.pk}.get(value, value)
            values[name] = [str(place)]
        return user, at, form, values
    return None


def rows_of():
    """Every row of every table of ours, by table and id."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS and model._meta.model_name not in NOT_COMPARED:
            if model._meta.model_name.startswith("historical"):
                continue
            found[model] = {row["id"]: row for row in model.objects.values() if "id" in row}
    return found


def written_by(stage, user, at, values):
    """(status, rows that are new or different): what sending the form came to; it is undone."""
    if stage.rows is None:  # nothing of what is sent here stays, so they are read once
        stage.rows = rows_of()
    before = stage.rows
    with transaction.atomic():
        status = stage.client(user).post(at, values).status_code
        after = rows_of()
        transaction.set_rollback(True)
    new = {(model, pk) for model, rows in after.items() for pk in rows if pk not in before[model]}
    changes = []
    for model, rows in after.items():
        targets = {
            f.attname: f.related_model
            for f in model._meta.fields
            if isinstance(f, models.ForeignKey)
        }
        for pk, row in rows.items():
            if before[model].get(pk) == row:
                continue
            told = {
                name: "new" if name in targets and (targets[name], value) in new else value
                for name, value in row.items()
                if name not in DIFFERENT_EACH_TIME
            }
            changes.append((model._meta.label, repr(sorted(told.items()))))
    return status, sorted(changes)


def every_field(stage, form):
    """Something for each field of the database that the form does not ask for."""
    extras = {"pk": "1"}
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for column in model._meta.concrete_fields:
            kind = column.get_internal_type()
            value = {
                "BooleanField": "on",
                "DateField": "2001-02-03",
                "DateTimeField": "2001-02-03T04:05:06Z",
                "UUIDField": str(uuid.UUID(int=7)),
                "ForeignKey": str(stage.cast.marsh.pk),
                "OneToOneField": "1",
            }.get(kind, "1" if "Integer" in kind or kind == "BigAutoField" else "tampered")
            extras |= {column.name: value, column.attname: value}
    return {name: value for name, value in extras.items() if name not in form.names}


@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_what_a_form_does_not_ask_for_is_not_written(stage, route):
    filled = filled_form(stage, route)
    if filled is None:
        assert route.name not in CERTAIN, f"{route.name} shows no form."
        return
    user, at, form, values = filled
    plain_status, plain = written_by(stage, user, at, values)
    if route.name in CERTAIN:
        assert plain_status in {200, 302}, f"{route.name}: {plain_status} with {values}"
        assert plain, f"{route.name} wrote nothing with {values}"
    status, tampered = written_by(stage, user, at, values | every_field(stage, form))
    assert status == plain_status
    assert tampered == plain


def foreign_ids(stage):
    """Ids of Saltbush: of its people, staff, places and records."""
    world = stage.worlds["nalder"]
    return {
        stage.cast.nalder.pk,
        stage.cast.marsh.pk,
        world.alert.pk,
        world.note.pk,
        world.report.pk,
        stage.cast.nalder.assignments.get().pk,
    }


@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_a_choice_that_was_not_offered_is_refused_and_nothing_is_written(stage, route):
    if route.rule.object in {"account", "place"}:
        return  # an administrator's choices reach the whole agency
    filled = filled_form(stage, route)
    if filled is None:
        return
    user, at, form, values = filled
    for name, offered in form.choices.items():
        numeric = [value for value in offered if value.isdecimal()]
        if not numeric:
            continue
        for foreign in foreign_ids(stage) - {int(value) for value in numeric}:
            status, rows = written_by(stage, user, at, values | {name: [str(foreign)]})
            assert status in {404, 409, 422}, f"{route.name}: {name}={foreign} gave {status}"
            assert rows == [], f"{route.name}: {name}={foreign}"


def test_no_form_writes_about_somebody_of_another_facility(stage):
    """The hidden ids of a form, replaced by Nalder's: nothing of Saltbush is touched."""
    nalder = stage.cast.nalder.pk
    tried = 0
    for route in WRITES:
        filled = filled_form(stage, route)
        if filled is None or route.rule.object in {"account", "place"}:
            continue
        user, at, form, values = filled
        for name in form.names & {"person", "people", "offender", "pk", "current", "assignment"}:
            _, rows = written_by(stage, user, at, values | {name: [str(nalder)]})
            tried += 1
            assert not [row for row in rows if f"('offender_id', {nalder})" in row[1]], route.name
    assert tried
