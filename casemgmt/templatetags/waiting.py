"""What waits for the reader, and what they may begin, where it is no matter of the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from agency.access import Action, may
from agency.models import Agency
from casenotes.models import ErrorReport

if TYPE_CHECKING:
    from agency.models import User

register = template.Library()


#: The policy that asks for the quality control of correspondence.
CONTROLS_LETTERS = "us-bop/3510.08"


@register.simple_tag
def prepares_letters(user: User) -> bool:
    """Whether this person prepares correspondence here, under the policy that asks for it."""
    followed: list[str] = Agency.current().standards
    return CONTROLS_LETTERS in followed and may(user, "correspondence", Action.CREATE)


@register.simple_tag
def errors_to_decide(user: User) -> int:
    """How many reports of errors wait for this person's decision."""
    if not may(user, "record_error", Action.APPROVE):
        return 0
    return ErrorReport.objects.decidable_by(user).count()
