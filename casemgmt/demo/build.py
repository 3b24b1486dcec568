"""Makes a whole demonstration: the agency, its staff, lives in batches, what offices record."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from django.db import transaction

from agency import clock
from agency.models import Agency, Facility
from casemgmt.agencies import PLANS, set_up_agency
from casemgmt.demo import offices
from casemgmt.demo.catalogue import make_catalogue
from casemgmt.demo.copies import compare_recent_notes
from casemgmt.demo.life import Place, add_months
from casemgmt.demo.lives import Teller, Way
from casemgmt.demo.staff import make_staff
from casemgmt.demo.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 150


def make_demonstration(
    agency_code: str,
    offenders: int,
    seed: int,
    *,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Agency:
    """Fill an empty database. told: called with how many people are done, and of how many.

    The same seed on the same day makes the same demonstration.
    """
    plan = PLANS[agency_code]
    today = clock.now().astimezone(clock.ZoneInfo(plan.time_zone)).date()
    with transaction.atomic():
        agency = set_up_agency(plan, live_from=add_months(today, -24).replace(day=1))
        facilities = list(Facility.objects.order_by("pk"))
        staff = make_staff(Random(f"{seed}/staff"), facilities, today)  # noqa: S311
        way = Way(plan.standards[0])
        programs = (
            make_catalogue(staff.partner, today) if way == Way.COUNTY and staff.partner else []
        )
    teller = Teller(
        way=way,
        zone=plan.time_zone,
        today=today,
        places=[
            Place(
                facility.pk,
                tuple(facility.units.filter(local_procedure="").values_list("pk", flat=True)),
                tuple(facility.units.exclude(local_procedure="").values_list("pk", flat=True)),
            )
            for facility in facilities
        ],
        staff=staff,
    )
    writer = Writer(agency, staff, today, programs)
    for start in range(0, offenders, BATCH):
        lives = [
            teller.tell(Random(f"{seed}/{index}"), index)  # noqa: S311
            for index in range(start, min(start + BATCH, offenders))
        ]
        with transaction.atomic():
            writer.write(lives)
        told(min(start + BATCH, offenders), offenders)
    with transaction.atomic():
        offices.make_office_work(way, Random(f"{seed}/offices"), agency, staff, today)  # noqa: S311
        compare_recent_notes(Random(f"{seed}/copies"), today)  # noqa: S311
    return agency
