"""The list of inquiries, taking one down, and answering it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.kept_form import KeptForm
from casemgmt.pages.recording import may_about, person_to_record, saved_by
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casemgmt.pages.writing import inquiry_to_answer, way_back, whole_inquiries
from casenotes.choices import chosen
from casenotes.forms import now_on_the_wall
from casenotes.forms.inquiries import AnswerForm, InquiryForm
from casenotes.models import CaseNote, ContactMode, Inquiry
from casenotes.services.inquiries import answer_inquiry, record_inquiry
from casenotes.text import longest_note
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50


@governed_by("inquiry", "read")
@require_GET
def inquiries(request: SignedInRequest) -> HttpResponse:
    """Unanswered inquiries about one's people, the nearest target first; or the answered ones."""
    user = request.user
    today = clock.today(own_facility(user))
    answered = request.GET.get("list") == "answered"
    seen = Inquiry.objects.visible_to(user)
    waiting = seen.unanswered()
    found = (
        seen.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")
        if answered
        else waiting.order_by("target_on", "received_at", "pk")
    )
    page = Paginator(found.select_related("offender"), ROWS).get_page(request.GET.get("page"))
    officers = _officers({row.offender_id for row in page}, today)
    audit.record(
        AuditEventType.LISTED,
        object_type="inquiry",
        details={"found": page.paginator.count, "shown": len(page.object_list)},
    )
    here = reverse("pages:inquiries")
    return render(
        request,
        "pages/inquiries/list.html",
        {
            "tabs": [
                {
                    "label": "To answer",
                    "url": here,
                    "current": not answered,
                    "count": waiting.count(),
                },
                {"label": "Answered", "url": f"{here}?list=answered", "current": answered},
            ],
            "answered": answered,
            "rows": [
                {
                    "inquiry": row,
                    "officer": officers.get(row.offender_id, ""),
                    "past_target": row.answered_at is None and row.target_on < today,
                }
                for row in page
            ],
            "page": page,
            "today": today,
            "days": chosen().inquiry_working_days,
        },
    )


def _officers(offender_ids: set[int], today: date) -> dict[int, str]:
    held = CaseAssignment.objects.holding_on(today).filter(offender_id__in=offender_ids)
    return {link.offender_id: link.officer.full_name for link in held.select_related("officer")}


@governed_by("inquiry", "create")
@require_http_methods(["GET", "POST"])
def inquiry_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take down what somebody asked; the officer in charge finds it on the list."""
    user = request.user
    offender = person_to_record(user, "inquiry", pk)
    place = whereabouts_of(offender).facility or own_facility(user)
    moment = now_on_the_wall(place)
    kept = KeptForm(request, offender, "inquiry")
    form = InquiryForm(
        request.POST or None,
        place=place,
        initial=kept.initial(
            InquiryForm,
            {
                "received_on": moment.date(),
                "received_time": moment.time(),
                "form_key": uuid.uuid4(),
            },
        ),
    )
    taken_down: list[Inquiry] = []

    def save(said: dict[str, Any]) -> None:
        taken_down.append(
            record_inquiry(
                offender,
                user,
                asker=said["asker"],
                from_whom=said["from_whom"],
                channel=said["channel"],
                received_at=said["happened_at"],
                question=said["question"],
                form_key=said["form_key"],
            )
        )

    if saved_by(request, form, save):
        kept.forget()
        messages.success(request, "Taken down. The officer in charge answers it.")
        if may_about(user, offender, "inquiry", Action.SIGN):
            return redirect("pages:inquiry", pk=taken_down[0].pk)
        return redirect(way_back(request, reverse("pages:home")))
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": "inquiry"})
    return render(
        request,
        "pages/inquiries/new.html",
        {
            **kept.context(),
            "offender": offender,
            "form": form,
            "longest": longest_note(),
            "days": chosen().inquiry_working_days,
            "back": way_back(request, reverse("pages:home")),
        },
        status=422 if form.errors else 200,
    )


@governed_by("inquiry", "read")
@require_GET
def inquiry(request: SignedInRequest, pk: int) -> HttpResponse:
    """One inquiry, and its answer or, for who may answer, the form for it."""
    found: Any = get_or_refuse(whole_inquiries().visible_to(request.user), pk=pk)
    if found.answered_at is None and may_about(
        request.user, found.offender, "inquiry", Action.SIGN
    ):
        kept = KeptForm(request, found.offender, f"answer:{pk}")
        return _page(request, found, _answer_form(request, found, kept), kept)
    return _page(request, found)


@governed_by("inquiry", "sign")
@require_http_methods(["GET", "POST"])
def inquiry_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the answer; the same page again with what was typed where something is missing."""
    user = request.user
    name = f"answer:{pk}"
    found = inquiry_to_answer(user, name)
    if found.answered_at is not None:
        messages.info(request, "This inquiry has been answered already.")
        return redirect("pages:inquiry", pk=pk)
    kept = KeptForm(request, found.offender, name)
    form = _answer_form(request, found, kept)

    def save(said: dict[str, Any]) -> None:
        answer_inquiry(
            found,
            user,
            answered_at=said["happened_at"],
            answer=said["answer"],
            told=said["told"],
            basis=said.get("basis", ""),
            contact_mode=said.get("contact_mode") or ContactMode.NONE,
            confidential=said.get("confidential", False),
            form_key=said["form_key"],
        )

    if saved_by(request, form, save):
        kept.forget()
        messages.success(request, "Answered. The answer stands on the file as a signed note.")
        return redirect("pages:inquiries")
    return _page(request, found, form, kept)


def _answer_form(request: SignedInRequest, found: Inquiry, kept: KeptForm) -> AnswerForm:
    user = request.user
    place = whereabouts_of(found.offender).facility or own_facility(user)
    moment = now_on_the_wall(place)
    return AnswerForm(
        request.POST or None,
        inquiry=found,
        place=place,
        may_be_confidential=may_about(user, found.offender, "confidential_note", Action.CREATE),
        initial=kept.initial(
            AnswerForm,
            {
                "occurred_on": moment.date(),
                "occurred_time": moment.time(),
                "contact_mode": ContactMode.FACE_TO_FACE,
                "form_key": uuid.uuid4(),
            },
        ),
    )


def _page(
    request: SignedInRequest,
    found: Inquiry,
    form: AnswerForm | None = None,
    kept: KeptForm | None = None,
) -> HttpResponse:
    user = request.user
    offender = found.offender
    place = whereabouts_of(offender).facility or own_facility(user)
    if request.method == "GET":
        audit.record(AuditEventType.READ, found)
    readable = CaseNote.objects.visible_to(user).filter(pk=found.note_id).exists()
    return render(
        request,
        "pages/inquiries/inquiry.html",
        {
            **(kept.context() if kept else {}),
            "inquiry": found,
            "offender": offender,
            "zone": clock.zone(place),
            "form": form,
            "longest": longest_note(),
            "note": found.note if readable else None,
            "today": clock.today(place),
            "sees_case": Offender.objects.visible_to(user).filter(pk=offender.pk).exists(),
        },
        status=422 if form is not None and form.errors else 200,
    )
