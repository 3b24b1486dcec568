"""Classifications and transfer packets of a person: listed, recorded, decided. OP-060101, II.G."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import Agency, AuditEventType
from casemgmt.pages.recording import (
    may_about,
    person_to_read,
    person_to_record,
    record_to_change,
    recording_page,
)
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.forms.classification import ClassificationForm
from offenders.models import Classification
from offenders.services.classification import (
    CLASSIFICATION_FIELDS,
    record_classification,
    update_classification,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender

#: The policies under which case managers classify.
CLASSIFYING = {"us-ok/op-060101", "us-bop/3510.08"}


@governed_by("classification", "read")
@require_GET
def classifications(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that was classified or packed, the newest first."""
    user = request.user
    offender = person_to_read(user, "classification", pk)
    audit.record(AuditEventType.READ, offender, details={"part": "classifications"})
    return render(
        request,
        "pages/classification/classifications.html",
        {
            "offender": offender,
            "today": clock.today(whereabouts_of(offender).facility or own_facility(user)),
            "rows": Classification.objects.filter(offender=offender),
            "may_add": may_about(user, offender, "classification", "create"),
            "may_change": may_about(user, offender, "classification", "update"),
        },
    )


@governed_by("classification", "create")
@require_http_methods(["GET", "POST"])
def classification_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a classification event or a packet."""
    offender = person_to_record(request.user, "classification", pk)
    form = ClassificationForm(request.POST or None, initial={"on": clock.today()})
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_classification(offender, request.user, **said),
        title="Record a classification or a transfer packet",
        button="Record it",
        saved="Recorded.",
        back="pages:classifications",
    )


@governed_by("classification", "update")
@require_http_methods(["GET", "POST"])
def classification_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was submitted or decided; or a correction."""
    rows = Classification.objects.select_related("offender")
    found = record_to_change(request.user, "classification", rows, pk)
    assert isinstance(found, Classification)
    form = ClassificationForm(
        request.POST or None,
        initial={name: getattr(found, name) for name in CLASSIFICATION_FIELDS},
    )
    return recording_page(
        request,
        found.offender,
        form,
        lambda said: update_classification(found, request.user, **said),
        title=f"{found.get_kind_display()} of {found.on:%-d %b %Y}",
        button="Save",
        saved="Saved.",
        back="pages:classifications",
        about=found,
    )


def are_classified() -> bool:
    """Whether a policy is followed here under which case managers classify."""
    return bool(CLASSIFYING & set(Agency.current().standards))


def classifications_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows: the newest four, with what is still undecided."""
    return {"rows": list(Classification.objects.filter(offender=offender)[:4])}
