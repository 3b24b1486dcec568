"""The whole text of a version as one page of forms that works without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from plans.content import TEAM_FIELDS, TEXTS, ActionRow, Content, GoalRow, InterventionRow, NeedRow
from plans.forms.fields import Prose
from plans.forms.rows import ActionRowForm, GoalForm, InterventionForm, NeedForm, RowForm
from plans.models import OMP_STAGES, OwnerParty, PlanPhase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The lists of a version: their forms, and the word for one row.
LISTS: dict[str, tuple[type[RowForm], str]] = {
    "needs": (NeedForm, "Need"),
    "goals": (GoalForm, "Goal"),
    "interventions": (InterventionForm, "Program or service"),
    "actions": (ActionRowForm, "Action"),
}

EMPTY_ROWS = 2
MOST_ROWS = 60


class TextsForm(forms.Form):
    """The texts that plans of one kind have."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, label in TEXTS[kind].items():
            self.fields[name] = (
                forms.CharField(label=label, max_length=100, required=False)
                if name == "security_rating"
                else Prose(label=label)
            )
        if kind in OMP_STAGES:
            self.fields["phase"] = forms.ChoiceField(
                label=TEAM_FIELDS["phase"],
                choices=[("", "Not said"), *PlanPhase.choices],
                required=False,
            )
            self.fields["lead"] = forms.CharField(
                label=TEAM_FIELDS["lead"], max_length=200, required=False
            )
            self.fields["team"] = Prose(
                label=TEAM_FIELDS["team"],
                rows=2,
                help_text="The person, prison staff, community supervision, providers, family.",
            )
        self.fields["focus_reason"] = forms.CharField(
            label="Why fewer of the highest domains are in focus",
            max_length=400,
            required=False,
            help_text="Only where goals address fewer than are asked for.",
        )


class PlanEditor:
    """The texts and the four lists of a version.

    posted: what a browser sent, None to show `content`. staff: (id, name) of those who may owe
    an action. `continued`: ids of the actions of the version before.
    """

    def __init__(
        self,
        *,
        kind: str,
        content: Content,
        staff: Iterable[tuple[int, str]],
        posted: Mapping[str, Any] | None = None,
        add: str = "",
    ):
        self.kind = kind
        self._staff = [("", "Nobody of the staff"), *staff]
        self._continued = [row.of for row in content.actions if row.of]
        if posted is None:
            raw = {name: self._stored(name, content) for name in LISTS}
            self.texts = TextsForm(kind=kind, initial=content.texts)
            self._show(raw)
        elif add in LISTS:
            raw = {name: _typed(posted, name) for name in LISTS}
            self.texts = TextsForm(kind=kind, initial=dict(posted.items()))
            self._show(raw, more=add)
        else:
            self.texts = TextsForm(posted, kind=kind)
            counts = {name: len(_typed(posted, name)) for name in LISTS}
            self.lists = {name: self._bound(name, posted, counts[name]) for name in LISTS}
            self._offer_places({name: _typed(posted, name) for name in LISTS})

    # ---- Showing -----------------------------------------------------------------------------

    def _stored(self, name: str, content: Content) -> list[dict[str, Any]]:
        form = LISTS[name][0]
        rows = getattr(content, name)
        return [{column: getattr(row, column) for column in form.base_fields} for row in rows]

    def _show(self, raw: dict[str, list[dict[str, Any]]], more: str = "") -> None:
        self.lists = {}
        for name, rows in raw.items():
            empty = EMPTY_ROWS if name == more or not _has_empty(rows, LISTS[name][0].main) else 0
            shown = [*rows, *({} for _ in range(empty))][:MOST_ROWS]
            form = LISTS[name][0]
            self.lists[name] = [
                form(initial=row, prefix=f"{name}-{place}") for place, row in enumerate(shown)
            ]
        self._offer_places(raw)

    def _bound(self, name: str, posted: Mapping[str, Any], count: int) -> list[RowForm]:
        form = LISTS[name][0]
        return [form(posted, prefix=f"{name}-{place}") for place in range(count)]

    def _offer_places(self, raw: dict[str, list[dict[str, Any]]]) -> None:
        """Let rows name one another by place, and actions their owners."""
        needs = _places(raw["needs"], "domain", max(len(self.lists["needs"]), 1))
        goals = _places(raw["goals"], "goal", max(len(self.lists["goals"]), 1))
        for name in ("goals", "interventions"):
            for form in self.lists[name]:
                form.fields["need"].choices = needs  # type: ignore[attr-defined]
        for form in self.lists["actions"]:
            fields: Any = form.fields
            fields["goal"].choices = goals
            fields["owner"].choices = self._staff
            fields["of"].choices = [("", ""), *((pk, pk) for pk in self._continued)]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each list the page has."""
        return {name: len(rows) for name, rows in self.lists.items()}

    # ---- Reading -----------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether everything that was typed can be kept."""
        forms_ = [self.texts, *(form for rows in self.lists.values() for form in rows)]
        return not [form for form in forms_ if not form.is_valid()]

    @property
    def more_errors(self) -> list[tuple[str, str]]:
        """What is wrong in the lists: (words, id of the field)."""
        return [
            (f"{LISTS[name][1]} {place}, {form[field].label}: {error}", form[field].auto_id)
            for name, rows in self.lists.items()
            for place, form in enumerate(rows, 1)
            for field, errors in form.errors.items()
            for error in errors
        ]

    def content(self) -> Content:
        """What was typed, without empty rows; after `is_valid`. Places follow the rows kept."""
        needs, goals = self._kept("needs"), self._kept("goals")
        return Content(
            texts={name: self.texts.cleaned_data[name].strip() for name in self.texts.fields},
            needs=tuple(
                NeedRow(
                    said["domain"].strip(),
                    said["level"],
                    said["driver"],
                    said["source"] or NeedRow("").source,
                    said["note"],
                )
                for said in needs.values()
            ),
            goals=tuple(
                GoalRow(said["goal"], said["own_words"], _place_in(needs, said["need"]))
                for said in goals.values()
            ),
            interventions=tuple(
                InterventionRow(
                    said["name"],
                    said["when"],
                    said["where"],
                    said["by_whom"],
                    _place_in(needs, said["need"]),
                )
                for said in self._kept("interventions").values()
            ),
            actions=tuple(
                ActionRow(
                    said["what"],
                    said["owner_party"] or OwnerParty.PRISON_STAFF,
                    said["due_on"],
                    said["owner"],
                    said["owner_name"],
                    _place_in(goals, said["goal"]),
                    said["reentry"],
                    said["of"],
                )
                for said in self._kept("actions").values()
            ),
        )

    def _kept(self, name: str) -> dict[int, dict[str, Any]]:
        """The rows with words, by the place that they have on the page."""
        return {
            place: form.cleaned_data
            for place, form in enumerate(self.lists[name], 1)
            if form.has_row()
        }


def _typed(posted: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of one list as they were sent; as many as the page says it had."""
    try:
        count = min(max(int(posted.get(f"{name}-rows", "0")), 0), MOST_ROWS)
    except ValueError:
        count = 0
    form = LISTS[name][0]
    rows = []
    for place in range(count):
        row = {column: posted.get(f"{name}-{place}-{column}", "") for column in form.base_fields}
        if "driver" in row:
            row["driver"] = bool(row["driver"])
        rows.append(row)
    return rows


def _has_empty(rows: list[dict[str, Any]], main: str) -> bool:
    return any(not str(row.get(main) or "").strip() for row in rows)


def _places(rows: list[dict[str, Any]], main: str, count: int) -> list[tuple[Any, str]]:
    """Choices of a place: "2. Employment"."""
    choices: list[tuple[Any, str]] = [("", "None")]
    for place in range(1, count + 1):
        words = str(rows[place - 1].get(main) or "") if place <= len(rows) else ""
        choices.append((place, f"{place}. {' '.join(words.split())[:40]}".rstrip()))
    return choices


def _place_in(kept: dict[int, Any], place: int | None) -> int | None:
    """Where the row of that place on the page stands among the rows kept."""
    return list(kept).index(place) + 1 if place in kept else None
