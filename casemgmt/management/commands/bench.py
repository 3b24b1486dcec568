"""`manage.py bench`: how fast due dates are, beside the least that the machine could do."""

from __future__ import annotations

import json
import os
import statistics
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from casemgmt.bench import floor, one_case, population, printing, reading
from casemgmt.bench.children import Cost, run_together

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

#: A small town before the big one: what one case costs must be the same in both.
SMALL = 2_000
ORDINARY_NIGHT = population.FIRST_DAY + timedelta(days=1)
FIRST_OF_A_MONTH = date(2026, 12, 1)


#: What is measured alone, by its name after `--only`: takes what says a line and the options,
#: gives the figures.
PARTS: dict[str, Callable[[Callable[[str], None], dict[str, Any]], dict[str, Any]]] = {
    "printing": lambda say, _: printing.measure(say),
    "notes": lambda say, options: reading.measure(say, options["notes"]),
}


class Command(BaseCommand):
    """Needs an empty database; `make bench` brings one along and throws it away."""

    help = "Measure recomputation, the nightly sweep and one case against a floor in SQL."

    figures: dict[str, Any]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large, and where the figures go besides the screen."""
        parser.add_argument("--offenders", type=int, default=1_000_000)
        parser.add_argument("--rounds", type=int, default=3, help="Of floor and full recompute.")
        parser.add_argument("--json", help="Write the figures to this file too.")
        parser.add_argument("--notes", type=int, default=5_000_000, help="With --only notes.")
        parser.add_argument("--only", choices=sorted(PARTS), help="One part beside due dates.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the people, then measure; or measure one other part alone."""
        if options["only"]:
            self.figures = PARTS[options["only"]](self._say, options)
            self._write(options["json"])
            return
        if population.is_set_up():
            raise CommandError("This database is in use. The benchmark needs an empty one.")
        self.people: int = max(options["offenders"], SMALL)
        self.figures = {"offenders": self.people, "cores": os.cpu_count()}
        self._say(f"{os.cpu_count()} cores")
        population.make_agency()
        self._make_people(1, SMALL)
        self._recompute_in_two(f"{SMALL:,} people from nothing", 1, SMALL)
        small = self._one_case("one case after a note, small population", SMALL)
        if self.people > SMALL:
            self._make_people(SMALL + 1, self.people)
            sample = min(SMALL + 10_000, SMALL + (self.people - SMALL) // 4)
            one = self._run("from nothing, one worker", [(SMALL + 1, sample)])
            self._rate("from nothing, one worker", one, sample - SMALL)
            self._recompute_in_two("from nothing, two workers", sample + 1, self.people)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self._rounds(options["rounds"])
        large = self._one_case("one case after a note", self.people)
        self.figures["one case, large to small"] = round(large.cpu_ms / small.cpu_ms, 2)
        for name, night in (
            ("sweep, ordinary night", ORDINARY_NIGHT),
            ("sweep, first of a month", FIRST_OF_A_MONTH),
        ):
            cost = run_together([["recompute"]], night)
            self._keep(name, cost)
            self._ratio(f"{name}, to the full recompute from nothing", cost.wall, self.from_nothing)
        self._write(options["json"])

    def _write(self, path: str | None) -> None:
        if path:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.figures, file, indent=1)

    def _make_people(self, first: int, last: int) -> None:
        began = time.perf_counter()
        population.make_people(first, last)
        self._say(f"made people {first:,} to {last:,} in {time.perf_counter() - began:.0f} s")

    def _recompute_in_two(self, name: str, first: int, last: int) -> None:
        middle = (first + last) // 2
        cost = self._run(name, [(first, middle), (middle + 1, last)])
        self._rate(name, cost, last - first + 1)
        self.from_nothing = cost.wall * self.people / (last - first + 1)

    def _run(self, name: str, spans: list[tuple[int, int]]) -> Cost:
        commands = [
            ["recompute", "--all", "--first", str(first), "--last", str(last)]
            for first, last in spans
        ]
        cost = run_together(commands, population.FIRST_DAY)
        self._keep(name, cost)
        return cost

    def _rounds(self, rounds: int) -> None:
        """Floor and product by turns, so that both meet the same machine."""
        floors, ones, twos = [], [], []
        middle = self.people // 2
        for _ in range(rounds):
            floors.append(floor.run_floor(population.FIRST_DAY))
            twos.append(self._run("full, two workers", [(1, middle), (middle + 1, self.people)]))
            ones.append(self._run("full, one worker", [(1, self.people)]))
        base = statistics.median(floors)
        self.figures["floor"] = [round(seconds, 2) for seconds in floors]
        self._say(f"floor: {floors}, {floor.floor_rows():,} dates")
        for name, costs in (("full, one worker", ones), ("full, two workers", twos)):
            wall = statistics.median(cost.wall for cost in costs)
            self._ratio(f"{name}, to the floor", wall, base)
        self._ratio("from nothing, two workers, to the floor", self.from_nothing, base)

    def _one_case(self, name: str, people: int) -> one_case.OneCase:
        found = one_case.after_a_note(range(7, people, max(1, people // 200)))
        self.figures[name] = {
            "cpu ms": round(found.cpu_ms, 2),
            "wall ms": round(found.wall_ms, 2),
            "statements": found.statements,
        }
        self._say(f"{name}: {self.figures[name]}")
        return found

    def _keep(self, name: str, cost: Cost) -> None:
        self.figures.setdefault(name, []).append(
            {
                "wall s": round(cost.wall, 2),
                "cpu s": round(cost.cpu, 2),
                "memory MB": round(cost.memory),
                "said": cost.said,
            }
        )
        self._say(f"{name}: {cost.wall:.1f} s, {cost.cpu:.1f} s CPU, {cost.memory:.0f} MB")

    def _rate(self, name: str, cost: Cost, people: int) -> None:
        self.figures[f"{name}, cases a second"] = round(people / cost.wall)
        self._say(f"{name}: {people / cost.wall:,.0f} cases a second")

    def _ratio(self, name: str, ours: float, theirs: float) -> None:
        self.figures[name] = round(ours / theirs, 3)
        self._say(f"{name}: {ours / theirs:.2f}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
