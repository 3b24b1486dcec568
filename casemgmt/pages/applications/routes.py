"""Addresses of applications."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.applications import recording, shown

urlpatterns = [
    path("case/<int:pk>/applications", shown.applications, name="applications"),
    path("case/<int:pk>/application", recording.application_new, name="application-new"),
    path("application/<int:pk>", recording.application_change, name="application-change"),
]
