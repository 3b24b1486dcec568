"""What is kept as it is, what a second import changes, and what it leaves alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from agency.models import Agency, AuditEvent, Posting, User
from casenotes.models import Amendment, CaseNote, ContactReport
from offenders.models import (
    Assessment,
    CaseAssignment,
    Movement,
    Offender,
    Placement,
    SentenceDetermination,
)
from plans.models import PlanReview
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from tests.cast import WITHOUT_SUMMARY
from tests.importing.folder import make_folder, small_folder

ODD = [
    "Ā́tea\u0301",
    "O’Neill-D'Arcy",
    "👩🏽‍🦱 Ng",
    "عمر بن",
    "Null",
    "TRUE",
    "0012",
    '=HYPERLINK("x")',
    " both ends ",
    'say "so"',
    "a,b;c\td",
]


@pytest.mark.parametrize("text", [*ODD, "line\nbreak\n\nand more"])
def test_text_is_kept_as_it_is(bring_in, text):
    folder = small_folder()
    folder.add("offenders", number="7", family_name=text, given_names=text)
    folder.add(
        "notes",
        number="7",
        author="ode",
        type="contact",
        occurred_at="2026-03-10T14:00",
        recorded_at="2026-03-10T15:00",
        text=text,
    )

    assert bring_in(folder).refusals == []
    person = Offender.objects.get(number="7")
    assert (person.family_name, person.given_names) == (text, text)
    assert person.notes.get().text == text


def test_leading_zeros_of_a_number_are_kept(bring_in):
    bring_in(small_folder())
    assert Offender.objects.get().number == "00123"


def test_line_breaks_inside_quotes_become_lf_and_a_bom_is_nothing(bring_in, tmp_path):
    folder = small_folder()
    folder.change("notes", 0, text="one\r\ntwo\rthree")
    path = folder.write(tmp_path / "sent")
    for file in folder.files:
        content = folder.text(file, newline="\r\n").encode()
        (path / f"{file}.csv").write_bytes(b"\xef\xbb\xbf" + content)

    assert bring_in(path).refusals == []
    assert CaseNote.objects.get().text == "one\ntwo\nthree"


def test_columns_may_come_in_any_order(bring_in):
    folder = small_folder()
    for file in folder.files:
        folder.columns[file] = list(reversed(folder.header(file)))

    assert bring_in(folder).refusals == []
    assert Offender.objects.get().given_names == "Wiremu"


# --- the same again ------------------------------------------------------------------------------


def _rows():
    """How many rows each table has, histories and all, but for the imports themselves."""
    return {
        model._meta.label: model.objects.count()
        for model in apps.get_models()
        if model._meta.label not in {"agency.ImportRun", "agency.AuditEvent"}
    }


def test_the_same_folder_twice_changes_nothing(bring_in, on_day):
    folder = make_folder(20)
    bring_in(folder)
    before, audited = _rows(), AuditEvent.objects.count()
    on_day("2026-11-23T17:00+00:00")

    again = bring_in(folder, shuffled=3)

    assert again.report.total("new") == again.report.total("changed") == 0
    assert again.report.total("unchanged") == sum(len(rows) for rows in folder.files.values())
    assert again.report.effect == {}
    assert _rows() == before
    assert AuditEvent.objects.count() == audited + 1, "the import's own"


def test_a_folder_with_errors_twice_changes_nothing_and_reports_the_same(bring_in):
    folder = make_folder(60, errors=True)
    first = bring_in(folder, skip_refused=True)
    before = _rows()
    again = bring_in(folder, skip_refused=True)

    assert first.places == again.places == folder.wrong
    assert again.report.total("new") == again.report.total("changed") == 0
    assert _rows() == before


def _facts():
    """What is stored, without ids."""
    return {
        "people": sorted(Offender.objects.values_list("number", "family_name", "given_names")),
        "stays": sorted(
            Placement.objects.values_list(
                "offender__number", "facility__code", "arrived_at", "departed_at"
            ),
            key=str,
        ),
        "officers": sorted(
            CaseAssignment.objects.values_list(
                "offender__number", "officer__username", "from_on", "until_on"
            ),
            key=str,
        ),
        "notes": sorted(
            CaseNote.objects.values_list("offender__number", "occurred_at", "text", "for_officer")
        ),
        "due": sorted(
            DueItem.objects.values_list(
                "offender__number", "standard", "due_on", "fulfilled_on", "owner__username"
            ),
            key=str,
        ),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_does_not_matter(bring_in, seed):
    from django.db import transaction

    folder = make_folder(15, seed=seed)

    class Undo(Exception):
        pass

    def after(shuffled):
        seen = {}
        with pytest.raises(Undo), transaction.atomic():
            assert bring_in(folder, shuffled=shuffled).refusals == []
            seen = _facts()
            raise Undo
        return seen

    assert after(None) == after(7) == after(11)


# --- changed rows --------------------------------------------------------------------------------


def test_a_changed_person_has_a_new_version_that_names_the_import(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("offenders", 0, family_name="Tanē")

    changed = bring_in(folder)

    assert changed.report.files["offenders"]["changed"] == 1
    person = Offender.objects.get()
    assert person.family_name == "Tanē"
    newest, oldest = person.history.order_by("-history_id")
    assert newest.history_change_reason == f"Import {changed.report.run} (sent)"
    assert oldest.family_name == "Tāne"


def test_changed_places_staff_and_assessments_have_a_new_version(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("facilities", 0, name="Northmoor Prison")
    folder.change("units", 0, name="North One")
    folder.change("staff", 1, family_name="Ode-Lee", capacity="50")
    folder.change("assessments", 0, score="21", level="high")
    folder.change("reviews", 0, resets_cycle="yes")

    report = bring_in(folder).report

    for file in ("facilities", "units", "staff", "assessments", "reviews"):
        assert report.files[file]["changed"] == 1, file
    user = User.objects.get(username="ode")
    assert user.family_name == "Ode-Lee"
    assert not user.has_usable_password()
    for row in (user, user.postings.get(), Assessment.objects.get()):
        assert row.history.count() == 2
        assert row.history.latest().history_change_reason.startswith("Import ")


def test_a_changed_note_becomes_an_amendment_once(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("notes", 0, text="Saw him at school.\nAll well.")

    changed = bring_in(folder)
    again = bring_in(folder)

    note = CaseNote.objects.get()
    assert note.text == "Saw him at work.\nAll well."
    amendment = note.amendments.get()
    assert amendment.text == "Saw him at school.\nAll well."
    assert amendment.source == f"Import {changed.report.run}"
    assert amendment.author_name == "Grace Ode"
    assert again.report.total("changed") == 0
    bring_in(small_folder())
    assert Amendment.objects.count() == 2, "changed back is a change too"


def test_the_time_of_recording_of_a_signed_note_stays(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("notes", 0, recorded_at="2026-02-11T15:00")

    assert bring_in(folder).places == {("notes", 2, "recorded_at")}


def test_a_changed_movement_is_a_new_row_that_names_the_old_one(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("movements", 0, unit="", reason="From court")

    bring_in(folder)
    again = bring_in(folder)

    old, new = Movement.objects.order_by("pk")
    assert new.corrects == old
    assert new.origin == old
    assert new.unit is None
    assert new.source.startswith("Import ")
    assert Placement.objects.get().unit is None
    assert again.report.total("changed") == 0


def test_a_correction_made_here_is_not_undone_by_what_the_import_said_before(bring_in):
    from offenders.services import correct_movement

    bring_in(small_folder())
    wrong = Movement.objects.get()
    correct_movement(
        wrong,
        None,
        kind="arrival",
        facility=wrong.facility,
        permanent=True,
        occurred_at=wrong.occurred_at - dt.timedelta(days=1),
        reason="The day before",
    )

    again = bring_in(small_folder())

    assert again.refusals == []
    assert again.report.total("new") == again.report.total("changed") == 0
    assert str(Placement.objects.get().arrived_on) == "2026-01-04"


def test_a_changed_determination_is_a_new_row_that_names_the_old_one(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("sentences", 0, eed="2028-06-30")

    bring_in(folder)

    old, new = SentenceDetermination.objects.order_by("pk")
    assert new.corrects == old
    assert str(new.eed) == "2028-06-30"


def test_a_changed_end_of_an_assignment_is_a_new_version(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("assignments", 0, until_on="2026-10-31")
    bring_in(folder)

    assignment = CaseAssignment.objects.get()
    assert str(assignment.until_on) == "2026-10-31"
    assert assignment.history.latest().history_change_reason.startswith("Import ")
    bring_in(small_folder())
    assignment.refresh_from_db()
    assert assignment.until_on is None, "an empty cell clears it"


def test_an_end_that_somebody_recorded_here_is_not_cleared_by_an_empty_cell(bring_in):
    from offenders.services import end_assignment

    bring_in(small_folder())
    end_assignment(
        CaseAssignment.objects.get(),
        User.objects.get(username="boss"),
        until_on=dt.date(2026, 10, 31),
        reason="Moved on",
        without=WITHOUT_SUMMARY,
    )

    assert bring_in(small_folder()).report.total("changed") == 0
    assert str(CaseAssignment.objects.get().until_on) == "2026-10-31"


def test_a_departure_ends_an_assignment_without_an_end(bring_in):
    folder = small_folder()
    folder.add("movements", number="00123", kind="parole", occurred_at="2026-11-02T10:00")
    bring_in(folder)

    assert str(CaseAssignment.objects.get().until_on) == "2026-11-01"
    assert bring_in(folder).report.total("changed") == 0


def test_a_later_departure_ends_the_stored_assignment(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    del folder.files["assignments"]
    folder.add("movements", number="00123", kind="parole", occurred_at="2026-11-02T10:00")
    bring_in(folder)

    assert str(CaseAssignment.objects.get().until_on) == "2026-11-01"


def test_an_absent_column_leaves_and_an_empty_cell_clears(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.columns["offenders"] = ["number", "family_name", "given_names"]
    folder.columns["staff"] = ["username", "family_name", "given_names", "role", "from_on"]
    folder.columns["movements"] = ["number", "kind", "occurred_at"]
    folder.columns["sentences"] = ["number", "start_on", "recorded_on"]
    for file in ("offenders", "staff", "movements", "sentences"):
        folder.files[file] = [
            {name: row.get(name, "") for name in folder.columns[file]} for row in folder.files[file]
        ]

    assert bring_in(folder).report.total("changed") == 0

    cleared = small_folder()
    cleared.change("offenders", 0, date_of_birth="", sex="", imp_approved_on="")
    cleared.change("staff", 1, capacity="", supervisor="", unit="", email="")
    cleared.change("sentences", 0, eed="")
    cleared.change("assessments", 0, domain_scores="")

    assert bring_in(cleared).refusals == []
    person = Offender.objects.get()
    assert person.date_of_birth is None
    assert person.sex == "unknown"
    posting = Posting.objects.get(user__username="ode")
    assert (posting.capacity, posting.supervisor, posting.unit) == (None, None, None)
    assert SentenceDetermination.objects.standing().get().eed is None
    assert Assessment.objects.get().domain_scores == {}
    assert not PlanReview.objects.standing().filter(kind="approved").exists()


def test_a_row_that_is_missing_now_means_nothing(bring_in):
    bring_in(make_folder(5))
    before = _rows()
    folder = make_folder(5)
    for file in ("offenders", "movements", "notes", "reviews"):
        folder.files[file] = folder.files[file][:1]
    bring_in(folder)

    assert _rows() == before


def test_the_approval_of_the_plan_moves_with_its_column(bring_in):
    bring_in(small_folder())
    folder = small_folder()
    folder.change("offenders", 0, imp_approved_on="2026-01-25")
    moved = bring_in(folder)

    assert moved.report.files["offenders"]["changed"] == 1
    approval = PlanReview.objects.standing().get(kind="approved")
    assert str(approval.done_on) == "2026-01-25"
    assert str(approval.corrects.done_on) == "2026-01-20"


# --- what imported records do --------------------------------------------------------------------


def test_reports_fulfil_duties_on_the_day_on_which_they_were_recorded(bring_in):
    folder = small_folder()
    folder.change(
        "notes",
        0,
        type="primary_contact_report",
        occurred_at="2026-02-10T14:00",
        recorded_at="2026-02-11T15:00",
    )
    bring_in(folder)

    report = ContactReport.objects.get()
    assert report.kind == "primary"
    assert (str(report.interview_on), str(report.completed_on)) == ("2026-02-10", "2026-02-11")
    assert report.summary == "Saw him at work.\nAll well."
    assert report.author_role == "Case officer"
    assert not report.answers.exists()
    assert bring_in(folder).report.total("new") == 0


def test_a_note_is_signed_as_it_was_then(bring_in):
    folder = small_folder()
    folder.add(
        "staff",
        username="ode",
        family_name="Ode",
        given_names="Grace",
        role="coordinator",
        facility="NOR",
        from_on="2026-06-01",
    )
    folder.change("staff", 1, until_on="2026-05-31")
    bring_in(folder)

    note = CaseNote.objects.get()
    assert (note.author_name, note.author_role) == ("Grace Ode", "Case officer")
    assert note.for_officer
    assert note.facility.code == "NOR"
    assert note.source.startswith("Import ")


def test_a_termination_summary_closes_the_assignment(bring_in):
    folder = small_folder()
    folder.change("assignments", 0, until_on="2026-10-31")
    folder.change(
        "notes",
        0,
        type="termination_summary",
        occurred_at="2026-11-01T09:00",
        recorded_at="2026-11-01T09:00",
    )
    bring_in(folder)

    assert CaseNote.objects.get().assignment_ended == CaseAssignment.objects.get()


def test_past_facts_make_due_items_before_go_live(bring_in):
    imported = bring_in(small_folder(), live_from=dt.date(2026, 10, 1))

    assert Agency.objects.get().live_from == dt.date(2026, 10, 1)
    items = DueItem.objects.filter(due_on__isnull=False)
    assert items.filter(before_go_live=True).exists()
    for item in items:
        assert item.before_go_live == (item.due_on < dt.date(2026, 10, 1))
    assert imported.report.effect["appeared"] == DueItem.objects.count()


def test_a_local_procedure_and_a_posting_move_the_duties_of_those_concerned(bring_in, agency):
    agency.standards = ["au-wa/copp-10.3"]
    agency.save()
    activate_packs(agency)
    bring_in(small_folder())
    folder = small_folder()
    folder.change("facilities", 0, local_procedure="LP 7")
    exempt = bring_in(folder)

    assert exempt.report.total("changed") == 1
    assert exempt.report.effect
    assert bring_in(folder).report.effect == {}

    folder.change("facilities", 0, local_procedure="", name="Northmoor")
    assert bring_in(folder).report.effect


def test_the_go_live_day_is_the_day_of_the_first_import(bring_in, on_day):
    bring_in(small_folder())
    on_day("2026-12-01T17:00+00:00")
    bring_in(small_folder())

    assert Agency.objects.get().live_from == dt.date(2026, 11, 23)


def test_a_dry_run_tells_the_effect_and_writes_nothing(bring_in):
    before = _rows()
    dry = bring_in(small_folder(), dry_run=True)

    assert dry.report.files["offenders"] == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
    }
    assert dry.report.effect["appeared"] > 0
    assert "would be added" in dry.report.effect_in_words
    assert _rows() == before
    assert Agency.objects.get().live_from is None

    real = bring_in(small_folder())
    assert real.report.effect == dry.report.effect


# --- the command ---------------------------------------------------------------------------------


def test_the_command_is_all_or_nothing(agency, tmp_path, capsys):
    folder = small_folder()
    folder.add("offenders", number="9", family_name="x", given_names="x", sex="M")
    path = folder.write(tmp_path / "sent")

    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_records", str(path))
    assert "offenders, line 3, sex “M”: Not one of" in capsys.readouterr().out
    assert not Offender.objects.exists()
    assert not (path / "refused").exists()


def test_refused_rows_can_be_mended_and_sent_again(agency, tmp_path, capsys):
    folder = small_folder()
    folder.add("offenders", number="9", family_name="x", given_names="Two\nlines", sex="M")
    folder.columns["offenders"] = ["sex", "number", "family_name", "given_names"]
    folder.files["offenders"] = [
        {k: v for k, v in row.items() if k in folder.columns["offenders"]}
        for row in folder.files["offenders"]
    ]
    path = folder.write(tmp_path / "sent")
    call_command("import_records", str(path), "--skip-refused")

    refused = path / "refused"
    assert sorted(p.name for p in refused.iterdir()) == ["offenders.csv", "refusals.csv"]
    assert (refused / "refusals.csv").read_text() == (
        "file,line,column,value,reason\n"
        'offenders,3,sex,M,"Not one of: male, female, other, unknown."\n'
    )
    text = (refused / "offenders.csv").read_text()
    assert text.startswith("sex,number,family_name,given_names,_line,_reason\nM,9,x,")
    call_command("import_records", str(path), "--skip-refused")  # its own refused/ is no file

    (refused / "offenders.csv").write_text(text.replace("\nM,", "\nmale,"))
    call_command("import_records", str(refused))
    assert Offender.objects.get(number="9").given_names == "Two\nlines"


def test_a_dry_run_of_the_command_writes_nothing(agency, tmp_path, capsys):
    path = small_folder().write(tmp_path / "sent")
    call_command("import_records", str(path), "--dry-run", "--live-from", "2026-10-01")

    said = capsys.readouterr().out
    assert "items would be added" in said
    assert "this was a dry run" in said
    assert not Offender.objects.exists()


def test_the_command_says_what_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="There is nothing at"):
        call_command("import_records", str(tmp_path / "gone"))
    with pytest.raises(CommandError, match="Set up the agency first"):
        call_command("import_records", str(small_folder().write(tmp_path / "sent")))
