"""Case notes that read like notes, put together from what a person's life inside is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

JOBS = [
    "the kitchen", "the laundry", "the yard crew", "the library", "the wood shop",
    "the sewing room", "the garden", "the cleaning crew", "the maintenance crew", "the warehouse",
    "the recycling line",
]  # fmt: skip
COURSES = [
    "adult literacy", "the GED class", "welding", "HVAC", "forklift theory", "horticulture",
    "the parenting course", "bookkeeping", "bricklaying", "computer basics",
]  # fmt: skip
PROGRAMS = [
    "the substance use group", "Thinking for a Change", "the anger management group",
    "the relapse prevention group", "the victim awareness course", "the peer support group",
]  # fmt: skip
KIN = [
    "mother", "father", "sister", "brother", "grandmother", "aunt", "uncle", "daughter", "son",
    "partner", "cousin", "stepfather",
]  # fmt: skip
PLACES = [
    "the unit office", "the day room", "the education wing", "the work area", "the interview room",
    "the dining hall after lunch", "the yard",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Life:
    """What stays the same in one person's notes for a while."""

    surname: str
    title: str
    he: str
    him: str
    his: str
    job: str
    course: str
    program: str
    kin: str


def a_life(random: Random, surname: str, sex: str) -> Life:
    """A life to write notes about."""
    she = sex == "female"
    return Life(
        surname,
        "Ms." if she else "Mr.",
        "she" if she else "he",
        "her" if she else "him",
        "her" if she else "his",
        random.choice(JOBS),
        random.choice(COURSES),
        random.choice(PROGRAMS),
        random.choice(KIN),
    )


_OPENINGS = [
    "Saw {title} {surname} in {place}.",
    "Monthly review with {title} {surname} in {place}.",
    "Met {title} {surname} in {place}, about {minutes} minutes.",
    "{title} {surname} came to {place} at my request.",
    "Spoke with {title} {surname} in {place} before count.",
    "Scheduled interview with {title} {surname}.",
]
_WORK = [
    "{He} works in {job} and the supervisor is content with {him}.",
    "Still assigned to {job}; no absences this month.",
    "{He} asked to be moved from {job} to something outdoors. Told {him} to hand in a request.",
    "The supervisor of {job} reports that {he} is reliable and shows new workers what to do.",
    "{He} missed {count} shifts in {job} and said that {he} had been unwell; sick call agrees.",
    "{He} was taken off {job} after a dispute about the schedule; job board on the {day}th.",
]
_STUDY = [
    "In {course} {he} has passed {count} of 12 units.",
    "{He} started {course} and finds the reading hard; tutor arranged twice a week.",
    "The teacher of {course} says that {he} is ready for the test on the {day}th.",
    "{He} has dropped out of {course} and wants to try again in the spring.",
    "Certificate for {course} received and copied to the file.",
    "On the waiting list for {course}, place {count}.",
]
_PROGRAM = [
    "Attended {count} of {of} sessions of {program}; the facilitator says that {he} takes part.",
    "{He} completed {program} and wrote a relapse plan, which we read together.",
    "{He} does not see the use of {program}. We talked about what the board will ask.",
    "In {program} {he} has begun to speak about the offence without blaming others.",
    "Referral to {program} accepted; {he} starts on the {day}th.",
    "Facilitator of {program} asks for a better place to do the homework; spoke to the unit.",
]
_FAMILY = [
    "{His} {kin} visited on the {day}th and will come again next month.",
    "{His} {kin} has moved; new address and number taken for the visiting list.",
    "Worried about {his} {kin}, who is in hospital. Extra call given.",
    "{His} {kin} has offered a place to live; address to be checked for the home plan.",
    "No visits this month. {He} writes to {his} {kin} every week.",
]
_GRIEF = [
    "Told {him} of a death in the family together with the chaplain. {He} asked to be alone, "
    "then to call {his} {kin}.",
    "{His} {kin} rang: the operation went well. Passed on to {him} the same afternoon.",
    "{He} has become an uncle or aunt; {his} {kin} sent a picture through the mail room.",
]
_CORRECTIONS = [
    "The interview was in the day room. The rest stands.",
    "The class starts at 14:00, not in the morning.",
    "It was {his} cell partner who said so, not {title} {surname}.",
    "The paper that is missing is the {paper}.",
]
_CONDUCT = [
    "No misconduct since the last review.",
    "One write-up for being out of place; {he} accepted it.",
    "Gets on with {his} cell partner and keeps to {him}self otherwise.",
    "Spoke to {him} about the tone towards the night staff. {He} listened.",
    "The unit officer notes that {he} calmed a quarrel at the phones.",
    "Credit level unchanged; next review on the {day}th.",
    "Earned credits for the month were read to {him}; no questions.",
]
_NEXT = [
    "{He} will bring the {paper} next time.",
    "I asked for the {paper}; expected by the {day}th.",
    "Next: home plan, {paper}, and the date for the class.",
    "To do: check the {paper} with records.",
    "Nothing further for this month.",
    "{He} asked for a copy of {his} time sheet; sent the request to records.",
    "Agreed to look at the plan goals again after the test.",
]
_PAPERS = ["birth certificate", "social security card", "home plan", "request form", "work report"]

_ABSENCE = [
    "{title} {surname} is still away ({reason}). Called the liaison: no date for {his} return.",
    "Continued absence: {reason} since last month. Property is stored, bed held.",
    "Away, {reason}. The transport office expects {him} back in about {count} weeks.",
]
_DISCIPLINE = [
    "Out of place during the {hour} count. Counselled on the unit, no misconduct report written.",
    "Argument at the phones about a turn. Separated, both spoken to, no injuries.",
    "Refused a cell search at first, then complied. Written up, hearing on the {day}th.",
    "Tattoo needle found in a shared cell; denies that it is {his}. Report written.",
]
_POSITIVE = [
    "Helped an older man to the clinic without being asked.",
    "Stayed behind to clean the class room. Thanked {him} in front of the group.",
    "Passed the test in {course} at the second try. Word of praise given.",
    "Told staff of a leaking pipe in time to save the store room.",
]
_SUMMARY = (
    "Progress: {progress}\n\nProblems: {problems}\n\nConcerns: {concerns}\n\n"
    "Recent developments: {recent}"
)


def fill(random: Random, life: Life, template: str, **more: str) -> str:
    """A sentence with the person's own words in it; `more` names further ones."""
    text = template.format(
        title=life.title,
        surname=life.surname,
        he=life.he,
        him=life.him,
        his=life.his,
        He=life.he.capitalize(),
        His=life.his.capitalize(),
        job=life.job,
        course=life.course,
        program=life.program,
        kin=life.kin,
        place=random.choice(PLACES),
        minutes=random.choice(["15", "20", "25", "30", "40"]),
        count=str(random.randint(2, 9)),
        of=str(random.randint(9, 12)),
        day=str(random.choice([4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 20, 24, 25])),
        hour=random.choice(["10:00", "14:00", "16:00"]),
        paper=random.choice(_PAPERS),
        **more,
    )
    return text[0].upper() + text[1:]


def monthly_note(random: Random, life: Life) -> tuple[str, list[str]]:
    """A progress review and the facets that it deals with."""
    parts = [random.choice(_OPENINGS)]
    topics = [
        (_WORK, "adjustment"),
        (_STUDY, "plan_progress"),
        (_PROGRAM, "plan_progress"),
        (_FAMILY, "family"),
        (_CONDUCT, "adjustment"),
    ]
    chosen = random.sample(topics, k=random.choice([2, 3, 3, 4]))
    facets = {facet for _, facet in chosen}
    parts += [random.choice(sentences) for sentences, _ in chosen]
    if random.random() < 0.8:
        parts.append(random.choice(_NEXT))
        if "home plan" in parts[-1]:
            facets.add("reentry")
    text = " ".join(fill(random, life, part) for part in parts)
    if random.random() < 0.15:
        text += "\n\n" + fill(random, life, random.choice(_CONDUCT))
    return text, sorted(facets)


def absence_note(random: Random, life: Life, reason: str) -> str:
    """A note of continued absence."""
    return fill(random, life, random.choice(_ABSENCE), reason=reason)


def discipline_note(random: Random, life: Life) -> str:
    """A note about conduct, by other staff."""
    return fill(random, life, random.choice(_DISCIPLINE))


def positive_note(random: Random, life: Life) -> str:
    """A note about something done well, by other staff."""
    return fill(random, life, random.choice(_POSITIVE))


def family_note(random: Random, life: Life) -> str:
    """A note about the family."""
    return fill(random, life, random.choice([*_FAMILY, *_GRIEF]))


def amendment(random: Random, life: Life, kind: str) -> str:
    """More details, or what was wrong."""
    return fill(random, life, random.choice(_CORRECTIONS if kind == "error_reported" else _NEXT))


def termination_summary(random: Random, life: Life) -> str:
    """The closing note in its four parts."""
    return _SUMMARY.format(
        progress=fill(random, life, random.choice(_PROGRAM)),
        problems=fill(random, life, random.choice(_CONDUCT)),
        concerns=fill(random, life, random.choice(_FAMILY)),
        recent=fill(random, life, random.choice(_WORK)),
    )


def report_comment(random: Random, life: Life, item: str) -> str:
    """What stands under one check or focus point of a contact report."""
    by_item = {
        "wellbeing": _FAMILY,
        "routine": _CONDUCT,
        "family_contact": _FAMILY,
        "work_education": _WORK,
        "offending_programs": _PROGRAM,
        "imp_progress": _STUDY,
        "work_behaviour": _WORK,
        "release_applications": _NEXT,
    }
    return fill(random, life, random.choice(by_item[item]))
