"""Letters for a signature: written, controlled by the coordinator, signed. P.S. 3510.08, II.L.

"Quality controls correspondence prepared for Warden's ... signature by case management staff": also
where the decision itself is delegated. A text is never changed; another text is another version and
is controlled anew.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from casenotes.models import (
    Letter,
    LetterAct,
    LetterState,
    LetterStep,
    LetterVersion,
    Signatory,
)
from casenotes.services.authorship import authorship_of
from casenotes.text import clean_text, require_text

if TYPE_CHECKING:
    from datetime import date

    from agency.models import Facility, User
    from offenders.models import Offender

CITE = "P.S. 3510.08, II.L"
LONGEST_REMARK = 2000

#: From which states each act is possible, and the state that it leads to.
STEPS: dict[LetterAct, tuple[frozenset[LetterState], LetterState]] = {
    LetterAct.SUBMITTED: (frozenset({LetterState.DRAFT}), LetterState.CHECKING),
    LetterAct.PASSED: (frozenset({LetterState.CHECKING}), LetterState.PASSED),
    LetterAct.RETURNED: (
        frozenset({LetterState.CHECKING, LetterState.PASSED}),
        LetterState.RETURNED,
    ),
    LetterAct.SIGNED: (frozenset({LetterState.PASSED}), LetterState.SIGNED),
    LetterAct.WITHDRAWN: (
        frozenset(set(LetterState) - {LetterState.SIGNED, LetterState.WITHDRAWN}),
        LetterState.WITHDRAWN,
    ),
}

#: The action of the access table that an act needs.
CONTROLS = frozenset({LetterAct.PASSED, LetterAct.RETURNED})


@transaction.atomic
def prepare_letter(
    offender: Offender,
    by: User,
    *,
    facility: Facility,
    subject: str,
    addressed_to: str,
    text: str,
    signatory: str = Signatory.WARDEN,
    delegated: bool = False,
    form_key: uuid.UUID | None = None,
) -> Letter:
    """Begin a letter with its first version. The same form key again returns the same letter."""
    form_key = form_key or uuid.uuid4()
    already = Letter.objects.filter(form_key=form_key, prepared_by=by).first()
    if already is not None:
        return already
    letter = Letter.objects.create(
        offender=offender,
        facility=facility,
        subject=_line(subject, "subject", "Say what it is about."),
        addressed_to=_line(addressed_to, "addressed_to", "Say to whom it goes."),
        signatory=signatory,
        delegated=delegated,
        prepared_by=by,
        form_key=form_key,
    )
    _version(letter, 1, text, by)
    audit.record(AuditEventType.CREATED, letter, actor=by, details={"signatory": signatory})
    return letter


@transaction.atomic
def write_version(letter: Letter, by: User, *, text: str, seen: int) -> LetterVersion:
    """Write the letter anew, while it is a draft or came back.

    seen: the number of the version that the writer had before them; EditConflict when another one
    was written meanwhile.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state not in {LetterState.DRAFT, LetterState.RETURNED}:
        raise RuleViolation(
            "Its text is fixed while it is controlled, and once it has passed.", cite=CITE
        )
    newest = newest_version(letter)
    if newest.number != seen:
        raise EditConflict(
            f"{newest.author_name} wrote version {newest.number} meanwhile. Look at it first.",
            latest=newest,
        )
    version = _version(letter, newest.number + 1, text, by)
    letter.state = LetterState.DRAFT
    letter.save(update_fields=["state"])
    audit.record(AuditEventType.UPDATED, letter, actor=by, details={"version": version.number})
    return version


@transaction.atomic
def take_step(
    letter: Letter,
    by: User,
    act: str,
    *,
    remark: str = "",
    signed_by: str = "",
    signed_on: date | None = None,
) -> LetterStep:
    """Submit, pass, return, record the signature, or not send. Raises RuleViolation.

    Nobody controls what they wrote themselves; what comes back says why; a signature has the name
    of who signed and its day.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    done = LetterAct(act)
    possible, leads_to = STEPS[done]
    if letter.state not in possible:
        raise EditConflict(
            f"The letter is now: {letter.get_state_display().lower()}. Look at it again.",
            latest=letter,
        )
    version = newest_version(letter)
    if done in CONTROLS and version.author_id == by.pk:
        raise RuleViolation("What one wrote oneself is controlled by somebody else.", cite=CITE)
    said = clean_text(remark).strip()[:LONGEST_REMARK]
    if done in {LetterAct.RETURNED, LetterAct.WITHDRAWN} and not said:
        raise RuleViolation("Say why.", field="remark")
    name = ""
    if done == LetterAct.SIGNED:
        name = _line(signed_by, "signed_by", "Say who signed it.")
        if signed_on is None:
            raise RuleViolation("Say on which day it was signed.", field="signed_on")
        if signed_on > clock.today(letter.facility):
            raise RuleViolation("It cannot be signed in the future.", field="signed_on")
        written_on = clock.local_date(version.written_at, letter.facility)
        if signed_on < written_on:
            raise RuleViolation("This text was written after that day.", field="signed_on")
    author = authorship_of(by)
    step = LetterStep.objects.create(
        version=version,
        act=done,
        remark=said,
        signed_by=name,
        signed_on=signed_on if done == LetterAct.SIGNED else None,
        by=by,
        by_name=author["author_name"],
        by_role=author["author_role"],
    )
    letter.state = leads_to
    letter.save(update_fields=["state"])
    event = AuditEventType.SIGNED if done == LetterAct.SIGNED else AuditEventType.UPDATED
    audit.record(event, letter, actor=by, details={"act": str(done), "version": version.number})
    return step


def newest_version(letter: Letter) -> LetterVersion:
    """The text that counts."""
    version = letter.versions.order_by("-number").first()
    assert version is not None, "a letter has a version from the beginning"
    return version


def _version(letter: Letter, number: int, text: str, by: User) -> LetterVersion:
    author = authorship_of(by)
    return LetterVersion.objects.create(
        letter=letter, number=number, text=require_text(text), **author
    )


def _line(text: str, field: str, asked: str) -> str:
    line = " ".join(clean_text(text).split())[:200]
    if not line:
        raise RuleViolation(asked, field=field)
    return line
