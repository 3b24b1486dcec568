"""The demonstration's staff: one sign-in for each role, and colleagues beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agency.models import Facility, Posting, User
from agency.roles import Role
from casemgmt.demo.names import person_name

if TYPE_CHECKING:
    from random import Random

#: The sign-ins of a demonstration, named after their role, in the order in which they are shown.
SIGN_INS = {
    "officer": Role.CASE_OFFICER,
    "supervisor": Role.SUPERVISOR,
    "coordinator": Role.COORDINATOR,
    "manager": Role.UNIT_MANAGER,
    "assessment": Role.ASSESSMENT_OFFICER,
    "staff": Role.CONTRIBUTOR,
    "records": Role.RECORDS_ADMINISTRATOR,
    "policy": Role.POLICY_OFFICER,
    "administrator": Role.AGENCY_ADMINISTRATOR,
    "auditor": Role.AUDITOR,
    "partner": Role.PARTNER,
}

OFFICERS_PER_FACILITY = 7
CAPACITY = 60


@dataclass
class Staff:
    """Who works where, by facility id. diligence: the share of an officer's work done on time."""

    officers: dict[int, list[User]] = field(default_factory=dict)
    others: dict[int, list[User]] = field(default_factory=dict)
    supervisors: dict[int, User] = field(default_factory=dict)
    coordinators: dict[int, User] = field(default_factory=dict)
    managers: dict[int, User] = field(default_factory=dict)
    assessors: dict[int, User] = field(default_factory=dict)
    recorders: dict[int, User] = field(default_factory=dict)
    diligence: dict[int, float] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    partner: User | None = None


def make_staff(random: Random, facilities: list[Facility], today: date) -> Staff:
    """Forty-one people: in each facility seven officers, a supervisor, a coordinator, a manager
    and others; the first of each role has the sign-in that is named after it."""
    staff = Staff()
    unused = {role: name for name, role in SIGN_INS.items()}
    since = today - timedelta(days=2500)

    def hire(role: Role, facility: Facility | None, **posting: object) -> User:
        family, given = person_name(random, random.choice(["male", "female"]))
        given = given.split()[0]
        username = unused.pop(role, None) or _username(given, family)
        user = User.objects.create_user(
            username, None, given_names=given, family_name=family, email=f"{username}@example.org"
        )
        Posting.objects.create(user=user, role=role, facility=facility, from_on=since, **posting)
        staff.names[user.pk] = user.full_name
        return user

    for facility in facilities:
        units = list(facility.units.filter(local_procedure="").order_by("pk"))
        boss = hire(Role.SUPERVISOR, facility)
        staff.supervisors[facility.pk] = boss
        staff.coordinators[facility.pk] = hire(Role.COORDINATOR, facility)
        staff.managers[facility.pk] = hire(Role.UNIT_MANAGER, facility, unit=units[0])
        staff.officers[facility.pk] = [
            hire(
                Role.CASE_OFFICER,
                facility,
                unit=units[number % len(units)],
                supervisor=boss,
                capacity=CAPACITY,
            )
            for number in range(OFFICERS_PER_FACILITY)
        ]
        staff.others[facility.pk] = [hire(Role.CONTRIBUTOR, facility)]
        for officer in staff.officers[facility.pk]:
            staff.diligence[officer.pk] = random.uniform(0.94, 0.995)
    first, second = facilities[0], facilities[1]
    # One officer leaves within the week and still holds a caseload.
    leaver = staff.officers[first.pk][-1]
    leaver.postings.update(until_on=today + timedelta(days=5))
    # Whoever signs in as `officer` has something overdue to work on.
    staff.diligence[staff.officers[first.pk][0].pk] = 0.92
    # One officer is badly behind, under the supervisor whose sign-in is shown.
    staff.diligence[staff.officers[first.pk][2].pk] = 0.55
    for facility in facilities:
        staff.assessors[facility.pk] = (
            hire(Role.ASSESSMENT_OFFICER, facility)
            if facility in {first, second}
            else staff.assessors[first.pk]
        )
        staff.recorders[facility.pk] = (
            hire(Role.RECORDS_ADMINISTRATOR, facility)
            if facility in {first, second}
            else staff.recorders[first.pk]
        )
    hire(Role.POLICY_OFFICER, None)
    hire(Role.AGENCY_ADMINISTRATOR, None)
    hire(Role.AUDITOR, None)
    staff.partner = hire(Role.PARTNER, None)
    return staff


def _username(given: str, family: str) -> str:
    """A free user name: dwhitfield, dwhitfield2, ..."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", f"{given[0]}{family}").encode("ascii", "ignore").decode()
    base = "".join(ch for ch in plain.lower() if ch.isalnum())[:30]
    name, number = base, 1
    while User.objects.filter(username=name).exists():
        number += 1
        name = f"{base}{number}"
    return name
