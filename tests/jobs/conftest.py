"""A broker that is down, and one that accepts and never answers."""

from __future__ import annotations

import socket
import threading

import kombu.pools
import pytest

from casemgmt.celery import app


@pytest.fixture
def broker(monkeypatch):
    """Point Celery at another broker; the pools are made anew before and after."""

    def forget_connections() -> None:
        kombu.pools.reset()
        app._pool = None
        app.amqp._producer_pool = None

    before = app.conf.broker_url

    def at(url: str) -> None:
        app.conf.broker_url = app.conf.broker_write_url = url
        forget_connections()

    yield at
    app.conf.broker_url = app.conf.broker_write_url = before
    forget_connections()


@pytest.fixture
def black_hole():
    """A server that accepts and never answers."""
    server = socket.create_server(("127.0.0.1", 0))
    held = []
    stop = threading.Event()

    def accept() -> None:
        server.settimeout(0.1)
        while not stop.is_set():
            try:
                held.append(server.accept()[0])
            except OSError:
                continue

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    stop.set()
    thread.join()
    for client in held:
        client.close()
    server.close()


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"
