"""An agency that follows COPP 10.3 too, so that policies have cases to reach."""

from __future__ import annotations

from datetime import date

import pytest

from agency import jobs
from offenders.services import record_release_dates
from plans.services import record_review
from scheduling import what_if
from scheduling.models import Activation, PolicyEdition
from scheduling.policies import activate_packs
from scheduling.services import activations, drafts

COPP = "au-wa/copp-10.3"

#: The day on which the plan of each of the cast was approved.
PLANS = {
    "ashby": date(2026, 11, 16),
    "mabry": date(2026, 11, 20),
    "vann": date(2026, 11, 20),
    "nalder": date(2026, 10, 20),
}


@pytest.fixture
def office(cast):
    """The cast of Redbud and Saltbush; four cases with plans, three of them with officers."""
    cast.agency.standards = ["us-ok/op-060101", COPP]
    cast.agency.save()
    activate_packs(cast.agency)
    for name, approved_on in PLANS.items():
        person = cast.offenders[name]
        record_release_dates(
            person,
            cast.tran,
            start_on=date(2024, 1, 5),
            recorded_on=date(2026, 9, 2),
            srd=date(2033, 5, 1),
        )
        record_review(person, cast.ferrante, plan="imp", kind="approved", done_on=approved_on)
    return cast


@pytest.fixture
def copp(office) -> PolicyEdition:
    """COPP 10.3 as it is in force."""
    return Activation.objects.get(policy_code="AU-WA/COPP-10.3").edition


@pytest.fixture
def edition(office, copp):
    """A new edition of COPP 10.3: `edition(("days = 14", "days = 10"), carries=True)`."""

    def changed(*changes, carries=False):
        draft = drafts.copy_edition(copp, office.quist)
        text = draft.text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        if carries:
            carried = 'carries = "recompute-open-items"\neffective '
            text = text.replace("effective ", carried, 1)
        draft = drafts.save_draft(draft, office.quist, name=draft.name, text=text, version=1)
        return drafts.edition_of(draft)

    return changed


@pytest.fixture
def previewed(office):
    """A preview that has been worked out."""

    def calculated(edition, **where):
        preview = what_if.start_preview(edition, office.quist, **where)
        jobs.run_open_jobs()
        preview.refresh_from_db()
        assert preview.finished_at is not None
        return preview

    return calculated


@pytest.fixture
def proposed(office, previewed):
    """An edition proposed by Quist, with its preview."""

    def proposal(edition, **where):
        return activations.propose(
            edition,
            office.quist,
            proposal="Agreed at the standards meeting.",
            preview=previewed(edition, **where),
            changed_answers_meant=True,
            **where,
        )

    return proposal


@pytest.fixture
def activated(office, proposed):
    """An edition proposed by Quist and approved by Brandt; what follows from it is done."""

    def activation(edition, **where):
        row = activations.approve(proposed(edition, **where), office.brandt, reason="Agreed.")
        jobs.run_open_jobs()
        return row

    return activation


#: A first report wanted within three days besides: owed anew for every allocation there was.
SECOND_REPORT = (
    'id           = "primary-contact-report"',
    '''id           = "quick-report"
code         = "WA.QUICK"
name         = "Quick report"
duty         = "Complete a first report"
satisfied_by = "A signed Primary Contact Report."
action       = "primary_report"
owner        = "case_officer"
after        = ["officer_allocated"]
plan         = "imp"
within       = { days = 3 }
once_per     = "permanent_placement"
fulfilled_by = "primary_report"
on_transfer  = "close"
on_departure = "close"
cite         = "Local order 7"
quote        = "within 3 days of the allocation"

[[deadline]]
id           = "primary-contact-report"''',
)
