"""Log lines as JSON: one line each, whatever is in them, with the request's id.

A line names things by id. An exception is told by its type and place, never by its message or
its local variables, which may hold what somebody typed: PostgreSQL quotes the values of a row
that breaks a constraint.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from typing import Any

from agency.request_context import current_request

FRAMES_SHOWN = 12


class JsonFormatter(logging.Formatter):
    """Encodes a record as one line of JSON; control characters in any value are escaped."""

    converter = time.gmtime  # type: ignore[assignment]

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        # Django logs a refusal when the request has left our middleware, and passes it along.
        request = current_request.get() or getattr(record, "request", None)
        if request is not None:
            line["request_id"] = getattr(request, "request_id", "")
            line["method"] = request.method
            match = getattr(request, "resolver_match", None)
            # The pattern, not the address: an address may hold anything that somebody typed.
            line["route"] = match.route if match else ""
        if record.exc_info and record.exc_info[1] is not None:
            line |= _exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


def _message(record: logging.LogRecord) -> str:
    """What the line says, without addresses and without words from an exception."""
    if record.name == "django.request" and isinstance(record.args, tuple) and record.args:
        return str(record.args[0])  # "Not Found"; the address follows it
    if record.name == "celery.app.trace" and isinstance(record.args, dict):
        return f"Task {record.args.get('name')} [{record.args.get('id')}]"
    arguments = record.args
    if isinstance(arguments, tuple):
        arguments = tuple(_without_words(argument) for argument in arguments)
    elif isinstance(arguments, dict):
        arguments = {name: _without_words(value) for name, value in arguments.items()}
    message = str(_without_words(record.msg))
    if arguments:
        message %= arguments
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and str(error):
        message = message.replace(str(error), type(error).__name__)
    return message


def _without_words(value: object) -> object:
    """An exception as its type's name, anything else as it is."""
    return type(value).__name__ if isinstance(value, BaseException) else value


def _exception(error: BaseException) -> dict[str, Any]:
    """Its type, where it happened, what it came from and the constraint that it broke."""
    known: dict[str, Any] = {
        "exception": type(error).__name__,
        "where": [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ][-FRAMES_SHOWN:],
    }
    cause = error.__cause__ or error.__context__
    if cause is not None:
        known["because_of"] = type(cause).__name__
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if constraint:
            known["constraint"] = constraint
    return known
