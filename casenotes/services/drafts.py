"""Drafts on the server: nothing typed is lost, nobody else reads it, no tab overwrites another."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from agency import clock
from agency.errors import EditConflict
from casenotes.models import Draft
from casenotes.text import clean_text

if TYPE_CHECKING:
    from agency.models import User
    from offenders.models import Offender

LARGEST_DRAFT = 200_000  # characters over all fields; far above the longest note


class DraftConflict(EditConflict):
    """Another tab has saved this draft in between; `latest` is that draft."""


def find_draft(owner: User, offender: Offender, form: str) -> Draft | None:
    """The owner's draft of that form about that person."""
    return Draft.objects.of(owner).filter(offender=offender, form=form).first()


@transaction.atomic
def save_draft(
    owner: User,
    offender: Offender,
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
        draft.save(update_fields=["content", "version", "updated_at"])
    return draft


def discard_draft(draft: Draft) -> None:
    """Throw a draft away: by its owner's hand only."""
    draft.delete()


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)[:LARGEST_DRAFT]
    return value
