"""Somebody's own drafts for lists: where each goes on, and what its owner has to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.urls import reverse

from agency import clock
from agency.access import Action
from agency.templatetags.words import table_day
from casemgmt.pages.whereabouts import own_facility
from casemgmt.pages.writing import WRITTEN_ABOUT
from casenotes.choices import chosen
from casenotes.models import CaseNote, ContactReport, Draft, Inquiry
from casenotes.queries import form_name, words_in
from casenotes.services.draft_ages import discarded_on, is_near, month_is_ending, month_of
from casenotes.services.notes import TERMINATION_SUMMARY
from offenders.models import Offender

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User

GROUP = "group"


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """One draft of a list. url: where it goes on, or, when its owner may no longer write such a
    thing about the person, where it is read. discarded_on: set when that day is near.
    unsaved_for: "November", when that month ends and a note for it is still a draft."""

    draft: Draft
    name: str
    number: str
    form: str
    words: int
    saved_at: str
    url: str
    may_go_on: bool
    discarded_on: date | None
    unsaved_for: str
    today: date

    @property
    def key(self) -> tuple[int, str]:
        """The person's id and the form, by which rows of the worklist know their draft; 0 for a
        group's, which is no row's."""
        return (self.draft.offender_id or 0, self.draft.form)

    @property
    def warning(self) -> str:
        """What the owner has to know, in a few words; "" for nothing."""
        said = []
        if self.unsaved_for:
            said.append(f"Not saved: counts for nothing in {self.unsaved_for} yet")
        if self.discarded_on:
            said.append(f"Will be discarded on {table_day(self.discarded_on, self.today)}")
        return ". ".join(said)


def saved_at(draft: Draft, user: User) -> str:
    """When a draft was saved, in words of the owner's place: "10:42", or "20 Nov, 10:42"."""
    place = own_facility(user)
    local = draft.updated_at.astimezone(clock.zone(place))
    if local.date() == clock.today(place):
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b}, {local:%H:%M}"


def address_of(draft: Draft) -> str:
    """The page on which a draft goes on."""
    if draft.form == GROUP:
        return reverse("pages:group-note")
    if draft.form == "note":
        return reverse("pages:note-new", args=[draft.offender_id])
    if draft.form == TERMINATION_SUMMARY:
        return reverse("pages:summary-new", args=[draft.offender_id])
    if draft.form.endswith("_report"):
        kind = draft.form.removesuffix("_report")
        return reverse("pages:report-new", args=[draft.offender_id, kind])
    if draft.form in WRITTEN_ABOUT:
        page = draft.form.replace("_", "-")
        return reverse(f"pages:{page}-new", args=[draft.offender_id])
    if draft.form.startswith("answer:"):
        return reverse("pages:inquiry", args=[int(draft.form.removeprefix("answer:"))])
    _, what, pk = draft.form.split(":")
    return reverse(f"pages:{what}-amend", args=[int(pk)])


def drafts_of(user: User) -> list[ListedDraft]:
    """The user's drafts, newest first; one query, and one more for additions to records."""
    place = own_facility(user)
    today = clock.today(place)
    choices = chosen()
    drafts = list(
        Draft.objects.of(user).select_related("offender").annotate(writable=_writable(user))
    )
    records = _own_records(user, [draft.form for draft in drafts])
    listed = []
    for draft in drafts:
        ends = discarded_on(draft, choices, today)
        may_go_on = draft.writable or draft.form in records
        unsaved = may_go_on and month_is_ending(draft, today)
        listed.append(
            ListedDraft(
                draft,
                name=draft.offender.sort_name if draft.offender else "Several people",
                number=draft.offender.number if draft.offender else "",
                form=form_name(draft),
                words=words_in(draft),
                saved_at=saved_at(draft, user),
                url=address_of(draft)
                if may_go_on
                else reverse("pages:draft-discard", args=[draft.pk]),
                may_go_on=may_go_on,
                discarded_on=ends if is_near(ends, choices, today) else None,
                unsaved_for=f"{month_of(draft):%B}" if unsaved else "",
                today=today,
            )
        )
    return listed


def _writable(user: User) -> Case:
    """Whether the owner may still write such a form about the person; in SQL, by the form."""

    def reached(object_: str, action: str) -> Exists:
        people = Offender.objects.in_scope(user, object_, action)
        return Exists(people.filter(pk=OuterRef("offender_id")))

    by_object = {"note": ["note"]}
    for form, object_ in WRITTEN_ABOUT.items():
        by_object.setdefault(object_, []).append(form)
    former = reached("termination_summary", "create")
    return Case(
        When(form=GROUP, then=Value(True)),
        *(
            When(Q(form__in=forms) & reached(object_, "create"), then=Value(True))
            for object_, forms in by_object.items()
        ),
        When(Q(form__in=["note", TERMINATION_SUMMARY]) & former, then=Value(True)),
        When(Q(form__endswith="_report") & reached("report", "sign"), then=Value(True)),
        default=Value(False),
    )


def _own_records(user: User, forms: list[str]) -> set[str]:
    """Of the forms "amendment:note:12", those whose record its author may still add to; of the
    forms "answer:12" those whose inquiry is still to be answered."""
    found: set[str] = set()
    asked = [int(form.removeprefix("answer:")) for form in forms if form.startswith("answer:")]
    if asked:
        waiting = Inquiry.objects.unanswered().in_scope(user, Action.SIGN).filter(pk__in=asked)
        found |= {f"answer:{pk}" for pk in waiting.values_list("pk", flat=True)}
    for what, model in (("note", CaseNote), ("report", ContactReport)):
        start = f"amendment:{what}:"
        ids = [int(form.removeprefix(start)) for form in forms if form.startswith(start)]
        if ids:
            seen = model.objects.visible_to(user).filter(author=user, pk__in=ids)
            found |= {f"{start}{pk}" for pk in seen.values_list("pk", flat=True)}
    return found


def warnings_of(listed: list[ListedDraft]) -> list[str]:
    """What somebody is told of their drafts where their work begins; a sentence for each kind of
    trouble."""
    said = []
    unsaved = [row for row in listed if row.unsaved_for]
    months = " and ".join(dict.fromkeys(row.unsaved_for for row in unsaved))
    if len(unsaved) == 1:
        said.append(
            f"A note is still a draft and counts for nothing in {months} until it is saved."
        )
    elif unsaved:
        said.append(
            f"{len(unsaved)} notes are still drafts and count for nothing in {months} until they "
            "are saved."
        )
    ending = sorted(row.discarded_on for row in listed if row.discarded_on)
    if ending:
        first = table_day(ending[0], listed[0].today)
        said.append(
            f"A draft of yours is discarded on {first}, unless you go on with it."
            if len(ending) == 1
            else f"{len(ending)} drafts of yours are discarded from {first} on, unless you go on "
            "with them."
        )
    return said
