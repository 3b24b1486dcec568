"""Case notes: signed by being saved, added to and never changed."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agency import clock
from agency.access import Action
from agency.immutable import never_changed
from agency.models import Facility, User
from casenotes.models.note_types import SEVEN_FACETS, Facet, NoteType
from casenotes.models.striking import about_somebody_unread
from casenotes.models.words import words_index
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class ContactMode(models.TextChoices):
    """How contact was made, if any was."""

    FACE_TO_FACE = "face_to_face", "Face to face"
    VIDEO = "video", "By video"
    TELEPHONE = "telephone", "By telephone"
    WRITTEN = "written", "In writing"
    NONE = "none", "No contact"


class ContactOutcome(models.TextChoices):
    """Whether the person was reached."""

    COMPLETED = "completed", "Reached"
    ATTEMPTED = "attempted", "Tried, not reached"
    NONE = "none", "Not meant to be reached"


class MeetingPlace(models.TextChoices):
    """Where contact was made or tried in person; by telephone or video its mode says enough."""

    OFFICE = "office", "Office"
    FIELD = "field", "In the field"
    HOME = "home", "Home"
    UNIT = "unit", "Housing unit"
    WORK = "work", "Work or program"
    ELSEWHERE = "elsewhere", "Elsewhere"


class Collateral(models.TextChoices):
    """With whom else contact was made."""

    RESIDENTIAL_STAFF = "residential_staff", "Residential staff"
    EMPLOYER = "employer", "Employer"
    FAMILY = "family", "Family"
    PROVIDER = "provider", "Treatment provider"
    OTHER = "other", "Somebody else"


def was_reached(contact: str, contact_mode: str) -> bool:
    """Whether a note records contact with the person; without an outcome its mode says so."""
    if contact:
        return contact == ContactOutcome.COMPLETED
    return contact_mode != ContactMode.NONE


class CaseNoteQuerySet(AboutOffenderQuerySet):
    """Notes, within what the reader may see."""

    access_object = "note"

    def standing(self) -> CaseNoteQuerySet:
        """Those that were not struck as entered in error; only these satisfy anything."""
        return self.filter(strike=None)

    def counting(self) -> CaseNoteQuerySet:
        """Those that may fulfil a duty: standing, and no copy that does not count.

        A copy of a note that was struck since is a copy no more.
        """
        return self.standing().filter(
            Q(likeness=None)
            | Q(likeness__counts=True)
            | Q(likeness__compared_with__strike__isnull=False)
        )

    def visible_to(self, user: User) -> CaseNoteQuerySet:
        """Notes that the user may read: ordinary and confidential ones by their own rows of the
        table, and their own; of struck ones those that are not about somebody whom they may not
        read."""
        return self.filter(_readable_by(user)).exclude(about_somebody_unread(user, "note"))

    def standing_for(self, user: User) -> CaseNoteQuerySet:
        """Those that the user may read and that were not struck."""
        return self.standing().filter(_readable_by(user))

    def withheld_from(self, user: User) -> CaseNoteQuerySet:
        """Notes on people whose case the user may read, of kinds that the user may not."""
        people = Offender.objects.visible_to(user)
        readable = CaseNote.objects.filter(_readable_by(user))
        return self.filter(offender_id__in=people.values("pk")).exclude(
            pk__in=readable.values("pk")
        )

    def struck_from(self, user: User) -> CaseNoteQuerySet:
        """Notes that the user could read, had they not been struck as about somebody else."""
        return self.filter(_readable_by(user)).filter(about_somebody_unread(user, "note"))


def _readable_by(user: User) -> Q:
    """Notes on people within the rows of the table, and the user's own."""
    ordinary = Offender.objects.in_scope(user, "note", Action.READ)
    confidential = Offender.objects.in_scope(user, "confidential_note", Action.READ)
    return (
        Q(confidential=False, offender_id__in=ordinary.values("pk"))
        | Q(confidential=True, offender_id__in=confidential.values("pk"))
        | _written_by(user, "note")
    )


def _written_by(user: User, object_: str) -> Q:
    """What the user wrote, while a current posting lets authors read their own there.

    The author must still know the person: authorship gives no access to someone who moved away.
    """
    from agency.access import Scope, scopes_of

    if not any(scope == Scope.AUTHORED for _, scope in scopes_of(user, object_, Action.READ)):
        return Q(pk__in=[])
    people = Offender.objects.known_to(user)
    return Q(author=user, offender_id__in=people.values("pk"))


class CaseNote(models.Model):
    """One entry of the running record, as it was signed.

    Both clocks are kept: when it happened (the author says) and when it was recorded (we say).
    The author's name and role and the place are those of the moment of writing.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="notes")
    type = models.ForeignKey(NoteType, on_delete=models.PROTECT, related_name="notes")
    subtype = models.ForeignKey(
        NoteType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes_of_part",
        help_text="The part of its type, if one was chosen.",
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notes")
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=200, blank=True)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField(help_text="The date on the wall where it happened.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_on = models.DateField()
    text = models.TextField()
    facets = ArrayField(models.CharField(max_length=30, choices=Facet), default=list, blank=True)
    contact_mode = models.CharField(max_length=20, choices=ContactMode, default=ContactMode.NONE)
    contact = models.CharField(
        max_length=10,
        choices=ContactOutcome,
        blank=True,
        default="",
        help_text="Whether the person was reached; empty: as the mode of contact says.",
    )
    collateral = models.CharField(
        max_length=20,
        choices=Collateral,
        blank=True,
        default="",
        help_text="With whom else contact was made.",
    )
    place = models.CharField(
        max_length=20,
        choices=MeetingPlace,
        blank=True,
        default="",
        help_text="Where contact was made or tried in person.",
    )
    participants = models.CharField(
        max_length=400, blank=True, default="", help_text="Who else took part."
    )
    absent_at = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="For a continued absence: where the person is.",
    )
    absent_because = models.CharField(
        max_length=400, blank=True, default="", help_text="For a continued absence: why."
    )
    confidential = models.BooleanField(default=False)
    for_officer = models.BooleanField(
        default=False,
        help_text="Made by the officer in charge that day, by a recorded cover or in a role that "
        "the agency names, so it counts for the officer's duties.",
    )
    assignment_ended = models.ForeignKey(
        "offenders.CaseAssignment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For a termination summary: the assignment that it closes.",
    )
    batch = models.ForeignKey(
        "casenotes.NoteBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        help_text="The group session of which it is one person's note.",
    )
    form_key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="Sent with the form: a double click is one note."
    )
    source = models.CharField(max_length=100, blank=True, help_text="Names the import, if any.")

    objects = CaseNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["offender", "-occurred_at", "-id"]),
            models.Index(fields=["author", "-recorded_at"]),
            words_index("text", "casenote_words"),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.type} of {self.occurred_on} on {self.offender_id}"

    @property
    def reached(self) -> bool:
        """Whether it records contact with the person."""
        return was_reached(self.contact, self.contact_mode)

    @property
    def contact_in_words(self) -> str:
        """How contact was made or tried and with whom else; "" where there was none.

        "By telephone", "Tried by telephone, not reached", "By telephone, with family".
        """
        if self.contact_mode == ContactMode.NONE:
            return ""
        how = str(ContactMode(self.contact_mode).label)
        if self.contact == ContactOutcome.ATTEMPTED:
            how = f"Tried {how[:1].lower()}{how[1:]}, not reached"
        if self.collateral:
            others = str(Collateral(self.collateral).label)
            only = "only " if self.contact == ContactOutcome.NONE else ""
            how = f"{how}, {only}with {others[:1].lower()}{others[1:]}"
        return how

    @property
    def kind_in_words(self) -> str:
        """Its type, with the part that was chosen: "Discipline: Outcome"."""
        return f"{self.type.name}: {self.subtype.name}" if self.subtype else self.type.name

    @property
    def said_besides(self) -> list[str]:
        """Who else took part, and where an absent person is and why: as sentences, if said."""
        found = []
        if self.participants:
            found.append(f"Took part: {self.participants}")
        if self.absent_at:
            found.append(f"Away at {self.absent_at}: {self.absent_because}")
        return found

    @property
    def silent_on(self) -> list[str]:
        """Of the seven subjects of a review those with which it does not deal, where it deals
        with any: what was left out is said beside what was marked. OP-060101, III.A.1."""
        if not set(self.facets) & set(SEVEN_FACETS):
            return []
        return [str(facet.label) for facet in SEVEN_FACETS if facet.value not in self.facets]

    @property
    def is_late_entry(self) -> bool:
        """Whether it was recorded in a later calendar month than it happened in."""
        return (self.recorded_on.year, self.recorded_on.month) > (
            self.occurred_on.year,
            self.occurred_on.month,
        )


class AmendmentKind(models.TextChoices):
    """Why something is added to a signed record."""

    MORE_DETAILS = "more_details", "More details added"
    ERROR_REPORTED = "error_reported", "Error reported"


class Amendment(models.Model):
    """An addition to a signed note or report. It satisfies no duty of its own."""

    note = models.ForeignKey(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    report = models.ForeignKey(
        "casenotes.ContactReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
    )
    kind = models.CharField(max_length=20, choices=AmendmentKind)
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    source = models.CharField(max_length=100, blank=True, help_text="Names the import, if any.")

    class Meta:
        ordering = ["recorded_at", "pk"]
        indexes = [words_index("text", "amendment_words")]
        constraints = [
            models.CheckConstraint(
                condition=Q(note__isnull=False, report__isnull=True)
                | Q(note__isnull=True, report__isnull=False),
                name="amendment_of_one_note_or_report",
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.recorded_at:%Y-%m-%d}"
