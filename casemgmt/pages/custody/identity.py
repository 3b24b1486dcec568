"""Who a person is: register, change, other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, Facility
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.custody.fact_page import fact_page
from casemgmt.pages.whereabouts import own_facility
from offenders.forms import AliasForm, IdentityForm, RegistrationForm
from offenders.models import Alias, MovementKind, Offender
from offenders.queries import facilities_of
from offenders.services import record_movement, register_offender, update_offender
from offenders.services.aliases import add_alias, remove_alias
from offenders.services.person import IDENTITY_FIELDS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("offender", Action.CREATE)
@require_http_methods(["GET", "POST"])
def person_new(request: SignedInRequest) -> HttpResponse:
    """Register somebody the agency does not know, with the first arrival."""
    user = request.user
    here = own_facility(user)
    now = clock.now().astimezone(clock.zone(here))
    form = RegistrationForm(
        request.POST or None,
        kind=MovementKind.ARRIVAL,
        places=Facility.objects.filter(
            pk__in=facilities_of(user, "offender", Action.CREATE)
        ).prefetch_related("units"),
        from_place=here,
        initial={
            "occurred_on": now.date(),
            "occurred_time": now.time(),
            "sex": "unknown",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                identity = {name: form.cleaned_data[name] for name in IDENTITY_FIELDS}
                offender = register_offender(user, **identity)
                record_movement(offender, user, **form.fact())
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, f"{offender.sort_name} is registered.")
            return redirect("pages:custody", pk=offender.pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, object_type="offender", details={"form": "register"})
    context: dict[str, Any] = {"form": form}
    return render(
        request, "pages/custody/register.html", context, status=422 if form.errors else 200
    )


@governed_by("offender", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def identity_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change who the person is; what was there before is kept and shown."""
    user = request.user
    offender = _person(request, pk)
    now = {name: getattr(offender, name) for name in IDENTITY_FIELDS}
    form = IdentityForm(request.POST or None, initial=now)
    return fact_page(
        request,
        offender,
        form,
        lambda: update_offender(offender, user, **form.cleaned_data),
        title="Change who this is",
        button="Save",
        saved="Saved. What was there before is kept in the history.",
        intro="Names as in the committal papers. An earlier or assumed name belongs among the "
        "other names.",
    )


@governed_by("offender", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def alias_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add another name, by which searches find the person too."""
    offender = _person(request, pk)
    form = AliasForm(request.POST or None)
    return fact_page(
        request,
        offender,
        form,
        lambda: add_alias(offender, request.user, **form.cleaned_data),
        title="Add another name",
        button="Add the name",
        saved="Added. Searches find the person by it too.",
    )


@governed_by("offender", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def alias_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a name that never was this person's."""
    user = request.user
    aliases = Alias.objects.select_related("offender")
    people = Offender.objects
    alias = get_or_refuse(
        aliases.filter(offender__in=people.in_scope(user, "offender", Action.UPDATE).values("pk")),
        aliases.filter(offender__in=people.visible_to(user).values("pk")),
        pk=pk,
    )
    assert isinstance(alias, Alias)
    if request.method == "POST":
        offender_id = alias.offender_id
        remove_alias(alias, user)
        messages.success(request, "Removed. The history keeps it.")
        return redirect("pages:custody", pk=offender_id)
    audit.record(AuditEventType.READ, alias.offender, details={"form": "remove a name"})
    return render(request, "pages/custody/remove_alias.html", {"alias": alias})


def _person(request: SignedInRequest, pk: int) -> Offender:
    offender = get_or_refuse(
        Offender.objects.in_scope(request.user, "offender", Action.UPDATE),
        Offender.objects.visible_to(request.user),
        pk=pk,
    )
    assert isinstance(offender, Offender)
    return offender
