"""Files that come with a form about somebody: checked, held with the draft, attached when signed.

A form that comes back for any reason keeps the files that came with it: they wait beside its
draft, each with a box that is ticked. One that is unticked is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agency.errors import RuleViolation
from agency.form_fields import FormKey
from casemgmt.pages.writing import keep_draft, posted_version, typed
from casenotes.file_kinds import ENDINGS, IN_WORDS
from casenotes.models import DraftFile
from casenotes.services import DraftConflict, find_draft
from casenotes.services.attachments import attach_files, hold_files
from casenotes.services.stored_files import MOST_FILES, Stored, check_files, largest, store

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from agency.models import User
    from casenotes.models import Amendment, CaseNote, Draft
    from offenders.models import Offender


class SentFiles:
    """The files of one form about one person, those that were sent now and those that wait.

    Make it before the service that signs: signing removes the draft with what waits beside it.
    """

    def __init__(self, request: HttpRequest, user: User, offender: Offender, form_name: str):
        self.request = request
        self.user = user
        self.offender = offender
        self.form_name = form_name
        self.draft_version: int | None = None
        draft = find_draft(user, offender, form_name)
        self.waiting = list(draft.files.all()) if draft else []
        self._unticked: list[DraftFile] = []
        if request.method == "POST":
            kept = set(request.POST.getlist("keep_file"))
            self._unticked = [file for file in self.waiting if str(file.key) not in kept]
            self.waiting = [file for file in self.waiting if str(file.key) in kept]
        self._stored: list[Stored] = []

    def are_fine_with(self, form: forms.Form) -> bool:
        """Whether the form is valid and every file may stand beside a note; else the form says
        why not. The files that may are held even then; one that may not is chosen again.
        """
        form.is_valid()
        sent = self.request.FILES.getlist("files")
        for number, file in enumerate(sent):
            try:
                self._stored += store(check_files([file], len(self.waiting) + number))
            except RuleViolation as violation:
                form.add_error(None, violation.reason)
        return not form.errors

    def attach(self, note: CaseNote, amendment: Amendment | None = None) -> None:
        """Let everything belong to what was just signed."""
        attach_files(note, self.user, [*self.waiting, *self._stored], amendment)

    def hold(self) -> None:
        """Keep what was sent beside the draft of the form that comes back."""
        for file in self._unticked:
            file.delete()
        if not self._stored:
            return
        draft = self._draft()
        self.waiting += hold_files(draft, self._stored)
        self.draft_version = draft.version

    def _draft(self) -> Draft:
        """The draft of this form with what was typed; another window's stays as it is."""
        try:
            return keep_draft(
                self.user,
                self.offender,
                self.form_name,
                typed(self.request),
                posted_version(self.request),
                FormKey().clean(self.request.POST.get("form_key", "")),
            )
        except DraftConflict as conflict:
            return conflict.latest  # type: ignore[return-value]

    def context(self) -> dict[str, Any]:
        """What `pages/notes/_files.html` shows."""
        return {
            "waiting_files": self.waiting,
            "file_endings": ",".join(ENDINGS),
            "file_kinds": IN_WORDS,
            "most_files": MOST_FILES,
            "largest_file": largest() // 1024**2,
        }
