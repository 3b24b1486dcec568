"""The caseload list as it is now, submitted, received and exported. OK-006."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from casenotes.models import NoteType
from casenotes.services import record_note
from offenders.models import CaseloadSubmission, Exclusion
from offenders.services import record_release_dates
from tests.casenotes.conftest import no_standards_in_force

pytestmark = pytest.mark.django_db


def note(cast, code, day, **more):
    return record_note(
        cast.ashby,
        cast.okafor,
        type=NoteType.objects.get(code=code),
        occurred_at=datetime(2026, 11, day, 16, tzinfo=UTC),
        text="Written for the test.",
        **more,
    )


def values(page):
    """The texts of the first row by column."""
    row = page.context["rows"][0]
    found = {}
    for label, text, under_label, under in row.cells:
        found[label] = text
        if under_label:
            found[under_label] = under
    return found


def test_the_list_says_what_is_known_of_each_case(cast, sign_in):
    record_release_dates(
        cast.ashby,
        cast.tran,
        start_on=date(2024, 1, 5),
        recorded_on=date(2026, 9, 2),
        edr=date(2029, 3, 1),
        srd=date(2031, 5, 1),
    )
    note(cast, "contact", 10, contact_mode="face_to_face")
    note(cast, "disciplinary", 18)
    shown = values(sign_in(cast.okafor).get("/caseload-list"))
    assert shown | {"Next due, days": ""} == {
        "Name": "ASHBY, Terrell Dean",
        "Number": "744106",
        "Housing": "Unit B",
        "Arrived": "1 Sep 2026",
        "Away": "None",
        "Sentence start": "5 Jan 2024",
        "Eligible": "None",
        "Earliest release": "1 Mar 2029",
        "Projected release": "1 May 2031",
        "Adjustment review": shown["Adjustment review"],
        "Packet submitted": "None",
        "Programs and work": "None",
        "Discipline, 6 months": "1",
        "Last note": "18 Nov 2026",
        "Last contact": "10 Nov 2026",
        "Next due, days": "",
        "Restricted": "No",
    }


def test_confidential_notes_move_no_date_and_show_as_restricted_records(cast, sign_in):
    note(cast, "contact", 10, contact_mode="face_to_face")
    note(cast, "disciplinary", 20, contact_mode="face_to_face", confidential=True)
    shown = values(sign_in(cast.okafor).get("/caseload-list"))
    assert (shown["Last note"], shown["Last contact"]) == ("10 Nov 2026", "10 Nov 2026")
    assert (shown["Discipline, 6 months"], shown["Restricted"]) == ("0", "Yes")


def test_the_list_sorts_on_the_server_with_blanks_last(cast, sign_in):
    cast.mabry.assignments.update(officer=cast.okafor)
    cast.mabry.placements.update(arrived_on=date(2026, 5, 1))
    note(cast, "contact", 10)

    def names(sort):
        page = sign_in(cast.okafor).get(f"/caseload-list?sort={sort}")
        return [row.cells[0][1].split(",")[0] for row in page.context["rows"]]

    assert names("-name") == ["MABRY", "ASHBY"]
    assert names("arrived") == ["MABRY", "ASHBY"]
    assert names("last_note") == names("-last_note") == ["ASHBY", "MABRY"]
    assert names("nonsense") == ["ASHBY", "MABRY"]


def test_submitting_freezes_the_list_and_the_manager_signs_for_it(cast, sign_in):
    client = sign_in(cast.okafor)
    key = client.get("/caseload-list").context["form_key"]
    answer = client.post("/caseload-list", {"form_key": key})
    client.post("/caseload-list", {"form_key": key})
    found = CaseloadSubmission.objects.get()
    assert answer.url == f"/caseload-lists/{found.pk}"
    cast.ashby.family_name = "Ashcroft"
    cast.ashby.save()
    page = sign_in(cast.marrow).get(f"/caseload-lists/{found.pk}").content.decode()
    assert "ASHBY" in page
    assert "ASHCROFT" not in page
    assert sign_in(cast.marrow).get("/caseload-lists").context["waiting"] == [found]
    assert sign_in(cast.okafor).post(f"/caseload-lists/{found.pk}/receive").status_code == 404
    sign_in(cast.marrow).post(f"/caseload-lists/{found.pk}/receive")
    found.refresh_from_db()
    assert found.received_by == cast.marrow
    assert (
        "Received by Keith Marrow." in sign_in(cast.okafor).get("/caseload-list").content.decode()
    )


def test_a_reader_who_is_kept_from_a_case_sees_its_row_blanked(cast, sign_in):
    sign_in(cast.okafor).post("/caseload-list")
    found = CaseloadSubmission.objects.get()
    Exclusion.objects.create(offender=cast.ashby, user=cast.marrow, reason="A cousin")
    for part in ("", "/export"):
        page = sign_in(cast.marrow).get(f"/caseload-lists/{found.pk}{part}").content.decode()
        assert "ASHBY" not in page
        assert "744106" not in page
        assert "Restricted" in page


def test_the_export_holds_the_columns_and_no_formula(cast, sign_in):
    cast.ashby.family_name = "=HYPERLINK(1)"
    cast.ashby.save()
    sign_in(cast.okafor).post("/caseload-list")
    found = CaseloadSubmission.objects.get()
    assert sign_in(cast.okafor).get(f"/caseload-lists/{found.pk}/export").status_code == 404
    answer = sign_in(cast.marrow).get(f"/caseload-lists/{found.pk}/export")
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:3] == ["Name", "Number", "Housing"]
    assert row[:3] == ["'=HYPERLINK(1), Terrell Dean", "744106", "Unit B"]


def test_where_no_policy_asks_for_it_the_list_is_shown_and_not_submitted(cast, sign_in):
    no_standards_in_force()
    page = sign_in(cast.okafor).get("/caseload-list").content.decode()
    assert "ASHBY" in page
    assert "Submit to" not in page
    answer = sign_in(cast.okafor).post("/caseload-list")
    assert answer.status_code == 422
    assert not CaseloadSubmission.objects.exists()


def test_the_list_costs_the_same_queries_for_any_number_of_cases(
    cast, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.okafor)
    client.get("/caseload-list")
    with django_assert_max_num_queries(40) as one:
        client.get("/caseload-list")
    cast.mabry.assignments.update(officer=cast.okafor)
    with django_assert_max_num_queries(40) as two:
        client.get("/caseload-list")
    assert len(one) == len(two)
