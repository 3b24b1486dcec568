"""Whose notes fulfil the officer's duties: the officer's, a cover's, and of roles named."""

from __future__ import annotations

from datetime import date

import pytest

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from casenotes.models import CaseNote
from casenotes.readership import circle_of
from offenders.models import Cover, Offender
from offenders.services import record_movement
from offenders.services.cover import end_cover, record_cover
from scheduling.models import DueItem
from scheduling.services.chosen_settings import choose_settings

DAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


def november(offender):
    return DueItem.objects.get(
        offender=offender,
        standard="OK.MONTHLY_NOTE",
        due_on=date(2026, 11, 30),
        withdrawn_at=None,
    )


def covered(office, first="2026-11-16", last="2026-11-27", **more):
    return record_cover(
        office.okafor,
        office.reyes,
        office.lindqvist,
        from_on=date.fromisoformat(first),
        until_on=date.fromisoformat(last),
        reason="Leave",
        **more,
    )


def test_a_colleagues_note_is_kept_and_fulfils_nothing(office, signed) -> None:
    note = signed(office.ashby, office.coble, "positive", contact_mode="none")
    assert not note.for_officer
    assert november(office.ashby).fulfilled_on is None


def test_the_officers_own_note_fulfils_the_month(office, signed) -> None:
    assert signed(office.ashby, office.okafor).for_officer
    assert november(office.ashby).fulfilled_on == DAY


def test_a_recorded_covers_note_fulfils_the_month(office, signed) -> None:
    covered(office)
    note = signed(office.ashby, office.reyes)
    assert note.for_officer
    assert november(office.ashby).fulfilled_by == f"note:{note.pk}"


def test_a_cover_counts_on_its_days_alone(office, signed) -> None:
    covered(office, "2026-11-21", "2026-11-27")
    assert not signed(office.ashby, office.reyes).for_officer
    assert november(office.ashby).fulfilled_on is None


def test_a_cover_that_is_recorded_later_lets_earlier_notes_count(office, signed) -> None:
    note = signed(office.ashby, office.reyes)
    assert november(office.ashby).fulfilled_on is None
    covered(office)
    assert november(office.ashby).fulfilled_by == f"note:{note.pk}"


def test_what_was_signed_under_a_cover_keeps_counting_after_it_ended(office, signed) -> None:
    cover = covered(office)
    signed(office.ashby, office.reyes)
    end_cover(cover, office.lindqvist)
    assert november(office.ashby).fulfilled_on == DAY
    assert Cover.objects.get().until_on == date(2026, 11, 23)


def test_roles_that_the_agency_names_count_from_then_on(office, signed) -> None:
    before = signed(office.ashby, office.coble, "positive", contact_mode="none")
    choose_settings({"counting_roles": ["contributor"]}, office.quist)
    assert november(office.ashby).fulfilled_on is None
    after = signed(
        office.ashby, office.coble, "positive", contact_mode="none", text="Helped a neighbour."
    )
    assert (before.for_officer, after.for_officer) == (False, True)
    assert november(office.ashby).fulfilled_by == f"note:{after.pk}"


def test_the_form_says_for_whom_the_note_counts(office, browse) -> None:
    address = f"/case/{office.ashby.pk}/note"
    assert "Kept on the record." in browse(office.coble).get(address).content.decode()
    covered(office)
    assert "You stand in for the officer" in browse(office.reyes).get(address).content.decode()


def test_who_stands_in_reads_the_case_and_no_longer(office, on_day) -> None:
    def reads(user):
        user.__dict__.pop("_covered_officers", None)
        found = Offender.objects.visible_to(user).filter(pk=office.ashby.pk).exists()
        assert found == (user.pk in circle_of(office.ashby).readers("note").users)
        return found

    assert not reads(office.reyes)
    covered(office)
    assert reads(office.reyes)
    on_day("2026-11-28T16:00+00:00")
    office.reyes.__dict__.pop("_current_postings", None)
    assert not reads(office.reyes)


def test_the_officers_duties_stand_on_the_list_of_who_stands_in(office, browse) -> None:
    assert "ASHBY" not in browse(office.reyes).get("/worklist").content.decode()
    covered(office)
    page = browse(office.reyes).get("/worklist").content.decode()
    assert "ASHBY" in page
    assert "MABRY" in page


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (("2026-11-27", "2026-11-20"), "until_on"),
        (("2026-11-20", "2027-12-24"), "until_on"),
        (("2026-10-01", "2026-11-30"), "from_on"),
    ],
)
def test_days_that_no_cover_can_have_are_refused(office, days, field) -> None:
    with pytest.raises(RuleViolation) as refused:
        covered(office, *days)
    assert refused.value.field == field


def test_only_a_colleague_who_holds_cases_there_stands_in(office) -> None:
    for person in (office.coble, office.marsh):
        with pytest.raises(RuleViolation, match="is not posted with"):
            record_cover(
                office.okafor,
                person,
                office.lindqvist,
                from_on=DAY,
                until_on=DAY,
                reason="Leave",
            )


def test_a_cover_is_ended_once(office) -> None:
    cover = covered(office, "2026-12-01", "2026-12-05")
    end_cover(cover, office.lindqvist)
    assert Cover.objects.get().withdrawn_at is not None
    with pytest.raises(EditConflict):
        end_cover(cover, office.lindqvist)


def test_a_supervisor_records_a_cover_on_its_page_and_others_cannot(office, browse) -> None:
    sent = {
        "officer": office.okafor.pk,
        "colleague": office.reyes.pk,
        "from_on": "2026-11-23",
        "until_on": "2026-11-27",
        "reason": "Training",
    }
    assert browse(office.okafor).get("/covers/new").status_code == 404
    stranger = browse(office.marsh_boss).post("/covers/new", sent)
    assert stranger.status_code == 422
    assert not Cover.objects.exists()
    before = AuditEvent.objects.filter(type="created").count()
    assert browse(office.lindqvist).post("/covers/new", sent).status_code == 302
    cover = Cover.objects.get()
    assert AuditEvent.objects.filter(type="created").count() == before + 1
    assert cover.history.get().history_user == office.lindqvist
    assert "Training" in browse(office.okafor).get("/covers").content.decode()
    assert "Training" in browse(office.reyes).get("/covers").content.decode()
    assert "Training" not in browse(office.marsh_boss).get("/covers").content.decode()
    assert browse(office.marsh_boss).post(f"/covers/{cover.pk}/end").status_code == 404
    assert browse(office.okafor).post(f"/covers/{cover.pk}/end").status_code == 404
    assert browse(office.marrow).post(f"/covers/{cover.pk}/end").status_code == 302
    assert Cover.objects.get().until_on == date(2026, 11, 23)
    later = sent | {"from_on": "2026-12-01", "until_on": "2026-12-05", "reason": "Leave"}
    client = browse(office.lindqvist)
    client.post("/covers/new", later)
    client.post(f"/covers/{Cover.objects.get(reason='Leave').pk}/end")
    told = browse(office.reyes).get("/covers").context["history"]
    assert [(line.by, line.what, [field for field, *_ in line.changes]) for line in told] == [
        (office.lindqvist.full_name, "Luz Reyes for Ada Okafor: changed", ["Withdrawn"]),
        (
            office.lindqvist.full_name,
            "Luz Reyes for Ada Okafor, 1 Dec 2026 to 5 Dec 2026: recorded",
            [],
        ),
        (office.marrow.full_name, "Luz Reyes for Ada Okafor: changed", ["Until"]),
        (office.lindqvist.full_name, told[-1].what, []),
    ]
    assert told[-1].what.endswith("recorded")
    assert browse(office.marsh_boss).get("/covers").context["history"] == []


# ---- Away for long: peers' edge cases 12 and 13 ----------------------------------------------


def away(office):
    """Ashby leaves for court on 5 October and is still away."""
    from datetime import datetime

    record_movement(
        office.ashby,
        None,
        kind="temporary_out",
        reason="court",
        occurred_at=datetime.fromisoformat("2026-10-05T15:00+00:00"),
    )
    assert november(office.ashby).kind == "continued_absence"


def test_away_a_note_without_a_reason_and_without_contact_fulfils_nothing(office, signed) -> None:
    away(office)
    signed(office.ashby, office.okafor, "acm", contact_mode="none")
    assert november(office.ashby).fulfilled_on is None


def test_away_a_note_of_continued_absence_fulfils_the_month(office, signed) -> None:
    away(office)
    note = signed(
        office.ashby,
        office.okafor,
        "absence",
        contact_mode="none",
        absent_at="County court",
        absent_because="Trial",
    )
    assert november(office.ashby).fulfilled_by == f"note:{note.pk}"


@pytest.mark.parametrize(("contact", "fulfils"), [("", True), ("attempted", False)])
def test_away_a_contact_fulfils_the_month_and_an_attempt_does_not(
    office, signed, contact, fulfils
) -> None:
    away(office)
    signed(office.ashby, office.okafor, contact_mode="telephone", contact=contact)
    assert (november(office.ashby).fulfilled_on is not None) is fulfils


def test_a_restricted_note_fulfils_for_everyone_and_is_in_no_count_of_the_restricted(
    office, browse, signed
) -> None:
    """Peers' edge case 8: the duty shows as done to readers who are told nothing else."""
    signed(office.ashby, office.okafor, text="saltlantern", confidential=True)
    assert november(office.ashby).fulfilled_on == DAY
    assert CaseNote.objects.visible_to(office.ferrante).count() == 0
    page = browse(office.ferrante).get(f"/case/{office.ashby.pk}")
    assert "saltlantern" not in page.content.decode()
    contact = page.context["contact"]
    assert contact.last_contact is None
    assert len(contact.untouched) == 7
