"""What the agency decides for itself: its readings of policies, and its words."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from agency import jobs
from agency.models import Agency, AuditEvent, AuditEventType, Job
from casemgmt.pages.settings.forms import PolicySettingsForm
from scheduling.models import DueItem
from scheduling.policy.settings import Settings

ADDRESS = "pages:settings"


def as_sent(**changed):
    """What a browser sends when somebody saves the page."""
    form = PolicySettingsForm(now=Settings())
    sent = {}
    for name, field in form.fields.items():
        value = form.initial[name]
        if hasattr(field, "compress"):
            number, unit = field.widget.decompress(value)
            sent |= {f"{name}_0": number, f"{name}_1": unit}
        elif value is True:
            sent[name] = "on"
        elif value is not False:
            sent[name] = field.prepare_value(value)
    return sent | changed


def due_day_of_the_note(office):
    Job.objects.update(not_before="2026-11-23T00:00+00:00")
    jobs.run_open_jobs()
    return (
        DueItem.objects.filter(
            offender=office.ashby, standard="OK.MONTHLY_NOTE", due_on__gte=date(2026, 11, 1)
        )
        .order_by("due_on")
        .values_list("due_on", flat=True)
        .first()
    )


def test_a_chosen_day_for_the_monthly_note_moves_the_due_dates(office, sign_in):
    page = sign_in(office.amsel).post(reverse(ADDRESS), as_sent(month_note_due_day="25"))
    assert page.status_code == 302
    assert Agency.objects.get().setting("policy", {}) == {"month_note_due_day": 25}
    assert due_day_of_the_note(office) == date(2026, 11, 25)


def test_a_change_is_on_record_with_the_earlier_value(office, sign_in):
    client = sign_in(office.amsel)
    client.post(reverse(ADDRESS), as_sent(month_note_due_day="25"))
    client.post(reverse(ADDRESS), as_sent(month_note_due_day="28"))
    event = AuditEvent.objects.filter(type=AuditEventType.SETTING_CHANGED).latest("pk")
    assert event.details["policy"] == {"month_note_due_day": {"before": 25, "after": 28}}


def test_saving_what_is_shipped_stores_nothing_and_starts_no_work(office, sign_in):
    before = Job.objects.count()
    sign_in(office.amsel).post(reverse(ADDRESS), as_sent())
    assert Agency.objects.get().setting("policy", {}) == {}
    assert Job.objects.count() == before


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"month_note_due_day": "41"}, "expected 0 to 31, found 41"),
        ({"month_note_due_day": "soon"}, "Write a whole number"),
        ({"note_similarity_warning": "2"}, "expected a number from 0 to 1"),
        ({"adjustment_review_0": "", "adjustment_review_1": "days"}, "how many months or days"),
        ({"adjustment_review_0": "0", "adjustment_review_1": "days"}, "expected more than nothing"),
        ({"holidays": "2026-12-25\nChristmas"}, "“Christmas” is not a date"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_stays_in_its_field(office, sign_in, sent, words):
    page = sign_in(office.amsel).post(reverse(ADDRESS), as_sent(**sent))
    assert page.status_code == 422
    text = page.content.decode().lower()
    assert words.lower() in text
    for value in sent.values():
        assert value.split("\n")[-1].lower() in text
    assert Agency.objects.get().setting("policy", {}) == {}


def test_only_who_owns_policy_changes_settings(office, sign_in):
    for person in (office.okafor, office.lindqvist, office.strand, office.noor):
        assert sign_in(person).get(reverse(ADDRESS)).status_code == 404


def test_the_agencys_word_stands_on_the_next_page(office, sign_in):
    client = sign_in(office.amsel)
    address = reverse("pages:settings-words")
    words = {"offender": "resident", "offender_plural": "residents"}
    client.post(address, words)
    assert Agency.objects.get().terms == words
    assert 'value="resident"' in client.get(address).content.decode()
    event = AuditEvent.objects.filter(type=AuditEventType.SETTING_CHANGED).latest("pk")
    assert event.details["words"]["offender"] == {"before": "inmate", "after": "resident"}
