"""Editions of policy: drafts, texts that were kept, and where and from when each holds.

A draft is edited until it is proposed or its effect is looked at. Then its text becomes an
edition, which never changes again. An activation puts an edition in force somewhere from a day,
and only when a second person has approved it.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Unit, User
from scheduling.models.previews import Preview


class PolicyEdition(models.Model):
    """One dated edition of a policy, kept as its text; immutable."""

    pack = models.CharField(max_length=80, help_text="The standards pack: us-ok/op-060101.")
    code = models.CharField(max_length=80)
    supplements = models.CharField(
        max_length=80,
        blank=True,
        help_text="The code of the policy whose duties it replaces at a place; empty for a policy.",
    )
    title = models.CharField(max_length=300)
    edition = models.CharField(max_length=40)
    effective_on = models.DateField()
    text = models.TextField(help_text="The TOML as it was loaded.")
    sha256 = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["code", "effective_on", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.code}, edition {self.edition}"

    @property
    def policy_code(self) -> str:
        """The policy that it governs: its own, or the one that it supplements."""
        return self.supplements or self.code


class EditionDraft(models.Model):
    """An edition that is still being written: any text, also one that does not load yet."""

    pack = models.CharField(max_length=80)
    name = models.CharField(max_length=120, help_text="What the draft is for, in a few words.")
    text = models.TextField()
    copied_from = models.ForeignKey(
        PolicyEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    edition = models.ForeignKey(
        PolicyEdition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The edition that its text last became.",
    )
    version = models.PositiveIntegerField(default=1, help_text="Grows with each save.")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    discarded_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ActivationQuerySet(models.QuerySet["Activation"]):
    """Activations by what became of them."""

    def approved(self) -> ActivationQuerySet:
        """Those that hold, held or will hold; what is only proposed changes no date."""
        return self.filter(approved_at__isnull=False, withdrawn_at=None)

    def waiting(self) -> ActivationQuerySet:
        """Proposals on which nobody has decided."""
        return self.filter(approved_at=None, returned_at=None, withdrawn_at=None)

    def in_scope_of(self, other: Activation) -> ActivationQuerySet:
        """Those for the same policy and the same place as another."""
        return self.filter(
            policy_code=other.policy_code, facility_id=other.facility_id, unit_id=other.unit_id
        )


#: Once proposed, only what is decided about it may still be added.
_DECIDED_LATER = (
    "until_on",
    "preview",
    "preview_figures",
    "approved_by",
    "approved_at",
    "approval_reason",
    "replaces",
    "replaces_until_on",
    "returned_by",
    "returned_at",
    "return_reason",
    "withdrawn_by",
    "withdrawn_at",
    "withdrawal_reason",
)

_APPROVAL_CHANGES = " AND ".join(
    (
        "OLD.approved_at IS NOT NULL",
        """(NEW.approved_at, NEW.approved_by_id, NEW.approval_reason, NEW.preview_id,
            NEW.preview_figures) IS DISTINCT FROM
           (OLD.approved_at, OLD.approved_by_id, OLD.approval_reason, OLD.preview_id,
            OLD.preview_figures)""",
    )
)

#: Raises when the activations of one policy leave a day without any. The agency's own line has
#: no end: a later edition follows on the next day. A place may go without one of its own for a
#: while if the agency's governs it meanwhile.
_NO_GAP = """
IF EXISTS (
    SELECT 1 FROM scheduling_activation a
    WHERE a.policy_code = NEW.policy_code
      AND a.approved_at IS NOT NULL AND a.withdrawn_at IS NULL
      AND a.until_on IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM scheduling_activation b
        WHERE b.policy_code = a.policy_code
          AND b.approved_at IS NOT NULL AND b.withdrawn_at IS NULL
          AND b.facility_id IS NOT DISTINCT FROM a.facility_id
          AND b.unit_id IS NOT DISTINCT FROM a.unit_id
          AND b.from_on = a.until_on + 1)
      AND (
        (a.facility_id IS NULL AND a.unit_id IS NULL)
        OR (
          EXISTS (
            SELECT 1 FROM scheduling_activation later
            WHERE later.policy_code = a.policy_code
              AND later.approved_at IS NOT NULL AND later.withdrawn_at IS NULL
              AND later.facility_id IS NOT DISTINCT FROM a.facility_id
              AND later.unit_id IS NOT DISTINCT FROM a.unit_id
              AND later.from_on > a.until_on)
          AND NOT EXISTS (
            SELECT 1 FROM scheduling_activation c
            WHERE c.policy_code = a.policy_code
              AND c.approved_at IS NOT NULL AND c.withdrawn_at IS NULL
              AND c.facility_id IS NULL AND c.unit_id IS NULL
              AND c.from_on <= a.until_on + 1)))
) THEN
    RAISE EXCEPTION 'Activations of % would leave a gap.', NEW.policy_code
        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'activation_leaves_no_gap';
END IF;
RETURN NULL;
"""


class Activation(models.Model):
    """An edition for the agency, or for one facility or unit, from a day; in force once approved.

    The database holds that the approver is another person than the proposer, that no two approved
    activations of a policy overlap at one place, that none leaves a gap, and that what was
    proposed and decided is never changed.
    """

    edition = models.ForeignKey(PolicyEdition, on_delete=models.PROTECT, related_name="activations")
    policy_code = models.CharField(max_length=80, help_text="The policy that it governs.")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    shipped = models.BooleanField(
        default=False, help_text="Came with the installation, so nobody proposed it."
    )
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=clock.now)
    proposal = models.CharField(max_length=2000, blank=True, help_text="The proposer's words.")
    scenarios = models.JSONField(
        default=dict, blank=True, help_text="How many made-up cases agreed, and which changed."
    )
    preview = models.ForeignKey(
        Preview, on_delete=models.PROTECT, null=True, blank=True, related_name="activations"
    )
    preview_figures = models.JSONField(default=dict, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_reason = models.CharField(max_length=2000, blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What held there before and ends on the eve.",
    )
    replaces_until_on = models.DateField(
        null=True, blank=True, help_text="The last day that that one had had."
    )
    returned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=2000, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=2000, blank=True)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="activation_never_overlaps",
                expressions=[
                    (F("policy_code"), RangeOperators.EQUAL),
                    (Coalesce(F("facility"), Value(0)), RangeOperators.EQUAL),
                    (Coalesce(F("unit"), Value(0)), RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_on"),
                            F("until_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(approved_at__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(shipped=True, facility__isnull=True, unit__isnull=True)
                | (
                    Q(proposed_by__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                ),
                name="activation_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(shipped=True) | Q(proposed_by__isnull=False),
                name="activation_names_its_proposer",
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=True) | Q(unit__isnull=True),
                name="activation_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="activation_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(returned_at__isnull=True),
                name="activation_approved_or_sent_back",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="proposal_stays", exclude=list(_DECIDED_LATER)),
            pgtrigger.Trigger(
                name="approval_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_APPROVAL_CHANGES),
                func="RAISE EXCEPTION 'pgtrigger: Cannot change an approval';",
            ),
            *(t for t in never_changed() if t.name != "never_updated"),
            pgtrigger.Trigger(
                name="leaves_no_gap",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=_NO_GAP,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} from {self.from_on}"

    @property
    def place(self) -> Facility | Unit | None:
        """Where it holds; None is the whole agency."""
        return self.unit or self.facility

    @property
    def state(self) -> str:
        """proposed, approved, returned or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.approved_at is not None:
            return "approved"
        return "returned" if self.returned_at is not None else "proposed"


class AssumptionConfirmation(models.Model):
    """Somebody at the agency has confirmed how a silence of a policy is read.

    It belongs to the sentence, so it stands in later editions that say the same of that duty.
    """

    edition = models.ForeignKey(PolicyEdition, on_delete=models.PROTECT, related_name="+")
    policy_code = models.CharField(max_length=80)
    duty = models.CharField(max_length=60, help_text="Its code: WA.PRIMARY.")
    sentence = models.CharField(max_length=1000)
    note = models.CharField(max_length=1000, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["confirmed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy_code", "duty", "sentence"],
                condition=Q(withdrawn_at__isnull=True),
                name="silence_confirmed_once",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="confirmation_stays", exclude=["withdrawn_by", "withdrawn_at"]),
            *(t for t in never_changed() if t.name != "never_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.sentence}"
