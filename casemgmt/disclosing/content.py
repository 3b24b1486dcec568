"""One entry of what is held on a person, as plain data: no database, no clock, no HTML."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from casemgmt.printing.redacting import key_of, texts_of

if TYPE_CHECKING:
    from datetime import date

    from casemgmt.printing.content import Entry
    from casemgmt.printing.redacting import Passage


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry as it would stand on paper, with its section and day.

    restricted: stays out unless the second person lets it in. living: changes by itself.
    of: the key of the entry with which it is withheld, as a file with its note.
    """

    section: str
    on: date | None
    entry: Entry
    restricted: bool = False
    living: bool = False
    of: str = ""

    @property
    def key(self) -> str:
        """Names it for good: "note:12"."""
        return key_of(self.entry)

    @property
    def passages(self) -> list[Passage]:
        """Its texts, each under the name by which passages are marked."""
        return texts_of(self.entry)

    @property
    def digest(self) -> str:
        """The beginning of the SHA-256 of everything that it says."""
        encoded = json.dumps(asdict(self.entry), ensure_ascii=True, default=str).encode()
        return hashlib.sha256(encoded).hexdigest()[:20]
