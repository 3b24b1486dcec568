"""FED-014, 015, 016, 018: what the coordinator monitors, and looking again."""

from __future__ import annotations

from datetime import date

import pytest

from agency.errors import RuleViolation
from agency.models import AuditEvent
from conferences.models import MonitoringEntry
from conferences.services.monitoring import change_monitoring, record_monitoring

pytestmark = pytest.mark.django_db

AUDIT = {
    "kind": "audit",
    "on": date(2026, 11, 2),
    "subject": "Monthly notes of Unit B",
    "sample_size": 20,
    "findings": "Six have no facet.",
    "corrective_action": "Shown at the meeting.",
    "recheck_on": date(2026, 12, 2),
}


def test_a_weakness_is_kept_with_its_remedy_and_looked_at_again(cast, on_day):
    entry = record_monitoring(cast.redbud, cast.strand, **AUDIT)
    assert list(MonitoringEntry.objects.awaiting_recheck()) == [entry]
    on_day("2026-12-03T18:00+00:00")
    looked = {"rechecked_on": date(2026, 12, 2), "recurred": False, "recheck_findings": "None."}
    entry = change_monitoring(entry, cast.strand, **looked)
    assert not MonitoringEntry.objects.awaiting_recheck().exists()
    assert entry.history.count() == 2
    acts = AuditEvent.objects.filter(object_type="monitoringentry").order_by("pk")
    assert [act.type for act in acts] == ["created", "updated"]
    assert "Six" not in str([act.details for act in acts])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": date(2026, 11, 24)}, "on"),
        ({"recheck_on": None}, "recheck_on"),
        ({"recheck_on": date(2026, 11, 2)}, "recheck_on"),
        ({"reported_to": "Warden"}, "reported_on"),
        ({"reported_on": date(2026, 11, 3)}, "reported_to"),
        ({"recurred": True}, "rechecked_on"),
        ({"rechecked_on": date(2026, 11, 20)}, "recurred"),
        ({"rechecked_on": date(2026, 11, 1), "recurred": False}, "rechecked_on"),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_field(cast, changed, field):
    with pytest.raises(RuleViolation) as refused:
        record_monitoring(cast.redbud, cast.strand, **(AUDIT | changed))
    assert refused.value.field == field


def test_a_coordinator_keeps_the_log_and_nobody_else_reads_it(cast, sign_in):
    sent = {
        "kind": "victim_witness",
        "on": "2026-11-20",
        "subject": "Notices before release",
        "findings": "All were sent.",
    }
    client = sign_in(cast.strand)
    assert client.post("/monitoring/new", sent | {"findings": " "}).status_code == 422
    assert client.post("/monitoring/new", sent).status_code == 302
    entry = MonitoringEntry.objects.get()
    page = client.get("/monitoring").content.decode()
    assert "Notices before release" in page
    assert "Notices before release" not in client.get("/monitoring?kind=audit").content.decode()
    later = sent | {"rechecked_on": "2026-11-22", "recurred": "yes"}
    assert client.post(f"/monitoring/{entry.pk}", later).status_code == 302
    assert "Recurred" in client.get("/monitoring").content.decode()
    for other in (cast.okafor, cast.lindqvist, cast.marsh_coordinator, cast.amsel):
        assert sign_in(other).get(f"/monitoring/{entry.pk}").status_code == 404
