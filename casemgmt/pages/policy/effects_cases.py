"""The cases behind each number of a preview, for those who may read them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit
from agency.access import Action, governed_by, may
from agency.models import AuditEventType, Facility, User
from agency.spreadsheets import neutralised
from casemgmt.pages.policy.effects import readable_preview
from casemgmt.pages.policy.figures import changes_for, readable_people
from casenotes.services.disclosures import record_export
from scheduling import policies
from scheduling.models import Change, PreviewChange, Reach

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casemgmt.pages.signed_in import SignedInRequest
    from scheduling.models import Preview

ROWS_ON_A_PAGE = 50

#: In an address: every kind of change.
ANY = "any"


@governed_by("what_if", Action.READ)
@require_GET
def what_if_cases(request: SignedInRequest, pk: int) -> HttpResponse:
    """One list: a kind of change, perhaps of one facility, officer or duty; or that as a file."""
    preview = readable_preview(request.user, pk)
    reach = _one_of(request.GET.get("reach"), Reach.values, Reach.FIRST_DAY)
    change = _one_of(request.GET.get("change"), [*Change.values, ANY], Change.GAINED)
    counted = _narrowed(changes_for(request.user, preview, reach), request)
    if change != ANY:
        counted = counted.filter(change=change)
    # Counting is one thing, naming another: figures reach further than names do.
    people = readable_people(request.user).values("pk")
    named = counted.filter(offender_id__in=people).select_related("offender", "facility", "officer")
    named = named.order_by("offender__family_name", "offender__given_names", "offender_id", "pk")
    hidden = counted.exclude(offender_id__in=people).count()
    names = _duty_names(preview)
    if request.GET.get("format") == "csv":
        return _as_file(preview, change, named, names, request.user)
    page = Paginator(named, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        preview,
        object_type="what_if_cases",
        details={"shown": len(page), "hidden": hidden, "change": str(change)},
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "pages/policy/what_if_cases.html",
        {
            "preview": preview,
            "change": change,
            "change_name": "Any change" if change == ANY else Change(change).label,
            "any_change": change == ANY,
            "cases": named.order_by().values("offender").distinct().count(),
            "reach_name": Reach(reach).label,
            "reach": reach,
            "page": page,
            "rows": [
                (row, names.get(row.standard, row.standard), Change(row.change).label)
                for row in page
            ],
            "hidden": hidden,
            "may_read_cases": may(request.user, "due_item", Action.READ),
            "kept": kept.urlencode(),
            "chosen": _chosen(request, names),
        },
    )


def _one_of(value: str | None, allowed: list[str], default: str) -> str:
    return value if value in allowed else default


def _narrowed(rows: QuerySet[PreviewChange], request: SignedInRequest) -> QuerySet[PreviewChange]:
    for name in ("facility", "officer"):
        value = request.GET.get(name, "")
        if value.isdigit():
            rows = rows.filter(**{f"{name}_id": int(value)})
        elif value == "none":
            rows = rows.filter(**{f"{name}_id": None})
    duty = request.GET.get("duty", "").replace("\x00", "")
    return rows.filter(standard=duty) if duty else rows


def _chosen(request: SignedInRequest, names: dict[str, str]) -> str:
    """What the list is narrowed to, in words."""
    parts = []
    facility, officer = request.GET.get("facility", ""), request.GET.get("officer", "")
    if facility.isdigit():
        parts += [str(place) for place in Facility.objects.filter(pk=int(facility))]
    if officer.isdigit():
        parts += [person.full_name for person in User.objects.filter(pk=int(officer))]
    duty = request.GET.get("duty", "").replace("\x00", "")
    if duty in names:
        parts.append(names[duty])
    return ", ".join(parts)


def _duty_names(preview: Preview) -> dict[str, str]:
    known = {code: duty.name for code, duty in policies.in_force().duties().items()}
    return known | {d.code: d.name for d in policies.parsed(preview.edition).duties()}


def _as_file(
    preview: Preview,
    change: str,
    rows: QuerySet[PreviewChange],
    names: dict[str, str],
    by: User,
) -> HttpResponse:
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="what-if-{preview.pk}-{change}.csv"'
    writer = csv.writer(answer)
    writer.writerow(
        ["Number", "Name", "Facility", "Officer", "Duty", "Change", "Items", "Due now", "Due then"]
    )
    written = 0
    people: set[int] = set()
    for row in rows.iterator(chunk_size=2000):
        writer.writerow([neutralised(cell) for cell in _cells(row, names)])
        written += 1
        people.add(row.offender_id or 0)
    record_export(
        people, by, what="What an edition would change, lines of this person", channel="Spreadsheet"
    )
    audit.record(
        AuditEventType.EXPORTED, preview, object_type="what_if_cases", details={"rows": written}
    )
    return answer


def _cells(row: PreviewChange, names: dict[str, str]) -> list[Any]:
    person = row.offender
    assert person is not None
    return [
        person.number,
        person.sort_name,
        row.facility or "",
        row.officer.full_name if row.officer else "",
        names.get(row.standard, row.standard),
        Change(row.change).label,
        row.items,
        row.before_on or "",
        row.after_on or "",
    ]
