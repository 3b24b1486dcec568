"""The case file: who this is, what is due and why, what happened, who is around the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AccessReason, AuditEventType
from agency.roles import Role
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.case_forms import ReasonForm
from casemgmt.pages.case_sections import loaded, newest_assessment, sections_of
from casemgmt.pages.closing.handed import closings_of, without_of
from casemgmt.pages.duties import ACTION_WORDS, FORM_OF_ACTION, address_of_action, open_items
from casemgmt.pages.meetings.appearances import unit_team_of
from casemgmt.pages.plans.section import plan_section
from casemgmt.pages.recording import may_about
from casemgmt.pages.records_of_contact.panel import contact_records
from casemgmt.pages.timeline import SOURCES, Filters, Panel, Timeline, kind_chips, names_in
from casemgmt.pages.timeline.listing import other_rows, records_shown
from casemgmt.pages.whereabouts import Whereabouts, own_facility, whereabouts_of
from casenotes.models import CaseNote, ContactReport, Draft
from casenotes.readership import circle_of
from offenders.models import Alert, Offender, SentenceDetermination
from scheduling import policies, presentation
from scheduling.models import DueItem
from scheduling.models.exemptions import subjects_in_scope
from scheduling.yearly import year_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from agency.models import User
    from casemgmt.pages.timeline.entries import Entry
    from casenotes.readership import CircleOfACase

#: How long a reason opens a record to an auditor.
REASON_HOLDS = timedelta(minutes=60)

#: What the user may add to the case, by the cell of the access table.
PERMISSIONS = {
    "may_log": ("note", "create"),
    "may_alert": ("alert", "create"),
    "may_assess": ("assessment", "create"),
    "may_review_plan": ("plan_review", "create"),
    "may_report": ("report", "sign"),
    "may_move": ("movement", "create"),
    "may_sentence": ("sentence", "create"),
    "may_allocate": ("assignment", "allocate"),
    "may_summarise": ("termination_summary", "create"),
    "may_ask_who_read": ("audit_log", "read"),
    "may_notify": ("pregnancy", "update"),
    "may_request_warrant": ("warrant_request", "create"),
    "may_exempt": ("exemption", "create"),
    "may_set_appearance": ("team_appearance", "create"),
}


@governed_by("offender", "read_minimal")
@require_GET
def case_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for those who read the case; name, number and location for those who know the
    person; a question for an auditor who has not said why."""
    user = signed_in(request)
    offender = get_or_refuse(_with_what_is_known(user, Offender.objects.known_to(user)), pk=pk)
    assert isinstance(offender, Offender)
    if not offender.readable:  # type: ignore[attr-defined]
        if user.has_role(Role.AUDITOR):
            return _ask_why(request, offender, ReasonForm())
        if user.has_role(Role.PARTNER) and may_about(user, offender, "partner_case", "read"):
            return redirect("pages:partner-case", pk=pk)
        return _minimal(request, offender)
    where = whereabouts_of(offender)
    place = where.facility or own_facility(user)
    today = clock.today(place)
    timeline = Timeline(user, offender, place, Filters.read(request.GET))
    shown = _timeline(request, timeline)
    _record_reading(timeline, shown["entries"], _reason_in_force(user, offender))
    context = {"offender": offender, "today": today, "place": place, **shown}
    with timezone.override(clock.zone(place)):
        if request.htmx and request.GET.get("part") == "timeline":  # type: ignore[attr-defined]
            return render(request, "pages/case_file/_entries.html", context)
        if request.htmx and request.htmx.target == "timeline":  # type: ignore[attr-defined]
            return render(request, "pages/case_file/_timeline.html", context)
        return render(
            request,
            "pages/case_file/case_file.html",
            context | _whole_file(request, offender, where, today),
        )


def _timeline(request: HttpRequest, timeline: Timeline) -> dict[str, Any]:
    """What the timeline's template shows."""
    offender = timeline.offender
    here = reverse("pages:case-file", args=[offender.pk])
    filters = timeline.filters
    opened = "filters" in request.GET or filters.beyond_words
    panel = Panel(filters, here, "timeline", request.GET, opened=opened)
    if opened:
        panel.names = names_in(timeline.reach, offender.pk)
    entries, earlier = timeline.page(request.GET.get("before", ""))
    counts = {source.key: getattr(offender, f"count_{source.key}", 0) for source in SOURCES}
    counts["notes"] = timeline.rows("notes").count()
    counts["mine"] = offender.count_mine  # type: ignore[attr-defined]
    may_search = may(timeline.user, "note", "read")
    return {
        "entries": entries,
        "earlier": panel.address(before=earlier) if earlier else "",
        "earlier_part": panel.address(before=earlier, part="timeline") if earlier else "",
        "ask_who_read": offender.may_ask_who_read,  # type: ignore[attr-defined]
        "reports_errors": may(timeline.user, "record_error", "create"),
        "later_shown": "before" in request.GET,
        "panel": panel,
        "chips": kind_chips(panel, counts),
        "total": sum(counts[source.key] for source in SOURCES),
        "search_all_url": f"{reverse('pages:note-search')}?{urlencode({'q': panel.text})}"
        if may_search and panel.text
        else "",
        "here": here,
    }


def _record_reading(timeline: Timeline, entries: list[Entry], reason: str) -> None:
    """One event: the file was read, or searched, and which notes and reports were shown."""
    asked = timeline.filters.for_the_log()
    audit.record(
        AuditEventType.SEARCHED if timeline.filters.search else AuditEventType.READ,
        timeline.offender,
        reason=reason,
        details={**asked, **records_shown(entries)},
    )


def _whole_file(
    request: HttpRequest, offender: Offender, where: Whereabouts, today: date
) -> dict[str, Any]:
    """What the file shows around its timeline."""
    user = signed_in(request)
    circle = circle_of(offender)
    sections = sections_of(offender, today)
    due = _due(request, offender, today)
    return {
        "where": where,
        "permissions": {name: getattr(offender, name) for name in PERMISSIONS},
        **_banner(offender, today),
        **due,
        "team": _team(circle, where, offender, today),
        "plan_part": loaded(
            lambda: plan_section(offender, [row["item"] for row in due["due"]], today)
        ),
        **closings_of(user, offender, today),
        "contact": loaded(
            lambda: contact_records(user, offender, today, offender.may_log)  # type: ignore[attr-defined]
        ),
        "asks_for_reports": any(
            duty.action.endswith("_report") for duty in policies.in_force().duties().values()
        ),
        "year": loaded(lambda: year_of(offender.pk, today)),
        "unit_team": loaded(lambda: unit_team_of(offender)),
        "sections": sections,
        "assessed": newest_assessment(sections),
    }


def _with_what_is_known(user: User, people: QuerySet[Offender]) -> QuerySet[Offender]:
    """People with what the user may do to their case and how much is in it: one query."""

    def allowed(object_: str, action: str) -> Exists:
        return Exists(Offender.objects.in_scope(user, object_, action).filter(pk=OuterRef("pk")))

    def number_of(rows: QuerySet[Any]) -> Coalesce:
        counted = rows.order_by().values("offender").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))

    reports = ContactReport.objects.visible_to(user).filter(offender=OuterRef("pk"))
    counts = {"count_reports": number_of(reports)}
    for source in SOURCES:
        if source.key not in {"notes", "reports"}:
            rows = other_rows(source.key).filter(offender=OuterRef("pk"))
            counts[f"count_{source.key}"] = number_of(rows)
    mine = CaseNote.objects.filter(offender=OuterRef("pk"), author=user)
    counts["count_mine"] = number_of(mine)
    return people.annotate(
        readable=Exists(Offender.objects.visible_to(user).filter(pk=OuterRef("pk"))),
        **{name: allowed(*cell) for name, cell in PERMISSIONS.items()},
        **counts,
    )


def _banner(offender: Offender, today: date) -> dict[str, Any]:
    sentence = (
        SentenceDetermination.objects.standing()
        .filter(offender=offender, recorded_on__lte=today)
        .order_by("-recorded_on", "-pk")
        .first()
    )
    alerts = list(
        Alert.objects.filter(offender=offender)
        .filter(Q(until_on=None) | Q(until_on__gte=today))
        .order_by("from_on", "pk")
    )
    return {
        "sentence": sentence,
        "alerts": [alert for alert in alerts if alert.from_on <= today],
        "all_alerts": alerts,
        "assignment": offender.current_assignment(today),
        "age": offender.age(today),
    }


def _due(request: HttpRequest, offender: Offender, today: date) -> dict[str, Any]:
    """The open items with their action, and the settled ones when they are asked for."""
    user = signed_in(request)
    drafts = set(Draft.objects.of(user).filter(offender=offender).values_list("form", flat=True))
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
                "action": "Continue" if form in drafts else ACTION_WORDS.get(item.action, "Open"),
            }
        )
    settled = (
        DueItem.objects.visible_to(user)
        .on_lists()
        .filter(offender=offender)
        .exclude(fulfilled_on=None, closed="")
    )
    asked_for_settled = request.GET.get("items") == "completed"
    return {
        "due": due,
        "settled_count": settled.count(),
        "settled": presentation.described(
            settled.select_related("offender", "owner", "edition").order_by("-due_on", "-pk")[:60],
            today,
        )
        if asked_for_settled
        else None,
    }


def _team(
    circle: CircleOfACase, where: Whereabouts, offender: Offender, today: date
) -> list[tuple[str, str, str]]:
    """Who is around the case: (name, role code, since or where)."""
    assignment = offender.current_assignment(today)
    roles = (
        Role.CASE_OFFICER,
        Role.SUPERVISOR,
        Role.UNIT_MANAGER,
        Role.ASSESSMENT_OFFICER,
        Role.COORDINATOR,
    )
    team = []
    for role in roles:
        for posting in circle.people_in(role):
            since = ""
            if role == Role.CASE_OFFICER and assignment is not None:
                since = f"since {assignment.from_on.day} {assignment.from_on:%b %Y}"
            elif posting.unit is not None:
                since = posting.unit.name
            team.append((posting.user.full_name, role.value, since))
    return team


def _minimal(request: HttpRequest, offender: Offender) -> HttpResponse:
    """Name, number and location; and, for those who write, the form and what they wrote."""
    user = signed_in(request)
    where = whereabouts_of(offender)
    place = where.facility or own_facility(user)
    timeline = Timeline(user, offender, place, Filters(show="mine"))
    entries, earlier = timeline.page(request.GET.get("before", ""))
    details = {"extent": "minimal", **records_shown(entries)}
    audit.record(AuditEventType.READ, offender, details=details)
    here = reverse("pages:case-file", args=[offender.pk])
    with timezone.override(clock.zone(place)):
        return render(
            request,
            "pages/case_file/minimal.html",
            {
                "offender": offender,
                "where": where,
                "entries": entries,
                "earlier": f"{here}?{urlencode({'before': earlier})}#timeline" if earlier else "",
                "earlier_part": "",
                "reports_errors": may(user, "record_error", "create"),
                "may_log": offender.may_log,  # type: ignore[attr-defined]
                "draft": Draft.objects.of(user).filter(offender=offender, form="note").first(),
                "today": clock.today(place),
                "here": here,
            },
        )


# ---- An auditor says why -----------------------------------------------------------------------


def _reason_in_force(user: User, offender: Offender) -> str:
    """The reason that an auditor gave and that still holds, "" for everybody else."""
    if not may(user, "access_reason", "create"):
        return ""
    given = user.access_reasons.filter(
        offender_id=offender.pk, given_at__lte=clock.now(), ends_at__gt=clock.now()
    ).last()
    return given.reason if given else ""


def _ask_why(request: HttpRequest, offender: Offender, form: ReasonForm) -> HttpResponse:
    return render(
        request,
        "pages/case_file/reason.html",
        {"offender": offender, "form": form, "minutes": REASON_HOLDS.seconds // 60},
        status=422 if form.errors else 200,
    )


@governed_by("access_reason", "create")
@require_http_methods(["POST"])
def give_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one record to an auditor for an hour; the reason is kept with every reading."""
    offender = get_or_refuse(Offender.objects.known_to(signed_in(request)), pk=pk)
    assert isinstance(offender, Offender)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _ask_why(request, offender, form)
    now = clock.now()
    given = AccessReason.objects.create(
        user=signed_in(request),
        offender_id=offender.pk,
        reason=form.cleaned_data["reason"],
        given_at=now,
        ends_at=now + REASON_HOLDS,
    )
    audit.record(
        AuditEventType.REASON_GIVEN,
        offender,
        reason=given.reason,
        details={"ends_at": given.ends_at.isoformat()},
    )
    messages.success(request, f"Open to you for {REASON_HOLDS.seconds // 60} minutes.")
    return redirect("pages:case-file", pk=pk)


# ---- Why a date is what it is ------------------------------------------------------------------


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
