"""What the pages of this area have in common: tabs, the facility that is meant, forms, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from agency import audit, clock
from agency.access import Action, may
from agency.models import AuditEventType, Facility, Posting, User
from casemgmt.pages.recording import saved_by
from casemgmt.pages.whereabouts import own_facility
from conferences.facility_records import facilities_in_scope
from scheduling.models import DueItem
from scheduling.presentation import described

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from django import forms
    from django.db.models import Model, QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from scheduling.presentation import DescribedItem

ROWS = 50

#: Label, URL name, and the object of the access table that one must be able to read.
PARTS = (
    ("Meetings", "pages:meetings", "meeting"),
    ("Memos", "pages:memos", "memo"),
    ("Team visits", "pages:teams", "team"),
    ("Coverage", "pages:coverage", "coverage"),
    ("Monitoring", "pages:monitoring", "monitoring"),
    ("Procedures", "pages:revisions", "revision"),
)


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """The parts of this area that the reader may open; `current` is an object of the table."""
    return [
        {"label": label, "url": reverse(name), "current": object_ == current}
        for label, name, object_ in PARTS
        if may(user, object_, Action.READ)
    ]


def facilities_for(user: User, object_: str, action: str = "read") -> list[Facility]:
    """The facilities on whose `object_` the user may do `action`."""
    found = facilities_in_scope(user, object_, action)
    places = Facility.objects.all()
    return list(places if found is None else places.filter(pk__in=found))


def facility_for(request: SignedInRequest, object_: str, action: str = "read") -> Facility:
    """The facility that the page is about: the one asked for, else one's own; 404 for another."""
    places = {place.pk: place for place in facilities_for(request.user, object_, action)}
    asked = request.GET.get("facility", "")
    if asked:
        if not asked.isdecimal() or int(asked) not in places:
            raise Http404
        return places[int(asked)]
    own = own_facility(request.user)
    if own is not None and own.pk in places:
        return places[own.pk]
    if not places:
        raise Http404
    return next(iter(places.values()))


def staff_of(facility: Facility, also: Collection[int] = ()) -> QuerySet[User]:
    """Who is posted at the facility today; `also`: ids of those who stay a choice."""
    here = Posting.objects.holding_on(clock.today(facility)).filter(facility=facility)
    people = User.objects.filter(is_active=True, pk__in=here.values("user_id"))
    return (people | User.objects.filter(pk__in=list(also))).distinct()


def due(on: Any, actions: Collection[str], **subject: Any) -> list[DescribedItem]:
    """The open duties of these kinds about a facility, units or officers, the first due first."""
    items = (
        DueItem.objects.standing()
        .open()
        .filter(**subject)
        .select_related("officer", "facility_subject", "unit_subject")
        .order_by("due_on", "pk")
    )
    return [row for row in described(items, on) if row.action in actions]


def ask(
    request: SignedInRequest,
    form: forms.Form,
    save: Callable[[], object],
    *,
    title: str,
    button: str,
    saved: str,
    back: str,
    about: Model | None = None,
    current: str = "meeting",
    template: str = "pages/meetings/act.html",
    **context: Any,
) -> HttpResponse:
    """Ask, save by one service, and go `back`; or come back with everything typed.

    save: called with a valid form. about: what a reader of the form saw, for the audit log.
    """
    if saved_by(request, form, lambda _: save()):
        return done(request, saved, back)
    if request.method == "GET" and about is not None:
        match = request.resolver_match
        audit.record(AuditEventType.READ, about, details={"form": match.url_name if match else ""})
    return render(
        request,
        template,
        {
            "form": form,
            "title": title,
            "button": button,
            "back": back,
            "tabs": tabs(request.user, current),
            **context,
        },
        status=422 if form.errors else 200,
    )


def done(request: SignedInRequest, saved: str, back: str) -> HttpResponse:
    """Say what was done, and go back."""
    messages.success(request, saved)
    return redirect(back)
