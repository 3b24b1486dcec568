"""Officers as rows: each number is the length of the list that it links to."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest

from agency.models import AuditEvent, AuditEventType, Posting
from offenders.models import Exclusion
from offenders.services import assign_officer, reassign, record_movement, register_offender
from scheduling.models import Activation, DueItem
from scheduling.rates import Counts, together, window_of
from tests.cast import WITHOUT_SUMMARY

TODAY = date(2026, 11, 23)


@pytest.fixture
def owed(office):
    """Make a due item of Okafor about Ashby: `owed(days, done=days, ...)`, days from today."""
    made = []

    def make(due, *, done=None, owner=None, **facts):
        template = DueItem.objects.filter(offender=office.ashby).first()
        made.append(None)
        return DueItem.objects.create(
            occurrence=f"test/{len(made)}/{due}",
            edition=template.edition,
            standard=facts.pop("standard", "OK.TERMINATION_SUMMARY"),
            offender=facts.pop("offender", office.ashby),
            owner_role="case_officer",
            owner=owner or office.okafor,
            facility=facts.pop("facility", office.redbud),
            due_on=TODAY + timedelta(days=due),
            fulfilled_on=None if done is None else TODAY + timedelta(days=done),
            **facts,
        )

    DueItem.objects.update(withdrawn_at=datetime(2026, 11, 23, tzinfo=UTC))
    make.office = office
    return make


def row_of(page, officer):
    """The numbers of an officer's row, by label, with the address behind each."""
    text = page.content.decode()
    row = re.search(rf'<tr data-row id="officer-{officer.pk}">.*?</tr>', text, re.S).group()
    cells = re.findall(r'data-label="([^"]+)">(.*?)</td>', row, re.S)
    return {
        label: (
            " ".join(re.sub(r"<[^>]+>", " ", cell).split()),
            html.unescape((re.search(r'href="([^"]+)"', cell) or [None, ""])[1]),
        )
        for label, cell in cells
    }


def listed(client, address):
    """How many rows the list at that address has."""
    page = client.get(address)
    assert page.status_code == 200, address
    return int(re.search(r'class="sub">(\d+)', page.content.decode()).group(1))


def test_each_number_is_the_length_of_the_list_that_it_links_to(owed, sign_in) -> None:
    for days in (-40, -10, -1, 0, 3, 14, 15):
        owed(days)
    owed(-5, on_hold=True)
    owed(7, standard="OK.MONTHLY_NOTE")
    owed(5, standard="OK.MONTHLY_NOTE", done=-2)
    for _ in range(24):
        owed(-20, done=-21)
    client = sign_in(owed.office.lindqvist)
    row = row_of(client.get("/officers"), owed.office.okafor)
    assert row["Overdue"][0] == "3 overdue"
    assert row["Due, 14 days"][0] == "4 due in 14 days"
    assert row["Notes missing"][0] == "1 notes missing"
    assert row["On time"][0].startswith("89 %")
    for label, number in (("Overdue", 3), ("Due, 14 days", 4), ("Notes missing", 1)):
        assert listed(client, row[label][1]) == number
    assert listed(client, row["On time"][1]) == 27
    assert listed(client, row["Cases of capacity"][1]) == 1


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"done": -5}, (1, 1)),
        ({"done": -4}, (1, 1)),
        ({"done": -3}, (1, 0)),
        ({}, (1, 0)),
        ({"closed": "missed"}, (1, 0)),
        ({"closed": "cancelled"}, (0, 0)),
        ({"closed": "superseded"}, (0, 0)),
        ({"on_hold": True}, (0, 0)),
        ({"before_go_live": True}, (0, 0)),
        ({"withdrawn_at": datetime(2026, 11, 1, tzinfo=UTC)}, (0, 0)),
    ],
)
def test_what_counts_as_due_and_as_on_time(owed, facts, counts) -> None:
    from scheduling import rates

    owed(-4, **facts)
    items = rates.items_owed_by([owed.office.okafor.pk], [owed.office.redbud.pk])
    found = rates.counts_by_officer(items, TODAY, window_of(90, TODAY), [])
    own = found.get(owed.office.okafor.pk, Counts())
    assert (own.rated, own.on_time) == counts


def test_a_period_ends_yesterday_and_the_one_before_ends_the_day_before_it() -> None:
    window = window_of(90, TODAY)
    assert (window.first, window.last) == (date(2026, 8, 25), date(2026, 11, 22))
    assert (window.before.first, window.before.last) == (date(2026, 5, 27), date(2026, 8, 24))
    assert window.days == window.before.days == 90


def test_few_items_are_not_rated_and_none_are_none() -> None:
    assert Counts(rated=19, on_time=19).rate is None
    assert Counts(rated=20, on_time=0).rate == 0
    assert Counts(rated=30, on_time=27, before_rated=20, before_on_time=20).change_words == (
        "down 10"
    )
    assert Counts(rated=30, on_time=30, before_rated=19).change_words == "None"
    total = together([Counts(rated=12), Counts(rated=12, on_time=6)])
    assert (total.rated, total.rate) == (24, 25)


def test_none_due_and_nothing_in_time_are_said_differently(owed, sign_in) -> None:
    for _ in range(12):
        owed(-20, closed="missed")
    page = sign_in(owed.office.lindqvist).get(f"/officers/{owed.office.okafor.pk}")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "0 %, 0 of 12" in text
    assert "90 days before none due" in text
    row = row_of(sign_in(owed.office.lindqvist).get("/officers"), owed.office.reyes)
    assert row["On time"][0] == "none due"
    row = row_of(sign_in(owed.office.lindqvist).get("/officers"), owed.office.okafor)
    assert row["On time"][0].startswith("too few to rate")


def test_the_opened_row_counts_by_duty_and_links_each_number(owed, sign_in) -> None:
    owed(-20, done=-21)
    owed(-20, done=-19)
    owed(-20)
    client = sign_in(owed.office.lindqvist)
    address = f"/officers/{owed.office.okafor.pk}"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<tr class="panel-row">')
    duty = part[part.index("Termination summary") :]
    links = [html.unescape(found) for found in re.findall(r'href="([^"]+show=[^"]+)"', part)]
    by_duty = [link for link in links if "duty=" in link]
    assert len(by_duty) == 4
    assert [listed(client, link) for link in by_duty] == [3, 1, 1, 1]
    assert "33 %" in duty
    assert "<h1>OKAFOR" not in part
    assert "Okafor, Ada</h1>" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-overdue", "Reyes"),
        ("overdue", "Okafor"),
        ("name", "Okafor"),
        ("-name", "Reyes"),
        ("rate", "Okafor"),
        ("-rate", "Okafor"),
    ],
)
def test_sorting_says_which_way_and_unrated_officers_come_last(owed, sign_in, sort, first) -> None:
    for _ in range(20):
        owed(-20, done=-21)
    owed(-1, owner=owed.office.reyes, offender=owed.office.mabry)
    page = sign_in(owed.office.lindqvist).get("/officers", {"sort": sort}).content.decode()
    names = re.findall(r'href="/officers/\d+\?period=90">(\w+),', page)
    assert names[0] == first
    direction = "descending" if sort.startswith("-") else "ascending"
    assert f'aria-sort="{direction}"' in page


def test_where_the_policies_ask_for_no_monthly_note_there_is_no_such_column(
    office, sign_in
) -> None:
    assert "Notes missing" in sign_in(office.lindqvist).get("/officers").content.decode()
    with pgtrigger.ignore("scheduling.Activation:never_deleted"):
        Activation.objects.all().delete()
    page = sign_in(office.lindqvist).get("/officers").content.decode()
    assert "Notes missing" not in page
    assert "notes missing" not in page


def test_the_trend_comes_with_a_table_that_says_the_same(owed, sign_in) -> None:
    owed(-30, done=-31)
    owed(-32, done=-10)
    page = sign_in(owed.office.lindqvist).get("/officers").content.decode()
    assert "<svg" in page
    assert re.search(r'<td>Oct</td><td class="num">50 %</td><td class="num">none due</td>', page)


# ---- Who sees whom -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("lindqvist", {"Okafor, Ada", "Reyes, Luz"}),
        ("marrow", {"Okafor, Ada", "Reyes, Luz"}),
        ("strand", {"Okafor, Ada", "Reyes, Luz"}),
        ("marsh_boss", {"Marsh, Dan"}),
        ("marsh_coordinator", {"Marsh, Dan"}),
    ],
)
def test_each_sees_the_officers_of_the_own_team_unit_or_facility(
    office, sign_in, who, seen
) -> None:
    page = sign_in(office.users[who]).get("/officers").content.decode()
    assert set(re.findall(r'href="/officers/\d+\?period=90">([^<]+)<', page)) == seen


@pytest.mark.parametrize("who", ["okafor", "tran", "amsel", "noor", "coble", "ferrante"])
def test_nobody_else_reaches_the_page(office, sign_in, who) -> None:
    client = sign_in(office.users[who])
    pk = office.okafor.pk
    for address in (
        "/officers",
        "/officers/export",
        "/officers/items",
        f"/officers/{pk}",
        f"/officers/{pk}/cases",
    ):
        assert client.get(address).status_code == 404


def test_an_officer_of_another_facility_is_not_found_by_any_address(office, sign_in) -> None:
    client = sign_in(office.marsh_boss)
    pk = office.okafor.pk
    for address in (f"/officers/{pk}", f"/officers/{pk}/cases", f"/officers/items?officer={pk}"):
        assert client.get(address).status_code == 404
    assert "Okafor" not in client.get("/officers/items").content.decode()


def test_a_team_ends_with_the_posting_in_the_same_session(office, sign_in) -> None:
    client = sign_in(office.lindqvist)
    assert client.get(f"/officers/{office.okafor.pk}").status_code == 200
    Posting.objects.filter(user=office.okafor).update(supervisor=office.marsh_boss)
    assert client.get(f"/officers/{office.okafor.pk}").status_code == 404


def test_a_case_that_one_may_not_read_stays_in_the_list_without_its_person(owed, sign_in) -> None:
    owed(-3)
    owed(-2, offender=owed.office.nalder)
    Exclusion.objects.create(
        offender=owed.office.ashby, user=owed.office.lindqvist, reason="Brother"
    )
    client = sign_in(owed.office.lindqvist)
    for address in (
        "/officers/items?show=overdue",
        f"/officers/{owed.office.okafor.pk}",
        f"/officers/{owed.office.okafor.pk}/cases",
    ):
        page = client.get(address).content.decode()
        assert "Not yours to see" in page
        for canary in ("ASHBY", "744106", "NALDER", "118204"):
            assert canary not in page
    assert listed(client, "/officers/items?show=overdue") == 2


def test_what_an_officer_owes_elsewhere_is_no_business_of_this_facility(owed, sign_in) -> None:
    owed(-3, facility=owed.office.saltbush)
    row = row_of(sign_in(owed.office.strand).get("/officers"), owed.office.okafor)
    assert row["Overdue"][0] == "0"


# ---- Out of the product ----------------------------------------------------------------------


def test_the_export_has_the_same_rows_in_the_same_order(owed, sign_in) -> None:
    owed(-3, owner=owed.office.reyes, offender=owed.office.mabry)
    answer = sign_in(owed.office.lindqvist).get("/officers/export?sort=-overdue&period=90")
    assert answer["Content-Disposition"] == 'attachment; filename="officers-2026-11-23.csv"'
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [line[0] for line in lines] == ["Reyes, Luz", "Okafor, Ada"]
    assert dict(zip(head, lines[0], strict=True))["Overdue"] == "1"
    event = AuditEvent.objects.get(type=AuditEventType.EXPORTED)
    assert (event.object_type, event.details) == ("caseload", {"rows": 2, "period": 90})


@pytest.mark.parametrize("payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_export_is_a_formula(office, sign_in, payload) -> None:
    office.okafor.family_name = payload
    office.okafor.save()
    office.unit_b.name = payload
    office.unit_b.save()
    answer = sign_in(office.lindqvist).get("/officers/export")
    cells = [
        cell
        for line in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
        for cell in line
    ]
    assert any(payload.strip() in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_number_of_queries_is_the_same_for_many_officers_and_cases(
    office, sign_in, django_assert_max_num_queries
) -> None:
    from agency.models import User

    client = sign_in(office.strand)
    with django_assert_max_num_queries(20):
        client.get("/officers")
    for number in range(12):
        officer = User.objects.create_user(f"o{number}", given_names="A", family_name=f"O{number}")
        Posting.objects.create(
            user=officer,
            role="case_officer",
            facility=office.redbud,
            capacity=10,
            from_on=date(2026, 1, 1),
        )
        for case in range(3):
            person = register_offender(
                None, number=f"77{number}{case}", family_name="X", given_names="Y"
            )
            record_movement(
                person,
                None,
                kind="arrival",
                facility=office.redbud,
                permanent=True,
                occurred_at=datetime(2026, 10, 1, tzinfo=UTC),
            )
            assign_officer(person, officer, None, from_on=date(2026, 10, 2))
    with django_assert_max_num_queries(20):
        page = client.get("/officers").content.decode()
    assert len(re.findall("<tr data-row", page)) == 14
    with django_assert_max_num_queries(20):
        client.get("/officers/items?show=missing")


def test_the_outgoing_officers_summary_counts_for_the_one_who_owes_it(office, sign_in) -> None:
    link = office.ashby.assignments.get()
    reassign(
        link,
        office.reyes,
        office.strand,
        from_on=date(2026, 11, 20),
        reason="Nights",
        without=WITHOUT_SUMMARY,
    )
    client = sign_in(office.lindqvist)
    page = client.get(f"/officers/items?show=overdue&officer={office.okafor.pk}").content.decode()
    assert "Termination summary" in page
