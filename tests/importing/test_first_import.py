from __future__ import annotations

from casemgmt.importing.contract import TABLES
from offenders.models import Offender
from tests.importing.folder import make_folder, small_folder


def test_a_good_folder_is_imported_whole(bring_in):
    imported = bring_in(small_folder())

    assert imported.refusals == []
    assert imported.report.imported
    assert set(imported.report.files) == set(TABLES)
    assert Offender.objects.get().number == "00123"


def test_the_same_folder_twice_changes_nothing(bring_in):
    bring_in(small_folder())
    again = bring_in(small_folder())

    assert again.refusals == []
    assert again.report.total("new") == again.report.total("changed") == 0


def test_every_wrong_row_is_refused_and_no_other(bring_in):
    folder = make_folder(30, errors=True)
    imported = bring_in(folder, skip_refused=True)

    assert imported.places == folder.wrong
