"""The facts of officers: what they handed in and read, and what supervisors owe about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from agency import clock
from agency.models import Posting
from agency.roles import CASE_HOLDING_ROLES
from conferences.models import (
    CoachingItem,
    Conference,
    ConferenceNotice,
    NoticeKind,
    PerformanceMemo,
    PolicyRevision,
    RevisionAcknowledgement,
    StatisticalReview,
)
from offenders.models import CaseloadSubmission
from scheduling.engine import facts
from scheduling.gather import exemptions
from scheduling.gather.placements import Places
from scheduling.gather.postings import COLUMNS, Posted, current_of, next_change, span_of
from scheduling.gather.sources import Source, made_from, read, wanted
from scheduling.gather.subjects import Gathered
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


class _Conference(NamedTuple):
    pk: int
    on: date
    supervisor: int
    held_on: date | None
    cancelled_on: date | None
    evaluated_on: date | None


def _coaching(
    pk: int, agreed_on: date, next_check_on: date, closed_on: date | None, area: str
) -> facts.CoachingItem:
    return facts.CoachingItem(ref("coaching", pk), agreed_on, next_check_on, closed_on, area)


def _memo(
    pk: int, period_on: date, sent_on: date | None, discussed_on: date | None
) -> facts.PerformanceMemo:
    return facts.PerformanceMemo(ref("memo", pk), period_on, sent_on, discussed_on)


def _list(pk: int, on: date, month: date) -> facts.Submission:
    return facts.Submission(ref("caseload_list", pk), on, "caseload_list", month)


def _statistical_review(pk: int, on: date, month: date) -> facts.Submission:
    return facts.Submission(ref("statistical_review", pk), on, "statistical_review", month)


#: Where the facts of an officer come from, by the field of OfficerFacts that they fill, or by the
#: name under which several are put together.
SOURCES: dict[str, Source] = {
    "postings": Source(
        lambda: Posting.objects.filter(facility__isnull=False), COLUMNS, by="user_id"
    ),
    "exemptions": exemptions.source("officer_id"),
    "submissions": Source(
        lambda: CaseloadSubmission.objects.all(),
        ("pk", "submitted_on", "month"),
        _list,
        by="officer_id",
    ),
    "statistical_reviews": Source(
        lambda: StatisticalReview.objects.all(),
        ("pk", "reviewed_on", "month"),
        _statistical_review,
        by="officer_id",
    ),
    "conferences": Source(
        lambda: Conference.objects.standing(),
        (
            "pk",
            "scheduled_on",
            "supervisor_id",
            "held_on",
            "cancelled_on",
            "evaluation__recorded_on",
        ),
        lambda *row: _Conference(*row),
        by="officer_id",
    ),
    # The newest notice is the one that stands for the date set now.
    "notices": Source(
        lambda: ConferenceNotice.objects.filter(kind=NoticeKind.NOTICE),
        ("conference_id", "pk", "sent_on"),
        lambda *row: row,
        by="conference__officer_id",
    ),
    "coaching": Source(
        lambda: CoachingItem.objects.all(),
        ("pk", "agreed_on", "next_check_on", "closed_on", "area"),
        _coaching,
        by="officer_id",
    ),
    "memos": Source(
        lambda: PerformanceMemo.objects.all(),
        ("pk", "period_on", "sent_on", "discussed_on"),
        _memo,
        by="officer_id",
    ),
    "acknowledgements": Source(
        lambda: RevisionAcknowledgement.objects.all(),
        ("revision_id", "acknowledged_on"),
        lambda *row: row,
        by="officer_id",
    ),
}


def gather_officers(ids: Sequence[int], only: Collection[str] | None = None) -> list[Gathered]:
    """The facts of these members of staff: they carry cases while they are posted to do so.

    The supervisor and the facility are those of today's posting.
    """
    places = Places.all()
    sources = wanted(SOURCES, only, {"postings", "exemptions"})
    rows = read(sources, ids)
    posted = rows["postings"]
    made = made_from(sources, rows, ids)
    revisions = list(_revisions()) if only is None or "revisions" in only else []
    agency_today = clock.today()
    gathered = []
    for pk in ids:
        postings = [Posted(*row) for row in posted.get(pk, ())]
        holding = [one for one in postings if one.role in CASE_HOLDING_ROLES]
        here = current_of(holding or postings, agency_today)
        place = places.facilities[here.facility] if here and here.facility else None
        first, last = _carries_cases(postings, holding)
        own = made[pk]
        own["submissions"] = own.get("submissions", ()) + own.pop("statistical_reviews", ())
        own["conferences"] = _conferences(own.get("conferences", ()), own.pop("notices", ()))
        own["revisions"] = _to_read(revisions, postings, dict(own.pop("acknowledgements", ())))
        about = facts.OfficerFacts(
            ref=ref("user", pk),
            holds_cases_from=first,
            holds_cases_until=last,
            facility=ref("facility", here.facility) if here and here.facility else "",
            supervisor=ref("user", here.supervisor) if here and here.supervisor else "",
            **own,
        )
        gathered.append(Gathered(pk, about, place, next_change(postings, clock.today(place))))
    return gathered


def _carries_cases(
    postings: list[Posted], holding: list[Posted]
) -> tuple[date | None, date | None]:
    """The days between which a caseload is carried; no day at all for those who carry none."""
    if holding:
        return span_of(holding)
    first = min((one.from_on for one in postings), default=clock.today())
    return first, first - timedelta(days=1)


def _conferences(
    rows: Iterable[_Conference], notices: Iterable[tuple[int, int, date | None]]
) -> tuple[facts.Conference, ...]:
    noticed: dict[int, tuple[int, date | None]] = {}
    for conference, pk, sent_on in notices:
        if conference not in noticed or noticed[conference][0] < pk:
            noticed[conference] = (pk, sent_on)
    return tuple(
        facts.Conference(
            ref=ref("conference", row.pk),
            on=row.on,
            supervisor=ref("user", row.supervisor),
            noticed_on=noticed[row.pk][1] if row.pk in noticed else None,
            held_on=row.held_on,
            cancelled_on=row.cancelled_on,
            evaluated_on=row.evaluated_on,
        )
        for row in rows
    )


class _Revision(NamedTuple):
    pk: int
    issued_on: date
    effective_on: date
    roles: list[str]
    facility: int | None
    title: str

    def is_for(self, posting: Posted) -> bool:
        """Whether somebody so posted must read it, as `PolicyRevision.readers` says."""
        return (
            posting.role in self.roles
            and self.facility in {None, posting.facility}
            and posting.from_on <= max(self.issued_on, self.effective_on)
            and (posting.until_on is None or self.issued_on <= posting.until_on)
        )


def _revisions() -> Iterable[_Revision]:
    """Every revision that stands; they are few."""
    rows: Any = (
        PolicyRevision.objects.standing()
        .order_by()
        .values_list("pk", "issued_on", "effective_on", "roles", "facility_id", "title")
    )
    return (_Revision(*row) for row in rows)


def _to_read(
    revisions: list[_Revision], postings: list[Posted], acknowledged: dict[int, date]
) -> tuple[facts.PolicyRevision, ...]:
    return tuple(
        facts.PolicyRevision(
            ref("revision", row.pk),
            row.issued_on,
            row.effective_on,
            acknowledged.get(row.pk),
            row.title,
        )
        for row in revisions
        if any(row.is_for(posting) for posting in postings)
    )
