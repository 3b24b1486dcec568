"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.supervision import recording, shown

urlpatterns = [
    path("case/<int:pk>/supervision", shown.supervision, name="supervision"),
    path("case/<int:pk>/term", recording.term_new, name="term-new"),
    path("case/<int:pk>/booking", recording.booking_new, name="booking-new"),
    path("term/<int:pk>", recording.term_change, name="term-change"),
    path("booking/<int:pk>", recording.booking_change, name="booking-change"),
]
