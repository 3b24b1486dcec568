"""What an inbox says of errors: what became of one's reports, what one is to put right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from agency import clock
from agency.access import Action, may
from agency.templatetags.words import short_day
from casenotes.models import ErrorOutcome, ErrorReport

if TYPE_CHECKING:
    from datetime import date, datetime

    from agency.models import User
    from casenotes.models.errors import ErrorReportQuerySet

NEWS_FOR = timedelta(days=14)

_WORDS = {
    ErrorOutcome.MOVED: "moved to the right person",
    ErrorOutcome.CORRECTED: "to be written anew by its author",
    ErrorOutcome.AMENDED: "minor, the author adds to it",
    ErrorOutcome.STRUCK: "struck",
    ErrorOutcome.DECLINED: "declined",
}


def errors_told(user: int, since: datetime) -> ErrorReportQuerySet:
    """Decisions since then on what one (an id) reported, and entries to write anew or to add to,
    until that is done or as old; those included that one may read no more."""
    author = Q(note__author=user) | Q(report__author=user)
    lately = Q(decision__decided_at__gte=since)
    to_write = author & Q(decision__outcome=ErrorOutcome.CORRECTED, strike=None)
    to_add = author & lately & Q(decision__outcome=ErrorOutcome.AMENDED)
    return ErrorReport.objects.filter(to_write | to_add | (lately & Q(reported_by=user)))


def news_of_errors(user: User, today: date) -> list[dict[str, Any]]:
    """What is told of errors, newest first; one query."""
    if not may(user, "record_error", Action.READ):
        return []
    rows = (
        errors_told(user.pk, clock.now() - NEWS_FOR)
        .visible_to(user)
        .select_related("decision", "offender", "note", "report")
        .order_by("-decision__decided_at")
    )
    news = []
    for row in rows:
        outcome = ErrorOutcome(row.decision.outcome)
        words = f"Error on {row.offender.sort_name}: {_WORDS[outcome]}"
        if row.record.author_id == user.pk and row.reported_by_id != user.pk:
            verb = "Write anew" if outcome == ErrorOutcome.CORRECTED else "Add to"
            words = f"{verb}: your entry on {row.offender.sort_name}"
        news.append(
            {
                "words": words,
                "url": reverse("pages:error", args=[row.pk]),
                "when": short_day(row.decision.decided_at, today),
            }
        )
    return news
