"""S02, S03, S40: every address, in every role, about four people; the table says what comes back.

Ashby is the officer's own case, Mabry a colleague's in the same unit, Vann in another unit of the
same facility without an officer, Nalder at another facility. Whoever may do it gets a page, a
form or a file; a reader who may not do this to that person gets "not allowed"; a stranger gets
"not found". Each request leaves exactly one event: what was done, or that it was refused.
"""

from __future__ import annotations

import pytest

from tests.access.expected import (
    CLERK,
    COORDINATOR,
    EVERYBODY,
    MEMBER,
    OFFICER,
    has_cell,
    reached,
)
from tests.security.crawl import EXAMPLES, routes

pytestmark = pytest.mark.django_db

OPEN, NOT_ALLOWED, NOT_FOUND = "open", "not allowed", "not found"

GOVERNED = [route for route in routes() if route.rule.object]
WAYS_TO_ASK = (
    ("get", {}),
    ("post", {}),
    ("get", {"hx-request": "true"}),
    ("post", {"hx-request": "true"}),
)
#: What has to be sent for the address to mean anything.
MINIMAL = {
    "pages:print-preview": lambda stage: {"person": stage.cast.ashby.pk, "period": "all"},
    "pages:print-new": lambda stage: {"person": stage.cast.ashby.pk, "period": "all"},
}
READS = {"read", "read_minimal", "export"}

#: Objects of the agency, not of a case: whoever has the cell reaches all of them.
OF_THE_AGENCY = {
    "account",
    "catalogue",
    "compliance",
    "contact_standard",
    "place",
    "import",
    "access_reason",
    "reception",
    "standard",
    "what_if",
}


def about_a_person(route):
    """Whether the address names a person, and not a record about one."""
    return EXAMPLES[route.name] is EXAMPLES["pages:case-file"] or route.name in {
        "pages:report-new",
        "pages:draft-save",
    }


def answer_for(route, role, case):
    """What the agreed table says that somebody in `role` gets."""
    object_, action = route.rule.object, route.rule.action.value
    user = MEMBER[role]
    if not has_cell(role, object_, action):
        return NOT_FOUND
    if not route.arguments or object_ in OF_THE_AGENCY:
        return OPEN
    if object_ == "conference":  # of an officer: that officer's, and the supervisor's
        if role == "case_officer":
            return OPEN if user == OFFICER[case] else NOT_FOUND
        if OFFICER[case] == "marsh":
            return NOT_FOUND
        # The questions about a sampled case are asked of those who read the case.
        asked = route.name != "pages:sampled-case" or case in reached(role, "offender", "read")
        return OPEN if asked else NOT_FOUND
    if object_ == "job":  # an administrator sees of others' only how many there are
        return OPEN if user == CLERK[case] else NOT_FOUND
    if object_ == "caseload" or route.name == "pages:allocation-officer":
        return OPEN if OFFICER[case] != "marsh" else NOT_FOUND
    if object_ == "caseload_list":  # about an officer: one's own list, or one of one's officers
        reached_officer = user if role == "case_officer" else "okafor reyes"
        return OPEN if OFFICER[case] in reached_officer else NOT_FOUND
    if object_ in OF_STAFF:
        if route.name == "pages:memo-change":  # a draft, which nobody else knows of
            return OPEN if user == COORDINATOR[case] else NOT_FOUND
        if route.name == "pages:memo-act" and user == COORDINATOR[case]:
            return NOT_ALLOWED
        return answer_about_staff(object_, action, user, case)
    if route.name == "pages:risk-alert":  # its sender's and its recipient's
        return OPEN if user in {OFFICER[case], COORDINATOR[case]} else NOT_FOUND
    if route.name in {"pages:assignment-end", "pages:closing"} and case == "vann":
        return NOT_FOUND
    if route.name == "pages:error" and role == "case_officer":  # who reported it
        return OPEN if user == OFFICER[case] else NOT_FOUND
    if route.name == "pages:draft-discard":
        return OPEN if user == OFFICER[case] else NOT_FOUND
    if action == "amend":
        if case not in reached(role, object_, "read"):
            return NOT_FOUND
        return OPEN if user == OFFICER[case] else NOT_ALLOWED
    if route.name == "pages:draft-save":
        object_ = "note"
    if case in reached(role, object_, action):
        return OPEN
    # What has an id of its own is unknown to those who only know the person's name.
    seen_by = "read_minimal" if about_a_person(route) else "read"
    if action not in READS and case in reached(role, "offender", seen_by):
        return NOT_ALLOWED
    return NOT_FOUND


#: Objects of a facility and of its staff, not of a case.
OF_STAFF = {"meeting", "team", "coverage", "cover", "revision", "memo", "monitoring", "population"}


def answer_about_staff(object_, action, user, case):
    """What the agreed table says of the records around the officer of that case.

    A memo has an author, an officer whom it is about and a rating official; a revision was
    issued at the officer's facility, and the policy officer reads it without having to.
    """
    ours = case != "nalder"
    if object_ == "memo":
        rating = "lindqvist" if ours else "marsh_boss"
        may = {
            "read": {COORDINATOR[case], rating, OFFICER[case]},
            "sign": {OFFICER[case]},
            "update": {rating},
        }
        return OPEN if user in may[action] else NOT_FOUND
    if object_ == "revision" and user == "quist":
        return NOT_ALLOWED if action == "sign" else OPEN
    return OPEN if ours else NOT_FOUND


def check(seen, wanted, what, *, route_polls=False):
    """One answer against the table, and the trace that it left.

    route_polls: a progress bar asks every other second; the page around it was recorded.
    """
    kinds = [(event.type, event.outcome) for event in seen.events]
    if wanted == OPEN:
        assert seen.status in {200, 302, 409, 422}, f"{what}: {seen.status}, the table opens it"
        assert not seen.refused, what
        if seen.status < 400 and not route_polls:
            assert len(kinds) == 1, f"{what}: one act left {kinds}"
    else:
        status = 403 if wanted == NOT_ALLOWED else 404
        assert seen.status == status, f"{what}: {seen.status}, the table says {wanted}"
        assert kinds == [("refused", "denied")], f"{what}: {kinds}"


@pytest.mark.parametrize("route", GOVERNED, ids=lambda route: route.name)
@pytest.mark.parametrize("role", MEMBER)
def test_an_address_answers_as_the_table_says(stage, role, route):
    answered = 0
    has_one = has_cell(role, route.rule.object, route.rule.action.value)
    # Without a cell the answer cannot depend on whom it is about; one stranger shows it.
    cases = sorted(EVERYBODY) if has_one and route.arguments else ["ashby"]
    asked_by_script = False
    for case in cases:
        wanted = answer_for(route, role, case)
        at = stage.address(route, case)
        # A page asked for by a script is the same rule; once for each address and role shows it.
        ways = WAYS_TO_ASK if wanted == OPEN and not asked_by_script else WAYS_TO_ASK[:2]
        asked_by_script = asked_by_script or wanted == OPEN
        for method, headers in ways:
            data = MINIMAL.get(route.name, lambda _: {})(stage) if method == "post" else None
            seen = stage.visit(MEMBER[role], method, at, data, **headers)
            if seen.status == 405 and wanted == OPEN:
                assert seen.events == []
                continue
            answered += 1
            if seen.status == 405:
                continue
            what = f"{role} {method} {headers} {at} ({case})"
            check(seen, wanted, what, route_polls=route.rule.background)
    assert answered


@pytest.mark.parametrize("route", GOVERNED, ids=lambda route: route.name)
def test_somebody_posted_elsewhere_finds_nothing_of_ours(stage, route):
    """Every address about Redbud's people, asked for by an officer of Saltbush."""
    agency_wide = not route.arguments or route.rule.object in OF_THE_AGENCY
    if agency_wide and has_cell("case_officer", route.rule.object, route.rule.action.value):
        return
    for case in ("ashby", "mabry", "vann"):
        seen = stage.visit("marsh", "get", stage.address(route, case))
        if seen.status != 405:
            check(seen, NOT_FOUND, f"marsh {route.name} ({case})")
        seen = stage.visit("marsh", "post", stage.address(route, case))
        if seen.status != 405:
            check(seen, NOT_FOUND, f"marsh {route.name} ({case})")


def test_the_table_opens_and_closes_much():
    """What these tests stand on: each answer occurs, in each role something."""
    found = {
        (role, answer_for(route, role, case))
        for role in MEMBER
        for route in GOVERNED
        for case in EVERYBODY
    }
    assert {(role, NOT_FOUND) for role in MEMBER} <= found
    assert {(role, OPEN) for role in MEMBER} <= found
    assert ("case_officer", NOT_ALLOWED) in found
    assert ("coordinator", NOT_ALLOWED) in found
