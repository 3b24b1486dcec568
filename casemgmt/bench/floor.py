"""The floor: the four main due dates of everybody, by hand, in one statement.

It knows nothing of exemptions, absences, editions, history or why; it is what the machine can do
at best with the same tables. Allocation, primary report and cycle follow COPP 10.3 (Case
allocation; Primary (initial) contact reports; Regular contact reports), the monthly note
OP-060101 (III.A).
"""

from __future__ import annotations

import time
from datetime import date

from django.db import connection

_TABLE = """
CREATE UNLOGGED TABLE IF NOT EXISTS bench_due (
    offender_id bigint NOT NULL,
    standard text NOT NULL,
    due_on date,
    PRIMARY KEY (offender_id, standard)
)
"""

_MERGE = """
WITH facts AS (
    SELECT stay.offender_id,
           stay.arrived_on,
           approval.on_day AS approved_on,
           link.from_on AS allocated_on,
           coalesce(sentence.eed, sentence.edr, sentence.srd) AS ends_on,
           report.primary_on,
           greatest(report.regular_on, review.on_day) AS last_on,
           note.last_on AS noted_on
    FROM offenders_placement AS stay
    JOIN offenders_sentencedetermination AS sentence USING (offender_id)
    LEFT JOIN (
        SELECT offender_id, min(done_on) AS on_day FROM plans_planreview
        WHERE plan = 'imp' AND kind = 'approved' AND withdrawn_at IS NULL GROUP BY offender_id
    ) AS approval USING (offender_id)
    LEFT JOIN (
        SELECT offender_id, max(done_on) AS on_day FROM plans_planreview
        WHERE plan = 'imp' AND kind = 'reviewed' AND withdrawn_at IS NULL GROUP BY offender_id
    ) AS review USING (offender_id)
    LEFT JOIN (
        SELECT offender_id, min(from_on) AS from_on FROM offenders_caseassignment
        WHERE withdrawn_at IS NULL GROUP BY offender_id
    ) AS link USING (offender_id)
    LEFT JOIN (
        SELECT offender_id,
               max(completed_on) FILTER (WHERE kind = 'primary') AS primary_on,
               max(completed_on) FILTER (WHERE kind = 'regular') AS regular_on
        FROM casenotes_contactreport GROUP BY offender_id
    ) AS report USING (offender_id)
    LEFT JOIN (
        SELECT offender_id, max(occurred_on) AS last_on FROM casenotes_casenote
        GROUP BY offender_id
    ) AS note USING (offender_id)
    WHERE stay.departed_on IS NULL AND stay.permanent
), due AS (
    SELECT offender_id, 'allocation' AS standard,
           greatest(arrived_on, approved_on) + 7 AS due_on
    FROM facts WHERE approved_on IS NOT NULL AND allocated_on IS NULL
    UNION ALL
    SELECT offender_id, 'primary', allocated_on + 14
    FROM facts WHERE allocated_on IS NOT NULL AND primary_on IS NULL
    UNION ALL
    SELECT offender_id, 'cycle',
           (coalesce(last_on, approved_on) + CASE
               WHEN ends_on - interval '3 years' <= coalesce(last_on, approved_on)
               THEN interval '3 months' ELSE interval '6 months' END)::date
    FROM facts WHERE approved_on IS NOT NULL
    UNION ALL
    SELECT offender_id, 'monthly note',
           (date_trunc('month', %(on)s::date) + interval '1 month - 1 day')::date
    FROM facts WHERE allocated_on IS NOT NULL
      AND (noted_on IS NULL OR noted_on < date_trunc('month', %(on)s::date))
)
MERGE INTO bench_due AS stored USING due
ON stored.offender_id = due.offender_id AND stored.standard = due.standard
WHEN MATCHED AND stored.due_on IS DISTINCT FROM due.due_on THEN UPDATE SET due_on = due.due_on
WHEN NOT MATCHED THEN INSERT (offender_id, standard, due_on)
    VALUES (due.offender_id, due.standard, due.due_on)
"""


def run_floor(on: date) -> float:
    """Run it for that day; returns the seconds it took."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        began = time.perf_counter()
        cursor.execute(_MERGE, {"on": on})
        return time.perf_counter() - began


def floor_rows() -> int:
    """How many due dates it keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_due")
        row = cursor.fetchone()
    return int(row[0])
