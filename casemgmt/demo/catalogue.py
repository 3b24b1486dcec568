"""Invented organisations and programs, and what the contact standards ask for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from simple_history.utils import bulk_create_with_history

from conferences.models import ContactStandard
from offenders.models import InstrumentDomain, Organisation, OrganisationMember, Program

if TYPE_CHECKING:
    from agency.models import User

#: Name, kind, whom to ask. The first is where the demonstration's partner works.
ORGANISATIONS = (
    ("Lantern House Recovery", "provider", "Intake desk, extension 210"),
    ("Millrace Family Services", "human_services", "Duty worker, weekdays until 16:00"),
    ("Stepstone Works", "provider", "Placement office, by e-mail"),
    ("Open Gate Mentors", "community", "Meets Tuesday evenings"),
)

#: Name, kind, the place of its provider in ORGANISATIONS (None: the agency), people live there,
#: the domains that it works on.
PROGRAMS: tuple[tuple[str, str, int | None, bool, tuple[str, ...]], ...] = (
    ("Choices and Consequences group", "cbt", None, False, ("procriminal-attitude", "companions")),
    ("Lantern House outpatient", "treatment", 0, False, ("alcohol-drug",)),
    ("Lantern House residential", "residential", 0, True, ("alcohol-drug",)),
    ("Stepstone job readiness", "work", 2, False, ("education-employment",)),
    ("Evening school", "education", None, False, ("education-employment",)),
    ("Millrace parenting course", "support", 1, False, ("family-marital",)),
    ("Open Gate mentoring", "support", 3, False, ("leisure-recreation", "companions")),
)

RESIDENTIAL = next(place for place, program in enumerate(PROGRAMS) if program[3])

#: Contacts a month: risk level, kind, least number.
STANDARDS = (
    ("very high", "field", 2),
    ("very high", "office", 2),
    ("high", "field", 1),
    ("high", "office", 1),
    ("medium", "total", 1),
)


def make_catalogue(partner: User, today: date) -> list[Program]:
    """Keep the organisations, the programs in the order of PROGRAMS, and where `partner` works."""
    since = today - timedelta(days=2000)
    organisations = [
        Organisation.objects.create(name=name, kind=kind, contact=contact)
        for name, kind, contact in ORGANISATIONS
    ]
    OrganisationMember.objects.create(organisation=organisations[0], user=partner, from_on=since)
    domains = {domain.code: domain for domain in InstrumentDomain.objects.all()}
    programs = []
    for name, kind, provider, residential, codes in PROGRAMS:
        program = Program.objects.create(
            name=name,
            kind=kind,
            provider=None if provider is None else organisations[provider],
            residential=residential,
        )
        program.domains.set(domains[code] for code in codes)
        programs.append(program)
    return programs


def make_contact_standards(today: date) -> None:
    """Keep how many contacts the department asks for at each level of risk."""
    bulk_create_with_history(
        [
            ContactStandard(
                risk_level=level,
                contact_type=kind,
                minimum=minimum,
                from_on=(today - timedelta(days=800)).replace(day=1),
            )
            for level, kind, minimum in STANDARDS
        ],
        ContactStandard,
        default_change_reason="demonstration data",
    )
