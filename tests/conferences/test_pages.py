"""The pages: who sees which conference, what a wrong day is answered with, each part saved."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.urls import reverse

from agency import jobs
from agency.models import AuditEvent, Posting
from casemgmt.conferencing.readiness import prepare
from conferences.checks import Preparation
from conferences.models import CASE_QUESTIONS, STAGE_TARGETS, CoachingItem, Conference
from conferences.services.following import evaluate_conference
from conferences.services.holding import hold_conference
from tests.cast import TODAY


def page(name, *arguments):
    return reverse(f"pages:{name}", args=arguments)


def asked(browser, address, **sent):
    """A form sent; what came back, with its text."""
    answer = browser.post(address, sent)
    return answer.status_code, answer.content.decode() if answer.status_code == 422 else ""


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lindqvist", 200),
        ("okafor", 200),
        ("reyes", 404),
        ("marsh_boss", 404),
        ("strand", 404),
        ("amsel", 404),
        ("noor", 404),
    ],
)
def test_only_the_officer_and_the_supervisor_open_a_conference(cast, sent, sign_in, who, status):
    conference = sent("2026-12-03")
    browser = sign_in(cast.users[who])
    assert browser.get(page("conference", conference.pk)).status_code == status


def test_the_officer_reads_but_changes_nothing(cast, sent, sign_in):
    conference = sent("2026-12-03")
    browser = sign_in(cast.okafor)
    words = browser.get(page("conference", conference.pk)).content.decode()
    assert "What to prepare" in words
    assert "Record as held" not in words
    for part in ("move", "hold", "sample"):
        assert browser.get(page("conference-act", conference.pk, part)).status_code == 404
    assert browser.get(page("conference-new")).status_code == 404


def test_a_new_supervisor_takes_over_and_the_old_one_keeps_what_was_held(cast, held, sign_in):
    Posting.objects.filter(user=cast.okafor).update(supervisor=cast.marsh_boss)
    for boss in (cast.marsh_boss, cast.lindqvist):
        address = page("conference-act", held.pk, "evaluation")
        assert sign_in(boss).get(address).status_code == 200


def test_a_day_too_early_comes_back_with_the_earliest_day_and_what_was_typed(cast, sign_in):
    browser = sign_in(cast.lindqvist)
    typed = {
        "officer": cast.okafor.pk,
        "on": "2026-12-02",
        "at": "13:30",
        "minutes": "45",
        "place": "Room 4",
    }
    status, words = asked(browser, page("conference-new"), **typed)
    assert status == 422
    assert "only 9 days before" in words
    assert "The earliest day is Thu 3 Dec 2026" in words
    assert 'value="Room 4"' in words
    assert 'value="13:30"' in words
    assert not Conference.objects.exists()
    status, _ = asked(browser, page("conference-new"), **typed | {"on": "2026-12-03"})
    assert status == 302
    jobs.run_open_jobs()
    assert mail.outbox[0].to == ["okafor@x.test"]


def test_an_officer_of_another_team_cannot_be_chosen(cast, sign_in):
    status, words = asked(
        sign_in(cast.lindqvist),
        page("conference-new"),
        officer=cast.marsh.pk,
        on="2026-12-03",
        at="09:00",
        minutes="60",
    )
    assert status == 422
    assert "not one of the available choices" in words


def test_what_is_not_ready_is_named_on_the_page_within_what_the_reader_may_see(
    cast, assessed, sent, sign_in
):
    (gone,) = assessed(4)
    conference = sent("2026-12-03", preparation=prepare(cast.okafor, TODAY))
    address = page("conference", conference.pk)
    assert "CASE1, Lee" in sign_in(cast.okafor).get(address).content.decode()
    gone.assignments.update(until_on="2026-11-20")
    words = sign_in(cast.okafor).get(address).content.decode()
    assert "CASE1" not in words
    assert "A case that you may not read" in words


def test_every_part_is_saved_from_its_page(cast, assessed, held, sign_in):
    assessed(25)
    browser = sign_in(cast.lindqvist)

    def save(part, **typed):
        assert asked(browser, page("conference-act", held.pk, part), **typed) == (302, ""), part

    save("report", from_on="2026-10-01", until_on="2026-11-30")
    assert {report.risk_level for report in held.reports.all()} == {"high", "not assessed"}
    save("sample", csrf="x")
    case = held.sample.cases.get()
    save("items", report_results="yes", report_results_comment="Read together")
    nine = dict.fromkeys(CASE_QUESTIONS, "yes") | dict.fromkeys(STAGE_TARGETS, "action")
    half = dict.fromkeys(list(CASE_QUESTIONS)[:4], "yes")
    status, words = asked(browser, page("sampled-case", case.pk), **half, close="yes")
    assert status == 422
    assert "9 still without an answer" in words
    assert words.count("checked") == 4
    assert asked(browser, page("sampled-case", case.pk), **nine, close="yes")[0] == 302
    case.refresh_from_db()
    assert case.review.closed_at is not None
    save("evaluation", done_well="Notes", to_improve="Drivers", close="yes")
    save(
        "coaching",
        area="driver",
        what="Name the driver",
        resource="instructor",
        next_check_on="2027-01-11",
    )
    item = CoachingItem.objects.get()
    looked = {"checked_on": "2026-12-03", "finding": "Begun", "next_check_on": "2027-01-18"}
    assert asked(browser, page("coaching", item.pk), **looked)[0] == 302
    words = browser.get(page("conference", held.pk)).content.decode()
    for expected in ("with seed", "Read together", "Name the driver", "Drivers", "Closed"):
        assert expected in words


def test_the_evaluation_is_the_officers_to_read_only_once_it_is_shared(cast, held, sign_in):
    words = {"done_well": "Prompt notes", "to_improve": "Finding the driver"}
    evaluate_conference(held, cast.lindqvist, **words, share=False)
    browser = sign_in(cast.okafor)
    assert "Prompt notes" not in browser.get(page("conference", held.pk)).content.decode()
    evaluate_conference(held, cast.lindqvist, **words, share=True)
    address = page("conference-acknowledge", held.pk)
    assert "Prompt notes" in browser.get(address).content.decode()
    assert asked(browser, address, comment="Agreed")[0] == 302
    held.evaluation.refresh_from_db()
    assert (held.evaluation.acknowledged_by, held.evaluation.officer_comment) == (
        cast.okafor,
        "Agreed",
    )
    assert sign_in(cast.reyes).get(address).status_code == 404
    assert sign_in(cast.lindqvist).get(address).status_code == 404


def test_the_list_shows_officers_with_their_clock_and_an_officer_the_own(cast, sent, sign_in):
    sent("2026-12-03")
    words = sign_in(cast.lindqvist).get(page("conferences")).content.decode()
    assert "Notice sent Mon 23 Nov 2026, 10 days ahead" in words
    assert "Reyes, Luz" in words
    assert "Marsh" not in words
    words = sign_in(cast.okafor).get(page("conferences")).content.decode()
    assert "My conferences" in words
    assert "Reyes" not in words


def test_the_list_names_the_earlier_conference_that_is_not_evaluated(
    cast, held, sent, on_day, sign_in
):
    client = sign_in(cast.lindqvist)
    assert "Evaluate by Thu 17 Dec 2026" in client.get(page("conferences")).content.decode()
    on_day("2026-12-04T16:00+00:00")
    later = sent("2026-12-16")
    on_day("2026-12-16T18:00+00:00")
    hold_conference(
        later,
        cast.lindqvist,
        at=datetime.fromisoformat("2026-12-16T09:00-06:00"),
        preparation=Preparation(),
    )
    client.logout()
    client = sign_in(cast.lindqvist)
    words = client.get(page("conferences")).content.decode()
    assert "Evaluate that of Thu 3 Dec 2026 by Thu 17 Dec 2026" in words


def test_a_supervisor_reaches_the_requests_that_wait_where_officers_make_them(cast, sign_in):
    conferences = page("conferences")
    assert 'href="/warrants"' not in sign_in(cast.lindqvist).get(conferences).content.decode()
    cast.agency.standards = ["us-ca-slo/1.17"]
    cast.agency.save()
    assert 'href="/warrants"' in sign_in(cast.lindqvist).get(conferences).content.decode()
    assert 'href="/warrants"' not in sign_in(cast.okafor).get(conferences).content.decode()


def test_a_months_figures_are_reviewed_on_their_page_and_leave_one_event(cast, sign_in):
    browser = sign_in(cast.lindqvist)
    address = page("officer-statistics", cast.okafor.pk)
    before = AuditEvent.objects.count()
    assert asked(browser, address, month="2026-10-01", comment="Seen")[0] == 302
    assert AuditEvent.objects.count() == before + 1
    assert cast.okafor.statistical_reviews.get().figures["cases"] == 1
    assert sign_in(cast.marsh_boss).get(address).status_code == 404
