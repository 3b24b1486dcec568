"""What waits for the reader, told at the head of the page on which their day starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from agency.access import Action, may
from casenotes.models import ErrorReport

if TYPE_CHECKING:
    from agency.models import User

register = template.Library()


@register.simple_tag
def errors_to_decide(user: User) -> int:
    """How many reports of errors wait for this person's decision."""
    if not may(user, "record_error", Action.APPROVE):
        return 0
    return ErrorReport.objects.decidable_by(user).count()
