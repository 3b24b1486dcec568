"""One of everything about requests for access, for tests that visit every page."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from casemgmt.disclosing.copying import seen_by
from casemgmt.disclosing.gather import everything
from casenotes.models import Delegate
from casenotes.services.access_requests import (
    decide_access_request,
    name_delegate,
    record_access_request,
    record_viewing,
)
from casenotes.services.redactions import (
    Mark,
    begin_redaction,
    check_redaction,
    submit_redaction,
    withhold,
)

#: Pages whose address names a person.
ASKED_OF_A_PERSON = (
    "pages:access-requests-of-person",
    "pages:access-request-new",
    "pages:disclosures",
    "pages:paper",
)

EXAMPLES = {
    **dict.fromkeys(
        (
            "pages:access-request",
            "pages:access-request-redaction",
            "pages:access-request-check",
            "pages:access-request-decide",
            "pages:access-request-viewing",
            "pages:access-request-release",
        ),
        lambda world: {"pk": world.asked.request.pk},
    ),
    "pages:access-viewing": lambda world: {"pk": world.asked.viewing.pk},
}


def prepare(request, by, *, marks=(), ground="third_person"):
    """A redaction with these marks, handed to the second person."""
    redaction = begin_redaction(request, by)
    if marks:
        withhold(redaction, by, marks, ground=ground)
    pieces = [piece for piece in everything(request, by) if not piece.restricted]
    return submit_redaction(redaction, by, reviewed=seen_by(pieces))


def approve(redaction, by, *, let_in=()):
    """The second person approves it and lets in the entries of these keys."""
    pieces = everything(redaction.request, by)
    chosen = seen_by(p for p in pieces if p.restricted and p.key in let_in)
    return check_redaction(redaction, by, approved=True, let_in=chosen)


def named(facility, user, by):
    """The delegate there, named on the first occasion."""
    earlier = Delegate.objects.filter(facility=facility, user=user).first()
    return earlier or name_delegate(facility, user, by, from_on=date(2026, 1, 1))


def add_access_requests(world, *, words):
    """A request for notes and reports, redacted, approved, granted and being viewed today."""
    request = record_access_request(
        world.ashby,
        world.tran,
        asker="person",
        channel="form",
        received_on=date(2026, 11, 16),
        items=["notes", "primary_reports"],
        route="delegate",
        details=words[:400],
    )
    redaction = prepare(request, world.tran, marks=[Mark(f"note:{world.note.pk}")])
    approve(redaction, world.strand)
    named(request.facility, world.strand, world.amsel)
    decide_access_request(request, world.strand, outcome="view_and_copy")
    viewing = record_viewing(
        request, world.tran, place="Interview room 2", supervised_by=world.tran
    )
    world.asked = SimpleNamespace(request=request, redaction=redaction, viewing=viewing)
