"""Drafts of editions: written, copied, saved whatever they hold, made an edition when they load."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.models import Agency, AuditEventType
from scheduling import policies
from scheduling.models import Activation, EditionDraft, PolicyEdition
from scheduling.policy.load import edition_from_text
from scheduling.policy.tables import PolicyError

if TYPE_CHECKING:
    from agency.models import User

#: A policy of a few pages; the longest that comes with the product is a tenth of this.
LONGEST_TEXT = 400_000

_EDITION_LINE = re.compile(r'^(\s*edition\s*=\s*")([^"\n]*)(")', re.MULTILINE)


def problem_in(text: str, source: str, pack: str) -> PolicyError | None:
    """Why the text does not load: which line and key, and what was expected; None when it does."""
    try:
        edition_from_text(text, source, pack)
    except PolicyError as problem:
        return problem
    return None


def pack_of(text: str) -> str:
    """The pack to which a text belongs: that of the same policy, else one of the agency's own."""
    try:
        about = tomllib.loads(text).get("policy", {})
        code = about.get("code", "") if isinstance(about, dict) else ""
    except tomllib.TOMLDecodeError:
        code = ""
    known = PolicyEdition.objects.filter(code=code).order_by("pk").first() if code else None
    if known is not None:
        return known.pack
    name = slugify(str(code)) or "new"
    return f"{Agency.current().code}/own-{name}"[:80]


@transaction.atomic
def create_draft(
    by: User, *, name: str, text: str, copied_from: PolicyEdition | None = None
) -> EditionDraft:
    """A new draft with that text, also one that does not load yet. Raises RuleViolation."""
    draft = EditionDraft.objects.create(
        pack=copied_from.pack if copied_from else pack_of(text),
        name=_checked_name(name),
        text=_checked_text(text),
        copied_from=copied_from,
        created_by=by,
        changed_by=by,
    )
    audit.record(
        AuditEventType.CREATED,
        draft,
        actor=by,
        details={"copied_from": copied_from.pk if copied_from else None},
    )
    return draft


def copy_edition(edition: PolicyEdition, by: User) -> EditionDraft:
    """The edition's text as a new draft, under the next edition number."""
    text = _EDITION_LINE.sub(
        lambda found: f"{found[1]}{_next_number(edition)}{found[3]}", edition.text, count=1
    )
    short = policies.parsed(edition).short_title
    return create_draft(by, name=f"{short}, from {edition.edition}", text=text, copied_from=edition)


def _next_number(edition: PolicyEdition) -> str:
    """2.0 → 2.1, and on to the first that no text of that policy has."""
    taken = set(PolicyEdition.objects.filter(pack=edition.pack).values_list("edition", flat=True))
    stem, dot, last = edition.edition.rpartition(".")
    if not last.isdigit():
        stem, dot, last = edition.edition, ".", "0"
    number = int(last) + 1
    while f"{stem}{dot}{number}" in taken:
        number += 1
    return f"{stem}{dot}{number}"


@transaction.atomic
def save_draft(
    draft: EditionDraft, by: User, *, name: str, text: str, version: int
) -> EditionDraft:
    """Save what was typed. version: the one that was opened.

    Raises EditConflict when somebody saved in between, RuleViolation once it is proposed.
    """
    latest = EditionDraft.objects.select_for_update().get(pk=draft.pk)
    if latest.discarded_at is not None:
        raise RuleViolation("This draft was discarded. Copy its text into a new one.")
    if is_proposed(latest):
        raise RuleViolation(
            "This edition is proposed, so its text stays as it is. "
            "Have it sent back, or copy it as a new draft."
        )
    if latest.version != version:
        raise EditConflict(
            f"{latest.changed_by} saved this draft in the meantime. Your text is below; "
            "compare it with theirs before you save it over theirs.",
            latest=latest,
        )
    latest.name = _checked_name(name)
    latest.text = _checked_text(text)
    latest.pack = latest.copied_from.pack if latest.copied_from else pack_of(text)
    latest.version += 1
    latest.changed_by = by
    latest.changed_at = clock.now()
    latest.save()
    audit.record(AuditEventType.UPDATED, latest, actor=by, details={"version": latest.version})
    return latest


@transaction.atomic
def discard_draft(draft: EditionDraft, by: User) -> None:
    """Take a draft off the list; its text stays in its history."""
    if is_proposed(draft):
        raise RuleViolation("It is proposed. Withdraw the proposal first.")
    draft.discarded_at = clock.now()
    draft.changed_by = by
    draft.save()
    audit.record(AuditEventType.DISCARDED, draft, actor=by)


def is_proposed(draft: EditionDraft) -> bool:
    """Whether its text waits for approval or was approved."""
    if draft.edition_id is None or draft.edition is None or draft.edition.text != draft.text:
        return False
    of_it = Activation.objects.filter(edition=draft.edition)
    return of_it.waiting().exists() or of_it.approved().exists()


@transaction.atomic
def edition_of(draft: EditionDraft) -> PolicyEdition:
    """The draft's text as an edition, which is kept for ever.

    Raises RuleViolation naming line and key when it does not load, or when its number belongs
    to another text that was in force.
    """
    problem = problem_in(draft.text, draft.name, draft.pack)
    if problem is not None:
        raise RuleViolation(f"Line {problem.line}: {problem.key}: {problem.expected}", field="text")
    row = policies.store_edition(draft.pack, draft.text)
    refuse_a_number_in_use(row)
    if draft.edition_id != row.pk:
        draft.edition = row
        draft.save(update_fields=["edition"])
    return row


def refuse_a_number_in_use(edition: PolicyEdition) -> None:
    """One number never names two texts in force: due items and papers cite it."""
    other = (
        Activation.objects.approved()
        .filter(edition__pack=edition.pack, edition__edition=edition.edition)
        .exclude(edition=edition)
        .first()
    )
    if other is not None:
        raise RuleViolation(
            f"Edition {edition.edition} of {edition.code} was activated with another text. "
            "Give this one a number of its own, in the key edition.",
            field="text",
        )


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise RuleViolation("Say in a few words what this draft is for.", field="name")
    return name[:120]


def _checked_text(text: str) -> str:
    # Browsers send line ends as CR LF; an edition has one text whatever it was typed on.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise RuleViolation("There is no text in it.", field="text")
    if len(text) > LONGEST_TEXT:
        raise RuleViolation("That is too long for a standard. Is it the right file?", field="text")
    return text
