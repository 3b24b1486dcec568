"""A fixed cast in two facilities, one person for each role; Marsh must see nothing of Redbud.

Redbud is a prison in America/Chicago, Saltbush one in America/Denver. Okafor is the officer of
Ashby, Reyes a colleague in the same unit; Lindqvist supervises both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from agency.events import announced_together
from agency.models import Agency, Facility, Posting, Unit, User
from agency.roles import Role
from casemgmt.shipped import install_shipped_data
from offenders.closing import WithoutSummary
from offenders.models import Offender
from offenders.services import assign_officer, record_movement, register_offender
from scheduling.policies import activate_packs

PASSWORD = "correct horse battery staple"

#: The day on which tests take place: Monday 23 November 2026, 10:00 in Chicago.
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)

#: What lets a case go although its termination summary is missing.
WITHOUT_SUMMARY = WithoutSummary("officer_on_leave", "Off sick since Friday.")


@dataclass
class Cast:
    """Who and what there is; users by user name, offenders by family name in lower case."""

    agency: Agency
    redbud: Facility
    saltbush: Facility
    unit_b: Unit
    unit_c: Unit
    saltbush_unit: Unit
    users: dict[str, User] = field(default_factory=dict)
    offenders: dict[str, Offender] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User | Offender:
        for known in (self.__dict__.get("users", {}), self.__dict__.get("offenders", {})):
            if name in known:
                return known[name]
        raise AttributeError(name)


#: user name: (given names, family name, role, facility, unit)
PEOPLE = {
    "okafor": ("Ada", "Okafor", Role.CASE_OFFICER, "redbud", "unit_b"),
    "reyes": ("Luz", "Reyes", Role.CASE_OFFICER, "redbud", "unit_b"),
    "lindqvist": ("Per", "Lindqvist", Role.SUPERVISOR, "redbud", None),
    "strand": ("Helen", "Strand", Role.COORDINATOR, "redbud", None),
    "marrow": ("Keith", "Marrow", Role.UNIT_MANAGER, "redbud", "unit_b"),
    "ferrante": ("Luca", "Ferrante", Role.ASSESSMENT_OFFICER, "redbud", None),
    "coble": ("Rae", "Coble", Role.CONTRIBUTOR, "redbud", None),
    "tran": ("Linh", "Tran", Role.RECORDS_ADMINISTRATOR, "redbud", None),
    "quist": ("Berit", "Quist", Role.POLICY_OFFICER, None, None),
    "brandt": ("Otto", "Brandt", Role.POLICY_OFFICER, None, None),
    "amsel": ("Viktor", "Amsel", Role.AGENCY_ADMINISTRATOR, None, None),
    "noor": ("Castellan", "Noor", Role.AUDITOR, None, None),
    "sato": ("Mei", "Sato", Role.PARTNER, None, None),
    "marsh": ("Dan", "Marsh", Role.CASE_OFFICER, "saltbush", "saltbush_unit"),
    "marsh_boss": ("Ida", "Holm", Role.SUPERVISOR, "saltbush", None),
    "marsh_coordinator": ("Jo", "Vale", Role.COORDINATOR, "saltbush", None),
    "marsh_records": ("Sid", "Parata", Role.RECORDS_ADMINISTRATOR, "saltbush", None),
}


def make_cast(*, password: str | None = None) -> Cast:
    """Build the cast. Without a password nobody can sign in by form (`force_login` works)."""
    agency = Agency.objects.create(
        code="us-ok",
        name="Department of Corrections",
        time_zone="America/Chicago",
        standards=["us-ok/op-060101"],
        terms={"offender": "inmate", "offender_plural": "inmates", "case_officer": "case manager"},
        live_from=date(2025, 1, 1),
    )
    install_shipped_data()
    activate_packs(agency)
    redbud = Facility.objects.create(
        code="RCC", name="Redbud Correctional Center", time_zone="America/Chicago", kind="prison"
    )
    saltbush = Facility.objects.create(
        code="SBP", name="Saltbush Prison", time_zone="America/Denver", kind="prison"
    )
    cast = Cast(
        agency,
        redbud,
        saltbush,
        Unit.objects.create(facility=redbud, code="B", name="Unit B"),
        Unit.objects.create(facility=redbud, code="C", name="Unit C"),
        Unit.objects.create(facility=saltbush, code="1", name="Unit 1"),
    )
    for username, (given, family, role, facility, unit) in PEOPLE.items():
        cast.users[username] = User.objects.create_user(
            username, password, given_names=given, family_name=family, email=f"{username}@x.test"
        )
        Posting.objects.create(
            user=cast.users[username],
            role=role,
            facility=getattr(cast, facility) if facility else None,
            unit=getattr(cast, unit) if unit else None,
            capacity=60 if role == Role.CASE_OFFICER else None,
            from_on=date(2024, 1, 1),
        )
    for officer, boss in (("okafor", "lindqvist"), ("reyes", "lindqvist"), ("marsh", "marsh_boss")):
        cast.users[officer].postings.update(supervisor=cast.users[boss])
    with announced_together("the cast enters"):
        _place(cast, "ashby", "744106", "Ashby", "Terrell Dean", cast.redbud, cast.unit_b, "okafor")
        _place(cast, "mabry", "790118", "Mabry", "Cole", cast.redbud, cast.unit_b, "reyes")
        _place(cast, "vann", "823067", "Vann", "Isaiah", cast.redbud, cast.unit_c, None)
        _place(
            cast, "nalder", "118204", "Nalder", "Reece", cast.saltbush, cast.saltbush_unit, "marsh"
        )
    return cast


def _place(
    cast: Cast,
    key: str,
    number: str,
    family: str,
    given: str,
    facility: Facility,
    unit: Unit,
    officer: str | None,
) -> None:
    person = register_offender(
        None,
        number=number,
        family_name=family,
        given_names=given,
        date_of_birth=date(1989, 3, 17),
        sex="male",
    )
    cast.offenders[key] = person
    record_movement(
        person,
        None,
        kind="arrival",
        facility=facility,
        unit=unit,
        permanent=True,
        occurred_at=datetime(2026, 9, 1, 17, 0, tzinfo=UTC),
    )
    if officer is not None:
        assign_officer(person, cast.users[officer], None, from_on=date(2026, 9, 3))
