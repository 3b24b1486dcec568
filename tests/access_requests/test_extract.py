"""S14: everything held on a person is in the extract, or named with the reason why not."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from casemgmt.disclosing.gather import everything
from casemgmt.disclosing.given import GIVEN
from casemgmt.disclosing.held import HISTORY, NOT_GIVEN, SECTIONS, WITH_NOTES_AND_REPORTS
from offenders.models import Offender
from tests.security.crawl import make_world


def hang_on(tables):
    """Tables with a foreign key to one of `tables`, earlier states aside."""
    return {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in tables
    }


def tables_about_a_person():
    """Every table that hangs on the person, or on a table that does, however far down."""
    found, newest = set(), {Offender}
    while newest:
        newest = hang_on(newest) - found - {Offender}
        found |= newest
    return found


def is_history(model):
    return hasattr(model, "history_id")


def test_every_table_that_hangs_on_a_person_is_given_or_named_with_a_reason():
    labels = {model._meta.label for model in tables_about_a_person() if not is_history(model)}
    assert len(labels) > 60
    given = {held.model for held in GIVEN} | WITH_NOTES_AND_REPORTS
    assert labels - given - NOT_GIVEN.keys() == set(), "Say in casemgmt/disclosing what these are."
    assert given - labels == set(), "These hang on no person any more."
    assert NOT_GIVEN.keys() - labels == set(), "These hang on no person any more."
    assert given & NOT_GIVEN.keys() == set()


def test_every_reason_is_a_sentence():
    for reason in (HISTORY, *NOT_GIVEN.values()):
        assert reason[0].isupper()
        assert reason.endswith(".")
        assert len(reason.split()) > 3


def test_earlier_states_are_those_of_tables_that_are_accounted_for():
    accounted = {held.model for held in GIVEN} | WITH_NOTES_AND_REPORTS | NOT_GIVEN.keys()
    states = [model for model in hang_on({Offender}) if is_history(model)]
    assert len(states) > 15
    for model in states:
        assert model.instance_type._meta.label in accounted, model


def test_tables_that_are_given_can_be_read_by_their_path_and_day(db):
    sections = {key for key, _, _ in SECTIONS}
    for held in GIVEN:
        rows = apps.get_model(held.model)._default_manager.filter(**{held.person: 0})
        assert rows.order_by(held.day or "pk").first() is None
        assert held.section in sections, held.model


def test_all_that_the_database_holds_on_somebody_is_in_their_file(cast, asked):
    """The fixture person of S14: as many entries of each table as SELECT finds rows."""
    make_world(cast)
    request = asked(items=["whole_file"])
    pieces = everything(request, cast.tran)
    by_key = {}
    for piece in pieces:
        by_key.setdefault(piece.key.partition(":")[0], []).append(piece)
    filled = set()
    for held in GIVEN:
        if held.restricted:
            continue
        rows = apps.get_model(held.model)._default_manager.filter(**{held.person: cast.ashby.pk})
        if held.living:
            rows = rows.visible_to(cast.tran)
        assert len(by_key.get(held.key, [])) == rows.count(), held.model
        filled |= {held.model} if rows.exists() else set()
    assert len(filled) > 30
    notes = cast.ashby.notes.filter(confidential=False)
    assert len(by_key["note"]) == notes.count()
    assert len(by_key["report"]) == cast.ashby.reports.count()
    assert all(piece.passages for piece in pieces)


def test_what_a_records_administrator_may_not_read_is_there_for_the_second_person_alone(
    cast, asked
):
    make_world(cast)
    request = asked(items=["whole_file"])
    restricted = {held.key for held in GIVEN if held.restricted}
    assert {"pregnancy", "warrant", "inquiry", "letter"} <= restricted
    seen = {piece.key.partition(":")[0] for piece in everything(request, cast.tran)}
    assert not seen & restricted
    opened = {p.key.partition(":")[0] for p in everything(request, cast.strand) if p.restricted}
    assert {"pregnancy", "note"} <= opened


def test_no_text_that_somebody_wrote_is_lost_on_the_way(cast, asked):
    """Each text field of each row that is given stands in its entry, word for word."""
    words = "Walked past the chapel; spoke of the harvest."
    make_world(cast, words=words)
    by_key = {p.key: p for p in everything(asked(items=["whole_file"]), cast.tran)}
    looked_at = 0
    for held in GIVEN:
        if held.restricted or held.fields:
            continue
        model = apps.get_model(held.model)
        texts = [f for f in model._meta.concrete_fields if isinstance(f, models.TextField)]
        for row in model._default_manager.filter(**{held.person: cast.ashby.pk}):
            said = {passage.text for passage in by_key[f"{held.key}:{row.pk}"].passages}
            for field in texts:
                if getattr(row, field.name):
                    assert getattr(row, field.name) in said, f"{held.model}.{field.name}"
                    looked_at += 1
    assert looked_at > 4


def test_reading_a_whole_file_takes_as_many_queries_whatever_is_in_it(
    cast, asked, wrote, django_assert_max_num_queries
):
    request = asked(items=["whole_file"])
    for day in range(1, 20):
        wrote(f"Note {day}.", on=request.received_on.replace(day=day))
    with django_assert_max_num_queries(105):
        assert len(everything(request, cast.tran)) > 20
