"""What people may apply for and what they were told of it: COPP 10.3, Additional contact and
reporting by Case Officers (WA-023)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casemgmt.shipped import install_shipped_data
from offenders.models import Application
from offenders.services import record_application, update_application
from scheduling import sync
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from tests.cast import TODAY

#: 60 days after the day on which tests take place, the first day on which the duty is overdue.
ELIGIBLE = date(2027, 1, 22)


@pytest.fixture
def western(cast):
    """The cast in an agency of Western Australia's standards."""
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    install_shipped_data()
    activate_packs(cast.agency)
    return cast


def parole(cast, eligible_on=ELIGIBLE, **facts):
    return record_application(
        cast.ashby, cast.okafor, kind="parole", eligible_on=eligible_on, **facts
    )


def owed(cast):
    sync.recompute([cast.ashby.pk], "a test looks")
    return [
        (item.due_on, item.closed, item.fulfilled_on)
        for item in DueItem.objects.standing().filter(offender=cast.ashby, standard="WA.INFORM")
    ]


def test_telling_is_due_60_days_before_the_person_may_apply(western):
    assert owed(western) == []
    parole(western)
    assert owed(western) == [(TODAY, "", None)]


def test_telling_the_person_fulfils_the_duty_and_says_who_told(western):
    application = parole(western)
    events = AuditEvent.objects.count()
    told = update_application(
        application, western.ferrante, informed_on=TODAY, informed_note="Forms and hearing"
    )
    assert AuditEvent.objects.count() == events + 1
    assert (told.informed_by, told.history.count()) == (western.ferrante, 2)
    assert owed(western) == [(TODAY, "", TODAY)]


def test_nobody_is_told_of_what_is_no_longer_wanted(western):
    update_application(parole(western), western.okafor, no_longer_wanted_on=TODAY)
    assert owed(western) == [(TODAY, "cancelled", None)]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"informed_on": date(2026, 11, 24)}, "informed_on"),
        ({"informed_note": "Forms"}, "informed_on"),
        ({"applied_on": date(2026, 11, 24), "informed_on": TODAY}, "applied_on"),
        ({"applied_on": date(2026, 11, 20), "informed_on": TODAY}, "applied_on"),
        ({"applied_on": TODAY}, "applied_on"),
        ({"applied_before_informed": True}, "applied_before_informed"),
        ({"outcome": "granted"}, "applied_on"),
        ({"no_longer_wanted_on": date(2026, 11, 24)}, "no_longer_wanted_on"),
        (
            {"informed_on": TODAY, "applied_on": TODAY, "no_longer_wanted_on": TODAY},
            "outcome",
        ),
    ],
)
def test_contradictions_are_refused_at_their_field(cast, facts, field):
    with pytest.raises(RuleViolation) as found:
        parole(cast, **facts)
    assert found.value.field == field
    assert not Application.objects.exists()


def test_who_applied_without_being_told_is_recorded_as_such(cast):
    made = parole(cast, applied_on=TODAY, applied_before_informed=True, outcome="refused")
    assert (made.informed_by, made.get_outcome_display()) == (None, "Refused")


def test_one_thing_may_be_applied_for_from_one_day_once(cast):
    first = parole(cast)
    with pytest.raises(RuleViolation, match="recorded already"):
        parole(cast)
    with (
        pytest.raises(IntegrityError, match="one_current_application"),
        transaction.atomic(),
    ):
        Application.objects.create(offender=cast.ashby, kind="parole", eligible_on=ELIGIBLE)
    update_application(first, cast.okafor, no_longer_wanted_on=TODAY)
    parole(cast)


def test_the_worklist_leads_to_the_telling(western, sign_in):
    application = parole(western)
    owed(western)
    client = sign_in(western.okafor)
    listed = reverse("pages:applications", args=[western.ashby.pk])
    assert listed in client.get(reverse("pages:worklist")).content.decode()
    page = client.get(listed).content.decode()
    address = reverse("pages:application-change", args=[application.pk])
    assert address in page
    sent = {
        "kind": "parole",
        "eligible_on": "2027-01-22",
        "informed_on": "2026-11-23",
        "informed_by": western.okafor.pk,
        "informed_note": "Which forms the coordinator needs",
    }
    assert client.post(address, sent).status_code == 302
    page = client.get(listed).content.decode()
    assert "Which forms the coordinator needs" in page
    assert "by Ada Okafor" in page


def test_a_mistake_keeps_what_was_typed(western, sign_in):
    address = reverse("pages:application-new", args=[western.ashby.pk])
    sent = {
        "kind": "home_leave",
        "eligible_on": "2027-03-01",
        "informed_on": "2026-12-24",
        "informed_by": western.okafor.pk,
        "informed_note": "Sponsor and address",
    }
    answer = sign_in(western.okafor).post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody was told in the future." in page
    assert 'value="Sponsor and address"' in page
    assert 'value="2026-12-24"' in page


def test_the_case_file_lists_applications_only_where_a_standard_asks(cast, sign_in, request):
    client = sign_in(cast.okafor)
    file = reverse("pages:case-file", args=[cast.ashby.pk])
    assert 'id="applications"' not in client.get(file).content.decode()
    parole(request.getfixturevalue("western"))
    page = client.get(file).content.decode()
    assert 'id="applications"' in page
    assert "Not told yet" in page


@pytest.mark.parametrize("who", ["reyes", "marsh", "lindqvist"])
def test_a_colleague_without_the_case_changes_nothing(western, sign_in, who):
    application = parole(western)
    address = reverse("pages:application-change", args=[application.pk])
    answer = sign_in(getattr(western, who)).post(address, {"kind": "parole"})
    assert answer.status_code == 404
    application.refresh_from_db()
    assert (application.eligible_on, application.history.count()) == (ELIGIBLE, 1)


@pytest.mark.parametrize(("who", "expected"), [("reyes", 403), ("marsh", 404)])
def test_who_knows_the_person_is_told_that_adding_is_not_allowed(western, sign_in, who, expected):
    address = reverse("pages:application-new", args=[western.ashby.pk])
    sent = {"kind": "parole", "eligible_on": "2027-01-22"}
    assert sign_in(getattr(western, who)).post(address, sent).status_code == expected
    assert not Application.objects.exists()
