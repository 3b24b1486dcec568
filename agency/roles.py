"""The eleven roles in which a person may be posted."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a posting lets a person do; `agency.matrix` says what exactly."""

    CASE_OFFICER = "case_officer", "Case officer"
    CONTRIBUTOR = "contributor", "Other staff"
    ASSESSMENT_OFFICER = "assessment_officer", "Assessment officer"
    COORDINATOR = "coordinator", "Case management coordinator"
    UNIT_MANAGER = "unit_manager", "Unit manager"
    SUPERVISOR = "supervisor", "Supervisor"
    RECORDS_ADMINISTRATOR = "records_administrator", "Records administrator"
    POLICY_OFFICER = "policy_officer", "Policy officer"
    AGENCY_ADMINISTRATOR = "agency_administrator", "Agency administrator"
    AUDITOR = "auditor", "Auditor"
    PARTNER = "partner", "Transition-team partner"


#: Roles whose holder may be the officer in charge of a case.
CASE_HOLDING_ROLES = frozenset({Role.CASE_OFFICER})

#: Roles that reach over the whole agency and therefore need no facility.
AGENCY_WIDE_ROLES = frozenset(
    {Role.POLICY_OFFICER, Role.AGENCY_ADMINISTRATOR, Role.AUDITOR, Role.PARTNER}
)
