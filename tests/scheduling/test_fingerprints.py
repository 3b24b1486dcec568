"""A full recompute passes by what has not changed, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agency.models import Agency, Facility, Posting
from casenotes.models import CaseNote, NoteType
from offenders.models import Offender
from scheduling import fingerprints, sweep
from scheduling.gather.cases import SOURCES
from scheduling.models import CaseSchedule, DueItem
from scheduling.sync import recompute

TODAY = date(2026, 11, 23)


@pytest.fixture
def computed(cast):
    """The cast, everybody computed with a fingerprint."""
    sweep.recompute_everyone()
    return cast


def to_look_at() -> set[int]:
    return set(fingerprints.to_look_at(0, 2**62, TODAY))


def unannounced_note(cast) -> CaseNote:
    """A note that got in without anybody being told: a restored table, a load by SQL."""
    return CaseNote.objects.create(
        offender=cast.ashby,
        type=NoteType.objects.get(code="progress_review"),
        author=cast.okafor,
        occurred_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
        occurred_on=date(2026, 11, 20),
        recorded_on=TODAY,
        text="Saw him.",
    )


def test_nothing_is_looked_at_when_nothing_changed(computed) -> None:
    assert to_look_at() == set()
    changes = sweep.recompute_everyone(last=2**62)
    assert (changes.total, changes.looked_at) == (0, 0)


def test_a_fact_that_nobody_announced_is_found(computed) -> None:
    unannounced_note(computed)
    assert to_look_at() == {computed.ashby.pk}
    sweep.recompute_everyone()
    item = DueItem.objects.get(
        offender=computed.ashby, due_on="2026-11-30", standard__contains="NOTE"
    )
    assert item.fulfilled_on == date(2026, 11, 20)
    assert to_look_at() == set()


def test_a_case_recomputed_by_itself_is_looked_at_once_more(computed) -> None:
    recompute([computed.ashby.pk], "a change")
    assert to_look_at() == {computed.ashby.pk}


@pytest.mark.parametrize(
    "change",
    [
        lambda cast: Agency.objects.update(live_from=date(2026, 6, 1)),
        lambda cast: Agency.objects.update(settings={"policy": {"month_note_due_day": 15}}),
        lambda cast: Facility.objects.filter(pk=cast.redbud.pk).update(local_procedure="LP 1"),
    ],
    ids=["go-live", "setting", "local procedure"],
)
def test_what_is_common_to_all_makes_everybody_be_looked_at(computed, change) -> None:
    change(computed)
    assert to_look_at() == set(Offender.objects.values_list("pk", flat=True))


def test_an_officers_posting_bears_on_the_cases_held(computed) -> None:
    Posting.objects.filter(user=computed.okafor).update(facility=computed.saltbush)
    assert to_look_at() == {computed.ashby.pk}


def test_a_case_whose_day_has_come_is_looked_at(computed) -> None:
    CaseSchedule.objects.filter(offender=computed.mabry).update(recheck_on=TODAY)
    assert to_look_at() == {computed.mabry.pk}


def test_the_comparison_is_one_statement_however_many_cases_there_are(computed) -> None:
    with CaptureQueriesContext(connection) as queries:
        fingerprints.to_look_at(0, 2**62, TODAY)
    over_cases = [q for q in queries if "offenders_offender" in q["sql"]]
    assert len(over_cases) == 1


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_two_rows_of_a_source_can_cancel_each_other_out(name) -> None:
    """Hashes are joined by XOR, so each row must hold something of its own."""
    columns = SOURCES[name].columns
    unique = {"pk", "arrival_id", "movement_id", "officer__postings__pk"}
    assert unique & set(columns) or name == "legal_status"
