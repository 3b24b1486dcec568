"""One of everything about programs, supervision, consent and team, for tests that visit every
page. What a partner may see by the consent has none of the words in it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from offenders.models import Instrument, Organisation, OrganisationMember
from offenders.services import (
    add_organisation_member,
    add_team_member,
    enrol,
    record_application,
    record_assessment,
    record_booking,
    record_consent,
    record_no_referral,
    record_term,
    refer,
    save_organisation,
    save_program,
    verify_enrolment,
)
from offenders.services.classification import record_classification

#: Pages whose address names a person.
OF_A_PERSON = (
    "pages:assessments",
    "pages:programs",
    "pages:referral-new",
    "pages:enrolment-new",
    "pages:no-referral-new",
    "pages:supervision",
    "pages:term-new",
    "pages:booking-new",
    "pages:applications",
    "pages:application-new",
    "pages:classifications",
    "pages:classification-new",
    "pages:sharing",
    "pages:consent-new",
    "pages:team-member-new",
    "pages:team-lead-new",
    "pages:partner-case",
)

EXAMPLES = {
    "pages:assessment-correct": lambda world: {"pk": world.people.screening.pk},
    "pages:referral-step": lambda world: {"pk": world.people.referral.pk},
    "pages:enrolment-change": lambda world: {"pk": world.people.enrolment.pk},
    "pages:term-change": lambda world: {"pk": world.people.term.pk},
    "pages:booking-change": lambda world: {"pk": world.people.booking.pk},
    "pages:application-change": lambda world: {"pk": world.people.application.pk},
    "pages:classification-change": lambda world: {"pk": world.people.classified.pk},
    "pages:consent-end": lambda world: {"pk": world.people.consent.pk},
    "pages:team-member-end": lambda world: {"pk": world.people.member.pk},
    "pages:catalogue-new": lambda world: {"kind": "program"},
    "pages:catalogue-change": lambda world: {
        "kind": "organisation",
        "pk": world.people.organisation.pk,
    },
    "pages:catalogue-levels": lambda world: {"pk": Instrument.objects.get(code="LS/CMI").pk},
    "pages:catalogue-members": lambda world: {"pk": world.people.organisation.pk},
}


def add_people_records(world, *, words):
    """Only the first world's consent names the organisation for which Sato works."""
    case, officer = world.ashby, world.okafor
    house = save_organisation(world.amsel, name=f"House {case.number}", kind="provider")
    if not OrganisationMember.objects.exists():
        add_organisation_member(house, world.amsel, user=world.sato, from_on=date(2025, 1, 1))
    day = date(2026, 11, 10)
    school = save_program(world.amsel, name=f"School {case.number}", kind="education")
    course = save_program(world.amsel, name=f"Course {case.number}", kind="cbt")
    enrolment = enrol(case, officer, program=school, opened_on=day)
    verify_enrolment(enrolment, officer, on=day, still_valid=True, note=words[:400])
    record_no_referral(
        case, officer, kind="work", reason=words[:400], from_on=day, until_on=date(2027, 2, 1)
    )
    consent = record_consent(
        case,
        officer,
        discloser=world.agency.name,
        data_classes=["notes", "programs"],
        recipients=[house],
        purpose="Planning of supported housing",
        right_to_revoke_told=True,
        signed_by="The person",
        signed_on=day,
        expires_on=date(2027, 11, 10),
        document=words[:200],
    )
    world.people = SimpleNamespace(
        organisation=Organisation.objects.get(pk=house.pk),
        enrolment=enrolment,
        consent=consent,
        referral=refer(case, officer, program=course, referred_on=day, need=words[:400]),
        screening=record_assessment(
            case,
            world.ferrante,
            instrument=Instrument.objects.get(code="housing"),
            assessed_on=day,
            finding="indicated",
            summary=words,
            strengths=[words[:400]],
        ),
        term=record_term(case, officer, kind="parole", from_on=day, conditions=[words[:400]]),
        booking=record_booking(case, officer, booked_on=day, place=words[:200]),
        classified=record_classification(
            case,
            officer,
            kind="review",
            on=day,
            instrument=words[:100],
            security_level=words[:40],
            note=words[:400],
        ),
        application=record_application(
            case,
            officer,
            kind="parole",
            eligible_on=date(2027, 3, 1),
            informed_on=day,
            informed_note=words[:400],
        ),
        member=add_team_member(
            case,
            officer,
            category="support",
            name="Ruth",
            part=words[:200],
            from_on=day,
            consent=consent,
        ),
    )
