"""What offices and institutions record beside cases, by the way in which an agency works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.models import Facility, Unit
from casemgmt.demo import (
    alerting,
    asking,
    behaving,
    closing,
    conferring,
    levels,
    meeting,
    printing,
    prison_offices,
)
from casemgmt.demo.catalogue import make_contact_standards
from casemgmt.demo.lives import Way
from casemgmt.demo.office import Office
from scheduling.sync import recompute_others

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from agency.models import Agency
    from casemgmt.demo.staff import Staff


def make_office_work(way: Way, random: Random, agency: Agency, staff: Staff, today: date) -> None:
    """Write it, then compute the due items of officers, facilities and units."""
    office = Office(random, agency, staff, today)
    if way == Way.COUNTY:
        make_contact_standards(today)
        conferring.make_conferences(office)
        behaving.make_behaviour(office)
    elif way == Way.UNIT_TEAMS:
        meeting.make_meetings(office)
        meeting.make_memos(office)
        meeting.make_team_sessions(office)
        closing.make_letters(office)
        levels.make_log(office)
        levels.make_classifications(office)
    elif way == Way.ADJUSTMENT_REVIEWS:
        prison_offices.make_prison_work(office)
        levels.make_classifications(office)
    behaving.make_group(office)
    alerting.make_alerts(office)
    asking.make_access_requests(office)
    printing.make_prints(office)
    closing.make_closings(office)
    officers = [officer.pk for facility in staff.officers.values() for officer in facility]
    because = "demonstration data"
    recompute_others("officer", officers, because)
    recompute_others("facility", Facility.objects.values_list("pk", flat=True), because)
    recompute_others("unit", Unit.objects.values_list("pk", flat=True), because)
