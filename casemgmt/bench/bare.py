"""The same answers in bare SQL, written by hand: what a search costs the machine at least.

No access table, no confidentiality but that of the type, no cards, no pages: the people by the
shortest way, their notes that match, newest first, with the names that a card shows, the reports
that match and the additions to what was found.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

_CARD = """
SELECT note.id, note.offender_id, note.occurred_at, note.recorded_at, note.text, note.author_name,
       note.facets, note.contact_mode, type.name, place.name, place.time_zone,
       person.family_name, person.given_names, person.number
FROM ({newest}) AS note
JOIN casenotes_notetype AS type ON type.id = note.type_id
LEFT JOIN agency_facility AS place ON place.id = note.facility_id
JOIN offenders_offender AS person ON person.id = note.offender_id
ORDER BY note.occurred_at DESC, note.id DESC
"""

_NOTES = """
SELECT * FROM casenotes_casenote
WHERE {people} AND {words}
ORDER BY occurred_at DESC, id DESC LIMIT 21
"""

_REPORTS = """
SELECT report.* FROM casenotes_contactreport AS report
WHERE {people} AND ({summary} OR EXISTS (
    SELECT FROM casenotes_reportanswer AS answer
    WHERE answer.report_id = report.id AND {comment}
))
ORDER BY signed_at DESC, id DESC LIMIT 21
"""

_ADDITIONS = "SELECT * FROM casenotes_amendment WHERE note_id = ANY(%s)"

ONE_PERSON = "offender_id = %(who)s"
CASELOAD = """offender_id = ANY(ARRAY(
    SELECT offender_id FROM offenders_caseassignment
    WHERE officer_id = %(who)s AND until_on IS NULL AND withdrawn_at IS NULL))"""
FACILITY = """offender_id = ANY(ARRAY(
    SELECT offender_id FROM offenders_placement
    WHERE facility_id = %(who)s AND departed_at IS NULL))"""

#: The texts are read; or the index of words is asked.
READING = "folded_text({column}) ~ %(pattern)s"
INDEX = "note_words({column}) @@ to_tsquery('simple', %(lexeme)s)"


def search(people: str, words: str, who: int, pattern: str, lexeme: str) -> list[Any]:
    """The notes found; the reports and additions are fetched and left. words: READING or INDEX."""
    asked: dict[str, int | str] = {"who": who, "pattern": pattern, "lexeme": lexeme}

    def said(column: str) -> str:
        return words.format(column=column)

    with connection.cursor() as cursor:
        newest = _NOTES.format(people=people, words=said("text"))
        cursor.execute(_CARD.format(newest=newest), asked)
        notes = cursor.fetchall()
        cursor.execute(
            _REPORTS.format(people=people, summary=said("summary"), comment=said("comment")), asked
        )
        cursor.fetchall()
        cursor.execute(_ADDITIONS, [[note[0] for note in notes]])
        cursor.fetchall()
    return notes


def newest(people: str, who: int) -> list[Any]:
    """The newest notes without a search, with their additions."""
    with connection.cursor() as cursor:
        inner = _NOTES.format(people=people, words="true")
        cursor.execute(_CARD.format(newest=inner), {"who": who})
        notes = cursor.fetchall()
        cursor.execute(_ADDITIONS, [[note[0] for note in notes]])
        cursor.fetchall()
    return notes
