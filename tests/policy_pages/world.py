"""A draft, a proposal and its preview, for the tests that visit every address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from agency import clock
from conferences.models import ContactStandard
from scheduling.models import Activation, AssumptionConfirmation, Preview
from scheduling.services import activations, confirmations, drafts

FROM = date(2026, 12, 1)


def add_policies(world: Any, *, words: str) -> None:
    """An edition of OP-060101 that says the same, copied by Quist and proposed; `words` is in
    every text that somebody typed."""
    quist = world.quist
    shipped = Activation.objects.filter(shipped=True).order_by("pk").first().edition
    draft = drafts.copy_edition(shipped, quist)
    edition = drafts.edition_of(
        drafts.save_draft(draft, quist, name=words[:100], text=draft.text, version=1)
    )
    draft.refresh_from_db()
    preview = Preview.objects.create(
        edition=edition, from_on=FROM, requested_by=quist, finished_at=clock.now()
    )
    activation = activations.propose(
        edition, quist, from_on=FROM, proposal=words, preview=preview, changed_answers_meant=True
    )
    asked, _ = ContactStandard.objects.get_or_create(
        risk_level=words[:40], contact_type="field", minimum=1, from_on=FROM
    )
    known = AssumptionConfirmation.objects.exists()
    silences = confirmations.silences_of(shipped)[:1]
    if not known:
        confirmations.confirm(shipped, quist, silences, note=words)
    world.policy = SimpleNamespace(
        edition=shipped, draft=draft, preview=preview, activation=activation, asked=asked
    )


#: By the name of a route: its arguments, from the world.
EXAMPLES: dict[str, Callable[[Any], dict[str, Any]]] = {
    **dict.fromkeys(
        (
            "pages:standard",
            "pages:standard-silences",
            "pages:edition-copy",
            "pages:what-if-new",
        ),
        lambda world: {"pk": world.policy.edition.pk},
    ),
    "pages:edition-draft": lambda world: {"pk": world.policy.draft.pk},
    **dict.fromkeys(
        ("pages:what-if", "pages:what-if-cases", "pages:what-if-propose"),
        lambda world: {"pk": world.policy.preview.pk},
    ),
    "pages:contact-standard": lambda world: {"pk": world.policy.asked.pk},
    "pages:activation-decide": lambda world: {"pk": world.policy.activation.pk},
}
