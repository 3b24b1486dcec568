"""Who will read what is about to be signed, in words: said before saving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency.models import Agency
from agency.templatetags.words import agency_word, capitalised

if TYPE_CHECKING:
    from agency.models import User
    from agency.roles import Role
    from casenotes.readership import Readers


@dataclass(frozen=True, slots=True)
class ReadersInWords:
    """count: how many people. summary: their roles. names: (role, names) for the disclosure."""

    count: int
    summary: str
    names: list[tuple[str, str]]


def readers_in_words(readers: Readers, author: User, *, names: bool = True) -> ReadersInWords:
    """`readers` for the screen; the author always reads their own and is counted.

    names: False leaves their names out, where these would tell where the person is held.
    """
    terms = Agency.current().terms

    def called(role: Role, number: int) -> str:
        word = terms.get(role.value) or str(role.label)
        plural = agency_word(terms, role.value, plural=True) if role.value in terms else f"{word}s"
        plural = "other staff" if role.value == "contributor" else plural
        return (plural if number > 1 else word).lower()

    listed: list[tuple[str, str]] = []
    if author.pk not in readers.users and author.pk not in readers.with_reason:
        listed.append(("You", author.full_name))
    for role, people in readers.by_role():
        listed.append((called(role, len(people)), ", ".join(user.full_name for user in people)))
    if readers.with_reason:
        auditors = sorted(readers.with_reason.values(), key=lambda user: user.sort_name)
        number = len(auditors)
        words = "auditor, with a reason" if number == 1 else "auditors, with a reason"
        listed.append((words, ", ".join(user.full_name for user in auditors)))
    count = readers.count + (1 if listed and listed[0][0] == "You" else 0)
    return ReadersInWords(
        count=count,
        summary=", ".join(role for role, _ in listed),
        names=[(capitalised(role), people) for role, people in listed] if names else [],
    )
