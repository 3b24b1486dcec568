"""The nine questions about a sampled case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit
from agency.access import Action, governed_by
from agency.models import AuditEventType
from agency.templatetags.words import day as day_in_words
from casemgmt.pages.conferences.one import find
from casemgmt.pages.recording import saved_by
from casenotes.models import CaseNote
from conferences.forms.conferences import CaseReviewForm, ReasonForm
from conferences.models import SampledCase
from conferences.services.holding import replace_case, save_case_review
from offenders.models import Assessment, Offender

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from conferences.models import Conference

NOTES_OFFERED = 20


def _find(request: SignedInRequest, pk: int) -> tuple[SampledCase, Conference, Offender | None]:
    """The sampled case, its conference, and the person where the reader may see the case."""
    case = SampledCase.objects.select_related("sample", "review").filter(pk=pk).first()
    if case is None:
        raise Http404
    one = find(request.user, case.sample.conference_id, Action.UPDATE)
    person = Offender.objects.visible_to(request.user).filter(pk=case.offender_id).first()
    return case, one, person


@governed_by("conference", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def sampled_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the questions, in parts if need be, and close the review when it is complete."""
    case, one, person = _find(request, pk)
    if person is None:
        raise Http404
    review = getattr(case, "review", None)
    notes = list(
        CaseNote.objects.visible_to(request.user)
        .standing()
        .filter(offender=person)
        .select_related("type")[:NOTES_OFFERED]
    )
    form = CaseReviewForm(
        request.POST or None,
        notes=[
            (str(note.pk), f"{day_in_words(note.occurred_on)}, {note.type.name}") for note in notes
        ],
        initial=CaseReviewForm.initial_from(review)
        | {"notes": [str(ref) for ref in review.note_refs] if review else []},
    )

    def save(said: dict[str, Any]) -> None:
        save_case_review(
            case,
            request.user,
            answers=form.answers(),
            comments=form.comments(),
            note_refs=[int(ref) for ref in said["notes"]],
            close="close" in request.POST,
        )

    if saved_by(request, form, save):
        messages.success(request, "The answers are kept.")
        return redirect("pages:conference", pk=one.pk)
    if request.method == "GET":
        audit.record(
            AuditEventType.READ, case, offender_id=person.pk, details={"conference": one.pk}
        )
    return render(
        request,
        "pages/conferences/sampled_case.html",
        {
            "case": case,
            "conference": one,
            "person": person,
            "review": review,
            "form": form,
            "notes": notes,
            "assessment": Assessment.objects.standing()
            .filter(offender=person)
            .select_related("instrument")
            .order_by("-assessed_on", "-pk")
            .first(),
        },
        status=422 if form.errors else 200,
    )


@governed_by("conference", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the next case of the drawing in the place of one that cannot be reviewed."""
    case, one, person = _find(request, pk)
    form = ReasonForm(request.POST or None)
    if saved_by(request, form, lambda said: replace_case(case, request.user, **said)):
        messages.success(request, "The next case of the drawing has taken its place.")
        return redirect("pages:conference", pk=one.pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, case, details={"conference": one.pk, "form": "replace"})
    name = person.sort_name if person else "a case that you may not read"
    return render(
        request,
        "pages/conferences/simple.html",
        {
            "conference": one,
            "form": form,
            "title": "Replace a sampled case",
            "intro": f"The next case in the drawn order takes the place of {name}.",
            "button": "Replace",
            "back": reverse("pages:conference", args=[one.pk]),
        },
        status=422 if form.errors else 200,
    )
