"""Addresses of the pages about other days."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.days import forecast, past

urlpatterns = [
    path("forecast", forecast.own, name="forecast"),
    path("officers/forecast", forecast.officers, name="forecast-officers"),
    path("officers/<int:pk>/forecast", forecast.officer, name="forecast-officer"),
    path("case/<int:pk>/past", past.past_day, name="past-day"),
]
