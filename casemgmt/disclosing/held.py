"""Every table that holds something about a person: in which section it is given, or why it is not.

A test walks the database's foreign keys and finds that no table is missing here. The fields of a
table follow from its model, so a new field is given without anybody having to think of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from agency.access import MATRIX, Action, Scope
from agency.roles import Role


@dataclass(frozen=True, slots=True)
class Held:
    """One table that is given.

    key: names its entries. model: its label. section: a key of SECTIONS. title: one entry in plain
    words. object: whose rights govern who may read it. person: the path to the offender.
    day: the field by which it lies in a period; "" for what has no day. fields: only these; by
    default all that say anything. living: changes by itself and holds no words of anybody, so it is
    given as it is on the day.
    """

    key: str
    model: str
    section: str
    title: str
    object: str
    day: str = ""
    person: str = "offender"
    fields: tuple[str, ...] = ()
    living: bool = False

    @property
    def by_request(self) -> bool:
        """Whether the right to deal with the request opens it, whoever may see it elsewhere."""
        return self.object == "access_request"

    @property
    def restricted(self) -> bool:
        """Whether it stays out unless the second person, who may read it, lets it in: what a
        records administrator may not read."""
        row = MATRIX[self.object].get(Role.RECORDS_ADMINISTRATOR, {})
        return row.get(Action.READ) != Scope.FACILITY


#: The sections of a whole file, in their order: key, heading, one sentence.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("who", "Who you are", "Your name, your number and other names under which you are known."),
    ("where", "Where you were held", "Each arrival, transfer, absence and departure."),
    ("dates", "Your sentence and release dates", "The dates as they were determined, each time."),
    ("notes", "Notes about you", "What staff wrote down about contact with you and events."),
    ("reports", "Contact reports", "The reports of interviews with your officer."),
    ("files", "Files with the notes", "Each is given as a file of its own beside this paper."),
    ("plans", "Your plans", "Your plans with their goals, and the reviews of them."),
    ("assessments", "Assessments of you", "What was assessed or screened, and with what result."),
    ("programs", "Programs", "Places that were asked for, and what you took part in."),
    ("supervision", "Supervision in the community", "Terms, conditions, and custody elsewhere."),
    ("events", "Behaviour, and what followed", "Events that were recorded, and the responses."),
    ("meetings", "Meetings and orientation", "When a team met you, and what was explained to you."),
    ("applications", "Applications and inquiries", "What you applied for or asked, and answers."),
    ("letters", "Letters about you", "Letters of the agency about you, in their last text."),
    ("alerts", "Alerts", "Warnings that stand, or stood, on your record."),
    ("people", "Who works with you", "Your officers, your team, and those with your consent."),
    ("duties", "What staff had to do", "Dates by which something was owed in your case."),
    ("disclosures", "Who was told about you", "What left the agency about you: to whom and why."),
    ("paper", "Paper about you", "What was printed, where it is kept, files sent with you."),
    ("requests", "Your requests for access", "What was asked for and what was decided."),
)

#: Given as entries of the running record, together with what hangs on them.
WITH_NOTES_AND_REPORTS = frozenset(
    {
        "casenotes.CaseNote",
        "casenotes.ContactReport",
        "casenotes.ReportAnswer",
        "casenotes.Amendment",
        "casenotes.Attachment",
        "casenotes.BatchLine",
    }
)

_STAFF = "About the work of staff, whom it concerns; what they did for the person is in the notes."
_MACHINERY = "Worked out by the system from what is given, and worked out anew when that changes."

#: What is not given, by table, and why.
NOT_GIVEN: dict[str, str] = {
    "casenotes.Draft": "Not signed: words that its author may still change or throw away.",
    "casenotes.DraftFile": "Belongs to what its author has not signed.",
    "casenotes.AttachmentScan": "What a scanner said of a file; the file itself is given.",
    "casenotes.LikenessCheck": _STAFF,
    "casenotes.CopyReview": _STAFF,
    "casenotes.ClosedWithout": _STAFF,
    "casenotes.SummaryRequest": _STAFF,
    "casenotes.SummaryReceipt": _STAFF,
    "casenotes.LetterStep": _STAFF,
    "casenotes.AlertRecipient": "Which staff were warned; the alert itself may be given.",
    "casenotes.RiskAlert": "That a note was sent to staff as a warning; the note itself is given.",
    "casenotes.ErrorReport": "May name another person. What was wrong is shown struck through.",
    "casenotes.ErrorDecision": "May name another person. What was wrong is shown struck through.",
    "casenotes.Strike": "May name another person. What was wrong is shown struck through.",
    "casenotes.Redaction": "Would tell what is withheld.",
    "casenotes.Withholding": "Would tell what is withheld.",
    "casenotes.RedactionCheck": "Would tell what is withheld.",
    "offenders.Exclusion": "Tells of members of staff and their ties to other people.",
    "offenders.Placement": "Follows from the movements, which are given.",
    "offenders.Absence": "Follows from the movements, which are given.",
    "conferences.ReadinessItem": _STAFF,
    "conferences.DiscussedCase": _STAFF,
    "conferences.SampledCase": _STAFF,
    "conferences.CaseReview": _STAFF,
    "scheduling.PreviewChange": "A trial of rules that are not in force; it changed nothing.",
    "scheduling.CaseSchedule": _MACHINERY,
    "scheduling.Transition": _MACHINERY,
}

#: Tables of earlier states ("HistoricalAlert"), whatever they are of.
HISTORY = (
    "Earlier states of what is given, kept to show who changed what; given when a dispute about "
    "a record calls for it."
)
