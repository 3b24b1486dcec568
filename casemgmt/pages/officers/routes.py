"""Addresses of officers and their numbers."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.officers import export, views

urlpatterns = [
    path("officers", views.officers, name="officers"),
    path("officers/export", export.officers_export, name="officers-export"),
    path("officers/items", views.officer_items, name="officer-items"),
    path("officers/<int:pk>", views.officer, name="officer"),
    path("officers/<int:pk>/cases", views.officer_cases, name="officer-cases"),
]
