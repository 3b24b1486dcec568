"""Accounts, postings and places, as an agency administrator handles them."""

from __future__ import annotations

import re
from datetime import date
from unittest import mock

import pytest
from django.test import Client

from agency import lockouts
from agency.models import AuditEvent, AuditEventType, Facility, Posting, Session, Unit, User
from agency.roles import Role
from offenders.services import assign_officer, record_release_dates
from plans.services import record_review
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from tests.cast import PASSWORD

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin(cast, sign_in):
    """The browser of Viktor Amsel, agency administrator."""
    return sign_in(cast.amsel)


@pytest.fixture
def second_admin(cast):
    user = User.objects.create_user("bell", given_names="Ona", family_name="Bell")
    Posting.objects.create(user=user, role=Role.AGENCY_ADMINISTRATOR, from_on=date(2026, 1, 1))
    return user


def text_of(response):
    """What a reader sees, in one line."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain).replace("&#x27;", "'")


def events(kind, **more):
    return AuditEvent.objects.filter(type=kind, **more)


def names_on(response):
    return re.findall(r"data-open[^>]*>([^<]+)<", response.content.decode())


NEW = {"given_names": "Ines", "family_name": "Duarte", "username": "iduarte", "email": ""}
POST = {"role": "case_officer", "from_on": "2026-11-23"}


# ---- The list ----------------------------------------------------------------------------------


def test_everybody_with_an_account_is_listed_with_role_and_place(admin, cast):
    page = admin.get("/staff")
    assert len(names_on(page)) == len(cast.users)
    assert "Okafor, Ada okafor Case manager Unit B, Redbud Correctional Center" in text_of(page)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "okaf"}, ["Okafor, Ada"]),
        ({"q": "ada okafor"}, ["Okafor, Ada"]),
        ({"role": "auditor"}, ["Noor, Castellan"]),
        ({"state": "disabled"}, ["Reyes, Luz"]),
        ({"state": "locked"}, ["Coble, Rae"]),
        ({"state": "unposted"}, ["Strand, Helen"]),
        ({"q": "nobody at all"}, []),
    ],
    ids=str,
)
def test_the_list_is_narrowed_by_name_role_and_state(cast, sign_in, query, names):
    User.objects.filter(pk=cast.reyes.pk).update(is_active=False)
    cast.strand.postings.update(until_on=date(2026, 11, 22))
    page_of = sign_in(cast.amsel)
    with mock.patch.object(lockouts, "locked_among", return_value={cast.coble.pk}):
        page = page_of.get("/staff", query)
    assert names_on(page) == names


def test_the_list_is_narrowed_by_facility(admin, cast):
    page = admin.get("/staff", {"facility": cast.saltbush.pk})
    assert names_on(page) == ["Holm, Ida", "Marsh, Dan", "Parata, Sid", "Vale, Jo"]


def test_an_account_that_failed_five_times_is_listed_as_locked(admin, cast):
    stranger = Client()
    for _ in range(5):
        stranger.post("/sign-in", {"login": "okafor", "password": "wrong"})
    page = admin.get("/staff", {"state": "locked"})
    assert names_on(page) == ["Okafor, Ada"]
    assert "Locked" in text_of(admin.get(f"/staff/{cast.okafor.pk}"))


# ---- Accounts ----------------------------------------------------------------------------------


def test_a_new_account_gets_a_password_that_is_shown_once_and_must_be_changed(admin):
    answer = admin.post("/staff/new", NEW)
    password = re.search(r"<code>([^<]+)</code>", answer.content.decode()).group(1)
    user = User.objects.get(username="iduarte")
    assert answer.status_code == 200
    assert user.check_password(password)
    assert user.must_change_password
    assert len(password.replace("-", "")) == 20
    assert password not in admin.get(f"/staff/{user.pk}").content.decode()
    assert events(AuditEventType.CREATED, object_type="user", object_id=str(user.pk)).count() == 1
    assert not AuditEvent.objects.filter(details__icontains=password).exists()


def test_the_temporary_password_leads_to_choosing_another(admin, cast):
    answer = admin.post("/staff/new", NEW)
    password = re.search(r"<code>([^<]+)</code>", answer.content.decode()).group(1)
    user = User.objects.get(username="iduarte")
    Posting.objects.create(
        user=user, role=Role.CONTRIBUTOR, facility=cast.redbud, from_on=date(2026, 11, 1)
    )
    newcomer = Client()
    newcomer.post("/sign-in", {"login": "iduarte", "password": password})
    assert newcomer.get("/people/search")["Location"] == "/change-password"


@pytest.mark.parametrize("username", ["okafor", "OKAFOR", "a b"])
def test_a_user_name_that_cannot_be_used_is_refused_and_what_was_typed_is_kept(admin, username):
    answer = admin.post("/staff/new", NEW | {"username": username})
    assert answer.status_code == 422
    assert 'value="Duarte"' in answer.content.decode()
    assert User.objects.filter(family_name="Duarte").count() == 0


def test_a_changed_name_is_saved_with_its_history(admin, cast):
    admin.post(
        f"/staff/{cast.okafor.pk}/change",
        {"given_names": "Ada", "family_name": "Okafor-Lund", "username": "okafor", "email": ""},
    )
    page = text_of(admin.get(f"/staff/{cast.okafor.pk}"))
    assert "Family name: Okafor → Okafor-Lund" in page
    assert "Viktor Amsel" in page
    event = events(AuditEventType.UPDATED, object_type="user").get()
    assert event.details == {"fields": ["family_name", "email"]}


def test_disabling_an_account_ends_its_sessions_at_once_and_says_how_many_cases_it_holds(
    admin, cast
):
    officer = Client()
    officer.force_login(cast.okafor, backend=BACKEND)
    assert officer.get("/worklist").status_code == 200
    question = text_of(admin.get(f"/staff/{cast.okafor.pk}/act/disable"))
    assert "Ada Okafor still holds 1 case." in question
    assert "Ashby" not in question
    admin.post(f"/staff/{cast.okafor.pk}/act/disable")
    assert officer.get("/worklist").status_code == 302
    assert not Session.objects.filter(user=cast.okafor).exists()
    event = events(AuditEventType.PERMISSION_CHANGED, object_id=str(cast.okafor.pk)).get()
    assert event.details == {"change": "disabled", "sessions": 1}
    page = text_of(admin.get(f"/staff/{cast.okafor.pk}"))
    assert "This account is disabled and still holds 1 case." in page


def test_an_account_is_enabled_again_without_its_old_sessions(admin, cast):
    officer = Client()
    officer.force_login(cast.okafor, backend=BACKEND)
    admin.post(f"/staff/{cast.okafor.pk}/act/disable")
    admin.post(f"/staff/{cast.okafor.pk}/act/enable")
    assert User.objects.get(pk=cast.okafor.pk).is_active
    assert officer.get("/worklist").status_code == 302


def test_a_reset_password_is_shown_once_and_ends_sessions_and_a_lock(admin, cast):
    officer = Client()
    officer.force_login(cast.okafor, backend=BACKEND)
    stranger = Client()
    for _ in range(5):
        stranger.post("/sign-in", {"login": "okafor", "password": "wrong"})
    answer = admin.post(f"/staff/{cast.okafor.pk}/act/reset-password")
    password = re.search(r"<code>([^<]+)</code>", answer.content.decode()).group(1)
    assert officer.get("/worklist").status_code == 302
    back = Client()
    assert back.post("/sign-in", {"login": "okafor", "password": password}).status_code == 302
    assert back.get("/worklist")["Location"] == "/change-password"


def test_unlocking_and_ending_sessions_do_so_and_are_recorded(admin, cast):
    cast.okafor.set_password(PASSWORD)
    cast.okafor.save()
    officer = Client()
    officer.force_login(cast.okafor, backend=BACKEND)
    stranger = Client()
    for _ in range(5):
        stranger.post("/sign-in", {"login": "okafor", "password": "wrong"})
    admin.post(f"/staff/{cast.okafor.pk}/act/end-sessions")
    assert officer.get("/worklist").status_code == 302
    admin.post(f"/staff/{cast.okafor.pk}/act/unlock")
    sent = {"login": "okafor", "password": PASSWORD}
    assert Client().post("/sign-in", sent).status_code == 302
    assert events(AuditEventType.UNLOCKED, actor_id=cast.amsel.pk).count() == 1
    assert events(AuditEventType.SESSION_ENDED, actor_id=cast.amsel.pk).count() == 1


def test_an_unknown_act_is_not_found(admin, cast):
    assert admin.post(f"/staff/{cast.okafor.pk}/act/promote").status_code == 404


@pytest.mark.parametrize("act", ["disable", "reset-password"])
def test_nobody_disables_or_resets_their_own_account(admin, cast, act, second_admin):
    answer = admin.post(f"/staff/{cast.amsel.pk}/act/{act}")
    assert answer.status_code == 422
    assert User.objects.get(pk=cast.amsel.pk).is_active
    assert admin.get("/staff").status_code == 200


def test_the_last_administrator_cannot_be_disabled(cast, second_admin, sign_in):
    client = sign_in(second_admin)
    # Bell's own posting ends with today; from tomorrow Amsel would be alone, today there are two.
    cast.amsel.postings.update(until_on=None)
    client.post(f"/staff/{cast.amsel.pk}/act/disable")
    assert not User.objects.get(pk=cast.amsel.pk).is_active
    User.objects.filter(pk=cast.amsel.pk).update(is_active=True)
    Posting.objects.filter(user=second_admin).delete()
    from agency.errors import RuleViolation
    from agency.services.people import disable_account

    with pytest.raises(RuleViolation, match="nobody would be agency administrator"):
        disable_account(cast.amsel, second_admin)


# ---- Postings ----------------------------------------------------------------------------------


def test_a_posting_is_added_with_place_supervisor_and_capacity(admin, cast):
    answer = admin.post(
        f"/staff/{cast.coble.pk}/posting",
        POST
        | {
            "facility": cast.redbud.pk,
            "unit": cast.unit_c.pk,
            "supervisor": cast.lindqvist.pk,
            "capacity": 40,
            "until_on": "2027-03-31",
        },
    )
    assert answer.status_code == 302, text_of(answer)
    posting = cast.coble.postings.get(role=Role.CASE_OFFICER)
    assert (posting.unit, posting.supervisor, posting.capacity) == (
        cast.unit_c,
        cast.lindqvist,
        40,
    )
    assert posting.until_on == date(2027, 3, 31)
    event = events(AuditEventType.PERMISSION_CHANGED, object_id=str(cast.coble.pk)).get()
    assert event.details["role"] == "case_officer"
    assert event.facility_id == cast.redbud.pk


def test_what_somebody_was_posted_for_holds_with_the_next_request(admin, cast):
    officer = Client()
    officer.force_login(cast.coble, backend=BACKEND)
    assert officer.get("/worklist").status_code == 404
    admin.post(f"/staff/{cast.coble.pk}/posting", POST | {"facility": cast.redbud.pk})
    assert officer.get("/worklist").status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Say at which facility."),
        ({"facility": "redbud", "unit": "saltbush_unit"}, "belongs to another facility"),
        ({"facility": "redbud", "role": "auditor"}, "a role for the whole agency"),
        ({"facility": "redbud", "role": "unit_manager"}, "manages one unit"),
        ({"facility": "redbud", "until_on": "2026-11-01"}, "cannot end before it starts"),
        ({"facility": "redbud", "role": "contributor"}, "already a posting as other staff there"),
        ({"facility": "redbud", "role": "supervisor", "capacity": "5"}, "Only who holds cases"),
        ({"facility": "redbud", "from_on": "soon"}, "Write a day like"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "nowhere",
)
def test_a_posting_that_makes_no_sense_is_refused_in_words(admin, cast, sent, words):
    ids = {"redbud": cast.redbud.pk, "saltbush_unit": cast.saltbush_unit.pk}
    sent = POST | {name: ids.get(value, value) for name, value in sent.items()}
    answer = admin.post(f"/staff/{cast.coble.pk}/posting", sent)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert cast.coble.postings.count() == 1


def test_two_postings_in_one_role_and_place_may_follow_one_another_but_not_overlap(admin, cast):
    cast.coble.postings.update(until_on=date(2026, 12, 31))
    again = {"role": "contributor", "facility": cast.redbud.pk}
    address = f"/staff/{cast.coble.pk}/posting"
    assert admin.post(address, again | {"from_on": "2026-12-31"}).status_code == 422
    assert admin.post(address, again | {"from_on": "2027-01-01"}).status_code == 302


def test_one_person_may_manage_two_units_of_a_facility(admin, cast):
    sent = {"role": "unit_manager", "facility": cast.redbud.pk, "from_on": "2026-11-23"}
    address = f"/staff/{cast.marrow.pk}/posting"
    assert admin.post(address, sent | {"unit": cast.unit_b.pk}).status_code == 422
    assert admin.post(address, sent | {"unit": cast.unit_c.pk}).status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AGENCY_ADMINISTRATOR])
def test_an_administrator_gives_themselves_no_role(admin, cast, role, second_admin):
    sent = {"role": role, "from_on": "2026-11-23", "facility": cast.redbud.pk}
    if role in {Role.AUDITOR, Role.PARTNER}:
        sent.pop("facility")
    answer = admin.post(f"/staff/{cast.amsel.pk}/posting", sent)
    assert answer.status_code == 422
    assert "You cannot post yourself" in text_of(answer)
    assert cast.amsel.postings.count() == 1


def test_nobody_is_administrator_and_auditor_at_once(admin, cast, second_admin):
    answer = admin.post(
        f"/staff/{second_admin.pk}/posting", {"role": "auditor", "from_on": "2026-11-23"}
    )
    assert "Nobody is agency administrator and auditor at the same time." in text_of(answer)


def test_a_posting_is_ended_and_its_last_day_corrected(admin, cast):
    posting = cast.okafor.postings.get()
    stays = {
        "unit": cast.unit_b.pk,
        "supervisor": cast.lindqvist.pk,
        "capacity": 60,
        "from_on": "2024-01-01",
    }
    officer = Client()
    officer.force_login(cast.okafor, backend=BACKEND)
    admin.post(f"/posting/{posting.pk}", stays | {"until_on": "2026-11-22"})
    posting.refresh_from_db()
    assert posting.until_on == date(2026, 11, 22)
    assert officer.get("/worklist").status_code == 302
    admin.post(f"/posting/{posting.pk}", stays | {"until_on": ""})
    posting.refresh_from_db()
    assert posting.until_on is None
    page = text_of(admin.get(f"/staff/{cast.okafor.pk}"))
    assert "Posting as case manager, Unit B, Redbud Correctional Center" in page
    assert "Until: none → 22 Nov 2026" in page
    assert "Until: 22 Nov 2026 → none" in page
    kept = events(AuditEventType.PERMISSION_CHANGED, object_id=str(cast.okafor.pk))
    assert [event.details["fields"] for event in kept.order_by("pk")] == [["until_on"]] * 2


def test_the_posting_of_the_last_administrator_cannot_be_ended(admin, cast, second_admin):
    posting = cast.amsel.postings.get()
    sent = {"from_on": "2024-01-01", "until_on": "2026-12-31"}
    Posting.objects.filter(user=second_admin).update(until_on=date(2026, 12, 15))
    answer = admin.post(f"/posting/{posting.pk}", sent)
    assert answer.status_code == 422
    assert "Then nobody would be agency administrator." in text_of(answer)
    Posting.objects.filter(user=second_admin).update(until_on=None)
    assert admin.post(f"/posting/{posting.pk}", sent).status_code == 302


def test_an_administrator_does_not_lengthen_their_own_posting(admin, cast, second_admin):
    cast.amsel.postings.update(until_on=date(2026, 12, 31))
    posting = cast.amsel.postings.get()
    longer = {"from_on": "2024-01-01", "until_on": "2027-12-31"}
    assert admin.post(f"/posting/{posting.pk}", longer).status_code == 422
    shorter = {"from_on": "2024-01-01", "until_on": "2026-11-30"}
    assert admin.post(f"/posting/{posting.pk}", shorter).status_code == 302


def test_an_account_shows_how_many_cases_it_holds_and_none_of_them(admin, cast):
    assign_officer(cast.vann, cast.okafor, None, from_on=date(2026, 11, 2))
    page = admin.get(f"/staff/{cast.okafor.pk}").content.decode()
    assert "<dt>Cases held</dt><dd>2</dd>" in page
    assert not re.search("Ashby|Vann|744106|823067", page)


# ---- Places ------------------------------------------------------------------------------------

REDBUD = {
    "code": "RCC",
    "name": "Redbud Correctional Center",
    "time_zone": "America/Chicago",
    "kind": "prison",
}


def test_places_lists_every_facility_with_its_units(admin):
    page = text_of(admin.get("/places"))
    assert "Redbud Correctional Center" in page
    assert "Saltbush Prison" in page
    order = [page.index(f" {name} ") for name in ("Redbud Correctional Center", "Unit B")]
    order += [page.index(f" {name} ") for name in ("Unit C", "Saltbush Prison", "Unit 1")]
    assert order == sorted(order)


def test_a_facility_and_a_unit_are_added_and_recorded(admin):
    admin.post("/places/new", REDBUD | {"code": "NEW", "name": "Juniper Camp"})
    facility = Facility.objects.get(code="NEW")
    admin.post(f"/places/{facility.pk}/unit", {"code": "1", "name": "Unit 1"})
    unit = Unit.objects.get(facility=facility)
    made = events(AuditEventType.CREATED, facility_id=facility.pk).order_by("pk")
    assert [(e.object_type, e.object_id) for e in made] == [
        ("facility", str(facility.pk)),
        ("unit", str(unit.pk)),
    ]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"code": "sbp"}, "Another facility has this code."),
        ({"time_zone": "America/Redbud"}, "is not a time zone"),
        ({"local_procedure_from": "2026-11-01"}, "Say which local procedure"),
        (
            {
                "local_procedure": "LP 4",
                "local_procedure_from": "2026-11-02",
                "local_procedure_until": "2026-11-01",
            },
            "before its first",
        ),
    ],
    ids=["code", "zone", "days-without-procedure", "days-turned-round"],
)
def test_a_facility_that_makes_no_sense_is_refused_and_keeps_what_was_typed(
    admin, cast, sent, words
):
    answer = admin.post(f"/places/{cast.redbud.pk}", REDBUD | {"name": "Redbud Farm"} | sent)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'value="Redbud Farm"' in answer.content.decode()
    assert Facility.objects.get(pk=cast.redbud.pk).name == "Redbud Correctional Center"


def test_a_unit_code_is_taken_only_within_its_facility(admin, cast):
    assert admin.post(f"/unit/{cast.unit_c.pk}", {"code": "B", "name": "Unit C"}).status_code == 422
    sent = {"code": "1", "name": "Unit C"}
    assert admin.post(f"/unit/{cast.unit_c.pk}", sent).status_code == 302


def test_a_local_procedure_puts_the_duties_of_the_people_there_on_hold_in_the_same_request(
    admin, cast
):
    cast.agency.standards = ["au-wa/copp-10.3"]
    activate_packs(cast.agency)
    for case in (cast.ashby, cast.nalder):
        record_release_dates(
            case,
            None,
            start_on=date(2024, 1, 5),
            recorded_on=date(2026, 9, 2),
            srd=date(2031, 5, 1),
        )
        record_review(case, None, plan="imp", kind="approved", done_on=date(2026, 10, 20))
    reports = DueItem.objects.active().filter(standard__startswith="WA.")
    owed, elsewhere = reports.filter(offender=cast.ashby), reports.filter(offender=cast.nalder)
    before = (owed.count(), elsewhere.count())
    assert min(before) > 0
    sent = {"code": "B", "name": "Unit B", "local_procedure": "LP 4"}
    assert admin.post(f"/unit/{cast.unit_b.pk}", sent).status_code == 302
    assert owed.count() < before[0]
    assert elsewhere.count() == before[1]
    admin.post(f"/unit/{cast.unit_b.pk}", sent | {"local_procedure": ""})
    assert owed.count() == before[0]


def test_a_place_saved_unchanged_leaves_no_trace(admin, cast):
    admin.post(f"/unit/{cast.unit_b.pk}", {"code": "B", "name": "Unit B"})
    assert not events(AuditEventType.SETTING_CHANGED, object_type="unit").exists()
    assert Unit.history.filter(id=cast.unit_b.pk).count() == 1
