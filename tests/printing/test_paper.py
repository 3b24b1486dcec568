"""A paper is checked; the ledger's page of a print; units, facilities, zip files."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from agency.models import AuditEvent, AuditEventType
from casemgmt.printing.orders import PrintOrder
from casenotes.models import PrintedReport
from casenotes.services import add_amendment
from tests.printing.conftest import CHICAGO, WHOLE


@pytest.fixture
def paper(cast, wrote, ordered):
    """A printed report: its ledger row."""
    wrote("2026-10-02T09:40", "text")
    return ordered()


def checked(client, serial, fingerprint):
    return client.get(reverse("pages:print-check"), {"serial": serial, "fingerprint": fingerprint})


def test_a_paper_is_known_by_the_digits_of_a_page_however_they_are_typed(cast, paper, sign_in):
    client = sign_in(cast.tran)
    short = paper.fingerprint[:20]
    grouped = " ".join(short.upper()[i : i + 4] for i in range(0, 20, 4))
    for digits in (short, grouped, grouped.replace("0", "O"), paper.fingerprint):
        answer = checked(client, f" {paper.serial.lower()} ", digits)
        assert answer.context["matches"], digits
        assert "nothing has changed since" in answer.content.decode()


def test_a_paper_with_other_digits_is_not_what_was_printed(cast, paper, sign_in):
    client = sign_in(cast.tran)
    other = paper.fingerprint[:19] + ("0" if paper.fingerprint[19] != "0" else "1")
    page = checked(client, paper.serial, other).content.decode()
    assert "with another fingerprint" in page
    assert "ASHBY" not in page
    for typed, says in (("7F3A", "at least the 20 digits"), ("hello world", "0 to 9 and A to F")):
        answer = checked(client, paper.serial, typed)
        assert answer.status_code == 422
        assert says in answer.content.decode()


def test_a_check_says_what_has_changed_and_is_recorded(cast, wrote, paper, sign_in, on_day):
    on_day("2026-11-23T17:00+00:00")
    wrote("2026-10-05T09:40", "late")
    client = sign_in(cast.tran)
    page = checked(client, paper.serial, paper.fingerprint).content.decode()
    assert "The record has changed since." in page
    assert "Recorded later" in page
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.object_id) == (AuditEventType.SEARCHED, str(paper.pk))
    assert event.details == {"serial": paper.serial, "known": True, "matches": True}


def test_who_may_not_read_the_ledger_learns_nothing_from_a_check(cast, paper, sign_in):
    for user in (cast.marsh_records, cast.okafor, cast.amsel):
        client = sign_in(user)
        known = checked(client, paper.serial, paper.fingerprint)
        unknown = checked(client, "RCC-2026-999999", paper.fingerprint)
        assert known.status_code == unknown.status_code
        if known.status_code == 200:
            said = [
                answer.content.decode()
                .partition('role="status"')[2]
                .partition("</div>")[0]
                .replace(serial, "")
                for answer, serial in ((known, paper.serial), (unknown, "RCC-2026-999999"))
            ]
            assert said[0] == said[1]
            assert "The ledger has no print" in said[0]


def test_the_ledgers_page_of_a_print_shows_why_where_and_each_note_as_it_was(
    western_australia, wrote, ordered, sign_in
):
    cast = western_australia
    note = wrote("2026-10-02T09:40", "canary-text")
    add_amendment(cast.okafor, note=note, text="More.")
    row = ordered(reason="viewing")
    page = sign_in(cast.tran).get(reverse("pages:print-report", args=[row.pk])).content.decode()
    for words in ("To be viewed under supervision", "Not for the file", "with 1 amendment"):
        assert words in page
    assert "canary-text" not in page


def test_a_unit_and_a_facility_are_printed_and_nobody_elses(cast, wrote, sign_in, ordered):
    wrote("2026-11-02T09:40", "text")
    client = sign_in(cast.tran)
    unit = client.get(
        reverse("pages:prints"), {"unit": cast.unit_b.pk, "period": "this_month", "kind": ""}
    )
    assert [line["person"].pk for line in unit.context["lines"]] == [cast.ashby.pk]
    assert [person.pk for person in unit.context["without"]] == [cast.mabry.pk]
    asked = {"facility": cast.redbud.pk, "period": "all", "order_by": "number", "delivery": "each"}
    client.post(reverse("pages:print-new"), asked)
    from agency.models import Job

    job = Job.objects.latest("pk")
    assert job.arguments["people"] == [cast.ashby.pk, cast.mabry.pk, cast.vann.pk]
    assert (job.arguments["facility"], job.arguments["delivery"]) == (cast.redbud.pk, "each")
    for foreign in ({"unit": cast.saltbush_unit.pk}, {"facility": cast.saltbush.pk}):
        for send in (client.get, client.post):
            name = "pages:prints" if send == client.get else "pages:print-new"
            assert send(reverse(name), {**foreign, "period": "all"}).status_code == 404


def test_a_zip_file_holds_a_pdf_for_each_person(cast, wrote, printed, sign_in):
    import io
    import zipfile

    for person in (cast.ashby, cast.mabry):
        wrote("2026-10-02T09:40", "text", about=person, by=cast.strand)
    job = printed([cast.ashby, cast.mabry], period=PrintOrder(WHOLE, delivery="each"))
    client = sign_in(cast.tran)
    address = reverse("pages:print-batch-file", args=[job.pk])
    assert (
        f"{address}?part=zip"
        in client.get(reverse("pages:print-batch", args=[job.pk])).content.decode()
    )
    answer = client.get(address, {"part": "zip"})
    assert answer["Content-Type"] == "application/zip"
    held = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    serials = PrintedReport.objects.order_by("pk").values_list("serial", flat=True)
    assert held.namelist() == [f"{serial}.pdf" for serial in serials]
    assert held.read(held.namelist()[0]).startswith(b"%PDF-")
    assert client.get(address).status_code == 404, "there is no joined PDF"


def test_a_contact_report_leads_the_records_administrator_to_its_print(cast, sign_in):
    from casenotes.checklists import PRIMARY_CHECKS
    from casenotes.services import Answer, sign_report

    signed = sign_report(
        cast.ashby,
        cast.okafor,
        kind="primary",
        interview_at=datetime(2026, 10, 9, 10, 0, tzinfo=CHICAGO),
        answers={check.code: Answer(yes=True, comment="Is so.") for check in PRIMARY_CHECKS},
        summary="",
    )
    address = reverse("pages:report", args=[signed.pk])
    assert "Print to sign" not in sign_in(cast.okafor).get(address).content.decode()
    client = sign_in(cast.tran)
    page = client.get(address).content.decode()
    link = page.partition("Print to sign")[0].rpartition('href="')[2].partition('"')[0]
    preview = client.get(link.replace("&amp;", "&"))
    assert preview.context["total"].reports == 1
    assert "Print this report" in preview.content.decode()
