"""Performance memos: written, sent, discussed, acknowledged, disputed, resolved.

P.S. 3510.08, Attachment A, II.F.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES
from conferences.models import ELEMENTS, DisputeOutcome, MemoDispute, PerformanceMemo
from conferences.periods import quarter_of
from scheduling.policy.dates import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from agency.models import Facility

CITE = "P.S. 3510.08, Attachment A, II.F"


@dataclass(frozen=True, slots=True)
class MemoContent:
    """The text of a memo: the three elements by field name, and free sections (title, text)."""

    elements: Mapping[str, str]
    sections: Sequence[tuple[str, str]] = ()


def rating_official_of(officer: User, facility: Facility, on: date) -> User | None:
    """Who rates the officer: the supervisor named in the posting at that facility."""
    posting = _posting_of(officer, facility, on)
    return posting.supervisor if posting is not None else None


def _posting_of(officer: User, facility: Facility, on: date) -> Posting | None:
    return (
        Posting.objects.in_roles(CASE_HOLDING_ROLES)
        .holding_on(on)
        .filter(user=officer, facility=facility)
        .select_related("supervisor")
        .order_by("-from_on", "-pk")
        .first()
    )


@transaction.atomic
def begin_memo(
    officer: User, by: User, *, facility: Facility, period_on: date, content: MemoContent
) -> PerformanceMemo:
    """A draft about the quarter in which `period_on` lies; only its author reads it.

    Raises RuleViolation about oneself, about somebody who holds no cases there, and about a
    quarter that has not begun.
    """
    if officer.pk == by.pk:
        raise RuleViolation("Nobody writes a memo about themselves.", field="officer")
    today = clock.today(facility)
    if _posting_of(officer, facility, today) is None:
        raise RuleViolation("This person holds no cases at your facility.", field="officer")
    quarter = quarter_of(period_on)
    if quarter.first_on > today:
        raise RuleViolation("This quarter has not begun.", field="period_on")
    memo = PerformanceMemo(
        officer=officer,
        facility=facility,
        period_on=quarter.first_on,
        author=by,
        author_name=by.full_name,
    )
    _fill(memo, content)
    memo.save()
    _record(AuditEventType.CREATED, memo, by)
    return memo


@transaction.atomic
def change_memo(memo: PerformanceMemo, by: User, content: MemoContent) -> PerformanceMemo:
    """Write on in a draft. Raises RuleViolation once it was sent."""
    memo = _locked_draft(memo)
    _fill(memo, content)
    memo.save()
    _record(AuditEventType.UPDATED, memo, by)
    return memo


@transaction.atomic
def discard_memo(memo: PerformanceMemo, by: User) -> None:
    """Throw a draft away. Raises RuleViolation once it was sent."""
    memo = _locked_draft(memo)
    _record(AuditEventType.DISCARDED, memo, by)
    memo.delete()


@transaction.atomic
def send_memo(
    memo: PerformanceMemo, by: User, content: MemoContent | None = None
) -> PerformanceMemo:
    """Send it to the rating official; from now on nobody changes it, and the officer reads it.

    content: what it says in the end, where that is not what the draft says. Raises RuleViolation,
    at its field, for an element that is empty, and when the officer's posting names no supervisor.
    """
    memo = _locked_draft(memo)
    if content is not None:
        _fill(memo, content)
    for field, number, title in ELEMENTS:
        if not getattr(memo, field).strip():
            raise RuleViolation(
                f"{number}, {title}, is empty. Every memo addresses all three elements.",
                field=field,
                cite=CITE,
            )
    now = clock.now()
    today = clock.local_date(now, memo.facility)
    recipient = rating_official_of(memo.officer, memo.facility, today)
    if recipient is None:
        raise RuleViolation(
            f"{memo.officer.full_name} has no supervisor to send this to. An administrator can "
            "name one in the posting; the draft stays here."
        )
    memo.recipient = recipient
    memo.recipient_name = recipient.full_name
    memo.sent_on = today
    memo.sent_at = now
    memo.save()
    _record(AuditEventType.SIGNED, memo, by, recipient=recipient.pk)
    announce_officer_changed(memo.officer_id, "performance memo sent")
    return memo


@transaction.atomic
def record_discussion(memo: PerformanceMemo, by: User, *, on: date) -> PerformanceMemo:
    """The rating official discussed it with the officer.

    Raises RuleViolation before it is sent, for a day before that or in the future, and twice.
    """
    memo = _locked_sent(memo)
    assert memo.sent_on is not None
    if memo.discussed_on is not None:
        raise RuleViolation(f"It was discussed on {spoken(memo.discussed_on)} already.")
    if on > clock.today(memo.facility):
        raise RuleViolation("This lies in the future.", field="on")
    if on < memo.sent_on:
        raise RuleViolation(
            f"The memo was sent on {spoken(memo.sent_on)}; it cannot be discussed before.",
            field="on",
        )
    memo.discussed_on = on
    memo.discussed_by = by
    memo.save()
    _record(AuditEventType.UPDATED, memo, by, discussed_on=on.isoformat())
    announce_officer_changed(memo.officer_id, "performance memo discussed")
    return memo


@transaction.atomic
def acknowledge_memo(memo: PerformanceMemo, by: User, *, remarks: str = "") -> PerformanceMemo:
    """The officer says that it was discussed, which is not to agree with it.

    Raises RuleViolation before the discussion is recorded, and twice.
    """
    memo = _locked_sent(memo)
    if memo.discussed_on is None:
        raise RuleViolation("Your rating official has not recorded the discussion yet.")
    if memo.acknowledged_at is not None:
        raise RuleViolation("You have acknowledged this already.")
    memo.acknowledged_at = clock.now()
    memo.remarks = remarks.strip()
    memo.save()
    _record(AuditEventType.SIGNED, memo, by, acknowledged=True)
    return memo


@transaction.atomic
def dispute_memo(memo: PerformanceMemo, by: User, *, reason: str, referred_to: User) -> MemoDispute:
    """The rating official finds it inaccurate or inappropriate: the reviewing official decides.

    Raises RuleViolation without a reason, while a dispute is open, and when the reviewing
    official is a party to it.
    """
    memo = _locked_sent(memo)
    if not reason.strip():
        raise RuleViolation("Say what is inaccurate or inappropriate.", field="reason")
    if memo.disputes.open().exists():
        raise RuleViolation("This memo is with the reviewing official already.")
    if referred_to.pk in {by.pk, memo.author_id, memo.officer_id}:
        raise RuleViolation(
            "The reviewing official must be somebody else than the author, the officer and you.",
            field="referred_to",
        )
    today = clock.today(memo.facility)
    dispute = MemoDispute.objects.create(
        memo=memo,
        raised_by=by,
        raised_on=today,
        reason=reason.strip(),
        referred_to=referred_to,
        referred_on=today,
    )
    _record(AuditEventType.UPDATED, memo, by, dispute=dispute.pk, referred_to=referred_to.pk)
    return dispute


@transaction.atomic
def resolve_dispute(
    dispute: MemoDispute, by: User, *, outcome: str, resolution: str
) -> MemoDispute:
    """The reviewing official decides; the memo, the reason and the decision all stand.

    Raises RuleViolation without words, twice, and by anybody else.
    """
    dispute = (
        MemoDispute.objects.select_for_update(of=("self",))
        .select_related("memo__facility")
        .get(pk=dispute.pk)
    )
    if dispute.resolved_on is not None:
        raise RuleViolation(f"This was decided on {spoken(dispute.resolved_on)}.")
    if dispute.referred_to_id != by.pk:
        raise RuleViolation("Only the reviewing official decides this.")
    if outcome not in DisputeOutcome.values:
        raise RuleViolation("Say what you decided.", field="outcome")
    if not resolution.strip():
        raise RuleViolation("Write the reasons of your decision.", field="resolution")
    dispute.outcome = outcome
    dispute.resolution = resolution.strip()
    dispute.resolved_on = clock.today(dispute.memo.facility)
    dispute.resolved_by = by
    dispute.save()
    _record(AuditEventType.UPDATED, dispute.memo, by, dispute=dispute.pk, outcome=outcome)
    return dispute


def _fill(memo: PerformanceMemo, content: MemoContent) -> None:
    for field, _, _ in ELEMENTS:
        setattr(memo, field, content.elements.get(field, "").strip())
    memo.sections = [
        {"title": title.strip(), "text": text.strip()}
        for title, text in content.sections
        if title.strip() or text.strip()
    ]


def _locked(memo: PerformanceMemo) -> PerformanceMemo:
    return (
        PerformanceMemo.objects.select_for_update(of=("self",))
        .select_related("facility", "officer", "author")
        .get(pk=memo.pk)
    )


def _locked_draft(memo: PerformanceMemo) -> PerformanceMemo:
    memo = _locked(memo)
    if memo.sent_on is not None:
        raise RuleViolation(
            f"This memo was sent on {spoken(memo.sent_on)} and stands as it is. Write another one."
        )
    return memo


def _locked_sent(memo: PerformanceMemo) -> PerformanceMemo:
    memo = _locked(memo)
    if memo.sent_on is None:
        raise RuleViolation("This memo has not been sent yet.")
    return memo


def _record(type: AuditEventType, memo: PerformanceMemo, by: User, **details: Any) -> None:
    about = {"officer": memo.officer_id, "period_on": memo.period_on.isoformat()}
    audit.record(type, memo, actor=by, details=about | details)
