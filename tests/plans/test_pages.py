"""The pages of plans: who gets which, and what a form keeps."""

from __future__ import annotations

import re
from datetime import date

import pytest

from agency.models import AuditEvent
from plans.content import content_of
from plans.models import Agreement, Handover, Plan, PlanAction, PlanReview, PlanVersion
from plans.services import approve, new_version, save_version, start_plan, submit
from tests.access.filled import Forms
from tests.plans.conftest import some_content

pytestmark = pytest.mark.django_db


def fields_of(answer) -> dict[str, list[str]]:
    """The plan's form as a browser would send it back."""
    return next(f for f in Forms(answer.content.decode()).found if "revision" in f.names).values


def use_kinds(cast, *kinds: str) -> None:
    cast.agency.settings = {"plan_kinds": list(kinds)}
    cast.agency.save()


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_plan_is_begun_written_submitted_and_approved(cast, sign_in):
    use_kinds(cast, "imp")
    client = sign_in(cast.ferrante)
    begun = client.post(f"/case/{cast.ashby.pk}/plans/new", {"kind": "imp"})
    assert begun.status_code == 302
    version = PlanVersion.objects.get()
    assert begun["Location"] == f"/plan-version/{version.pk}"
    sent = {
        **fields_of(client.get(begun["Location"])),
        "needs-0-domain": "Companions",
        "needs-0-driver": "on",
        "goals-1-goal": "Find other company",
        "goals-1-own_words": "I am tired of them.",
        "goals-1-need": "1",
        "actions-0-what": "Join the men’s group",
        "actions-0-due_on": "2026-12-20",
        "actions-0-owner": str(cast.okafor.pk),
        "actions-0-owner_party": "prison_staff",
        "actions-0-goal": "2",
        "placement": "Stay in Unit B.",
        "submit": "1",
    }
    assert (
        client.post(f"/plan-version/{version.pk}", sent)["Location"] == f"/plan/{version.plan_id}"
    )
    version.refresh_from_db()
    assert (version.status, version.placement) == ("submitted", "Stay in Unit B.")
    acts = AuditEvent.objects.filter(object_type="planversion", type="updated")
    assert [act.details for act in acts] == [{"status": "submitted", "revision": version.revision}]
    goal, action = version.goals.get(), version.actions.get()
    assert (goal.need.domain, goal.need.driver, action.goal) == ("Companions", True, goal)
    refusal = client.post(f"/plan-version/{version.pk}/decide", {"decision": "approve"})
    assert refusal.status_code == 404
    client = sign_in(cast.strand)
    assert "Approve or send back" in words(client.get(f"/plan/{version.plan_id}"))
    client.post(
        f"/plan-version/{version.pk}/decide", {"decision": "approve", "approved_on": "2026-11-20"}
    )
    assert PlanReview.objects.get().done_on == date(2026, 11, 20)
    page = words(sign_in(cast.okafor).get(f"/plan/{version.plan_id}"))
    for part in (
        "Companions Driver",
        "“I am tired of them.”",
        "Join the men’s group",
        "Ada Okafor",
    ):
        assert part in page


def test_rows_are_added_without_scripts_and_keep_what_was_typed(cast, draft, sign_in):
    client = sign_in(cast.ferrante)
    address = f"/plan-version/{draft.pk}"
    sent = fields_of(client.get(address)) | {"needs-0-note": "Half typed", "add": "needs"}
    before = int(sent["needs-rows"][0])
    events = AuditEvent.objects.count()
    again = client.post(address, sent)
    assert again.status_code == 200
    kept = fields_of(again)
    assert kept["needs-rows"] == [str(before + 2)]
    assert kept["needs-0-note"] == ["Half typed"]
    assert AuditEvent.objects.count() == events
    assert draft.needs.get(position=1).note == ""


def test_a_mistake_keeps_everything_typed_and_says_where(cast, draft, sign_in):
    client = sign_in(cast.ferrante)
    address = f"/plan-version/{draft.pk}"
    sent = fields_of(client.get(address)) | {
        "actions-0-due_on": "",
        "needs-2-note": "A remark without a need",
        "actions-0-owner_party": "person",
        "overview": "Typed just now",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    page = words(answer)
    assert "Action 1, Due: Say by which day." in page
    assert "Action 1, Owed by: A member of staff owes it" in page
    assert "Need 3, Need: Fill this in, or empty the whole row to take it out." in page
    assert "Typed just now" in page
    draft.refresh_from_db()
    assert draft.overview != "Typed just now"


def test_an_emptied_row_goes_and_what_named_the_rows_after_it_still_does(cast, draft, sign_in):
    client = sign_in(cast.ferrante)
    address = f"/plan-version/{draft.pk}"
    sent = fields_of(client.get(address)) | {"needs-0-domain": "", "goals-1-need": ""}
    sent.pop("needs-0-driver")
    client.post(address, sent)
    content = content_of(draft)
    assert [need.domain for need in content.needs] == ["Employment"]
    assert [goal.need for goal in content.goals] == [1, None]


def test_a_conflict_shows_both_texts_and_saving_again_keeps_the_later_one(cast, draft, sign_in):
    client = sign_in(cast.ferrante)
    address = f"/plan-version/{draft.pk}"
    mine = fields_of(client.get(address)) | {"placement": "Redbud, for the course"}
    theirs = some_content(cast.okafor, placement="Saltbush, near home")
    save_version(draft, cast.strand, theirs, revision=1)
    answer = client.post(address, mine)
    assert answer.status_code == 409
    page = words(answer)
    assert "Helen Strand saved this plan while you were writing. Nothing is lost." in page
    assert (
        "Placement recommendations was “Saltbush, near home”, now “Redbud, for the course”." in page
    )
    assert "Saltbush, near home" in page.split("What Helen Strand saved")[1]
    client.post(address, fields_of(answer))
    draft.refresh_from_db()
    assert draft.placement == "Redbud, for the course"


def test_a_plan_sent_back_says_what_is_to_be_changed(cast, draft, sign_in):
    submit(draft, cast.ferrante)
    client = sign_in(cast.marrow)
    address = f"/plan-version/{draft.pk}/decide"
    assert "Say what is to be changed." in words(client.post(address, {"decision": "send_back"}))
    client.post(address, {"decision": "send_back", "because": "Name the program."})
    page = words(sign_in(cast.ferrante).get(f"/plan/{draft.plan_id}"))
    assert "Sent back by Keith Marrow" in page
    assert "Name the program." in page


@pytest.mark.parametrize(
    ("name", "read", "edit", "decide"),
    [
        ("ferrante", 200, 200, 404),
        ("okafor", 200, 403, 404),
        ("strand", 200, 404, 200),
        ("marrow", 200, 404, 200),
        ("lindqvist", 200, 404, 404),
        ("tran", 200, 404, 404),
        ("reyes", 404, 404, 404),
        ("coble", 404, 404, 404),
        ("amsel", 404, 404, 404),
        ("marsh_coordinator", 404, 404, 404),
    ],
)
def test_who_reads_writes_and_decides_an_imp(cast, draft, sign_in, name, read, edit, decide):
    client = sign_in(cast.users[name])
    asked = [
        f"/plan/{draft.plan_id}",
        f"/plan-version/{draft.pk}",
        f"/plan-version/{draft.pk}/decide",
    ]
    assert [client.get(address).status_code for address in asked] == [read, edit, decide]


def test_an_officer_writes_the_accountability_plan_and_no_imp(cast, sign_in):
    use_kinds(cast, "imp", "accountability")
    client = sign_in(cast.okafor)
    address = f"/case/{cast.ashby.pk}/plans/new"
    assert "Individual Management Plan" not in words(client.get(address))
    assert client.post(address, {"kind": "imp"}).status_code == 422
    client.post(address, {"kind": "accountability"})
    assert Plan.objects.get().kind == "accountability"


def test_actions_are_settled_answers_and_handovers_recorded(cast, sign_in):
    version = start_plan(cast.ashby, cast.okafor, kind="omp1")
    save_version(version, cast.okafor, some_content(cast.okafor), revision=0)
    submit(version, cast.okafor)
    version = approve(version, cast.strand, approved_on=date(2026, 11, 20))
    enrol, test = version.actions.all()
    client = sign_in(cast.okafor)
    client.post(
        f"/plan-action/{enrol.pk}",
        {"result": "done", "done_on": "2026-11-21", "outcome": "Starts in March"},
    )
    client.post(f"/plan-action/{test.pk}", {"result": "dropped", "done_on": "2026-11-21"})
    assert list(PlanAction.objects.unfinished()) == [test]
    client.post(f"/plan-action/{enrol.pk}", {"reopen": "1"})
    assert PlanAction.objects.unfinished().count() == 2
    said = {"answer": "refused", "on": "2026-11-21", "how": "witnessed", "witness": "R. Coble"}
    address = f"/plan-version/{version.pk}/answer"
    assert "Say why the person refuses." in words(client.post(address, said))
    client.post(address, {**said, "reason": "Too far from home."})
    assert Agreement.objects.get().recorded_by == cast.okafor
    met = {"met_on": "2026-11-22", "from_team": "Unit B", "to_team": "Parole"}
    client.post(f"/plan-version/{version.pk}/handover", met)
    assert Handover.objects.get().to_team == "Parole"
    page = words(client.get(f"/plan/{version.plan_id}"))
    for part in ("Refuses", "Too far from home.", "Unit B to Parole"):
        assert part in page


def test_the_history_says_in_words_what_changed_and_how_soon(cast, approved, sign_in):
    second = new_version(
        approved.plan, cast.ferrante, reason="behaviour", event_on=date(2026, 11, 19)
    )
    save_version(second, cast.ferrante, some_content(placement="Unit C"), revision=0)
    submit(second, cast.ferrante)
    approve(second, cast.strand, approved_on=date(2026, 11, 21))
    client = sign_in(cast.okafor)
    page = words(client.get(f"/plan/{approved.plan_id}"))
    assert "Placement recommendations was added: “Unit C”." in page
    assert "Answers what happened on Thu 19 Nov 2026, 2 days after it." in page
    assert (
        "Unit C"
        not in words(client.get(f"/plan/{approved.plan_id}?version=1")).split("Versions")[0]
    )


def test_open_actions_stand_by_owner_and_only_within_reach(cast, approved, sign_in, on_day):
    on_day("2026-12-16T18:00+00:00")
    page = words(sign_in(cast.okafor).get("/plan-actions"))
    assert "Enrol in the welding course" in page
    assert "Ada Okafor 1, 1 overdue" in page
    mine = words(sign_in(cast.okafor).get(f"/plan-actions?owner={cast.okafor.pk}"))
    assert "Ask for a trade test" not in mine
    assert "Enrol in" not in words(sign_in(cast.reyes).get("/plan-actions"))


def test_the_paper_has_both_voices_and_lines_to_sign_on(cast, approved, sign_in):
    page = words(sign_in(cast.okafor).get(f"/plan-version/{approved.pk}/print"))
    for part in ("In my own words", "I want a trade.", "I do not agree, because:", "Signature"):
        assert part in page
    assert AuditEvent.objects.filter(type="printed", object_type="planversion").count() == 1


def test_the_case_file_shows_version_state_and_open_actions(cast, approved, sign_in, on_day):
    new_version(approved.plan, cast.ferrante, reason="progress")
    on_day("2026-12-16T18:00+00:00")
    page = words(sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}"))
    assert "Version 1 approved, version 2 in draft. 2 open actions , 1 overdue" in page


def test_an_imp_review_names_both_officers(cast, approved, sign_in):
    client = sign_in(cast.ferrante)
    address = f"/case/{cast.ashby.pk}/plan-review"
    sent = {"plan": "imp", "kind": "reviewed", "done_on": "2026-11-22", "progress": "On course."}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Name the Assessment Officer who reviewed it." in words(answer)
    assert "On course." in words(answer)
    both = {"assessment_officer": cast.ferrante.pk, "case_officer": cast.okafor.pk}
    client.post(address, {**sent, **both, "decision": "change"})
    review = PlanReview.objects.get(kind="reviewed")
    assert (review.version, review.record.case_officer) == (approved, cast.okafor)
    client = sign_in(cast.strand)
    client.post(
        f"/plan-review/{review.pk}/decide", {"decision": "approve", "approved_on": "2026-11-23"}
    )
    page = words(client.get(f"/plan-review/{review.pk}"))
    assert "Held Sun 22 Nov 2026" in page
    assert "Approved Mon 23 Nov 2026 by Helen Strand" in page
    client.post(f"/plan-review/{review.pk}/decide", {"decision": "withdraw"})
    review.refresh_from_db()
    assert review.withdrawn_at is not None


def test_a_refused_adjustment_review_was_held_and_says_why(cast, sign_in):
    client = sign_in(cast.okafor)
    address = f"/case/{cast.ashby.pk}/plan-review"
    sent = {
        "plan": "accountability",
        "kind": "reviewed",
        "done_on": "2026-11-20",
        "own_comment": "I should be level 3.",
        "level_now": "2",
        "level_recommended": "2",
        "committee": "Marrow, Strand",
        "answer": "refused",
        "how": "witnessed",
        "witness": "R. Coble",
    }
    assert "Say why the person refuses." in words(client.post(address, sent))
    client.post(address, {**sent, "answer_reason": "Disputes the level."})
    review = PlanReview.objects.get()
    assert review.record.answered_on == date(2026, 11, 20)
    page = words(client.get(f"/plan-review/{review.pk}"))
    assert "Refused by the person. The review was held all the same and counts." in page
    assert "Disputes the level." in page
