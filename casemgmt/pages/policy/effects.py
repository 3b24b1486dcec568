"""What an edition would change: asked for, waited for, and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.jobs import percent
from casemgmt.pages.policy.comparing import changes_between
from casemgmt.pages.policy.figures import seen_by
from casemgmt.pages.policy.forms import DecideForm, ProposeForm, WhereAndWhenForm
from casemgmt.pages.policy.standards import readable_edition
from casemgmt.pages.whereabouts import own_facility
from scheduling import policies
from scheduling import what_if as previews
from scheduling.models import Activation, Preview, Reach
from scheduling.services import confirmations
from scheduling.worked_cases import worked_cases

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest
    from scheduling.models import PolicyEdition

MOST_OFFICERS = 5


@governed_by("what_if", Action.CREATE)
@require_http_methods(["GET", "POST"])
def what_if_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose where and from which day; the calculation starts in the background."""
    edition = readable_edition(request.user, pk)
    form = WhereAndWhenForm(request.POST or None, initial=_first_choice(), edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            preview = previews.start_preview(edition, request.user, **form.where())
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:what-if", pk=preview.pk)
    return render(
        request,
        "pages/policy/what_if_new.html",
        {"form": form, "edition": edition, "parsed": policies.parsed(edition)},
        status=422 if form.errors else 200,
    )


def _first_choice() -> dict[str, Any]:
    """The first of next month: most policies begin with one."""
    from scheduling.policy.dates import add_months

    return {"from_on": add_months(clock.today().replace(day=1), 1)}


@governed_by("what_if", Action.READ)
@require_GET
def what_if(request: SignedInRequest, pk: int) -> HttpResponse:
    """One preview: what changes in words, its effect, and the steps to activation."""
    preview = readable_preview(request.user, pk)
    audit.record(AuditEventType.READ, preview)
    return page(request, preview)


def readable_preview(user: User, pk: int) -> Preview:
    """A preview; those beside no proposal are for those who write standards."""
    every = Preview.objects.select_related(
        "edition", "facility", "unit__facility", "requested_by", "job"
    )
    if not may(user, "what_if", Action.CREATE):
        every = every.filter(activations__isnull=False).distinct()
    preview = get_or_refuse(every, pk=pk)
    assert isinstance(preview, Preview)
    return preview


def page(
    request: SignedInRequest,
    preview: Preview,
    *,
    propose: ProposeForm | None = None,
    decide: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The screen, with the forms as they came back."""
    user = request.user
    edition = preview.edition
    activation = (
        Activation.objects.select_related(
            "proposed_by", "approved_by", "returned_by", "withdrawn_by", "facility", "unit"
        )
        .filter(preview=preview)
        .order_by("-pk")
        .first()
    )
    reach = request.GET.get("reach", "")
    reach = reach if reach in Reach.values else Reach.FIRST_DAY.value
    context: dict[str, Any] = {
        "preview": preview,
        "edition": edition,
        "parsed": policies.parsed(edition),
        "activation": activation,
        "job": preview.job,
        "percent": percent(preview.job) if preview.job else None,
        "own_job": preview.job is not None and preview.job.requested_by_id == user.pk,
        "left": max((preview.job.total_count or 0) - preview.job.done_count, 0)
        if preview.job
        else 0,
        "result_url": "",
        "zone": clock.zone(own_facility(user)),
        "reach": reach,
        "reaches": [
            (value, label, f"{reverse('pages:what-if', args=[preview.pk])}?reach={value}")
            for value, label in Reach.choices
        ],
        "may_propose": may(user, "standard", Action.CREATE),
        "may_decide": may(user, "standard", Action.APPROVE),
        "is_proposer": activation is not None and activation.proposed_by_id == user.pk,
        "propose_form": propose or ProposeForm(),
        "decide_form": decide or DecideForm(),
        "place_value": f"unit:{preview.unit_id}"
        if preview.unit_id
        else f"facility:{preview.facility_id}"
        if preview.facility_id
        else "",
        "where_form": WhereAndWhenForm(edition=edition, initial={"from_on": preview.from_on}),
    }
    context |= _what_changes(preview) | _steps(edition, activation)
    if preview.finished_at is not None:
        seen = seen_by(user, preview, reach)
        every = request.GET.get("officers") == "all"
        context["seen"] = seen
        context["officers_shown"] = seen.officers if every else seen.officers[:MOST_OFFICERS]
    return render(request, "pages/policy/what_if.html", context, status=status)


def _what_changes(preview: Preview) -> dict[str, Any]:
    """The edition against the one that holds there on the eve, in words."""
    before = edition_before(preview)
    if before is None:
        return {"before": None, "changes": None}
    old, new = policies.parsed(before.edition), policies.parsed(preview.edition)
    changes = changes_between(old, new, policies.chosen_settings())
    return {"before": before, "changes": changes}


def edition_before(preview: Preview) -> Activation | None:
    """What holds there on the day before: of the place itself, else of what it is part of."""
    facility = preview.unit.facility_id if preview.unit else preview.facility_id
    approved = (
        Activation.objects.approved()
        .filter(policy_code=preview.edition.policy_code, from_on__lt=preview.from_on)
        .exclude(preview=preview)
        .select_related("edition")
        .order_by("-from_on", "-pk")
    )
    places: list[dict[str, Any]] = [{"facility": None, "unit": None}]
    if facility is not None:
        places.insert(0, {"facility": facility})
    if preview.unit_id is not None:
        places.insert(0, {"unit": preview.unit_id})
    for place in places:
        found = approved.filter(**place).first()
        if found is not None:
            return found
    return None


def _steps(edition: PolicyEdition, activation: Activation | None) -> dict[str, Any]:
    """What has to happen before it is in force, and how much of that has."""
    silences = set(confirmations.silences_of(edition))
    confirmed = confirmations.confirmations_of(edition.policy_code)
    rows = [confirmed[silence] for silence in silences & confirmed.keys()]
    worked = worked_cases(edition)
    done = {
        # Answers that changed were said to be meant by whoever proposed it.
        "scenarios_done": not worked.problem and (activation is not None or not worked.changed),
        "silences_done": len(rows) == len(silences),
    }
    approved = activation is not None and activation.approved_at is not None
    return done | {
        "steps_done": sum(done.values()) + (activation is not None) + approved,
        "can_withdraw": activation is not None
        and activation.state == "approved"
        and activation.from_on > clock.today(),
        "worked": worked,
        "silences": len(silences),
        "confirmed": len(rows),
        "last_confirmed": max(rows, key=lambda row: row.confirmed_at) if rows else None,
    }


def tell(request: SignedInRequest, words: str) -> None:
    """Say on the next page what was done."""
    messages.success(request, words)
