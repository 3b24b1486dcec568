"""Addresses of contact reports."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.reports import views

urlpatterns = [
    path("case/<int:pk>/report/<slug:kind>", views.report_new, name="report-new"),
    path("report/<int:pk>", views.report, name="report"),
    path("report/<int:pk>/add", views.report_amend, name="report-amend"),
]
