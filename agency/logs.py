"""Log lines as JSON: one line each, whatever is in them, with the request's id.

A line names things by id. An exception is told by its type and place, never by its message or
its local variables, which may hold what somebody typed.
"""

from __future__ import annotations

import json
import logging
import traceback

from agency.request_context import current_request


class JsonFormatter(logging.Formatter):
    """Encodes a record as one line of JSON; control characters in any value are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        request = current_request.get()
        if request is not None:
            line["request_id"] = getattr(request, "request_id", "")
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ][-12:]
        return json.dumps(line, ensure_ascii=True)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        if record.name.startswith("django.request"):
            # Django puts the path in; paths hold opaque ids only, query strings are not in it.
            return record.getMessage().split("?")[0]
        return record.getMessage()
