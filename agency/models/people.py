"""The people who use the product and the roles in which they are posted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from agency import clock, statements
from agency.models.organisation import Agency, Facility, Unit
from agency.roles import AGENCY_WIDE_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Iterable


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there are no default ones."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A new account; without a password nobody can sign in to it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person's account. What it may do comes from its postings alone."""

    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Somebody else has this user name."},
    )
    family_name = models.CharField(max_length=200)
    given_names = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["family_name", "given_names", "username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once_whatever_its_case")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given names first, as a signature: "Dana Whitfield"."""
        return f"{self.given_names} {self.family_name}".strip() or self.username

    @property
    def sort_name(self) -> str:
        """Family name first, as in a list: "Whitfield, Dana"."""
        return f"{self.family_name}, {self.given_names}".strip(", ") or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Set it and note when; the caller saves."""
        super().set_password(raw_password)
        self.password_changed_at = clock.now()

    def current_postings(self) -> list[Posting]:
        """The postings that hold now, each judged by the day at its own facility.

        Read once for each instance, so once for each request.
        """
        if not hasattr(self, "_current_postings"):
            postings = statements.fetch(_postings_of, user=self.pk)
            self._current_postings = [
                posting for posting in postings if posting.holds_on(clock.today(posting.facility))
            ]
        return self._current_postings

    def has_role(self, *roles: Role) -> bool:
        """Whether any current posting is in one of `roles`."""
        return any(posting.role in roles for posting in self.current_postings())

    def facilities(self) -> set[Facility]:
        """The facilities of the current postings."""
        return {posting.facility for posting in self.current_postings() if posting.facility}


def _postings_of(user: int) -> models.QuerySet[Posting]:
    return Posting.objects.filter(user_id=user).select_related("facility", "unit")


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings by day and role."""

    def holding_on(self, on: date) -> PostingQuerySet:
        """Postings that hold on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)

    def in_roles(self, roles: Iterable[Role]) -> PostingQuerySet:
        """Postings in any of `roles`."""
        return self.filter(role__in=list(roles))


class Posting(models.Model):
    """A dated role of a person at a facility, perhaps in one unit."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=30, choices=Role)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="postings"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="postings"
    )
    supervisor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="supervised_postings"
    )
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many cases this officer should hold at most."
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    history = HistoricalRecords()

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="posting_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False) | Q(role__in=sorted(AGENCY_WIDE_ROLES)),
                name="posting_names_a_facility_unless_agency_wide",
            ),
        ]
        indexes = [models.Index(fields=["facility", "role"]), models.Index(fields=["supervisor"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.unit or self.facility or 'whole agency'}"

    @property
    def role_word(self) -> str:
        """The role in the agency's own word: "Case manager"."""
        name = Role(self.role).label
        return Agency.current().term(self.role, name).capitalize()

    def holds_on(self, on: date) -> bool:
        """Whether it holds on that day; the last day is included."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


class AccessReason(models.Model):
    """Why an auditor opened one person's record; without it the record stays shut."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_reasons")
    offender_id = models.BigIntegerField()
    reason = models.CharField(max_length=1000)
    given_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "offender_id", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.user} on {self.offender_id}"
