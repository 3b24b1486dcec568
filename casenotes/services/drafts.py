"""Drafts on the server: nothing typed is lost, nobody else reads it, no tab overwrites another."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from agency import audit, clock
from agency.errors import EditConflict
from agency.models import AuditEventType
from casenotes.models import Draft
from casenotes.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import User
    from offenders.models import Offender

LARGEST_DRAFT = 200_000  # characters over all fields; far above the longest note


class DraftConflict(EditConflict):
    """Another tab has saved this draft in between; `latest` is that draft."""


def find_draft(owner: User, offender: Offender | None, form: str) -> Draft | None:
    """The owner's draft of that form about that person; of a group's form about nobody."""
    return Draft.objects.of(owner).filter(offender=offender, form=form).first()


@transaction.atomic
def save_draft(
    owner: User,
    offender: Offender | None,
    form: str,
    content: dict[str, Any],
    *,
    version: int,
    form_key: uuid.UUID,
) -> Draft:
    """Keep what was typed so far.

    version: the one that the tab last saw, 0 for a form without a draft. An older version than
    the stored one raises DraftConflict and changes nothing.
    """
    content = {name: _bounded(value) for name, value in content.items()}
    draft = Draft.objects.select_for_update().of(owner).filter(offender=offender, form=form).first()
    if draft is None:
        try:
            with transaction.atomic():
                return Draft.objects.create(
                    owner=owner,
                    offender=offender,
                    form=form,
                    content=content,
                    form_key=form_key,
                    version=version + 1,
                )
        except IntegrityError:
            draft = Draft.objects.select_for_update().get(owner=owner, offender=offender, form=form)
    if draft.version != version:
        if draft.content == content:
            return draft
        raise DraftConflict("This draft was changed in another window.", latest=draft)
    if draft.content != content:
        draft.content = content
        draft.version += 1
        draft.updated_at = clock.now()
        draft.warned_on = None
        draft.save(update_fields=["content", "version", "updated_at", "warned_on"])
    return draft


@transaction.atomic
def discard_draft(draft: Draft, by: User | None) -> None:
    """Throw a draft away: by its owner's hand, or, for None, because its time has come.

    The event tells whose it was and of which form, never what stood in it.
    """
    details: dict[str, Any] = {"form": draft.form}
    if by is None:
        details |= {"owner": draft.owner_id, "untouched_since": draft.updated_at.isoformat()}
    audit.record(AuditEventType.DISCARDED, draft, actor=by, details=details)
    draft.delete()


def settle_draft(
    owner: User, offender: Offender | None, form_key: uuid.UUID, signed: Iterable[str]
) -> None:
    """Remove the draft that was just signed.

    signed: the texts that were. A draft in which another window has put other words since stays,
    under a key of its own: what was signed elsewhere is no reason to lose it.
    """
    everything = "\n".join(signed)
    for draft in (
        Draft.objects.select_for_update().of(owner).filter(offender=offender, form_key=form_key)
    ):
        # A single word may be a choice, such as with whom else contact was made.
        lost = [text for text in texts_in(draft) if text.strip() not in everything]
        if not any(" " in text.strip() for text in lost):
            draft.delete()
        else:
            draft.form_key = uuid.uuid4()
            draft.save(update_fields=["form_key"])


#: Fields of a draft that are choices, days and names of pages, and no text of somebody's own.
NOT_WORDS = frozenset(
    {
        *("type", "subtype", "contact_mode", "contact", "collateral", "place", "facets", "kind"),
        *("no_contact_reason", "confidential", "roles", "people", "asker", "channel", "told"),
        *("basis", "level", "acknowledgement"),
        *("draft_tab", "occurred_on", "received_on", "interview_on"),
    }
)


def texts_in(draft: Draft) -> list[str]:
    """What somebody wrote into the fields of a draft, choices and dates left out."""
    return [
        value
        for name, value in draft.content.items()
        if isinstance(value, str)
        and value.strip()
        and name not in NOT_WORDS
        and not name.endswith(("_answer", "_due", "_time"))
    ]


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)[:LARGEST_DRAFT]
    return value
