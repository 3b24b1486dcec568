"""The case file's sections on assessments, programs, supervision with behaviour,
applications, team and consent.

Each is loaded by itself: one that fails says so in its place, and the page stands.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DatabaseError, transaction

from casemgmt.pages.access_requests.section import access_requests_of
from casemgmt.pages.applications.shown import applications_of, are_asked_for
from casemgmt.pages.assessments.history import assessments_of
from casemgmt.pages.classification.pages import are_classified, classifications_of
from casemgmt.pages.partners.consents import sharing_of
from casemgmt.pages.programs.shown import programs_of
from casemgmt.pages.supervision.shown import supervision_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from offenders.models import Offender

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Section:
    """One panel. shown: what its template shows; None when it could not be loaded."""

    key: str
    title: str
    page: str
    template: str
    shown: dict[str, Any] | None = field(default=None)


#: key, title, the page with everything, the loader.
SECTIONS: tuple[tuple[str, str, str, Callable[[Offender, date], dict[str, Any]]], ...] = (
    ("assessments", "Assessments", "pages:assessments", assessments_of),
    ("programs", "Programs", "pages:programs", programs_of),
    ("supervision", "Supervision", "pages:supervision", supervision_of),
    ("classifications", "Classifications", "pages:classifications", classifications_of),
    ("applications", "Applications", "pages:applications", applications_of),
    ("sharing", "Team and consent", "pages:sharing", sharing_of),
    (
        "access_requests",
        "Access requests",
        "pages:access-requests-of-person",
        access_requests_of,
    ),
)


def sections_of(offender: Offender, today: date) -> list[Section]:
    """The sections for somebody who reads the case; whoever reads it reads these.

    Applications are there where a standard asks that people are told before they apply,
    classifications where case managers classify.
    """
    left_out = set() if are_asked_for() else {"applications"}
    left_out |= set() if are_classified() else {"classifications"}
    return [
        Section(key, title, page, f"pages/case_file/sections/{key}.html", _load(load, *args))
        for key, title, page, load in SECTIONS
        for args in [(offender, today)]
        if key not in left_out
    ]


def _load(
    load: Callable[[Offender, date], dict[str, Any]], offender: Offender, today: date
) -> dict[str, Any] | None:
    found = loaded(lambda: load(offender, today))
    return None if isinstance(found, Failed) else found


@dataclass(frozen=True, slots=True)
class Failed:
    """What a template gets in place of a part that could not be loaded."""

    failed: bool = True


Part = TypeVar("Part")


def loaded(load: Callable[[], Part]) -> Part | Failed:
    """What `load` returns; a part that fails is written to the log and fails alone."""
    try:
        with transaction.atomic():  # a query that fails leaves the rest of the page its own
            return load()
    except (DatabaseError, LookupError, TypeError, ValueError, AttributeError):
        logger.exception("A section of a case file could not be loaded.")
        return Failed()


def newest_assessment(sections: list[Section]) -> dict[str, Any] | None:
    """The newest assessment of risk with its level, for the banner; None where there is none."""
    shown = next(section.shown for section in sections if section.key == "assessments")
    return next(iter(shown["assessments"]), None) if shown else None
