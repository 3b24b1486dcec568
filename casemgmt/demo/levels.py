"""Classifications, transfer packets, the levels of facilities, and the coordinator's log."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from casemgmt.demo.office import weekday
from conferences.models import MonitoringEntry
from offenders.models import Classification, FacilityLevels, Placement
from offenders.services.classification import keep_population_day

if TYPE_CHECKING:
    from agency.models import Facility
    from casemgmt.demo.office import Office

LEVELS = ("minimum", "low", "medium", "medium", "medium", "high")
#: kind, what was looked at, what was found, what is done about it, days until the look again.
LOG = (
    ("victim_witness", "Notices before release", "All were sent in time.", "", 0),
    ("financial", "Payment plans", "Two plans are older than a year.", "Asked for new ones.", 30),
    ("audit", "Monthly reviews of a unit", "Three name no next step.", "Shown at the meeting.", 45),
    ("operational_review", "Case management", "Files are complete and in order.", "", 0),
    ("external_contact", "Probation office", "Agreed whom to call about relocation.", "", 0),
)


def make_classifications(office: Office) -> None:
    """For everybody who is placed, one that was decided; for a few, a packet that waits. The
    chance is one of its own, so that nothing else of the demonstration moves with it."""
    chance = Random(17)  # noqa: S311 - nobody's secret depends on it
    rows = []
    facilities: dict[int, Facility] = {}
    for stay in Placement.objects.current().select_related("facility").order_by("pk"):
        facilities[stay.facility_id] = stay.facility
        on = weekday(office.yesterday - timedelta(days=chance.randint(3, 300)))
        facts = {"offender_id": stay.offender_id, "on": on}
        rows.append(
            Classification(
                kind="review",
                security_level=chance.choice(LEVELS),
                decision="approved",
                decided_on=on,
                **facts,
            )
        )
        if chance.random() < 0.05:
            rows.append(
                Classification(
                    kind="packet",
                    submitted_on=on,
                    eligible_on=on + timedelta(days=120),
                    **facts,
                )
            )
    office.keep(Classification, rows)
    office.keep(
        FacilityLevels,
        [
            FacilityLevels(facility=one, levels=["minimum", "low", "medium"])
            for one in facilities.values()
        ],
    )
    for facility in facilities.values():
        keep_population_day(facility, office.today)


def make_log(office: Office) -> None:
    """What the coordinator of each institution monitored of late."""
    rows = []
    for facility, coordinator in office.staff.coordinators.items():
        for place, (kind, subject, findings, action, again) in enumerate(LOG):
            on = weekday(office.yesterday - timedelta(days=9 * place + 2))
            rows.append(
                MonitoringEntry(
                    facility_id=facility,
                    kind=kind,
                    on=on,
                    subject=subject,
                    findings=findings,
                    corrective_action=action,
                    recheck_on=on + timedelta(days=again) if again else None,
                    recorded_by=coordinator,
                )
            )
    office.keep(MonitoringEntry, rows)
