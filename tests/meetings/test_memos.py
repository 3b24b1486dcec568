"""Performance memos: whole before they are sent, immutable after, disputed and decided."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from agency.errors import RuleViolation
from agency.models import Posting
from agency.roles import Role
from conferences.models import PerformanceMemo
from conferences.services.memos import (
    MemoContent,
    acknowledge_memo,
    begin_memo,
    change_memo,
    discard_memo,
    dispute_memo,
    record_discussion,
    resolve_dispute,
    send_memo,
)
from tests.meetings.records import ELEMENTS, draft_about, sent_about

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("element", ELEMENTS)
def test_a_memo_is_not_sent_without_each_of_its_elements(cast, element):
    memo = draft_about(cast, cast.okafor, elements=ELEMENTS | {element: "  "})
    with pytest.raises(RuleViolation, match=f"Element #{element[-1]}") as refused:
        send_memo(memo, cast.strand)
    assert refused.value.field == element
    assert "II.F" in refused.value.cite
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE conferences_performancememo SET sent_on = '2026-11-23', sent_at = now(),"
            " recipient_id = %s WHERE id = %s",
            [cast.lindqvist.pk, memo.pk],
        )


def test_a_memo_goes_to_the_rating_official_for_the_quarter(cast):
    memo = draft_about(cast, cast.okafor, sections=[("Element #5", "Mentors."), ("", " ")])
    assert memo.period_on == date(2026, 10, 1)
    assert memo.sections == [{"title": "Element #5", "text": "Mentors."}]
    sent = send_memo(memo, cast.strand)
    assert (sent.recipient, str(sent.sent_on)) == (cast.lindqvist, "2026-11-23")


def test_without_a_rating_official_the_draft_stays(cast):
    cast.okafor.postings.update(supervisor=None)
    memo = draft_about(cast, cast.okafor)
    with pytest.raises(RuleViolation, match="no supervisor"):
        send_memo(memo, cast.strand)
    assert PerformanceMemo.objects.get(pk=memo.pk).sent_on is None


def test_a_memo_is_about_a_case_manager_of_the_facility_in_a_quarter_that_has_begun(cast):
    for officer, day, field in (
        (cast.strand, date(2026, 11, 2), "officer"),
        (cast.marsh, date(2026, 11, 2), "officer"),
        (cast.lindqvist, date(2026, 11, 2), "officer"),
        (cast.okafor, date(2027, 1, 1), "period_on"),
    ):
        with pytest.raises(RuleViolation) as refused:
            begin_memo(
                officer,
                cast.strand,
                facility=cast.redbud,
                period_on=day,
                content=MemoContent(ELEMENTS),
            )
        assert refused.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE conferences_performancememo SET element_3 = 'x' WHERE id = %s",
        "UPDATE conferences_performancememo SET sections = '[]'::jsonb WHERE id = %s",
        "UPDATE conferences_performancememo SET sent_on = '2026-11-01' WHERE id = %s",
        "UPDATE conferences_performancememo SET recipient_id = officer_id WHERE id = %s",
        "DELETE FROM conferences_performancememo WHERE id = %s",
    ],
)
def test_a_sent_memo_is_changed_by_nobody_not_even_by_sql(cast, change):
    memo = send_memo(draft_about(cast, cast.okafor, sections=[("Other", "Mentors.")]), cast.strand)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, [memo.pk])
    for act in (
        lambda: change_memo(memo, cast.strand, MemoContent(ELEMENTS)),
        lambda: discard_memo(memo, cast.strand),
        lambda: send_memo(memo, cast.strand),
    ):
        with pytest.raises(RuleViolation, match="stands as it is"):
            act()


def test_the_discussion_comes_after_the_memo_and_the_acknowledgement_after_both(cast):
    memo = sent_about(cast, cast.okafor)
    with pytest.raises(RuleViolation, match="has not recorded"):
        acknowledge_memo(memo, cast.okafor)
    with pytest.raises(RuleViolation) as refused:
        record_discussion(memo, cast.lindqvist, on=date(2026, 11, 22))
    assert refused.value.field == "on"
    record_discussion(memo, cast.lindqvist, on=date(2026, 11, 23))
    acknowledged = acknowledge_memo(memo, cast.okafor, remarks="I see #3 differently.")
    assert acknowledged.state == "acknowledged"
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE conferences_performancememo SET remarks = '' WHERE id = %s", [memo.pk]
        )


def test_a_dispute_goes_to_the_reviewing_official_and_both_texts_are_kept(cast):
    memo = sent_about(cast, cast.okafor)
    for party in (cast.strand, cast.okafor, cast.lindqvist):
        with pytest.raises(RuleViolation) as refused:
            dispute_memo(memo, cast.lindqvist, reason="#3 is hearsay.", referred_to=party)
        assert refused.value.field == "referred_to"
    dispute = dispute_memo(memo, cast.lindqvist, reason="#3 is hearsay.", referred_to=cast.marrow)
    with pytest.raises(RuleViolation, match="already"):
        dispute_memo(memo, cast.lindqvist, reason="And #4.", referred_to=cast.marrow)
    with pytest.raises(RuleViolation, match="Only the reviewing official"):
        resolve_dispute(dispute, cast.lindqvist, outcome="stands", resolution="No.")
    with pytest.raises(RuleViolation, match="reasons"):
        resolve_dispute(dispute, cast.marrow, outcome="corrected", resolution=" ")
    resolved = resolve_dispute(
        dispute, cast.marrow, outcome="corrected", resolution="#3 rests on one letter."
    )
    assert (resolved.resolved_by, str(resolved.resolved_on)) == (cast.marrow, "2026-11-23")
    memo.refresh_from_db()
    assert memo.element_3 == ELEMENTS["element_3"]
    for change in ("reason = 'x'", "resolution = 'x'", "outcome = 'stands'"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE conferences_memodispute SET {change} WHERE id = %s", [resolved.pk]
            )


def test_a_memo_is_read_by_its_four_people_and_nobody_else(cast):
    memo = draft_about(cast, cast.okafor)

    def readers():
        return {
            name
            for name, user in cast.users.items()
            if PerformanceMemo.objects.visible_to(user).filter(pk=memo.pk).exists()
        }

    assert readers() == {"strand"}
    send_memo(memo, cast.strand)
    assert readers() == {"strand", "lindqvist", "okafor"}
    dispute_memo(memo, cast.lindqvist, reason="#3 is hearsay.", referred_to=cast.marrow)
    assert readers() == {"strand", "lindqvist", "okafor", "marrow"}


def test_a_new_rating_official_reads_it_and_who_left_the_facility_does_not(cast):
    memo = sent_about(cast, cast.okafor)
    cast.okafor.postings.update(supervisor=cast.marrow)
    cast.lindqvist.postings.update(until_on=date(2026, 11, 22))
    cast.strand.postings.update(until_on=date(2026, 11, 22))
    visible = {
        name
        for name in ("strand", "lindqvist", "marrow", "okafor")
        if PerformanceMemo.objects.visible_to(type(cast.okafor).objects.get(username=name))
        .filter(pk=memo.pk)
        .exists()
    }
    assert visible == {"marrow", "okafor"}
    Posting.objects.create(
        user=cast.strand,
        role=Role.COORDINATOR,
        facility=cast.saltbush,
        from_on=date(2026, 11, 23),
    )
    elsewhere = type(cast.strand).objects.get(username="strand")
    assert not PerformanceMemo.objects.visible_to(elsewhere).filter(pk=memo.pk).exists()


@pytest.mark.parametrize(
    "table", ["performancememo", "memodispute", "minutes", "legalhold", "policyrevision"]
)
def test_a_table_of_kept_records_is_never_emptied(cast, table):
    with (
        pytest.raises(DatabaseError, match="Cannot truncate"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE conferences_{table} CASCADE")
