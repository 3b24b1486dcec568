"""Every reason for which the contract refuses a row, by a row that has nothing else wrong."""

from __future__ import annotations

import pytest

from offenders.models import CaseAssignment, Offender
from tests.importing.folder import small_folder

#: A good row of each file, to be spoilt in one cell.
GOOD = {
    "facilities": {"code": "W", "name": "West", "time_zone": "America/Denver", "kind": "prison"},
    "units": {"facility": "NOR", "code": "N2", "name": "North 2"},
    "staff": {
        "username": "lee",
        "family_name": "Lee",
        "given_names": "Sam",
        "email": "lee@x.test",
        "role": "case_officer",
        "facility": "NOR",
        "unit": "N1",
        "supervisor": "boss",
        "capacity": "40",
        "from_on": "2024-01-01",
    },
    "offenders": {
        "number": "7",
        "family_name": "Reed",
        "given_names": "Jo",
        "date_of_birth": "1980-01-01",
        "sex": "female",
        "legal_status": "sentenced",
    },
    "sentences": {
        "number": "00123",
        "start_on": "2026-01-05",
        "eed": "2028-01-05",
        "edr": "2028-02-05",
        "srd": "2028-03-05",
        "recorded_on": "2026-05-06",
    },
    "movements": {
        "number": "00123",
        "kind": "transfer",
        "facility": "EST",
        "unit": "E1",
        "occurred_at": "2026-09-05T09:30",
        "permanent": "yes",
        "reason": "Closer to home",
    },
    "assignments": {
        "number": "00123",
        "officer": "ode",
        "from_on": "2026-01-06",
        "until_on": "2026-01-07",
    },
    "assessments": {
        "number": "00123",
        "instrument": "LS/CMI",
        "assessed_on": "2026-06-12",
        "score": "20.5",
        "level": "high",
        "domain_scores": "family=2",
    },
    "notes": {
        "number": "00123",
        "author": "ode",
        "type": "progress_review",
        "occurred_at": "2026-03-10T14:00",
        "recorded_at": "2026-03-10T15:00",
        "text": "Going well.",
    },
    "reviews": {
        "number": "00123",
        "plan": "omp1",
        "kind": "approved",
        "done_on": "2026-03-01",
        "by": "ode",
        "resets_cycle": "no",
    },
}

#: file, column, value, words of the reason
WRONG = [
    # an impossible or differently written date or moment
    ("offenders", "date_of_birth", "2023-02-29", "no such day"),
    ("offenders", "date_of_birth", "1980-13-01", "no such day"),
    ("offenders", "date_of_birth", "1/2/1980", "Not a date"),
    ("offenders", "date_of_birth", "1980-1-2", "Not a date"),
    ("offenders", "date_of_birth", "19800102", "Not a date"),
    ("offenders", "date_of_birth", "１980-01-02", "Not a date"),
    ("offenders", "date_of_birth", "1980-01-02T10:00", "A moment where a date"),
    ("sentences", "start_on", "0000-01-01", "no such day"),
    ("sentences", "eed", "LIFE", "Not a date"),
    ("staff", "from_on", "2024-01-01 ", "spaces at one of its ends"),
    ("movements", "occurred_at", "2026-09-05", "A date where a moment"),
    ("movements", "occurred_at", "2026-09-05 09:30", "Not a moment"),
    ("movements", "occurred_at", "2026-09-05T9:30", "Not a moment"),
    ("movements", "occurred_at", "2026-09-05T24:00", "no such moment"),
    ("movements", "occurred_at", "2026-09-05T09:30:61", "no such moment"),
    ("movements", "occurred_at", "2026-09-05T09:30:00.5", "Not a moment"),
    ("movements", "occurred_at", "2026-09-05T09:30z", "Not a moment"),
    ("movements", "occurred_at", "2026-09-05T09:30+5", "Not a moment"),
    ("movements", "occurred_at", "2026-09-05T09:30+24:00", "no such moment"),
    ("movements", "occurred_at", "9999-12-31T23:59", "no such moment"),
    ("notes", "occurred_at", "9999-12-31T23:59", "no such moment"),
    ("movements", "occurred_at", "2026-03-08T02:30", "skips this time at Eastlake"),
    ("notes", "occurred_at", "2026-03-08T02:30", "skips this time at Northmoor"),
    ("notes", "recorded_at", "2026-03-11", "A date where a moment"),
    # a word that is not listed (exact, lower case)
    ("facilities", "kind", "Prison", "Not one of: prison, community"),
    ("facilities", "kind", "jail", "Not one of"),
    ("facilities", "operator", "state", "Not one of: public, private"),
    ("facilities", "time_zone", "CST6", "Not a time zone"),
    ("staff", "role", "officer", "Not one of: case_officer"),
    ("offenders", "sex", "M", "Not one of: male"),
    ("offenders", "legal_status", "SENTENCED", "Not one of"),
    ("movements", "kind", "moved", "Not one of: arrival"),
    ("movements", "permanent", "true", "Not one of: yes, no"),
    ("assessments", "instrument", "ls/cmi", "Not an instrument"),
    ("assessments", "level", "High", "has the levels very low, low"),
    ("notes", "type", "Contact", "Not a type of note"),
    ("reviews", "plan", "IMP", "Not one of: imp"),
    ("reviews", "kind", "done", "Not one of: approved, reviewed"),
    ("reviews", "resets_cycle", "1", "Not one of: yes, no"),
    # an end before its start
    ("staff", "until_on", "2023-12-31", "ends before it starts"),
    ("assignments", "until_on", "2026-01-05", "ends before it starts"),
    ("sentences", "eed", "2026-01-04", "EED lies before the start"),
    ("sentences", "edr", "2026-01-04", "EDR lies before the start"),
    ("sentences", "srd", "2026-01-04", "SRD lies before the start"),
    # a birth or a fact in the future
    ("offenders", "date_of_birth", "2026-11-24", "in the future"),
    ("offenders", "imp_approved_on", "2026-11-24", "in the future"),
    ("staff", "from_on", "2026-11-24", "in the future"),
    ("sentences", "recorded_on", "2026-11-24", "in the future"),
    ("movements", "occurred_at", "2026-11-23T09:01", "in the future"),  # it is 09:00 there
    ("assessments", "assessed_on", "2026-11-24", "in the future"),
    ("notes", "recorded_at", "2026-11-23T10:01", "in the future"),  # it is 10:00 there
    ("reviews", "done_on", "2026-11-24", "in the future"),
    # recorded before it happened
    ("notes", "recorded_at", "2026-03-10T13:59", "recorded before it happened"),
    ("sentences", "recorded_on", "2026-01-04", "recorded before it happened"),
    # two current permanent placements; a departure from nowhere
    ("movements", "kind", "arrival", "An arrival while already placed"),
    # an officer who is not staff there that day
    ("assignments", "officer", "boss", "Not staff at the person's facility"),
    ("assignments", "from_on", "2026-01-04", "placed nowhere that day"),
    # a unit of another facility
    ("movements", "unit", "N1", "a unit of another facility"),
    ("staff", "unit", "E1", "a unit of another facility"),
    # an unknown key
    ("units", "facility", "XXX", "There is no facility “XXX”"),
    ("staff", "facility", "XXX", "There is no facility “XXX”"),
    ("staff", "unit", "N9", "There is no unit “N9”"),
    ("staff", "supervisor", "nobody", "There is no member of staff “nobody”"),
    ("staff", "username", "a b", "Only letters"),
    ("staff", "email", "lee at x", "Not an e-mail address"),
    ("staff", "facility", "", "posted to a facility"),
    ("sentences", "number", "123", "There is no offender “123”"),
    ("movements", "number", "123", "There is no offender “123”"),
    ("movements", "facility", "nor", "There is no facility “nor”"),
    ("assignments", "number", "123", "There is no offender “123”"),
    ("assignments", "officer", "nobody", "There is no member of staff"),
    ("assessments", "number", "123", "There is no offender “123”"),
    ("notes", "number", "123", "There is no offender “123”"),
    ("notes", "author", "nobody", "There is no member of staff"),
    ("reviews", "number", "123", "There is no offender “123”"),
    ("reviews", "by", "nobody", "There is no member of staff"),
    # a required value that is empty or only spaces
    ("facilities", "name", "", "A value is required"),
    ("offenders", "family_name", "   ", "only spaces"),
    ("movements", "facility", "", "Say to which facility"),
    ("movements", "permanent", "", "Say whether the placement is permanent"),
    ("notes", "text", "", "A value is required"),
    ("notes", "text", " \t ", "only spaces"),
    # spaces at either end of a key or listed word
    ("facilities", "code", " W", "spaces at one of its ends"),
    ("offenders", "number", "7 ", "spaces at one of its ends"),
    ("offenders", "number", "7\u00a0", "spaces at one of its ends"),
    ("offenders", "sex", " female", "spaces at one of its ends"),
    ("notes", "author", "ode ", "spaces at one of its ends"),
    ("movements", "unit", " E1", "spaces at one of its ends"),
    # a number that is not one or is negative
    ("staff", "capacity", "many", "Not a whole number"),
    ("staff", "capacity", "40.0", "Not a whole number"),
    ("staff", "capacity", "-1", "cannot be negative"),
    ("staff", "capacity", "9999999999", "too large"),
    ("assessments", "score", "-3", "cannot be negative"),
    ("assessments", "score", "1e3", "Not a number"),
    ("assessments", "score", "1,5", "Not a number"),
    ("assessments", "score", "1.234", "two after it"),
    ("assessments", "domain_scores", "family:2", "family=3;work=1"),
    ("assessments", "domain_scores", "family=-2", "cannot be negative"),
    ("assessments", "domain_scores", "a=1;a=2", "there twice"),
    # text over its limit, counted as code points
    ("offenders", "family_name", "é" * 201, "201 characters; 200 is the most"),
    ("facilities", "name", "x" * 201, "200 is the most"),
    ("notes", "text", "👍" * 12_001, "12,001 characters; 12,000 is the most"),
    ("movements", "reason", "x" * 401, "400 is the most"),
    ("offenders", "number", "1" * 41, "40 is the most"),
    # a NUL
    ("notes", "text", "a\x00b", "a NUL character"),
    ("offenders", "given_names", "\x00", "a NUL character"),
]


@pytest.mark.parametrize(("file", "column", "value", "words"), WRONG)
def test_a_row_is_refused_with_its_reason(bring_in, file, column, value, words):
    folder = small_folder()
    line = folder.add(file, **(GOOD[file] | {column: value}))

    imported = bring_in(folder)

    assert (file, line, column) in imported.places
    assert {place[:2] for place in imported.places} == {(file, line)}
    assert words in imported.reason(file, line)
    assert not imported.report.imported
    assert not Offender.objects.exists()


@pytest.mark.parametrize("file", GOOD)
def test_the_row_that_the_others_spoil_is_good(bring_in, file):
    folder = small_folder()
    folder.add(file, **GOOD[file])

    assert bring_in(folder).refusals == []


def test_a_name_at_its_limit_and_a_text_at_its_limit_are_kept(bring_in):
    folder = small_folder()
    folder.add("offenders", **(GOOD["offenders"] | {"family_name": "é" * 200}))
    folder.add("notes", **(GOOD["notes"] | {"text": "👍" * 12_000}))

    assert bring_in(folder).refusals == []


def test_a_planned_end_may_lie_in_the_future(bring_in):
    folder = small_folder()
    folder.change("staff", 1, until_on="2030-01-01")
    folder.change("assignments", 0, until_on="2029-01-01")

    assert bring_in(folder).refusals == []


def test_a_departure_names_no_facility_and_no_unit(bring_in):
    folder = small_folder()
    line = folder.add("movements", **(GOOD["movements"] | {"kind": "parole"}))
    other = folder.add(
        "movements", number="00123", kind="parole", unit="N1", occurred_at="2026-09-01T10:00"
    )

    imported = bring_in(folder)

    assert imported.places == {("movements", line, "facility"), ("movements", other, "unit")}


def test_user_names_that_differ_in_capitals_only_are_refused(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    line = folder.add("staff", **(GOOD["staff"] | {"username": "BOSS"}))

    imported = bring_in(folder)

    assert imported.places == {("staff", line, "username")}
    assert "differs from “boss” in capital letters" in imported.reason("staff", line)


def test_both_rows_of_a_double_that_differs_are_refused(bring_in):
    folder = small_folder()
    folder.add("offenders", **GOOD["offenders"])
    folder.add("offenders", **(GOOD["offenders"] | {"given_names": "Joe"}))

    imported = bring_in(folder, skip_refused=True)

    assert imported.places == {("offenders", 3, "number"), ("offenders", 4, "number")}
    assert "same key as line 4, but they differ" in imported.reason("offenders", 3)
    assert not Offender.objects.filter(number="7").exists()


def test_the_later_row_of_an_identical_double_is_refused(bring_in):
    folder = small_folder()
    folder.add("offenders", **GOOD["offenders"])
    folder.add("offenders", **GOOD["offenders"])

    imported = bring_in(folder, skip_refused=True)

    assert imported.places == {("offenders", 4, "number")}
    assert imported.reason("offenders", 4) == "The same as line 3."
    assert Offender.objects.filter(number="7").exists()


def test_a_double_of_a_row_that_cannot_be_read_is_refused_too(bring_in):
    folder = small_folder()
    folder.add("offenders", **(GOOD["offenders"] | {"sex": "F"}))
    folder.add("offenders", **GOOD["offenders"])

    imported = bring_in(folder, skip_refused=True)

    assert {place[1] for place in imported.places} == {3, 4}


def test_one_moment_written_in_two_ways_is_a_double(bring_in):
    folder = small_folder()
    folder.add("notes", **(GOOD["notes"] | {"occurred_at": "2026-03-10T14:00"}))
    folder.add("notes", **(GOOD["notes"] | {"occurred_at": "2026-03-10T19:00Z"}))
    folder.add("movements", **GOOD["movements"])
    folder.add("movements", **(GOOD["movements"] | {"occurred_at": "2026-09-05T15:30Z"}))

    imported = bring_in(folder, skip_refused=True)

    assert {place[:2] for place in imported.places} == {
        ("notes", 4),
        ("notes", 5),
        ("movements", 3),
        ("movements", 4),
    }


def test_nothing_follows_a_death(bring_in):
    folder = small_folder()
    folder.add("movements", number="00123", kind="death", occurred_at="2026-08-01T04:00")
    line = folder.add("movements", **GOOD["movements"])

    imported = bring_in(folder)

    assert imported.places == {("movements", line, "kind")}
    assert "Nothing can follow a death" in imported.reason("movements", line)


def test_a_death_before_a_stored_movement_is_refused(bring_in):
    folder = small_folder()
    folder.add("movements", **GOOD["movements"])
    bring_in(folder)
    line = folder.add("movements", number="00123", kind="death", occurred_at="2026-08-01T04:00")

    imported = bring_in(folder)

    assert imported.places == {("movements", line, "kind")}
    assert "a stored movement could not be so" in imported.reason("movements", line)


def test_a_second_arrival_without_a_departure_is_refused_and_a_transfer_is_not(bring_in):
    folder = small_folder()
    line = folder.add("movements", **(GOOD["movements"] | {"kind": "arrival"}))
    folder.add("movements", **(GOOD["movements"] | {"occurred_at": "2026-10-05T09:30"}))

    imported = bring_in(folder)

    assert imported.places == {("movements", line, "kind")}


def test_assignments_that_overlap_are_refused_after_the_first_in_time(bring_in):
    folder = small_folder()
    folder.files["assignments"].clear()
    folder.add("staff", **GOOD["staff"])
    later = {"number": "00123", "officer": "lee"}
    folder.add("assignments", from_on="2026-03-01", until_on="2026-03-31", **later)
    folder.add("assignments", number="00123", officer="ode", from_on="2026-01-08")
    folder.add("assignments", from_on="2026-05-01", **later)

    imported = bring_in(folder, skip_refused=True)

    assert {place[1] for place in imported.places} == {2, 4}
    assert "Another officer has the person" in imported.reason("assignments", 2)
    assert CaseAssignment.objects.get().officer.username == "ode"


def test_two_officers_from_the_same_day_are_both_refused(bring_in):
    folder = small_folder()
    folder.add("staff", **GOOD["staff"])
    folder.add("assignments", number="00123", officer="lee", from_on="2026-01-08")

    imported = bring_in(folder, skip_refused=True)

    assert {place[1] for place in imported.places} == {2, 3}
    assert not CaseAssignment.objects.exists()


def test_an_assignment_begins_the_day_after_another_ends(bring_in):
    folder = small_folder()
    folder.add("staff", **GOOD["staff"])
    folder.change("assignments", 0, until_on="2026-01-08")
    folder.add("assignments", number="00123", officer="lee", from_on="2026-01-09")

    assert bring_in(folder).refusals == []
    assert CaseAssignment.objects.count() == 2


# --- rows that depend on refused rows -------------------------------------------------------------


def test_what_depends_on_a_refused_person_is_refused_and_says_which(bring_in):
    folder = small_folder()
    folder.change("offenders", 0, date_of_birth="soon")

    imported = bring_in(folder)

    about_them = ["sentences", "movements", "assignments", "assessments", "notes", "reviews"]
    assert imported.places == {("offenders", 2, "date_of_birth")} | {
        (file, 2, "number") for file in about_them
    }
    for file in about_them:
        assert imported.reason(file, 2) == "It depends on line 2 of offenders, which is refused."


def test_what_depends_on_a_refused_facility_is_refused_and_says_which(bring_in):
    folder = small_folder()
    folder.change("facilities", 1, time_zone="Nowhere")
    folder.add("movements", **(GOOD["movements"] | {"unit": ""}))

    imported = bring_in(folder)

    assert imported.reason("units", 3) == "It depends on line 3 of facilities, which is refused."
    assert "It depends on line 3 of facilities" in imported.reason("movements", 3)


def test_what_depends_on_a_refused_unit_or_posting_says_which(bring_in):
    folder = small_folder()
    folder.change("units", 0, name="")

    imported = bring_in(folder)

    assert "It depends on line 2 of units, which is refused." in imported.reason("staff", 3)
    assert "It depends on line 2 of units" in imported.reason("movements", 2)
    assert "It depends on line 3 of staff" in imported.reason("assignments", 2)
    assert "It depends on line 3 of staff" in imported.reason("notes", 2)
    assert "It depends on line 3 of staff" in imported.reason("reviews", 2)


def test_a_supervisor_who_is_refused_takes_the_officers_along(bring_in):
    folder = small_folder()
    folder.change("staff", 0, supervisor="nobody")

    imported = bring_in(folder)

    assert "no member of staff “nobody”" in imported.reason("staff", 2)
    assert "It depends on line 2 of staff" in imported.reason("staff", 3)


def test_two_people_may_supervise_each_other(bring_in):
    folder = small_folder()
    folder.change("staff", 0, supervisor="ode")

    assert bring_in(folder).refusals == []


def test_what_a_refused_arrival_made_impossible_says_so(bring_in):
    folder = small_folder()
    folder.change("movements", 0, permanent="perhaps")
    folder.add("movements", number="00123", kind="parole", occurred_at="2026-08-01T04:00")

    imported = bring_in(folder)

    assert "placed nowhere. It depends on line 2 of movements" in imported.reason("movements", 3)
    assert "It depends on line 2 of movements" in imported.reason("assignments", 2)


def test_rows_about_a_stored_person_do_not_need_the_refused_row(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("offenders", 0, sex="?")

    assert bring_in(folder).places == {("offenders", 2, "sex")}
