"""Performance memos: the lists, writing one, reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from casemgmt.pages.whereabouts import own_facility
from conferences.forms.memos import MemoForm, NewMemoForm, as_initial
from conferences.models import PerformanceMemo
from conferences.periods import quarter_of
from conferences.services.memos import (
    begin_memo,
    change_memo,
    discard_memo,
    rating_official_of,
    send_memo,
)
from scheduling.policy.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from agency.models import Facility
    from casemgmt.pages.signed_in import SignedInRequest

#: The duties of this page.
ACTIONS = {"performance_memo", "memo_discussion"}

#: A memo's state as a chip: kind, shape, words.
STATES = {
    "draft": ("later", "open-diamond", "Draft"),
    "sent": ("soon", "diamond", "Sent"),
    "discussed": ("done", "tick", "Discussed"),
    "acknowledged": ("done", "tick", "Acknowledged"),
    "disputed": ("hold", "dash", "With the reviewing official"),
}


@governed_by("memo", "read")
@require_GET
def memos(request: SignedInRequest) -> HttpResponse:
    """The memos that one may read, and for a coordinator who has one this quarter."""
    user = request.user
    today = clock.today(own_facility(user))
    found = (
        PerformanceMemo.objects.visible_to(user)
        .select_related("officer", "facility")
        .prefetch_related("disputes")
    )
    page = Paginator(found.order_by("-period_on", "-pk"), frame.ROWS).get_page(
        request.GET.get("page")
    )
    audit.record(
        AuditEventType.LISTED,
        object_type="performancememo",
        details={"shown": len(page.object_list)},
    )
    context: dict[str, Any] = {
        "page": page,
        "rows": [(memo, state_of(memo)) for memo in page.object_list],
        "tabs": frame.tabs(user, "memo"),
        "today": today,
        "reader": user,
    }
    if may(user, "memo", Action.CREATE):
        facility = frame.facility_for(request, "memo", "create")
        today = clock.today(facility)
        officers = officers_of(facility, today)
        context |= {
            "facility": facility,
            "facilities": frame.facilities_for(user, "memo", "create"),
            "quarter": quarter_in_words(today),
            "officers": _this_quarter(officers, today),
            "due": frame.due(today, ACTIONS, officer__in=officers, facility=facility),
            "today": today,
        }
    return render(request, "pages/meetings/memos.html", context)


def state_of(memo: PerformanceMemo) -> tuple[str, str, str]:
    """The chip of one memo; its disputes are prefetched."""
    if any(dispute.resolved_on is None for dispute in memo.disputes.all()):
        return STATES["disputed"]
    return STATES[memo.state]


def officers_of(facility: Facility, on: date) -> QuerySet[User]:
    """Who holds cases at the facility on that day."""
    posted = Posting.objects.in_roles(CASE_HOLDING_ROLES).holding_on(on).filter(facility=facility)
    return User.objects.filter(is_active=True, pk__in=posted.values("user_id"))


def _this_quarter(officers: QuerySet[User], on: date) -> list[tuple[User, list[PerformanceMemo]]]:
    """Each officer with the memos sent about the quarter: that there are some, not what they
    say, is no secret among coordinators."""
    sent = PerformanceMemo.objects.sent().filter(
        officer__in=officers, period_on=quarter_of(on).first_on
    )
    by_officer: dict[int, list[PerformanceMemo]] = {}
    for memo in sent.order_by("sent_on", "pk"):
        by_officer.setdefault(memo.officer_id, []).append(memo)
    return [(officer, by_officer.get(officer.pk, [])) for officer in officers]


def quarter_in_words(day: date) -> str:
    """ "October to December 2026"."""
    quarter = quarter_of(day)
    first, last = quarter.first_on, quarter.last_on
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first:%B}{year} to {last:%B} {last.year}"


@governed_by("memo", "create")
@require_http_methods(["GET", "POST"])
def memo_new(request: SignedInRequest) -> HttpResponse:
    """Write a memo about one of the facility's officers."""
    facility = frame.facility_for(request, "memo", "create")
    today = clock.today(facility)
    this, last = quarter_of(today), quarter_of(add_days(quarter_of(today).first_on, -1))
    officer = request.GET.get("officer", "")
    form = NewMemoForm(
        request.POST or None,
        officers=officers_of(facility, today).exclude(pk=request.user.pk),
        quarters=[
            (one.first_on.isoformat(), quarter_in_words(one.first_on)) for one in (this, last)
        ],
        initial={
            "officer": officer if officer.isdecimal() else None,
            "quarter": this.first_on.isoformat(),
        },
    )

    def save() -> None:
        memo = begin_memo(
            form.cleaned_data["officer"],
            request.user,
            facility=facility,
            period_on=form.cleaned_data["quarter"],
            content=form.content(),
        )
        made.append(memo)

    made: list[PerformanceMemo] = []
    answer = frame.ask(
        request,
        form,
        save,
        title="Write a memo",
        button="Keep the draft",
        saved="The draft is kept. Nobody else reads it before you send it.",
        back=f"{reverse('pages:memos')}?facility={facility.pk}",
        current="memo",
        template="pages/meetings/memo_form.html",
        facility=facility,
    )
    if made:
        answer["Location"] = reverse("pages:memo", args=[made[0].pk])
    return answer


@governed_by("memo", "read")
@require_GET
def memo(request: SignedInRequest, pk: int) -> HttpResponse:
    """One memo, for the few who may read it."""
    user = request.user
    readable = PerformanceMemo.objects.visible_to(user).select_related(
        "officer", "facility", "recipient", "discussed_by"
    )
    found = get_or_refuse(readable, pk=pk)
    assert isinstance(found, PerformanceMemo)
    audit.record(AuditEventType.READ, found, details={"officer": found.officer_id})
    rating = PerformanceMemo.objects.rated_by(user).filter(pk=pk).exists()
    disputes = list(found.disputes.select_related("raised_by", "referred_to", "resolved_by"))
    opened = next((one for one in disputes if one.resolved_on is None), None)
    recipient = found.recipient or rating_official_of(
        found.officer, found.facility, clock.today(found.facility)
    )
    return render(
        request,
        "pages/meetings/memo.html",
        {
            "memo": found,
            "state": state_of(found),
            "quarter": quarter_in_words(found.period_on),
            "recipient": recipient,
            "disputes": disputes,
            "may_change": found.sent_on is None and found.author_id == user.pk,
            "may_discuss": rating and found.discussed_on is None,
            "may_dispute": rating and opened is None,
            "may_decide": opened is not None and opened.referred_to_id == user.pk,
            "may_acknowledge": found.officer_id == user.pk
            and found.discussed_on is not None
            and found.acknowledged_at is None,
            "tabs": frame.tabs(user, "memo"),
            "today": clock.today(found.facility),
        },
    )


@governed_by("memo", "update")
@require_http_methods(["GET", "POST"])
def memo_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write on in a draft, send it, or throw it away."""
    found = get_or_refuse(
        PerformanceMemo.objects.written_by(request.user).filter(sent_on=None),
        PerformanceMemo.objects.visible_to(request.user),
        pk=pk,
    )
    assert isinstance(found, PerformanceMemo)
    form = MemoForm(request.POST or None, initial=as_initial(found))
    acts: dict[str, tuple[Callable[[], object], str, str]] = {
        "send": (
            lambda: _send(found, request.user, form),
            "The memo is sent.",
            reverse("pages:memo", args=[pk]),
        ),
        "discard": (
            lambda: discard_memo(found, request.user),
            "The draft is thrown away.",
            reverse("pages:memos"),
        ),
        "keep": (
            lambda: change_memo(found, request.user, form.content()),
            "The draft is kept.",
            reverse("pages:memo", args=[pk]),
        ),
    }
    act = request.POST.get("act", "keep")
    save, saved, then = acts.get(act, acts["keep"])
    return frame.ask(
        request,
        form,
        save,
        title=f"Memo about {found.officer.full_name}",
        button="Keep the draft",
        saved=saved,
        back=then,
        about=found,
        current="memo",
        template="pages/meetings/memo_form.html",
        facility=found.facility,
        memo=found,
        quarter=quarter_in_words(found.period_on),
        recipient=rating_official_of(found.officer, found.facility, clock.today(found.facility)),
    )


def _send(memo: PerformanceMemo, user: User, form: MemoForm) -> PerformanceMemo:
    """What is in the form is what is sent, in one act of the log."""
    return send_memo(memo, user, form.content())
