"""What becomes of a sent memo: discussed, acknowledged, disputed, decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from agency.models import Posting, User
from agency.roles import Role
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from conferences.forms.memos import AcknowledgeForm, DiscussionForm, DisputeForm, ResolutionForm
from conferences.models import PerformanceMemo
from conferences.services.memos import (
    acknowledge_memo,
    dispute_memo,
    record_discussion,
    resolve_dispute,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: Who may decide a dispute: those who rate staff themselves.
RATING_ROLES = (Role.SUPERVISOR, Role.UNIT_MANAGER)


@governed_by("memo", "update")
@require_http_methods(["GET", "POST"])
def memo_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """The rating official discusses or disputes a memo; the reviewing official decides."""
    if act == "decide":
        return _decide(request, pk)
    if act not in {"discuss", "dispute"}:
        raise Http404
    found = _memo(request, PerformanceMemo.objects.rated_by(request.user), pk)
    if act == "discuss":
        form = DiscussionForm(request.POST or None, initial={"on": clock.today(found.facility)})
        return _ask(
            request,
            found,
            form,
            lambda: record_discussion(found, request.user, **form.cleaned_data),
            title=f"Discussed with {found.officer.full_name}",
            button="Record the discussion",
            saved="The discussion is recorded. The officer can acknowledge it now.",
        )
    dispute = DisputeForm(
        request.POST or None, officials=reviewing_officials(found, but=request.user)
    )
    return _ask(
        request,
        found,
        dispute,
        lambda: dispute_memo(found, request.user, **dispute.cleaned_data),
        title=f"Refer the memo about {found.officer.full_name}",
        button="Refer it",
        saved="The memo is with the reviewing official.",
        intro="If you find it inaccurate or otherwise inappropriate, the reviewing official "
        "decides. The memo and your reasons are both kept as they are.",
    )


def _decide(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _memo(request, PerformanceMemo.objects.referred_to(request.user), pk)
    dispute = found.disputes.open().filter(referred_to=request.user).first()
    if dispute is None:
        raise Http404
    form = ResolutionForm(request.POST or None)
    return _ask(
        request,
        found,
        form,
        lambda: resolve_dispute(dispute, request.user, **form.cleaned_data),
        title=f"Decide on the memo about {found.officer.full_name}",
        button="Decide",
        saved="Decided. All texts are kept.",
        details=[("Disputed because", dispute.reason)],
    )


@governed_by("memo", "sign")
@require_http_methods(["GET", "POST"])
def memo_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer says that it was discussed, and writes remarks if there are any."""
    found = _memo(request, PerformanceMemo.objects.about(request.user), pk)
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)
    return _ask(
        request,
        found,
        form,
        lambda: acknowledge_memo(found, request.user, **form.cleaned_data),
        title="Acknowledge the discussion",
        button="Acknowledge",
        saved="Acknowledged.",
        intro="You say that it was discussed with you, not that you agree.",
    )


def reviewing_officials(memo: PerformanceMemo, *, but: User) -> QuerySet[User]:
    """Who may be asked to decide: those who rate staff at the facility, and where nobody else
    does, those of the agency; never a party."""
    posted = Posting.objects.in_roles(RATING_ROLES).holding_on(clock.today(memo.facility))
    people = User.objects.filter(is_active=True).exclude(
        pk__in={but.pk, memo.author_id, memo.officer_id}
    )
    here = people.filter(pk__in=posted.filter(facility=memo.facility).values("user_id"))
    return here if here.exists() else people.filter(pk__in=posted.values("user_id"))


def _memo(request: SignedInRequest, allowed: QuerySet[PerformanceMemo], pk: int) -> PerformanceMemo:
    found = get_or_refuse(
        allowed.select_related("officer", "facility"),
        PerformanceMemo.objects.visible_to(request.user),
        pk=pk,
    )
    assert isinstance(found, PerformanceMemo)
    return found


def _ask(
    request: SignedInRequest, found: PerformanceMemo, form: Any, save: Any, **words: Any
) -> HttpResponse:
    return frame.ask(
        request,
        form,
        save,
        back=reverse("pages:memo", args=[found.pk]),
        about=found,
        current="memo",
        **words,
    )
