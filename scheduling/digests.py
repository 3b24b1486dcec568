"""The morning digest: what is overdue and due, by number, once for each person and day.

It names no person in custody: an e-mail leaves the building, the list does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse

from agency import clock, jobs
from agency.models import Agency, Job, Posting, User
from agency.roles import Role
from casenotes.services.draft_ages import drafts_near_their_end
from scheduling.models import DueItem
from scheduling.owing import own_duties_of

if TYPE_CHECKING:
    from agency.jobs import JobRun

SENT_FROM_HOUR = 6
RECIPIENTS = (Role.CASE_OFFICER, Role.SUPERVISOR, Role.UNIT_MANAGER, Role.COORDINATOR)
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits for one officer. oldest: the first due day among what is overdue."""

    officer: User
    overdue: int
    due_today: int
    due_soon: int
    oldest: date | None = None


def queue_digests() -> int:
    """Queue today's digest for everybody whose morning has come; returns how many are new.

    Run every hour: it looks at the local hour of each person's facility. The job's period makes
    it one for each person and day, whatever runs twice.
    """
    queued = 0
    for posting in (
        Posting.objects.filter(
            Q(role__in=RECIPIENTS) | Q(user__drafts__warned_on__isnull=False), user__is_active=True
        )
        .exclude(user__email="")
        .select_related("user", "facility")
        .order_by("user", "pk")
        .distinct()
    ):
        today = clock.today(posting.facility)
        hour = clock.now().astimezone(clock.zone(posting.facility)).hour
        if not posting.holds_on(today) or hour < SENT_FROM_HOUR:
            continue
        period = f"{posting.user_id}/{today}"
        if Job.objects.filter(kind="digest", period=period).exists():
            continue
        jobs.enqueue("digest", {"user": posting.user_id, "day": today.isoformat()}, period=period)
        queued += 1
    return queued


def loads(officers: list[User], today: date) -> list[Load]:
    """The load of each officer on that day, in the order given."""
    counts = {
        row["owner"]: row
        for row in DueItem.objects.on_lists()
        .active()
        .filter(owner__in=officers)
        .values("owner")
        .annotate(**_numbers(today))
    }
    nothing = {"overdue": 0, "due_today": 0, "due_soon": 0, "oldest": None}
    return [
        Load(
            officer,
            *(
                counts.get(officer.pk, nothing)[name]
                for name in ("overdue", "due_today", "due_soon", "oldest")
            ),
        )
        for officer in officers
    ]


def own_load(user: User, today: date) -> Load:
    """What one person owes: their cases' duties, and their own about staff and places, those
    included that name nobody where the person answers for the role."""
    counts = (
        DueItem.objects.on_lists()
        .active()
        .filter(Q(owner=user) | own_duties_of(user))
        .aggregate(**_numbers(today))
    )
    return Load(user, **counts)


def _numbers(today: date) -> dict[str, Any]:
    ahead = today + timedelta(days=DAYS_AHEAD)
    return {
        "overdue": Count("pk", filter=Q(due_on__lt=today)),
        "due_today": Count("pk", filter=Q(due_on=today)),
        "due_soon": Count("pk", filter=Q(due_on__gt=today, due_on__lte=ahead)),
        "oldest": Min("due_on", filter=Q(due_on__lt=today)),
    }


@jobs.handles("digest")
def send_digest(run: JobRun) -> dict[str, object]:
    """Send one person's digest, at most once.

    It is marked as sent before it goes out: a worker that dies in between sends none rather
    than two. A mail server that refuses it unmarks it and the job is tried again.
    """
    job = Job.objects.get(pk=run.job.pk)
    if job.result.get("sent"):
        return job.result
    user = User.objects.get(pk=run.arguments["user"])
    day = date.fromisoformat(run.arguments["day"])
    if not user.is_active or not user.email:
        return {"sent": False, "why": "account closed or without an address"}
    own: Load | None = own_load(user, day)
    if own is not None and not user.has_role(Role.CASE_OFFICER) and not _worth_sending(own, []):
        own = None
    team = loads(_officers_under(user, day), day)
    ending = drafts_near_their_end(user, day)
    if not ending and not _worth_sending(own, team):
        return {"sent": False, "why": "nothing due"}
    Job.objects.filter(pk=job.pk).update(result={"sent": True})
    try:
        send_mail(
            subject=f"Your work on {day:%A} {day.day} {day:%B}",
            message=render_to_string(
                "mail/digest.txt",
                {
                    "user": user,
                    "day": day,
                    "own": own,
                    "team": team,
                    "ending": ending,
                    "agency": Agency.current(),
                    "address": settings.SITE_URL.rstrip("/") + reverse("pages:home"),
                },
            ),
            from_email=None,
            recipient_list=[user.email],
        )
    except Exception:
        Job.objects.filter(pk=job.pk).update(result={})
        raise
    return {"sent": True}


def _officers_under(user: User, day: date) -> list[User]:
    """Officers whom the user supervises, and those of the units that the user manages."""
    under = Q(supervisor=user)
    for posting in user.current_postings():
        if posting.role == Role.UNIT_MANAGER and posting.unit_id:
            under |= Q(unit_id=posting.unit_id)
    postings = Posting.objects.holding_on(day).filter(under, role=Role.CASE_OFFICER)
    return list(User.objects.filter(pk__in=postings.values("user"), is_active=True))


def _worth_sending(own: Load | None, team: list[Load]) -> bool:
    return any(load.overdue or load.due_today or load.due_soon for load in [own, *team] if load)
