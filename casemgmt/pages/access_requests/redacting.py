"""Marking what is withheld, and the second person's look at it. The record is never altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit
from agency.access import Action, governed_by
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation
from casemgmt.disclosing.copying import seen_by
from casemgmt.disclosing.enclosing import FILE
from casemgmt.disclosing.gather import everything
from casemgmt.disclosing.marking import SHORTEST, find
from casemgmt.pages.access_requests.common import by_section, request_to
from casenotes.forms.access_requests import CheckForm, MarkForm
from casenotes.models import Redaction, Withholding
from casenotes.services.redactions import (
    Mark,
    begin_redaction,
    check_redaction,
    lift,
    submit_redaction,
    withhold,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from casemgmt.disclosing.content import Piece
    from casemgmt.pages.signed_in import SignedInRequest
    from casenotes.models import AccessRequest

ENTRIES_ON_A_PAGE = 20


@governed_by("access_request", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def access_request_redaction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go through everything that was asked for and mark what is to be withheld."""
    user = request.user
    found = request_to(user, Action.UPDATE, pk)
    pieces = [piece for piece in everything(found, user) if not piece.restricted]
    redaction = found.redactions.select_related("check_made").first()
    form = MarkForm(request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            said = _act(request, found, redaction, form, pieces)
        except RuleViolation as violation:
            # Said of the form where one was sent, else of the page.
            if form.is_valid():
                add_violation(form, violation)
            else:
                form.add_error(None, violation.reason)
            status = 422
        else:
            if said:
                messages.success(request, said)
                return redirect(_back(request, found))
            status = 422
    else:
        audit.record(
            AuditEventType.READ,
            found,
            object_type="redaction",
            details={"entries": len(pieces)},
        )
    shown, sections, page = _shown(request, pieces)
    return render(
        request,
        "pages/access_requests/redaction.html",
        {
            "found": found,
            "offender": found.offender,
            "redaction": redaction,
            "check": getattr(redaction, "check_made", None),
            "open": redaction is not None and redaction.submitted_at is None,
            "entries": _with_marks(page.object_list, _standing(redaction)),
            "marked": len(_standing(redaction)),
            "entries_in_all": len(pieces),
            "sections": sections,
            "section": shown,
            "page": page,
            "form": form if form.is_bound else MarkForm(),
            "sent_for": request.POST.get("entry", ""),
        },
        status=status,
    )


def _act(
    request: SignedInRequest,
    found: AccessRequest,
    redaction: Redaction | None,
    form: MarkForm,
    pieces: list[Piece],
) -> str:
    """Do what the button says; what was done, in a sentence, or "" where the form says why not."""
    user, act = request.user, request.POST.get("act", "")
    if act == "begin":
        begin_redaction(found, user)
        return "Go through the entries and mark what is to be withheld."
    if redaction is None:
        raise RuleViolation("Begin the redaction first.")
    if act == "submit":
        submit_redaction(redaction, user, reviewed=seen_by(pieces))
        return "It is with the second person now."
    if act == "lift":
        number = request.POST.get("mark", "")
        mark = redaction.withholdings.filter(pk=number if number.isdecimal() else 0).first()
        if mark is None:
            raise RuleViolation("This mark is not there any more.")
        lift(mark, user)
        return "It is given again."
    if not form.is_valid():
        return ""
    asked = form.cleaned_data
    if act == "whole":
        chosen = [piece for piece in pieces if piece.key == asked["entry"]]
        if not chosen:
            raise RuleViolation("This entry is not there any more.")
        withhold(redaction, user, [Mark(chosen[0].key)], ground=asked["ground"])
        return "The whole entry is withheld."
    among = pieces if act == "everywhere" else [p for p in pieces if p.key == asked["entry"]]
    marks = find(asked["words"], among)
    if not marks:
        raise RuleViolation(
            f"These words do not stand there as whole words, or are fewer than {SHORTEST} "
            "characters. Copy them from the entry.",
            field="words",
        )
    count = withhold(redaction, user, marks, ground=asked["ground"])
    places = "1 place" if count == 1 else f"{count} places"
    return f"Withheld in {places}." if count else "It was withheld there already."


@governed_by("access_request", Action.SIGN)
@require_http_methods(["GET", "POST"])
def access_request_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """The second person sees what is withheld and what is given, and approves it or returns it.

    What is restricted stays out unless they let it in, entry by entry.
    """
    user = request.user
    found = request_to(user, Action.SIGN, pk)
    pieces = everything(found, user)
    redaction = found.redactions.select_related("check_made").first()
    reviewed = redaction.reviewed if redaction else {}
    given = [piece for piece in pieces if piece.key in reviewed and not piece.restricted]
    restricted = [piece for piece in pieces if piece.restricted]
    form = CheckForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if redaction is None:
            form.add_error(None, "Nobody has prepared it yet.")
        elif form.is_valid():
            chosen = set(request.POST.getlist("let_in"))
            approved = form.cleaned_data["decision"] == "approve"
            try:
                if approved and _changed(given, reviewed):
                    raise RuleViolation(
                        "The record has changed since it was prepared. Return it, so that it is "
                        "gone through again."
                    )
                check_redaction(
                    redaction,
                    user,
                    approved=approved,
                    reason=form.cleaned_data["reason"],
                    let_in=seen_by(piece for piece in restricted if piece.key in chosen),
                )
            except EditConflict as conflict:
                form.add_error(None, conflict.reason)
                status = 409
            except RuleViolation as violation:
                add_violation(form, violation)
            else:
                words = "The redaction is approved." if approved else "The redaction is returned."
                messages.success(request, words)
                return redirect("pages:access-request", pk=pk)
    else:
        audit.record(
            AuditEventType.READ,
            found,
            object_type="redaction",
            details={"entries": len(given), "restricted": len(restricted)},
        )
    shown, sections, page = _shown(request, given)
    check = getattr(redaction, "check_made", None)
    return render(
        request,
        "pages/access_requests/check.html",
        {
            "found": found,
            "offender": found.offender,
            "redaction": redaction,
            "check": check,
            "waits": redaction is not None and redaction.submitted_at is not None and not check,
            "own": redaction is not None and _prepared_by(redaction, user.pk),
            "changed": _changed(given, reviewed),
            "entries": _with_marks(page.object_list, _standing(redaction)),
            "marked": len(_standing(redaction)),
            "restricted": restricted,
            "chosen": request.POST.getlist("let_in"),
            "sections": sections,
            "section": shown,
            "page": page,
            "form": form,
        },
        status=status,
    )


def _changed(given: Sequence[Piece], reviewed: dict[str, str]) -> bool:
    now = seen_by(given)
    return any(reviewed[key] != digest for key, digest in now.items())


def _prepared_by(redaction: Redaction, user_id: int) -> bool:
    marked = redaction.withholdings.filter(marked_by=user_id).exists()
    return redaction.prepared_by_id == user_id or marked


# ---- What both pages show ------------------------------------------------------------------------


def _standing(redaction: Redaction | None) -> list[Withholding]:
    return list(redaction.withholdings.filter(lifted_at=None)) if redaction else []


def _shown(request: SignedInRequest, pieces: list[Piece]) -> tuple[str, list[dict[str, Any]], Any]:
    """The section that is looked at, all sections, and a page of its entries."""
    sections = by_section(pieces)
    keys = [section["key"] for section in sections]
    asked = request.GET.get("section", "")
    shown = asked if asked in keys else (keys[0] if keys else "")
    own = [piece for piece in pieces if piece.section == shown]
    return shown, sections, Paginator(own, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))


def _back(request: SignedInRequest, found: AccessRequest) -> str:
    """The same section and page again; after handing it over, the request."""
    if request.POST.get("act") == "submit":
        return reverse("pages:access-request", args=[found.pk])
    here = reverse("pages:access-request-redaction", args=[found.pk])
    query = request.GET.urlencode()
    entry = request.POST.get("entry", "").replace(":", "-")
    return f"{here}?{query}#{entry}" if entry else f"{here}?{query}"


def _with_marks(pieces: Sequence[Piece], marks: list[Withholding]) -> list[dict[str, Any]]:
    """Entries with their texts in runs, some of which are withheld, and the marks of each."""
    shown = []
    for piece in pieces:
        own = [mark for mark in marks if mark.entry == piece.key]
        whole = next((mark for mark in own if mark.whole), None)
        shown.append(
            {
                "key": piece.key,
                "anchor": piece.key.replace(":", "-"),
                "title": piece.entry.title,
                "author": piece.entry.author_name,
                "on": piece.on,
                "whole": whole,
                "with_note": next(
                    (m for m in marks if piece.of and m.entry == piece.of and m.whole), None
                ),
                "file": piece.entry.id if piece.entry.kind == FILE else None,
                "marks": [{"mark": mark, "words": _words_of(piece, mark)} for mark in own],
                "passages": [
                    {
                        "label": passage.label,
                        "runs": _runs(passage.text, [m for m in own if m.part == passage.part]),
                    }
                    for passage in piece.passages
                ],
            }
        )
    return shown


def _words_of(piece: Piece, mark: Withholding) -> str:
    if mark.whole:
        return "The whole entry"
    text = next((p.text for p in piece.passages if p.part == mark.part), "")
    return text[mark.start : mark.end]


def _runs(text: str, marks: list[Withholding]) -> list[dict[str, Any]]:
    """The text cut at the marks; overlapping marks are shown as one."""
    runs: list[dict[str, Any]] = []
    at = 0
    spans = [(mark.start, mark.end) for mark in marks if not mark.whole]
    for start, end in sorted((s or 0, e or 0) for s, e in spans):
        if end <= at:
            continue
        runs += [{"words": text[at : max(at, start)], "withheld": False}]
        runs += [{"words": text[max(at, start) : end], "withheld": True}]
        at = end
    return [run for run in [*runs, {"words": text[at:], "withheld": False}] if run["words"]]
