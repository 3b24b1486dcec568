"""Ask the web server in this container whether it is up; for the health check of its image."""

from __future__ import annotations

import os
import sys
import urllib.request

ADDRESS = "http://127.0.0.1:8000/health"


def main() -> int:
    """0 when the server and its database answer, otherwise 1 with the reason."""
    # As the proxy in front would ask: by a name that is allowed, and over TLS.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    headers = {"Host": host if host != "*" else "localhost", "X-Forwarded-Proto": "https"}
    question = urllib.request.Request(ADDRESS, headers=headers)
    try:
        with urllib.request.urlopen(question, timeout=8):  # noqa: S310 - our own address
            return 0
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
