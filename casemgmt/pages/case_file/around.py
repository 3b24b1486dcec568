"""What stands around the timeline: the banner, what is due, the team, the sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from agency.roles import Role
from agency.viewtools import signed_in
from casemgmt.pages.case_file.due import open_and_settled
from casemgmt.pages.case_file.known import PERMISSIONS
from casemgmt.pages.case_file.sections import loaded, newest_assessment, sections_of
from casemgmt.pages.closing.handed import closings_of
from casemgmt.pages.meetings.appearances import unit_team_of
from casemgmt.pages.plans.section import plan_section
from casemgmt.pages.records_of_contact.panel import contact_records
from casemgmt.pages.whereabouts import Whereabouts
from casenotes.readership import circle_of
from offenders.models import Alert, CaseAssignment, Offender, SentenceDetermination
from scheduling import policies
from scheduling.yearly import year_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from casenotes.readership import CircleOfACase


def whole_file(
    request: HttpRequest, offender: Offender, where: Whereabouts, today: date
) -> dict[str, Any]:
    """What the file shows around its timeline."""
    user = signed_in(request)
    circle = circle_of(offender)
    sections = sections_of(offender, today)
    due = open_and_settled(request, offender, today)
    permissions = {name: getattr(offender, name) for name in PERMISSIONS}
    assignment = offender.current_assignment(today)
    return {
        "where": where,
        "permissions": permissions,
        "assignment": assignment,
        **_banner(offender, today),
        **due,
        "team": _team(circle, assignment),
        "plan_part": loaded(
            lambda: plan_section(offender, [row["item"] for row in due["due"]], today)
        ),
        **closings_of(user, offender, today),
        "contact": loaded(lambda: contact_records(user, offender, today, permissions)),
        "asks_for_reports": any(
            duty.action.endswith("_report") for duty in policies.in_force().duties().values()
        ),
        "year": loaded(lambda: year_of(offender.pk, today)),
        "unit_team": loaded(lambda: unit_team_of(offender)),
        "sections": sections,
        "assessed": newest_assessment(sections),
    }


def _banner(offender: Offender, today: date) -> dict[str, Any]:
    sentence = (
        SentenceDetermination.objects.standing()
        .filter(offender=offender, recorded_on__lte=today)
        .order_by("-recorded_on", "-pk")
        .first()
    )
    alerts = list(
        Alert.objects.filter(offender=offender)
        .filter(Q(until_on=None) | Q(until_on__gte=today))
        .order_by("from_on", "pk")
    )
    return {
        "sentence": sentence,
        "alerts": [alert for alert in alerts if alert.from_on <= today],
        "all_alerts": alerts,
        "age": offender.age(today),
    }


def _team(circle: CircleOfACase, assignment: CaseAssignment | None) -> list[tuple[str, str, str]]:
    """Who is around the case: (name, role code, since or where)."""
    roles = (
        Role.CASE_OFFICER,
        Role.SUPERVISOR,
        Role.UNIT_MANAGER,
        Role.ASSESSMENT_OFFICER,
        Role.COORDINATOR,
    )
    team = []
    for role in roles:
        for posting in circle.people_in(role):
            since = ""
            if role == Role.CASE_OFFICER and assignment is not None:
                since = f"since {assignment.from_on.day} {assignment.from_on:%b %Y}"
            elif posting.unit is not None:
                since = posting.unit.name
            team.append((posting.user.full_name, role.value, since))
    return team
