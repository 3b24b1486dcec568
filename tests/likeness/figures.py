"""What a measure finds on the labelled pairs: counts by family, precision and recall.

`python -m tests.likeness.figures` prints them as docs/likeness.md has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAIRS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "pairs.json").read_text(encoding="utf-8")
)
FAMILIES = list(dict.fromkeys(pair["family"] for pair in PAIRS))


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some pairs: copies found and missed, honest ones passed and wrongly asked about."""

    found: int
    missed: int
    passed: int
    wrong: int

    @property
    def precision(self) -> float:
        """Of those that were asked about, the share that are copies."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of the copies, the share that were asked about."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def right(self) -> str:
        """How many were judged as they are labelled, of how many."""
        return (
            f"{self.found + self.passed} of {self.found + self.missed + self.passed + self.wrong}"
        )


def figures(
    score: Callable[[str, str], float], threshold: float, **where: str
) -> tuple[Figures, list[str]]:
    """The figures of a measure on the pairs that `where` says, and the ids that it gets wrong."""
    found = missed = passed = wrong = 0
    mistakes = []
    for pair in PAIRS:
        if any(pair[key] != value for key, value in where.items()):
            continue
        copied = score(pair["a"], pair["b"]) >= threshold
        if copied != pair["copied"]:
            mistakes.append(pair["id"])
        if pair["copied"]:
            found, missed = found + copied, missed + (not copied)
        else:
            passed, wrong = passed + (not copied), wrong + copied
    return Figures(found, missed, passed, wrong), mistakes


def five_grams(a: str, b: str) -> float:
    """The obvious measure: the share of the new note's runs of five words that the earlier has."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}

    earlier, new = runs(a), runs(b)
    return len(earlier & new) / len(new)


def main() -> None:
    """Print the tables."""
    from casenotes.likeness import likeness
    from scheduling.policy.settings import DEFAULTS

    threshold = DEFAULTS.note_similarity_warning
    print("| family | pairs | alignment | word 5-grams at 0.85 |\n|---|---|---|---|")
    for family in FAMILIES:
        ours, _ = figures(likeness, threshold, family=family)
        theirs, _ = figures(five_grams, 0.85, family=family)
        total = ours.right.split(" of ")[1]
        print(f"| {family} | {total} | {ours.right} | {theirs.right} |")
    print()
    for half in ("tuning", "held out", "all"):
        where = {} if half == "all" else {"half": half}
        for name, measure, level in (
            ("alignment", likeness, threshold),
            ("word 5-grams", five_grams, 0.85),
        ):
            one, mistakes = figures(measure, level, **where)
            print(
                f"| {half} | {name} | {one.precision:.3f} | {one.recall:.3f} | "
                f"{', '.join(mistakes) if len(mistakes) < 6 else len(mistakes)} |"
            )


if __name__ == "__main__":
    main()
