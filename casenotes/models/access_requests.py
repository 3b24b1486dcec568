"""Requests for access to what is held on a person, and what became of them.

COPP 10.3, Records Management: a person asks to view their reports, the superintendent's delegate
decides; what others ask for goes another way. Nothing here is ever changed: each step is a row.
"""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Job, JobState, User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class AccessAsker(models.TextChoices):
    """Who asks."""

    PERSON = "person", "The person themself"
    SOMEBODY = "somebody", "Somebody else about the person"
    BODY = "external_body", "An external body"


class AccessChannel(models.TextChoices):
    """On which way a request came or a copy went."""

    IN_PERSON = "in_person", "In person"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By e-mail"
    TELEPHONE = "telephone", "By telephone"
    FORM = "form", "On a form"


class AccessItem(models.TextChoices):
    """What is asked for."""

    PRIMARY = "primary_reports", "Primary Contact Reports"
    REGULAR = "regular_reports", "Regular Contact Reports"
    NOTES = "notes", "Case notes"
    WHOLE_FILE = "whole_file", "Everything held on the person"


class AccessRoute(models.TextChoices):
    """Who deals with it. COPP 10.3, Records Management."""

    DELEGATE = "delegate", "The superintendent's delegate"
    COPP_9_6 = "copp_9_6", "Requests for information (COPP 9.6)"
    FOI = "foi", "Freedom of information"


class AccessOutcome(models.TextChoices):
    """What the delegate decided."""

    VIEW = "view", "May view under supervision"
    COPY = "copy", "A copy is released"
    BOTH = "view_and_copy", "May view, and a copy is released"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn by the person"


class RefusalGround(models.TextChoices):
    """Why access is refused."""

    SAFETY = "safety", "It would put somebody's safety at risk"
    SECURITY = "security", "It would put the security of the facility at risk"
    THIRD_PERSONS = "third_persons", "It cannot be given without telling of other people"
    PROCEEDINGS = "proceedings", "It would harm an investigation or proceedings"
    NOT_HELD = "not_held", "Nothing of the kind is held"
    OTHER = "other", "Another ground"


class AccessStage(models.TextChoices):
    """What a request waits for; it follows from the rows, it is never stored."""

    TO_REDACT = "to_redact", "To be redacted"
    TO_CHECK = "to_check", "To be checked"
    TO_DECIDE = "to_decide", "To be decided"
    TO_GIVE = "to_give", "To be shown or released"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused or withdrawn"
    REDIRECTED = "redirected", "Redirected"


class Delegate(models.Model):
    """Who decides requests in the superintendent's place at a facility, in which days."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="delegates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    authority = models.CharField(max_length=200, blank=True, help_text="The order that says so.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    class Meta:
        ordering = ["facility__name", "-from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="delegate_does_not_end_before_it_starts",
            )
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} at {self.facility}"


class AccessRequestQuerySet(AboutOffenderQuerySet):
    """Requests, within what the reader may see."""

    access_object = "access_request"

    def with_stage(self) -> AccessRequestQuerySet:
        """Each with its `stage`, a value of AccessStage, its `outcome`, and `checked`: whether the
        last redaction was approved, None where nobody has looked at it."""
        newest = _model("Redaction").objects.filter(request=OuterRef("pk")).order_by("-number")
        released = (
            _model("Release")
            .objects.filter(request=OuterRef("pk"))
            .exclude(job__state__in=[JobState.FAILED, JobState.CANCELLED])
        )
        viewed = _model("Viewing").objects.filter(request=OuterRef("pk"))
        return self.annotate(
            outcome=F("decision__outcome"),
            submitted=Subquery(newest.values("submitted_at")[:1]),
            checked=Subquery(newest.values("check_made__approved")[:1]),
            is_released=Exists(released.filter(job__state=JobState.DONE)),
            is_viewed=Exists(viewed),
        ).annotate(
            stage=Case(
                When(~Q(route=AccessRoute.DELEGATE), then=Value(AccessStage.REDIRECTED)),
                When(
                    outcome__in=[AccessOutcome.REFUSED, AccessOutcome.WITHDRAWN],
                    then=Value(AccessStage.REFUSED),
                ),
                When(outcome=AccessOutcome.VIEW, is_viewed=True, then=Value(AccessStage.DONE)),
                When(outcome=AccessOutcome.COPY, is_released=True, then=Value(AccessStage.DONE)),
                When(
                    outcome=AccessOutcome.BOTH,
                    is_viewed=True,
                    is_released=True,
                    then=Value(AccessStage.DONE),
                ),
                When(submitted=None, then=Value(AccessStage.TO_REDACT)),
                When(checked=None, then=Value(AccessStage.TO_CHECK)),
                When(checked=False, then=Value(AccessStage.TO_REDACT)),
                When(outcome=None, then=Value(AccessStage.TO_DECIDE)),
                default=Value(AccessStage.TO_GIVE),
                output_field=models.CharField(),
            )
        )


def _model(name: str) -> Any:
    """A model of this app by name, which may be declared after the one that asks."""
    from django.apps import apps

    return apps.get_model("casenotes", name)


class AccessRequest(models.Model):
    """Somebody asked for access to what is held on a person; as received, never changed.

    facility: where it was received, whose delegate decides. A request on another route than the
    delegate's says to whom it was redirected; nothing is released on it here.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="access_requests")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    asker = models.CharField(max_length=20, choices=AccessAsker)
    asker_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20, choices=AccessChannel)
    received_on = models.DateField()
    target_on = models.DateField(help_text="By when it should be answered: a target, no duty.")
    items = ArrayField(models.CharField(max_length=20, choices=AccessItem))
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    details = models.CharField(max_length=1000, blank=True)
    route = models.CharField(max_length=20, choices=AccessRoute)
    redirected_to = models.CharField(max_length=200, blank=True)
    redirected_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["offender", "-received_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(route="delegate", asker="person", redirected_to="", redirected_on=None)
                | (~Q(route="delegate") & ~Q(redirected_to="") & Q(redirected_on__isnull=False)),
                name="what_others_ask_is_redirected",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="access_request_period_in_order",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Access request of {self.received_on}"

    @property
    def items_in_words(self) -> str:
        """What is asked for, as a list in words."""
        return ", ".join(str(AccessItem(code).label) for code in self.items)

    @property
    def asked_by(self) -> str:
        """Who asks, by name where it is another than the person."""
        return self.asker_name or str(AccessAsker(self.asker).label)


class AccessDecision(models.Model):
    """What the delegate decided, with the ground of a refusal; once, and it stands."""

    request = models.OneToOneField(AccessRequest, on_delete=models.PROTECT, related_name="decision")
    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=AccessOutcome)
    ground = models.CharField(max_length=20, choices=RefusalGround, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=400)
    decided_by_role = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(default=clock.now)
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="refused") | (~Q(ground="") & ~Q(reason="")),
                name="refused_access_says_why",
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} on {self.decided_on}"

    @property
    def grants_viewing(self) -> bool:
        """Whether the person may look at it here."""
        return self.outcome in {AccessOutcome.VIEW, AccessOutcome.BOTH}

    @property
    def grants_copy(self) -> bool:
        """Whether a copy may leave."""
        return self.outcome in {AccessOutcome.COPY, AccessOutcome.BOTH}


class Viewing(models.Model):
    """The person was shown what the approved redaction leaves: when, where, before whose eyes."""

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="viewings")
    redaction = models.ForeignKey("casenotes.Redaction", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=clock.now)
    viewed_on = models.DateField()
    place = models.CharField(max_length=200)
    supervised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    supervised_by_name = models.CharField(max_length=400)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=400)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Viewed on {self.viewed_on}"


class Release(models.Model):
    """A copy was made to be handed over; `job` prints it and says whether that worked."""

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="releases")
    redaction = models.ForeignKey("casenotes.Redaction", on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="release")
    released_to = models.CharField(max_length=200)
    channel = models.CharField(max_length=20, choices=AccessChannel)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_by_name = models.CharField(max_length=400)
    released_at = models.DateTimeField(default=clock.now)
    released_on = models.DateField()

    class Meta:
        ordering = ["-released_at", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Copy for {self.released_to} on {self.released_on}"
