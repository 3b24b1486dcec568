"""The agencies that an installation can begin as: words, zone, places, standards.

`manage.py setup_agency` makes one; demonstrations fill it with people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency.models import Agency, Facility, Unit
from casemgmt.shipped import install_shipped_data
from casenotes.models import NoteType
from scheduling.policies import activate_packs

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit; `local_procedure` where the agency's standards do not apply."""

    code: str
    name: str
    local_procedure: str = ""


@dataclass(frozen=True, slots=True)
class FacilityPlan:
    """A facility and its units."""

    code: str
    name: str
    kind: str
    operator: str
    units: tuple[UnitPlan, ...]


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """An agency as it is on its first day."""

    code: str
    name: str
    time_zone: str
    standards: tuple[str, ...]
    terms: dict[str, str]
    facilities: tuple[FacilityPlan, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    #: Types of note beside those that every installation has: code, name, records contact.
    note_types: tuple[tuple[str, str, bool], ...] = ()


def _units(*names: str) -> tuple[UnitPlan, ...]:
    return tuple(UnitPlan(name.split()[-1], name) for name in names)


PLANS = {
    "us-ok": AgencyPlan(
        code="us-ok",
        name="Department of Corrections",
        time_zone="America/Chicago",
        standards=("us-ok/op-060101",),
        terms={
            "offender": "inmate",
            "offender_plural": "inmates",
            "case_officer": "case manager",
            "case_officer_plural": "case managers",
        },
        # OP-060101, Exceptions: only with the director's prior written approval.
        settings={"paper": "Letter", "exemption_authority": "Director"},
        facilities=(
            FacilityPlan(
                "RCC",
                "Redbud Correctional Center",
                "prison",
                "public",
                _units("Unit A", "Unit B", "Unit C"),
            ),
            FacilityPlan(
                "SCC",
                "Sandstone Creek Correctional Center",
                "prison",
                "public",
                _units("Unit A", "Unit B"),
            ),
            FacilityPlan(
                "CCC",
                "Cottonwood Community Corrections Center",
                "community",
                "public",
                _units("House 1", "House 2"),
            ),
        ),
    ),
    "au-wa": AgencyPlan(
        code="au-wa",
        name="Department of Justice, Corrective Services",
        time_zone="Australia/Perth",
        standards=("au-wa/copp-10.3",),
        terms={
            "offender": "prisoner",
            "offender_plural": "prisoners",
            "case_officer": "case officer",
            "case_officer_plural": "case officers",
        },
        settings={"paper": "A4"},
        facilities=(
            FacilityPlan(
                "KRP",
                "Karri Ridge Prison",
                "prison",
                "public",
                (*_units("Unit 1", "Unit 2"), UnitPlan("MAR", "Marri Unit", "Local procedure 4.2")),
            ),
            FacilityPlan(
                "JPP",
                "Jarrah Plains Prison",
                "prison",
                "private",
                _units("Unit 1", "Unit 2"),
            ),
            FacilityPlan(
                "QPF",
                "Quandong Prison Farm",
                "prison",
                "public",
                _units("Cottage 1", "Cottage 2"),
            ),
        ),
    ),
    "us-bop": AgencyPlan(
        code="us-bop",
        name="Bureau of Prisons",
        time_zone="America/Denver",
        standards=("us-bop/3510.08",),
        terms={
            "offender": "inmate",
            "offender_plural": "inmates",
            "case_officer": "case manager",
            "case_officer_plural": "case managers",
        },
        settings={"paper": "Letter"},
        facilities=(
            FacilityPlan(
                "PFL",
                "Federal Institution Pinyon Flat",
                "prison",
                "public",
                _units("Unit Aspen", "Unit Birch", "Unit Cedar"),
            ),
            FacilityPlan(
                "HMA",
                "Federal Institution Heron Marsh",
                "prison",
                "public",
                _units("Unit East", "Unit West"),
            ),
            FacilityPlan(
                "LKC",
                "Federal Camp Larkspur",
                "prison",
                "public",
                _units("Unit 1", "Unit 2"),
            ),
        ),
    ),
    "us-ca": AgencyPlan(
        code="us-ca",
        name="County Probation Department",
        time_zone="America/Los_Angeles",
        standards=("us-ca-slo/1.17", "tpc/ccms"),
        terms={
            "offender": "probationer",
            "offender_plural": "probationers",
            "case_officer": "deputy probation officer",
            "case_officer_plural": "deputy probation officers",
        },
        # The collaborative model gives no days for these; a department chooses its own.
        settings={
            "paper": "Letter",
            "policy": {"intake_assessment_days": 30, "omp1_grace_days": 30, "omp3_grace_days": 30},
        },
        facilities=(
            FacilityPlan(
                "ALD",
                "Alderbrook Office",
                "community",
                "public",
                _units("Team North", "Team South"),
            ),
            FacilityPlan(
                "QRY",
                "Quarry Road Office",
                "community",
                "public",
                _units("Team 1", "Team 2"),
            ),
            FacilityPlan(
                "TID",
                "Tidewater Office",
                "community",
                "public",
                _units("Team Coast", "Team Valley"),
            ),
        ),
        note_types=(
            ("office_contact", "Office contact", True),
            ("field_contact", "Field contact", True),
            ("home_visit", "Home visit", True),
        ),
    ),
}


@transaction.atomic
def set_up_agency(plan: AgencyPlan, *, live_from: date, with_places: bool = True) -> Agency:
    """Make the agency, its places if wanted, what every installation begins with, and put its
    standards in force."""
    agency = Agency.objects.create(
        code=plan.code,
        name=plan.name,
        time_zone=plan.time_zone,
        terms=plan.terms,
        settings=plan.settings,
        standards=list(plan.standards),
        live_from=live_from,
    )
    install_shipped_data()
    for number, (code, name, is_contact) in enumerate(plan.note_types, start=1):
        NoteType.objects.create(code=code, name=name, is_contact=is_contact, order=number)
    for place in plan.facilities if with_places else ():
        facility = Facility.objects.create(
            code=place.code,
            name=place.name,
            time_zone=plan.time_zone,
            kind=place.kind,
            operator=place.operator,
        )
        for unit in place.units:
            Unit.objects.create(
                facility=facility,
                code=unit.code,
                name=unit.name,
                local_procedure=unit.local_procedure,
            )
    activate_packs(agency)
    return agency
