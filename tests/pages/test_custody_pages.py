"""Movements, release dates and names, recorded by those who may, and never lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agency.models import AuditEvent, AuditEventType, Posting
from agency.roles import Role
from offenders.models import Alias, CaseAssignment, Movement, Offender, Placement
from offenders.services import record_movement, record_release_dates

PERMANENT_MOVE = {"permanent": "yes", "occurred_on": "2026-11-20", "occurred_time": "14:30"}


def transfer(cast, **changed):
    return PERMANENT_MOVE | {"place": f"unit:{cast.saltbush_unit.pk}", "reason": "Bed"} | changed


def discharge(cast, person):
    return record_movement(
        person, cast.tran, kind="discharge", occurred_at=datetime(2026, 11, 20, 18, tzinfo=UTC)
    )


# ---- Movements -------------------------------------------------------------------------------


def test_a_transfer_moves_the_access_with_the_person(cast, sign_in, client) -> None:
    records = sign_in(cast.tran)
    answer = records.post(f"/case/{cast.ashby.pk}/movement?kind=transfer", transfer(cast))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert records.get(f"/case/{cast.ashby.pk}/custody").status_code == 404
    stay = Placement.objects.current().get(offender=cast.ashby)
    assert stay.unit == cast.saltbush_unit
    assert CaseAssignment.objects.get(offender=cast.ashby).until_on == date(2026, 11, 19)
    theirs = sign_in(cast.marsh_records)
    assert theirs.get(f"/case/{cast.ashby.pk}/custody").status_code == 200


def test_a_time_is_the_one_on_the_wall_where_the_person_goes(cast, sign_in) -> None:
    sign_in(cast.tran).post(f"/case/{cast.ashby.pk}/movement?kind=transfer", transfer(cast))
    moved = Movement.objects.get(offender=cast.ashby, kind="transfer")
    assert moved.occurred_at == datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # 14:30 in Denver
    assert moved.occurred_on == date(2026, 11, 20)


def test_a_time_that_the_clocks_skipped_is_refused_and_the_rest_kept(cast, sign_in) -> None:
    sent = {"occurred_on": "2026-03-08", "occurred_time": "02:30", "reason": "Court"}
    answer = sign_in(cast.tran).post(f"/case/{cast.ashby.pk}/movement?kind=temporary_out", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The clocks went forward at Redbud Correctional Center that night" in page
    assert 'value="Court"' in page
    assert 'value="02:30"' in page


@pytest.mark.parametrize(
    ("kind", "changed", "message"),
    [
        ("transfer", {"place": ""}, "Say where to."),
        ("transfer", {"place": "unit:999999"}, "Select a valid choice"),
        ("transfer", {"occurred_on": "2026-11-24"}, "A movement cannot lie in the future."),
        ("transfer", {"occurred_time": "23:59", "occurred_on": "2026-11-23"}, "in the future"),
        ("transfer", {"occurred_on": "20/11/26"}, "Write a day like 2026-11-23."),
        ("transfer", {"permanent": ""}, "This field is required."),
        ("temporary_out", {"reason": ""}, "Say why, for example: court."),
        ("return", {}, "Say where to."),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast, sign_in, kind, changed, message) -> None:
    sent = transfer(cast) | ({} if kind == "transfer" else {"place": ""}) | changed
    before = Movement.objects.count()
    answer = sign_in(cast.tran).post(f"/case/{cast.ashby.pk}/movement?kind={kind}", sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Movement.objects.count() == before


def test_the_same_movement_is_recorded_once(cast, sign_in) -> None:
    client = sign_in(cast.tran)
    sent = transfer(cast, place=f"unit:{cast.unit_c.pk}")
    address = f"/case/{cast.ashby.pk}/movement?kind=transfer"
    assert client.post(address, sent).status_code == 302
    answer = client.post(address, sent)
    assert "This movement is recorded already." in answer.content.decode()
    assert Movement.objects.filter(offender=cast.ashby, kind="transfer").count() == 1


def test_a_correction_leaves_both_entries_in_the_list_with_who_and_when(cast, sign_in) -> None:
    client = sign_in(cast.tran)
    wrong = Movement.objects.get(offender=cast.ashby)
    answer = client.post(
        f"/movement/{wrong.pk}/correct",
        PERMANENT_MOVE | {"place": f"unit:{cast.unit_c.pk}", "occurred_on": "2026-09-01"},
    )
    assert answer.status_code == 302
    right = wrong.correction
    assert (right.unit, right.recorded_by) == (cast.unit_c, cast.tran)
    page = client.get(f"/case/{cast.ashby.pk}/custody").content.decode()
    assert "<s>Arrival</s>" in page
    assert "Corrected Mon 23 Nov 2026, 10:00 by Linh Tran" in page
    assert f"/movement/{wrong.pk}/correct" not in page
    assert f"/movement/{right.pk}/correct" in page


def test_a_movement_that_never_happened_is_withdrawn_with_a_reason(cast, sign_in) -> None:
    client = sign_in(cast.tran)
    out = record_movement(
        cast.ashby,
        cast.tran,
        kind="temporary_out",
        reason="court",
        occurred_at=datetime(2026, 11, 20, 18, tzinfo=UTC),
    )
    assert (
        "Say why it never happened."
        in client.post(f"/movement/{out.pk}/withdraw", {"reason": " "}).content.decode()
    )
    client.post(f"/movement/{out.pk}/withdraw", {"reason": "Hearing was by video"})
    assert not cast.ashby.absences.exists()
    page = client.get(f"/case/{cast.ashby.pk}/custody").content.decode()
    assert "Withdrawn Mon 23 Nov 2026" in page
    assert "Hearing was by video" in page


def test_a_departure_of_the_wrong_person_is_put_right_where_it_was_recorded(cast, sign_in) -> None:
    gone = discharge(cast, cast.ashby)
    assert sign_in(cast.marsh_records).get(f"/movement/{gone.pk}/withdraw").status_code == 404
    records = sign_in(cast.tran)
    assert records.get(f"/case/{cast.ashby.pk}/custody").status_code == 404
    page = records.post("/people/receive", {"number": "744106"}).content.decode()
    assert f"/movement/{gone.pk}/withdraw" in page
    answer = records.post(f"/movement/{gone.pk}/withdraw", {"reason": "Wrong person"})
    assert answer["Location"] == f"/case/{cast.ashby.pk}/custody"
    assert Placement.objects.current().get(offender=cast.ashby).facility == cast.redbud


# ---- Reception -------------------------------------------------------------------------------


def test_receiving_somebody_opens_the_case_here_and_shuts_it_there(cast, sign_in) -> None:
    theirs = f"/case/{cast.nalder.pk}/custody"
    records = sign_in(cast.tran)
    assert records.get(theirs).status_code == 404
    sent = PERMANENT_MOVE | {"number": "118204", "place": f"unit:{cast.unit_b.pk}"}
    answer = records.post("/people/receive", sent)
    assert (answer.status_code, answer["Location"]) == (302, theirs)
    assert records.get(theirs).status_code == 200
    assert sign_in(cast.marsh_records).get(theirs).status_code == 404
    assert Movement.objects.filter(offender=cast.nalder, kind="transfer").count() == 1


def test_reception_tells_name_and_place_and_no_more(cast, sign_in) -> None:
    page = sign_in(cast.tran).post("/people/receive", {"number": " 118204 "}).content.decode()
    assert "NALDER, Reece" in page
    assert "Now at Saltbush Prison" in page
    assert "1989" not in page
    assert "Dan Marsh" not in page
    assert "Unit 1" not in page
    look = AuditEvent.objects.get(type=AuditEventType.SEARCHED)
    assert (look.offender_id, look.details["q"]) == (cast.nalder.pk, "118204")


@pytest.mark.parametrize("number", ["11820", "1182040", "nalder", "%", "", "118204' OR 1=1"])
def test_only_the_exact_number_finds_anybody(cast, sign_in, number) -> None:
    page = sign_in(cast.tran).post("/people/receive", {"number": number}).content.decode()
    assert "NALDER" not in page


def test_nobody_is_received_to_a_facility_that_is_not_ones_own(cast, sign_in) -> None:
    gone = discharge(cast, cast.mabry)
    sent = PERMANENT_MOVE | {
        "number": "790118",
        "occurred_on": "2026-11-22",
        "place": f"unit:{cast.saltbush_unit.pk}",
    }
    answer = sign_in(cast.tran).post("/people/receive", sent)
    assert answer.status_code == 422
    assert Movement.objects.filter(offender=cast.mabry).last() == gone
    assert sign_in(cast.marsh_records).post("/people/receive", sent).status_code == 302


def test_somebody_who_comes_back_to_custody_arrives_anew(cast, sign_in) -> None:
    discharge(cast, cast.mabry)
    sent = PERMANENT_MOVE | {
        "number": "790118",
        "occurred_on": "2026-11-22",
        "place": f"facility:{cast.redbud.pk}",
    }
    assert sign_in(cast.tran).post("/people/receive", sent).status_code == 302
    assert Movement.objects.filter(offender=cast.mabry, kind="arrival").count() == 2


def test_who_is_here_already_is_not_received_again(cast, sign_in) -> None:
    page = sign_in(cast.tran).post("/people/receive", {"number": "744106"}).content.decode()
    assert "ASHBY, Terrell Dean is here already" in page


@pytest.mark.parametrize("who", ["okafor", "strand", "ferrante", "amsel", "noor", "coble"])
def test_only_records_administrators_receive(cast, sign_in, who) -> None:
    client = sign_in(cast.users[who])
    assert client.post("/people/receive", {"number": "118204"}).status_code == 404
    assert client.get("/people/register").status_code == 404


def test_somebody_new_is_registered_with_the_first_arrival(cast, sign_in) -> None:
    sent = PERMANENT_MOVE | {
        "number": "555001",
        "family_name": "Ō’Neill-Ruiz",
        "given_names": "Zoë",
        "date_of_birth": "1990-02-28",
        "sex": "female",
        "legal_status": "sentenced",
        "place": f"unit:{cast.unit_b.pk}",
    }
    client = sign_in(cast.tran)
    taken = client.post("/people/register", sent | {"number": "118204"})
    assert taken.status_code == 422
    assert "This number belongs to somebody else." in taken.content.decode()
    assert "Ō’Neill-Ruiz" in taken.content.decode()
    assert not Offender.objects.filter(family_name="Ō’Neill-Ruiz").exists()
    assert client.post("/people/register", sent).status_code == 302
    person = Offender.objects.get(number="555001")
    assert person.current_placement().unit == cast.unit_b


def test_a_person_whose_arrival_cannot_be_is_not_registered_either(cast, sign_in) -> None:
    sent = PERMANENT_MOVE | {
        "number": "555001",
        "family_name": "Doe",
        "given_names": "Jan",
        "sex": "male",
        "legal_status": "sentenced",
        "place": f"unit:{cast.unit_b.pk}",
        "occurred_on": "2026-11-30",
    }
    assert sign_in(cast.tran).post("/people/register", sent).status_code == 422
    assert not Offender.objects.filter(number="555001").exists()


# ---- Release dates ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tran", "ferrante"])
def test_release_dates_are_added_and_corrected_never_overwritten(cast, sign_in, who) -> None:
    client = sign_in(cast.users[who])
    sent = {"start_on": "2026-01-05", "eed": "2028-01-04", "recorded_on": "2026-11-20"}
    assert client.post(f"/case/{cast.ashby.pk}/release-dates", sent).status_code == 302
    wrong = cast.ashby.sentences.get()
    fixed = sent | {"eed": "2027-01-04"}
    no_reason = client.post(f"/release-dates/{wrong.pk}/correct", fixed)
    assert "Say what was wrong." in no_reason.content.decode()
    assert 'value="2027-01-04"' in no_reason.content.decode()
    client.post(f"/release-dates/{wrong.pk}/correct", fixed | {"reason": "Typing error"})
    right = wrong.correction
    assert (right.eed, right.recorded_by) == (date(2027, 1, 4), cast.users[who])
    page = client.get(f"/case/{cast.ashby.pk}/custody").content.decode()
    assert "4 Jan 2028" in page
    assert "4 Jan 2027" in page


def test_a_release_before_the_start_is_refused(cast, sign_in) -> None:
    sent = {"start_on": "2026-01-05", "edr": "2025-01-04", "recorded_on": "2026-11-20"}
    answer = sign_in(cast.tran).post(f"/case/{cast.ashby.pk}/release-dates", sent)
    assert "The EDR lies before the start." in answer.content.decode()


# ---- Identity ---------------------------------------------------------------------------------


def identity(**changed):
    return {
        "number": "744106",
        "family_name": "Ashby",
        "given_names": "Terrell Dean",
        "date_of_birth": "1989-03-17",
        "sex": "male",
        "legal_status": "sentenced",
    } | changed


def test_a_change_of_identity_shows_what_was_there_before(cast, sign_in) -> None:
    client = sign_in(cast.tran)
    client.post(f"/case/{cast.ashby.pk}/identity", identity(family_name="Ashbury"))
    cast.ashby.refresh_from_db()
    assert cast.ashby.family_name == "Ashbury"
    page = client.get(f"/case/{cast.ashby.pk}/custody").content.decode()
    assert "Family name: Ashby → <b>Ashbury</b>" in page
    assert "by Linh Tran" in page


def test_a_number_of_somebody_else_is_refused_without_saying_whose(cast, sign_in) -> None:
    answer = sign_in(cast.tran).post(
        f"/case/{cast.ashby.pk}/identity", identity(number="118204", given_names="Terry")
    )
    page = answer.content.decode()
    assert "This number belongs to somebody else." in page
    assert "NALDER" not in page.upper()
    assert 'value="Terry"' in page
    cast.ashby.refresh_from_db()
    assert cast.ashby.number == "744106"


def test_other_names_come_and_go(cast, sign_in) -> None:
    client = sign_in(cast.tran)
    address = f"/case/{cast.ashby.pk}/alias"
    client.post(address, {"family_name": "Big T"})
    assert (
        "already known by this name"
        in client.post(address, {"family_name": "big t"}).content.decode()
    )
    alias = Alias.objects.get()
    client.post(f"/alias/{alias.pk}/remove")
    assert not Alias.objects.exists()
    assert Alias.history.filter(id=alias.pk).count() == 2


# ---- Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("okafor", "case/{ashby}/custody", 200),
        ("okafor", "case/{ashby}/movement", 404),
        ("okafor", "case/{mabry}/custody", 404),
        ("ferrante", "case/{ashby}/release-dates", 200),
        ("ferrante", "case/{ashby}/movement", 404),
        ("strand", "case/{ashby}/identity", 404),
        ("coble", "case/{ashby}/custody", 404),
        ("amsel", "case/{ashby}/custody", 404),
        ("marsh_records", "case/{ashby}/custody", 404),
        ("marsh_records", "case/{ashby}/movement", 404),
        ("marsh_records", "case/{ashby}/release-dates", 404),
        ("marsh_records", "case/{ashby}/identity", 404),
        ("marsh_records", "case/{ashby}/alias", 404),
        ("marsh_records", "movement/{arrival}/correct", 404),
        ("marsh_records", "movement/{arrival}/withdraw", 404),
        ("marsh_records", "release-dates/{sentence}/correct", 404),
        ("tran", "movement/{arrival}/correct", 200),
        ("tran", "movement/{arrival}/withdraw", 200),
        ("tran", "release-dates/{sentence}/correct", 200),
        ("tran", "case/{nalder}/movement", 404),
    ],
)
def test_each_page_opens_to_its_roles_at_its_facility_alone(
    cast, sign_in, who, path, status
) -> None:
    sentence = record_release_dates(
        cast.ashby, None, start_on=date(2026, 1, 5), recorded_on=date(2026, 9, 1)
    )
    address = "/" + path.format(
        ashby=cast.ashby.pk,
        mabry=cast.mabry.pk,
        nalder=cast.nalder.pk,
        arrival=Movement.objects.get(offender=cast.ashby).pk,
        sentence=sentence.pk,
    )
    assert sign_in(cast.users[who]).get(address).status_code == status


def test_access_goes_with_the_posting_in_the_same_session(cast, sign_in) -> None:
    client = sign_in(cast.tran)
    address = f"/case/{cast.ashby.pk}/custody"
    assert client.get(address).status_code == 200
    cast.tran.postings.update(until_on=date(2026, 11, 23) - timedelta(days=1))
    Posting.objects.create(
        user=cast.tran,
        role=Role.RECORDS_ADMINISTRATOR,
        facility=cast.saltbush,
        from_on=date(2026, 11, 23),
    )
    assert client.get(address).status_code == 404
