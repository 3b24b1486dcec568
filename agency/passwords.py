"""Which passwords are refused: NIST SP 800-63B, CJIS IA-5(1), ASVS 6.2.

Long, not known to attackers, not made of the names that everybody here would try. There is no
rule about kinds of characters, and nothing is cut off.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from agency import clock
from agency.models import Agency

if TYPE_CHECKING:
    from agency.models import User

MAXIMUM_LENGTH = 128
PRODUCT = "casemgmt case management"
#: What has to be left of a password without the words that everybody here would try.
LEAST_OF_ITS_OWN = 8


class NotTooLong:
    """At most 128 characters, so that nobody can keep the server busy with hashing books."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a longer one; it is never shortened."""
        if len(password) > MAXIMUM_LENGTH:
            raise ValidationError(
                f"This password is longer than {MAXIMUM_LENGTH} characters.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return f"It may have up to {MAXIMUM_LENGTH} characters of any kind, spaces too."


class NotMadeOfKnownWords:
    """Something of its own besides the agency's, the product's and the person's names.

    Repeating a short or common word does not make it a long password either.
    """

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for one that consists of such words."""
        folded = password.casefold()
        unit = _repeated_unit(folded)
        if unit != folded and (len(unit) < LEAST_OF_ITS_OWN or unit in self.common):
            raise ValidationError(
                "This password is a short word over and over.", code="password_repeats"
            )
        own = folded
        for word in sorted(self._words(user), key=len, reverse=True):
            own = own.replace(word, "")
        own = re.sub(r"[\W_]", "", own)
        if own != re.sub(r"[\W_]", "", folded) and len(own) < LEAST_OF_ITS_OWN:
            raise ValidationError(
                "Most of this password is the name of the agency, of this program or your own.",
                code="password_known_words",
            )

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return "It may not consist of the agency's name, this program's name or your own."

    @staticmethod
    def _words(user: User | None) -> set[str]:
        agency = Agency.objects.first()
        texts = [PRODUCT, agency.name if agency else "", agency.code if agency else ""]
        if user is not None:
            texts += [user.username, user.given_names, user.family_name, user.email]
        words = (word for text in texts for word in re.split(r"[\W_]+", text.casefold()))
        return {word for word in words if len(word) >= 3}


class NotBreached:
    """Not in the site's own file of passwords that became known, where it has one."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for one in `settings.BREACHED_PASSWORDS_FILE`."""
        path = settings.BREACHED_PASSWORDS_FILE
        if path and is_listed(password, Path(path)):
            raise ValidationError(
                "This password has become known elsewhere. Choose another.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return "It may not be one that has become known elsewhere."


def needs_new_password(user: User) -> bool:
    """Whether the person must choose a new password before anything else."""
    if user.must_change_password:
        return True
    most = settings.PASSWORD_MAX_AGE_DAYS
    changed_at = user.password_changed_at
    return bool(most) and (changed_at is None or clock.now() - changed_at > timedelta(days=most))


def is_listed(password: str, file: Path) -> bool:
    """Whether the SHA-1 of `password` begins a line of `file`, whose lines are in order.

    The file may be many gigabytes: a search halves it without reading it.
    """
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as source:
        if source.seek(0, 2) == 0:
            return False
        with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as lines:
            low, high = 0, len(lines)
            while low < high:
                middle = (low + high) // 2
                start = lines.rfind(b"\n", 0, middle) + 1
                found = lines[start : start + len(digest)].upper()
                if found == digest:
                    return True
                end = lines.find(b"\n", middle)
                if found < digest:
                    low = len(lines) if end < 0 else end + 1
                else:
                    high = start
    return False


def _repeated_unit(text: str) -> str:
    """The shortest text whose repetition is `text`; the text itself when it repeats nothing."""
    for length in range(1, len(text) // 2 + 1):
        unit = text[:length]
        if (unit * (len(text) // length + 1))[: len(text)] == text:
            return unit
    return text
