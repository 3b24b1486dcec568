"""The audit log: who did and saw what. Looking at it is itself recorded."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agency import audit
from agency.access import governed_by, may
from agency.form_fields import Day
from agency.forms import PersonField, roles_in_words
from agency.models import AuditEvent, AuditEventType, User
from agency.roles import Role
from agency.spreadsheets import neutralised
from agency.templatetags.words import short_day
from agency.viewtools import get_or_refuse
from casemgmt.audit_trail import (
    ACCOUNT_EVENTS,
    details_in_words,
    known_offenders,
    lookers,
    may_ask_who_read,
    narrowed,
    note_or_report,
    older_than,
    reach_of,
    that_showed,
)
from casemgmt.pages.whereabouts import own_facility
from casenotes.models import CaseNote, ContactReport
from offenders.models import Offender

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casemgmt.audit_trail import Reach
    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50
#: A file of more is no longer read by anybody; narrow the days.
MOST_ROWS_EXPORTED = 50_000

COLUMNS = (
    "at",
    "type",
    "outcome",
    "actor_id",
    "actor_name",
    "actor_role",
    "object_type",
    "object_id",
    "offender_id",
    "facility_id",
    "source_ip",
    "session",
    "request_id",
    "reason",
    "details",
)


class AuditFilter(forms.Form):
    """Narrows the log; each field may be empty. People are named by our own ids."""

    actor = PersonField(
        User.objects.none(), label="Who acted", required=False, empty_label="Anybody"
    )
    type = forms.ChoiceField(label="What", required=False)
    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "Any outcome"), ("ok", "Done"), ("denied", "Refused")],
    )
    from_on = Day(label="From", required=False)
    until_on = Day(label="Until", required=False, help_text="The last day.")

    def __init__(self, *args: Any, reach: Reach, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor, kind = self.fields["actor"], self.fields["type"]
        assert isinstance(actor, PersonField)
        assert isinstance(kind, forms.ChoiceField)
        everybody = reach.everything or reach.accounts_only or reach.one_offender is not None
        if everybody:
            actor.queryset = User.objects.all()
        else:
            actor.queryset = User.objects.filter(pk=user.pk)
        kinds = [
            choice
            for choice in AuditEventType.choices
            if not reach.accounts_only
            or choice[0] in ACCOUNT_EVENTS | {AuditEventType.CREATED, AuditEventType.UPDATED}
        ]
        kind.choices = [("", "Everything"), *kinds]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, what the reader may see, the events that are wanted of it, and the note or
    report whose readers are asked for."""

    form: AuditFilter
    reach: Reach
    events: QuerySet[AuditEvent]
    record: CaseNote | ContactReport | None = None


def _asked(request: SignedInRequest) -> Asked:
    """What the address asks for. Raises Http404 for a person or record one may not ask about."""
    offender = record = None
    if request.GET.get("offender"):
        text = request.GET["offender"]
        pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
        offender = get_or_refuse(may_ask_who_read(request.user), pk=pk)
    reach = reach_of(request.user, offender)  # type: ignore[arg-type]
    events = reach.events
    if isinstance(offender, Offender) and request.GET.get("record"):
        record = note_or_report(request.user, offender, request.GET["record"])
        if record is None:
            raise Http404
        events = events.filter(that_showed(record))
    form = AuditFilter(request.GET or None, reach=reach, user=request.user)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return Asked(form, reach, narrowed(events, wanted, own_facility(request.user)), record)


@governed_by("audit_log", "read")
@require_GET
def audit_log(request: SignedInRequest) -> HttpResponse:
    """The events that the reader may see, newest first."""
    asked = _asked(request)
    form, reach, events = asked.form, asked.reach, asked.events
    who = lookers(events) if reach.one_offender is not None else []
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        events = older_than(events, int(before))
    rows = list(events[: ROWS + 1])
    more = rows[ROWS - 1].pk if len(rows) > ROWS else None
    rows = rows[:ROWS]
    people = known_offenders(request.user, (row.offender_id for row in rows))
    narrowings = _narrowings(form)
    offender = reach.one_offender
    audit.record(
        AuditEventType.LISTED,
        object_type="audit_log",
        offender_id=offender.pk if offender else None,
        details={"shown": len(rows), **asked_about(asked.record), **narrowings},
    )
    query = request.GET.copy()
    query.pop("before", None)
    return render(
        request,
        "pages/audit/audit.html",
        {
            "form": form,
            "rows": [
                {
                    "event": row,
                    "words": details_in_words(row, everything=reach.everything),
                    "person": people.get(row.offender_id or 0),
                    "roles": roles_in_words(row.actor_role),
                }
                for row in rows
            ],
            "last_shown": more,
            "earlier": bool(before),
            "query": query.urlencode(),
            "narrowed": bool(narrowings),
            "offender": offender,
            "record": asked.record,
            "record_name": request.GET.get("record", "") if asked.record else "",
            "record_words": record_in_words(asked.record),
            "lookers": who,
            "everything": reach.everything,
            "accounts_only": reach.accounts_only,
            "may_export": may(request.user, "audit_log", "export"),
            "may_find": request.user.has_role(Role.AUDITOR, Role.RECORDS_ADMINISTRATOR),
        },
    )


@governed_by("audit_log", "read")
@require_POST
def find_offender(request: SignedInRequest) -> HttpResponse:
    """From a number to the events about that person: the number stays out of addresses."""
    number = request.POST.get("number", "").strip()[:60]
    found = may_ask_who_read(request.user).filter(number__iexact=number).first() if number else None
    audit.record(
        AuditEventType.SEARCHED,
        object_type="audit_log",
        offender_id=found.pk if found else None,
        details={"q": number, "found": 1 if found else 0},
    )
    address = reverse("pages:audit")
    if found is None:
        messages.error(request, f"Nobody whom you may ask about has the number “{number}”.")
        return redirect(address)
    assert isinstance(found, Offender)
    return redirect(f"{address}?offender={found.pk}")


@governed_by("audit_log", "export")
@require_GET
def audit_export(request: SignedInRequest) -> HttpResponse:
    """The same events as a CSV file, cell by cell harmless to a spreadsheet program."""
    asked = _asked(request)
    form, reach, events = asked.form, asked.reach, asked.events
    rows = list(events[:MOST_ROWS_EXPORTED])
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = {name: getattr(row, name) for name in COLUMNS}
        cells["at"] = row.at.isoformat()
        cells["details"] = details_in_words(row, everything=reach.everything)
        writer.writerow([neutralised(cells[name]) for name in COLUMNS])
    audit.record(
        AuditEventType.EXPORTED,
        object_type="audit_log",
        offender_id=reach.one_offender.pk if reach.one_offender else None,
        details={"rows": len(rows), **asked_about(asked.record), **_narrowings(form)},
    )
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def asked_about(record: CaseNote | ContactReport | None) -> dict[str, str]:
    """For the log: whose readers were asked for."""
    return {"about": f"{record._meta.model_name} {record.pk}"} if record is not None else {}


def record_in_words(record: CaseNote | ContactReport | None) -> str:
    """A note or report by its day alone: whoever asks may not be somebody who reads it."""
    if isinstance(record, CaseNote):
        return f"the note of {short_day(record.occurred_on)}"
    return f"the report of {short_day(record.interview_on)}" if record is not None else ""


def _narrowings(form: AuditFilter) -> dict[str, Any]:
    """What the reader asked for, as ids and ISO dates."""
    if not form.is_bound or not form.is_valid():
        return {}
    said = {name: value for name, value in form.cleaned_data.items() if value}
    return {
        name: value.pk
        if isinstance(value, User)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else value
        for name, value in said.items()
    }
