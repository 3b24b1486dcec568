"""The policies in force, and one of them: what it asks, of whom, and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from agency.roles import Role
from agency.viewtools import get_or_refuse
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.worklist.rows import items_of
from scheduling import policies
from scheduling.models import Activation, AssumptionConfirmation, DueItem, PolicyEdition
from scheduling.policy.english import ROLES, duty_sentence, reach
from scheduling.services import confirmations
from scheduling.worked_cases import worked_cases

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest
    from scheduling.policy.shapes import Duty, Edition, Shape

#: Who sees plain figures of the whole agency, because no case is behind them.
FIGURES_ONLY = (Role.POLICY_OFFICER, Role.AGENCY_ADMINISTRATOR)


#: The pack whose conferences look at contact standards.
CONFERENCES = "us-ca-slo/1.17"


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy in force. here: whether it is the edition of the reader's own facility."""

    activation: Activation
    edition: Edition
    silences: int
    confirmed: int
    review_passed: bool
    elsewhere: int


@dataclass(frozen=True, slots=True)
class DutyShown:
    """One duty as its page shows it.

    reach: which cases it is about, in words. cases, items: open now among those that the reader
    reads. listed: how many of the items are on the reader's worklist; listed_url leads there.
    """

    duty: Duty
    sentence: str
    reach: str
    owner: str
    cases: int
    items: int
    listed: int
    listed_url: str
    silences: list[tuple[str, AssumptionConfirmation | None]]


@governed_by("standard", Action.READ)
@require_GET
def standards(request: SignedInRequest) -> HttpResponse:
    """Every policy in force today, what comes next, and what waits for approval."""
    user = request.user
    today = clock.today(own_facility(user))
    approved = list(
        Activation.objects.approved().select_related("edition", "facility", "unit__facility")
    )
    now = [a for a in approved if _holds(a, today)]
    rows = [
        _policy_row(a, today, sum(1 for b in now if b.policy_code == a.policy_code and b.place))
        for a in now
        if a.place is None
    ]
    may_write = may(user, "standard", Action.UPDATE)
    waiting = []
    if may(user, "what_if", Action.READ):
        waiting = list(
            Activation.objects.waiting().select_related(
                "edition", "facility", "unit__facility", "proposed_by"
            )
        )
    audit.record(AuditEventType.LISTED, object_type="standard", details={"shown": len(rows)})
    return render(
        request,
        "pages/policy/standards.html",
        {
            "rows": rows,
            "local": [a for a in now if a.place is not None],
            "coming": [a for a in approved if a.from_on > today],
            "waiting": waiting,
            "may_write": may_write,
            "contact_standards": asks_for_contacts(user),
        },
    )


def asks_for_contacts(user: User) -> bool:
    """Whether the agency's own contact standards mean something here, and `user` reads them."""
    return CONFERENCES in Agency.current().standards and may(user, "contact_standard", Action.READ)


def _holds(activation: Activation, on: date) -> bool:
    return activation.from_on <= on and (activation.until_on is None or on <= activation.until_on)


def _policy_row(activation: Activation, today: date, elsewhere: int) -> PolicyRow:
    edition = policies.parsed(activation.edition)
    silences = set(confirmations.silences_of(activation.edition))
    confirmed = confirmations.confirmations_of(activation.policy_code)
    return PolicyRow(
        activation,
        edition,
        len(silences),
        len(silences & confirmed.keys()),
        edition.review_due_on is not None and edition.review_due_on < today,
        elsewhere,
    )


@governed_by("standard", Action.READ)
@require_GET
def standard(request: SignedInRequest, pk: int) -> HttpResponse:
    """One edition: each duty in words, its clause, its silences; where it holds; its cases."""
    row = readable_edition(request.user, pk)
    audit.record(AuditEventType.READ, row)
    return render(request, "pages/policy/standard.html", _standard_context(request, row))


@governed_by("standard", Action.UPDATE)
@require_POST
def silences(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm chosen silences with one note, or take a confirmation back."""
    row = readable_edition(request.user, pk)
    here = reverse("pages:standard", args=[row.pk])
    taken_back = request.POST.get("take_back", "")
    note = request.POST.get("note", "")
    chosen = [tuple(value.split("|", 1)) for value in request.POST.getlist("silence")]
    try:
        if taken_back.isdigit():
            known = AssumptionConfirmation.objects.filter(policy_code=row.policy_code)
            confirmation = get_or_refuse(known, pk=int(taken_back))
            assert isinstance(confirmation, AssumptionConfirmation)
            confirmations.withdraw_confirmation(confirmation, request.user)
            messages.success(request, "Taken back. It counts as open again.")
        else:
            made = confirmations.confirm(
                row, request.user, [(c[0], c[-1]) for c in chosen], note=note
            )
            messages.success(request, f"Confirmed: {len(made)}.")
    except RuleViolation as violation:
        context = _standard_context(request, row) | {
            "problem": violation.reason,
            "note": note,
            "chosen": {"|".join(c) for c in chosen},
        }
        return render(request, "pages/policy/standard.html", context, status=422)
    return redirect(f"{here}#silences")


def readable_edition(user: User, pk: int) -> PolicyEdition:
    """An edition that is or was in force; one that never was is for those who write standards."""
    every = PolicyEdition.objects.all()
    if not may(user, "standard", Action.UPDATE):
        every = every.filter(
            pk__in=Activation.objects.filter(approved_at__isnull=False).values("edition_id")
        )
    row = get_or_refuse(every, pk=pk)
    assert isinstance(row, PolicyEdition)
    return row


def _standard_context(request: SignedInRequest, row: PolicyEdition) -> dict[str, Any]:
    user = request.user
    today = clock.today(own_facility(user))
    edition = policies.parsed(row)
    history = list(
        Activation.objects.approved()
        .filter(policy_code=row.policy_code)
        .select_related("edition", "facility", "unit__facility", "proposed_by", "approved_by")
    )
    duties = _duties(user, row, edition)
    all_silences = [s for shown in duties for s in shown.silences]
    return {
        "row": row,
        "edition": edition,
        "duties": duties,
        "history": history,
        "now": [a for a in history if a.edition_id == row.pk and _holds(a, today)],
        "coming": [a for a in history if a.from_on > today],
        "local": [a for a in history if a.place is not None and _holds(a, today)],
        "silences": len(all_silences),
        "confirmed": sum(1 for _, confirmation in all_silences if confirmation),
        "worked": worked_cases(row),
        "review_passed": edition.review_due_on is not None and edition.review_due_on < today,
        "may_write": may(user, "standard", Action.UPDATE),
        "figures_only": user.has_role(*FIGURES_ONLY),
        "reads_cases": may(user, "due_item", Action.READ) or user.has_role(*FIGURES_ONLY),
    }


def _duties(user: User, row: PolicyEdition, edition: Edition) -> list[DutyShown]:
    confirmed = confirmations.confirmations_of(row.policy_code)
    codes = [duty.code for duty in edition.duties()]
    counts = _standing(user, codes)
    listed = _listed(user, codes)
    settings = policies.chosen_settings()
    shown = []
    for duty in edition.duties():
        shape: Shape | None = edition.shape_of(duty.code)
        assert shape is not None
        cases, items = counts.get(duty.code, (0, 0))
        shown.append(
            DutyShown(
                duty=duty,
                sentence=duty_sentence(shape, duty, settings),
                reach=reach(shape, settings),
                owner=ROLES.get(duty.owner, str(duty.owner)),
                cases=cases,
                items=items,
                listed=listed.get(duty.code, 0),
                listed_url=f"{reverse('pages:worklist')}?{urlencode({'duty': duty.code})}",
                silences=[(text, confirmed.get((duty.code, text))) for text in duty.assumes],
            )
        )
    return shown


def _listed(user: User, codes: list[str]) -> dict[str, int]:
    """How many items of each duty the reader's worklist shows, by code; none without one."""
    if not may(user, "worklist", Action.READ):
        return {}
    counted = items_of(user).filter(standard__in=codes).order_by().values_list("standard")
    return dict(counted.annotate(Count("pk")))


def _standing(user: User, codes: list[str]) -> dict[str, tuple[int, int]]:
    """How many people, and how many open items, each duty has now, by code."""
    items = DueItem.objects.open() if user.has_role(*FIGURES_ONLY) else (
        DueItem.objects.visible_to(user).open()
    )  # fmt: skip
    counted = (
        items.filter(standard__in=codes, before_go_live=False)
        .order_by()
        .values("standard")
        .annotate(people=Count("offender", distinct=True), number=Count("pk", filter=Q()))
    )
    return {row["standard"]: (row["people"], row["number"]) for row in counted}
