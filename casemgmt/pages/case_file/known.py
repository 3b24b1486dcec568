"""What a user may do to a case and how much is in it, read together with the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from casemgmt.pages.case_file.due import settled_items
from casemgmt.pages.timeline import SOURCES
from casemgmt.pages.timeline.listing import rows_of
from casenotes.models import CaseNote, ContactReport, Draft
from offenders.models import Offender

if TYPE_CHECKING:
    from agency.models import User

#: What the user may do to the case, or read of it by a right of its own, by the cell of the access
#: table.
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
    "may_read_notices": ("pregnancy", "read"),
    "may_request_warrant": ("warrant_request", "create"),
    "may_read_warrants": ("warrant_request", "read"),
    "may_exempt": ("exemption", "create"),
    "may_set_appearance": ("team_appearance", "create"),
}


def with_what_a_further_page_asks(user: User, people: QuerySet[Offender]) -> QuerySet[Offender]:
    """People with the little that the next page of their timeline needs: one query."""
    asked = ("may_log", "may_ask_who_read")
    return people.annotate(
        readable=_is_readable(user), **{name: _allowed(user, name) for name in asked}
    )


def _is_readable(user: User) -> Exists:
    return Exists(Offender.objects.visible_to(user).filter(pk=OuterRef("pk")))


def _allowed(user: User, name: str) -> Exists:
    people = Offender.objects.in_scope(user, *PERMISSIONS[name])
    return Exists(people.filter(pk=OuterRef("pk")))


def with_what_is_known(user: User, people: QuerySet[Offender]) -> QuerySet[Offender]:
    """People with what the user may do to their case and how much is in it: one query."""

    def number_of(rows: QuerySet[Any]) -> Coalesce:
        counted = rows.order_by().values("offender").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))

    reports = ContactReport.objects.visible_to(user).filter(offender=OuterRef("pk"))
    counts = {"count_reports": number_of(reports)}
    for source in SOURCES:
        if source.key not in {"notes", "reports"}:
            rows = rows_of(source.key).filter(offender=OuterRef("pk"))
            counts[f"count_{source.key}"] = number_of(rows)
    mine = CaseNote.objects.filter(offender=OuterRef("pk"), author=user)
    counts["count_mine"] = number_of(mine)
    counts["count_settled"] = number_of(settled_items(user).filter(offender=OuterRef("pk")))
    drafts = Draft.objects.of(user).filter(offender=OuterRef("pk")).order_by()
    return people.annotate(
        readable=_is_readable(user),
        **{name: _allowed(user, name) for name in PERMISSIONS},
        **counts,
        drafted=ArraySubquery(drafts.values("form")),
    )
