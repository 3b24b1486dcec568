"""Makes an agency of any size with a handful of statements that run inside PostgreSQL.

Everything follows from the number of the person by a fixed formula, so two machines that make the
same number of people make the same people. No name or number belongs to anybody.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import JSONField

from agency.models import Agency, Facility, Posting, User
from agency.roles import Role
from casemgmt.agencies import PLANS, set_up_agency
from casenotes.models import CaseNote, ContactReport, NoteType
from offenders.models import (
    CaseAssignment,
    Movement,
    Offender,
    Placement,
    SentenceDetermination,
)
from plans.models import PlanReview
from scheduling.policies import activate_packs

if TYPE_CHECKING:
    from django.db.models import Field, Model

#: The Monday on which the benchmark begins.
FIRST_DAY = date(2026, 11, 23)
PEOPLE_IN_A_FACILITY = 2000
PEOPLE_OF_AN_OFFICER = 50

#: Both policies with due dates for everybody, so that the product does more than the floor.
STANDARDS = ["au-wa/copp-10.3", "us-ok/op-060101"]

#: A hundred words, as a routine note has them.
NOTE_TEXT = "Seen on the unit; settled, working, no concerns raised by staff or by him. " * 9

#: bench_r(person, what, n): always the same number from 0 to n - 1.
_FUNCTION = """
CREATE OR REPLACE FUNCTION bench_r(person bigint, what integer, n integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ((hashint8(person * 64 + what)::bigint & 2147483647) % n)::integer $$
"""

#: What the other tables are made from: one row for each person. The last months are busiest.
_PEOPLE = """
CREATE UNLOGGED TABLE bench_person AS
SELECT id,
       arrived,
       CASE WHEN bench_r(id, 2, 100) >= 5 THEN arrived + bench_r(id, 3, 20) END AS approved,
       (id - 1) / %(in_facility)s + 1 AS facility,
       (id - 1) / %(of_officer)s + 1 AS officer,
       %(today)s::date + 200 + bench_r(id, 4, 3000) AS release
FROM (SELECT id, %(today)s::date - 3 - bench_r(id, 1, 300) AS arrived
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS id) AS arrivals
"""

_ALLOCATED = "greatest(arrived, approved) + bench_r(id, 5, 9)"
_NOON = "(({day})::timestamp + interval '12 hours') AT TIME ZONE 'Australia/Perth'"


def make_agency() -> None:
    """The agency and its standards, in force since long ago."""
    agency = set_up_agency(PLANS["au-wa"], live_from=date(2020, 1, 1), with_places=False)
    agency.standards = STANDARDS
    agency.save()
    activate_packs(agency)


def make_people(first: int, last: int, *, with_work: bool = True) -> None:
    """People numbered `first` to `last`, with their places, officers and, unless it is not
    wanted, ten months of work."""
    _make_places(last)
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)
        cursor.execute("DROP TABLE IF EXISTS bench_person")
        cursor.execute(
            _PEOPLE,
            {
                "in_facility": PEOPLE_IN_A_FACILITY,
                "of_officer": PEOPLE_OF_AN_OFFICER,
                "today": FIRST_DAY,
                "first": first,
                "last": last,
            },
        )
        cursor.execute("ANALYZE bench_person")
    _make_cases()
    if with_work:
        _make_work()
    with connection.cursor() as cursor:
        for model in (Offender, Movement):
            table = model._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [table, last],
            )
        cursor.execute("ANALYZE")


def _make_places(people: int) -> None:
    """Facilities and officers for that many people; those that are there stay."""
    for number in range(1, (people - 1) // PEOPLE_IN_A_FACILITY + 2):
        Facility.objects.get_or_create(
            pk=number,
            defaults={
                "code": f"F{number}",
                "name": f"Prison {number}",
                "time_zone": "Australia/Perth",
                "kind": "prison",
                "operator": "public",
            },
        )
    known = User.objects.count()
    officers = [
        User(pk=number, username=f"officer{number}", family_name=f"Officer {number}")
        for number in range(known + 1, (people - 1) // PEOPLE_OF_AN_OFFICER + 2)
    ]
    User.objects.bulk_create(officers, batch_size=2000)
    Posting.objects.bulk_create(
        [
            Posting(
                user=officer,
                role=Role.CASE_OFFICER,
                facility_id=(officer.pk - 1) * PEOPLE_OF_AN_OFFICER // PEOPLE_IN_A_FACILITY + 1,
                from_on=date(2020, 1, 1),
            )
            for officer in officers
        ],
        batch_size=2000,
    )


def _make_cases() -> None:
    everyone = "FROM bench_person"
    fill(
        Offender,
        everyone,
        id="id",
        number="'N' || id",
        family_name="'Family ' || mod(id, 5000)",
        given_names="'Given ' || mod(id, 700)",
        created_at=_NOON.format(day="arrived"),
    )
    fill(
        Movement,
        everyone,
        id="id",
        offender_id="id",
        kind="'arrival'",
        facility_id="facility",
        permanent="true",
        occurred_at=_NOON.format(day="arrived"),
        occurred_on="arrived",
        recorded_at=_NOON.format(day="arrived"),
    )
    fill(
        Placement,
        everyone,
        offender_id="id",
        facility_id="facility",
        permanent="true",
        arrived_at=_NOON.format(day="arrived"),
        arrived_on="arrived",
        arrival_id="id",
    )
    fill(
        SentenceDetermination,
        everyone,
        offender_id="id",
        start_on="arrived - 30",
        eed="CASE WHEN bench_r(id, 6, 100) >= 5 THEN release END",
        recorded_on="arrived",
        recorded_at=_NOON.format(day="arrived"),
    )
    fill(
        CaseAssignment,
        f"{everyone} WHERE {_ALLOCATED} < %(today)s AND bench_r(id, 7, 100) >= 3",
        offender_id="id",
        officer_id="officer",
        from_on=_ALLOCATED,
        recorded_at=_NOON.format(day="arrived"),
    )


def _make_work() -> None:
    fill(
        PlanReview,
        "FROM bench_person WHERE approved <= %(today)s",
        offender_id="id",
        plan="'imp'",
        kind="'approved'",
        done_on="approved",
        recorded_at=_NOON.format(day="approved"),
    )
    held = "(approved + make_interval(months => 6 * turn) - make_interval(days => 3))::date"
    fill(
        PlanReview,
        f"FROM bench_person, generate_series(1, 2) AS turn WHERE {held} < %(today)s",
        offender_id="id",
        plan="'imp'",
        kind="'reviewed'",
        done_on=held,
        recorded_at=_NOON.format(day=held),
    )
    first = f"({_ALLOCATED} + bench_r(id, 8, 16))"
    _fill_reports("primary", "FROM bench_person", first)
    regular = (
        "(approved + make_interval(months => 6 * turn - 3)"
        " + make_interval(days => bench_r(id, 9, 12) - 8))::date"
    )
    _fill_reports("regular", "FROM bench_person, generate_series(1, 2) AS turn", regular)
    noted = "(arrived + month * 30 + bench_r(id, 10 + month, 28))"
    fill(
        CaseNote,
        "FROM bench_person, generate_series(0, 10) AS month"
        f" WHERE {noted} < %(today)s AND bench_r(id, 30 + month, 100) >= 8",
        offender_id="id",
        type_id=str(NoteType.objects.get(code="contact").pk),
        author_id="officer",
        author_name="'Officer ' || officer",
        facility_id="facility",
        occurred_at=_NOON.format(day=noted),
        occurred_on=noted,
        recorded_at=_NOON.format(day=noted),
        recorded_on=noted,
        text="%(note_text)s",
        for_officer="true",
        form_key="gen_random_uuid()",
    )


def _fill_reports(kind: str, people: str, completed: str) -> None:
    fill(
        ContactReport,
        f"{people} WHERE {completed} < %(today)s AND bench_r(id, 50, 100) >= 5",
        offender_id="id",
        kind=f"'{kind}'",
        author_id="officer",
        author_name="'Officer ' || officer",
        facility_id="facility",
        interview_at=_NOON.format(day=completed),
        interview_on=completed,
        signed_at=_NOON.format(day=completed),
        completed_on=completed,
        form_key="gen_random_uuid()",
    )


def fill(model: type[Model], source: str, **expressions: str) -> None:
    """INSERT ... SELECT into the model's table. Columns that are not named get the model's own
    default, so that a new column of the product does not stop the benchmark."""
    columns: dict[str, str] = {}
    defaults: dict[str, Any] = {"today": FIRST_DAY, "note_text": NOTE_TEXT}
    for field in model._meta.concrete_fields:
        assert field.column is not None
        if field.column in expressions:
            columns[field.column] = expressions[field.column]
        elif not field.primary_key and not field.null:
            defaults[f"d_{field.column}"] = _prepared(field)
            columns[field.column] = f"%(d_{field.column})s"
            if isinstance(field, JSONField):
                columns[field.column] += "::jsonb"
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    statement = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) "
        f"SELECT {', '.join(columns.values())} {source}"  # only names and text of this module
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, defaults)


def _prepared(field: Field[Any, Any]) -> Any:
    value = field.get_default()
    if isinstance(value, datetime | date | uuid.UUID | list):
        return value
    return field.get_db_prep_save(value, connection)


def population() -> int:
    """How many people there are."""
    return Offender.objects.count()


def is_set_up() -> bool:
    """Whether the agency exists."""
    return Agency.objects.exists()
