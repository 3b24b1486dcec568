"""Drawing cases at random so that anybody can draw them again.

The order does not come from Python's random generator, whose ways may change with its version,
but from SHA-256 of "seed:id": the same seed and pool give the same cases on every machine, and
somebody with a pencil and a hash function can check it.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Which way of drawing a stored sample was made by.
RULE = 1


def new_seed() -> int:
    """A seed that nobody can foresee; small enough to be read out."""
    return secrets.randbelow(10**9)


def in_drawn_order(pool: Iterable[int], seed: int) -> list[int]:
    """The whole pool in the order in which it would be drawn; its first n are a sample of n."""
    return sorted(set(pool), key=lambda case: sha256(f"{seed}:{case}".encode()).digest())


def draw(pool: Iterable[int], size: int, seed: int) -> list[int]:
    """`size` cases of the pool; all of them when there are not more."""
    return in_drawn_order(pool, seed)[:size]


def sample_size(pool_size: int, *, minimum: int, percent: int) -> int:
    """How many to ask for: the minimum, or the percentage rounded up where that is more."""
    return max(minimum, -(-pool_size * percent // 100))
