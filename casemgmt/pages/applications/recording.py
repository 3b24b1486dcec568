"""Recording what a person may apply for, the telling, the application and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from agency.models import Posting, User
from casemgmt.pages.recording import person_to_record, record_to_change, recording_page
from casemgmt.pages.whereabouts import own_facility
from offenders.forms.applications import ApplicationChangeForm, ApplicationForm
from offenders.models import Application
from offenders.services import record_application, update_application
from offenders.services.applications import APPLICATION_FIELDS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

BACK = "pages:applications"


@governed_by("application", "create")
@require_http_methods(["GET", "POST"])
def application_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """From a day on the person may apply for something."""
    user = request.user
    offender = person_to_record(user, "application", pk)
    form = ApplicationForm(
        request.POST or None, staff=_who_may_have_told(user), initial={"informed_by": user.pk}
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_application(offender, user, **said),
        title="Record what may be applied for",
        button="Record it",
        saved="Recorded.",
        intro="The person is told what it needs before that day. Until then the case is listed "
        "for it.",
        back=BACK,
    )


@governed_by("application", "update")
@require_http_methods(["GET", "POST"])
def application_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person was told, applied, has an answer or wants it no longer; or a correction."""
    user = request.user
    rows = Application.objects.select_related("offender")
    application = record_to_change(user, "application", rows, pk)
    assert isinstance(application, Application)
    initial = {name: getattr(application, name) for name in APPLICATION_FIELDS}
    form = ApplicationChangeForm(
        request.POST or None,
        staff=_who_may_have_told(user, application),
        initial=initial | {"informed_by": application.informed_by_id or user.pk},
    )
    return recording_page(
        request,
        application.offender,
        form,
        lambda said: update_application(application, user, **said),
        title=f"{application.get_kind_display()} from {application.eligible_on:%-d %b %Y}",
        button="Save",
        saved="Saved.",
        back=BACK,
        about=application,
    )


def _who_may_have_told(user: User, application: Application | None = None) -> QuerySet[User]:
    """Active colleagues at the user's facilities, and whoever is named already."""
    here = Posting.objects.holding_on(clock.today(own_facility(user))).filter(
        facility__in=[facility.pk for facility in user.facilities()]
    )
    wanted = Q(pk__in=here.values("user_id"), is_active=True) | Q(pk=user.pk)
    if application is not None and application.informed_by_id is not None:
        wanted |= Q(pk=application.informed_by_id)
    return User.objects.filter(wanted).order_by("family_name", "given_names", "pk")
