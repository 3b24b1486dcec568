"""Addresses of the case file, its alerts, and the reasons for its dates."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.case_file import alerts, due, reasons, views

urlpatterns = [
    path("case/<int:pk>", views.case_file, name="case-file"),
    path("case/<int:pk>/reason", reasons.give_reason, name="access-reason"),
    path("case/<int:pk>/alert", alerts.alert_new, name="alert-new"),
    path("alert/<int:pk>/end", alerts.alert_end, name="alert-end"),
    path("due/<int:pk>/why", due.due_why, name="due-why"),
]
