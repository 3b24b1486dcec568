"""The opaque references by which facts name the rows that they came from: "movement:12"."""

from __future__ import annotations


def ref(kind: str, pk: int) -> str:
    """The reference of a row."""
    return f"{kind}:{pk}"


def pk_of(reference: str) -> int | None:
    """The id in a reference; None for an empty one."""
    return int(reference.rpartition(":")[2]) if reference else None


def kind_of(reference: str) -> str:
    """What kind of row a reference names."""
    return reference.partition(":")[0]
