"""OK-027, WA-004, WA-031: figures across the agency, their export, a sample to draw again."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from agency.models import AuditEvent
from scheduling.compliance import Scope, figures, items_in, sample_of, total_of
from scheduling.models import DueItem, PolicyEdition
from scheduling.policies import activate_packs

pytestmark = pytest.mark.django_db

SEPTEMBER = Scope(date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def kept(cast):
    """`kept("2026-09-30", done="2026-09-28")`: an item of Ashby that Okafor owes."""
    activate_packs(cast.agency)
    DueItem.objects.update(withdrawn_at="2026-01-01T00:00Z")
    edition = PolicyEdition.objects.first()

    def make(due, done=None, **more):
        known = {"owner": cast.okafor, "facility": cast.redbud, "offender": cast.ashby} | more
        return DueItem.objects.create(
            occurrence=f"test:{DueItem.objects.count()}",
            edition=edition,
            standard=more.pop("standard", "OK.MONTHLY_NOTE"),
            owner_role="case_officer",
            due_on=due,
            fulfilled_on=done,
            **{key: value for key, value in known.items() if key != "standard"},
        )

    return make


@pytest.fixture
def september(kept, cast):
    """Of Okafor: one in time, one late, one missed, one never done, one on hold; one of Marsh."""
    kept("2026-09-30", "2026-09-30")
    kept("2026-09-30", "2026-10-02")
    kept("2026-09-29", closed="missed", closed_on="2026-10-31")
    kept("2026-09-28")
    kept("2026-09-27", on_hold=True)
    kept("2026-10-01")
    kept("2026-09-30", "2026-09-01", facility=cast.saltbush, owner=cast.marsh)


def numbers(line):
    return (line.due, line.in_time, line.late, line.missed, line.not_done)


def test_each_item_is_in_time_late_missed_or_not_done(cast, september):
    lines = figures(items_in(cast.quist, SEPTEMBER), ["facility"])
    assert {line.names[0]: numbers(line) for line in lines} == {
        cast.redbud.name: (4, 1, 1, 1, 1),
        cast.saltbush.name: (1, 1, 0, 0, 0),
    }
    assert numbers(total_of(lines)) == (5, 2, 1, 1, 1)
    assert total_of(lines).share == 40


@pytest.mark.parametrize(("by", "lines"), [("officer", 2), ("duty", 1), ("month", 1)])
def test_the_same_items_are_counted_whatever_they_are_broken_down_by(cast, september, by, lines):
    found = figures(items_in(cast.quist, SEPTEMBER), [by])
    assert len(found) == lines
    assert total_of(found).due == 5


def test_a_duty_that_gives_a_confidential_record_away_is_not_counted(cast, kept):
    kept("2026-09-30", standard="OK.DHS_PREGNANCY")
    assert not items_in(cast.quist, SEPTEMBER).exists()


def test_the_page_shows_figures_and_nothing_of_a_case(cast, september, sign_in):
    client = sign_in(cast.quist)
    asked = "first=2026-09-01&last=2026-09-30"
    page = client.get(f"/compliance?{asked}&by=officer").content.decode()
    assert "Okafor, Ada" in page
    drawn = client.get(f"/compliance/sample?{asked}&seed=7").content.decode()
    exported = client.get(f"/compliance/export?{asked}").content.decode("utf-8-sig")
    for text in (page, drawn, exported):
        assert "ashby" not in text.lower()
        assert cast.ashby.number not in text
    assert "/due/" not in drawn
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert sum(int(row["Due"]) for row in rows) == 5
    assert {row["Month"] for row in rows} == {"September 2026"}


def test_a_name_in_the_export_is_no_formula(cast, september, sign_in):
    cast.okafor.family_name = "=1+1"
    cast.okafor.save()
    exported = sign_in(cast.quist).get("/compliance/export?first=2026-09-01").content.decode()
    assert "'=1+1" in exported


def test_a_sample_is_drawn_again_from_its_seed_and_the_log_keeps_it(cast, september, sign_in):
    items = items_in(cast.quist, SEPTEMBER)
    one, again = (sample_of(items, seed=12, size=3) for _ in range(2))
    assert [row.pk for row in one.rows] == [row.pk for row in again.rows]
    assert (one.pool, len(one.rows), one.fingerprint) == (5, 3, again.fingerprint)
    DueItem.objects.filter(pk=one.rows[0].pk).update(on_hold=True)
    assert sample_of(items, seed=12, size=3).fingerprint != one.fingerprint
    begun = sign_in(cast.quist).get("/compliance/sample?first=2026-09-01&last=2026-09-30&size=2")
    assert begun.status_code == 302
    seed = re.search(r"seed=(\d+)", begun.url)[1]
    page = sign_in(cast.quist).get(begun.url).content.decode()
    assert f"2 of 4 items, seed {seed}" in page
    logged = AuditEvent.objects.filter(object_type="compliance_sample").latest("pk").details
    assert (logged["seed"], logged["pool"], logged["size"]) == (int(seed), 4, 2)


def test_a_period_the_wrong_way_round_says_so(cast, sign_in):
    page = sign_in(cast.quist).get("/compliance?first=2026-09-30&last=2026-09-01")
    assert "lies before the first" in page.content.decode()
    assert sign_in(cast.okafor).get("/compliance").status_code == 404
