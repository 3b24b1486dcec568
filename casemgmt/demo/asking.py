"""Requests for access at each facility, one for each thing that a request can wait for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency.models import Posting, User
from agency.roles import Role
from casemgmt.disclosing.copying import seen_by
from casemgmt.disclosing.gather import everything
from casenotes.models import FileStep, GoingFile
from casenotes.services.access_requests import (
    decide_access_request,
    name_delegate,
    record_access_request,
)
from casenotes.services.custody_of_paper import tick_file, transfers_between
from casenotes.services.redactions import (
    Mark,
    begin_redaction,
    check_redaction,
    submit_redaction,
    withhold,
)
from offenders.models import Placement

if TYPE_CHECKING:
    from agency.models import Facility
    from casemgmt.demo.office import Office
    from casenotes.models import AccessRequest, Redaction

#: How far the requests are, in order; more people mean more of them.
STEPS = ("redirected", "received", "prepared", "checked", "decided", "refused")


def make_access_requests(office: Office) -> None:
    """Delegates everywhere, requests about people who are held there, ticks of some transfers."""
    names_delegates = User.objects.filter(
        pk__in=Posting.objects.filter(role=Role.AGENCY_ADMINISTRATOR).values("user_id")
    ).first()
    for facility_id, clerk in office.staff.recorders.items():
        second = office.staff.coordinators.get(facility_id)
        facility = next((one for one in clerk.facilities() if one.pk == facility_id), None)
        if names_delegates is None or second is None or facility is None:
            continue
        name_delegate(
            facility,
            second,
            names_delegates,
            from_on=office.today - timedelta(days=200),
            authority="Order of the superintendent",
        )
        _ask(office, facility, clerk, second)
        _tick(office, facility, clerk)


def _ask(office: Office, facility: Facility, clerk: User, second: User) -> None:
    held = Placement.objects.current().filter(facility=facility, permanent=True)
    people = [stay.offender for stay in held.select_related("offender")[:60]]
    chosen = office.random.sample(people, min(len(STEPS), len(people)))
    for number, (offender, step) in enumerate(zip(chosen, STEPS, strict=False)):
        received_on = office.today - timedelta(days=3 + 2 * number)
        if step == "redirected":
            record_access_request(
                offender,
                clerk,
                asker="external_body",
                asker_name="A court of another county",
                channel="letter",
                received_on=received_on,
                items=["whole_file"],
                route="foi",
                redirected_to="The agency's information office",
            )
            continue
        request = record_access_request(
            offender,
            clerk,
            asker="person",
            channel="form",
            received_on=received_on,
            items=["notes", "primary_reports"],
            route="delegate",
            from_on=office.today - timedelta(days=120),
        )
        _go_on(request, step, clerk, second)


def _go_on(request: AccessRequest, step: str, clerk: User, second: User) -> None:
    if step == "received":
        return
    if step == "refused":
        decide_access_request(
            request,
            second,
            outcome="refused",
            ground="proceedings",
            reason="An investigation is open until the end of the year.",
        )
        return
    redaction = _prepare(request, clerk)
    if step == "prepared":
        return
    check_redaction(redaction, second, approved=True)
    if step == "decided":
        decide_access_request(request, second, outcome="view_and_copy")


def _prepare(request: AccessRequest, clerk: User) -> Redaction:
    """The first note is withheld whole, as one about somebody else."""
    redaction = begin_redaction(request, clerk)
    pieces = [piece for piece in everything(request, clerk) if not piece.restricted]
    note = next((piece for piece in pieces if piece.section == "notes"), None)
    if note is not None:
        withhold(redaction, clerk, [Mark(note.key)], ground="third_person")
    return submit_redaction(redaction, clerk, reviewed=seen_by(pieces))


def _tick(office: Office, facility: Facility, clerk: User) -> None:
    """Half of the last transfers from here have their files on the way."""
    since = office.today - timedelta(days=90)
    for number, stay in enumerate(transfers_between([facility.pk], since)[:12]):
        if number % 2 or stay.sent_from_id != facility.pk:  # type: ignore[attr-defined]
            continue
        for file in (GoingFile.UNIT, GoingFile.FIELD):
            tick_file(stay, clerk, file=file, step=FileStep.SENT, done_on=stay.arrived_on)
