"""Accounts for a list: searched, narrowed, with their roles and their state in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q

from agency import clock, lockouts
from agency.forms import role_choices
from agency.models import Agency, Facility, Posting, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

STATES = {
    "": "Any state",
    "active": "Can sign in",
    "locked": "Locked",
    "disabled": "Disabled",
    "never": "Never signed in",
    "unposted": "Without a posting today",
}
SORTS = {
    "name": ["family_name", "given_names", "username"],
    "-name": ["-family_name", "-given_names", "-username"],
}


class PeopleFilter(forms.Form):
    """Narrows the list; each field may be empty."""

    q = forms.CharField(label="Name or user name", required=False, max_length=100)
    role = forms.ChoiceField(label="Role", required=False)
    facility = forms.ModelChoiceField(
        Facility.objects.all(), label="Facility", required=False, empty_label="Any facility"
    )
    state = forms.ChoiceField(label="State", required=False, choices=list(STATES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", "Any role"), *role_choices(Agency.current().terms)]


@dataclass(frozen=True, slots=True)
class AccountState:
    """The state of an account as a chip: its class, its shape, its words."""

    kind: str
    shape: str
    words: str


def state_of(user: User, locked: bool, posted: bool) -> AccountState:
    """What stands in the way of signing in, the most serious first."""
    if not user.is_active:
        return AccountState("cancelled", "slash", "Disabled")
    if locked:
        return AccountState("overdue", "cross", "Locked")
    if not posted:
        return AccountState("hold", "dash", "No posting today")
    if user.last_login is None:
        return AccountState("later", "open-diamond", "Never signed in")
    return AccountState("done", "tick", "Can sign in")


def narrowed(wanted: dict[str, Any], sort: str) -> QuerySet[User]:
    """The accounts that fit, with `posted` and their postings of today as `posted_today`."""
    today = clock.today()
    holding = Posting.objects.holding_on(today)
    users = User.objects.annotate(posted=Exists(holding.filter(user=OuterRef("pk"))))
    for word in str(wanted.get("q") or "").split():
        users = users.filter(
            Q(family_name__icontains=word)
            | Q(given_names__icontains=word)
            | Q(username__icontains=word)
        )
    place = {name: wanted[name] for name in ("role", "facility") if wanted.get(name)}
    if place:
        users = users.filter(Exists(holding.filter(user=OuterRef("pk"), **place)))
    match wanted.get("state"):
        case "active":
            locked = lockouts.locked_among(users.filter(is_active=True))
            users = users.filter(is_active=True, posted=True).exclude(pk__in=locked)
        case "locked":
            users = users.filter(pk__in=lockouts.locked_among(users))
        case "disabled":
            users = users.filter(is_active=False)
        case "never":
            users = users.filter(is_active=True, last_login=None)
        case "unposted":
            users = users.filter(is_active=True, posted=False)
    postings = Prefetch(
        "postings",
        holding.select_related("facility", "unit").order_by("role", "pk"),
        to_attr="posted_today",
    )
    return users.order_by(*SORTS.get(sort, SORTS["name"])).prefetch_related(postings)
