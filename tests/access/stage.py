"""One stage for thousands of requests: four cases with everything on file, ten roles signed in.

Whatever a request does is undone after it, so the next one finds the stage as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from agency import clock
from agency.models import AccessReason, AuditEvent
from casemgmt.importing import uploads
from casemgmt.printing import files
from tests.access.expected import CLERK, COORDINATOR, EVERYBODY, MEMBER, OFFICER
from tests.cast import NOW, Cast, make_cast
from tests.security.crawl import Route, World, address, make_world

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

#: In every text about a person, so that nothing of it can appear unseen.
MARK = {name: f"quillfeather-{name}" for name in EVERYBODY}
#: In every confidential text.
SECRET = {name: f"saltlantern-{name}" for name in EVERYBODY}


@dataclass
class Seen:
    """What one request came to."""

    status: int
    location: str
    events: list[AuditEvent]
    body: bytes
    context: Any = field(default=None, repr=False)

    @property
    def refused(self) -> list[AuditEvent]:
        """The refusals among the events."""
        return [event for event in self.events if event.type == "refused"]


class CastAround(Cast):
    """The cast, with somebody else in the places of Okafor, Tran, Strand and Ashby."""

    def __init__(self, cast: Cast, case: str) -> None:
        self.__dict__.update(cast.__dict__)
        officer, clerk = cast.users[OFFICER[case]], cast.users[CLERK[case]]
        coordinator = cast.users[COORDINATOR[case]]
        self.users = cast.users | {"okafor": officer, "tran": clerk, "strand": coordinator}
        self.offenders = cast.offenders | {"ashby": cast.offenders[case]}
        if case == "nalder":
            self.redbud, self.unit_b = cast.saltbush, cast.saltbush_unit


@dataclass
class Stage:
    """The cast, a world of records around each case, a browser for each member of the cast.

    rows: every row of the product, by table, where a test has asked for them.
    """

    cast: Cast
    worlds: dict[str, World]
    clients: dict[str, Client] = field(default_factory=dict)
    rows: dict[Any, dict[int, Any]] | None = None

    def address(self, route: Route, case: str) -> str:
        """The address of a route about one case."""
        return address(route, self.worlds[case])

    def client(self, username: str | None) -> Client:
        """A browser in which that member of the cast is signed in; a stranger's for None."""
        if username is None:
            return Client(raise_request_exception=True)
        if username not in self.clients:
            client = Client()
            client.force_login(self.cast.users[username], backend=BACKEND)
            self.clients[username] = client
        return self.clients[username]

    def visit(
        self,
        username: str | None,
        method: str,
        at: str,
        data: Any = None,
        *,
        keep: bool = False,
        **headers: str,
    ) -> Seen:
        """One request; what it wrote is undone unless it is to be kept."""
        client = self.client(username)
        with transaction.atomic():
            last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            answer = getattr(client, method)(at, data, headers=headers)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            events = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))
            if not keep:
                transaction.set_rollback(True)
        return Seen(answer.status_code, answer.get("Location", ""), events, body)


def set_stage() -> Stage:
    """Make everything; the clock must stand at `tests.cast.NOW`."""
    cast = make_cast()
    worlds = {}
    for case in sorted(EVERYBODY):
        world = make_world(
            CastAround(cast, case),  # type: ignore[arg-type]
            words=MARK[case],
            staff_words="Of the work, not of a case.",
        )
        worlds[case] = world
        files.keep(files.file_of(world.printed), b"%PDF-1.7 one")
        files.keep(files.file_of_all(world.job.pk), b"%PDF-1.7 all")
        files.keep(uploads.refused_folder(world.import_run) / "people.csv", b"number\n")
    AccessReason.objects.create(
        user=cast.noor,
        offender_id=cast.ashby.pk,
        reason="Complaint 12 of the ombudsman",
        given_at=NOW - timedelta(minutes=5),
        ends_at=NOW + timedelta(minutes=55),
    )
    stage = Stage(cast, worlds)
    for username in (*MEMBER.values(), "reyes", "marsh"):
        stage.client(username)
    assert clock.now() == NOW
    return stage
