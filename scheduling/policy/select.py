"""Which edition governs an interval that begins on a day, at a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduling.policy.shapes import Edition, Shape


@dataclass(frozen=True, slots=True)
class InForce:
    """An edition in force from a day. `place`: a facility or unit; "" is the whole agency.

    `until_on` is the last day of a supplement for a place; the agency's own line has no gaps.
    """

    edition: Edition
    from_on: date
    until_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One shape as one edition has it, in force from a day."""

    shape: Shape
    edition: Edition
    from_on: date
    until_on: date | None = None
    place: str = ""


class Line:
    """One shape through its editions. It has at least one version.

    An interval is governed by the edition in force on the day it begins and keeps it. Before the
    first activation the first edition governs: an agency that switches this on has a past.
    """

    __slots__ = ("_agency", "_ends_on", "_local", "_only", "shape_id")

    def __init__(self, shape_id: str, versions: list[Version], ends_on: date | None) -> None:
        ordered = sorted(versions, key=lambda v: (v.from_on, v.edition.key))
        self.shape_id = shape_id
        self._agency = [version for version in ordered if not version.place]
        self._local = [version for version in ordered if version.place]
        self._ends_on = ends_on
        simple = len(ordered) == 1 and not self._local and ends_on is None
        self._only = ordered[0] if simple else None

    def first(self) -> Version:
        """The oldest version."""
        return (self._agency or self._local)[0]

    @property
    def has_local(self) -> bool:
        """Whether some place has a version of its own."""
        return bool(self._local)

    def governing(self, begins_on: date, places: Iterable[str] = ()) -> Version | None:
        """The version for an interval that begins on that day; None: the duty is not in force."""
        if self._only is not None:
            return self._only
        for place in places:
            local = [
                version
                for version in self._local
                if version.place == place
                and version.from_on <= begins_on
                and (version.until_on is None or begins_on <= version.until_on)
            ]
            if local:
                return local[-1]
        if not self._agency or (self._ends_on is not None and begins_on >= self._ends_on):
            return None
        begun = [version for version in self._agency if version.from_on <= begins_on]
        return begun[-1] if begun else self._agency[0]

    def recomputing_after(self, begins_on: date) -> list[Version]:
        """Later versions of the agency's that recompute items begun before them."""
        if self._only is not None:
            return []
        return [
            version
            for version in self._agency
            if version.from_on > begins_on and version.edition.carries == "recompute-open-items"
        ]


class Policies:
    """The editions in force, prepared once and used for every case."""

    __slots__ = ("editions", "lines", "_by_key")

    def __init__(self, in_force: Iterable[InForce]) -> None:
        entries = sorted(
            in_force, key=lambda entry: (entry.edition.policy, entry.from_on, entry.edition.key)
        )
        for entry in entries:
            if entry.edition.supplements and not entry.place:
                raise ValueError(
                    f"{entry.edition.key} supplements {entry.edition.supplements}; it is in force "
                    "at a facility or in a unit, not for the whole agency."
                )
        self.editions = tuple({entry.edition.key: entry.edition for entry in entries}.values())
        self._by_key = {edition.key: edition for edition in self.editions}
        versions: dict[tuple[str, str], list[Version]] = {}
        for entry in entries:
            for shape in entry.edition.shapes:
                versions.setdefault((entry.edition.policy, shape.id), []).append(
                    Version(shape, entry.edition, entry.from_on, entry.until_on, entry.place)
                )
        self.lines = tuple(
            Line(shape_id, found, _ends_on(code, shape_id, entries))
            for (code, shape_id), found in versions.items()
        )

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> Policies:
        """Each edition in force for the whole agency from its own effective date."""
        return cls(InForce(edition, edition.effective_on) for edition in editions)

    def edition(self, key: str) -> Edition:
        """The edition with that key. Raises KeyError."""
        return self._by_key[key]


def _ends_on(code: str, shape_id: str, entries: list[InForce]) -> date | None:
    """The day on which a later edition of the policy no longer has this duty."""
    agency = [entry for entry in entries if entry.edition.policy == code and not entry.place]
    if not agency:
        return None
    has_it = [entry.edition.shape(shape_id) is not None for entry in agency]
    if has_it[-1] or True not in has_it:
        return None
    last = max(index for index, has in enumerate(has_it) if has)
    return agency[last + 1].from_on
