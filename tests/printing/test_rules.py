"""What an agency asks of paper: reasons, what may be filed, what is printed already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from agency.errors import RuleViolation
from agency.models import AuditEvent, AuditEventType
from casemgmt.printing import files
from casemgmt.printing.batches import request_print
from casemgmt.printing.changes import changes_since
from casemgmt.printing.content import Withheld
from casemgmt.printing.counting import count_for
from casemgmt.printing.filing import BY_JURISDICTION, choose_rules, file_place
from casemgmt.printing.gather import gather
from casemgmt.printing.ledger import confirm_filed
from casemgmt.printing.orders import PrintOrder
from casenotes.models import PrintedReport, PrintRules
from casenotes.services import add_amendment
from tests.printing.conftest import WHOLE, pages_of, words_of

# ---- Reasons and the file --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({}, "reason"),
        ({"reason": "because"}, "reason"),
        ({"reason": "other"}, "explained"),
        ({"reason": "other", "explained": "  "}, "explained"),
        ({"reason": "viewing", "kind": "subject_access"}, "kind"),
    ],
)
def test_western_australia_asks_why_and_takes_no_reason_that_is_not_on_its_list(
    western_australia, options, field
):
    cast = western_australia
    with pytest.raises(RuleViolation) as refused:
        request_print(cast.tran, [cast.ashby.pk], PrintOrder(WHOLE, **options))
    assert refused.value.field == field


def test_only_paper_that_is_signed_may_be_filed_and_the_rest_says_that_it_may_not(
    western_australia, wrote, ordered
):
    cast = western_australia
    wrote("2026-10-02T09:40", "text")
    loose = ordered(reason="other", explained="For the court on Monday")
    signed = ordered(reason="signature_required")
    assert (loose.for_file, loose.reason_words) == (False, "For the court on Monday")
    assert (loose.file_section, signed.file_section) == ("", "Prisoner's Management File")
    assert signed.for_file
    assert signed.replaces is None, "what was never for the file is not replaced in it"
    for page in pages_of(files.file_of(loose)):
        assert "NOT FOR FILE" in page.upper()
    assert "NOT FOR FILE" not in words_of(files.file_of(signed)).upper()
    assert "not to keep copies of contact reports in their cell" in " ".join(
        words_of(files.file_of(signed)).split()
    )
    with pytest.raises(RuleViolation, match="may not be filed"):
        confirm_filed([signed, loose], cast.tran)
    assert not hasattr(signed, "filing"), "none of them, not half of them"
    assert len(confirm_filed([signed], cast.tran)) == 1


def test_oklahoma_asks_no_reason_and_files_everything(cast, wrote, ordered):
    wrote("2026-10-02T09:40", "text")
    row = ordered()
    assert (row.reason, row.for_file, row.file_section) == ("", True, "Field file, section four")


def test_rules_are_shipped_for_every_jurisdiction():
    from casemgmt.agencies import PLANS

    for code in PLANS:
        assert BY_JURISDICTION[code].section
    assert [code for code, place in BY_JURISDICTION.items() if place.reason_required] == ["au-wa"]


def test_the_agency_changes_its_rules_and_the_earlier_ones_stay_in_the_history(
    cast, wrote, ordered
):
    shipped = file_place(cast.agency)
    reasons = BY_JURISDICTION["au-wa"].reasons
    choose_rules(replace(shipped, section="Red file", reasons=reasons), cast.amsel)
    choose_rules(replace(shipped, section="Blue file", reasons=reasons[:1]), cast.amsel)
    assert file_place(cast.agency).section == "Blue file"
    rules = PrintRules.objects.get()
    assert [row.file_section for row in rules.history.all()] == ["Blue file", "Red file"]
    event = AuditEvent.objects.filter(type=AuditEventType.SETTING_CHANGED).latest("pk")
    assert event.actor_id == cast.amsel.pk
    assert event.details["print rules"]["section"] == {"before": "Red file", "after": "Blue file"}
    wrote("2026-10-02T09:40", "text")
    assert ordered().file_section == "Blue file"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"section": " "}, "section"),
        ({"reason_required": True}, "reason_required"),
        ({"filing": "signed"}, "filing"),
    ],
)
def test_rules_that_let_nothing_be_done_are_refused(cast, changes, field):
    with pytest.raises(RuleViolation) as refused:
        choose_rules(replace(file_place(cast.agency), **changes), cast.amsel)
    assert refused.value.field == field
    assert not PrintRules.objects.exists()


# ---- What is not printed yet -----------------------------------------------------------------


def test_only_what_is_new_is_printed_and_of_an_amended_note_the_amendment_alone(
    cast, wrote, ordered, on_day
):
    first = wrote("2026-10-02T09:40", "canary-first")
    second = wrote("2026-10-09T09:40", "canary-second")
    add_amendment(cast.okafor, note=first, text="canary-early")
    whole = ordered(only_new=True)
    assert (whole.note_ids, whole.note_versions) == ([first.pk, second.pk], [1, 0])
    on_day("2026-11-24T16:00+00:00")
    late = wrote("2026-10-05T09:40", "canary-late")
    add_amendment(cast.okafor, note=first, text="canary-added")
    rest = ordered(only_new=True)
    assert (rest.note_ids, rest.note_versions) == ([first.pk, late.pk], [2, 0])
    assert (rest.only_new, rest.replaces) == (True, None)
    words = words_of(files.file_of(rest))
    for printed_now in ("canary-late", "canary-added", f"Printed before, on {whole.serial}"):
        assert printed_now in words
    for printed_before in ("canary-first", "canary-second", "canary-early"):
        assert printed_before not in words
    on_day("2026-11-25T16:00+00:00")
    assert ordered(only_new=True) is None, "nothing is left to print"


def test_what_is_not_for_the_file_does_not_count_as_printed(western_australia, wrote, ordered):
    wrote("2026-10-02T09:40", "text")
    ordered(reason="viewing")
    assert ordered(reason="signature_required", only_new=True).note_ids
    assert ordered(reason="signature_required", only_new=True) is None


def test_the_preview_counts_what_is_not_printed_yet(cast, wrote, ordered, on_day):
    first = wrote("2026-10-02T09:40", "text")
    wrote("2026-10-03T09:40", "secret", confidential=True)

    def counted():
        found = count_for([cast.ashby.pk, cast.mabry.pk], cast.tran, WHOLE, only_new=True)
        return tuple(
            (found[pk].notes, found[pk].reports, found[pk].withheld)
            for pk in (cast.ashby.pk, cast.mabry.pk)
        )

    def gathered():
        report = gather(cast.ashby, cast.tran, WHOLE, cast.redbud, only_new=True)
        return (len(report.notes), len(report.reports), report.withheld_count)

    assert counted() == ((1, 0, 1), (0, 0, 0))
    ordered()
    assert counted() == ((0, 0, 0), (0, 0, 0))
    on_day("2026-11-24T16:00+00:00")
    add_amendment(cast.okafor, note=first, text="More.")
    wrote("2026-10-04T09:40", "new")
    wrote("2026-10-05T09:40", "secret", confidential=True)
    assert counted()[0] == gathered() == (2, 0, 1)


def test_paper_of_before_versions_were_kept_holds_what_was_recorded_until_then(cast, wrote, on_day):
    note = wrote("2026-10-02T09:40", "text")
    add_amendment(cast.okafor, note=note, text="Before.")
    on_day("2026-11-23T17:00+00:00")
    row = PrintedReport.objects.create(
        serial="RCC-2026-000001",
        offender=cast.ashby,
        facility=cast.redbud,
        until_on=date(2026, 11, 23),
        note_ids=[note.pk],
        page_count=1,
        fingerprint="0" * 64,
        printed_by=cast.tran,
        printed_by_name="Linh Tran",
    )

    def new():
        return gather(cast.ashby, cast.tran, WHOLE, cast.redbud, only_new=True).entries

    assert new() == ()
    assert not changes_since(row, cast.tran).anything
    on_day("2026-11-23T18:00+00:00")
    add_amendment(cast.okafor, note=note, text="After.")
    (entry,) = new()
    assert [addition.text for addition in entry.additions] == ["After."]
    assert [change.what for change in changes_since(row, cast.tran).changes] == [
        "More details added"
    ]


# ---- What has changed since ------------------------------------------------------------------


def test_the_ledger_says_what_has_changed_since_in_the_order_of_the_changes(
    cast, wrote, ordered, on_day
):
    note = wrote("2026-10-02T09:40", "text")
    row = ordered()
    assert not changes_since(row, cast.tran).anything
    on_day("2026-11-23T17:00+00:00")
    add_amendment(cast.okafor, note=note, text="More.")
    on_day("2026-11-23T18:00+00:00")
    wrote("2026-10-05T09:40", "late")
    wrote("2026-10-05T09:41", "secret", confidential=True)
    wrote("2026-11-23T11:00", "of the same period, on its last day")
    since = changes_since(row, cast.tran)
    assert [(change.what, change.happened_on) for change in since.changes] == [
        ("More details added", date(2026, 10, 2)),
        ("Recorded later", date(2026, 10, 5)),
        ("Recorded later", date(2026, 11, 23)),
    ]
    assert (since.withheld, since.reprints) == (1, ())
    again = ordered()
    assert changes_since(row, cast.tran).reprints == (again.serial,)
    assert not changes_since(again, cast.tran).anything


def test_withheld_notes_of_a_day_stay_a_number_in_a_print_of_what_is_new(
    cast, wrote, ordered, on_day
):
    wrote("2026-10-02T09:40", "secret", confidential=True)
    wrote("2026-10-02T09:50", "text")
    ordered()
    on_day("2026-11-24T16:00+00:00")
    wrote("2026-10-02T10:40", "secret", confidential=True)
    report = gather(cast.ashby, cast.tran, WHOLE, cast.redbud, only_new=True)
    assert report.entries == (Withheld(date(2026, 10, 2), 1),)


# ---- The pages ---------------------------------------------------------------------------------


def test_the_dialog_shows_the_caution_and_asks_the_reason(western_australia, wrote, sign_in):
    cast = western_australia
    wrote("2026-10-02T09:40", "text")
    client = sign_in(cast.tran)
    asked = {"person": cast.ashby.pk, "period": "all"}
    page = client.get(reverse("pages:prints"), asked).content.decode()
    assert "not to keep copies of contact reports in their cell" in page
    assert "Has to be signed by the prisoner or by staff" in page
    assert "To be viewed under supervision (not for file)" in page
    answer = client.post(reverse("pages:print-new"), {**asked, "cover": "on"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'name="cover"' in page
    assert "checked" in page
    assert page.count('class="error-summary"') == 1
    assert "Say why it is printed." in page


def test_administrators_set_the_rules_on_their_page_and_nobody_else_does(cast, sign_in):
    address = reverse("pages:print-rules")
    for user in (cast.tran, cast.okafor, cast.lindqvist):
        assert sign_in(user).get(address).status_code == 404
    client = sign_in(cast.amsel)
    assert "as shipped" in client.get(address).content.decode()
    typed = {
        "section": "Red file",
        "clause": "",
        "filing": "signed",
        "not_for_file": "Do not file",
        "caution": "Mind the cells.",
    }
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "mark the reasons for which paper is signed" in refused.content.decode()
    assert "Mind the cells." in refused.content.decode()
    typed |= {"reason_required": "on", "reason_0": "To sign", "signed_0": "on", "reason_1": "Other"}
    assert client.post(address, typed).status_code == 302
    place = file_place(cast.agency)
    assert [(r.code, r.name, r.signed) for r in place.reasons] == [
        ("to_sign", "To sign", True),
        ("other_2", "Other", False),
    ]
    assert (place.section, place.not_for_file, place.filing) == (
        "Red file",
        "Do not file",
        "signed",
    )
