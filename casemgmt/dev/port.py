"""Whether the web server may have its port, asked before anything else is started."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from casemgmt.dev.errors import CannotStart

DEFAULT_PORT = 8000


def wanted_port() -> int:
    """The port named in `PORT`, checked to be one."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStart(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def require_free(host: str, port: int) -> None:
    """Refuse, saying who has it, a port that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        holder = _holder(port)
        by = f" by {holder}" if holder else ""
        return (
            f"Port {port} is taken{by}. Stop that, or choose another: "
            f"make run PORT={_next_free(host, port)}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the administrator. Choose one above 1023."
    return f"{host} is not an address of this machine ({error.strerror})."


def _next_free(host: str, port: int) -> int:
    """The next port that can be had, to suggest it."""
    for candidate in range(port + 1, min(port + 50, 65536)):
        with suppress(OSError), socket.create_server((host, candidate)):
            return candidate
    return 0


def _holder(port: int) -> str:
    """The program listening on `port`, as far as this account may see it."""
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                columns = line.split()
                if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:
                    sockets.add(f"socket:[{columns[9]}]")
    for process in (entry for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        with suppress(OSError):
            if any(os.readlink(handle) in sockets for handle in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return ""
