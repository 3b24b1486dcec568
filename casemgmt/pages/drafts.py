"""Drafts: kept from the first keystroke, listed for their owner, discarded by hand only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agency import audit, clock
from agency.access import governed_by
from agency.form_fields import FormKey
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.writing import keep_draft, offender_to_write_about, posted_version, typed
from casenotes.models import Draft
from casenotes.queries import form_name, words_in
from casenotes.services import DraftConflict, discard_draft
from casenotes.services.notes import TERMINATION_SUMMARY

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agency.models import User


def saved_at(draft: Draft, user: User) -> str:
    """When a draft was saved, in words of the owner's place: "10:42", or "20 Nov, 10:42"."""
    place = own_facility(user)
    local = draft.updated_at.astimezone(clock.zone(place))
    if local.date() == clock.today(place):
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b}, {local:%H:%M}"


@governed_by("draft", "create")
@require_POST
def save(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Keep what was typed so far. 409 when another window has saved something else."""
    offender = offender_to_write_about(signed_in(request), form, pk)
    content = typed(request)
    try:
        draft = keep_draft(
            signed_in(request),
            offender,
            form,
            content,
            posted_version(request),
            FormKey().clean(request.POST.get("form_key", "")),
        )
    except DraftConflict as conflict:
        latest = conflict.latest
        assert isinstance(latest, Draft)
        return JsonResponse(
            {
                "message": conflict.reason,
                "version": latest.version,
                "saved_at": saved_at(latest, signed_in(request)),
                "fields": {k: v for k, v in latest.content.items() if k != "draft_tab"},
            },
            status=409,
        )
    if draft.version == 1:
        audit.record(AuditEventType.CREATED, draft, details={"form": form})
    else:
        audit.tell_nothing_new()
    return JsonResponse({"saved_at": saved_at(draft, signed_in(request)), "version": draft.version})


def address_of(draft: Draft) -> str:
    """The page on which a draft goes on."""
    if draft.form == "note":
        return reverse("pages:note-new", args=[draft.offender_id])
    if draft.form == TERMINATION_SUMMARY:
        return reverse("pages:summary-new", args=[draft.offender_id])
    if draft.form.endswith("_report"):
        kind = draft.form.removesuffix("_report")
        return reverse("pages:report-new", args=[draft.offender_id, kind])
    _, what, pk = draft.form.split(":")
    return reverse(f"pages:{what}-amend", args=[int(pk)])


def drafts_of(user: User) -> list[dict[str, Any]]:
    """The user's drafts for a list, newest first; one query."""
    drafts = Draft.objects.of(user).select_related("offender")
    return [
        {
            "pk": draft.pk,
            "offender_id": draft.offender_id,
            "key": draft.form,
            "name": draft.offender.sort_name,
            "number": draft.offender.number,
            "form": form_name(draft),
            "words": words_in(draft),
            "saved_at": saved_at(draft, user),
            "url": address_of(draft),
        }
        for draft in drafts
    ]


@governed_by("draft", "read")
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts."""
    listed = drafts_of(signed_in(request))
    audit.record(AuditEventType.LISTED, object_type="draft", details={"count": len(listed)})
    return render(request, "pages/notes/drafts.html", {"drafts": listed})


@governed_by("draft", "update")
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one's own draft away, after being asked."""
    draft = get_or_refuse(Draft.objects.of(signed_in(request)).select_related("offender"), pk=pk)
    assert isinstance(draft, Draft)
    if request.method == "POST":
        audit.record(AuditEventType.DISCARDED, draft, details={"form": draft.form})
        discard_draft(draft)
        messages.success(request, f"The draft on {draft.offender.sort_name} is discarded.")
        return redirect("pages:drafts")
    audit.record(AuditEventType.READ, draft)
    return render(
        request,
        "pages/notes/discard.html",
        {
            "draft": draft,
            "form_name": form_name(draft),
            "words": words_in(draft),
            "url": address_of(draft),
            "text": "\n\n".join(
                value
                for name, value in draft.content.items()
                if isinstance(value, str) and len(value.split()) > 1 and name != "draft_tab"
            ),
        },
    )
