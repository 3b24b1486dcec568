"""Who belongs to the transition team, and who leads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from agency.models import User
from agency.roles import Role
from casemgmt.pages.recording import person_to_record, record_to_change, recording_page
from casemgmt.pages.whereabouts import own_facility
from offenders.forms.sharing import EndMembershipForm, TeamLeadForm, TeamMemberForm
from offenders.models import Consent, TeamLead, TeamMember
from offenders.models.team import USUAL_LEAD, TeamCategory, TeamPhase
from offenders.services import add_team_member, end_team_member, set_team_lead

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

BACK = "pages:sharing"


@governed_by("team_member", "create")
@require_http_methods(["GET", "POST"])
def member_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody joins the team."""
    user = request.user
    offender = person_to_record(user, "team_member", pk)
    today = clock.today(own_facility(user))
    asked = request.GET.get("as", "")
    form = TeamMemberForm(
        request.POST or None,
        people=_colleagues_and_partners(user),
        consents=Consent.objects.filter(offender=offender)
        .in_force(clock.now(), clock.today())
        .prefetch_related("recipients__organisation"),
        on=today,
        initial={
            "category": asked if asked in TeamCategory.values else TeamCategory.PERSON,
            "from_on": today,
        },
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: add_team_member(offender, user, **said),
        title="Add to the team",
        button="Add",
        saved="On the team from that day.",
        intro="Being on the team opens nothing by itself: staff read the case by their posting, "
        "partners what a consent in force covers. For the person, leave account and name empty.",
        back=BACK,
    )


def _colleagues_and_partners(user: User) -> QuerySet[User]:
    """Active people posted at the user's facilities, and partners."""
    facilities = [facility.pk for facility in user.facilities()]
    near = Q(postings__facility__in=facilities) | Q(postings__role=Role.PARTNER)
    return (
        User.objects.filter(near, is_active=True)
        .distinct()
        .order_by("family_name", "given_names", "pk")
    )


@governed_by("team_member", "update")
@require_http_methods(["GET", "POST"])
def member_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody leaves the team."""
    rows = TeamMember.objects.select_related("offender", "user")
    member = record_to_change(request.user, "team_member", rows, pk)
    assert isinstance(member, TeamMember)
    form = EndMembershipForm(
        request.POST or None,
        initial={"until_on": member.until_on or clock.today(own_facility(request.user))},
    )
    return recording_page(
        request,
        member.offender,
        form,
        lambda said: end_team_member(member, request.user, **said),
        title=f"{member} leaves the team",
        button="Save",
        saved="On the team until that day.",
        back=BACK,
        about=member,
    )


@governed_by("team_member", "create")
@require_http_methods(["GET", "POST"])
def lead_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another lead, usually with another phase."""
    user = request.user
    offender = person_to_record(user, "team_member", pk)
    today = clock.today(own_facility(user))
    last = TeamLead.objects.filter(offender=offender).order_by("-from_on").first()
    members = (
        TeamMember.objects.filter(offender=offender)
        .filter(Q(until_on=None) | Q(until_on__gte=today))
        .select_related("user")
    )
    form = TeamLeadForm(
        request.POST or None,
        members=members,
        initial={
            "phase": last.phase if last else TeamPhase.INSTITUTIONAL,
            "from_on": today,
        },
    )
    usual = "; ".join(
        f"{phase.label.lower()}: {category.label.lower()}" for phase, category in USUAL_LEAD.items()
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: set_team_lead(offender, user, **said),
        title="Set the lead of the team",
        button="Set the lead",
        saved="The lead is set.",
        intro=f"One leads at any time. Usually, by phase: {usual}.",
        back=BACK,
    )
