"""The sentences file: determinations of release dates, added and never overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offenders.models import SentenceDetermination

if TYPE_CHECKING:
    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row

BATCH = 1_000
ENDS = ("eed", "edr", "srd")
COMPARED = ("start_on", *ENDS)


def import_sentences(batch: Batch) -> None:
    """Add determinations; a changed one is a new row that names the old one."""
    if not batch.has_rows("sentences"):
        return
    context = batch.context
    stored = batch.by_person(
        SentenceDetermination.objects.filter(offender_id__in=batch.pks()).order_by("pk")
    )
    new = []
    for person in batch.known():
        for row in person.rows["sentences"]:
            determination = _determination(context, person, row, stored[person.pk])
            if determination is not None:
                new.append(determination)
        person.drop_refused("sentences")
    SentenceDetermination.objects.bulk_create(new, batch_size=BATCH)


def _determination(
    context: Context, person: Person, row: Row, stored: list[SentenceDetermination]
) -> SentenceDetermination | None:
    """The unsaved row; None when it is refused or says what is stored."""
    recorded_on = row.values["recorded_on"]
    word = last_word([d for d in stored if d.recorded_on == recorded_on])
    wanted = {"start_on": row.values["start_on"]}
    wanted |= {name: row.get(name, getattr(word, name, None)) for name in ENDS}
    today = context.today()
    for column in ("start_on", "recorded_on"):
        if row.values[column] > today:
            context.refuse(row, column, "It lies in the future.")
    if recorded_on < wanted["start_on"]:
        context.refuse(row, "recorded_on", "It was recorded before it happened.")
    for name in ENDS:
        if wanted[name] is not None and wanted[name] < wanted["start_on"]:
            context.refuse(row, name, f"The {name.upper()} lies before the start.")
    if row.refused:
        return None
    if word is not None and all(getattr(word, name) == wanted[name] for name in COMPARED):
        person.count(context, row)
        return None
    person.count(context, row, new=word is None, changed=True)
    return SentenceDetermination(
        offender_id=person.pk,
        recorded_on=recorded_on,
        recorded_at=context.now,
        recorded_by=context.by,
        corrects=_tip(word, stored) if word is not None else None,
        source=context.source,
        **wanted,
    )


def last_word(same: list[SentenceDetermination]) -> SentenceDetermination | None:
    """What was said last of that day: by an import, else by anyone. See `custody`."""
    return max([d for d in same if d.source] or same, key=lambda d: d.pk, default=None)


def _tip(word: SentenceDetermination, stored: list[SentenceDetermination]) -> SentenceDetermination:
    by_corrected = {d.corrects_id: d for d in stored if d.corrects_id}
    while word.pk in by_corrected:
        word = by_corrected[word.pk]
    return word
