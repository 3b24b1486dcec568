"""Work in the background can be seen, stopped and found again by who asked for it."""

from __future__ import annotations

import pytest

from agency.models import Job, JobState


@pytest.fixture
def waiting(cast):
    return Job.objects.create(kind="digest", requested_by=cast.tran, total_count=200, done_count=50)


def test_a_job_says_how_much_is_left_and_asks_again_by_itself(cast, sign_in, waiting) -> None:
    page = sign_in(cast.tran).get(f"/jobs/{waiting.pk}").content.decode()
    assert "50 of 200, 150 left" in page
    assert f'hx-get="/jobs/{waiting.pk}/progress"' in page


def test_a_finished_job_stops_asking_and_links_its_result(cast, sign_in, waiting) -> None:
    Job.objects.filter(pk=waiting.pk).update(state=JobState.DONE, result={"url": "/imports"})
    part = sign_in(cast.tran).get(f"/jobs/{waiting.pk}/progress", headers={"HX-Request": "true"})
    assert "hx-get" not in part.content.decode()
    assert 'href="/imports"' in part.content.decode()


@pytest.mark.parametrize("address", ["https://x.test/", "//x.test/", "javascript:alert(1)"])
def test_a_result_never_leads_out_of_the_product(cast, sign_in, waiting, address) -> None:
    Job.objects.filter(pk=waiting.pk).update(state=JobState.DONE, result={"url": address})
    assert "Open the result" not in sign_in(cast.tran).get(f"/jobs/{waiting.pk}").content.decode()


def test_a_waiting_job_is_cancelled_at_once(cast, sign_in, waiting) -> None:
    client = sign_in(cast.tran)
    assert client.post(f"/jobs/{waiting.pk}/cancel").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == JobState.CANCELLED
    assert (
        "It has ended already."
        in client.post(f"/jobs/{waiting.pk}/cancel", follow=True).content.decode()
    )


def test_a_running_job_is_asked_to_stop(cast, sign_in, waiting) -> None:
    Job.objects.filter(pk=waiting.pk).update(state=JobState.RUNNING)
    page = sign_in(cast.tran).post(f"/jobs/{waiting.pk}/cancel", follow=True).content.decode()
    assert "It stops after the step that it is in." in page
    waiting.refresh_from_db()
    assert waiting.cancel_requested


@pytest.mark.parametrize("who", ["okafor", "marsh_records", "amsel"])
@pytest.mark.parametrize("part", ["", "/progress", "/cancel"])
def test_what_somebody_asked_for_is_nobody_elses(cast, sign_in, waiting, who, part) -> None:
    client = sign_in(cast.users[who])
    address = f"/jobs/{waiting.pk}{part}"
    answer = client.post(address) if part == "/cancel" else client.get(address)
    assert answer.status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == JobState.WAITING


def test_an_administrator_sees_numbers_of_all_work_and_no_content(cast, sign_in, waiting) -> None:
    page = sign_in(cast.amsel).get("/jobs").content.decode()
    assert "Everybody’s work, by kind" in page
    assert "Morning digest" in page
    assert f"/jobs/{waiting.pk}" not in page
    assert "Everybody’s work" not in sign_in(cast.tran).get("/jobs").content.decode()
