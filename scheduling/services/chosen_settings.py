"""The agency's own readings of what policies leave open: chosen, kept on record, made true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, jobs
from agency.errors import RuleViolation
from agency.events import subjects_changed
from agency.models import Agency, AuditEventType, Facility, Posting, Unit
from agency.roles import CASE_HOLDING_ROLES
from offenders.models import Offender
from scheduling.policy.settings import DEFAULTS, BadSetting, settings_from
from scheduling.sync import recompute
from scheduling.taking_effect import in_batches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agency.events import Subject
    from agency.models import User

KIND = "settings_in_force"
BECAUSE = "a setting of the agency changed"


@transaction.atomic
def choose_settings(chosen: Mapping[str, Any], by: User) -> dict[str, Any]:
    """Keep the agency's choices in place of the earlier ones; returns those that differ.

    chosen: stored forms by name (spans as {"months": 4}); what equals the shipped default is not
    stored, so that a better default reaches the agency. Due dates follow in a job. Raises
    RuleViolation, naming the setting, for a value that it cannot have.
    """
    agency = Agency.objects.select_for_update().get()
    before = agency.setting("policy", {})
    try:
        wanted = settings_from(chosen)
    except BadSetting as problem:
        name, _, words = str(problem).partition(": ")
        raise RuleViolation(words.capitalize(), field=name) from problem
    kept = {
        name: value
        for name, value in chosen.items()
        if getattr(wanted, name) != getattr(DEFAULTS, name)
    }
    changed = {
        name: {"before": before.get(name, "default"), "after": kept.get(name, "default")}
        for name in sorted({*before, *kept})
        if before.get(name) != kept.get(name)
    }
    if not changed:
        return {}
    agency.settings = agency.settings | {"policy": kept}
    agency.save(update_fields=["settings"])
    audit.record(AuditEventType.SETTING_CHANGED, agency, actor=by, details={"policy": changed})
    jobs.enqueue(KIND, requested_by=by)
    return changed


@jobs.handles(KIND)
def bring_everything_up_to_date(run: jobs.JobRun) -> dict[str, Any]:
    """Recompute every case, officer, facility and unit; safe to run twice."""
    people = Offender.objects.order_by("pk")
    total, done, changed = people.count(), 0, 0
    for ids in in_batches(people):
        with transaction.atomic():
            changed += recompute(ids, BECAUSE).total
        done += len(ids)
        run.progress(done, total)
    officers = Posting.objects.in_roles(CASE_HOLDING_ROLES).order_by()
    others: list[tuple[Subject, list[int]]] = [
        ("officer", sorted(set(officers.values_list("user_id", flat=True)))),
        ("facility", list(Facility.objects.order_by("pk").values_list("pk", flat=True))),
        ("unit", list(Unit.objects.order_by("pk").values_list("pk", flat=True))),
    ]
    for subject, ids in others:
        with transaction.atomic():
            subjects_changed.send(sender=None, subject=subject, ids=ids, because=BECAUSE)
    return {"cases": done, "changed": changed}
