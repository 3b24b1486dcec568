"""Addresses of the caseload lists."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.caseload_lists import submissions, views

urlpatterns = [
    path("caseload-list", views.current_list, name="caseload-list"),
    path("caseload-lists", submissions.submitted_lists, name="caseload-lists"),
    path("caseload-lists/<int:pk>", submissions.submission, name="caseload-submission"),
    path("caseload-lists/<int:pk>/receive", submissions.receive, name="caseload-receive"),
    path("caseload-lists/<int:pk>/export", submissions.export, name="caseload-export"),
]
