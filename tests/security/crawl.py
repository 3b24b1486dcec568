"""Every address of the product, each with an example, so that tests can visit all of them.

`routes()` walks the URL resolver. `address(route, world)` needs an example of each argument; a
route without one fails the test that asks, so a new page cannot slip past the crawls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agency.middleware import rule_of
from agency.models import Job, JobState
from agency.models.imports import ImportRun
from casemgmt.shipped import install_shipped_data
from casenotes.checklists import PRIMARY_CHECKS
from casenotes.models import Draft, NoteType, PrintedReport
from casenotes.services import (
    add_amendment,
    prepare_warrant_request,
    receive_pregnancy_form,
    record_note,
    sign_report,
    submit_warrant_request,
)
from casenotes.services.reports import Answer
from conferences.checks import Preparation
from conferences.models import Conference
from conferences.services.appointments import schedule_conference
from conferences.services.following import agree_coaching
from conferences.services.holding import draw_sample
from offenders.models import Alias, Instrument
from offenders.services import (
    raise_alert,
    record_assessment,
    record_release_dates,
    submit_caseload_list,
)
from offenders.services.submissions import CaseloadRow
from plans.content import ActionRow, Content, GoalRow, NeedRow
from plans.services import (
    approve,
    new_version,
    record_review,
    save_version,
    start_plan,
    submit,
)
from scheduling.confidential import confidential_duties
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from scheduling.services.exemptions import ask_exemption
from tests.access_requests.world import ASKED_OF_A_PERSON, add_access_requests
from tests.access_requests.world import EXAMPLES as ASKED
from tests.cast import Cast
from tests.closing.world import EXAMPLES as CLOSING
from tests.closing.world import OF_A_PERSON as CLOSING_OF_A_PERSON
from tests.closing.world import add_closing
from tests.meetings.world import EXAMPLES as MEETINGS
from tests.meetings.world import add_meetings
from tests.note_types.world import EXAMPLES as NOTE_TYPES
from tests.note_types.world import OF_A_PERSON as NOTED_OF_A_PERSON
from tests.note_types.world import add_note_types
from tests.policy_pages.world import EXAMPLES as POLICIES
from tests.policy_pages.world import add_policies
from tests.programs.world import EXAMPLES as PEOPLE
from tests.programs.world import OF_A_PERSON, add_people_records
from tests.writing.world import EXAMPLES as WRITING
from tests.writing.world import OF_A_PERSON as WRITTEN_OF_A_PERSON
from tests.writing.world import add_writing


@dataclass(frozen=True)
class Route:
    """One address pattern: its full name, its view and the names of its arguments."""

    name: str
    view: Callable[..., Any] = field(compare=False)
    arguments: tuple[str, ...] = ()

    @property
    def rule(self):
        """Its entry in the access register."""
        return rule_of(self.view)


def routes() -> list[Route]:
    """Every route of the product, in the order of the URL configuration."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns, namespace):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name."
            arguments = tuple(pattern.pattern.converters)
            yield Route(f"{namespace}{pattern.name}", pattern.callback, arguments)


@dataclass
class World:
    """The cast, and one of everything that a page can show, all of it about Ashby."""

    cast: Cast
    note: Any = None
    confidential: Any = None
    report: Any = None
    amendment: Any = None
    alert: Any = None
    review: Any = None
    plan_version: Any = None
    plan_draft: Any = None
    draft: Any = None
    job: Any = None
    printed: Any = None
    due_item: Any = None
    alias: Any = None
    sentence: Any = None
    import_run: Any = None
    notice: Any = None
    warrant: Any = None
    submission: Any = None
    exemption: Any = None
    alerted: Any = None
    conference: Any = None
    sampled: Any = None
    coaching: Any = None
    people: Any = None
    closing: Any = None
    asked: Any = None
    writing: Any = None
    policy: Any = None
    words: str = "Walked the tier and spoke with him about work."

    def __getattr__(self, name):
        return getattr(self.__dict__["cast"], name)


def make_world(
    cast: Cast,
    *,
    words: str = "Walked the tier and spoke with him about work.",
    staff_words: str = "",
) -> World:
    """One of everything; `words` is the text in all of it, `staff_words`, where given, the text
    of what is about staff and not about the case."""
    install_shipped_data()
    activate_packs(cast.agency)
    world = World(cast, words=words)
    officer, case = cast.okafor, cast.ashby
    contact = NoteType.objects.get(code="contact")
    when = datetime.fromisoformat("2026-11-10T16:00+00:00")
    world.alias = Alias.objects.create(offender=case, family_name="Ashbee", given_names="T.")
    world.sentence = record_release_dates(
        case,
        cast.tran,
        start_on=date(2024, 1, 5),
        recorded_on=date(2026, 9, 2),
        srd=date(2031, 5, 1),
    )
    world.confidential = record_note(
        case, officer, type=contact, occurred_at=when, text=words, confidential=True
    )
    # The same words again, so it is a likely copy as well.
    world.note = record_note(case, officer, type=contact, occurred_at=when, text=words)
    world.report = sign_report(
        case,
        officer,
        kind="primary",
        interview_at=when,
        answers={item.code: Answer(yes=True, comment=words) for item in PRIMARY_CHECKS},
        summary=words,
    )
    world.amendment = add_amendment(officer, note=world.note, text=words)
    world.alert = raise_alert(
        case, officer, label=words[:40], text=words[:400], from_on=date(2026, 11, 1)
    )
    record_assessment(
        case,
        cast.ferrante,
        instrument=Instrument.objects.get(code="LS/CMI"),
        assessed_on=date(2026, 10, 1),
        score=Decimal(21),
    )
    world.notice = receive_pregnancy_form(case, officer, received_on=date(2026, 11, 12))
    world.warrant = submit_warrant_request(
        prepare_warrant_request(case, officer, request_text=words, order_text=words), officer
    )
    world.submission = submit_caseload_list(
        officer,
        columns=["name", "number"],
        rows=[CaseloadRow(case.pk, {"name": case.sort_name, "number": case.number})],
        generated_at=when,
    )
    world.review = record_review(
        case, cast.ferrante, plan="imp", kind="approved", done_on=date(2026, 10, 20)
    )
    world.plan_version, world.plan_draft = _plan_of(case, officer, cast.strand, words)
    world.draft = Draft.objects.create(
        owner=officer, offender=case, form="note", content={"text": words}
    )
    world.job = Job.objects.create(
        kind="print_case_notes",
        requested_by=cast.tran,
        state=JobState.DONE,
        arguments={"people": [case.pk], "from_on": None, "until_on": "2026-11-23"},
    )
    world.import_run = ImportRun.objects.create(name="nightly.zip", by=cast.amsel)
    world.printed = PrintedReport.objects.create(
        serial=f"P-{case.number}",
        offender=case,
        facility=cast.redbud,
        note_ids=[world.note.pk],
        page_count=1,
        fingerprint="0" * 64,
        printed_by=cast.tran,
        printed_by_name="Linh Tran",
        job=world.job,
    )
    # Duties that follow from a pregnancy are known to fewer: tests/scheduling has them.
    confidential = [code for codes in confidential_duties().values() for code in codes]
    owed = DueItem.objects.filter(offender=case, withdrawn_at=None)
    world.due_item = owed.exclude(standard__in=confidential).first()
    assert world.due_item is not None, "Nothing is due for Ashby."
    _add_conference(world)
    add_people_records(world, words=words)
    add_writing(world, words=words)
    add_note_types(world, words=words)
    add_meetings(world, words=words, staff_words=staff_words or words)
    add_policies(world, words=staff_words or words)
    world.exemption = ask_exemption(case, officer, reason=words[:400], from_on=date(2026, 12, 1))
    add_access_requests(world, words=words)
    add_closing(world, words=words)
    return world


def _add_conference(world: World) -> None:
    """A conference of the officer with the supervisor, on the first day that is free, with the
    case in its sample; and coaching. Nothing in their texts is about a case."""
    officer = world.okafor
    supervisor = officer.postings.get().supervisor
    day = date(2026, 12, 7)
    while Conference.objects.filter(officer=officer, scheduled_on=day).exists():
        day += timedelta(days=1)
    world.conference = schedule_conference(
        officer, supervisor, on=day, at=time(9), preparation=Preparation()
    )
    sample = draw_sample(world.conference, supervisor, pool={world.ashby.pk: "high"})
    world.sampled = sample.cases.get()
    world.coaching = agree_coaching(
        officer,
        supervisor,
        area="time_management",
        what="Plan the week on Monday",
        resource="training",
        next_check_on=date(2026, 12, 21),
    )


def _plan_of(case, officer, approver, words):
    """An approved version of a plan and the draft of the next one, with `words` in both."""
    version = start_plan(case, officer, kind="accountability")
    content = Content(
        texts={"overview": words},
        needs=(NeedRow(words[:100], note=words[:400], driver=True),),
        goals=(GoalRow(words, words, need=1),),
        actions=(ActionRow(words[:400], "prison_staff", date(2026, 12, 20), officer.pk, goal=1),),
    )
    save_version(version, officer, content, revision=0)
    submit(version, officer)
    version = approve(version, approver, approved_on=date(2026, 11, 2))
    return version, new_version(version.plan, officer, reason="progress")


#: By the name of a route: its arguments, from the world. Routes without arguments need none.
EXAMPLES: dict[str, Callable[[World], dict[str, Any]]] = {
    **MEETINGS,
    **POLICIES,
    **PEOPLE,
    **ASKED,
    **CLOSING,
    **NOTE_TYPES,
    **WRITING,
    **dict.fromkeys(
        (
            "pages:case-file",
            "pages:access-reason",
            "pages:note-new",
            "pages:note-no-contact",
            "pages:note-residential-confirmation",
            "pages:orientation-new",
            "pages:warrant-request",
            "pages:pregnancy",
            "pages:pregnancy-received",
            "pages:pregnancy-call",
            "pages:pregnancy-filed",
            "pages:pregnancy-withdrawn",
            "pages:summary-new",
            "pages:alert-new",
            "pages:assessment-new",
            *OF_A_PERSON,
            *ASKED_OF_A_PERSON,
            *CLOSING_OF_A_PERSON,
            *NOTED_OF_A_PERSON,
            *WRITTEN_OF_A_PERSON,
            "pages:plan-review-new",
            "pages:plans",
            "pages:plan-new",
            "pages:custody",
            "pages:movement-new",
            "pages:sentence-new",
            "pages:identity-edit",
            "pages:alias-new",
            "pages:case-officer",
            "pages:past-day",
            "pages:appearance-new",
            "pages:case-exemption-new",
        ),
        lambda world: {"pk": world.ashby.pk},
    ),
    **dict.fromkeys(
        (
            "pages:officer",
            "pages:officer-cases",
            "pages:allocation-officer",
            "pages:forecast-officer",
        ),
        lambda world: {"pk": world.okafor.pk},
    ),
    # 0 for somebody without an officer: an id that there is not.
    "pages:assignment-end": lambda world: {
        "pk": next(iter(world.ashby.assignments.values_list("pk", flat=True)), 0)
    },
    **dict.fromkeys(
        (
            "pages:print-batch",
            "pages:print-batch-progress",
            "pages:print-batch-cancel",
            "pages:print-batch-file",
            "pages:print-batch-filed",
        ),
        lambda world: {"pk": world.job.pk},
    ),
    "pages:copy": lambda world: {"pk": world.note.likeness.pk},
    **dict.fromkeys(
        ("pages:conference", "pages:conference-acknowledge"),
        lambda world: {"pk": world.conference.pk},
    ),
    "pages:conference-act": lambda world: {"pk": world.conference.pk, "act": "move"},
    **dict.fromkeys(
        ("pages:sampled-case", "pages:sampled-case-replace"),
        lambda world: {"pk": world.sampled.pk},
    ),
    "pages:coaching": lambda world: {"pk": world.coaching.pk},
    **dict.fromkeys(
        ("pages:coaching-new", "pages:officer-statistics"),
        lambda world: {"pk": world.okafor.pk},
    ),
    "pages:report-new": lambda world: {"pk": world.ashby.pk, "kind": "primary"},
    "pages:draft-save": lambda world: {"pk": world.ashby.pk, "form": "note"},
    **dict.fromkeys(
        ("pages:warrant", "pages:warrant-decide"), lambda world: {"pk": world.warrant.pk}
    ),
    **dict.fromkeys(
        ("pages:caseload-submission", "pages:caseload-receive", "pages:caseload-export"),
        lambda world: {"pk": world.submission.pk},
    ),
    **dict.fromkeys(
        ("pages:plan", "pages:plan-version-new"), lambda world: {"pk": world.plan_version.plan_id}
    ),
    **dict.fromkeys(
        ("pages:plan-decide", "pages:plan-answer", "pages:plan-handover", "pages:plan-print"),
        lambda world: {"pk": world.plan_version.pk},
    ),
    "pages:plan-edit": lambda world: {"pk": world.plan_draft.pk},
    "pages:plan-action": lambda world: {"pk": world.plan_version.actions.get().pk},
    **dict.fromkeys(
        ("pages:plan-review", "pages:plan-review-decide"), lambda world: {"pk": world.review.pk}
    ),
    "pages:print-report": lambda world: {"pk": world.printed.pk},
    "pages:print-file": lambda world: {"pk": world.printed.pk},
    "pages:print-filed": lambda world: {"pk": world.printed.pk},
    **dict.fromkeys(
        ("pages:due-why", "pages:exemption-new"), lambda world: {"pk": world.due_item.pk}
    ),
    **dict.fromkeys(
        ("pages:exemption", "pages:exemption-decide", "pages:exemption-change"),
        lambda world: {"pk": world.exemption.pk},
    ),
    "pages:alert-end": lambda world: {"pk": world.alert.pk},
    "pages:note-amend": lambda world: {"pk": world.note.pk},
    "pages:report": lambda world: {"pk": world.report.pk},
    "pages:report-amend": lambda world: {"pk": world.report.pk},
    "pages:draft-discard": lambda world: {"pk": world.draft.pk},
    "pages:alias-remove": lambda world: {"pk": world.alias.pk},
    "pages:movement-correct": lambda world: {"pk": world.ashby.movements.get().pk},
    "pages:movement-withdraw": lambda world: {"pk": world.ashby.movements.get().pk},
    "pages:sentence-correct": lambda world: {"pk": world.sentence.pk},
    **dict.fromkeys(
        ("pages:job", "pages:job-progress", "pages:job-cancel"),
        lambda world: {"pk": world.job.pk},
    ),
    **dict.fromkeys(
        ("pages:person", "pages:person-change", "pages:posting-new"),
        lambda world: {"pk": world.reyes.pk},
    ),
    "pages:person-act": lambda world: {"pk": world.reyes.pk, "act": "unlock"},
    "pages:posting-change": lambda world: {"pk": world.reyes.postings.get().pk},
    **dict.fromkeys(
        ("pages:facility-change", "pages:unit-new"),
        lambda world: {"pk": world.redbud.pk},
    ),
    **dict.fromkeys(
        (
            "pages:import-run",
            "pages:import-progress",
            "pages:import-start",
            "pages:import-cancel",
            "pages:import-refused",
        ),
        lambda world: {"pk": world.import_run.pk},
    ),
    "pages:unit-change": lambda world: {"pk": world.unit_b.pk},
}


def address(route: Route, world: World) -> str:
    """The address of the route in that world."""
    if not route.arguments:
        return reverse(route.name)
    assert route.name in EXAMPLES, f"{route.name} has no example in tests/security/crawl.py."
    given = EXAMPLES[route.name](world)
    assert set(given) == set(route.arguments), f"The example of {route.name} does not fit it."
    return reverse(route.name, kwargs=given)
