"""Logging a note in place or on a page of its own, the closing summary, and additions to notes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, signed_in
from casemgmt.pages.copies.beside import beside_one_another
from casemgmt.pages.draft_list import saved_at
from casemgmt.pages.duties import effect_of, open_items
from casemgmt.pages.errors_in_records.correcting import (
    correction_asked,
    strike_what_it_corrects,
)
from casemgmt.pages.readers import readers_in_words
from casemgmt.pages.records_of_contact.panel import asks_for_notes
from casemgmt.pages.sent_files import SentFiles
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casemgmt.pages.worklist.saved import saved_row
from casemgmt.pages.writing import (
    draft_context,
    forget_draft,
    held_on,
    initial_from,
    may_finish_note,
    offender_to_write_about,
    page_of,
    posted_version,
    record_to_amend,
    way_back,
)
from casenotes.forms import AmendmentForm, NoteForm, SummaryForm, now_on_the_wall
from casenotes.models import (
    AmendmentKind,
    CaseNote,
    Collateral,
    ContactMode,
    ErrorReport,
    NoteType,
)
from casenotes.models.note_types import MADE_ELSEWHERE
from casenotes.queries import earlier_notes, last_note
from casenotes.readership import circle_of
from casenotes.services import add_amendment, find_draft, record_note
from casenotes.services.authorship import counts_for_officer
from casenotes.services.likeness import LikelyCopy
from casenotes.services.no_contact import NO_CONTACT, reason_for
from casenotes.services.notes import TERMINATION_SUMMARY
from casenotes.text import clean_text, longest_note
from offenders.models import CaseAssignment, Offender
from offenders.sharing import disclosure_details, may_know_place

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


#: How a note that a duty asks for begins: its type, its other fields, and that duty's action.
BEGINNINGS: dict[str, tuple[str, dict[str, Any], str]] = {
    "": ("", {}, "note"),
    "no-contact": (NO_CONTACT, {"contact_mode": ContactMode.NONE}, "no_contact_reason"),
    "residential-confirmation": (
        "contact",
        {"contact_mode": ContactMode.TELEPHONE, "collateral": Collateral.RESIDENTIAL_STAFF},
        "residential_contact",
    ),
}


@governed_by("note", "create")
@require_http_methods(["GET", "POST"])
def note_new(request: HttpRequest, pk: int, begins: str = "") -> HttpResponse:
    """The note form: a panel under its row for htmx, a page of its own otherwise.

    begins: a key of BEGINNINGS. A draft goes on as it was left, however the note began.
    """
    user = signed_in(request)
    offender = offender_to_write_about(user, "note", pk)
    finishing = may_finish_note(user, pk)
    where = whereabouts_of(offender)
    knows_place = may_know_place(user, offender.pk)
    place = own_facility(user) if finishing else where.facility or own_facility(user)
    options: dict[str, Any] = {
        "place": place,
        "may_be_confidential": Offender.objects.in_scope(user, "confidential_note", "create")
        .filter(pk=pk)
        .exists(),
    }
    draft = find_draft(user, offender, "note")
    corrects = correction_asked(request, offender)
    files = SentFiles(request, user, offender, "note")
    if request.method == "POST":
        form = NoteForm(request.POST, **options)
        if files.are_fine_with(form) and _allowed_moment(form, user, offender, place, finishing):
            note = _recorded(form, user, offender, corrects)
            if note is not None:
                files.attach(note)
                strike_what_it_corrects(request, corrects, note)
                forget_draft(user, offender, "note", posted_version(request))
                return _after_saving(request, offender, f"Note on {offender.sort_name} saved.")
        files.hold()
    else:
        moment = now_on_the_wall(place)
        defaults = {
            "type": _type_to_begin_with(begins),
            "occurred_on": moment.date(),
            "occurred_time": moment.time(),
            "contact_mode": ContactMode.NONE
            if where.absence and knows_place
            else ContactMode.FACE_TO_FACE,
            "form_key": uuid.uuid4(),
            **BEGINNINGS[begins][1],
        }
        form = NoteForm(initial=initial_from(draft, NoteForm, defaults), **options)
        audit.record(
            AuditEventType.READ,
            offender,
            details={"form": "note", **disclosure_details(user, offender.pk)},
        )
    context = {
        **_note_context(request, offender, place, finishing, begins),
        **draft_context(draft, offender, "note"),
        **files.context(),
        "form": form,
        "corrects": corrects,
        "where": where,
        "knows_place": knows_place,
        "longest": longest_note(),
        "draft_saved_at": saved_at(draft, user) if draft else "",
        "title": "Log a note",
    }
    if corrects is not None:
        context["url"] += f"?corrects={corrects.pk}"
    if request.method == "POST":
        context["draft_version"] = files.draft_version or posted_version(request)
    template = "pages/notes/panel.html" if request.htmx else "pages/notes/note.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


def _type_to_begin_with(begins: str) -> NoteType | None:
    types = (
        NoteType.objects.tops()
        .in_force_on(clock.today())
        .filter(confidential=False)
        .exclude(behaviour__in=MADE_ELSEWHERE)
    )
    code = BEGINNINGS[begins][0]
    return types.filter(code=code).first() if code else types.first()


def _allowed_moment(
    form: NoteForm, user: Any, offender: Offender, place: Any, finishing: bool
) -> bool:
    """A former officer may finish a note on what happened while the case was theirs."""
    if not finishing or held_on(user, offender, form.cleaned_data["happened_at"], place):
        return True
    form.add_error(
        "occurred_on",
        "The case was not yours on that day. You can finish this note for a day on which it was.",
    )
    return False


def _recorded(
    form: NoteForm, user: Any, offender: Offender, corrects: ErrorReport | None
) -> CaseNote | None:
    """The signed note, or None with the reason on the form."""
    said = form.cleaned_data
    earlier = CaseNote.objects.filter(form_key=said["form_key"], author=user).first()
    if earlier is not None and clean_text(earlier.text) != said["text"]:
        typed_again = form.data.copy()  # type: ignore[attr-defined]
        typed_again["form_key"] = str(uuid.uuid4())
        form.data = typed_again
        form.add_error(
            None,
            "This form was saved as a note before, with other words. Save again to make a second "
            "note of what stands here now, or close it if the first one says enough.",
        )
        return None
    try:
        return record_note(
            offender,
            user,
            type=said["type"],
            subtype=said["subtype"],
            occurred_at=said["happened_at"],
            text=said["text"],
            facets=said["facets"],
            contact_mode=said["contact_mode"],
            contact=said["contact"],
            collateral=said["collateral"],
            no_contact_reason=said["no_contact_reason"],
            place=said["place"],
            participants=said["participants"],
            absent_at=said["absent_at"],
            absent_because=said["absent_because"],
            confidential=said.get("confidential", False),
            form_key=said["form_key"],
            copy_reason=said["copy_reason"],
            corrects=corrects.note if corrects else None,
        )
    except RuleViolation as violation:
        add_violation(form, violation)
        if isinstance(violation, LikelyCopy):
            form.likely_copy = beside_one_another(violation.found, offender)
            audit.record(
                AuditEventType.READ, form.likely_copy.earlier, details={"shown": "likely copy"}
            )
        return None


def _note_context(
    request: HttpRequest, offender: Offender, place: Any, finishing: bool, begins: str
) -> dict[str, Any]:
    """What stands around the form: the last note, the duties it meets, who will read it."""
    user = signed_in(request)
    on = clock.today(place)
    context: dict[str, Any] = {
        "offender": offender,
        "finishing": finishing,
        "today": on,
        "place": place,
        "row": request.POST.get("row") or request.GET.get("row") or "",
        "back": way_back(request, ""),
        "url": reverse(f"pages:note-{begins or 'new'}", args=[offender.pk]),
    }
    if finishing:
        return context
    circle = circle_of(offender)
    earlier = earlier_notes(user, offender, on.replace(day=1))
    context |= {
        "last_note": last_note(user, offender),
        "earlier": earlier.count,
        "untouched": earlier.untouched if asks_for_notes() else [],
        "reason_now": reason_for(offender, on),
        "effect": effect_of(BEGINNINGS[begins][2], open_items(user, offender, on), on),
        "counts_as": counts_for_officer(offender, user, on),
        "readers": readers_in_words(
            circle.readers("note"), user, names=may_know_place(user, offender.pk)
        ),
        "confidential_readers": readers_in_words(circle.readers("confidential_note"), user),
        "sees_case": Offender.objects.visible_to(user).filter(pk=offender.pk).exists(),
    }
    return context


def _after_saving(request: HttpRequest, offender: Offender, words: str) -> HttpResponse:
    """Back to the list: its row in place for htmx, else a redirect."""
    row = request.POST.get("row", "")
    if request.htmx and row:  # type: ignore[attr-defined]
        return saved_row(
            request, offender, row, go_on=request.POST.get("then") == "next", said=words
        )
    messages.success(request, words)
    return redirect(way_back(request, page_of(signed_in(request), offender)))


# ---- The closing note of an officer ----------------------------------------------------------


@governed_by("termination_summary", "create")
@require_http_methods(["GET", "POST"])
def summary_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The termination summary, written also by an officer who reads the case no more.

    OP-060101, III.A.2: progress, problems, concerns and recent developments. The page shows
    name, number and the officer's own period, and nothing else of the case.
    """
    user = signed_in(request)
    offender = offender_to_write_about(user, TERMINATION_SUMMARY, pk)
    place = own_facility(user)
    held = list(
        CaseAssignment.objects.standing()
        .filter(offender=offender, officer=user)
        .order_by("from_on")
    )
    type_ = NoteType.objects.filter(code=TERMINATION_SUMMARY).first()
    draft = find_draft(user, offender, TERMINATION_SUMMARY)
    if request.method == "POST":
        form = SummaryForm(request.POST, place=place)
        if form.is_valid():
            if type_ is None:
                form.add_error(None, "The agency has no note type for termination summaries yet.")
            else:
                try:
                    record_note(
                        offender,
                        user,
                        type=type_,
                        occurred_at=form.cleaned_data["happened_at"],
                        text=form.text(),
                        form_key=form.cleaned_data["form_key"],
                        assignment_ended=held[-1],
                    )
                except RuleViolation as violation:
                    add_violation(form, violation)
                else:
                    forget_draft(user, offender, TERMINATION_SUMMARY, posted_version(request))
                    messages.success(request, f"Termination summary on {offender.sort_name} saved.")
                    return redirect(way_back(request, reverse("pages:home")))
    else:
        moment = now_on_the_wall(place)
        defaults = {
            "occurred_on": moment.date(),
            "occurred_time": moment.time(),
            "form_key": uuid.uuid4(),
        }
        form = SummaryForm(initial=initial_from(draft, SummaryForm, defaults), place=place)
        audit.record(AuditEventType.READ, offender, details={"form": TERMINATION_SUMMARY})
    context = {
        **draft_context(draft, offender, TERMINATION_SUMMARY),
        "offender": offender,
        "form": form,
        "parts": [form[name] for name, _ in SummaryForm.HEADINGS],
        "held": held,
        "last": held[-1] if held else None,
        "today": clock.today(place),
        "back": way_back(request, ""),
        "longest": longest_note(),
        "draft_saved_at": saved_at(draft, user) if draft else "",
    }
    if request.method == "POST":
        context["draft_version"] = posted_version(request)
    return render(request, "pages/notes/summary.html", context, status=422 if form.errors else 200)


# ---- Additions -------------------------------------------------------------------------------


@governed_by("note", "amend")
@require_http_methods(["GET", "POST"])
def note_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Add more details to one's own signed note, or report an error in it."""
    return amend(request, f"amendment:note:{pk}")


def amend(request: HttpRequest, form_of_draft: str) -> HttpResponse:
    """The page on which a signed note or report is added to; it is never changed."""
    user = signed_in(request)
    record = record_to_amend(user, form_of_draft)
    offender = record.offender
    is_note = isinstance(record, CaseNote)
    place = record.facility or own_facility(user)
    draft = find_draft(user, offender, form_of_draft)
    files = SentFiles(request, user, offender, form_of_draft)
    if request.method == "POST":
        form = AmendmentForm(request.POST)
        if files.are_fine_with(form):
            try:
                added = add_amendment(
                    user,
                    note=record if isinstance(record, CaseNote) else None,
                    report=None if isinstance(record, CaseNote) else record,
                    kind=form.cleaned_data["kind"],
                    text=form.cleaned_data["text"],
                    form_key=form.cleaned_data["form_key"],
                )
            except RuleViolation as violation:
                add_violation(form, violation)
            else:
                if isinstance(record, CaseNote):
                    files.attach(record, added)
                forget_draft(user, offender, form_of_draft, posted_version(request))
                messages.success(request, "Added. What was signed before stands unchanged.")
                return redirect(way_back(request, page_of(user, offender)))
        files.hold()
    else:
        asked = request.GET.get("kind")
        defaults = {
            "kind": asked if asked in AmendmentKind.values else AmendmentKind.MORE_DETAILS,
            "form_key": uuid.uuid4(),
        }
        form = AmendmentForm(initial=initial_from(draft, AmendmentForm, defaults))
        audit.record(
            AuditEventType.READ,
            record,
            details={"form": "amendment", **disclosure_details(user, record.offender_id)},
        )
    additions = record.amendments.all()
    context = {
        **draft_context(draft, offender, form_of_draft),
        **files.context(),
        "offender": offender,
        "record": record,
        "is_note": is_note,
        "what": record.type.name if isinstance(record, CaseNote) else record.get_kind_display(),
        "happened_at": record.occurred_at if isinstance(record, CaseNote) else record.interview_at,
        "recorded_at": record.recorded_at if isinstance(record, CaseNote) else record.signed_at,
        "additions": additions,
        "zone": clock.zone(place),
        "form": form,
        "today": clock.today(place),
        "back": way_back(request, ""),
        "longest": longest_note(),
        "draft_saved_at": saved_at(draft, user) if draft else "",
    }
    if request.method == "POST":
        context["draft_version"] = files.draft_version or posted_version(request)
    return render(request, "pages/notes/amend.html", context, status=422 if form.errors else 200)
