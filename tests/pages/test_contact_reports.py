"""Contact reports: five checks or three focus points, kept as a draft until they are signed."""

from __future__ import annotations

import uuid
from datetime import date

from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS
from casenotes.models import ContactReport, Draft

INTERVIEW = {
    "interview_on": "2026-11-23",
    "interview_time": "09:00",
    "contact_mode": "face_to_face",
    "others_present": "",
}


def primary(**changed):
    fields = {f"{item.code}_answer": "yes" for item in PRIMARY_CHECKS}
    return {**INTERVIEW, **fields, "form_key": str(uuid.uuid4())} | changed


def regular(**changed):
    fields = {f"{item.code}_comment": f"About {item.code}." for item in FOCUS_POINTS}
    return {**INTERVIEW, **fields, "form_key": str(uuid.uuid4())} | changed


def address(offender, kind="primary"):
    return f"/case/{offender.pk}/report/{kind}"


def test_a_primary_report_is_signed_and_shown(office, sign_in) -> None:
    client = sign_in(office.okafor)
    answer = client.post(
        address(office.ashby), primary(wellbeing_comment="Asthma plan.", others_present="Nurse")
    )
    report = ContactReport.objects.get()
    assert answer["Location"] == f"/report/{report.pk}"
    page = client.get(f"/report/{report.pk}").content.decode()
    assert "Asthma plan." in page
    assert "Nurse" in page
    assert page.count("</svg>Yes</span>") == 5
    assert "Add more details" in page


def test_a_no_needs_what_is_wrong_an_action_by_whom_and_by_when(office, sign_in) -> None:
    client = sign_in(office.okafor)
    answer = client.post(address(office.ashby), primary(family_contact_answer="no"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "A “no” needs what is wrong.",
        "A “no” needs an action.",
        "Say who does it.",
        "Say by when.",
    ):
        assert words in page
    assert ContactReport.objects.count() == 0
    client.post(
        address(office.ashby),
        primary(
            family_contact_answer="no",
            family_contact_comment="Numbers were not carried over.",
            family_contact_action="Move the approved numbers",
            family_contact_by="Unit officer",
            family_contact_due="2026-11-25",
        ),
    )
    answer = ContactReport.objects.get().answers.get(item="family_contact")
    assert (answer.answer, answer.action, answer.action_by, answer.action_due_on) == (
        False,
        "Move the approved numbers",
        "Unit officer",
        date(2026, 11, 25),
    )


def test_an_unanswered_check_is_told_and_the_rest_is_kept(office, sign_in) -> None:
    sent = primary(wellbeing_comment="Asthma plan.")
    del sent["offending_programs_answer"]
    page = sign_in(office.okafor).post(address(office.ashby), sent).content.decode()
    assert "Not signed yet. What you typed is still here." in page
    assert "Offending and programs: Answer yes or no." in page
    assert "Asthma plan." in page
    assert "5 of 7 parts" in page.replace("<span data-done>5</span>", "5")


def test_a_regular_report_needs_its_three_focus_points(office, sign_in) -> None:
    client = sign_in(office.okafor)
    answer = client.post(address(office.ashby, "regular"), regular(imp_progress_comment=" "))
    assert answer.status_code == 422
    assert "Write “nothing to report” if so." in answer.content.decode()
    client.post(address(office.ashby, "regular"), regular())
    assert ContactReport.objects.get().answers.count() == 3


def test_without_scripts_a_report_is_left_and_gone_on_with(office, sign_in) -> None:
    client = sign_in(office.okafor)
    sent = {"later": "1", "wellbeing_answer": "no", "wellbeing_comment": "Sleeps badly."}
    answer = client.post(address(office.ashby), sent)
    assert answer.status_code == 302
    assert ContactReport.objects.count() == 0
    draft = Draft.objects.get()
    assert draft.content == {"wellbeing_answer": "no", "wellbeing_comment": "Sleeps badly."}
    page = client.get(address(office.ashby)).content.decode()
    assert "Sleeps badly." in page
    assert "No, action to do" in page


def test_a_report_sent_twice_is_one(office, sign_in) -> None:
    client = sign_in(office.okafor)
    sent = primary()
    client.post(address(office.ashby), sent)
    client.post(address(office.ashby), sent)
    assert ContactReport.objects.count() == 1


def test_an_interview_in_the_future_is_refused(office, sign_in) -> None:
    page = (
        sign_in(office.okafor)
        .post(address(office.ashby), primary(interview_on="2026-11-24"))
        .content.decode()
    )
    assert "The interview lies in the future." in page


def test_the_report_before_stands_beside_the_next(office, sign_in) -> None:
    client = sign_in(office.okafor)
    client.post(address(office.ashby), primary(wellbeing_comment="Asthma plan with health."))
    page = client.get(address(office.ashby, "regular")).content.decode()
    assert "Asthma plan with health." in page
    assert "Primary Contact Report, interview Mon 23 Nov 2026, by Ada Okafor" in page


def test_additions_to_a_report_stand_under_it(office, sign_in) -> None:
    client = sign_in(office.okafor)
    client.post(address(office.ashby), primary())
    report = ContactReport.objects.get()
    client.post(f"/report/{report.pk}/add", {"kind": "more_details", "text": "He called later."})
    assert "He called later." in client.get(f"/report/{report.pk}").content.decode()


def test_only_the_officer_and_assessment_officers_sign(office, sign_in) -> None:
    for person, expected in (
        ("okafor", 200),
        ("ferrante", 200),
        ("reyes", 403),
        ("coble", 404),
        ("marrow", 404),
        ("marsh", 404),
        ("amsel", 404),
    ):
        client = sign_in(office.users[person])
        assert client.get(address(office.ashby)).status_code == expected, person


def test_a_signed_report_is_read_by_those_who_read_the_case(office, sign_in) -> None:
    sign_in(office.okafor).post(address(office.ashby), primary())
    pk = ContactReport.objects.get().pk
    for person, expected in (
        ("strand", 200),
        ("lindqvist", 200),
        ("marrow", 200),
        ("tran", 200),
        ("reyes", 404),
        ("coble", 404),
        ("marsh", 404),
        ("noor", 404),
    ):
        assert sign_in(office.users[person]).get(f"/report/{pk}").status_code == expected, person


def test_there_is_no_report_of_another_kind(office, sign_in) -> None:
    assert sign_in(office.okafor).get(address(office.ashby, "annual")).status_code == 404
