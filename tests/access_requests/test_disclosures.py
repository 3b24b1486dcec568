"""S13: one log of everything that leaves, with who, what, when, to whom and why."""

from __future__ import annotations

from datetime import date

import pytest

from casemgmt.printing import files
from casenotes.models import Disclosure
from casenotes.services.disclosures import record_disclosure
from offenders.models import Offender
from tests.security.crawl import address, make_world, routes

#: Routes that hand out or print records of people; each answer is an entry for each person in it.
HAND_OUT = {
    "pages:print-file": "tran",
    "pages:print-batch-file": "tran",
    "pages:plan-print": "okafor",
    "pages:caseload-export": "lindqvist",
    "pages:partner-case": "sato",
}

#: Routes that the access table calls an export and that hand out no record of a person, and why.
WITHOUT_RECORDS = {
    "pages:officers-export": "Figures of officers.",
    "pages:compliance-export": "Figures; a sample names duties by number, and no person.",
    "pages:audit-export": "Who did and saw what; to those who oversee the agency.",
    "pages:access-request-viewing": "It records the viewing, which is an entry by itself.",
    "pages:access-viewing": "It shows what the viewing already stands for in the log.",
    "pages:access-request-release": "It asks for the copy, whose making is the entry.",
}


@pytest.fixture
def world(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = make_world(cast)
    files.keep(files.file_of(world.printed), b"%PDF-1.7 one")
    files.keep(files.file_of_all(world.job.pk), b"%PDF-1.7 all")
    return world


def test_every_export_is_logged_or_named_with_its_reason():
    exports = {route.name for route in routes() if route.rule.action == "export"}
    assert exports <= HAND_OUT.keys() | WITHOUT_RECORDS.keys()
    assert WITHOUT_RECORDS.keys() <= exports


def test_as_many_entries_as_answers_that_hand_something_out(world, sign_in):
    by_name = {route.name: route for route in routes()}
    before = Disclosure.objects.count()
    for number, (name, who) in enumerate(HAND_OUT.items(), start=1):
        answer = sign_in(world.cast.users[who]).get(address(by_name[name], world))
        assert answer.status_code == 200, name
        assert Disclosure.objects.count() == before + number, name
        entry = Disclosure.objects.first()
        assert entry.offender == world.ashby
        assert entry.by == world.cast.users[who]
        assert all((entry.recipient, entry.channel, entry.what, entry.basis)), name


def test_what_is_refused_is_no_disclosure(world, sign_in):
    by_name = {route.name: route for route in routes()}
    before = Disclosure.objects.count()
    for name in HAND_OUT:
        for who in ("marsh", "amsel"):
            answer = sign_in(world.cast.users[who]).get(address(by_name[name], world))
            assert answer.status_code in {403, 404}, (name, who)
    assert Disclosure.objects.count() == before


def test_a_partners_look_names_the_organisation_and_the_consents(world, sign_in):
    by_name = {route.name: route for route in routes()}
    sign_in(world.cast.sato).get(address(by_name["pages:partner-case"], world))
    entry = Disclosure.objects.filter(kind="partner_view").latest("pk")
    assert entry.recipient == world.people.organisation.name
    assert entry.recipient_person == "Mei Sato"
    assert entry.consents == [world.people.consent.pk]
    assert "Programs" in entry.what


# ---- The page ------------------------------------------------------------------------------------


def told(cast, kind="inquiry", to="A probation office", day=20, about="ashby"):
    from datetime import UTC, datetime

    return record_disclosure(
        cast.offenders[about],
        cast.okafor,
        kind=kind,
        recipient=to,
        channel="Telephone",
        what="Whether he is here",
        basis="Criminal justice agency, for its own work",
        at=datetime(2026, 11, day, 18, 0, tzinfo=UTC),
        place=cast.redbud,
    )


def page(client, person: Offender, **query):
    return client.get(f"/case/{person.pk}/disclosures", query)


def test_the_log_says_who_what_when_to_whom_and_why(cast, sign_in):
    told(cast)
    body = page(sign_in(cast.tran), cast.ashby).content.decode()
    for words in ("A probation office", "Whether he is here", "Criminal justice agency", "Okafor"):
        assert words in body
    assert "20 Nov 2026" in body


def test_the_log_is_narrowed_by_period_and_kind(cast, sign_in):
    told(cast, to="The first office", day=10)
    told(cast, to="The second office", day=20)
    client = sign_in(cast.tran)
    body = page(client, cast.ashby, from_on="2026-11-15", until_on="2026-11-20").content.decode()
    assert "The second office" in body
    assert "The first office" not in body
    assert "Nothing matches" in page(client, cast.ashby, kind="release").content.decode()


def test_that_a_pregnancy_was_notified_is_shown_only_to_who_may_know(cast, sign_in):
    told(cast, kind="pregnancy_notification", to="A hotline")
    assert "A hotline" not in page(sign_in(cast.tran), cast.ashby).content.decode()
    assert "A hotline" in page(sign_in(cast.strand), cast.ashby).content.decode()


def test_nobody_elsewhere_reads_the_log(cast, sign_in):
    told(cast)
    assert page(sign_in(cast.marsh_records), cast.ashby).status_code == 404
    assert page(sign_in(cast.okafor), cast.ashby).status_code in {403, 404}


def test_days_of_the_log_are_those_at_the_facility(cast):
    from datetime import UTC, datetime

    late = record_disclosure(
        cast.ashby,
        cast.okafor,
        kind="inquiry",
        recipient="A court",
        channel="Telephone",
        at=datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
        place=cast.redbud,
    )
    assert late.disclosed_on == date(2026, 11, 20)
