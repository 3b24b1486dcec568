"""What is withheld: marked by one person, approved by another, and nothing of it remains."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from agency.errors import EditConflict, RuleViolation
from casemgmt.disclosing.copying import copy_by, without_what_is_withheld
from casemgmt.disclosing.gather import everything
from casemgmt.disclosing.marking import find
from casemgmt.printing.redacting import texts_of
from casenotes.models import CaseNote, Withholding
from casenotes.services import add_amendment
from casenotes.services.errors import decide_error, report_error
from casenotes.services.redactions import (
    Mark,
    begin_redaction,
    check_redaction,
    lift,
    withhold,
)
from tests.access_requests.world import approve, prepare


def copy_of(redaction, reader):
    report, marks = copy_by(redaction, reader)
    return without_what_is_withheld(report, marks)


def words_of(report):
    """Every text of a copy, as it stands on the paper."""
    found = []
    for entry in report.entries:
        if hasattr(entry, "why"):
            found.append(f"[{entry.why}]")
        else:
            found += [passage.text for passage in texts_of(entry)]
    return [text.replace("\ue000", "").replace("\ue001", "") for text in found]


def pieces_for(request, reader):
    return [piece for piece in everything(request, reader) if not piece.restricted]


def given(request, by, checker, words, ground="third_person"):
    marks = find(words, pieces_for(request, by))
    redaction = prepare(request, by, marks=marks, ground=ground)
    approve(redaction, checker)
    return copy_of(redaction, by)


def test_a_passage_gives_way_to_its_ground_and_the_note_stays_as_it_was(cast, asked, wrote):
    note = wrote("He said that Ruth Mabry visits on Sundays.")
    copy = given(asked(), cast.tran, cast.strand, "Ruth  mabry")
    assert words_of(copy) == ["He said that [withheld: about another person] visits on Sundays."]
    assert CaseNote.objects.get(pk=note.pk).text == "He said that Ruth Mabry visits on Sundays."


def test_nothing_tells_how_long_what_is_withheld_was(cast, asked, wrote):
    wrote("Seen with Jo at noon.", on=date(2026, 11, 3))
    wrote("Seen with Wilhelmina Featherstonehaugh-Cholmondeley at noon.", on=date(2026, 11, 4))
    request = asked()
    pieces = pieces_for(request, cast.tran)
    marks = [*find("Jo", pieces), *find("Wilhelmina Featherstonehaugh-Cholmondeley", pieces)]
    redaction = prepare(request, cast.tran, marks=marks)
    approve(redaction, cast.strand)
    first, second = words_of(copy_of(redaction, cast.tran))
    assert first == second == "Seen with [withheld: about another person] at noon."


def test_a_whole_entry_gives_way_to_its_day_and_ground(cast, asked, wrote):
    note = wrote("All of this is about somebody else.")
    request = asked()
    redaction = prepare(request, cast.tran, marks=[Mark(f"note:{note.pk}")], ground="safety")
    approve(redaction, cast.strand)
    copy = copy_of(redaction, cast.tran)
    assert [(entry.on, entry.why) for entry in copy.entries] == [
        (date(2026, 11, 3), "safety of a person")
    ]
    assert "somebody else" not in repr(copy)


def test_words_are_found_in_every_text_of_every_entry_as_whole_words(cast, asked, wrote):
    first = wrote("Ann called. Annual leave is due. ANN is his aunt.")
    second = wrote("Nothing of hers.", on=date(2026, 11, 4))
    add_amendment(cast.okafor, note=second, text="It was Ann who called.")
    marks = find("ann", pieces_for(asked(), cast.tran))
    assert [(mark.entry, mark.part, mark.start, mark.end) for mark in marks] == [
        (f"note:{first.pk}", "text", 0, 3),
        (f"note:{first.pk}", "text", 33, 36),
        (f"note:{second.pk}", "addition:0", 7, 10),
    ]
    assert find("a", pieces_for(asked(), cast.tran)) == []


def test_who_marked_anything_does_not_check_it(cast, asked, wrote):
    note = wrote("Talked about work.")
    redaction = prepare(asked(), cast.tran, marks=[Mark(f"note:{note.pk}")])
    with pytest.raises(RuleViolation, match="somebody else checks"):
        approve(redaction, cast.tran)
    check = approve(redaction, cast.strand)
    with pytest.raises(EditConflict):
        approve(redaction, cast.marrow)
    with pytest.raises(DatabaseError), transaction.atomic():
        check.delete()


def test_what_is_handed_over_cannot_be_marked_or_lifted_any_more(cast, asked, wrote):
    note = wrote("Talked about work.")
    redaction = prepare(asked(), cast.tran, marks=[Mark(f"note:{note.pk}")])
    with pytest.raises(RuleViolation, match="second person"):
        withhold(redaction, cast.tran, [Mark(f"note:{note.pk}")], ground="safety")
    with pytest.raises(RuleViolation, match="second person"):
        lift(Withholding.objects.get(), cast.tran)
    with pytest.raises(DatabaseError), transaction.atomic():
        Withholding.objects.all().delete()


def test_a_mark_is_lifted_and_stays_on_record(cast, asked, wrote):
    note = wrote("Talked about work.")
    request = asked()
    redaction = begin_redaction(request, cast.tran)
    withhold(redaction, cast.tran, [Mark(f"note:{note.pk}")], ground="safety")
    mark = Withholding.objects.get()
    lift(mark, cast.tran)
    mark.refresh_from_db()
    assert mark.lifted_by == cast.tran
    with pytest.raises(DatabaseError), transaction.atomic():
        Withholding.objects.update(lifted_at=None)


def test_what_is_returned_is_prepared_again_with_its_marks(cast, asked, wrote):
    note = wrote("Talked about work.")
    request = asked()
    redaction = prepare(request, cast.tran, marks=[Mark(f"note:{note.pk}")])
    with pytest.raises(RuleViolation, match="put right"):
        check_redaction(redaction, cast.strand, approved=False)
    check_redaction(redaction, cast.strand, approved=False, reason="The aunt is named in it.")
    again = begin_redaction(request, cast.tran)
    assert again.number == 2
    assert [(mark.entry, mark.marked_by) for mark in again.withholdings.all()] == [
        (f"note:{note.pk}", cast.tran)
    ]


# ---- Restricted notes ----------------------------------------------------------------------------


def test_a_confidential_note_is_out_unless_the_second_person_lets_it_in(cast, asked, wrote):
    wrote("An open note.", on=date(2026, 11, 4))
    secret = wrote("A confidential note.", confidential=True)
    for let_in, expected in (
        ((), ["An open note."]),
        ((f"note:{secret.pk}",), ["An open note.", "A confidential note."]),
    ):
        redaction = prepare(asked(), cast.tran)
        approve(redaction, cast.strand, let_in=let_in)
        assert sorted(words_of(copy_of(redaction, cast.tran))) == sorted(expected)


def test_that_a_restricted_note_is_left_out_is_told_nowhere(cast, asked, wrote):
    wrote("An open note.")
    request = asked()
    without = prepare(request, cast.tran)
    approve(without, cast.strand)
    alone = copy_of(without, cast.tran)
    wrote("A confidential note.", confidential=True)
    assert copy_of(without, cast.tran) == alone


def test_nobody_lets_in_what_they_may_not_read(cast, asked, wrote):
    secret = wrote("A confidential note.", confidential=True)
    redaction = prepare(asked(), cast.tran)
    check = approve(redaction, cast.marrow, let_in=[f"note:{secret.pk}"])
    assert check.let_in == []


def test_what_was_let_in_goes_out_only_while_its_opener_may_read_it(cast, asked, wrote):
    secret = wrote("A confidential note.", confidential=True)
    redaction = prepare(asked(), cast.tran)
    approve(redaction, cast.strand, let_in=[f"note:{secret.pk}"])
    cast.strand.postings.update(until_on=date(2026, 11, 22))
    redaction = type(redaction).objects.get(pk=redaction.pk)
    with pytest.raises(RuleViolation, match="changed since"):
        copy_of(redaction, cast.tran)


# ---- A record that goes on -----------------------------------------------------------------------


def test_what_came_later_is_left_out(cast, asked, wrote):
    wrote("The first note.")
    redaction = prepare(asked(), cast.tran)
    approve(redaction, cast.strand)
    wrote("Written afterwards.", on=date(2026, 11, 20))
    assert words_of(copy_of(redaction, cast.tran)) == ["The first note."]


def test_what_changed_after_the_redaction_is_seen_by_two_people_again(cast, asked, wrote):
    note = wrote("The first note.")
    redaction = prepare(asked(), cast.tran)
    approve(redaction, cast.strand)
    add_amendment(cast.okafor, note=note, text="His aunt Ruth was there.")
    with pytest.raises(RuleViolation, match="Prepare it again"):
        copy_of(redaction, cast.tran)


def test_a_note_about_another_person_by_mistake_is_never_given(cast, asked, wrote):
    note = wrote("This is about Mabry.")
    error = report_error(
        note, cast.okafor, kind="wrong_person", reason="Mixed up.", right_person=cast.mabry
    )
    decide_error(error, cast.strand, outcome="moved", remark="It is Mabry's.")
    assert pieces_for(asked(), cast.tran) == []


def test_only_the_period_and_the_kinds_asked_for_are_given(cast, asked, wrote):
    wrote("October.", on=date(2026, 10, 31))
    wrote("November.", on=date(2026, 11, 1))
    request = asked(from_on=date(2026, 11, 1), until_on=date(2026, 11, 30))
    assert [p.entry.text for p in pieces_for(request, cast.tran)] == ["November."]
    assert pieces_for(asked(items=["primary_reports"]), cast.tran) == []
