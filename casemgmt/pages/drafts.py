"""Drafts: kept from the first keystroke, listed for their owner, read and discarded by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agency import audit
from agency.access import governed_by
from agency.form_fields import FormKey
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.draft_list import drafts_of, saved_at
from casemgmt.pages.writing import keep_draft, offender_to_write_about, posted_version, typed
from casenotes.choices import chosen
from casenotes.models import Draft
from casenotes.services import DraftConflict, discard_draft
from casenotes.services.drafts import texts_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from offenders.models import Offender


@governed_by("draft", "create")
@require_POST
def save(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Keep what was typed so far. 409 when another window has saved something else.

    A draft that there is already goes on being kept, whatever became of the case meanwhile: the
    text is its owner's.
    """
    begun = Draft.objects.of(signed_in(request)).filter(offender_id=pk, form=form)
    kept = begun.select_related("offender").first()
    offender = (
        kept.offender
        if kept is not None and kept.offender is not None
        else offender_to_write_about(signed_in(request), form, pk)
    )
    return answer_to_save(request, offender, form)


def answer_to_save(request: HttpRequest, offender: Offender | None, form: str) -> JsonResponse:
    """Keep a draft and answer as drafts.js expects it; the caller has authorised it."""
    try:
        draft = keep_draft(
            signed_in(request),
            offender,
            form,
            typed(request),
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


@governed_by("draft", "read")
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts."""
    listed = drafts_of(signed_in(request))
    audit.record(AuditEventType.LISTED, object_type="draft", details={"count": len(listed)})
    return render(
        request,
        "pages/notes/drafts.html",
        {
            "drafts": listed,
            "kept_days": chosen().drafts_kept_days,
            "ending": [draft for draft in listed if draft.discarded_on],
        },
    )


@governed_by("draft", "update")
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one's own draft as text, and throw it away after being asked."""
    user = signed_in(request)
    get_or_refuse(Draft.objects.of(user), pk=pk)
    listed = next(row for row in drafts_of(user) if row.draft.pk == pk)
    draft = listed.draft
    if request.method == "POST":
        about = f" on {listed.name}" if draft.offender else ""
        discard_draft(draft, user)
        messages.success(request, f"The draft{about} is discarded.")
        return redirect("pages:drafts")
    audit.record(AuditEventType.READ, draft)
    return render(
        request,
        "pages/notes/discard.html",
        {"listed": listed, "texts": texts_in(draft), "files": list(draft.files.all())},
    )
