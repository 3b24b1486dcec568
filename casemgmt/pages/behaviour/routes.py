"""Addresses of behaviour and responses."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.behaviour import ratio, recording, shown

urlpatterns = [
    path("case/<int:pk>/behaviour", shown.behaviour, name="behaviour"),
    path("case/<int:pk>/behaviour/new", recording.behaviour_new, name="behaviour-new"),
    path("behaviour/<int:pk>/<slug:act>", recording.behaviour_act, name="behaviour-act"),
    path("response/<int:pk>/<slug:act>", recording.response_act, name="response-act"),
    path("responses", ratio.responses, name="responses"),
]
