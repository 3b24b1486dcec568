"""The status in SQL is the status of the engine."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.engine.status import status_of
from scheduling.models import DueItem, PolicyEdition
from scheduling.querysets import done_in_time, done_late

DAY = date(2026, 11, 23)
times = st.sampled_from([None, None, time(9, 59), time(10), time(10, 1)])
days = st.one_of(st.none(), st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n)))
rows = st.lists(
    st.tuples(
        days,
        days,
        days,
        st.sampled_from(["", "", "missed", "cancelled", "superseded"]),
        st.booleans(),
        times,
        times,
    ),
    min_size=1,
    max_size=40,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows)
def test_the_status_in_sql_is_the_status_of_the_engine(cast, dates) -> None:
    DueItem.objects.filter(occurrence__startswith="test:").delete()
    edition = PolicyEdition.objects.first()
    for number, row in enumerate(dates):
        due_on, opens_on, fulfilled_on, closed, on_hold, due_time, fulfilled_time = row
        DueItem.objects.create(
            occurrence=f"test:{number}",
            edition=edition,
            standard="X",
            offender=cast.ashby,
            owner_role="case_officer",
            due_on=due_on,
            opens_on=opens_on,
            fulfilled_on=fulfilled_on,
            closed=closed,
            on_hold=on_hold,
            due_time=due_time,
            fulfilled_time=fulfilled_time,
        )
    for item in DueItem.objects.filter(occurrence__startswith="test:").with_status(DAY):
        assert item.status == status_of(
            due_on=item.due_on,
            opens_on=item.opens_on,
            fulfilled_on=item.fulfilled_on,
            closed=item.closed,
            on_hold=item.on_hold,
            as_of=DAY,
            due_time=item.due_time,
            fulfilled_time=item.fulfilled_time,
        )
        if item.fulfilled_on is not None and item.due_on is not None:
            rows_of = DueItem.objects.filter(pk=item.pk)
            assert rows_of.filter(done_in_time()).exists() is (item.status == "done")
            assert rows_of.filter(done_late()).exists() is (item.status == "done late")
