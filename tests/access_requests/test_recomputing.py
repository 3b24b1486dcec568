"""What stood on a copy that was handed out is reckoned anew, entry by entry."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from agency import jobs
from casemgmt.disclosing.recomputing import reckoned_copy
from casenotes.models import PrintedReport
from casenotes.services import add_amendment
from casenotes.services.access_requests import decide_access_request, release_copy
from casenotes.services.errors import decide_error, report_error
from casenotes.services.redactions import Mark
from tests.access_requests.world import approve, prepare


@pytest.fixture
def copy(cast, asked, delegate, wrote):
    """The row of a released copy; of the second note some words, the third note is withheld."""
    notes = [wrote("Spoke of work."), wrote("Ruth Mabry visits."), wrote("Gate 4.")]

    def release(*items):
        request = asked(items=list(items))
        marks = [Mark(f"note:{notes[1].pk}", "text", 0, 10), Mark(f"note:{notes[2].pk}")]
        redaction = prepare(request, cast.tran, marks=marks)
        approve(redaction, cast.marrow)
        decide_access_request(request, delegate, outcome="copy")
        job = release_copy(request, cast.tran, channel="letter").job
        jobs.run_open_jobs()
        row = PrintedReport.objects.get(job=job)
        row.of_notes = notes
        return row

    return release


def test_later_additions_and_strikes_do_not_make_it_another(cast, copy, on_day):
    row = copy("notes")
    on_day("2026-11-23T17:10+00:00")
    add_amendment(cast.okafor, note=row.of_notes[0], text="Later.")
    error = report_error(row.of_notes[1], cast.okafor, kind="wrong_person", reason="Not him.")
    decide_error(error, cast.strand, outcome="struck", remark="Yes.")
    found = reckoned_copy(row)
    assert (found.verdict, found.same, found.entries) == ("same", 3, 3)


def test_a_note_that_was_changed_in_the_database_is_found(cast, copy, sign_in):
    row = copy("notes")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE casenotes_casenote SET text = 'Spoke of war.' WHERE id = %s",
            [row.of_notes[0].pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert reckoned_copy(row).verdict == "different"
    asked = {"serial": row.serial, "fingerprint": row.fingerprint}
    page = sign_in(cast.tran).get(reverse("pages:print-check"), asked).content.decode()
    assert "Do not rely on this paper." in page


def test_what_may_change_may_read_differently_and_the_check_says_so(cast, copy, sign_in):
    row = copy("whole_file")
    assert reckoned_copy(row).verdict == "same"
    cast.ashby.family_name = "Ashby-Cole"
    cast.ashby.save()
    found = reckoned_copy(row)
    assert (found.verdict, found.other) == ("partly", 1)
    asked = {"serial": row.serial, "fingerprint": row.fingerprint}
    page = sign_in(cast.tran).get(reverse("pages:print-check"), asked).content.decode()
    assert f"{found.same} are the same, among them every note and contact report." in page
