"""The worklist: whose duties, in which order, under which numbers, in how many queries."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agency.models import AuditEvent
from casemgmt.pages.worklist.rows import ROWS_ON_A_PAGE
from offenders.models import Offender
from offenders.services import raise_alert, reassign, record_movement
from tests.cast import WITHOUT_SUMMARY
from tests.pages.caseload import give_cases

QUERIES_AT_MOST = 12


def rows(page: str) -> list[str]:
    return re.findall(r'<tr id="row-\d+" data-row>.*?</tr>', page, re.DOTALL)


def names(page: str) -> list[str]:
    return re.findall(r"data-open>([^<]+)</a>", page)


def tab_counts(page: str) -> dict[str, int]:
    found = re.findall(r'>([A-Z][a-z ]+?) <span class="count[^"]*">(\d+)</span></a>', page)
    return {name: int(number) for name, number in found}


@pytest.fixture
def worklist_of(sign_in):
    def get(user, query="", **headers):
        return sign_in(user).get(f"/worklist{query}", headers=headers).content.decode()

    return get


def test_an_officer_sees_the_own_cases_and_nobody_elses(office, worklist_of) -> None:
    page = worklist_of(office.okafor)
    assert "ASHBY, Terrell Dean" in page
    assert "MABRY, Cole" not in page
    assert "NALDER, Reece" not in page
    assert "Monday 23 November 2026 · 1 inmate · Redbud Correctional Center" in page


def test_a_row_says_who_where_what_when_and_what_to_do(office, worklist_of, write_note) -> None:
    write_note(office.ashby, office.okafor, "Seen.", on=date(2026, 10, 26))
    raise_alert(office.ashby, None, label="Separation", text="Apart", from_on=date(2026, 1, 1))
    (row,) = (r for r in rows(worklist_of(office.okafor)) if "Monthly note, Nov" in r)
    for words in (
        "744106",
        "Unit B",
        "Due in 7 days",
        "Mon 30 Nov",
        "26 Oct",
        "Contact",
        "Separation",
        "Log note",
    ):
        assert words in row, words


def test_each_tab_counts_the_rows_that_it_shows(office, worklist_of) -> None:
    give_cases(office, office.okafor, 23)
    counts = tab_counts(worklist_of(office.okafor))
    assert counts["Overdue"] > 0
    assert counts["Due"] > 0
    for name, key in (("Overdue", "overdue"), ("Due", "due"), ("On hold", "hold"), ("All", "all")):
        assert len(rows(worklist_of(office.okafor, f"?tab={key}"))) == counts[name], name


def test_each_bar_counts_the_rows_behind_its_link(office, worklist_of) -> None:
    give_cases(office, office.okafor, 17)
    page = worklist_of(office.okafor)
    links = re.findall(r'href="(/worklist\?day=[\d-]+)">(\d+)<', page)
    assert len(links) >= 2
    for address, number in links:
        assert len(rows(worklist_of(office.okafor, address.removeprefix("/worklist")))) == int(
            number
        ), address


def test_rows_stand_by_urgency_under_headings_with_their_whole_number(office, worklist_of) -> None:
    give_cases(office, office.okafor, 70)
    page = worklist_of(office.okafor)
    headings = re.findall(r'scope="colgroup">([^<]+) <span class="count">(\d+)</span>', page)
    assert [name for name, _ in headings][:2] == ["Overdue", "Due in the next 7 days"]
    assert int(headings[0][1]) == tab_counts(page)["Overdue"]


def test_sort_filter_and_page_survive_one_another(office, worklist_of) -> None:
    give_cases(office, office.okafor, 180)
    page = worklist_of(office.okafor, "?sort=-name&tab=due&q=6&duty=OK.MONTHLY_NOTE&page=2")
    assert 'aria-sort="descending"' in page
    for kept in ("sort=-name", "tab=due", "q=6", "duty=OK.MONTHLY_NOTE"):
        assert kept in re.search(r'href="([^"]*)" rel="prev"', page)[1], kept
    head = re.search(r'<th scope="col"><a href="([^"]*)">Number', page)[1]
    assert "tab=due" in head
    assert "page=" not in head
    tab = re.search(r'href="([^"]*)"[^>]*>Overdue', page)[1]
    assert "sort=-name" in tab
    assert '<input type="hidden" name="sort" value="-name">' in page


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("name", lambda r: r.split("data-open>")[1].partition("<")[0]),
        ("number", lambda r: re.search(r'c-number">(\d+)', r)[1]),
    ],
)
def test_the_server_sorts_either_way(office, worklist_of, sort, key) -> None:
    give_cases(office, office.okafor, 20)
    up = [key(row) for row in rows(worklist_of(office.okafor, f"?sort={sort}"))]
    down = [key(row) for row in rows(worklist_of(office.okafor, f"?sort=-{sort}"))]
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)


def test_what_has_no_value_comes_last_whichever_way_and_says_so(
    office, worklist_of, write_note
) -> None:
    give_cases(office, office.okafor, 4)
    for sort in ("note", "-note"):
        last = rows(worklist_of(office.okafor, f"?sort={sort}"))[-1]
        assert "ASHBY" in last, sort
        assert "None yet" in last, sort


def test_the_filter_finds_names_without_accents_and_numbers(office, worklist_of) -> None:
    give_cases(office, office.okafor, 12)
    assert "ESPARZA, Rubén 2" in names(worklist_of(office.okafor, "?q=ruben"))
    assert set(names(worklist_of(office.okafor, "?q=600003"))) == {"TIBBS, Lamar 3"}
    assert rows(worklist_of(office.okafor, "?q=%25")) == []


def test_none_match_is_another_page_than_none(office, worklist_of) -> None:
    assert "No items match" in worklist_of(office.okafor, "?q=zzz")
    assert "Show everything" in worklist_of(office.okafor, "?q=zzz")
    assert "Nothing is on hold" in worklist_of(office.okafor, "?tab=hold")
    assert "Nothing is due" in worklist_of(office.strand)


@pytest.mark.parametrize(
    "query",
    ["?page=9999", "?page=x", "?page=-1", "?sort=drop", "?tab=x", "?day=x", "?q=%00", "?duty=x"],
)
def test_an_address_that_makes_no_sense_shows_a_page(office, sign_in, query) -> None:
    assert sign_in(office.okafor).get(f"/worklist{query}").status_code == 200


def test_somebody_at_court_is_away_and_a_new_arrival_says_so(office, worklist_of) -> None:
    record_movement(
        office.ashby,
        None,
        kind="temporary_out",
        reason="Court",
        occurred_at=datetime(2026, 11, 22, 15, tzinfo=UTC),
    )
    assert "Away, court" in worklist_of(office.okafor)


def test_a_draft_makes_the_action_continue_and_stands_in_the_rail(office, sign_in) -> None:
    client = sign_in(office.okafor)
    client.post(
        f"/case/{office.ashby.pk}/draft/note",
        {"text": "Two words", "draft_version": "0"},
        HTTP_ACCEPT="application/json",
    )
    page = client.get("/worklist").content.decode()
    assert "Continue<span" in page
    assert "Case note, 2 words" in page


def test_a_case_passed_on_leaves_a_closing_note_and_nothing_else(
    office, worklist_of, write_note
) -> None:
    write_note(office.ashby, office.okafor, "Seen.", on=date(2026, 10, 26))
    reassign(
        office.ashby.assignments.get(),
        office.reyes,
        office.strand,
        from_on=date(2026, 11, 23),
        reason="Leave",
        without=WITHOUT_SUMMARY,
    )
    (row,) = rows(worklist_of(office.okafor))
    assert "Write summary" in row
    assert f"/case/{office.ashby.pk}/summary" in row
    for hidden in ("Unit B", "26 Oct", "data-open", "/why"):
        assert hidden not in row, hidden
    assert "ASHBY, Terrell Dean is now yours" in worklist_of(office.reyes)


def test_a_supervisor_sees_what_the_team_owes_and_whose_it_is(office, worklist_of) -> None:
    page = worklist_of(office.lindqvist)
    assert set(names(page)) == {"ASHBY, Terrell Dean", "MABRY, Cole"}
    assert "Ada Okafor" in page
    assert "Log note" not in page


def test_roles_without_a_worklist_are_not_found(office, sign_in) -> None:
    for name in ("coble", "tran", "amsel", "noor", "sato"):
        assert sign_in(office.users[name]).get("/worklist").status_code == 404, name


@pytest.mark.parametrize("number", [5, 200])
def test_the_worklist_takes_at_most_twelve_queries_whatever_its_length(
    office, sign_in, number
) -> None:
    give_cases(office, office.okafor, number)
    client = sign_in(office.okafor)
    client.get("/worklist")
    with CaptureQueriesContext(connection) as found:
        page = client.get("/worklist").content.decode()
    asked = [q["sql"] for q in found if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(rows(page)) == min(ROWS_ON_A_PAGE, int(tab_counts(page)["All"]))
    assert len(asked) <= QUERIES_AT_MOST, "\n".join(asked)


def test_looking_at_the_list_leaves_one_event_with_counts_only(office, sign_in) -> None:
    before = AuditEvent.objects.count()
    sign_in(office.okafor).get("/worklist?q=ashby")
    events = list(AuditEvent.objects.order_by("pk")[before:])
    assert [event.type for event in events] == ["listed"]
    assert "ashby" not in str(events[0].details).lower()


# ---- In place ----------------------------------------------------------------------------------


def test_the_panel_is_a_row_and_saving_answers_with_the_row_and_its_moved_date(
    office, sign_in, note_form
) -> None:
    client = sign_in(office.okafor)
    item = office.ashby.due_items.get(standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30))
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/worklist?tab=due"}
    panel = client.get(f"/case/{office.ashby.pk}/note?row=row-{item.pk}", headers=htmx)
    assert panel.content.decode().lstrip().startswith('<tr class="panel-row">')
    answer = client.post(
        f"/case/{office.ashby.pk}/note",
        note_form(row=f"row-{item.pk}", then="next"),
        headers=htmx,
    )
    page = answer.content.decode()
    assert answer["HX-Retarget"] == f"#row-{item.pk}"
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {
        "panel-done": {"row": f"row-{item.pk}", "next": True}
    }
    assert f'<tr id="row-{item.pk}"' in page
    assert "Monthly note, Nov done" in page
    assert "23 Nov" in page
    assert 'hx-swap-oob="innerHTML"' in page


def test_a_mistake_in_the_panel_brings_the_panel_back(office, sign_in, note_form) -> None:
    item = office.ashby.due_items.get(standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30))
    answer = sign_in(office.okafor).post(
        f"/case/{office.ashby.pk}/note",
        note_form(row=f"row-{item.pk}", text=""),
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert answer.content.decode().lstrip().startswith('<tr class="panel-row">')


def test_a_row_id_that_somebody_made_up_reaches_no_other_case(office, sign_in, note_form) -> None:
    foreign = office.mabry.due_items.first()
    answer = sign_in(office.okafor).post(
        f"/case/{office.ashby.pk}/note",
        note_form(row=f"row-{foreign.pk}"),
        headers={"HX-Request": "true"},
    )
    assert "MABRY" not in answer.content.decode()
    assert Offender.objects.get(pk=office.mabry.pk).notes.count() == 0


def test_what_is_on_hold_says_why_and_counts_as_nothing_else(office, worklist_of) -> None:
    item = office.ashby.due_items.get(standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30))
    type(item).objects.filter(pk=item.pk).update(on_hold=True, hold_reason="Local procedure 7")
    (row,) = rows(worklist_of(office.okafor, "?tab=hold"))
    assert "On hold" in row
    assert "Local procedure 7" in row
    assert tab_counts(worklist_of(office.okafor))["On hold"] == 1
    assert f"row-{item.pk}" not in worklist_of(office.okafor, "?tab=due")


def test_what_people_are_called_cannot_become_markup(office, worklist_of) -> None:
    Offender.objects.filter(pk=office.ashby.pk).update(
        family_name="<script>alert(1)</script>", given_names='" onclick="x'
    )
    raise_alert(office.ashby, None, label="<b>Bold</b>", text="x", from_on=date(2026, 1, 1))
    page = worklist_of(office.okafor)
    assert "<script>alert" not in page
    assert '" onclick="x' not in page
    assert "<b>Bold</b>" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
