"""The page on which a group session is logged.

Everything is one form: adding people, looking for them and saving send all that was typed, and
get it back. What was typed is a draft of its author meanwhile, about nobody in particular.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.form_fields import FormKey
from agency.models import AuditEventType
from agency.viewtools import add_violation
from casemgmt.pages.copies.beside import beside_one_another
from casemgmt.pages.draft_list import GROUP, saved_at
from casemgmt.pages.drafts import answer_to_save
from casemgmt.pages.groups.people import (
    Line,
    circles_of,
    left_out,
    lines_from,
    to_choose_from,
)
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.writing import (
    forget_draft,
    initial_from,
    posted_version,
    typed,
    way_back,
)
from casenotes.forms import now_on_the_wall
from casenotes.forms.groups import GroupForm
from casenotes.services import find_draft
from casenotes.services.groups import MOST_PEOPLE, GroupSession, record_group
from casenotes.services.likeness import LikelyCopies
from casenotes.text import longest_note

if TYPE_CHECKING:
    from casemgmt.pages.signed_in import SignedInRequest
    from casenotes.models import Draft


@governed_by("note", "create")
@require_http_methods(["GET", "POST"])
def group_note(request: SignedInRequest) -> HttpResponse:
    """One text, many people, a line for each; one note for each of them when it is saved."""
    user = request.user
    place = own_facility(user)
    draft = find_draft(user, None, GROUP)
    dropped = request.POST.get("act", "").removeprefix("drop-")
    if request.method == "POST":
        said = typed(request)
        form = GroupForm(request.POST, facility=place)
        lines = lines_from(user, said)
        # Who ticked people and went straight to saving sees their lines first.
        if request.POST.get("act", "save") == "save" and not request.POST.getlist("add"):
            if _saved(request, form, lines):
                forget_draft(user, None, GROUP, posted_version(request))
                number = len(lines)
                messages.success(
                    request,
                    f"The session is saved: {number} note{'' if number == 1 else 's'}, "
                    "one in each person's record.",
                )
                return redirect(way_back(request, reverse("pages:home")))
        else:
            # Adding people is no time to be told what is missing yet.
            form = GroupForm(initial=_as_typed(request, said), facility=place)
            lines = [line for line in lines if str(line.person.pk) != dropped]
    else:
        said = draft.content if draft else {}
        form = GroupForm(initial=_beginning(request, draft), facility=place)
        lines = lines_from(user, said)
        audit.record(AuditEventType.READ, object_type="note", details={"form": "group"})
    if request.method == "POST":
        audit.tell_nothing_new()
    circles = circles_of(user)
    circle = str(said.get("circle", circles[0][0]))
    find = str(said.get("find", ""))[:100]
    return render(
        request,
        "pages/groups/session.html",
        {
            "form": form,
            "lines": lines,
            "copies": [line for line in lines if line.copy],
            "left_out": left_out(said, lines, but=dropped),
            "people": to_choose_from(user, circle, find, {line.person.pk for line in lines}),
            "circles": circles,
            "circle": circle,
            "find": find,
            "most_people": MOST_PEOPLE,
            "longest": longest_note(),
            "asks_no_names": "no_names" in request.POST or _is_about_names(form, lines),
            "today": clock.today(place),
            "back": way_back(request, ""),
            "draft_version": posted_version(request)
            if request.method == "POST"
            else (draft.version if draft else 0),
            "draft_url": reverse("pages:group-draft"),
            "draft_saved_at": saved_at(draft, user) if draft else "",
        },
        status=422 if form.errors or any(line.errors for line in lines) else 200,
    )


def _saved(request: SignedInRequest, form: GroupForm, lines: list[Line]) -> bool:
    """Whether the session was signed; else form and lines say what is wrong, one thing for all."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        record_group(
            request.user,
            GroupSession(
                type=said["type"],
                occurred_at=said["happened_at"],
                common_text=said["text"],
                contact_mode=said["contact_mode"],
                place=said["place"],
                facets=tuple(said["facets"]),
            ),
            [line.as_said() for line in lines],
            form_key=said["form_key"],
            no_names=said["no_names"],
            copy_reason=said["copy_reason"],
        )
    except LikelyCopies as violation:
        add_violation(form, violation)
        _show_copies(lines, violation)
        return False
    except RuleViolation as violation:
        line = next((line for line in lines if line.name == violation.field), None)
        if line is None:
            add_violation(form, violation)
        else:
            line.errors.append(violation.reason)
        return False
    return True


def _show_copies(lines: list[Line], violation: LikelyCopies) -> None:
    """Put beside each line the earlier note that it is like; each is a note that was read."""
    for line in lines:
        if (found := violation.found.get(line.name)) is not None:
            line.copy = beside_one_another(found, line.person)
            audit.record(AuditEventType.READ, line.copy.earlier, details={"shown": "likely copy"})


def _beginning(request: SignedInRequest, draft: Draft | None) -> dict[str, Any]:
    moment = now_on_the_wall(own_facility(request.user))
    return initial_from(
        draft,
        GroupForm,
        {
            "occurred_on": moment.date(),
            "occurred_time": moment.time(),
            "form_key": uuid.uuid4(),
        },
    )


def _as_typed(request: SignedInRequest, said: dict[str, Any]) -> dict[str, Any]:
    facets = said.get("facets", [])
    return {
        **said,
        "facets": facets if isinstance(facets, list) else [facets],
        "no_names": "no_names" in said,
        "form_key": FormKey().clean(request.POST.get("form_key", "")),
    }


def _is_about_names(form: GroupForm, lines: list[Line]) -> bool:
    words = [str(error) for errors in form.errors.values() for error in errors]
    words += [error for line in lines for error in line.errors]
    return any("no name here" in said for said in words)


@governed_by("draft", "create")
@require_POST
def group_draft(request: SignedInRequest) -> JsonResponse:
    """Keep what was typed so far, as every form does."""
    return answer_to_save(request, None, GROUP)
