"""What every form that somebody writes in has in common: who may open it, its draft, its way back.

A draft's form is named "note", "termination_summary", "primary_report", "regular_report",
"risk_alert", "inquiry", "orientation", "answer:<id of an inquiry>" or
"amendment:<note or report>:<id>".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from agency import clock
from agency.access import Action
from agency.viewtools import get_or_refuse
from casemgmt.pages.recording import person_to_record
from casenotes.models import CaseNote, ContactReport, Draft, Inquiry
from casenotes.services import DraftConflict, save_draft
from casenotes.services.notes import TERMINATION_SUMMARY
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest

    from agency.models import Facility, User
    from casenotes.models.inquiries import InquiryQuerySet

#: Forms that whoever may add to this object of a person writes about them.
WRITTEN_ABOUT = {"risk_alert": "risk_alert", "inquiry": "inquiry", "orientation": "note"}
#: Fields that belong to the sending of a form and not to what was written.
NOT_KEPT = frozenset(
    {
        "csrfmiddlewaretoken",
        "draft_version",
        "form_key",
        "row",
        "back",
        "then",
        "keep_file",
        "act",
    }
)


def offender_to_write_about(user: User, form: str, pk: int) -> Offender:
    """The person, when `user` may write `form` about them; else not found, or not allowed."""
    people = Offender.objects
    known = people.known_to(user)
    if form == "note":
        allowed = people.in_scope(user, "note", "create")
        if may_finish_note(user, pk):
            return get_or_refuse(people.in_scope(user, "termination_summary", "create"), pk=pk)  # type: ignore[return-value]
        return get_or_refuse(allowed, known, pk=pk)  # type: ignore[return-value]
    if form == TERMINATION_SUMMARY:
        return get_or_refuse(people.in_scope(user, "termination_summary", "create"), known, pk=pk)  # type: ignore[return-value]
    if form in {"primary_report", "regular_report"}:
        return get_or_refuse(people.in_scope(user, "report", "sign"), known, pk=pk)  # type: ignore[return-value]
    if form in WRITTEN_ABOUT:
        return person_to_record(user, WRITTEN_ABOUT[form], pk)
    record = (
        inquiry_to_answer(user, form) if form.startswith("answer:") else record_to_amend(user, form)
    )
    if record.offender_id != pk:
        raise Http404
    return record.offender


def may_finish_note(user: User, pk: int) -> bool:
    """Whether a former officer has an unfinished note on somebody who has moved on since.

    Its text is kept; it may be signed for a day on which the officer still held the case.
    """
    return (
        not Offender.objects.in_scope(user, "note", "create").filter(pk=pk).exists()
        and Offender.objects.in_scope(user, "termination_summary", "create").filter(pk=pk).exists()
        and Draft.objects.of(user).filter(offender_id=pk, form="note").exists()
    )


def held_on(user: User, offender: Offender, moment: Any, place: Facility | None) -> bool:
    """Whether the user was the officer in charge on the day of `moment`."""
    return (
        CaseAssignment.objects.holding_on(clock.local_date(moment, place))
        .filter(offender=offender, officer=user)
        .exists()
    )


def record_to_amend(user: User, form: str) -> CaseNote | ContactReport:
    """The user's own signed note or report that "amendment:note:12" names."""
    what, _, pk = form.removeprefix("amendment:").partition(":")
    if not form.startswith("amendment:") or not _is_id(pk):
        raise Http404
    records: Any = {"note": CaseNote, "report": ContactReport}.get(what)
    if records is None:
        raise Http404
    seen = records.objects.visible_to(user).select_related("offender")
    return get_or_refuse(seen.filter(author=user), seen, pk=int(pk))  # type: ignore[return-value]


def inquiry_to_answer(user: User, form: str) -> Inquiry:
    """The inquiry that "answer:12" names, when the user may answer it."""
    pk = form.removeprefix("answer:")
    if not _is_id(pk):
        raise Http404
    rows = whole_inquiries()
    return get_or_refuse(  # type: ignore[return-value]
        rows.in_scope(user, Action.SIGN), rows.visible_to(user), pk=int(pk)
    )


def whole_inquiries() -> InquiryQuerySet:
    """Inquiries with all that their pages show of them."""
    return Inquiry.objects.select_related("offender", "answered_by", "note__type", "disclosure")


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= 18


# ---- Drafts ----------------------------------------------------------------------------------


def typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, as a draft keeps it: one value or a list for each field."""
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
    }


def keep_draft(
    owner: User,
    offender: Offender | None,
    form: str,
    content: dict[str, Any],
    version: int,
    key: uuid.UUID,
) -> Draft:
    """Save a draft. Two saves of one page that overtake one another are no conflict; nor is the
    same text in two windows. Raises DraftConflict for another window's text."""
    try:
        return save_draft(owner, offender, form, content, version=version, form_key=key)
    except DraftConflict as conflict:
        latest = conflict.latest
        assert isinstance(latest, Draft)
        tab = content.get("draft_tab")
        same_page = tab is not None and latest.content.get("draft_tab") == tab
        if same_page or _words(latest.content) == _words(content):
            return save_draft(owner, offender, form, content, version=latest.version, form_key=key)
        raise


def _words(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "draft_tab"}


def draft_context(draft: Draft | None, offender: Offender, form: str) -> dict[str, Any]:
    """What a template needs to go on with a draft."""
    return {
        "draft": draft,
        "draft_version": draft.version if draft else 0,
        "draft_url": reverse("pages:draft-save", args=[offender.pk, form]),
    }


def initial_from(
    draft: Draft | None, form_class: type[forms.Form], defaults: dict[str, Any]
) -> dict[str, Any]:
    """How a form starts: as the draft has it, else by `defaults`."""
    if draft is None:
        return defaults
    initial = {**defaults, **draft.content, "form_key": draft.form_key}
    for name, field in form_class.base_fields.items():
        value = draft.content.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            initial[name] = value if isinstance(value, list) else [value] if value else []
        elif isinstance(field, forms.BooleanField):
            initial[name] = bool(value)
    return initial


def posted_version(request: HttpRequest) -> int:
    """The version of the draft that the page last saw; 0 for none."""
    raw = request.POST.get("draft_version", "0")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else 0


def forget_draft(owner: User, offender: Offender | None, form: str, version: int) -> None:
    """Remove the draft that has just been signed; another window's later text stays."""
    Draft.objects.of(owner).filter(offender=offender, form=form, version=version).delete()


# ---- The way back ----------------------------------------------------------------------------


def page_of(user: User, offender: Offender) -> str:
    """The page of a person that the user may open: what is shared, the case file, or the start."""
    if Offender.objects.in_scope(user, "partner_case", "read").filter(pk=offender.pk).exists():
        return reverse("pages:partner-case", args=[offender.pk])
    if Offender.objects.known_to(user).filter(pk=offender.pk).exists():
        return reverse("pages:case-file", args=[offender.pk])
    return reverse("pages:home")


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where to go after saving: the page that the reader came from, if it is one of ours."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    if asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return otherwise
