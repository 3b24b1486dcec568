"""What is due on a case, and why a date is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.closing.handed import without_of
from casemgmt.pages.duties import ACTION_WORDS, FORM_OF_ACTION, address_of_action, open_items
from offenders.models import Offender
from scheduling import presentation
from scheduling.models import DueItem
from scheduling.models.exemptions import subjects_in_scope

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from agency.models import User
    from scheduling.querysets import DueItemQuerySet


def open_and_settled(request: HttpRequest, offender: Offender, today: date) -> dict[str, Any]:
    """The open items with their action, and the settled ones when they are asked for."""
    user = signed_in(request)
    begun = offender.drafted  # type: ignore[attr-defined]
    asked = request.GET.get("why", "")
    due = []
    for item in open_items(user, offender, today):
        form = FORM_OF_ACTION.get(item.action, "")
        allowed = offender.may_report if form.endswith("_report") else offender.may_log  # type: ignore[attr-defined]
        if item.action == "review":
            allowed = offender.may_review_plan  # type: ignore[attr-defined]
        elif item.action == "allocate":
            allowed = offender.may_allocate  # type: ignore[attr-defined]
        elif item.action == "termination_summary":
            allowed = offender.may_summarise  # type: ignore[attr-defined]
        elif item.action in {"pregnancy_notice", "pregnancy_note", "file_form"}:
            allowed = offender.may_notify  # type: ignore[attr-defined]
        elif item.action == "warrant_request":
            allowed = offender.may_request_warrant  # type: ignore[attr-defined]
        due.append(
            {
                "item": item,
                "pk": item.item.pk,
                "opened": asked == str(item.item.pk),
                "why": presentation.why(item.item, today) if asked == str(item.item.pk) else None,
                "not_yet": item.opens_on is not None and item.opens_on > today,
                "url": address_of_action(item.action, offender.pk) if allowed else "",
                "action": "Continue" if form in begun else ACTION_WORDS.get(item.action, "Open"),
            }
        )
    settled = settled_items(user).filter(offender=offender)
    asked_for_settled = request.GET.get("items") == "completed"
    return {
        "due": due,
        "settled_count": offender.count_settled,  # type: ignore[attr-defined]
        "settled": presentation.described(
            settled.select_related("offender", "owner", "edition").order_by("-due_on", "-pk")[:60],
            today,
        )
        if asked_for_settled
        else None,
    }


def settled_items(user: User) -> DueItemQuerySet:
    """What the user may read of the duties that were met or that ended."""
    return DueItem.objects.visible_to(user).on_lists().exclude(fulfilled_on=None, closed="")


@governed_by("due_item", "read")
@require_GET
def due_why(request: HttpRequest, pk: int) -> HttpResponse:
    """The duty in a sentence, its clause, the facts and the arithmetic."""
    item = get_or_refuse(
        DueItem.objects.visible_to(signed_in(request)).select_related(
            "offender", "facility", "edition"
        ),
        pk=pk,
    )
    assert isinstance(item, DueItem)
    today = clock.today(item.facility)
    audit.record(AuditEventType.READ, item)
    context = {
        "item": item,
        "described": presentation.described([item], today)[0],
        "offender": item.offender,
        "why": presentation.why(item, today),
        "without": without_of(item),
        "exempt_item": _exemptible(signed_in(request), item),
        "today": today,
    }
    template = "pages/case_file/why.html"
    if request.htmx:  # type: ignore[attr-defined]
        in_a_row = request.GET.get("in") == "row"
        template = "pages/worklist/why_row.html" if in_a_row else "pages/case_file/_why.html"
    return render(request, template, context)


def _exemptible(user: User, item: DueItem) -> int | None:
    """The item's id when the user may ask that its duty does not count."""
    if not item.is_open or not may(user, "exemption", "create"):
        return None
    within = DueItem.objects.filter(subjects_in_scope(user, "create"), pk=item.pk)
    return item.pk if within.exists() else None
