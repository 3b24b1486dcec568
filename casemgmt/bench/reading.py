"""Reading over millions of notes: a person's timeline, a caseload, a facility, beside bare SQL.

The product and the SQL take turns, each with the same people and words, so that both meet the
same machine. Measured are wall time and processor time, that of PostgreSQL included, of the
product's own search (access table, confidentiality, additions, cards) and of whole pages.
"""

from __future__ import annotations

import os
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agency import clock
from agency.models import Agency, Posting, User
from agency.models.organisation import agency_of_request
from agency.roles import Role
from casemgmt.bench import bare, population, texts
from casemgmt.pages.note_search.finding import find
from casemgmt.pages.timeline.filters import Filters
from casemgmt.pages.timeline.listing import Timeline
from casenotes.models import CaseNote
from casenotes.reach import reach_of
from casenotes.search.terms import parse
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RANKS = (50, 500, 3_000)
#: How often each is asked, each time about somebody else.
ROUNDS = 41
#: What the product asks the database for, asked without the product.
OWN_SQL = "our own SQL"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """What several runs took: milliseconds of wall time each; of processor time altogether."""

    walls: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def p50(self) -> float:
        """The median of wall time."""
        return statistics.median(self.walls)

    @property
    def p95(self) -> float:
        """The wall time that one run in twenty exceeds."""
        return sorted(self.walls)[int(len(self.walls) * 0.95)]

    @property
    def cpu_each(self) -> float:
        """Processor time of one run, on average."""
        return self.cpu / len(self.walls)


def measure(say: Callable[[str], None], notes: int) -> dict[str, Any]:
    """Make that many notes and measure. Needs an empty database."""
    if population.is_set_up():
        raise CommandError("This database is in use. The benchmark needs an empty one.")
    people = max(2 * population.PEOPLE_IN_A_FACILITY, notes // texts.NOTES_OF_A_PERSON)
    figures: dict[str, Any] = {"notes": notes, "people": people, "cores": os.cpu_count()}
    say(f"{notes:,} notes of {people:,} people, {os.cpu_count()} cores")
    population.make_agency()
    population.make_people(1, people, with_work=False)
    say("made people")
    texts.make_pool()
    _without_index()
    texts.make_notes(notes, people, say)
    figures["index"] = _build_index(say)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say("vacuumed")
    officers = _sample(people // population.PEOPLE_OF_AN_OFFICER)
    coordinators = _coordinators(people // population.PEOPLE_IN_A_FACILITY)
    agency_of_request.set(Agency.current())  # as the middleware does for a request
    for rank in (None, *RANKS):
        figures[_name(rank)] = _one_word(rank, people, officers, coordinators, say)
    return figures


def _name(rank: int | None) -> str:
    return "no words" if rank is None else f"word of rank {rank:,}"


def _without_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX casenote_words")


def _build_index(say: Callable[[str], None]) -> dict[str, Any]:
    """Build it as the migration does, and say how long it took and how large it is."""
    index = next(index for index in CaseNote._meta.indexes if index.name == "casenote_words")
    began = time.perf_counter()
    with connection.schema_editor(atomic=False) as editor:
        editor.add_index(CaseNote, index, concurrently=True)  # type: ignore[call-arg]
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(octet_length(text)), avg(octet_length(text)) FROM casenotes_casenote"
        )
        text, average = cursor.fetchone()
        cursor.execute("SELECT pg_relation_size('casenote_words')")
        (size,) = cursor.fetchone()
    found = {
        "seconds": round(seconds, 1),
        "text MB": round(text / 1e6),
        "bytes a note": round(average),
        "index MB": round(size / 1e6),
        "index to text": round(size / float(text), 3),
    }
    say(f"index of words: {found}")
    return found


def _sample(number: int) -> list[int]:
    """Numbers from 1 to `number`, evenly spread, as many as there are rounds."""
    return [1 + at * number // ROUNDS % number for at in range(ROUNDS)]


def _coordinators(facilities: int) -> list[int]:
    """Make one for each facility; their ids."""
    made = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('agency_user', 'id'), max(id)) FROM agency_user"
        )
    for facility in range(1, min(facilities, ROUNDS) + 1):
        user = User.objects.create_user(f"coordinator{facility}", None, family_name="Coordinator")
        Posting.objects.create(
            user=user, role=Role.COORDINATOR, facility_id=facility, from_on=population.FIRST_DAY
        )
        made.append(user.pk)
    return made


def _one_word(
    rank: int | None,
    people: int,
    officers: list[int],
    coordinators: list[int],
    say: Callable[[str], None],
) -> dict[str, Any]:
    word = "" if rank is None else texts.word(rank)
    asked = {"q": word} if word else {"show": "notes"}
    filters = Filters.read(asked)
    search = parse(word)
    pattern = search.patterns[0] if search else ""
    lexeme = next(search.terms[0].lexemes()) if search else ""
    figures: dict[str, Any] = {}
    if word:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM casenotes_casenote TABLESAMPLE SYSTEM (2)"
                " WHERE folded_text(text) ~ %s",
                [pattern],
            )
            (hits,) = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM casenotes_casenote TABLESAMPLE SYSTEM (2)")
            (all_of_them,) = cursor.fetchone()
        figures["share of notes"] = round(hits / max(1, all_of_them), 4)

    # Who asks is known to both sides; what they may read is found out within what is measured.
    def timeline(person: int) -> Callable[[], Any]:
        reader = User.objects.get(pk=(person - 1) // population.PEOPLE_OF_AN_OFFICER + 1)
        return lambda: Timeline(reader, Offender(pk=person), None, filters).page()

    def over(pk: int) -> Callable[[], Any]:
        reader = User.objects.get(pk=pk)
        return lambda: find(reader, reach_of(reader), filters, clock.zone(), "")

    def bare_over(scope: str, who: int) -> dict[str, Callable[[], Any]]:
        if not word:
            return {"bare": partial(bare.newest, scope, who)}
        ways: dict[str, Callable[[], Any]] = {}
        ways["bare, index"] = partial(bare.search, scope, bare.INDEX, who, pattern, lexeme)
        if scope != bare.FACILITY:  # reading every text of a facility takes seconds
            reading = partial(bare.search, scope, bare.READING, who, pattern, lexeme)
            ways["bare, reading"] = reading
        return ways

    query = "&".join(f"{name}={value}" for name, value in asked.items())
    persons = _sample(people)
    kinds: dict[str, list[dict[str, Callable[[], Any]]]] = {
        "timeline of a person": [
            {"ours": timeline(p), **bare_over(bare.ONE_PERSON, p), OWN_SQL: _own_sql(timeline(p))}
            for p in persons
        ],
        f"timeline of a person with {texts.NOTES_OF_THE_FIRST:,} notes": [
            {"ours": timeline(1), **bare_over(bare.ONE_PERSON, 1), OWN_SQL: _own_sql(timeline(1))}
            for _ in persons
        ],
        "caseload": [{"ours": over(o), **bare_over(bare.CASELOAD, o)} for o in officers],
        "facility": [
            {
                "ours": over(coordinators[at % len(coordinators)]),
                **bare_over(bare.FACILITY, at % len(coordinators) + 1),
            }
            for at in range(ROUNDS)
        ],
    }
    pages = {
        "timeline of a person": [
            (_signed_in((p - 1) // population.PEOPLE_OF_AN_OFFICER + 1), f"/case/{p}?{query}")
            for p in persons[: ROUNDS // 2]
        ],
        "caseload": [(_signed_in(o), f"/notes/search?{query}") for o in officers[: ROUNDS // 2]],
    }
    for name, rounds in kinds.items():
        figures[name] = _by_turns(rounds)
        if name in pages:
            figures[name]["whole page"] = _figures(_pages(pages[name]))
        say(f"{_name(rank)}, {name}: {figures[name]}")
    return figures


def _by_turns(rounds: list[dict[str, Callable[[], Any]]]) -> dict[str, Any]:
    """Each round's runs one after the other; the first round warms up and is not counted."""
    costs = {name: Cost() for name in rounds[0]}
    for run in rounds[0].values():
        run()
    for number, round_ in enumerate(rounds[1:]):
        # Whoever comes first in a round reads from disk or the system what the others find ready.
        begin = number % len(round_)
        in_turn = list(round_.items())
        for name, run in in_turn[begin:] + in_turn[:begin]:
            with _timed(costs[name]):
                run()
    found: dict[str, Any] = {name: _figures(cost) for name, cost in costs.items()}
    bare_ones = [cost for name, cost in costs.items() if name not in {"ours", OWN_SQL}]
    best = min(bare_ones, key=lambda cost: cost.p50)
    if OWN_SQL in costs:
        found["ratio of p50 to our own SQL"] = round(costs["ours"].p50 / costs[OWN_SQL].p50, 2)
    found["ratio of p50"] = round(costs["ours"].p50 / best.p50, 2)
    found["ratio of cpu"] = round(costs["ours"].cpu_each / max(best.cpu_each, 0.001), 2)
    return found


def _own_sql(run: Callable[[], Any]) -> Callable[[], Any]:
    """The very statements of a run, with who may read what, without anything around them."""
    with CaptureQueriesContext(connection) as asked:
        run()
    statements = [query["sql"] for query in asked.captured_queries]

    def bare_run() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.cursor.execute(statement)
                cursor.cursor.fetchall()

    return bare_run


def _figures(cost: Cost) -> dict[str, float]:
    return {
        "p50 ms": round(cost.p50, 1),
        "p95 ms": round(cost.p95, 1),
        "cpu ms": round(cost.cpu_each, 1),
    }


def _pages(addresses: list[tuple[Client, str]]) -> Cost:
    cost = Cost()
    for browser, address in addresses:
        with _timed(cost):
            # What htmx asks for: the list alone.
            answer = browser.get(address, headers={"HX-Request": "true", "HX-Target": "timeline"})
        if answer.status_code != 200:
            raise CommandError(f"{address} answered {answer.status_code}.")
    return cost


def _host() -> str:
    """A name that this installation answers to."""
    named = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "testserver")
    return named.lstrip(".")


def _signed_in(officer: int) -> Client:
    browser = Client(SERVER_NAME=_host())
    browser.force_login(User.objects.get(pk=officer), backend=BACKEND)
    return browser


@contextmanager
def _timed(cost: Cost) -> Iterator[None]:
    server = _backend_ticks()
    began, began_cpu = time.perf_counter(), time.process_time()
    yield
    cost.walls.append((time.perf_counter() - began) * 1000)
    cost.cpu += (time.process_time() - began_cpu) * 1000
    cost.cpu += (_backend_ticks() - server) * 1000 / TICKS


def _backend_ticks() -> int:
    """Ticks of processor time that this connection's PostgreSQL process has used."""
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    fields = told.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
