"""The plans that a case may have, and the phases of a way back into the community."""

from __future__ import annotations

from django.db import models


class PlanKind(models.TextChoices):
    """Which plan."""

    IMP = "imp", "Individual Management Plan"
    OMP1 = "omp1", "OMP1, Prison Programming Plan"
    OMP2 = "omp2", "OMP2, Parole Plan and Reentry Plan"
    OMP3 = "omp3", "OMP3, Treatment and Supervision Plan"
    OMP4 = "omp4", "OMP4, Discharge and Aftercare Plan"
    ACCOUNTABILITY = "accountability", "Accountability plan"
    CASE_PLAN = "case_plan", "Case plan"


#: The stages of the offender management plan, in their order (TPC Case Management, 3).
OMP_STAGES = (PlanKind.OMP1, PlanKind.OMP2, PlanKind.OMP3, PlanKind.OMP4)


class ReviewKind(models.TextChoices):
    """What was done with the plan."""

    APPROVED = "approved", "Approved"
    REVIEWED = "reviewed", "Reviewed"


class PlanPhase(models.TextChoices):
    """TPC Case Management, 2: who leads depends on the phase."""

    INSTITUTIONAL = "institutional", "Institutional"
    REENTRY = "reentry", "Reentry and community supervision"
    REINTEGRATION = "reintegration", "Reintegration"
