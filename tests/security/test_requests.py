"""S21, S24, S57: what strange requests can do, which is nothing."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from pathlib import Path
from time import monotonic

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.access.expected import has_cell
from tests.security.conftest import sign_in_by_form
from tests.security.crawl import address, make_world, routes

ROOT = Path(__file__).resolve().parents[2]
APPS = ("agency", "casemgmt", "casenotes", "conferences", "offenders", "plans", "scheduling")
ROLES = ("okafor", "lindqvist", "strand", "tran", "amsel", "noor", "sato")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: What a request may write however it reads: who looked, to whom something left the agency by being
#: shown or handed out (28 CFR 20.21), who is there, who failed to sign in.
ALWAYS_WRITTEN = {
    "agency_auditevent",
    "agency_session",
    "axes_accessattempt",
    "casenotes_disclosure",
}


@pytest.fixture
def world(cast):
    return make_world(cast)


def tables():
    """Every table of the product, with its number of rows and a sum over all of them."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            name = model._meta.db_table
            if not model._meta.managed or name in ALWAYS_WRITTEN or name in found:
                continue
            cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
            rows = cursor.fetchall()
            found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


# --- S24 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_looking_changes_nothing(client, sign_in, world, role):
    """S24"""
    sign_in(world.cast.users[role])
    before = tables()
    assert sum(count for count, _ in before.values()) > 50
    for route in routes():
        seen = client.get(address(route, world))
        if seen.status_code == 200:  # what is refused as a page is refused as a part
            client.get(address(route, world), headers={"hx-request": "true"})
    assert tables() == before


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_done_for_a_form_from_somewhere_else(world, method):
    """S24"""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.okafor, backend=BACKEND)
    before = tables()
    for route in routes():
        answer = getattr(client, method)(address(route, world))
        assert answer.status_code == 403, route.name
    assert tables() == before


def test_a_sign_in_form_from_somewhere_else_is_refused(cast):
    """S24"""
    client = Client(enforce_csrf_checks=True)
    assert sign_in_by_form(client).status_code == 403


# --- S57 -----------------------------------------------------------------------------------------

FOREIGN = [
    "http://evil.example",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "ftp://evil.example",
    "file:///etc/passwd",
    "mailto:a@evil.example",
    "evil.example",
    "evil.example/path",
    "http://testserver@evil.example",
    "http://testserver.evil.example",
    "http://evil.example/testserver",
    "http://evil.example#testserver",
    "http://evil.example?testserver",
    "//testserver@evil.example",
    "//testserver:80@evil.example/",
    "http://[::1]@evil.example",
    "http://[evil.example",
    "/%09/evil.example\r\nLocation: http://evil.example",
    "https://localhost.evil.example",
    "http://localhost",
    "http://testserver/",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_sign_in_leads_nowhere_else(client, okafor, target):
    """S57"""
    assert sign_in_by_form(client, following=target)["Location"] == "/"
    # And neither does the page for somebody who is signed in already.
    assert client.get("/sign-in", {"next": target})["Location"] == "/"


@pytest.mark.parametrize("target", ["/worklist", "/case/7?tab=due#notes", "/people/search?q=a%20b"])
def test_sign_in_leads_to_pages_of_our_own(client, okafor, target):
    assert sign_in_by_form(client, following=target)["Location"] == target


def test_the_corpus_is_as_large_as_promised():
    assert len(FOREIGN) >= 40


@pytest.mark.parametrize("parameter", ["next", "redirect", "return_to", "url", "ended"])
def test_signing_out_leads_nowhere_else(client, okafor, parameter):
    """S57"""
    sign_in_by_form(client)
    answer = client.post(f"/sign-out?{parameter}=//evil.example", {parameter: "//evil.example"})
    assert answer["Location"] == "/sign-in?ended=signed-out"


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "a b", "localhost,x"])
def test_a_foreign_host_name_is_refused(client, cast, host):
    """S57"""
    answer = client.get("/sign-in", HTTP_HOST=host)
    assert answer.status_code == 400
    assert host not in answer.content.decode()


def test_a_forwarded_host_name_is_not_believed(client, cast):
    """S57"""
    page = client.get("/sign-in", HTTP_X_FORWARDED_HOST="evil.example")
    assert page.status_code == 200
    assert "evil.example" not in page.content.decode()


# --- S21 -----------------------------------------------------------------------------------------

INJECTIONS = [
    "' OR '1'='1",
    "'; SELECT pg_sleep(5); --",
    "' || pg_sleep(5) || '",
    "1) UNION SELECT password FROM agency_user --",
    "%' AND 1=(SELECT 1 FROM pg_sleep(5)) AND '%'='",
    "family_name; SELECT pg_sleep(5)",
    "offender__notes__text",
    "99999999999999999999999",
    "\x00",
    "\U0001f600é\u202e",
    "2026-13-45",
    "NaN",
]
SLEEP = 3.0


def parameters():
    """Every name that a page reads from a query string or a form, found in the source."""
    names = {"q", "page", "sort", "order", "tab", "next", "ended"}
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if {"pages", "forms", "forms.py"} & set(file.parts):
                for node in ast.walk(ast.parse(file.read_text())):
                    names |= {name for name in _names_read(node) if name.isidentifier()}
    return sorted(names)


def _names_read(node):
    """`given.get("name")`, `given["name"]`, and the fields of form classes."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"get", "getlist", "pop"}:
        keys = node.args[:1]
    elif isinstance(node, ast.Subscript):
        keys = [node.slice]
    elif isinstance(node, ast.ClassDef) and node.name.endswith("Form"):
        return {
            target.id
            for line in node.body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name)
        }
    else:
        return set()
    return {key.value for key in keys if isinstance(key, ast.Constant) and type(key.value) is str}


#: Who asks, in this order: a page that one of them opens is not asked for by the next.
ASKING = {
    "okafor": "case_officer",
    "strand": "coordinator",
    "tran": "records_administrator",
    "lindqvist": "supervisor",
    "quist": "policy_officer",
    "amsel": "agency_administrator",
    "noor": "auditor",
}


def first_to_open(route):
    """Who of those asking has the cell of the access table that opens a page."""
    rule = route.rule
    if not rule.object:
        return next(iter(ASKING))
    may = (who for who, role in ASKING.items() if has_cell(role, rule.object, rule.action.value))
    return next(may, None)


@pytest.mark.parametrize("who", ASKING)
def test_no_query_parameter_breaks_a_page_or_reaches_the_database_as_code(
    client, sign_in, world, who
):
    """S21"""
    sign_in(world.cast.users[who])
    names = parameters()
    assert {"q", "sort", "page", "tab", "period", "kind", "month"} <= set(names)
    assert len(names) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    for route in routes():
        if first_to_open(route) != who:
            continue
        where = address(route, world)
        if client.get(where).status_code not in {200, 302}:
            continue
        for attack in INJECTIONS:
            for time_left in (True, False):  # a busy machine may be slow once
                started = monotonic()
                answer = client.get(where, dict.fromkeys(names, attack))
                assert answer.status_code < 500, (route.name, attack)
                quick = monotonic() - started < SLEEP
                if quick or not time_left:
                    break
            assert quick, (route.name, attack)


#: Modules that put constants of their own together, each with how often it does.
SQL_OUT_OF_OWN_CONSTANTS = {
    "casemgmt/bench/bare.py": 5,
    "casemgmt/bench/floor.py": 2,
    "casemgmt/bench/population.py": 3,
    # Runs again what Django asked a moment before, without anything around it.
    "casemgmt/bench/reading.py": 1,
    "casemgmt/bench/texts.py": 2,
    "casemgmt/dev/postgres.py": 2,
    "casemgmt/importing/staging.py": 4,
    # Names of tables and columns from models, and what Django compiled of a queryset; values are
    # parameters.
    "scheduling/bulk.py": 2,
    "scheduling/difference.py": 2,
    "scheduling/fingerprints.py": 2,
    "scheduling/gather/sources.py": 2,
    "scheduling/sync.py": 1,
    "scheduling/what_if.py": 1,
}


def test_no_module_builds_sql_out_of_text():
    """S21: SQL is the query builder's, or a constant beside `execute` with its parameters."""
    loose = []
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if "migrations" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in {"RawSQL", "raw", "extra", "executemany", "execute", "SQL"}:
                    text = node.args[0] if node.args else None
                    if not isinstance(text, ast.Constant):
                        loose.append(str(file.relative_to(ROOT)))
    assert Counter(loose) == SQL_OUT_OF_OWN_CONSTANTS


def test_the_linter_watches_for_sql_built_out_of_text():
    """S21"""
    rules = (ROOT / "pyproject.toml").read_text()
    assert '"S",' in rules
    assert "S608" not in rules
