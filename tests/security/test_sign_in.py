"""Signing in, wrongly and rightly, and what the page says."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agency.models import AuditEvent, AuditEventType
from tests.cast import PASSWORD

SIGN_IN = "/sign-in"


@pytest.fixture
def okafor(cast):
    cast.okafor.set_password(PASSWORD)
    cast.okafor.save()
    return cast.okafor


def sign_in_by_form(client, username="okafor", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": username, "password": password, **more})


def test_the_right_password_opens_the_first_page(client, okafor):
    answer = sign_in_by_form(client)
    assert answer.status_code == 302, answer.content
    assert answer["Location"] == reverse("pages:home")
    assert client.get("/my-sign-in").status_code == 200
    assert AuditEvent.objects.filter(type=AuditEventType.SIGNED_IN, actor_id=okafor.pk).count() == 1
