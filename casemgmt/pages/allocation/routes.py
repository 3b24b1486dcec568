"""Addresses of allocation."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.allocation import many, one_case, views

urlpatterns = [
    path("allocation", views.allocation, name="allocation"),
    path("allocation/load", many.allocation_load, name="allocation-load"),
    path("allocation/check", many.allocation_preview, name="allocation-preview"),
    path("allocation/save", many.allocation_save, name="allocation-save"),
    path("allocation/result", many.allocation_result, name="allocation-result"),
    path("allocation/officers/<int:pk>", views.allocation_officer, name="allocation-officer"),
    path("case/<int:pk>/officer", one_case.case_officer, name="case-officer"),
    path("assignment/<int:pk>/end", one_case.assignment_end, name="assignment-end"),
]
