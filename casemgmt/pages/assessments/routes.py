"""Addresses of assessments."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.assessments import history, recording

urlpatterns = [
    path("case/<int:pk>/assessments", history.assessments, name="assessments"),
    path("case/<int:pk>/assessment", recording.assessment_new, name="assessment-new"),
    path("assessment/<int:pk>/correct", recording.assessment_correct, name="assessment-correct"),
]
