"""OK-009 and FED-017: classifications, transfer packets, and the population by level."""

from __future__ import annotations

from datetime import date

import pytest

from agency.errors import RuleViolation
from agency.models import AuditEvent
from offenders.models import Classification, PopulationDay
from offenders.services.classification import (
    keep_population_day,
    keep_population_everywhere,
    record_classification,
    set_facility_levels,
    update_classification,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
REVIEW = {"kind": "review", "on": date(2026, 11, 9), "security_level": "medium"}


def decided(cast, person, level, on=date(2026, 11, 10)):
    facts = REVIEW | {"security_level": level, "decision": "approved", "decided_on": on}
    return record_classification(person, cast.okafor, **facts)


def test_a_packet_is_submitted_and_decided_and_its_history_stays(cast):
    packet = record_classification(
        cast.ashby,
        cast.okafor,
        kind="packet",
        on=date(2026, 11, 2),
        eligible_on=date(2027, 2, 1),
        instrument="OP-060104",
    )
    packet = update_classification(packet, cast.okafor, submitted_on=date(2026, 11, 9))
    packet = update_classification(
        packet, cast.okafor, decision="approved", decided_on=date(2026, 11, 20)
    )
    assert packet.history.count() == 3
    acts = AuditEvent.objects.filter(object_type="classification").order_by("pk")
    assert [act.type for act in acts] == ["created", "updated", "updated"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"on": date(2026, 11, 24)}, "on"),
        ({"decision": "denied"}, "decided_on"),
        ({"decided_on": TODAY}, "decision"),
        ({"kind": "packet", "decision": "denied", "decided_on": TODAY}, "submitted_on"),
        (
            {"submitted_on": TODAY, "decision": "denied", "decided_on": date(2026, 11, 20)},
            "decided_on",
        ),
        ({"decision": "approved", "decided_on": TODAY, "security_level": ""}, "security_level"),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_field(cast, facts, field):
    with pytest.raises(RuleViolation) as refused:
        record_classification(cast.ashby, cast.okafor, **(REVIEW | facts))
    assert refused.value.field == field


def test_an_officer_records_one_on_the_case_file(cast, sign_in):
    client = sign_in(cast.okafor)
    sent = {"kind": "review", "on": "2026-11-20", "security_level": "medium"}
    assert client.post(f"/case/{cast.ashby.pk}/classification", sent).status_code == 302
    made = Classification.objects.get()
    later = sent | {"decision": "approved", "decided_on": "2026-11-22"}
    assert client.post(f"/classification/{made.pk}", later).status_code == 302
    assert (
        "Approved, 22 Nov" in client.get(f"/case/{cast.ashby.pk}/classifications").content.decode()
    )
    assert "Classification review: medium" in client.get(f"/case/{cast.ashby.pk}").content.decode()
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}").content.decode()
    assert "Classification review" not in page


def test_each_day_keeps_its_count_by_unit_and_level_and_flags_what_does_not_fit(cast):
    decided(cast, cast.ashby, "medium")
    decided(cast, cast.mabry, "minimum", on=date(2026, 11, 9))
    decided(cast, cast.mabry, "Maximum")
    record_classification(cast.vann, cast.okafor, **REVIEW)
    set_facility_levels(cast.redbud, cast.strand, levels=["Medium", "maximum ", ""])
    set_facility_levels(cast.redbud, cast.strand, levels=["medium"])
    keep_population_day(cast.redbud, TODAY)
    keep_population_day(cast.redbud, TODAY)
    rows = {
        (str(row.unit), row.level): (row.people, row.mismatched)
        for row in PopulationDay.objects.filter(facility=cast.redbud)
    }
    assert rows == {
        (str(cast.unit_b), "medium"): (1, False),
        (str(cast.unit_b), "Maximum"): (1, True),
        (str(cast.unit_c), ""): (1, False),
    }
    assert keep_population_everywhere() == 4


def test_the_coordinator_sees_whose_level_is_not_the_facilitys(cast, sign_in):
    decided(cast, cast.ashby, "maximum")
    decided(cast, cast.mabry, "medium")
    client = sign_in(cast.strand)
    assert client.post("/population/levels", {"levels": "low, medium"}).status_code == 302
    keep_population_day(cast.redbud, TODAY)
    page = client.get("/population").content.decode()
    wrong = page.split('id="wrong-title"')[1].split("</section>")[0]
    assert "ASHBY" in wrong
    assert "MABRY" not in wrong
    assert "Mon 23 Nov 2026" in page.split('id="days-title"')[1]
    assert sign_in(cast.okafor).get("/population").status_code == 404
