"""Types of note are the agency's data: dated, with parts, and each asks for its own."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casemgmt.pages.caseload_lists.rows import current_rows
from casemgmt.shipped import NOTE_TYPES, PARTS, install_shipped_data
from casenotes.models import CaseNote, NoteType
from casenotes.services.note_types import save_note_type
from scheduling.models import DueItem

pytestmark = pytest.mark.django_db


def kind(code):
    return NoteType.objects.get(code=code)


def as_it_is(type_, **changed):
    """What the form sends when nothing but `changed` is different."""
    names = ("name", "confidential", "is_contact", "subtype_required", "behaviour", "facets")
    before = NoteType.objects.filter(parent=type_.parent_id, order__lt=type_.order).last()
    now = {name: getattr(type_, name) for name in (*names, "from_on", "until_on")}
    return now | {"parent": type_.parent, "after": before} | changed


def note_fields(code="contact", **changed):
    return {
        "type": kind(code).pk,
        "occurred_on": "2026-11-23",
        "occurred_time": "09:30",
        "contact_mode": "none",
        "text": "Spoke at the door of the unit.",
        "form_key": str(uuid.uuid4()),
        "draft_version": "0",
    } | changed


def test_every_installation_begins_with_the_types_that_policies_name(office) -> None:
    asked = {
        "contact",
        "progress_review",
        "classification",
        "disciplinary",
        "positive",
        "participation",
        "risk_alert",
        "inquiry",
        "orientation_facility",
        "orientation_unit",
        "family",
        "no_contact",
        "absence",
        "collateral",
        "termination_summary",
        "dhs_pregnancy",
    }
    assert asked <= set(NoteType.objects.tops().values_list("code", flat=True))
    assert set(PARTS) <= {entry["code"] for entry in NOTE_TYPES}


def test_what_the_agency_changed_survives_the_next_installation(office) -> None:
    save_note_type(office.amsel, kind("contact"), **as_it_is(kind("contact"), name="Meeting"))
    before = NoteType.objects.count()
    install_shipped_data()
    assert kind("contact").name == "Meeting"
    assert NoteType.objects.count() == before


def test_a_type_that_has_ended_is_chosen_for_its_own_days_and_no_later(office, signed) -> None:
    ended = kind("participation")
    earlier = signed(office.ashby, office.okafor, "participation", "2026-11-10T16:00+00:00")
    save_note_type(office.amsel, ended, **as_it_is(ended, until_on=date(2026, 11, 15)))
    with pytest.raises(RuleViolation, match="not made for 16 November 2026") as refused:
        signed(office.ashby, office.okafor, "participation", "2026-11-16T16:00+00:00")
    assert refused.value.field == "type"
    signed(office.ashby, office.okafor, "participation", "2026-11-15T16:00+00:00")
    assert CaseNote.objects.get(pk=earlier.pk).type.name == "Work and programs"


def test_the_form_offers_an_ended_type_only_for_a_day_on_which_it_held(office, browse) -> None:
    ended = kind("participation")
    save_note_type(office.amsel, ended, **as_it_is(ended, until_on=date(2026, 11, 15)))
    client = browse(office.okafor)
    address = f"/case/{office.ashby.pk}/note"
    offered = client.get(address).context["form"].fields["type"].queryset
    assert ended not in offered
    today = client.post(address, note_fields("participation"))
    assert today.status_code == 422
    assert "not for this day" in today.content.decode()
    then = client.post(address, note_fields("participation", occurred_on="2026-11-12"))
    assert then.status_code == 302
    assert CaseNote.objects.get().type == ended


def test_a_part_belongs_to_its_type_and_may_be_asked_for(office, signed) -> None:
    discipline = kind("disciplinary")
    save_note_type(office.amsel, discipline, **as_it_is(discipline, subtype_required=True))
    with pytest.raises(RuleViolation, match="Choose which kind") as refused:
        signed(office.ashby, office.okafor, "disciplinary")
    assert refused.value.field == "subtype"
    with pytest.raises(RuleViolation, match="is no part of"):
        signed(office.ashby, office.okafor, "disciplinary", subtype=kind("family-loss"))
    outcome = kind("disciplinary-outcome")
    note = signed(office.ashby, office.okafor, "disciplinary", subtype=outcome)
    assert note.kind_in_words == "Discipline: Outcome"


def test_a_part_that_is_confidential_makes_its_notes_confidential(office, signed) -> None:
    part = kind("family-loss")
    save_note_type(office.amsel, part, **as_it_is(part, confidential=True))
    assert signed(office.ashby, office.okafor, "family", subtype=kind("family-loss")).confidential
    assert not signed(office.ashby, office.okafor, "family").confidential


def test_a_note_is_marked_only_with_what_its_type_offers(office, signed) -> None:
    type_ = kind("classification")
    save_note_type(office.amsel, type_, **as_it_is(type_, facets=["packet_submission"]))
    with pytest.raises(RuleViolation, match="not marked as about reentry") as refused:
        signed(office.ashby, office.okafor, "classification", facets=["reentry"])
    assert refused.value.field == "facets"
    note = signed(office.ashby, office.okafor, "classification", facets=["packet_submission"])
    assert note.facets == ["packet_submission"]


def test_a_continued_absence_says_where_and_why(office, browse) -> None:
    client = browse(office.okafor)
    address = f"/case/{office.ashby.pk}/note"
    silent = client.post(address, note_fields("absence", absent_at="County court"))
    assert silent.status_code == 422
    assert "Say why the person is away." in silent.content.decode()
    said = note_fields("absence", absent_at="County court", absent_because="Trial as a witness")
    assert client.post(address, said).status_code == 302
    assert CaseNote.objects.get().said_besides == ["Away at County court: Trial as a witness"]
    page = client.get(f"/case/{office.ashby.pk}").content.decode()
    assert "Away at County court: Trial as a witness" in page


def test_where_an_absent_person_is_goes_with_no_other_type(office, signed) -> None:
    with pytest.raises(RuleViolation, match="goes with a note of absence"):
        signed(office.ashby, office.okafor, absent_at="Hospital")


def test_a_collateral_contact_names_whom(office, signed) -> None:
    with pytest.raises(RuleViolation, match="with whom else") as refused:
        signed(office.ashby, office.okafor, "collateral", contact_mode="telephone")
    assert refused.value.field == "collateral"
    note = signed(
        office.ashby, office.okafor, "collateral", contact_mode="telephone", collateral="employer"
    )
    assert not note.reached


def test_place_and_participants_are_kept_and_shown(office, browse) -> None:
    client = browse(office.okafor)
    met = note_fields(
        contact_mode="face_to_face",
        place="field",
        participants="His brother, the job coach",
        contact="attempted",
        subtype=kind("contact-interview").pk,
        facets=["reentry"],
    )
    assert client.post(f"/case/{office.ashby.pk}/note", met).status_code == 302
    note = CaseNote.objects.get()
    assert (note.place, note.reached) == ("field", False)
    page = client.get(f"/case/{office.ashby.pk}").content.decode()
    for words in ("Contact: Interview", "In the field", "His brother, the job coach", "Tried"):
        assert words in page


def test_only_a_meeting_in_person_has_a_place(office, signed) -> None:
    with pytest.raises(RuleViolation, match="Only contact face to face") as refused:
        signed(office.ashby, office.okafor, contact_mode="telephone", place="home")
    assert refused.value.field == "place"


def test_the_case_file_says_on_which_of_the_seven_the_month_is_silent(
    office, browse, signed
) -> None:
    def silent():
        page = browse(office.okafor).get(f"/case/{office.ashby.pk}")
        return dict(page.context["contact"].untouched)

    assert len(silent()) == 7
    signed(office.ashby, office.okafor, facets=["reentry", "family"])
    signed(
        office.ashby,
        office.okafor,
        "contact",
        "2026-10-31T16:00+00:00",
        facets=["adjustment"],
        text="Settled in well.",
    )
    now = silent()
    assert "Reentry" not in now
    assert now["Adjustment"] == date(2026, 10, 31)
    assert now["Discipline"] is None


SUBJECTS = {
    "eligibility_dates": "Eligibility dates",
    "packet_submission": "Packet submission",
    "earned_credit_change": "Earned credits",
    "disciplinary": "Discipline",
    "plan_progress": "Plan progress",
    "reentry": "Reentry",
    "adjustment": "Adjustment",
}


@pytest.mark.parametrize(
    "marked",
    [
        ["reentry"],
        ["plan_progress", "disciplinary", "packet_submission"],
        ["adjustment", "family", "eligibility_dates"],
        list(SUBJECTS),
    ],
)
def test_one_note_serves_every_subject_it_is_marked_with_and_says_what_it_leaves_out(
    office, browse, signed, marked
) -> None:
    client = browse(office.okafor)
    person = f"/case/{office.ashby.pk}"
    page = client.get(f"{person}/note").content.decode()
    assert "No note of November deals with any of the seven subjects of a review yet." in page
    signed(office.ashby, office.okafor, facets=marked)
    silent = [name for code, name in SUBJECTS.items() if code not in marked]

    page = client.get(person)
    assert [name for name, _ in page.context["contact"].untouched] == silent
    told = f"Not dealt with: {', '.join(silent)}</p>"
    assert (told in page.content.decode()) == bool(silent)
    form = client.get(f"{person}/note").content.decode()
    assert (f"deals yet with: {', '.join(silent)}." in form) == bool(silent)

    # The one note meets the month, whatever it is marked with, and each list finds its own subject.
    assert DueItem.objects.get(
        offender=office.ashby, standard="OK.MONTHLY_NOTE", due_on__month=11
    ).fulfilled_on
    for code in SUBJECTS:
        found = client.get(person, {"show": "notes", "facet": code}).content.decode()
        assert ("kitchen job" in found) == (code in marked), code
    [row] = [
        row
        for row in current_rows(office.okafor, date(2026, 11, 23))
        if row.offender_id == office.ashby.pk
    ]
    assert (row.values["packet"], row.values["discipline"]) == (
        date(2026, 11, 20) if "packet_submission" in marked else None,
        int("disciplinary" in marked),
    )


def test_a_note_without_a_mark_is_silent_without_a_line_on_its_card(office, browse, signed) -> None:
    signed(office.ashby, office.okafor, facets=["family"])
    page = browse(office.okafor).get(f"/case/{office.ashby.pk}").content.decode()
    assert "Not dealt with:" not in page
    assert "Not dealt with in November: 7 of 7" in page


def test_days_since_the_last_contact_count_no_attempt(office, browse, signed) -> None:
    signed(office.ashby, office.okafor, "contact", "2026-11-10T16:00+00:00")
    signed(office.ashby, office.okafor, contact="attempted", text="Knocked; asleep.")
    contact = browse(office.okafor).get(f"/case/{office.ashby.pk}").context["contact"]
    assert (contact.last_contact, contact.days_since) == (date(2026, 11, 10), 13)


# ---- The administrator's list ----------------------------------------------------------------


def form_of(type_=None, **changed):
    """What a browser sends for a type."""
    sent = {"name": "Legal visit", "parent": "", "after": "", "behaviour": ""}
    if type_ is not None:
        sent = {
            "name": type_.name,
            "parent": type_.parent_id or "",
            "after": "",
            "behaviour": type_.behaviour,
        }
    return sent | changed


def test_the_administrator_adds_a_type_in_its_place_and_officers_find_it(office, browse) -> None:
    sent = form_of(after=kind("contact").pk, facets=["reentry"], from_on="2026-11-01")
    assert browse(office.amsel).post("/catalogue/note-type/new", sent).status_code == 302
    added = NoteType.objects.get(name="Legal visit")
    assert added.code == "legal-visit"
    names = list(NoteType.objects.tops().values_list("name", flat=True))
    assert names[:2] == ["Contact", "Legal visit"]
    offered = browse(office.okafor).get(f"/case/{office.ashby.pk}/note").context["form"]
    assert added in offered.fields["type"].queryset
    assert added.history.latest().history_user == office.amsel


def test_a_part_is_added_renamed_and_ended(office, browse) -> None:
    client = browse(office.amsel)
    client.post("/catalogue/note-type/new", form_of(name="Phone round", parent=kind("contact").pk))
    part = NoteType.objects.get(name="Phone round")
    assert (part.parent.code, part.code) == ("contact", "contact-phone-round")
    page = f"/catalogue/note-type/{part.pk}"
    assert client.post(page, form_of(part, name="Call", until_on="2026-11-30")).status_code == 302
    part.refresh_from_db()
    assert (part.name, part.until_on, part.code) == (
        "Call",
        date(2026, 11, 30),
        "contact-phone-round",
    )
    told = client.get(f"/catalogue/note-type/{kind('contact').pk}").context["history"]
    assert [(line.by, line.what, line.changes) for line in told[:2]] == [
        (
            office.amsel.full_name,
            "Part Call changed",
            [("Name", "Phone round", "Call"), ("Last day", "none", "30 Nov 2026")],
        ),
        (office.amsel.full_name, "Part Call added", []),
    ]
    page = client.get(page).content.decode()
    assert "Name: Phone round → Call" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Discipline"}, "name"),
        ({"from_on": date(2026, 12, 1), "until_on": date(2026, 11, 1)}, "until_on"),
        ({"behaviour": "own_form"}, "behaviour"),
        ({"subtype_required": True}, "subtype_required"),
    ],
)
def test_what_a_type_cannot_be_is_refused_by_name(office, changed, field) -> None:
    with pytest.raises(RuleViolation) as refused:
        save_note_type(office.amsel, kind("positive"), **as_it_is(kind("positive"), **changed))
    assert refused.value.field == field


def test_a_change_is_one_event_and_none_is_none(office) -> None:
    type_ = kind("positive")
    before = AuditEvent.objects.count()
    save_note_type(office.amsel, type_, **as_it_is(type_))
    assert AuditEvent.objects.count() == before
    save_note_type(office.amsel, type_, **as_it_is(type_, name="Praise"))
    assert AuditEvent.objects.latest("pk").details == {"changed": ["name"]}
    assert AuditEvent.objects.count() == before + 1


def test_nobody_but_the_administrator_changes_types(office, browse) -> None:
    for person in (office.okafor, office.lindqvist, office.strand, office.noor):
        assert browse(person).get("/catalogue/note-type/new").status_code == 404
