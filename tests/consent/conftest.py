"""What the tests of consents and teams share."""

from __future__ import annotations

from datetime import date

import pytest

from offenders.services import add_organisation_member, save_organisation


@pytest.fixture
def house(cast):
    """Harbour House, for which Sato works."""
    organisation = save_organisation(cast.amsel, name="Harbour House", kind="provider")
    add_organisation_member(organisation, cast.amsel, user=cast.sato, from_on=date(2025, 1, 1))
    return organisation
