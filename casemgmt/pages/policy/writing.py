"""Editions being written: drafts in the browser or from a file, copied, checked, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agency import audit
from agency.access import Action, governed_by, may
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.policy.comparing import changes_between, side_by_side
from casemgmt.pages.policy.forms import DraftForm, NewDraftForm
from casemgmt.pages.policy.standards import readable_edition
from scheduling import policies
from scheduling.models import Activation, EditionDraft, PolicyEdition, Preview
from scheduling.policy.load import edition_from_text
from scheduling.services import drafts

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest
    from scheduling.policy.shapes import Edition

#: Where somebody begins who writes a standard from nothing.
BEGINNING = """\
[policy]
jurisdiction = ""
code         = ""
title        = ""
short_title  = ""
edition      = "1.0"
effective    = 2027-01-01
"""


@governed_by("standard", Action.UPDATE)
@require_GET
def editions(request: SignedInRequest) -> HttpResponse:
    """Drafts, what is proposed and what was decided, newest first."""
    open_drafts = list(
        EditionDraft.objects.filter(discarded_at=None).select_related("changed_by", "edition")
    )
    rows = [
        {
            "draft": draft,
            "proposed": drafts.is_proposed(draft),
            "problem": drafts.problem_in(draft.text, draft.name, draft.pack),
        }
        for draft in open_drafts
    ]
    audit.record(AuditEventType.LISTED, object_type="edition", details={"shown": len(rows)})
    return render(
        request,
        "pages/policy/editions.html",
        {
            "rows": rows,
            "activations": Activation.objects.select_related(
                "edition",
                "facility",
                "unit__facility",
                "proposed_by",
                "approved_by",
                "returned_by",
                "withdrawn_by",
                "preview",
            ).order_by("-proposed_at", "-pk")[:100],
            "previews": Preview.objects.filter(activations=None).select_related(
                "edition", "facility", "unit__facility", "requested_by", "job"
            )[:20],
            "in_force": _whole_editions(),
        },
    )


def _whole_editions() -> list[PolicyEdition]:
    """The editions that may be copied: those that were ever in force."""
    approved = Activation.objects.filter(approved_at__isnull=False).values("edition_id")
    return list(PolicyEdition.objects.filter(pk__in=approved))


@governed_by("standard", Action.CREATE)
@require_http_methods(["GET", "POST"])
def edition_new(request: SignedInRequest) -> HttpResponse:
    """A draft from a file, or an empty one to write in."""
    form = NewDraftForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.create_draft(
                request.user,
                name=form.cleaned_data["name"],
                text=form.cleaned_data["file"] or BEGINNING,
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:edition-draft", pk=draft.pk)
    return render(
        request, "pages/policy/new.html", {"form": form}, status=422 if form.errors else 200
    )


@governed_by("standard", Action.CREATE)
@require_POST
def edition_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """An edition as a new draft, under the next number."""
    draft = drafts.copy_edition(readable_edition(request.user, pk), request.user)
    messages.success(request, "Copied. Change the text, then see what it would change.")
    return redirect("pages:edition-draft", pk=draft.pk)


@governed_by("standard", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def edition_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """One draft: its text, what is wrong with it by line and key, what it changes in words."""
    draft = get_or_refuse(
        EditionDraft.objects.select_related("copied_from", "edition", "changed_by"), pk=pk
    )
    assert isinstance(draft, EditionDraft)
    form = DraftForm(request.POST or None, initial=_now(draft))
    answered = 200
    if request.method == "POST":
        if request.POST.get("act") == "discard":
            return _discard(request, draft)
        if form.is_valid():
            answer = _save(request, draft, form)
            if answer is not None:
                return answer
        answered = 422
    text = form["text"].value() or ""
    problem = drafts.problem_in(text, draft.name, draft.pack)
    return render(
        request,
        "pages/policy/draft.html",
        {
            "draft": draft,
            "form": form,
            "problem": problem,
            "problem_text": _line_of(text, problem.line) if problem else "",
            "changes": _changes(draft, text) if problem is None else None,
            "proposed": drafts.is_proposed(draft),
        },
        status=answered,
    )


def _now(draft: EditionDraft) -> dict[str, Any]:
    return {"name": draft.name, "text": draft.text, "version": draft.version}


def _save(request: SignedInRequest, draft: EditionDraft, form: DraftForm) -> HttpResponse | None:
    """Save and go on; None when the page has to come back with what was typed."""
    try:
        saved = drafts.save_draft(draft, request.user, **form.cleaned_data)
    except EditConflict as conflict:
        add_violation(form, conflict)
        latest = conflict.latest
        if isinstance(latest, EditionDraft):
            # A second save is a decision to put this text in place of theirs.
            form.data = {**form.data.dict(), "version": str(latest.version)}  # type: ignore[attr-defined]
        return None
    except RuleViolation as violation:
        add_violation(form, violation)
        return None
    problem = drafts.problem_in(saved.text, saved.name, saved.pack)
    if problem is None and request.POST.get("act") == "what_if":
        edition = drafts.edition_of(saved)
        return redirect("pages:what-if-new", pk=edition.pk)
    if problem is not None:
        messages.warning(request, "Saved as a draft. It does not load yet; see below why.")
    else:
        messages.success(request, "Saved. It loads.")
    return redirect("pages:edition-draft", pk=saved.pk)


def _discard(request: SignedInRequest, draft: EditionDraft) -> HttpResponse:
    try:
        drafts.discard_draft(draft, request.user)
    except RuleViolation as violation:
        messages.error(request, violation.reason)
        return redirect("pages:edition-draft", pk=draft.pk)
    messages.success(request, "Discarded.")
    return redirect("pages:editions")


def _line_of(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _changes(draft: EditionDraft, text: str) -> Any:
    """What the draft says otherwise than the edition that it was copied from."""
    if draft.copied_from is None:
        return None
    new = edition_from_text(text, draft.name, draft.pack)
    return changes_between(policies.parsed(draft.copied_from), new, policies.chosen_settings())


@governed_by("standard", Action.READ)
@require_GET
def compare(request: SignedInRequest) -> HttpResponse:
    """Two editions in words, and their full text beside one another."""
    choices = _may_compare(request.user)
    if not request.GET.get("old") or not request.GET.get("new"):
        return render(request, "pages/policy/compare.html", {"choices": choices})
    old, old_text, old_name = _side(request.user, request.GET.get("old", ""))
    new, new_text, new_name = _side(request.user, request.GET.get("new", ""))
    audit.record(AuditEventType.READ, object_type="edition")
    return render(
        request,
        "pages/policy/compare.html",
        {
            "choices": choices,
            "old": request.GET["old"],
            "new": request.GET["new"],
            "chosen": True,
            "old_name": old_name,
            "new_name": new_name,
            "changes": changes_between(old, new, policies.chosen_settings())
            if old is not None and new is not None
            else None,
            "lines": list(side_by_side(old_text, new_text)),
        },
    )


def _may_compare(user: User) -> list[tuple[str, str]]:
    """What can be put beside one another: editions that were in force, and drafts for those who
    write them."""
    found = [(f"-{row.pk}", str(row)) for row in _whole_editions()]
    if may(user, "standard", Action.UPDATE):
        open_drafts = EditionDraft.objects.filter(discarded_at=None)
        found += [(f"draft-{draft.pk}", f"Draft: {draft.name}") for draft in open_drafts]
    return found


def _side(user: User, name: str) -> tuple[Edition | None, str, str]:
    """An edition by its id, or a draft as "draft-12"; its text, and what to call it."""
    kind, _, number = name.rpartition("-")
    if not number.isdigit() or kind not in ("", "draft"):
        raise Http404
    if kind == "":
        row = readable_edition(user, int(number))
        return policies.parsed(row), row.text, f"edition {row.edition}"
    if not may(user, "standard", Action.UPDATE):
        raise Http404
    draft = get_or_refuse(EditionDraft.objects.all(), pk=int(number))
    assert isinstance(draft, EditionDraft)
    loads = drafts.problem_in(draft.text, draft.name, draft.pack) is None
    edition = edition_from_text(draft.text, draft.name, draft.pack) if loads else None
    return edition, draft.text, f"draft “{draft.name}”"
