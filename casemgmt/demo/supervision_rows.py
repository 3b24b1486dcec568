"""Rows of supervision in the community: terms, bookings, programs, consents, teams, warrants."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history

from casenotes.models import WarrantRequest
from offenders.models import (
    Consent,
    ConsentRecipient,
    CustodyBooking,
    Enrolment,
    EnrolmentVerification,
    Referral,
    ReferralStep,
    SupervisionCondition,
    SupervisionTerm,
    TeamLead,
    TeamMember,
)

if TYPE_CHECKING:
    from casemgmt.demo.life import Life
    from casemgmt.demo.writing import Writer
    from offenders.models import Offender

REASON = "demonstration data"
Told = list[tuple["Offender", "Life"]]


def write_supervision(writer: Writer, told: Told) -> None:
    """Write all of it for these people; nothing for a prison's."""
    if not any(life.terms for _, life in told):
        return
    _terms(writer, told)
    _programs(writer, told)
    consents = _consents(writer, told)
    _teams(writer, told, consents)
    _warrants(writer, told)


def _keep(model: Any, rows: list[Any]) -> list[Any]:
    made: list[Any] = bulk_create_with_history(rows, model, default_change_reason=REASON)
    return made


def _terms(writer: Writer, told: Told) -> None:
    wanted = [(person, term) for person, life in told for term in life.terms]
    terms = _keep(
        SupervisionTerm,
        [
            SupervisionTerm(
                offender=person,
                recorded_at=writer.noon(term["from_on"]),
                **{key: value for key, value in term.items() if key != "conditions"},
            )
            for person, term in wanted
        ],
    )
    _keep(
        SupervisionCondition,
        [
            SupervisionCondition(term=row, text=text, from_on=row.from_on)
            for row, (_, term) in zip(terms, wanted, strict=True)
            for text in term["conditions"]
        ],
    )
    _keep(
        CustodyBooking,
        [
            CustodyBooking(
                offender=person, recorded_at=writer.noon(booking["booked_on"]), **booking
            )
            for person, life in told
            for booking in life.bookings
        ],
    )


def _programs(writer: Writer, told: Told) -> None:
    enrolled = [(person, one) for person, life in told for one in life.enrolments]
    referrals = Referral.objects.bulk_create(
        [
            Referral(
                offender=person,
                program=writer.programs[one["program"]],
                referred_on=one["referred_on"],
                referred_by_id=one.get("recorded_by_id"),
                recorded_at=writer.noon(one["referred_on"]),
            )
            for person, one in [
                *enrolled,
                *((person, one) for person, life in told for one in life.referrals),
            ]
        ]
    )
    steps: list[ReferralStep] = []

    def step(referral: Referral, status: str, on: Any, note: str = "") -> None:
        at = writer.noon(on)
        steps.append(
            ReferralStep(referral=referral, status=status, on=on, note=note, recorded_at=at)
        )

    for referral in referrals:
        step(referral, "referred", referral.referred_on)
    waiting = [one for _, life in told for one in life.referrals]
    for referral, one in zip(referrals[len(enrolled) :], waiting, strict=True):
        if one["status"] != "referred":
            day = min(referral.referred_on + timedelta(days=4), writer.today)
            step(referral, one["status"], day)
    for referral, (_, one) in zip(referrals, enrolled, strict=False):
        step(referral, "started", one["opened_on"])
        if one["closed_on"] is not None:
            done = one["result"] == "completed"
            step(
                referral,
                "completed" if done else "refused",
                one["closed_on"],
                "" if done else "Left before the end",
            )
    ReferralStep.objects.bulk_create(steps)
    enrolments = _keep(
        Enrolment,
        [
            Enrolment(
                offender=person,
                program=writer.programs[one["program"]],
                referral=referral,
                opened_on=one["opened_on"],
                closed_on=one["closed_on"],
                result=one["result"],
                recorded_by_id=one["recorded_by_id"],
                recorded_at=writer.noon(one["opened_on"]),
            )
            for referral, (person, one) in zip(referrals, enrolled, strict=False)
        ],
    )
    EnrolmentVerification.objects.bulk_create(
        EnrolmentVerification(
            enrolment=row,
            on=day,
            still_valid=True,
            by_id=row.recorded_by_id,
            recorded_at=writer.noon(day),
        )
        for row, (_, one) in zip(enrolments, enrolled, strict=True)
        for day in one["verified"]
    )


def _consents(writer: Writer, told: Told) -> dict[int, Consent]:
    wanted = [(person, one) for person, life in told for one in life.consents]
    consents = Consent.objects.bulk_create(
        Consent(
            offender=person,
            discloser=writer.agency.name,
            data_classes=one["data_classes"],
            purpose="To plan treatment and supports together",
            right_to_revoke_told=True,
            signed_by=person.full_name,
            signed_on=one["signed_on"],
            expires_on=one["expires_on"],
            document="Case file, consents",
            recorded_by_id=one["recorded_by_id"],
            recorded_at=writer.noon(one["signed_on"]),
        )
        for person, one in wanted
    )
    ConsentRecipient.objects.bulk_create(
        ConsentRecipient(consent=consent, organisation=writer.organisations[one["organisation"]])
        for consent, (_, one) in zip(consents, wanted, strict=True)
    )
    return {consent.offender_id: consent for consent in consents}


def _teams(writer: Writer, told: Told, consents: dict[int, Consent]) -> None:
    """The officer, the person, and a provider where a consent names one; who leads when."""
    members: list[TeamMember] = []
    leads: list[TeamLead] = []
    for person, life in told:
        for lead in life.leads:
            since = lead["from_on"]
            at = writer.noon(since)
            officer = TeamMember(
                offender=person,
                category="supervision",
                user_id=lead["officer_id"],
                from_on=since,
                recorded_at=at,
            )
            members += [
                officer,
                TeamMember(
                    offender=person,
                    category="person",
                    name=person.full_name,
                    from_on=since,
                    recorded_at=at,
                ),
            ]
            for consent in life.consents:
                members.append(
                    TeamMember(
                        offender=person,
                        category="provider",
                        user_id=writer.partner_of(consent),
                        name="" if writer.partner_of(consent) else "The provider's case worker",
                        organisation=writer.organisations[consent["organisation"]],
                        consent=consents[person.pk],
                        from_on=consent["signed_on"],
                        recorded_at=writer.noon(consent["signed_on"]),
                    )
                )
            if since <= writer.today:
                leads.append(
                    TeamLead(
                        offender=person,
                        phase="reentry",
                        member=officer,
                        from_on=since,
                        recorded_at=at,
                    )
                )
    _keep(TeamMember, members)
    for row in leads:
        row.member_id = row.member.pk  # known only now
    _keep(TeamLead, leads)


def _warrants(writer: Writer, told: Told) -> None:
    rows = []
    for person, life in told:
        for one in life.warrants:
            at = writer.noon(one["prepared_on"])
            sent = one["submitted"]
            rows.append(
                WarrantRequest(
                    offender=person,
                    request_text=one["request_text"],
                    order_text=one["order_text"],
                    prepared_by_id=one["prepared_by_id"],
                    prepared_by_name=writer.staff.names[one["prepared_by_id"]],
                    prepared_at=at,
                    prepared_on=one["prepared_on"],
                    submitted_at=at if sent else None,
                    submitted_on=one["prepared_on"] if sent else None,
                )
            )
    _keep(WarrantRequest, rows)
