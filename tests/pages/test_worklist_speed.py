"""The worklist against a bare Django view of the same query and as many plain rows, in one run."""

from __future__ import annotations

import time
from statistics import median

from django.db import transaction
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory

from agency.models import User
from casemgmt.pages.worklist.counting import Choice
from casemgmt.pages.worklist.rows import ROWS_ON_A_PAGE, items_of, page_of
from tests.cast import TODAY
from tests.pages.caseload import give_cases

ROUNDS = 25
AT_MOST_TIMES_AS_SLOW = 2.0

PLAIN_ROWS = """<!doctype html><html><head><title>Rows</title></head><body><table>
<tr><th>Name</th><th>Number</th><th>Place</th><th>Duty</th><th>Status</th><th>Due</th><th>Note</th>
<th>Tags</th><th>Action</th></tr>
{% for item in items %}<tr>
<td><a href="/case/{{ item.offender.pk }}">{{ item.offender.sort_name }}</a></td>
<td>{{ item.offender.number }}</td><td>{{ item.place.unit }}</td>
<td>{{ item.standard }}</td><td>{{ item.on_hold }}</td><td>{{ item.due_on|date:"j M Y" }}</td>
<td>{{ item.note.on }} {{ item.note.type }}</td><td>{{ item.labels|join:", " }}</td>
<td><a href="/note/{{ item.pk }}">Log note</a></td></tr>
{% endfor %}</table></body></html>"""


def test_the_worklist_is_made_at_most_twice_as_slowly_as_a_bare_view(
    office, sign_in, settings
) -> None:
    settings.STATEMENTS_ARE_COMPARED = False  # what only tests do is not to be measured
    give_cases(office, office.okafor, 120)
    template = engines["django"].from_string(PLAIN_ROWS)
    request = RequestFactory().get("/bare")

    def bare(request):
        with transaction.atomic():
            user = User.objects.get(pk=office.okafor.pk)
            items = page_of(items_of(user), user, Choice(), TODAY)[:ROWS_ON_A_PAGE]
            return HttpResponse(template.render({"items": items}, request))

    client = sign_in(office.okafor)

    def cpu_of(make) -> float:
        started = time.process_time()
        page = make()
        spent = time.process_time() - started
        assert page.status_code == 200
        assert page.content.count(b"<tr") >= ROWS_ON_A_PAGE
        return spent

    for _ in range(3):
        cpu_of(lambda: bare(request))
        cpu_of(lambda: client.get("/worklist"))
    pairs = [
        (cpu_of(lambda: bare(request)), cpu_of(lambda: client.get("/worklist")))
        for _ in range(ROUNDS)
    ]
    plain = median(first for first, _ in pairs)
    page = median(second for _, second in pairs)
    assert page <= AT_MOST_TIMES_AS_SLOW * plain, f"{page * 1000:.1f} ms to {plain * 1000:.1f} ms"
