# ruff: noqa: E501 (sentences as they appear on the screen)
"""Invented people, dates and words with which the style guide shows each component."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Thing
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.test import RequestFactory

TODAY = dt.date(2026, 11, 23)
ZONE = ZoneInfo("America/Chicago")


def on(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def at(month: int, day: int, hour: int, minute: int, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)


def person(name: str, role: str, unit: str) -> dict[str, object]:
    return {
        "user": Thing(is_authenticated=True, full_name=name),
        "current_posting": Thing(
            role=role.lower().replace(" ", "_"),
            get_role_display=lambda: role,
            unit=Thing(name=unit) if unit else None,
            facility=Thing(name="Redbud Correctional Center"),
        ),
    }


def frame(current: str, *labels: str, **more: object) -> dict[str, object]:
    places = [
        {"label": label, "url": f"/{label.lower().replace(' ', '-')}/", "current": label == current}
        for label in labels
    ]
    return {
        "agency": Thing(name="Redbud Correctional Center", terms=OKLAHOMA_WORDS),
        "today": TODAY,
        "navigation": places,
        "navigation_bar": places,
        "request": RequestFactory().get("/worklist/", {"tab": "all"}),
        "session_ends_in": 1500,
        **more,
    }


OKLAHOMA_WORDS = {
    "offender": "inmate",
    "offender_plural": "inmates",
    "case_officer": "case manager",
}
AUSTRALIAN_WORDS = {"offender": "prisoner", "case_officer": "case officer"}


class Message:
    """A flash message as templates meet it."""

    def __init__(self, level_tag: str, words: str) -> None:
        self.level_tag = level_tag
        self.words = words

    def __str__(self) -> str:
        return self.words


# ---- Worklist ----------------------------------------------------------------------------


def _row(key, name, number, place, duty, due_on, note_on, note, tag, action, status="due"):
    return {
        "id": f"row-{key}",
        "name": name,
        "number": number,
        "place": place,
        "duty": duty,
        "due_on": due_on,
        "status": status,
        "note_on": note_on,
        "note": note,
        "tags": [tag] if tag else [],
        "action": action,
    }


WORKLIST = [
    {
        "title": "Overdue",
        "over": True,
        "rows": [
            _row(
                1,
                "HOLLOWAY, Trent",
                "719530",
                "Away, court",
                "Absence note, Oct",
                on(10, 31),
                on(9, 24),
                "Absence",
                "",
                "Log note",
            ),
            _row(
                2,
                "BRANTLEY, Dominic",
                "748213",
                "B1-114",
                "Adjustment review",
                on(11, 14),
                on(11, 12),
                "Interview",
                "Separation",
                "Start review",
            ),
            _row(
                3,
                "ESPARZA, Ruben",
                "802946",
                "B2-207",
                "Termination summary",
                on(11, 18),
                on(11, 17),
                "Transfer",
                "",
                "Continue",
            ),
            _row(
                4,
                "MABRY, Cole",
                "790118",
                "B1-120",
                "Adjustment review",
                on(11, 20),
                on(10, 26),
                "Review",
                "Interpreter",
                "Start review",
            ),
        ],
    },
    {
        "title": "Due today",
        "over": False,
        "rows": [
            _row(
                5,
                "OKAFOR, Jerome",
                "765402",
                "B2-215",
                "Adjustment review",
                on(11, 23),
                on(11, 9),
                "Interview",
                "",
                "Start review",
            ),
            _row(
                6,
                "TIBBS, Lamar",
                "811375",
                "B1-103",
                "Job change note",
                on(11, 23),
                on(11, 19),
                "Discipline",
                "Victim notice",
                "Log note",
            ),
        ],
    },
    {
        "title": "Due in the next 7 days",
        "over": False,
        "rows": [
            _row(
                7,
                "VANN, Isaiah",
                "823067",
                "Intake, A1-009",
                "First case note",
                on(11, 25),
                None,
                "",
                "New arrival",
                "Log note",
            ),
            _row(
                8,
                "AMAYA-ECHEVERRÍA, Luis Fernando",
                "754889",
                "B1-117",
                "Reentry checklist",
                on(11, 25),
                on(11, 16),
                "Reentry",
                "Interpreter",
                "Checklist",
            ),
            _row(
                9,
                "ASHCRAFT, Neil",
                "731204",
                "B1-101",
                "Monthly note, Nov",
                on(11, 30),
                on(10, 21),
                "Review",
                "",
                "Log note",
            ),
            _row(
                10,
                "BEASLEY, Marcus",
                "788340",
                "B1-102",
                "Monthly note, Nov",
                on(11, 30),
                on(10, 21),
                "Interview",
                "",
                "Log note",
            ),
            _row(
                11,
                "CORDELL, Jesse",
                "702918",
                "B2-210",
                "Monthly note, Nov",
                on(11, 30),
                on(10, 22),
                "Review",
                "Separation",
                "Log note",
            ),
            _row(
                12,
                "ELLERY, Shaun",
                "767213",
                "B2-218",
                "Monthly note, Nov",
                on(11, 30),
                on(10, 23),
                "Review",
                "Restitution",
                "Log note",
            ),
        ],
    },
]

DAYS = [
    {"weekday": "Mon", "label": "23", "count": 6, "overdue": 4, "url": "?on=23", "is_today": True},
    {"weekday": "Tue", "label": "24", "count": 0},
    {"weekday": "Wed", "label": "25", "count": 3, "url": "?on=25"},
    {"gap": "Thu 26, Fri 27: holiday, 0 due"},
    {"weekday": "Mon", "label": "30", "count": 44, "url": "?on=30"},
    {"weekday": "Tue", "label": "1 Dec", "count": 2, "url": "?on=1"},
    {"weekday": "Wed", "label": "2", "count": 0},
    {"weekday": "Thu", "label": "3", "count": 4, "url": "?on=3"},
    {"weekday": "Fri", "label": "4", "count": 2, "url": "?on=4"},
    {"weekday": "Mon", "label": "7", "count": 1, "url": "?on=7"},
    {"weekday": "Tue", "label": "8", "count": 3, "url": "?on=8"},
]


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="Type", choices=[("note", "Case note")])
    subtype = forms.ChoiceField(label="Subtype", choices=[("review", "Progress review")])
    happened_on = forms.CharField(label="Happened", initial="23 Nov 2026")
    happened_at = forms.CharField(label="At", initial="10:20")
    contact = forms.ChoiceField(label="Contact", choices=[("face", "Face to face")])
    about = forms.MultipleChoiceField(
        label="About",
        choices=[
            ("progress", "Plan progress"),
            ("adjustment", "Adjustment"),
            ("credits", "Earned credits"),
            ("eligibility", "Eligibility"),
            ("discipline", "Discipline"),
            ("reentry", "Reentry"),
            ("family", "Family"),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=["progress", "adjustment"],
        required=False,
    )
    text = forms.CharField(
        label="What happened",
        widget=forms.Textarea(attrs={"rows": 5}),
        initial=(
            "Saw Mr. Mabry in the unit office with the telephone interpreter. Attends the welding "
            "course every day and gets along with his cell partner. No discipline since the last "
            "review. He asked when his level 3 review is and said his sister has agreed to take "
            "him in"
        ),
    )


def worklist() -> dict[str, object]:
    page = Paginator(range(62), 14).page(1)
    return frame(
        "Worklist",
        "Worklist",
        "Case files",
        "Calendar",
        "Printing",
        **person("Dana Whitfield", "Case officer", "Unit B"),
        training_today=on(11, 23),
        groups=WORKLIST,
        open_row="row-4",
        days=DAYS,
        most=44,
        sort="due",
        page=page,
        form=NoteForm(auto_id="id_%s"),
        draft_saved_at="10:42",
        tabs=[
            {"label": "Overdue", "count": 4, "url": "?tab=overdue", "over": True},
            {"label": "Due", "count": 49, "url": "?tab=due"},
            {"label": "On hold", "count": 3, "url": "?tab=hold"},
            {"label": "All", "count": 62, "url": "?tab=all", "current": True},
        ],
    )


# ---- Case file ---------------------------------------------------------------------------

WHY = Thing(
    sentence="",
    duty="Complete a Regular Contact Report",
    person="Reece Nalder",
    due_on=on(11, 17),
    policy_title="COPP 10.3",
    edition="2.0",
    effective_on=on(3, 8, 2022),
    clause="Regular contact reports",
    clause_url="/standards/",
    quote=(
        "…the formal reporting requirements shall be every three months; alternating between the "
        "completion of a Regular Contact Report and an IMP Review."
    ),
    facts=[
        ("Initial IMP approved", on(2, 17), "/p/1", "IMP version 1"),
        ("Earliest eligibility (EED)", on(9, 9, 2028), "/p/2", "Sentence record 3"),
        ("Permanent placement", on(3, 2), "/p/3", "Movement 5"),
    ],
    steps=[
        ("Final 3 years begin", "9 Sep 2028 − 3 years", on(9, 9, 2025), "", False),
        ("Approved later", "so every 3 months", None, "", False),
        ("Contact report", "17 Feb + 3 months", on(5, 17), "done", False),
        ("IMP Review", "17 Feb + 6 months", on(8, 17), "done late", False),
        ("Contact report", "17 Feb + 9 months", on(11, 17), "overdue", True),
        ("IMP Review", "17 Feb + 12 months", on(2, 17, 2027), "upcoming", False),
    ],
    assumptions=[
        (
            "Months count from the approval, so a late report moves no later date.",
            "S. Hartigan",
            on(3, 3),
        ),
        ("A report counts up to one month early.", "", None),
    ],
    satisfied_by="A Regular Contact Report signed on or after 17 October 2026.",
    would_change="A corrected eligibility date, or a new permanent placement.",
)


def _entry(happened, kind, text, author, recorded, **more):
    return {
        "happened_at": happened,
        "kind": kind,
        "text": text,
        "author": author,
        "recorded_at": recorded,
        "amendments": [],
        **more,
    }


TIMELINE = [
    _entry(
        at(11, 19, 15, 40),
        "Note",
        "Completed the forklift theory test on the second attempt. Asked for more workshop hours.",
        "T. Brandis, vocational trainer",
        at(11, 19, 16, 2),
        url="/n/1",
    ),
    _entry(
        at(11, 17, 9, 15),
        "Note",
        "",
        "Health services",
        at(11, 17, 9, 40),
        restricted=True,
        restricted_words="Restricted note. Your role does not include health notes.",
        ask_url="/ask/",
    ),
    _entry(
        at(11, 12, 11, 5),
        "Note",
        "Interview on unit. Worried about his mother’s surgery and whether calls can be moved to mornings. Call times changed with the unit manager; he will confirm his visit list by Friday.",
        "P. Okonjo, case officer",
        at(11, 12, 11, 20),
        url="/n/3",
        details_url="/n/3/details",
        error_url="/n/3/error",
        amendments=[
            Thing(
                is_error=False,
                added_at=at(11, 13, 8, 12),
                author_name="P. Okonjo",
                text="The surgery is on 1 December at the regional hospital.",
            ),
            Thing(
                is_error=True,
                added_at=at(11, 13, 9, 30),
                author_name="R. Halloran",
                text="The calls were moved by the unit officer, not the manager.",
            ),
        ],
    ),
    _entry(
        at(11, 9, 13, 30),
        "Movement",
        "Returned from Regional Court. Temporary absence of 2 days; no date moved.",
        "Movements office",
        at(11, 9, 17, 55),
    ),
    _entry(
        at(10, 3, 10, 0),
        "Discipline",
        "Late for muster on two mornings. Spoken to; no charge.",
        "R. Halloran, unit officer",
        at(11, 3, 10, 25),
        is_late=True,
    ),
]


def case_file() -> dict[str, object]:
    return frame(
        "Case files",
        "Worklist",
        "Case files",
        "Calendar",
        "Printing",
        **person("Priya Okonjo", "Case officer", "Unit 4"),
        why=WHY,
        timeline=TIMELINE,
        release_on=on(9, 9, 2028),
        tabs=[
            {"label": "Overview", "url": "?", "current": True},
            {"label": "Assessments", "count": 3, "url": "?a"},
            {"label": "Plan", "count": 2, "url": "?p"},
            {"label": "Programs", "count": 4, "url": "?g"},
            {"label": "Documents", "count": 22, "url": "?d"},
            {"label": "Movements", "count": 5, "url": "?m"},
            {"label": "History", "url": "?h"},
        ],
        others=[
            {
                "duty": "Parole application advice",
                "due_on": on(11, 27),
                "status": "due",
                "action": "Log note",
            },
            {
                "duty": "Case conference",
                "due_on": on(12, 15),
                "status": "upcoming",
                "action": "Open",
            },
            {
                "duty": "IMP Review",
                "due_on": on(2, 17, 2027),
                "status": "on_hold",
                "action": "Open",
            },
        ],
        team=[
            ("Priya Okonjo", "Case officer", "since 6 Mar"),
            ("Luca Ferrante", "Assessment officer", "since 17 Feb"),
            ("Mara Quill", "Unit manager", "Unit 4"),
            ("Dr I. Sato", "Health services", "own notes"),
        ],
    )


# ---- Contact report ----------------------------------------------------------------------

YES_NO = [("yes", "Yes"), ("no", "No")]


class ReportForm(forms.Form):
    held_on = forms.CharField(label="Interview held", initial="20 Nov 2026")
    held_at = forms.CharField(label="At", help_text="24-hour clock")
    how = forms.ChoiceField(label="How", choices=[("", "In person, Unit 4 office")], required=False)
    others = forms.CharField(label="Others present", initial="None", required=False)
    family = forms.ChoiceField(
        label="Family contact", choices=YES_NO, widget=forms.RadioSelect, initial="no"
    )
    wrong = forms.CharField(label="What is wrong", widget=forms.Textarea(attrs={"rows": 2}))
    action = forms.CharField(label="Action")
    by_whom = forms.ChoiceField(label="By whom", choices=[("unit", "Unit 4 officer")])
    by_when = forms.CharField(label="By when", help_text="Within 14 days")
    read = forms.BooleanField(label="I have read this report to him")


def contact_report() -> dict[str, object]:
    form = ReportForm(
        {
            "held_on": "20 Nov 2026",
            "held_at": "25:30",
            "others": "None",
            "family": "no",
            "wrong": "His phone numbers from Jarrah Plains were not carried over. He has not spoken to his daughter since 9 November.",
            "action": "Move approved numbers to this prison’s phone list",
            "by_whom": "unit",
        }
    )
    form.add_error("held_at", "25:30 is not a time. Write it like 10:30.")
    return frame(
        "Case files",
        "Worklist",
        "Case files",
        "Calendar",
        "Printing",
        **person("Priya Okonjo", "Case officer", "Unit 4"),
        form=form,
        yes_no=YES_NO,
        questions=[
            (
                1,
                "Issues affecting his care and wellbeing are known and being managed",
                "yes",
                "Asthma plan is with health services. Sleeping better since moving to a lower bunk.",
            ),
            (
                2,
                "He knows and understands the prison and unit routine",
                "yes",
                "Walked through muster, meals and requests on 20 November.",
            ),
            (3, "He can arrange and keep contact with family and friends", "no", ""),
            (
                4,
                "He is in work or education",
                "yes",
                "Laundry, five mornings. On the list for adult literacy in February.",
            ),
            (
                5,
                "He understands his offending behaviour and is encouraged to take part in scheduled programs",
                "",
                "Not answered yet",
            ),
        ],
        parts=[
            ("Interview", "20 Nov", True),
            ("1 Wellbeing", "Yes", True),
            ("2 Routine", "Yes", True),
            ("3 Family contact", "No, action set", True),
            ("4 Work or education", "Yes", True),
            ("5 Offending and programs", "To do", False),
            ("Sign", "To do", False),
        ],
    )


# ---- Supervisor --------------------------------------------------------------------------


def supervisor() -> dict[str, object]:
    months = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    values = [88, 86, 87, 89, 90, 92, 91, 93, 94, 94, 93, 91]
    officers = [
        ("Abernathy, Joel", 58, 60, 9, 41, 33, 84, "down 6", "4 Sep", "Tue 1 Dec", "late"),
        ("Castellano, Rita", 60, 60, 6, 44, 38, 88, "up 1", "28 Aug", "Thu 3 Dec", "today"),
        ("Whitfield, Dana", 62, 60, 4, 49, 41, 93, "up 2", "11 Sep", "Fri 11 Dec", ""),
        ("Dunmore, Patrick", 55, 60, 4, 37, 19, 92, "same", "18 Sep", "Wed 16 Dec", ""),
        ("Ekberg, Sonja", 41, 45, 3, 29, 12, 94, "down 1", "25 Sep", "Fri 18 Dec", ""),
        ("Iverson, Beth", 30, 30, 0, 18, 0, 99, "up 1", "23 Oct", "", ""),
        ("Jessup, Aaron", 12, 30, 0, 9, 0, None, "None", "None", "Mon 14 Dec", ""),
    ]
    return frame(
        "Officers",
        "Officers",
        "Allocation",
        "Conferences",
        "Case files",
        "Printing",
        **person("Keith Marrow", "Unit manager", "Unit B"),
        officers=[
            dict(
                zip(
                    (
                        "name",
                        "cases",
                        "capacity",
                        "overdue",
                        "due",
                        "missing",
                        "rate",
                        "change",
                        "last",
                        "next",
                        "notice",
                    ),
                    officer,
                    strict=True,
                ),
                over_by=officer[1] - officer[2],
            )
            for officer in officers
        ],
        open_name="Whitfield, Dana",
        sort="-overdue",
        trend=list(zip(months, values, strict=True)),
        year_before=[84, 85, 84, 86, 85, 87, 88, 88, 87, 89, 88, 88],
        opened=WORKLIST[0]["rows"],
    )


# ---- Allocation --------------------------------------------------------------------------


def allocation() -> dict[str, object]:
    people = [
        (
            "TRELOAR, Adam",
            "J120417",
            "13 Nov",
            "30 Oct",
            on(11, 20),
            10,
            "Priya Okonjo",
            "his officer until Mar 2025",
            True,
        ),
        (
            "MWANGI, Daniel",
            "J120388",
            "16 Nov",
            "2 Nov",
            on(11, 23),
            7,
            "Wes Calder",
            "most room in Unit 4",
            True,
        ),
        (
            "PELHAM, Kyle",
            "J119902",
            "17 Nov",
            "12 Oct",
            on(11, 24),
            6,
            "Priya Okonjo",
            "same unit, 2 places",
            True,
        ),
        (
            "SORRELL, Jack",
            "J120275",
            "18 Nov",
            "9 Nov",
            on(11, 25),
            5,
            "Anneke Vos",
            "same unit, 3 places",
            False,
        ),
        (
            "FAIRLIE, Sam",
            "J120498",
            "20 Nov",
            "17 Nov",
            on(11, 27),
            3,
            "No suggestion",
            "1 separation to check",
            False,
        ),
        (
            "OYELARAN, Tobi",
            "J120533",
            "22 Nov",
            "11 Nov",
            on(11, 29),
            1,
            "Wes Calder",
            "most room in Unit 4",
            False,
        ),
    ]
    names = (
        "name",
        "number",
        "arrived",
        "approved",
        "due_on",
        "day",
        "officer",
        "reason",
        "chosen",
    )
    return frame(
        "Allocation",
        "Allocation",
        "Transfers",
        "Officers",
        "Case files",
        "Printing",
        **person("Helen Strand", "Case management coordinator", ""),
        agency=Thing(name="Karri Ridge Prison", terms=AUSTRALIAN_WORDS),
        people=[dict(zip(names, row, strict=True)) for row in people],
        tabs=[
            {"label": "No officer", "count": 8, "url": "?", "current": True},
            {"label": "Transfers in", "count": 3, "url": "?in"},
            {"label": "Transfers out", "count": 2, "url": "?out"},
            {"label": "Attention needed", "count": 2, "url": "?attention"},
        ],
        sort="due",
        loads=[
            ("Marco Bellini", "Unit 2", 11, 12, 0, "1 left"),
            ("Wes Calder", "Unit 4", 8, 12, 1, "3 left"),
            ("Jo Drummond", "Unit 2", 13, 12, 0, "over by 1"),
            ("Priya Okonjo", "Unit 4", 10, 12, 2, "full"),
            ("Anneke Vos", "Unit 3", 9, 12, 0, "3 left"),
        ],
    )


# ---- Sign-in and the small parts -----------------------------------------------------------


def sign_in() -> dict[str, object]:
    return {
        "user": Thing(is_authenticated=False),
        "agency": Thing(name="Redbud Correctional Center", terms={}),
        "today": TODAY,
        "request": RequestFactory().get("/sign-in/"),
    }


def parts() -> dict[str, object]:
    return frame(
        "Help",
        "Worklist",
        "Help",
        **person("Dana Whitfield", "Case officer", "Unit B"),
        statuses=[
            ("due", on(11, 17)),
            ("due", on(11, 23)),
            ("due", on(11, 24)),
            ("due", on(11, 26)),
            ("upcoming", on(12, 15)),
            ("done", on(11, 1)),
            ("done_late", on(11, 1)),
            ("on_hold", on(11, 1)),
            ("missed", on(11, 1)),
            ("cancelled", on(11, 1)),
            ("superseded", on(11, 1)),
        ],
        messages=[
            Message("success", "Note saved. The adjustment review is now due Tue 22 Dec."),
            Message("warning", "The officer’s caseload is now over its capacity by 1."),
            Message("error", "Two of five were not allocated. The reasons are below."),
            Message("info", "The print is being made. You can leave this page."),
        ],
        page=Paginator(range(62), 14).page(2),
        draft_saved_at="10:42",
        why=WHY,
    )


PAGES = {
    "worklist": worklist,
    "case_file": case_file,
    "contact_report": contact_report,
    "supervisor": supervisor,
    "allocation": allocation,
    "sign_in": sign_in,
    "parts": parts,
}
