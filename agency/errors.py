"""Errors in the words of the people who use the product."""

from __future__ import annotations


class RuleViolation(Exception):
    """Something that a rule of the product or of the agency does not allow.

    reason: one sentence that says what is wrong and what to do, fit for the screen.
    field: the form field to show it at, "" for the whole form.
    cite: the policy clause that it rests on, "" where it is our own rule.
    It becomes a form message, an API answer 409 or a line of an import report.
    """

    def __init__(self, reason: str, *, field: str = "", cite: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.cite = cite


class EditConflict(RuleViolation):
    """Somebody else saved the same thing in between; `latest` is what stands now."""

    def __init__(self, reason: str, *, latest: object = None) -> None:
        super().__init__(reason)
        self.latest = latest
