"""Facts in the order of their days; those of one day are told apart by their refs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class _HasRef(Protocol):
    @property
    def ref(self) -> str: ...


F = TypeVar("F", bound=_HasRef)


def ref_order(ref: str) -> tuple[int, str]:
    """ "movement:9" before "movement:12"."""
    return len(ref), ref


def by_day(facts: Iterable[F], day: str) -> list[F]:
    """Facts in the order of one of their days, then of their refs."""
    found = list(facts)
    if len(found) > 1:
        found.sort(key=lambda fact: (getattr(fact, day), ref_order(fact.ref)))
    return found
