"""What the pages of printing share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse

from agency import clock
from agency.access import Action, scopes_of
from agency.models import Job
from agency.viewtools import get_or_refuse
from casemgmt.printing import batches

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from agency.models import Facility, User


def own_job(user: User, pk: int) -> Job:
    """A print that the user asked for; anybody else's is not found."""
    own = Job.objects.filter(kind=batches.KIND, requested_by=user)
    return get_or_refuse(own, pk=pk)  # type: ignore[return-value]


def today_for(user: User) -> date:
    """Today at the facility where the user prints."""
    return clock.today(printing_place(user))


def printing_place(user: User) -> Facility | None:
    """The facility where the user prints, by the latest of their postings that lets them."""
    places = [posting.facility for posting, _ in scopes_of(user, "print", Action.READ)]
    return places[0] if places else None


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of printing; `current` is "new", "ledger", "check" or none of them."""
    return [
        {"label": label, "url": reverse(f"pages:{name}"), "current": current == key}
        for key, label, name in (
            ("new", "New print", "prints"),
            ("ledger", "Print ledger", "print-ledger"),
            ("check", "Check a paper", "print-check"),
        )
    ]


def shown_in_the_browser(data: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows and nothing keeps."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def handed_out(path: Path, name: str) -> HttpResponse:
    """A kept file as an attachment that nothing keeps; 404 when it has been deleted."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    content_type = "application/zip" if name.endswith(".zip") else "application/pdf"
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]
