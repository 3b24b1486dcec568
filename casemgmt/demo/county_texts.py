"""Notes of community supervision that read like notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgmt.demo import texts

if TYPE_CHECKING:
    from random import Random

OPENINGS = {
    "office_contact": [
        "{title} {surname} reported to the office on time.",
        "Office visit, about {minutes} minutes.",
        "{title} {surname} came in late and said that the bus had been cancelled.",
    ],
    "field_contact": [
        "Saw {title} {surname} at work; the foreman was told beforehand.",
        "Met {title} {surname} outside the class room after the group.",
    ],
    "home_visit": [
        "Visited {title} {surname} at home; {his} {kin} was there.",
        "Home visit without notice. {He} opened at once and showed the room.",
    ],
}
MIDDLES = [
    "{He} still has the job and showed the pay slip.",
    "{He} was let go last week; went through two openings and the application for one.",
    "{He} attended {count} of {of} sessions; the provider says that {he} takes part.",
    "We looked at the case plan: the goal on {goal} is on the way, the next step is the "
    "certificate.",
    "Talked about what sets {him} off on Fridays, and what to do instead.",
    "{He} has paid {count} instalments and is behind by one.",
    "{He} says that {his} {kin} keeps {him} out of trouble.",
    "Test negative. Praised {him} for {count} weeks without use.",
    "Test positive; {he} told me before it. Response: written assignment and a second test.",
    "Stage of change towards treatment: preparation. {He} asked for an earlier group.",
    "Reviewed the two highest areas with {him}; {he} agrees with one and doubts the other.",
]
ENDINGS = [
    "Next appointment on the {day}th.",
    "{He} will bring the attendance sheet.",
    "Next: call the provider and look at the address again.",
    "Reward: one office visit replaced by a call.",
]
GOALS = ["work", "treatment", "companions", "the family", "keeping appointments"]

NO_CONTACT = {
    "custody": "In custody since the booking; the jail confirmed it by telephone.",
    "residential_treatment": "In residential treatment; visits are not allowed in this phase.",
    "warrant": "Whereabouts unknown after two visits and four calls. A warrant is to be requested.",
    "absconded": "Moved out without a word; {his} {kin} has not heard of {him}.",
    "other": "Worked out of the county with permission; a call was agreed and not answered.",
}
RESIDENTIAL = "Spoke with the house manager: {he} is there, keeps the rules and attends the groups."
ATTEMPTED = "Called at the address twice. Nobody opened; left a card."
WARRANT_REQUEST = (
    "{title} {surname} has not reported since the beginning of last month. Visits and calls are "
    "in the notes. The last known address is empty, and {his} {kin} has no word of {him}. It is "
    "requested that a warrant be issued."
)
REVOKING_ORDER = (
    "Upon the request of the probation officer, probation is summarily revoked and a warrant is "
    "ordered to issue for the arrest of the probationer."
)


def contact(random: Random, life: texts.Life, kind: str) -> str:
    """A note of a contact in the office, in the field or at home."""
    parts = [
        random.choice(OPENINGS[kind]),
        *random.sample(MIDDLES, k=random.choice([1, 2, 2, 3])),
        random.choice(ENDINGS),
    ]
    return " ".join(filled(random, life, part) for part in parts)


def filled(random: Random, life: texts.Life, template: str) -> str:
    """A sentence with the person's words in it."""
    return texts.fill(random, life, template, goal=random.choice(GOALS))
