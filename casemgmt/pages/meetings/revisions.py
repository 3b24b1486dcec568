"""Revised procedures: what I have to read, what was issued, who has read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agency import audit, clock
from agency.access import Action, Scope, governed_by, may, scopes_of
from agency.errors import RuleViolation
from agency.forms import role_choices, roles_in_words
from agency.models import Agency, AuditEventType, Facility, Posting
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from casemgmt.pages.whereabouts import own_facility
from conferences.forms.meetings import WithdrawForm
from conferences.forms.revisions import RevisionForm
from conferences.models import (
    STAFF_ROLES,
    PolicyRevision,
    RevisionAcknowledgement,
    RevisionKind,
)
from conferences.services.revisions import (
    acknowledge_revision,
    issue_revision,
    withdraw_revision,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest


@dataclass(frozen=True, slots=True)
class Reader:
    """One of those who must read a revision; `acknowledgement` None: not yet."""

    user: User
    acknowledgement: RevisionAcknowledgement | None


@governed_by("revision", "read")
@require_GET
def revisions(request: SignedInRequest) -> HttpResponse:
    """What I have to read first, then everything that I may see."""
    user = request.user
    standing = PolicyRevision.objects.standing()
    acknowledged = dict(
        RevisionAcknowledgement.objects.filter(officer=user).values_list(
            "revision_id", "acknowledged_on"
        )
    )
    mine = standing.addressed_to(user)
    to_read = mine.exclude(pk__in=acknowledged).order_by("effective_on", "pk")
    others = (
        standing.visible_to(user)
        .exclude(pk__in=to_read.values("pk"))
        .annotate(readings=Count("acknowledgements"))
        .order_by("-effective_on", "-pk")
    )
    page = Paginator(others, frame.ROWS).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="policyrevision",
        details={"shown": len(page.object_list)},
    )
    return render(
        request,
        "pages/meetings/revisions.html",
        {
            "to_read": to_read,
            "page": page,
            "rows": [(row, acknowledged.get(row.pk)) for row in page.object_list],
            "may_issue": may(user, "revision", Action.CREATE),
            "tabs": frame.tabs(user, "revision"),
            "today": clock.today(own_facility(user)),
        },
    )


@governed_by("revision", "read")
@require_GET
def revision(request: SignedInRequest, pk: int) -> HttpResponse:
    """What changed; for whoever looks after it, who has read it and who has not."""
    user = request.user
    found = get_or_refuse(
        PolicyRevision.objects.visible_to(user).select_related("facility", "issued_by"), pk=pk
    )
    assert isinstance(found, PolicyRevision)
    audit.record(AuditEventType.READ, found)
    own = found.acknowledgements.filter(officer=user).first()
    addressed = PolicyRevision.objects.standing().addressed_to(user).filter(pk=pk).exists()
    return render(
        request,
        "pages/meetings/revision.html",
        {
            "revision": found,
            "roles": roles_in_words(", ".join(found.roles)),
            "own": own,
            "may_acknowledge": addressed and own is None,
            "readers": readers_of(found, user),
            "may_withdraw": found.withdrawn_at is None
            and PolicyRevision.objects.governed_by(user, "update").filter(pk=pk).exists(),
            "tabs": frame.tabs(user, "revision"),
            "today": clock.today(own_facility(user)),
        },
    )


def readers_of(found: PolicyRevision, user: User) -> list[Reader] | None:
    """Who must read it, as far as the user looks after them; None for a mere reader."""
    scopes = scopes_of(user, "revision", Action.READ)
    everywhere = any(scope == Scope.AGENCY for _, scope in scopes)
    places = {p.facility_id for p, scope in scopes if scope == Scope.FACILITY and p.facility_id}
    if not everywhere and not places:
        return None
    people = found.readers()
    if not everywhere:
        first, last = found.read_window
        here = Posting.objects.filter(facility_id__in=places, from_on__lte=last).exclude(
            until_on__lt=first
        )
        ids = set(here.values_list("user_id", flat=True))
        people = [person for person in people if person.pk in ids]
    said = {row.officer_id: row for row in found.acknowledgements.all()}
    return sorted(
        (Reader(person, said.get(person.pk)) for person in people),
        key=lambda reader: (reader.acknowledgement is not None, reader.user.sort_name.casefold()),
    )


@governed_by("revision", "create")
@require_http_methods(["GET", "POST"])
def revision_new(request: SignedInRequest) -> HttpResponse:
    """Issue a revision to those who must know of it."""
    scopes = [scope for _, scope in scopes_of(request.user, "revision", Action.CREATE)]
    whole_agency = Scope.AGENCY in scopes
    staff = {role.value for role in STAFF_ROLES}
    form = RevisionForm(
        request.POST or None,
        roles=[choice for choice in role_choices(Agency.current().terms) if choice[0] in staff],
        facilities=Facility.objects.filter(
            pk__in=[p.pk for p in frame.facilities_for(request.user, "revision", "create")]
        ),
        whole_agency=whole_agency,
        initial={
            "kind": RevisionKind.REVISED,
            "facility": None if whole_agency else own_facility(request.user),
        },
    )
    return frame.ask(
        request,
        form,
        lambda: issue_revision(request.user, **form.cleaned_data),
        title="Issue a revised procedure",
        button="Issue it",
        saved="Issued. Everybody in these roles has it to read.",
        back=reverse("pages:revisions"),
        current="revision",
        intro="Once issued it stands: a mistake is withdrawn and issued anew.",
    )


@governed_by("revision", "update")
@require_http_methods(["GET", "POST"])
def revision_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a revision back."""
    standing = PolicyRevision.objects.standing()
    found = get_or_refuse(
        standing.governed_by(request.user, "update"), standing.visible_to(request.user), pk=pk
    )
    assert isinstance(found, PolicyRevision)
    form = WithdrawForm(request.POST or None)
    return frame.ask(
        request,
        form,
        lambda: withdraw_revision(found, request.user, **form.cleaned_data),
        title=f"Withdraw {found.code}",
        button="Withdraw it",
        saved="Withdrawn. Nobody has it to read any more.",
        back=reverse("pages:revisions"),
        about=found,
        current="revision",
        details=[("Title", found.title)],
        danger=True,
    )


@governed_by("revision", "sign")
@require_POST
def revision_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """ "I have read it." """
    found = get_or_refuse(
        PolicyRevision.objects.addressed_to(request.user),
        PolicyRevision.objects.visible_to(request.user),
        pk=pk,
    )
    assert isinstance(found, PolicyRevision)
    try:
        acknowledgement = acknowledge_revision(found, request.user)
    except RuleViolation as violation:
        messages.error(request, violation.reason)
    else:
        late = " That is late: it was in force already." if acknowledgement.is_late else ""
        messages.success(request, f"Noted that you have read {found.code}.{late}")
    return redirect("pages:revisions")
