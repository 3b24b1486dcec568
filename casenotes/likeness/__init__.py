"""How like earlier notes a note is. Standard library only.

`likeness(a, b)` is the one figure; `compare` gives the passages as well, and `most_like` finds
the one of many earlier notes.
"""

from casenotes.likeness.alignment import Comparison, Passage, compare, likeness
from casenotes.likeness.cutting import is_identical, words_of
from casenotes.likeness.search import identical_to, most_like

__all__ = [
    "Comparison",
    "Passage",
    "compare",
    "identical_to",
    "is_identical",
    "likeness",
    "most_like",
    "words_of",
]
