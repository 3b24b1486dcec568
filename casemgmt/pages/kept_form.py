"""The draft of one form about one person: how its page begins, what it shows, what saving ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgmt.pages.draft_list import saved_at
from casemgmt.pages.writing import draft_context, forget_draft, initial_from, posted_version
from casenotes.services import find_draft

if TYPE_CHECKING:
    from django import forms

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender


class KeptForm:
    """What is typed into a form is kept on the server until it is signed.

    Make it before the service that signs: signing removes the draft. name: as a draft's form is
    named in `casemgmt.pages.writing`.
    """

    def __init__(self, request: SignedInRequest, offender: Offender, name: str):
        self.request = request
        self.offender = offender
        self.name = name
        self.draft = find_draft(request.user, offender, name)

    def initial(self, form: type[forms.Form], defaults: dict[str, Any]) -> dict[str, Any]:
        """How the form begins: as its draft has it, else by `defaults`."""
        return initial_from(self.draft, form, defaults)

    def forget(self) -> None:
        """Remove the draft that has just been signed; another window's later text stays."""
        forget_draft(self.request.user, self.offender, self.name, posted_version(self.request))

    def context(self) -> dict[str, Any]:
        """What the form and `components/draft_status.html` show."""
        shown = draft_context(self.draft, self.offender, self.name)
        shown["draft_saved_at"] = saved_at(self.draft, self.request.user) if self.draft else ""
        if self.request.method == "POST":
            shown["draft_version"] = posted_version(self.request)
        return shown
