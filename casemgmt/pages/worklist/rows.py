"""The rows of the worklist: which items are somebody's, in which order, and what a row says.

One query for the rows, however long the list is; another counts (`counting`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString

from agency import clock
from agency.roles import Role
from agency.templatetags.components import status_chip
from agency.templatetags.words import short_day, table_day
from casemgmt.pages.duties import ACTION_WORDS, FORM_OF_ACTION, address, address_of_action
from casemgmt.pages.whereabouts import away_in_words, own_facility
from casemgmt.pages.worklist.counting import SOON, SORTS, Choice, group_of, text_matches, with_name
from casenotes.models import CaseNote
from offenders.models import Absence, Alert, Offender, Placement
from offenders.querysets import covered_by
from scheduling.models import DueItem
from scheduling.owing import owed_as
from scheduling.presentation import described

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import User
    from scheduling.presentation import DescribedItem

ROWS_ON_A_PAGE = 100
NEW_FOR = timedelta(days=14)


def items_of(user: User) -> QuerySet[DueItem]:
    """Open items that are the user's to do: owned, or owed by their role where they are posted.

    A supervisor sees what the officers of the team owe; a cover what the officer owes for whom he
    or she stands in.
    """
    roles = {Role(posting.role) for posting in user.current_postings()}
    covered = covered_by(user, clock.today(own_facility(user)))
    mine = Q(owner__in=[user.pk, *covered]) if covered else Q(owner=user)
    shared = roles & {Role.ASSESSMENT_OFFICER, Role.COORDINATOR, Role.UNIT_MANAGER}
    if shared or Role.SUPERVISOR in roles:
        reached = Q(offender__in=Offender.objects.in_scope(user, "worklist", "read").values("pk"))
        if Role.SUPERVISOR in roles:
            mine |= reached
        else:
            names = [name for role in shared for name in owed_as(role)]
            mine |= reached & Q(owner_role__in=names)
    return DueItem.objects.on_lists().open().filter(mine, offender__isnull=False).known_to(user)


def with_the_case(items: QuerySet[DueItem], user: User, today: date) -> QuerySet[DueItem]:
    """Items with what a row says of the case, in the same query."""
    here = {"offender": OuterRef("offender_id")}
    visible = Offender.objects.visible_to(user).filter(pk=OuterRef("offender_id"))
    return items.select_related("offender", "owner").annotate(
        readable=Exists(visible),
        place=Subquery(
            Placement.objects.current()
            .filter(**here)
            .order_by("permanent", "-arrived_at")
            .values(
                data=JSONObject(unit="unit__name", facility="facility__name", arrived="arrived_on")
            )[:1]
        ),
        away=Subquery(
            Absence.objects.filter(**here, returned_at=None).order_by().values("reason")[:1]
        ),
        note=Subquery(
            CaseNote.objects.standing_for(user)
            .filter(**here)
            .order_by("-occurred_at", "-pk")
            .values(data=JSONObject(on="occurred_on", type="type__name"))[:1]
        ),
        labels=ArraySubquery(
            Alert.objects.filter(**here, from_on__lte=today)
            .filter(Q(until_on=None) | Q(until_on__gte=today))
            .order_by("from_on", "pk")
            .values("label")
        ),
    )


def page_of(items: QuerySet[DueItem], user: User, choice: Choice, today: date) -> QuerySet[DueItem]:
    """The chosen items in the chosen order, not yet cut into pages."""
    items = with_name(items, choice)
    if choice.text:
        items = items.filter(text_matches(choice))
    if choice.duty:
        items = items.filter(standard=choice.duty)
    if choice.day:
        # The bar of today counts what is overdue too.
        span = {"due_on__lte": today} if choice.day == today else {"due_on": choice.day}
        items = items.filter(on_hold=False, **span)
    match choice.tab:
        case "overdue":
            items = items.filter(on_hold=False, due_on__lt=today)
        case "due":
            items = items.filter(on_hold=False, due_on__range=(today, today + SOON))
        case "hold":
            items = items.filter(on_hold=True)
    columns = SORTS[choice.sort.removeprefix("-")]
    if choice.sort.startswith("-"):
        order = [F(column).desc(nulls_last=True) for column in columns]
    else:
        order = [F(column).asc(nulls_last=True) for column in columns]
    return with_the_case(items, user, today).order_by(
        *order, "offender__family_name", "offender__given_names", "pk"
    )


@dataclass(slots=True)
class Row:
    """What one row of the table says, ready to be shown.

    A person whom the user may not read any more (a closing note is still owed) is a name, a
    number and the duty, and nothing else.
    """

    dom_id: str
    name: str
    number: str
    person_url: str
    place: str
    duty: str
    chip: SafeString
    due: str
    why_url: str
    note: str
    note_type: str
    tags: list[str]
    action: str
    action_url: str
    in_place: bool
    group: str
    hold: str
    saved: str = ""


def rows_from(
    items: Iterable[DueItem],
    user: User,
    today: date,
    drafts: set[tuple[int, str]],
    duties: Iterable[str] = (),
) -> tuple[list[Row], dict[str, str]]:
    """Rows for items that `with_the_case` has annotated, and the names of `duties` by code.

    drafts: (offender id, form) of the user's drafts, with which a row's action goes on.
    """
    found = list(items)
    codes = list(duties)
    told = described([*found, *(DueItem(standard=code) for code in codes)], today)
    roles = {name for posting in user.current_postings() for name in owed_as(Role(posting.role))}
    rows = [
        _row(item, about, user, roles, today, drafts)
        for item, about in zip(found, told, strict=False)
    ]
    return rows, {about.item.standard: about.duty for about in told[len(found) :]}


def _row(
    item: Any,
    told: DescribedItem,
    user: User,
    roles: set[str],
    today: date,
    drafts: set[tuple[int, str]],
) -> Row:
    readable = item.readable
    person = item.offender
    note = item.note if readable else None
    form = FORM_OF_ACTION.get(told.action, "")
    theirs = item.owner_id not in {None, user.pk} or (
        item.owner_id is None and item.owner_role not in roles
    )
    url = "" if theirs or not told.action else address_of_action(told.action, person.pk)
    if readable and not url:
        url, form, action = address("case-file", person.pk), "", "Open"
    else:
        action = ACTION_WORDS.get(told.action, "Open")
    return Row(
        dom_id=f"row-{item.pk}",
        name=person.sort_name,
        number=person.number,
        person_url=address("case-file", person.pk) if readable else "",
        place=_place(item) if readable else "",
        duty=told.duty,
        chip=status_chip(told.status, told.due_on, today, item.fulfilled_on),
        due=table_day(told.due_on, today) or "None",
        why_url=address("due-why", item.pk) if readable else "",
        note=short_day(date.fromisoformat(note["on"]), today) if note else "",
        note_type=note["type"] if note else "",
        tags=_tags(item, user, today) if readable else ["Closing note"],
        action="Continue" if (person.pk, form) in drafts else action if url else "",
        action_url=url,
        in_place=form == "note",
        group=group_of(item.due_on, item.on_hold, today),
        hold=told.hold_reason,
    )


def _place(item: Any) -> str:
    if item.away is not None:
        return away_in_words(item.away)
    if item.place is None:
        return "Not placed"
    return str(item.place["unit"] or item.place["facility"])


def _tags(item: Any, user: User, today: date) -> list[str]:
    tags = []
    if item.owner_id not in {None, user.pk}:
        tags.append(item.owner.full_name)
    if item.place and date.fromisoformat(item.place["arrived"]) > today - NEW_FOR:
        tags.append("New arrival")
    tags.extend(item.labels)
    return tags
