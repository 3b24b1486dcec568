"""S01: every address is in the register, and the register is the agreed table."""

from __future__ import annotations

import pytest

from agency.access import MATRIX, Action, Scope, governed_by
from agency.roles import Role
from tests.access.expected import CELLS, FOR_EVERYONE, MEMBER, PUBLIC
from tests.security.crawl import EXAMPLES, routes

ROUTES = routes()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_address_says_who_may_open_it(route):
    rule = route.rule
    assert rule is not None, f"{route.name} is in no register: mark its view with @governed_by."
    if rule.public:
        assert route.name in PUBLIC, f"{route.name} is public; say why in tests/access/expected.py."
    elif not rule.object:
        assert route.name in FOR_EVERYONE, f"{route.name} is open to everyone signed in; say why."
    else:
        cells = CELLS.get(rule.object, {})
        assert any(rule.action in row for row in cells.values()), (
            f"{route.name} is governed by {rule.object}/{rule.action}, which nobody has."
        )
    if not rule.object:
        assert len(rule.reason) > 10


def test_the_lists_of_open_addresses_name_only_what_there_is():
    public = {route.name for route in ROUTES if route.rule.public}
    everyone = {route.name for route in ROUTES if not route.rule.public and not route.rule.object}
    assert set(PUBLIC) == public
    assert set(FOR_EVERYONE) == everyone


def test_examples_are_kept_only_for_addresses_that_there_are():
    assert set(EXAMPLES) <= {route.name for route in ROUTES}


@pytest.mark.parametrize("name", sorted(CELLS.keys() | MATRIX.keys()))
def test_the_table_of_the_product_is_the_agreed_one(name):
    product = {
        role.value: {action.value: scope.value for action, scope in row.items()}
        for role, row in MATRIX.get(name, {}).items()
        if row
    }
    assert product == CELLS.get(name, {})


def test_the_agreed_table_uses_the_words_of_the_product():
    assert set(MEMBER) == set(Role.values)
    for rows in CELLS.values():
        assert rows.keys() <= set(Role.values)
        for row in rows.values():
            assert row.keys() <= set(Action)
            assert set(row.values()) <= set(Scope)


def test_administrators_have_no_cell_that_reads_a_case():
    of_cases = {
        name for name, rows in CELLS.items() if {"case_officer", "auditor"} & rows.keys()
    } - {"job", "audit_log", "worklist", "draft", "standard", "contact_standard", "what_if"}
    assert of_cases
    assert not [name for name in of_cases if "agency_administrator" in CELLS[name]]


def test_auditors_change_nothing():
    changing = {"create", "update", "amend", "sign", "allocate"}
    allowed = {("access_reason", "create"), ("job", "update")}
    found = {
        (name, action)
        for name, rows in CELLS.items()
        for action in rows.get("auditor", {})
        if action in changing
    }
    assert found == allowed


@pytest.mark.parametrize("cell", [("audit_log", "sign"), ("offender", "sign"), ("nothing", "read")])
def test_a_view_cannot_name_a_cell_that_nobody_has(cell):
    with pytest.raises(ValueError, match="access table has no"):
        governed_by(*cell)


def test_a_view_without_a_rule_is_never_served(settings, cast, sign_in):
    from django.core.exceptions import ImproperlyConfigured

    settings.ROOT_URLCONF = "tests.access.unregistered"
    with pytest.raises(ImproperlyConfigured, match="not in the access register"):
        sign_in(cast.okafor).get("/unregistered")


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if not r.rule.public], ids=lambda route: route.name
)
def test_nobody_gets_anywhere_without_signing_in(stage, route):
    for person in ("ashby", "nalder"):
        for method in ("get", "post"):
            seen = stage.visit(None, method, stage.address(route, person))
            assert seen.status == 302
            assert seen.location.startswith("/sign-in")
