"""The editions that are in force here, prepared once and used for every case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from agency.models.organisation import agency_of_request
from scheduling.engine import obligations
from scheduling.models import Activation, PolicyEdition
from scheduling.policy.load import STANDARDS, edition_from_text
from scheduling.policy.select import InForce as EditionInForce
from scheduling.policy.select import Policies
from scheduling.policy.settings import Settings, settings_from
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agency.models import User
    from scheduling.engine.facts import Facts
    from scheduling.engine.results import Assessment
    from scheduling.policy.shapes import Duty, Edition

ONE_DAY = timedelta(days=1)


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


#: Where a request keeps what governs, on its agency.
_KEPT = "_policies_in_force"


@lru_cache(maxsize=64)
def _parsed(sha256: str, pack: str) -> Edition:
    """An immutable text is read once for each process."""
    row = PolicyEdition.objects.get(sha256=sha256)
    return edition_from_text(row.text, f"{pack} {row.edition}", pack)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One approved activation as preparing needs it: hashable, and nothing else of the row."""

    edition: int
    sha256: str
    pack: str
    from_on: date
    until_on: date | None
    place: str


@lru_cache(maxsize=16)
def _prepared(entries: tuple[_Entry, ...], settings: Settings) -> InForce:
    in_force = []
    rows = {}
    for entry in entries:
        edition = _parsed(entry.sha256, entry.pack)
        rows[edition.key] = entry.edition
        in_force.append(EditionInForce(edition, entry.from_on, entry.until_on, entry.place))
    return InForce(Policies(in_force), settings, rows)


def in_force() -> InForce:
    """What governs here; two queries, and nothing is parsed twice. Proposals change nothing.

    Within a request it is asked for once, unless an activation or a setting changes in it.
    """
    agency = agency_of_request.get()
    if agency is None:
        return _prepared(tuple(_entries(_approved())), chosen_settings())
    known: InForce | None = agency.__dict__.get(_KEPT)
    if known is None:
        chosen = settings_from(agency.setting("policy", {}))
        known = agency.__dict__[_KEPT] = _prepared(tuple(_entries(_approved())), chosen)
    return known


@receiver([post_save, post_delete], sender=Activation)
@receiver(post_save, sender=Agency)
def _forget(instance: Activation | Agency, **_: Any) -> None:
    """What the rest of the request asks for is what it has just made."""
    agency = agency_of_request.get()
    if agency is not None:
        agency.__dict__.pop(_KEPT, None)
        if isinstance(instance, Agency):
            agency.settings = instance.settings


def in_force_with(
    edition: PolicyEdition,
    from_on: date,
    until_on: date | None,
    facility_id: int | None,
    unit_id: int | None,
) -> InForce:
    """What would govern if that edition held there from that day: for previews, nothing is
    written."""
    proposed = Activation(
        edition=edition,
        policy_code=edition.policy_code,
        facility_id=facility_id,
        unit_id=unit_id,
        from_on=from_on,
        until_on=until_on,
    )
    others = list(_approved())
    give_way(others, proposed)
    ordered = sorted([*others, proposed], key=lambda one: (one.from_on, one.pk or 0))
    return _prepared(tuple(_entries(ordered)), chosen_settings())


def give_way(others: Iterable[Activation], new: Activation) -> Activation | None:
    """Make room for an activation among the approved ones, in memory alone.

    The one that holds there before it ends on the day before; one that begins later stays, and
    the new one ends before that. Returns the one that was shortened, if any. Raises RuleViolation
    when another begins there on the same day.
    """
    shortened = None
    scope = (new.policy_code, new.facility_id, new.unit_id)
    for other in others:
        if other.pk == new.pk or (other.policy_code, other.facility_id, other.unit_id) != scope:
            continue
        if other.from_on == new.from_on:
            raise RuleViolation(
                f"Edition {other.edition.edition} begins there on that day already. "
                "Withdraw it first, or choose another day.",
                field="from_on",
            )
        if other.from_on > new.from_on:
            eve = other.from_on - ONE_DAY
            new.until_on = min(new.until_on, eve) if new.until_on else eve
        elif other.until_on is None or other.until_on >= new.from_on:
            other.until_on = new.from_on - ONE_DAY
            shortened = other
    return shortened


def _approved() -> Iterable[Activation]:
    return (
        Activation.objects.approved()
        .select_related("edition")
        .defer("edition__text")
        .order_by("from_on", "pk")
    )


def _entries(activations: Iterable[Activation]) -> Iterator[_Entry]:
    for activation in activations:
        edition = activation.edition
        place = ""
        if activation.unit_id:
            place = ref("unit", activation.unit_id)
        elif activation.facility_id:
            place = ref("facility", activation.facility_id)
        yield _Entry(
            edition.pk,
            edition.sha256,
            edition.pack,
            activation.from_on,
            activation.until_on,
            place,
        )


def chosen_settings() -> Settings:
    """The agency's readings of what policies leave open."""
    agency = Agency.objects.first()
    return settings_from(agency.setting("policy", {})) if agency else Settings()


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
            "supplements": getattr(edition, "supplements", ""),
            "title": edition.title,
            "edition": edition.edition,
            "effective_on": edition.effective_on,
            "text": text,
        },
    )
    return row


def parsed(row: PolicyEdition) -> Edition:
    """A stored edition as the engine reads it; parsed once for each process."""
    return _parsed(row.sha256, row.pack)


def parsed_text(sha256: str, pack: str) -> Edition:
    """The same by the fingerprint of a stored text. Raises PolicyEdition.DoesNotExist."""
    return _parsed(sha256, pack)


@transaction.atomic
def activate_packs(agency: Agency, by: User | None = None) -> None:
    """Put the shipped editions of the agency's standards packs in force from their own dates.

    A policy that is in force already stays as it is: a newer shipped edition is kept, to be
    proposed and approved like any other. Raises RuleViolation for a pack that does not come with
    the product. Safe to call again.
    """
    for pack in agency.standards:
        path = Path(STANDARDS) / f"{pack}.toml"
        if not path.is_file() or not path.resolve().is_relative_to(Path(STANDARDS).resolve()):
            raise RuleViolation(f"No standards pack is called {pack}.", field="standards")
        row = store_edition(pack, path.read_text(encoding="utf-8"))
        known = Activation.objects.approved().filter(
            policy_code=row.policy_code, facility=None, unit=None
        )
        if row.supplements or known.exists():
            continue
        Activation.objects.create(
            edition=row,
            policy_code=row.policy_code,
            from_on=row.effective_on,
            shipped=True,
            approved_by=by,
            approved_at=clock.now(),
        )
        audit.record(AuditEventType.SETTING_CHANGED, row, actor=by, details={"pack": pack})
