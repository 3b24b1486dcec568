"""The case file: who may read how much of it, what it shows, and how many queries it takes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agency.models import AccessReason, AuditEvent
from casenotes.models import CaseNote
from casenotes.services import add_amendment
from offenders.models import Alert, Assessment, Instrument
from offenders.services import assign_officer, raise_alert, record_release_dates
from plans.models import PlanReview
from scheduling.policies import activate_packs


def file_of(offender):
    return f"/case/{offender.pk}"


def test_the_banner_says_who_where_and_how_long(office, sign_in) -> None:
    record_release_dates(
        office.ashby,
        None,
        start_on=date(2024, 1, 1),
        recorded_on=date(2024, 1, 2),
        eed=date(2028, 9, 9),
        edr=date(2029, 3, 9),
    )
    raise_alert(office.ashby, None, label="Separation", text="Keep apart", from_on=date(2026, 1, 1))
    page = sign_in(office.okafor).get(file_of(office.ashby)).content.decode()
    for words in (
        "ASHBY, Terrell Dean",
        "744106",
        "born 17 Mar 1989, age 37",
        "Redbud Correctional Center, Unit B",
        "1 year 9 months 17 days",
        "9 Sep 2028",
        "9 Mar 2029",
        "Ada Okafor",
        "Keep apart",
    ):
        assert words in page, words


def test_open_duties_stand_with_their_action_and_why_opens_without_scripts(office, sign_in) -> None:
    client = sign_in(office.okafor)
    page = client.get(file_of(office.ashby)).content.decode()
    assert "Monthly note, Nov" in page
    assert "Due in 7 days" in page
    item = office.ashby.due_items.get(due_on=date(2026, 11, 30), standard="OK.MONTHLY_NOTE")
    opened = client.get(f"{file_of(office.ashby)}?why={item.pk}").content.decode()
    assert "minimum of a monthly entry" in opened
    assert "minimum of a monthly entry" not in page


def test_why_is_a_page_of_its_own_and_a_part_for_a_row(office, sign_in) -> None:
    client = sign_in(office.okafor)
    item = office.ashby.due_items.get(due_on=date(2026, 11, 30), standard="OK.MONTHLY_NOTE")
    assert "<h1>Why this date</h1>" in client.get(f"/due/{item.pk}/why").content.decode()
    part = client.get(f"/due/{item.pk}/why?in=row", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<tr")
    assert sign_in(office.marsh).get(f"/due/{item.pk}/why").status_code == 404


def test_each_reader_sees_as_much_as_the_table_gives(office, sign_in, write_note) -> None:
    write_note(office.ashby, office.okafor, "Words for readers.")
    whole = {"okafor", "ferrante", "strand", "marrow", "lindqvist", "tran"}
    minimal = {"reyes", "coble"}
    for name in office.users:
        answer = sign_in(office.users[name]).get(file_of(office.ashby))
        page = answer.content.decode()
        if name in whole:
            assert "Words for readers." in page, name
        elif name in minimal:
            assert answer.status_code == 200, name
            assert "Words for readers." not in page, name
            assert "1989" not in page, name
            assert "You see name, number and location" in page, name
        elif name == "noor":
            assert "Say why you open this record" in page
            assert "Words for readers." not in page
        else:
            assert answer.status_code == 404, name


def test_a_note_that_may_not_be_read_is_a_row_without_text_type_and_author(
    office, sign_in, write_note
) -> None:
    write_note(
        office.ashby,
        office.coble,
        "A canary.",
        confidential=True,
        code="positive",
        on=date(2026, 11, 19),
    )
    page = sign_in(office.tran).get(file_of(office.ashby)).content.decode()
    main = page.split("<main", 1)[1]
    assert "Restricted note." in main
    assert "19 Nov" in main
    for secret in ("A canary.", "Positive behaviour", "Rae Coble"):
        assert secret not in main, secret
    assert "A canary." in sign_in(office.okafor).get(file_of(office.ashby)).content.decode()


def test_filters_say_how_many_and_none_match_is_not_none(office, sign_in, write_note) -> None:
    client = sign_in(office.okafor)
    write_note(office.ashby, office.okafor, "Mine.")
    page = client.get(file_of(office.ashby)).content.decode()
    assert "Notes 1" in page
    assert "Movements 1" in page
    assert "Officers 1" in page
    notes = client.get(f"{file_of(office.ashby)}?show=notes").content.decode()
    assert "Mine." in notes
    assert "Arrival at Redbud" not in notes
    none = client.get(f"{file_of(office.ashby)}?show=reports").content.decode()
    assert "No entries match" in none
    assert "Show all" in none


def test_earlier_entries_follow_without_a_gap_or_a_repetition(office, sign_in, write_note) -> None:
    day = date(2026, 9, 5)
    for number in range(45):
        # Three notes share each moment: the keyset has to tell them apart.
        write_note(
            office.ashby, office.okafor, f"Entry {number:02}.", on=day + timedelta(days=number // 3)
        )
    client = sign_in(office.okafor)
    seen: list[str] = []
    address = file_of(office.ashby)
    while address:
        page = client.get(address).content.decode()
        seen += [part[:2] for part in page.split("Entry ")[1:]]
        more = page.partition('<li class="entry-more"><a class="button" href="')[2]
        address = more.partition('"')[0].replace("&amp;", "&").partition("#")[0]
    assert seen == [f"{n:02}" for n in sorted(range(45), key=lambda n: (n // 3, n), reverse=True)]


def test_amendments_stand_under_their_note_and_both_times_on_each(
    office, sign_in, write_note
) -> None:
    note = write_note(office.ashby, office.okafor, "Said on Friday.", on=date(2026, 11, 20))
    add_amendment(office.okafor, note=note, kind="error_reported", text="It was Thursday.")
    page = sign_in(office.okafor).get(f"{file_of(office.ashby)}?show=notes").content.decode()
    entry = page.split("Said on Friday.", 1)[1]
    assert "Error reported" in entry
    assert "It was Thursday." in entry
    assert "10:00</span></time>" in page
    assert 'recorded <span class="num">23 Nov, 10:00</span>' in entry


def test_the_file_takes_the_same_queries_whatever_is_in_it(office, sign_in, write_note) -> None:
    client = sign_in(office.okafor)
    client.get(file_of(office.ashby))

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(file_of(office.ashby))
        return [q["sql"] for q in found if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]

    few = len(queries())
    for number in range(30):
        note = write_note(office.ashby, office.okafor, f"Note {number}.")
        add_amendment(office.okafor, note=note, text="More.")
    many = queries()
    assert len(many) <= few + 1, many
    assert len(many) <= 52, len(many)  # sections of nine areas, each a fixed number


# ---- Auditors ----------------------------------------------------------------------------------


def test_an_auditor_says_why_and_reads_for_an_hour(office, sign_in, on_day, write_note) -> None:
    write_note(office.ashby, office.okafor, "Words for readers.")
    client = sign_in(office.noor)
    short = client.post(f"{file_of(office.ashby)}/reason", {"reason": "Because I may."})
    assert short.status_code == 422
    assert AccessReason.objects.count() == 0
    client.post(f"{file_of(office.ashby)}/reason", {"reason": "Complaint 2026-118 about notes"})
    assert "Words for readers." in client.get(file_of(office.ashby)).content.decode()
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.reason) == ("read", "Complaint 2026-118 about notes")
    assert AuditEvent.objects.filter(type="reason_given").count() == 1
    client.logout()
    on_day(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    assert "Say why you open" in sign_in(office.noor).get(file_of(office.ashby)).content.decode()


def test_nobody_but_an_auditor_gives_a_reason(office, sign_in) -> None:
    for name in ("okafor", "reyes", "marsh", "amsel"):
        answer = sign_in(office.users[name]).post(
            f"{file_of(office.ashby)}/reason", {"reason": "A long enough reason to look"}
        )
        assert answer.status_code == 404, name


# ---- What is recorded from the file ------------------------------------------------------------


def test_an_alert_is_raised_shown_and_ended(office, sign_in) -> None:
    client = sign_in(office.okafor)
    client.post(
        f"{file_of(office.ashby)}/alert",
        {"label": "Interpreter", "text": "Speaks Tagalog", "from_on": "2026-11-23"},
    )
    assert "Speaks Tagalog" in client.get(file_of(office.ashby)).content.decode()
    alert = Alert.objects.get()
    early = client.post(f"/alert/{alert.pk}/end", {"until_on": "2026-11-22"})
    assert "An alert cannot end before it starts." in early.content.decode()
    client.post(f"/alert/{alert.pk}/end", {"until_on": "2026-11-23"})
    assert Alert.objects.get().until_on == date(2026, 11, 23)


def test_who_may_raise_alerts_is_as_the_table_has_it(office, sign_in) -> None:
    for name, expected in (
        ("okafor", 200),
        ("ferrante", 200),
        ("strand", 200),
        ("marrow", 200),
        ("tran", 200),
        ("reyes", 403),
        ("lindqvist", 404),
        ("coble", 404),
        ("marsh", 404),
        ("noor", 404),
    ):
        answer = sign_in(office.users[name]).get(f"{file_of(office.ashby)}/alert")
        assert answer.status_code == expected, name


def test_an_assessment_without_a_level_takes_that_of_its_band(office, sign_in) -> None:
    client = sign_in(office.okafor)
    instrument = Instrument.objects.get(code="LS/CMI")
    sent = {"instrument": instrument.pk, "assessed_on": "2026-11-20", "score": "24"}
    client.post(f"{file_of(office.ashby)}/assessment", sent)
    assert Assessment.objects.get().level == "high"
    again = client.post(f"{file_of(office.ashby)}/assessment", sent)
    assert "already recorded" in again.content.decode()
    empty = client.post(f"{file_of(office.ashby)}/assessment", sent | {"score": ""})
    assert "Give a score or a level." in empty.content.decode()


def test_a_plan_approval_is_recorded_by_those_who_may(office, sign_in) -> None:
    address = f"{file_of(office.ashby)}/plan-review"
    client = sign_in(office.ferrante)
    sent = {"plan": "imp", "kind": "approved", "done_on": "2026-11-20"}
    client.post(address, sent)
    assert PlanReview.objects.get().done_by == office.ferrante
    wrong = client.post(address, sent | {"resets_cycle": "on"})
    assert "Only a review can start the cycle anew." in wrong.content.decode()
    assert "Individual Management Plan" in client.get(file_of(office.ashby)).content.decode()


def test_an_officer_records_adjustment_reviews_and_approves_no_plan(office, sign_in) -> None:
    address = f"{file_of(office.ashby)}/plan-review"
    client = sign_in(office.okafor)
    sent = {"plan": "imp", "kind": "approved", "done_on": "2026-11-20"}
    assert client.post(address, sent).status_code == 422
    assert PlanReview.objects.count() == 0
    before = office.ashby.due_items.get(standard="OK.ADJUSTMENT_REVIEW", fulfilled_on=None).due_on
    client.post(address, {"plan": "accountability", "kind": "reviewed", "done_on": "2026-11-20"})
    after = office.ashby.due_items.get(standard="OK.ADJUSTMENT_REVIEW", fulfilled_on=None).due_on
    assert (before, after) == (date(2027, 1, 1), date(2027, 3, 20))


@pytest.mark.parametrize("path", ["alert", "assessment", "note", "report/primary"])
def test_opening_a_form_writes_nothing_but_its_event(office, sign_in, path) -> None:
    client = sign_in(office.okafor)
    before = AuditEvent.objects.count(), CaseNote.objects.count()
    client.get(f"{file_of(office.ashby)}/{path}")
    assert (AuditEvent.objects.count(), CaseNote.objects.count()) == (before[0] + 1, before[1])


def test_contact_reports_are_offered_where_the_standards_ask_for_them(office, sign_in) -> None:
    client = sign_in(office.okafor)
    offered = "Primary Contact Report"
    assert offered not in client.get(file_of(office.ashby)).content.decode()
    office.agency.standards = ["au-wa/copp-10.3"]
    office.agency.save()
    activate_packs(office.agency)
    assert offered in client.get(file_of(office.ashby)).content.decode()


@pytest.mark.parametrize(
    ("loader", "part"),
    [("contact_records", "Contact"), ("plan_section", "The plans"), ("unit_team_of", "The unit")],
)
def test_a_part_that_fails_fails_alone(office, sign_in, monkeypatch, loader, part) -> None:
    def broken(*_args):
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM offenders_offender")

    monkeypatch.setattr(f"casemgmt.pages.case_file.around.{loader}", broken)
    answer = sign_in(office.okafor).get(file_of(office.ashby))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{part}" in page
    assert "could not be loaded" in page
    assert "Monthly note, Nov" in page


@pytest.mark.parametrize(("from_on", "late"), [("2026-11-21", True), ("2026-11-22", False)])
def test_an_allocation_that_was_recorded_later_than_the_next_day_says_so(
    office, sign_in, from_on, late
) -> None:
    assign_officer(office.vann, office.okafor, office.strand, from_on=date.fromisoformat(from_on))
    page = sign_in(office.okafor).get(file_of(office.vann)).content.decode()
    assert "is the officer in charge" in page
    assert ("late entry" in page) is late
