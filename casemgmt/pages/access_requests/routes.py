"""Addresses of requests for access, the dissemination log and the custody of paper."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.access_requests import (
    delegates,
    disclosures,
    lists,
    one,
    paper,
    redacting,
)

urlpatterns = [
    path("access-requests", lists.access_requests, name="access-requests"),
    path(
        "case/<int:pk>/access-requests",
        lists.access_requests_of_person,
        name="access-requests-of-person",
    ),
    path("case/<int:pk>/access-request", lists.access_request_new, name="access-request-new"),
    path("access-requests/<int:pk>", one.access_request, name="access-request"),
    path(
        "access-requests/<int:pk>/redaction",
        redacting.access_request_redaction,
        name="access-request-redaction",
    ),
    path(
        "access-requests/<int:pk>/check",
        redacting.access_request_check,
        name="access-request-check",
    ),
    path(
        "access-requests/<int:pk>/decide", one.access_request_decide, name="access-request-decide"
    ),
    path(
        "access-requests/<int:pk>/viewing",
        one.access_request_viewing,
        name="access-request-viewing",
    ),
    path(
        "access-requests/<int:pk>/release",
        one.access_request_release,
        name="access-request-release",
    ),
    path("access-requests/viewings/<int:pk>", one.access_viewing, name="access-viewing"),
    path("access-requests/delegates", delegates.delegates, name="delegates"),
    path("case/<int:pk>/disclosures", disclosures.disclosures, name="disclosures"),
    path("case/<int:pk>/paper", paper.paper, name="paper"),
    path("transfer-files", paper.transfer_files, name="transfer-files"),
]
