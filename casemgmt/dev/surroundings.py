"""The environment in which the product's own programs run, and the secrets it is given."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

from casemgmt.dev.places import ROOT

# Long enough for the product's own rule, and easily typed from one window into another.
PASSWORD_WORDS = 5
# The table of sign-ins, on its way from the program that prepares the database; in `run`.
SIGN_INS = "sign-ins"
SYLLABLES = "ba be bi bo da de di do fa fe ga go ka ki ko la le lo ma mi mo na ne no pa po ra ri ro"


def kept_secret(path: Path, new: str) -> str:
    """What `path` holds; `new` is put there first when it does not exist. Mode 0600."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        write_secret(path, new)
        return new


def write_secret(path: Path, value: str) -> None:
    """Replace the secret in `path`, whole or not at all, readable by nobody else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half_made = path.with_name(path.name + ".new")
    half_made.unlink(missing_ok=True)
    handle = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(value + "\n")
    half_made.replace(path)


def random_password() -> str:
    """A password that a person can type: five made-up words, about 70 bits."""
    syllables = SYLLABLES.split()
    words = ("".join(secrets.choice(syllables) for _ in range(3)) for _ in range(PASSWORD_WORDS))
    return "-".join(words)


def demonstration_password(var: Path) -> str:
    """`DEMO_PASSWORD`, otherwise the one made at the first run."""
    given = os.environ.get("DEMO_PASSWORD")
    if given:
        write_secret(var / "demo-password", given)
        return given
    return kept_secret(var / "demo-password", random_password())


def product_environment(
    var: Path, *, database_url: str, redis_url: str, site_url: str, printing: dict[str, str]
) -> dict[str, str]:
    """The environment of the web server, the worker and the management commands.

    What the person who started us has set wins over our defaults, except for the addresses of
    servers that we started ourselves.
    """
    defaults = {
        "CASEMGMT_ENV": "development",
        "ALLOWED_HOSTS": f"localhost,127.0.0.1,[::1],{socket.gethostname()}",
        "SECRET_KEY": kept_secret(var / "secret-key", secrets.token_urlsafe(50)),
        "SITE_URL": site_url,
    }
    ours = {
        "CASEMGMT_VAR": str(var),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DEMO_PASSWORD": demonstration_password(var),
        "DJANGO_SETTINGS_MODULE": "casemgmt.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        **printing,
    }
    return defaults | dict(os.environ) | ours
