"""The port is asked for before anything is started, and a refusal says what to do."""

from __future__ import annotations

import os
import socket

import pytest

from casemgmt.dev.errors import CannotStart
from casemgmt.dev.port import require_free, wanted_port


def test_a_taken_port_says_who_has_it_and_suggests_another():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart) as refusal:
            require_free("127.0.0.1", port)
    assert f"Port {port} is taken by" in str(refusal.value)
    assert f"(process {os.getpid()})" in str(refusal.value)
    assert "make run PORT=" in str(refusal.value)


def test_a_free_port_is_had():
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    require_free("127.0.0.1", port)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotStart, match="from 1 to 65535"):
        wanted_port()


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(CannotStart, match=r"192\.0\.2\.1 is not an address of this machine"):
        require_free("192.0.2.1", 8000)
