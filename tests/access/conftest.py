"""The stage: set once for all tests of a module, in a transaction that is never committed."""

from __future__ import annotations

import shutil

import pytest
from django.db import transaction

from agency import clock
from tests.cast import NOW


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """See `tests.access.stage`."""
    from casemgmt.importing.uploads import folder_of as upload_of
    from casemgmt.printing.files import folder_of as prints_of
    from tests.access.stage import set_stage

    with django_db_blocker.unblock(), clock.set_for_tests(NOW):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            set_up = set_stage()
            yield set_up
            for world in set_up.worlds.values():
                shutil.rmtree(prints_of(world.job.pk))
                shutil.rmtree(upload_of(world.import_run))
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
