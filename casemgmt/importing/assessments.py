"""The assessments file: results of the agency's instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgmt.importing.saver import Saver, differing
from offenders.models import Assessment, Instrument

if TYPE_CHECKING:
    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row


def import_assessments(batch: Batch) -> None:
    """Add and change results."""
    if not batch.has_rows("assessments"):
        return
    context = batch.context
    instruments = {i.code: i for i in Instrument.objects.prefetch_related("bands")}
    stored = {
        (a.offender_id, a.instrument_id, a.assessed_on): a
        for a in Assessment.objects.standing().filter(offender_id__in=batch.pks())
    }
    saver = Saver(context, Assessment)
    for person in batch.known():
        for row in person.rows["assessments"]:
            instrument = instruments.get(row.values["instrument"])
            if instrument is None:
                known = ", ".join(instruments)
                context.refuse(row, "instrument", f"Not an instrument of the agency: {known}.")
                continue
            key = (person.pk, instrument.pk, row.values["assessed_on"])
            _assessment(context, person, row, instrument, stored.get(key), saver)
        person.drop_refused("assessments")
    saver.write()


def _assessment(
    context: Context,
    person: Person,
    row: Row,
    instrument: Instrument,
    stored: Assessment | None,
    saver: Saver,
) -> None:
    bands = [b for b in instrument.bands.all() if b.holds_on(row.values["assessed_on"])]
    level = row.values.get("level")
    if level is not None and bands and level not in {band.level for band in bands}:
        known = ", ".join(band.level for band in bands)
        context.refuse(row, "level", f"{instrument} has the levels {known}.")
    elif level is not None and len(level) > 40:
        context.refuse(row, "level", "It is too long; 40 characters is the most.")
    if row.values["assessed_on"] > context.today():
        context.refuse(row, "assessed_on", "It lies in the future.")
    if row.refused:
        return
    wanted: dict[str, Any] = {}
    if "score" in row.values:
        wanted["score"] = row.values["score"]
    score = row.get("score", stored.score if stored else None)
    if "level" in row.values or (stored is None and score is not None):
        # As when it is typed here: a score without a level has the level of its band.
        of_band = (
            b.level
            for b in bands
            if score is not None and b.lowest_score <= score <= b.highest_score
        )
        wanted["level"] = level or next(of_band, "")
    if "domain_scores" in row.values:
        wanted["domain_scores"] = row.values["domain_scores"] or {}
    if stored is None:
        saver.new.append(
            Assessment(
                offender_id=person.pk,
                instrument=instrument,
                assessed_on=row.values["assessed_on"],
                recorded_at=context.now,
                recorded_by=context.by,
                **wanted,
            )
        )
        person.count(context, row, new=True)
        return
    differences = differing(stored, wanted)
    if differences:
        saver.change(stored, differences)
    person.count(context, row, changed=bool(differences))
