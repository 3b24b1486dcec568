"""The supervisor's list of likely copies, and one of them beside the note that it is like."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.errors import RuleViolation
from agency.models import AuditEventType, User
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.copies.beside import signed_beside
from casemgmt.pages.whereabouts import own_facility
from casenotes.models import CaseNote, LikenessCheck
from casenotes.services.likeness import REASON_LONGEST, mark_copy_seen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from casenotes.models.likeness import LikenessCheckQuerySet

ROWS_ON_A_PAGE = 50
PERIODS = (31, 92, 365)


class SeenForm(forms.Form):
    """That a copy was looked at."""

    remark = forms.CharField(
        label="What you found or did about it",
        max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you found or did about it."},
    )


def copies_for(user: User) -> LikenessCheckQuerySet:
    """Likely copies whose notes the user may read, the newest first; never their own notes."""
    return (
        LikenessCheck.objects.visible_to(user)
        .likely_copies()
        .filter(note__strike=None)
        .exclude(note__author=user)
        .select_related("note__offender", "note__type", "note__facility", "note__author")
        .order_by("-pk")
    )


def unseen_copies(user: User) -> int | None:
    """How many likely copies wait to be looked at; None for who does not look after any."""
    if not may(user, "copied_note", Action.READ):
        return None
    return copies_for(user).unseen().count()


@governed_by("copied_note", "read")
@require_GET
def copies(request: HttpRequest) -> HttpResponse:
    """Likely copies of a period, of all officers or of one: those not seen yet, or all."""
    user = signed_in(request)
    today = clock.today(own_facility(user))
    asked = request.GET.get("period", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    within = copies_for(user).filter(note__recorded_on__gt=today - timedelta(days=days))
    authors = {
        row.note.author_id: row.note.author_name for row in within.order_by("note__author_id")[:500]
    }
    author = request.GET.get("officer", "")
    rows = within
    if author.isdecimal() and int(author) in authors:
        rows = rows.filter(note__author_id=int(author))
    else:
        author = ""
    show = "all" if request.GET.get("show") == "all" else "new"
    rows = rows.prefetch_related("reviews")
    if show == "new":
        rows = rows.unseen()
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="likenesscheck",
        details={"shown": len(page), "found": page.paginator.count},
    )
    return render(
        request,
        "pages/copies/copies.html",
        {
            "page": page,
            "show": show,
            "days": days,
            "periods": PERIODS,
            "authors": sorted(authors.items(), key=lambda pair: pair[1]),
            "author": author,
            "today": today,
        },
    )


@governed_by("copied_note", "read")
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """One likely copy beside the earlier note, where the reader may read that as well."""
    user = signed_in(request)
    check = get_or_refuse(copies_for(user), pk=pk)
    assert isinstance(check, LikenessCheck)
    form = SeenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        # Whoever reads the list may say that they have: both are the same cell of the table.
        try:
            mark_copy_seen(check, user, form.cleaned_data["remark"])
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "Marked as seen.")
            return redirect("pages:copies")
    earlier = (
        CaseNote.objects.visible_to(user)
        .filter(pk=check.compared_with_id)
        .select_related("offender", "type", "facility")
        .first()
    )
    audit.record(
        AuditEventType.READ,
        check,
        offender_id=check.note.offender_id,
        details={"note": check.note_id, "compared_with": earlier.pk if earlier else None},
    )
    return render(
        request,
        "pages/copies/copy.html",
        {
            "check": check,
            "note": check.note,
            "copy": signed_beside(check.note, earlier, identical=check.identical)
            if earlier
            else None,
            "reviews": check.reviews.all(),
            "form": form,
            "today": clock.today(own_facility(user)),
        },
        status=422 if form.errors else 200,
    )
