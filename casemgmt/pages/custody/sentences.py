"""Release dates: a new determination, or the correction of one that was entered wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import Action, governed_by
from agency.viewtools import get_or_refuse
from casemgmt.pages.custody.fact_page import fact_page
from casemgmt.pages.whereabouts import own_facility
from offenders.forms import SentenceForm
from offenders.models import Offender, SentenceDetermination
from offenders.services import correct_release_dates, record_release_dates

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("sentence", Action.CREATE)
@require_http_methods(["GET", "POST"])
def sentence_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what was determined anew; earlier determinations stay."""
    user = request.user
    offender = get_or_refuse(
        Offender.objects.in_scope(user, "sentence", Action.CREATE),
        Offender.objects.visible_to(user),
        pk=pk,
    )
    assert isinstance(offender, Offender)
    last = offender.sentences.standing().last()
    initial: dict[str, date | None] = {"recorded_on": clock.today(own_facility(user))}
    if last is not None:
        initial |= {"start_on": last.start_on, "eed": last.eed, "edr": last.edr, "srd": last.srd}
    form = SentenceForm(request.POST or None, initial=initial)
    return fact_page(
        request,
        offender,
        form,
        lambda: record_release_dates(offender, user, **form.cleaned_data),
        title="Record release dates",
        button="Record release dates",
        saved="The release dates are recorded, and the dates that follow from them have moved.",
        intro="A new determination counts from its day on. The effective sentence ends with the "
        "first of EED, EDR and SRD that is given.",
    )


@governed_by("sentence", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def sentence_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Replace a determination that was entered wrongly; the wrong row stays to be seen."""
    user = request.user
    people = Offender.objects
    rows = SentenceDetermination.objects.select_related("offender")
    wrong = get_or_refuse(
        rows.filter(offender__in=people.in_scope(user, "sentence", Action.UPDATE).values("pk")),
        rows.filter(offender__in=people.visible_to(user).values("pk")),
        pk=pk,
    )
    assert isinstance(wrong, SentenceDetermination)
    form = SentenceForm(
        request.POST or None,
        initial={
            name: getattr(wrong, name) for name in ("start_on", "eed", "edr", "srd", "recorded_on")
        },
    )
    form.fields["reason"].required = True
    form.fields["reason"].label = "What was wrong"
    form.fields["reason"].error_messages["required"] = "Say what was wrong."
    return fact_page(
        request,
        wrong.offender,
        form,
        lambda: correct_release_dates(wrong, user, **form.cleaned_data),
        title="Correct release dates",
        button="Save the correction",
        saved="Corrected. The wrong entry stays in the list, marked as corrected.",
        intro=f"Instead of the determination that counts from {wrong.recorded_on:%-d %b %Y}.",
    )
