"""The editions that are in force here, prepared once and used for every case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from scheduling.engine import obligations
from scheduling.models import Activation, PolicyEdition
from scheduling.policy.load import STANDARDS, edition_from_text
from scheduling.policy.select import InForce as EditionInForce
from scheduling.policy.select import Policies
from scheduling.policy.settings import Settings, settings_from
from scheduling.refs import ref

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from scheduling.engine.facts import Facts
    from scheduling.engine.results import Assessment
    from scheduling.policy.shapes import Duty, Edition


@dataclass(frozen=True, slots=True)
class InForce:
    """What governs here today: editions, the agency's settings, the stored row of each edition."""

    policies: Policies
    settings: Settings
    rows: dict[str, int]

    def row_of(self, key: str) -> int:
        """The id of the stored edition with that key."""
        return self.rows[key]

    def duty(self, code: str) -> Duty | None:
        """The duty with that code, as the newest edition that has it says it."""
        for edition in reversed(self.policies.editions):
            duty = edition.duty(code)
            if duty is not None:
                return duty
        return None

    def duties(self) -> dict[str, Duty]:
        """Every duty in force, by code."""
        return {duty.code: duty for edition in self.policies.editions for duty in edition.duties()}


@lru_cache(maxsize=64)
def _parsed(sha256: str, pack: str) -> Edition:
    """An immutable text is read once for each process."""
    row = PolicyEdition.objects.get(sha256=sha256)
    return edition_from_text(row.text, f"{pack} {row.edition}", pack)


@lru_cache(maxsize=16)
def _prepared(
    entries: tuple[tuple[int, str, str, str, str | None, str], ...], settings: Settings
) -> InForce:
    from datetime import date

    in_force = []
    rows = {}
    for row, sha256, pack, from_on, until_on, place in entries:
        edition = _parsed(sha256, pack)
        rows[edition.key] = row
        in_force.append(
            EditionInForce(
                edition,
                date.fromisoformat(from_on),
                date.fromisoformat(until_on) if until_on else None,
                place,
            )
        )
    return InForce(Policies(in_force), settings, rows)


def in_force() -> InForce:
    """What governs here; two queries, and nothing is parsed twice."""
    entries = tuple(
        (
            activation.edition_id,
            activation.edition.sha256,
            activation.edition.pack,
            activation.from_on.isoformat(),
            activation.until_on.isoformat() if activation.until_on else None,
            ref("unit", activation.unit_id)
            if activation.unit_id
            else ref("facility", activation.facility_id)
            if activation.facility_id
            else "",
        )
        for activation in Activation.objects.select_related("edition").order_by("from_on", "pk")
    )
    agency = Agency.objects.first()
    chosen = settings_from(agency.setting("policy", {})) if agency else Settings()
    return _prepared(entries, chosen)


def assess(
    governing: InForce, facts: Facts, as_of: date, *, horizon: date | None = None
) -> Assessment:
    """What the facts of one subject make owed under the policies that govern here."""
    return obligations.assess(
        governing.policies, facts, as_of, horizon=horizon, settings=governing.settings
    )


@transaction.atomic
def store_edition(pack: str, text: str) -> PolicyEdition:
    """Keep the text of an edition, once. Raises PolicyError when it does not load."""
    edition = edition_from_text(text, f"{pack}.toml", pack)
    row, _ = PolicyEdition.objects.get_or_create(
        sha256=edition.sha256,
        defaults={
            "pack": pack,
            "code": edition.code,
            "title": edition.title,
            "edition": edition.edition,
            "effective_on": edition.effective_on,
            "text": text,
        },
    )
    return row


@transaction.atomic
def activate_packs(agency: Agency, by: User | None = None) -> None:
    """Put the shipped editions of the agency's standards packs in force from their own dates.

    Raises RuleViolation for a pack that does not come with the product. Safe to call again.
    """
    for pack in agency.standards:
        path = Path(STANDARDS) / f"{pack}.toml"
        if not path.is_file() or not path.resolve().is_relative_to(Path(STANDARDS).resolve()):
            raise RuleViolation(f"No standards pack is called {pack}.", field="standards")
        row = store_edition(pack, path.read_text(encoding="utf-8"))
        _, made = Activation.objects.get_or_create(
            edition=row,
            facility=None,
            unit=None,
            defaults={"from_on": row.effective_on, "activated_by": by},
        )
        if made:
            audit.record(AuditEventType.SETTING_CHANGED, row, actor=by, details={"pack": pack})
