"""One report of an error, one summary and one letter, for tests that visit every page."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from casenotes.models import NoteType
from casenotes.services import record_note, report_error
from casenotes.services.correspondence import prepare_letter

#: Pages whose address names a person.
OF_A_PERSON = ("pages:letter-new",)

EXAMPLES = {
    "pages:error-note": lambda world: {"pk": world.note.pk},
    "pages:error-report": lambda world: {"pk": world.report.pk},
    **dict.fromkeys(
        ("pages:error", "pages:error-decide"), lambda world: {"pk": world.closing.error.pk}
    ),
    "pages:summary": lambda world: {"pk": world.closing.summary.pk},
    # 0 for somebody without an officer: an id that there is not.
    "pages:closing": lambda world: {
        "pk": next(iter(world.ashby.assignments.values_list("pk", flat=True)), 0)
    },
    **dict.fromkeys(
        ("pages:letter", "pages:letter-act"), lambda world: {"pk": world.closing.letter.pk}
    ),
}


def add_closing(world, *, words: str) -> None:
    """Add them to the world, all about its case, with `words` in them."""
    case, officer = world.ashby, world.okafor
    summary = record_note(
        case,
        officer,
        type=NoteType.objects.get(code="termination_summary"),
        occurred_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
        text=f"Progress\n{words}",
        copy_reason="Said again for the next officer.",
    )
    world.closing = SimpleNamespace(
        summary=summary,
        error=report_error(summary, officer, kind="wrong_content", reason=words),
        letter=prepare_letter(
            case,
            officer,
            facility=world.redbud,
            subject=words[:200],
            addressed_to="Clerk of the court",
            text=words,
        ),
    )
