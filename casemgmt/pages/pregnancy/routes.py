"""Addresses of the pregnancy notification."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.pregnancy import views

urlpatterns = [
    path("case/<int:pk>/pregnancy", views.pregnancy, name="pregnancy"),
    path("case/<int:pk>/pregnancy/received", views.receive, name="pregnancy-received"),
    path("case/<int:pk>/pregnancy/call", views.call, name="pregnancy-call"),
    path("case/<int:pk>/pregnancy/filed", views.file, name="pregnancy-filed"),
    path("case/<int:pk>/pregnancy/withdrawn", views.withdraw, name="pregnancy-withdrawn"),
]
