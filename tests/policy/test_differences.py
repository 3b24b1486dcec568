"""What changed between two editions, in words that a policy officer would read."""

from __future__ import annotations

from scheduling.policy.differences import differences, marked
from scheduling.policy.load import STANDARDS, edition_from_text

TEXT = (STANDARDS / "au-wa" / "copp-10.3.toml").read_text()


def edition(*changes, name="2.0"):
    text = TEXT.replace('edition      = "2.0"', f'edition = "{name}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return edition_from_text(text, "test.toml", "au-wa/copp-10.3")


def changed(*changes):
    return differences(edition(), edition(*changes, name="3.0"))


def test_an_edition_does_not_differ_from_itself():
    assert differences(edition(), edition(name="3.0")) == []


def test_a_new_figure_shows_both_sentences_with_the_words_marked():
    (found,) = changed(("within       = { days = 14 }", "within = { days = 10 }"))
    assert (found.code, found.kind) == ("WA.PRIMARY", "changed")
    assert found.before.startswith("Within 14 days of the officer's allocation")
    assert found.after.startswith("Within 10 days of the officer's allocation")
    assert [p.text for p in found.before_parts if p.changed] == ["14"]
    assert [p.text for p in found.after_parts if p.changed] == ["10"]
    assert " ".join(p.text for p in found.after_parts) == found.after
    assert found.also == ()


def test_a_new_interval_changes_each_duty_of_the_cycle():
    found = changed(("every = { months = 3 }", "every = { months = 2 }"))
    assert [d.code for d in found] == ["WA.RCR", "WA.IMP_REVIEW"]
    assert all("every 2 months" in d.after and "every 3 months" in d.before for d in found)


def test_a_duty_that_is_dropped_and_one_that_is_new_are_said():
    start = TEXT.index("[[deadline]]")
    end = TEXT.index('[[deadline]]\nid           = "primary')
    without = edition_from_text(TEXT[:start] + TEXT[end:], "test.toml", "au-wa/copp-10.3")
    (gone,) = differences(edition(), without)
    assert (gone.code, gone.kind, gone.after) == ("WA.ALLOCATE", "removed", "")
    (new,) = differences(without, edition())
    assert (new.code, new.kind, new.before) == ("WA.ALLOCATE", "added", "")
    assert new.after == gone.before


def test_other_words_are_named_by_what_they_are():
    (found,) = changed(
        ('cite         = "Case allocation"', 'cite = "Allocation"'),
        ('on_transfer  = "close"\non_departure = "close"\ncite = "Allocation"',
         'on_transfer = "stands"\non_departure = "close"\ncite = "Allocation"'),
    )  # fmt: skip
    assert [(c.what, c.before, c.after) for c in found.also] == [
        ("Clause", "Case allocation", "Allocation"),
        ("On a transfer", "close", "stands"),
    ]


def test_a_new_owner_and_a_new_answer_to_a_silence_are_named():
    (found,) = changed(
        ('owner        = "case_management_coordinator"', 'owner = "unit_manager"'),
        ("Where the IMP is approved after the arrival, the 7 days run from the approval.",
         "The 7 days always run from the arrival."),
    )  # fmt: skip
    assert [c.what for c in found.also] == ["Who owes it", "Answers where the text is silent"]
    assert found.also[0].before == "the Case Management Coordinator"
    assert found.also[1].after == "The 7 days always run from the arrival."


def test_a_supplement_is_compared_only_in_what_it_names():
    head = TEXT[: TEXT.index("[[stage]]")].replace(
        'code         = "AU-WA/COPP-10.3"',
        'code = "AU-WA/LOCAL"\nsupplements = "AU-WA/COPP-10.3"',
    )
    start = TEXT.index("[[deadline]]")
    end = TEXT.index('[[deadline]]\nid           = "primary')
    body = TEXT[start:end].replace("within       = { days = 7 }", "within = { days = 5 }")
    local = edition_from_text(head + body, "local.toml", "au-wa/local")
    (found,) = differences(edition(), local)
    assert (found.code, found.kind) == ("WA.ALLOCATE", "changed")


def test_words_are_marked_where_they_differ():
    before, after = marked("one two three", "one four three five")
    assert [(p.text, p.changed) for p in before] == [
        ("one", False), ("two", True), ("three", False),
    ]  # fmt: skip
    assert [(p.text, p.changed) for p in after] == [
        ("one", False), ("four", True), ("three", False), ("five", True),
    ]  # fmt: skip
